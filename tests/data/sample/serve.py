#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Serves three sample feeds that grow, on a free port of the loopback address.

usage: serve.py [--every SECONDS] [--articles FILE]

Prints the base address on its first line. /world.rss is RSS 2.0, /capitals.atom is Atom, /wire.json is JSON Feed. Three
articles are there at the start, one more comes every SECONDS (default 3), each printed on standard error as it appears.
Answers conditional requests with 304. Ends when its standard input does.
"""
import argparse
import email.utils
import hashlib
import http.server
import json
import os
import sys
import threading
import time
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))


def rfc822(at):
    return email.utils.formatdate(at, usegmt=True)


def rfc3339(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def rss(base, articles):
    items = "".join(
        f"<item><title>{escape(a['title'])}</title><link>{base}/{a['n']}</link><guid>{base}/{a['n']}</guid>"
        f"<pubDate>{rfc822(a['at'])}</pubDate><description>{escape('<p>' + a['text'] + '</p>')}</description></item>"
        for a in articles)
    return ("application/rss+xml", f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Sample World'
            f"</title><link>{base}/</link><description>made up</description>{items}</channel></rss>")


def atom(base, articles):
    entries = "".join(
        f"<entry><title>{escape(a['title'])}</title><id>urn:sample:{a['n']}</id><link href='{base}/{a['n']}'/>"
        f"<updated>{rfc3339(a['at'])}</updated><content type='html'>{escape('<p>' + a['text'] + '</p>')}</content></entry>"
        for a in articles)
    return ("application/atom+xml", f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Sample Capitals</title><id>urn:sample:feed</id><updated>{rfc3339(time.time())}</updated>{entries}</feed>")


def json_feed(base, articles):
    items = [{"id": str(a["n"]), "url": f"{base}/{a['n']}", "title": a["title"], "content_text": a["text"],
              "date_published": rfc3339(a["at"])} for a in articles]
    return ("application/feed+json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Sample Wire",
                                                 "home_page_url": base, "items": items}))


FORMATS = {"/world.rss": ("rss", rss), "/capitals.atom": ("atom", atom), "/wire.json": ("json", json_feed)}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path not in FORMATS:
            self.send_error(404)
            return
        name, write = FORMATS[self.path]
        content_type, text = write(self.server.base, [a for a in reversed(self.server.articles) if a["feed"] == name])
        body = text.encode()
        tag = '"%s"' % hashlib.md5(body).hexdigest()
        fresh = self.headers.get("If-None-Match") == tag
        self.send_response(304 if fresh else 200)
        self.send_header("ETag", tag)
        if not fresh:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not fresh:
            self.wfile.write(body)

    def log_message(self, *args):
        pass


def grow(server, waiting, every):
    for article in waiting:
        time.sleep(every)
        server.articles.append(dict(article, at=int(time.time())))
        print("appears:", article["title"], file=sys.stderr, flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--every", type=float, default=3)
    options.add_argument("--articles", default=os.path.join(HERE, "articles.json"))
    options = options.parse_args()
    with open(options.articles, encoding="utf-8") as file:
        articles = [dict(a, n=n) for n, a in enumerate(json.load(file), 1)]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.base = "http://127.0.0.1:%d" % server.server_port
    server.articles = [dict(a, at=int(time.time()) - 60) for a in articles[:3]]
    print(server.base, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=grow, args=(server, articles[3:], options.every), daemon=True).start()
    sys.stdin.read()


main()
