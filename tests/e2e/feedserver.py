# SPDX-License-Identifier: BSD-2-Clause
"""A real HTTP server on loopback whose feeds the tests fill while the daemon polls them."""
import http.server
import threading
import time
from email.utils import formatdate
from xml.sax.saxutils import escape


def rss(items, title="Test feed"):
    """items: dicts with title, and text, link, guid, date (seconds) when wanted."""
    def item(i):
        parts = [f"<title>{escape(i['title'])}</title>"]
        if i.get("link"):
            parts.append(f"<link>{escape(i['link'])}</link>")
        if i.get("guid"):
            parts.append(f"<guid isPermaLink='false'>{escape(i['guid'])}</guid>")
        if i.get("date"):
            parts.append(f"<pubDate>{formatdate(i['date'], usegmt=True)}</pubDate>")
        if i.get("text"):
            parts.append(f"<description>{escape(i['text'])}</description>")
        return "<item>" + "".join(parts) + "</item>"
    body = "".join(item(i) for i in items)
    return (f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{escape(title)}</title>"
            f"<link>http://example.org/</link><description>d</description>{body}</channel></rss>").encode()


class Feed:
    """One path. `body` is bytes or a function without arguments that gives them; `behave` may answer in full instead."""

    def __init__(self, body=b"", content_type="application/rss+xml", behave=None):
        self.body = body
        self.content_type = content_type
        self.behave = behave
        self.requests = []  # (monotonic time, headers)

    def bytes(self):
        return self.body() if callable(self.body) else self.body


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.feeds = {}
        self.base = "http://127.0.0.1:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def add(self, path, *args, **kwargs):
        self.feeds[path] = Feed(*args, **kwargs)
        return self.base + path

    def handle_error(self, request, client_address):
        pass  # a client that went away is no news


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        feed = self.server.feeds.get(self.path)
        if not feed:
            self.send_error(404)
            return
        feed.requests.append((time.monotonic(), dict(self.headers)))
        if feed.behave:
            feed.behave(self)
            return
        body = feed.bytes()
        tag = '"%x"' % (hash(body) & 0xFFFFFFFFFFFFFFFF)
        same = self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200)
        self.send_header("ETag", tag)
        if not same:
            self.send_header("Content-Type", feed.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not same:
            self.wfile.write(body)

    def log_message(self, *args):
        pass
