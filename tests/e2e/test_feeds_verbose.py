# SPDX-License-Identifier: BSD-2-Clause
"""What a reader of broken feeds meets, and what `nuncio feeds --verbose` then says of it."""
import re

import pytest

from daemon import wait_for
from feedserver import rss

ITEMS = [{"title": f"numbered {n}", "guid": f"g{n}"} for n in range(3)]
GOOD = rss(ITEMS)


def page(head):
    return f"<!DOCTYPE html><html><head><title>News</title>{head}</head><body><p>Hello.</p></body></html>".encode()


def link(href, kind="application/rss+xml"):
    return f'<link rel="alternate" type="{kind}" title="t" href="{href}">'


def respond(body, headers=(), announced=None, status=b"200 OK"):
    """A response of our own making, and the end of the connection."""
    def behave(handler):
        lines = [b"HTTP/1.1 " + status, b"Connection: close", *headers]
        if announced is not None:
            lines.append(b"Content-Length: %d" % announced)
        handler.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        handler.close_connection = True
    return behave


def cut_chunks(body):
    return respond(b"%x\r\n%s\r\n40\r\nno more" % (len(body), body), [b"Transfer-Encoding: chunked"])


def of(one, url):
    return next((f for f in one.ask("feeds")["feeds"] if f["url"] == url), {"polls": 0})


def polled(one, url):
    return wait_for("a poll of " + url, 20, lambda: (f := of(one, url))["polls"] and f)


def shown(one, *args):
    """The lines of the one feed that is shown, by label."""
    out = one.nuncio("feeds", "--verbose", *args).stdout
    assert "\033" not in out
    found = {}
    for line in out.splitlines()[1:]:
        found.setdefault(line[2:12].strip(), line[14:])
    return found


CUT = GOOD[:GOOD.index(b"numbered 2")]
CYRILLIC = rss([{"title": "numbered \u043f\u0440\u0438\u0432\u0435\u0442", "guid": "g"}]).decode()

# name: (feed, articles, what is in the lines of --verbose, what is in no line)
CASES = {
    "all is well": (dict(body=GOOD), 3, {"format": "RSS 2.0", "state": "ok", "polls": "HTTP 200", "validators": "ETag \""}, ("error", "mended", "lost", "try", "moved")),
    "content type of a page": (dict(body=GOOD, content_type="text/html"), 3, {"state": "ok", "format": "RSS 2.0"}, ("error",)),
    "content type of nothing": (dict(body=GOOD, content_type="application/octet-stream"), 3, {"state": "ok"}, ("error",)),
    "charset in the header only": (
        dict(body=CYRILLIC.replace(" encoding='utf-8'", "").encode("windows-1251"), content_type="text/xml; charset=windows-1251"), 1, {"state": "ok"}, ("error",)),
    "declaration against bytes": (dict(body=CYRILLIC.replace("utf-8", "us-ascii").encode(), content_type="application/xml"), 1, {"state": "ok", "mended": "charset"}, ("error",)),
    "body shorter than announced": (
        dict(behave=respond(CUT, [b"Content-Type: application/rss+xml", b'ETag: "v"'], len(GOOD))), 2,
        {"state": "failing for", "error": f"the response broke off after {len(CUT)} bytes", "lost": "cut short", "validators": "none"}, ()),
    "chunks that end too soon": (dict(behave=cut_chunks(CUT)), 2, {"error": "the response broke off after", "lost": "cut short"}, ()),
    "document that ends too soon": (dict(body=CUT), 2, {"error": "the document ends inside <title>", "lost": "cut short", "validators": "none"}, ()),
    "whole document, wrong length": (dict(behave=respond(GOOD, [], len(GOOD) + 100)), 3, {"state": "ok"}, ("error", "lost")),
    "error page with 200": (dict(body=page("<style>p {}</style>"), content_type="text/html"), 0, {"state": "failing for", "error": "not a feed", "polls": "HTTP 200"}, ("try", "format")),
    "page that names its feed": (dict(body=page(link("/feed.xml")), content_type="text/html"), 0, {"error": "not a feed; it names the feed", "try": "/feed.xml"}, ("format",)),
    "server error": (dict(behave=respond(b"oops", [], 4, b"500 Oops")), 0, {"error": "HTTP 500", "polls": "HTTP 500"}, ("try",)),
    "empty body": (dict(behave=respond(b"", [], 0)), 0, {"error": "the document is empty"}, ()),
    "only a byte order mark": (dict(body=b"\xef\xbb\xbf"), 0, {"error": ""}, ()),
    "unclosed elements": (dict(body=GOOD.replace(b"</item>", b"")), None, {"state": "ok", "mended": "unclosed elements"}, ()),
    "HTML entities": (dict(body=GOOD.replace(b"numbered 1", b"numbered&nbsp;one &amp caf&eacute;")), 3, {"state": "ok", "mended": "undeclared HTML entities"}, ("error",)),
}


@pytest.fixture(scope="module")
def polled_daemon(build):
    """All cases at one daemon, and the addresses of their feeds."""
    from daemon import Daemon
    from feedserver import Server
    server = Server()
    urls = {name: server.add(f"/{n}", **feed) for n, (name, (feed, *_)) in enumerate(CASES.items())}
    with Daemon(build, list(urls.values())) as one:
        one.start()
        yield one, urls
    server.shutdown()


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of(polled_daemon, name):
    one, urls = polled_daemon
    _, articles, lines, absent = CASES[name]
    got = polled(one, urls[name])
    if articles is not None:
        assert got["articles"] == articles
    found = shown(one, urls[name])
    assert found["url"] == urls[name]
    for label, words in lines.items():
        assert label in found and words in found[label], (label, words, found)
    assert got.get("losses", []) == ([lines["lost"]] if "lost" in lines else [])
    assert not set(got.get("losses", [])) & set(got.get("repairs", []))
    for label in absent:
        assert label not in found, (label, found)
    log = one.log()
    if "mended" in lines or "lost" in lines:
        assert len(re.findall(r"feed \S*%s\S*: mended: " % re.escape(urls[name]), log)) <= 1


def test_a_set_of_repairs_is_said_once(daemon, server):
    body = [GOOD.replace(b"numbered 1", b"caf&eacute;")]
    url = server.add("/feed", lambda: body[0])
    one = daemon([url]).start()
    wait_for("three polls", 20, lambda: of(one, url)["polls"] >= 3)
    body[0] = GOOD.replace(b"numbered 1", b"caf&eacute; two")
    wait_for("another document", 20, lambda: of(one, url)["articles"] >= 4 or of(one, url)["polls"] >= 8)
    assert one.log().count("mended: undeclared HTML entities") == 1
    body[0] = GOOD
    wait_for("nothing is mended", 20, lambda: "repairs" not in of(one, url))
    assert one.log().count("nothing has to be mended any more") == 1


def test_a_feed_that_has_moved_and_what_a_restart_keeps(daemon, server):
    new = server.add("/new", GOOD.replace(b"numbered 1", b"caf&eacute;"))
    old = server.add("/old", behave=respond(b"", [b"Location: " + new.encode()], 0, b"301 Moved"))
    broken = server.add("/broken", behave=respond(b"", [], 0, b"404 No"))
    one = daemon([old, broken]).start()
    polled(one, old)
    since = polled(one, broken)["failing_since"]
    assert shown(one, old)["moved"] == "for good; name it in the feed list as " + new
    assert new in one.nuncio("feeds").stdout and "its server says that it has moved to" in one.log()
    one.stop()
    server.feeds["/old"].behave = server.feeds["/broken"].behave = lambda handler: handler.connection.close()
    one.start()
    after = of(one, old)
    assert after["moved_to"] == new and after["format"] == "RSS 2.0" and after["repairs"] == ["undeclared HTML entities"]
    assert after["last_change"] <= after["last_poll"]
    assert of(one, broken)["failing_since"] == since


def test_articles_looked_at_in_part(daemon, server):
    """One of more words than are looked at: the feed and the status say so, after a restart the feed still does."""
    long = {"title": "A long one", "guid": "long", "text": "ha " * ((1 << 20) + 10)}
    url, other = server.add("/long", rss(ITEMS + [long])), server.add("/short", rss(ITEMS))
    one = daemon([url, other]).start()
    assert polled(one, url)["in_part"] == 1 and "in_part" not in polled(one, other)
    assert one.ask("status")["feeds"]["in_part"] == 1
    assert shown(one, url)["articles"].endswith("; 1 so long that not all of it was looked at")
    assert "looked at" not in shown(one, other)["articles"]
    assert "1 article was so long that not all of it was looked at" in one.nuncio("status").stdout
    one.stop()
    one.start()
    assert of(one, url)["in_part"] == 1


def test_the_table(daemon, server):
    names = ["Zeta", "alpha", "Beta"]
    feeds = [{"url": server.add("/" + name, rss(ITEMS)), "name": name} for name in names]
    one = daemon(feeds).start()
    for feed in feeds:
        polled(one, feed["url"])
    lines = one.nuncio("feeds").stdout.splitlines()
    assert lines[0].split() == ["STATE", "SUCCESS", "NEXT", "ARTICLES", "ERRORS", "FEED"]
    assert [line.split()[-1] for line in lines[1:]] == ["alpha", "Beta", "Zeta"]
    assert max(map(len, lines)) <= 100
    got = one.nuncio("feeds", "no such", check=False)
    assert got.returncode == 1 and got.stderr == "nuncio feeds: the feed lists have no such feed\n"
    assert len(one.nuncio("feeds", "Beta").stdout.splitlines()) == 2
