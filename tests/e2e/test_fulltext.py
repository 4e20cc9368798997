# SPDX-License-Identifier: BSD-2-Clause
"""The article behind it: pages of new articles are fetched, read and matched, and whatever they do, the alert comes."""
import random
import os
import socket
import threading
import time

import pytest
import yaml

from daemon import wait_for
from feedserver import rss

RULES = """
- rule: storms
  channel: test.storms
  condition: |
    storm*
  output: "{title}"
  tests: {match: ["A storm"], no_match: ["Rain"]}
"""

# Wants the pages of one source only.
GATED = """
- rule: storms
  channel: test.storms
  fulltext: true
  condition: |
    source:gazette AND storm*
  output: "{title}"
  tests: {match: [{title: A storm, source: The Gazette}], no_match: ["Rain"]}
"""

TEXT = ("The harbour of the town was closed on Monday, the mayor said after a meeting with the owners of the ships. "
        "Nobody was hurt, and the ferries will sail again as soon as the water has gone.")


def page(*paragraphs, head="", title="News of the day"):
    body = "".join(f"<p>{p}</p>" for p in (TEXT, *paragraphs))
    return (f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
            f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><main><article><h1>{title}</h1>{body}</article></main>"
            f"<footer>All rights reserved</footer></body></html>").encode()


STORM = "A storm had broken the mole in the night. It is the third storm of the year in this part of the country."


def add_page(server, path, body, **kwargs):
    return server.add(path, body, "text/html; charset=utf-8", **kwargs)


def item(server, name, **more):
    return {"title": f"Harbour {name}", "link": f"{server.base}/page/{name}", "guid": name, **more}


def only_alert(one, check_alert, channel="test.storms", seconds=30):
    alerts = one.wait_for_alerts(channel, 1, seconds)
    assert len(alerts) == 1
    return check_alert(alerts[0])


def test_matches_what_only_the_page_says(daemon, server, check_alert):
    """The rule is true in the page alone; a known article's page is not asked for again."""
    add_page(server, "/page/one", page(STORM))
    feed = server.add("/feed", lambda: rss([item(server, "one", text="Ships wait outside the harbour.")]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES).start()
    alert = only_alert(one, check_alert)
    article = alert["article"]
    assert article["text_source"] == "page" and "page_error" not in article
    assert article["title"] == "Harbour one"
    assert article["url"] == server.base + "/page/one"
    assert "storm" in alert["excerpt"].lower()
    assert any(e["field"] == "body" for e in alert["evidence"])
    wait_for("more polls", 20, lambda: len(server.feeds["/feed"].requests) >= 4)
    assert len(server.feeds["/page/one"].requests) == 1
    headers = server.feeds["/page/one"].requests[0][1]
    assert headers["Accept"].startswith("text/html")
    assert "If-None-Match" not in headers and "Cookie" not in headers and "Referer" not in headers
    # Nor after a restart.
    one.stop()
    one.start()
    polls = len(server.feeds["/feed"].requests)
    wait_for("more polls", 20, lambda: len(server.feeds["/feed"].requests) > polls + 1)
    assert len(server.feeds["/page/one"].requests) == 1
    assert len(one.alerts("test.storms")) == 1


def test_page_of_an_article_with_another_title(daemon, server, check_alert):
    """A report that goes on: its page is read again. What it says against a rule is heard, and what it says for one."""
    rules = RULES + "- {rule: snow, channel: test.storms, condition: snow AND NOT drill, output: '{title}'}\n"
    add_page(server, "/page/one", page("Snow was cleared from the roads, in a drill that had long been planned."))
    told = item(server, "one", text="Ships wait, and snow falls.")
    feed = server.add("/feed", lambda: rss([told]))
    one = daemon([{"url": feed, "fulltext": True}], rules=rules).start()
    wait_for("polls", 20, lambda: len(server.feeds["/feed"].requests) >= 3)
    assert one.alerts("test.storms") == [] and len(server.feeds["/page/one"].requests) == 1
    # Another teaser is no reason to ask again.
    told["text"] = "Ships wait outside, and rain falls."
    wait_for("polls", 20, lambda: len(server.feeds["/feed"].requests) >= 6)
    assert len(server.feeds["/page/one"].requests) == 1
    # Another title is.
    add_page(server, "/page/one", page("Snow was cleared from the roads, in a drill that had long been planned.", STORM))
    told.update(title="Harbour hit by the night, and snow falls")
    alert = only_alert(one, check_alert)
    assert [rule["name"] for rule in alert["rules"]] == ["storms"]
    assert alert["article"]["text_source"] == "page" and alert["output"] == told["title"]
    polls = len(server.feeds["/feed"].requests)
    wait_for("more polls", 20, lambda: len(server.feeds["/feed"].requests) > polls + 1)
    assert len(server.feeds["/page/one"].requests) == 1  # of the page as it is now


def test_facts_of_the_page(daemon, server, check_alert):
    head = ("<meta name='author' content='Pat Page'><link rel='canonical' href='%s/story'>"
            "<meta property='article:published_time' content='2026-05-20T10:00:00Z'>" % server.base)
    add_page(server, "/page/one", page(STORM, head=head))
    feed = server.add("/feed", rss([item(server, "one")]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES).start()
    article = only_alert(one, check_alert)["article"]
    assert article["lang"] == "en"
    assert article["author"] == "Pat Page"
    assert article["canonical_url"] == server.base + "/story"
    assert article["published"] == "2026-05-20T10:00:00Z"


def test_without_fulltext_no_page_is_asked_for(daemon, server):
    add_page(server, "/page/one", page(STORM))
    feed = server.add("/feed", rss([item(server, "one")]))
    one = daemon([feed], rules=RULES).start()
    wait_for("polls", 20, lambda: len(server.feeds["/feed"].requests) >= 3)
    assert not server.feeds["/page/one"].requests
    assert one.alerts("test.storms") == []


def test_a_rule_asks_for_the_pages_of_its_source(daemon, server, check_alert):
    for name in ("ours", "other", "never"):
        add_page(server, "/page/" + name, page(STORM))
    feeds = [{"url": server.add("/ours", rss([item(server, "ours")])), "name": "The Gazette"},
             {"url": server.add("/other", rss([item(server, "other")])), "name": "The Courier"},
             {"url": server.add("/never", rss([item(server, "never")])), "name": "Gazette of Records", "fulltext": False}]
    one = daemon(feeds, rules=GATED).start()
    alert = only_alert(one, check_alert)
    assert alert["article"]["text_source"] == "page"
    assert alert["source"]["feed"] == "The Gazette"
    wait_for("polls", 20, lambda: all(len(server.feeds[p].requests) >= 2 for p in ("/other", "/never")))
    shown = {f["name"]: f.get("fulltext") for f in one.ask("feeds")["feeds"]}
    assert shown == {"The Gazette": None, "The Courier": None, "Gazette of Records": False}
    assert "without their pages" in one.nuncio("feeds", "--verbose").stdout
    assert not server.feeds["/page/other"].requests
    assert not server.feeds["/page/never"].requests


def send(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def hang(handler):
    time.sleep(30)


def close(handler):
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    try:
        for _ in range(300):
            handler.wfile.write(b"<p>slowly</p>")
            time.sleep(0.1)
    except OSError:
        pass


def endless(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    try:
        for _ in range(4000):
            handler.wfile.write(b"<p>" + b"storm " * 1000 + b"</p>")
    except OSError:
        pass


BAD_PAGES = [
    ("missing", lambda h: send(h, 404), "HTTP 404"),
    ("forbidden", lambda h: send(h, 403, b"<h1>storm</h1>"), "HTTP 403"),
    ("busy", lambda h: send(h, 503), "HTTP 503"),
    ("hangs", hang, "timeout"),
    ("drips", drip, "timeout"),
    ("endless", endless, "too large"),
    ("pdf", lambda h: send(h, 200, b"%PDF-1.4 storm", Content_Type="application/pdf"), "no web page, but application/pdf"),
    ("loop", lambda h: send(h, 302, Location="/page/loop"), "more than 5 redirects"),
    ("inside", lambda h: send(h, 302, Location="http://169.254.169.254/latest"), "address refused"),
    ("file", lambda h: send(h, 302, Location="file:///etc/passwd"), "redirected to"),
    ("closed", close, None),
    ("empty", lambda h: send(h, 200, Content_Type="text/html"), "the document is empty"),
    ("nothing", lambda h: send(h, 200, b"<html><body></body></html>", Content_Type="text/html"), None),
    ("short", lambda h: send(h, 200, b"<html><body><article><p>storm</p></article></body></html>", Content_Type="text/html"), None),
    ("crash", lambda h: send(h, 200, page("nuncio-test-crash"), Content_Type="text/html"), "it cannot be read"),
    ("spin", lambda h: send(h, 200, page("nuncio-test-spin"), Content_Type="text/html"), "it cannot be read"),
]


@pytest.mark.parametrize("name,behave,error", BAD_PAGES, ids=[b[0] for b in BAD_PAGES])
def test_the_feed_serves_when_the_page_cannot_be_had(daemon, server, check_alert, name, behave, error):
    add_page(server, "/page/" + name, b"", behave=behave)
    text = f"A storm is to come, say those who know. {TEXT}"
    feed = server.add("/feed", rss([item(server, name, text=text)]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES, fulltext__timeout="3s", readers__cpu_limit="200ms",
                 fetch__allow_private=False, fetch__allow_networks=["127.0.0.0/8"]).start()
    begun = time.monotonic()
    alert = only_alert(one, check_alert)
    assert time.monotonic() - begun < 15
    assert alert["article"]["text_source"] == "feed"
    if error:
        assert alert["article"]["page_error"].startswith(error), alert["article"]["page_error"]
    else:
        assert alert["article"]["page_error"]
    polls = len(server.feeds["/feed"].requests)
    wait_for("more polls", 20, lambda: len(server.feeds["/feed"].requests) > polls + 1)
    asked = len(server.feeds["/page/" + name].requests)
    assert asked == (6 if name == "loop" else 1)
    assert len(one.alerts("test.storms")) == 1


def robots(text):
    return f"User-agent: other\nDisallow: /\n\n{text}".encode()


def lead_on(handler):
    """Six places, one after the other: one more than is followed."""
    step = int(handler.path.partition("?")[2] or 0)
    send(handler, 301, Location=f"/robots.txt?{step + 1}")


# What robots.txt does, what becomes of the page, how often it is asked for.
ROBOTS = [
    ("allows", dict(body=robots("User-agent: *\nDisallow: /page/\nAllow: /page/$\nAllow: /page/o")), None, 1),
    ("forbids", dict(body=robots("User-agent: *\nDisallow: /page/")), "robots.txt forbids it", 1),
    ("names_us", dict(body=robots("User-agent: *\nAllow: /\nUser-agent: Nuncio/1\nDisallow: *one$")), "robots.txt forbids it", 1),
    ("missing", dict(behave=lambda h: send(h, 404, b"User-agent: *\nDisallow: /")), None, 1),
    ("broken", dict(behave=lambda h: send(h, 500)), "robots.txt: HTTP 500", 1),
    ("hangs", dict(behave=hang), "robots.txt: timeout", 1),
    ("drips", dict(behave=drip), "robots.txt: timeout", 1),
    ("closed", dict(behave=close), "robots.txt cannot be had", None),  # libcurl tries a kept connection again
    ("endless", dict(behave=endless), None, 1),
    ("huge", dict(body=b"User-agent: *\nDisallow: /page/one$\n" + b"Allow: /x\n" * 100000), "robots.txt forbids it", 1),
    ("too_late", dict(body=b"User-agent: *\n" + b"Allow: /x\n" * 60000 + b"Disallow: /\n"), None, 1),
    ("moved", dict(behave=lambda h: send(h, 301, Location="/elsewhere")), "robots.txt forbids it", 1),
    ("moved_on_and_on", dict(behave=lead_on), None, 1),
    ("moved_inside", dict(behave=lambda h: send(h, 302, Location="http://169.254.169.254/robots.txt")), None, 1),
    ("html", dict(body=page(STORM), content_type="text/html"), None, 1),
    ("empty", dict(body=b""), None, 1),
    ("crash", dict(body=b"User-agent: *\nAllow: /nuncio-test-crash\n"), "robots.txt cannot be read", 1),
    ("spin", dict(body=b"User-agent: *\nAllow: /nuncio-test-spin\n"), "robots.txt cannot be read", 1),
]


@pytest.mark.parametrize("name,given,error,asked", ROBOTS, ids=[r[0] for r in ROBOTS])
def test_robots(daemon, server, check_alert, name, given, error, asked):
    add_page(server, "/page/one", page(STORM))
    server.add("/robots.txt", **given)
    server.add("/elsewhere", robots("User-agent: *\nDisallow: /page/"))
    for step in range(1, 9):
        server.add(f"/robots.txt?{step}", behave=lead_on)
    feed = server.add("/feed", rss([item(server, "one", text=f"A storm is to come, say those who know. {TEXT}")]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES, fulltext__timeout="3s", readers__cpu_limit="200ms",
                 fetch__allow_private=False, fetch__allow_networks=["127.0.0.0/8"]).start()
    begun = time.monotonic()
    article = only_alert(one, check_alert)["article"]
    assert time.monotonic() - begun < 15
    assert article.get("page_error") == error
    assert article["text_source"] == ("feed" if error else "page")
    assert len(server.feeds["/page/one"].requests) == (0 if error else 1)
    assert asked is None or len(server.feeds["/robots.txt"].requests) == asked
    assert [bool(server.feeds[f"/robots.txt?{n}"].requests) for n in range(1, 9)] == [name == "moved_on_and_on" and n <= 5 for n in range(1, 9)]
    headers = server.feeds["/robots.txt"].requests[0][1]
    assert headers["Accept"].startswith("text/plain")
    # Feeds are not asked about, and go on.
    polls = len(server.feeds["/feed"].requests)
    wait_for("more polls", 20, lambda: len(server.feeds["/feed"].requests) > polls + 1)
    assert len(one.alerts("test.storms")) == 1


def test_robots_of_a_dead_host_costs_one_timeout(daemon, server, check_alert):
    """However many articles and feeds wait for it; robots.txt and the first page have one timeout between them."""
    for n in range(12):
        add_page(server, f"/page/{n}", b"", behave=hang)
    server.add("/robots.txt", behave=lambda h: (time.sleep(2), send(h, 404)))
    feeds = [{"url": server.add(f"/feed{k}", rss([item(server, str(n), text="A storm is to come.") for n in range(k, 12, 3)])),
              "fulltext": True} for k in range(3)]
    one = daemon(feeds, rules=RULES, fulltext__timeout="3s").start()
    begun = time.monotonic()
    alerts = one.wait_for_alerts("test.storms", 12, 20)
    assert time.monotonic() - begun < 8
    assert {(a["article"]["text_source"], a["article"]["page_error"]) for a in alerts} == {("feed", "timeout")}
    assert len(server.feeds["/robots.txt"].requests) == 1


def test_robots_is_asked_for_once(daemon, server, check_alert):
    """By all articles of all feeds, now and later; forbidden pages wait for nobody; and not at all when it is switched off."""
    def slowly(handler):
        time.sleep(0.5)
        send(handler, 200, b"User-agent: *\nDisallow: /page/1", Content_Type="text/plain")
    server.add("/robots.txt", behave=slowly)
    for n in range(30):
        add_page(server, f"/page/{n}", page(STORM))
    items = [[item(server, str(n), text="A storm is to come.") for n in range(k, 15, 3)] for k in range(3)]
    feeds = [{"url": server.add(f"/feed{k}", lambda k=k: rss(items[k])), "fulltext": True} for k in range(3)]
    one = daemon(feeds, rules=RULES).start()
    alerts = one.wait_for_alerts("test.storms", 15, 20)
    items[0].insert(0, item(server, "20"))
    alerts = one.wait_for_alerts("test.storms", 16, 20)
    for alert in alerts:
        article = check_alert(alert)["article"]
        is_forbidden = article["url"].startswith(server.base + "/page/1")
        assert article.get("page_error") == ("robots.txt forbids it" if is_forbidden else None)
    assert len(server.feeds["/robots.txt"].requests) == 1
    assert [n for n in range(30) if server.feeds[f"/page/{n}"].requests] == [0, *range(2, 10), 20]
    assert one.ask("status")["fetching"]["pages"] == {"taken": 10, "missed": 6, "under_way": 0, "waiting": 0}
    one.conf["fulltext"] = {"robots": False}
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    one.nuncio("reload")
    items[1].insert(0, item(server, "19"))
    assert check_alert(one.wait_for_alerts("test.storms", 17, 20)[-1])["article"]["text_source"] == "page"


def test_robots_where_a_page_leads_to(daemon, server, check_alert):
    """A redirector of one site, articles of another: both are asked, and each for itself."""
    port = server.server_port
    server.add("/robots.txt", behave=lambda h: send(h, 200, b"User-agent: *\nDisallow: /page/b" if "localhost" in h.headers["Host"] else b""))
    for name in "ab":
        add_page(server, f"/to/{name}", b"", behave=lambda h, name=name: send(h, 302, Location=f"http://localhost:{port}/page/{name}"))
        add_page(server, f"/page/{name}", page(STORM))
    feed = server.add("/feed", rss([item(server, name, link=f"{server.base}/to/{name}", text="A storm is to come.") for name in "ab"]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES).start()
    alerts = one.wait_for_alerts("test.storms", 2, 20)
    errors = {check_alert(a)["article"]["title"]: a["article"].get("page_error") for a in alerts}
    assert errors == {"Harbour a": None, "Harbour b": "robots.txt forbids it"}
    assert len(server.feeds["/robots.txt"].requests) == 2
    assert len(server.feeds["/page/a"].requests) == 1 and not server.feeds["/page/b"].requests


def test_thirty_new_articles_of_one_host_are_spaced(daemon, server, check_alert):
    """Each page comes, one after the other; the first alert does not wait for the last page; no feed waits for them either."""
    times = []

    def behave(handler):
        times.append(time.monotonic())
        send(handler, 200, page(STORM), Content_Type="text/html")
    for n in range(30):
        add_page(server, f"/page/{n}", b"", behave=behave)
    feed = server.add("/feed", rss([item(server, str(n)) for n in range(30)]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES, fetch__host_gap="200ms", fetch__host_connections=2).start()
    one.wait_for_alerts("test.storms", 1, 10)
    assert len(times) < 20
    alerts = one.wait_for_alerts("test.storms", 30, 40)
    assert [a["article"]["text_source"] for a in alerts] == ["page"] * 30
    assert one.ask("status")["fetching"]["pages"] == {"taken": 30, "missed": 0, "under_way": 0, "waiting": 0}
    assert "30 read, 0 could not be had" in one.nuncio("status").stdout
    assert sorted({a["article"]["title"] for a in alerts}) == sorted(f"Harbour {n}" for n in range(30))
    for alert in alerts:
        check_alert(alert)
    gaps = [b - a for a, b in zip(times, times[1:])]
    assert len(times) == 30 and min(gaps) > 0.15, gaps


def test_a_dead_host_delays_no_more_than_one_timeout(daemon, server, check_alert):
    """And nothing at all of other feeds."""
    for n in range(20):
        add_page(server, f"/page/{n}", b"", behave=hang)
    dead = server.add("/dead", rss([item(server, str(n), text="A storm is to come.") for n in range(20)]))
    quick = server.add("/quick", rss([]))
    one = daemon([{"url": dead, "fulltext": True}, quick], rules=RULES, fulltext__timeout="4s").start()
    wait_for("a page is asked for", 20, lambda: any(server.feeds[f"/page/{n}"].requests for n in range(20)))
    begun = time.monotonic()
    server.feeds["/quick"].body = rss([{"title": "Storm elsewhere", "guid": "q"}])
    first = one.wait_for_alerts("test.storms", 1, 10)[0]
    assert first["article"]["title"] == "Storm elsewhere" and time.monotonic() - begun < 3.5
    alerts = one.wait_for_alerts("test.storms", 21, 20)
    assert time.monotonic() - begun < 9
    late = [check_alert(a)["article"] for a in alerts[1:]]
    assert {(a["text_source"], a["page_error"]) for a in late} == {("feed", "timeout")}
    assert sum(len(server.feeds[f"/page/{n}"].requests) for n in range(20)) == 1


def test_many_feeds_of_one_dead_host(daemon, server, check_alert):
    """The first one's timeout is everybody's, and other pages and polls of the host go on as before."""
    for n in range(12):
        add_page(server, f"/page/{n}", b"", behave=hang)
    feeds = [{"url": server.add(f"/feed{n}", rss([item(server, str(n), text="A storm is to come.")])), "fulltext": True}
             for n in range(12)]
    one = daemon(feeds, rules=RULES, fulltext__timeout="3s").start()
    begun = time.monotonic()
    alerts = one.wait_for_alerts("test.storms", 12, 20)
    assert time.monotonic() - begun < 9
    assert {(a["article"]["text_source"], a["article"]["page_error"]) for a in alerts} == {("feed", "timeout")}
    assert sum(len(server.feeds[f"/page/{n}"].requests) for n in range(12)) == 1


def test_a_page_inside_is_refused(daemon, server, check_alert):
    feed = server.add("/feed", rss([{"title": "Storm", "guid": "s", "link": "http://10.1.2.3:%d/" % server.server_port},
                                    {"title": "Storm two", "guid": "t", "link": "http://[::1]:%d/" % server.server_port}]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES, fetch__allow_private=False, fetch__allow_networks=["127.0.0.0/8"]).start()
    alerts = one.wait_for_alerts("test.storms", 2, 10)
    assert [check_alert(a)["article"]["page_error"] for a in alerts] == ["address refused"] * 2


def test_reload_takes_over_fulltext(daemon, server, check_alert):
    for name in ("one", "two", "three"):
        add_page(server, "/page/" + name, page(STORM))
    items = [item(server, "one")]
    feed = server.add("/feed", lambda: rss(items))
    one = daemon([feed], rules=RULES).start()
    wait_for("polls", 20, lambda: len(server.feeds["/feed"].requests) >= 2)
    one.write_feeds([{"url": feed, "fulltext": True}])
    one.nuncio("reload")
    items.insert(0, item(server, "two"))
    assert only_alert(one, check_alert)["article"]["title"] == "Harbour two"
    one.write_feeds([{"url": feed, "fulltext": False}])
    one.nuncio("reload")
    polls = len(server.feeds["/feed"].requests)
    items.insert(0, item(server, "three"))
    wait_for("more polls", 20, lambda: len(server.feeds["/feed"].requests) > polls + 2)
    assert not server.feeds["/page/three"].requests and not server.feeds["/page/one"].requests
    assert len(one.alerts("test.storms")) == 1


def test_reload_while_pages_are_under_way(daemon, server, check_alert):
    """A feed that is taken off the list, one that is renamed, and one that is taken off and named again: each tells what it had
    begun, once, and the list is as it says."""
    ready = threading.Event()

    def behave(handler):
        if ready.wait(15):
            send(handler, 200, page(STORM), Content_Type="text/html")
    names = ["gone", "renamed", "again"]
    for name in names:
        add_page(server, "/page/" + name, b"", behave=behave)
    feeds = [{"url": server.add("/" + name, rss([item(server, name)])), "fulltext": True, "name": name} for name in names]
    one = daemon(feeds, rules=RULES, fetch__host_connections=10).start()
    wait_for("a page is asked for", 20, lambda: any(server.feeds["/page/" + n].requests for n in names))
    wait_for("pages of all", 20, lambda: one.ask("status")["fetching"]["pages"]["waiting"] == 2)
    feeds[1]["name"] = "new name"
    one.write_feeds(feeds[1:2])
    one.nuncio("reload")
    assert [f["name"] for f in one.ask("feeds")["feeds"]] == ["new name"]
    one.write_feeds(feeds[1:])
    one.nuncio("reload")
    polls = {n: len(server.feeds["/" + n].requests) for n in names}
    ready.set()
    alerts = one.wait_for_alerts("test.storms", 3, 20)
    assert {check_alert(a)["article"]["text_source"] for a in alerts} == {"page"}
    wait_for("more polls", 20, lambda: all(len(server.feeds["/" + n].requests) > polls[n] + 1 for n in names[1:]))
    assert len(server.feeds["/gone"].requests) == polls["gone"]
    assert sorted(a["article"]["title"] for a in one.alerts("test.storms")) == ["Harbour again", "Harbour gone", "Harbour renamed"]
    assert sum(len(server.feeds["/page/" + n].requests) for n in names) == 3
    assert one.stop() == 0


@pytest.mark.long
def test_kill_while_pages_are_under_way(daemon, server, check_alert):
    """kill -9 at random moments: each article alerts once, from its page."""
    random.seed(int(os.environ.get("NUNCIO_SEED", "0")) or None)

    def behave(handler):
        time.sleep(random.uniform(0, 0.15))
        send(handler, 200, page(STORM), Content_Type="text/html")
    total = 60
    for n in range(total):
        add_page(server, f"/page/{n}", b"", behave=behave)
    grown = [1]
    feeds = [{"url": server.add(f"/feed{k}", lambda k=k: rss([item(server, str(n)) for n in range(k, grown[0], 3)])),
              "fulltext": True} for k in range(3)]
    one = daemon(feeds, rules=RULES, fetch__host_gap="10ms").start()
    for _ in range(12):
        grown[0] = min(total, grown[0] + 6)
        time.sleep(random.uniform(0.3, 1.4))
        one.kill()
        one.start()
    grown[0] = total
    alerts = one.wait_for_alerts("test.storms", total, 60)
    time.sleep(1.5)
    alerts = one.alerts("test.storms")
    assert sorted(a["article"]["title"] for a in alerts) == sorted(f"Harbour {n}" for n in range(total))
    assert {a["article"]["text_source"] for a in alerts} == {"page"}
    assert [a["seq"] for a in alerts] == list(range(1, total + 1))


def test_stop_while_pages_are_under_way(daemon, server, check_alert):
    """Stopping does not wait for pages; they come after the next start."""
    waiting = threading.Event()

    def behave(handler):
        if not waiting.wait(0 if waiting.is_set() else 8):
            return
        send(handler, 200, page(STORM), Content_Type="text/html")
    add_page(server, "/page/one", b"", behave=behave)
    feed = server.add("/feed", rss([item(server, "one")]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES).start()
    wait_for("the page is asked for", 20, lambda: server.feeds["/page/one"].requests)
    begun = time.monotonic()
    assert one.stop() == 0
    assert time.monotonic() - begun < 5
    waiting.set()
    one.start()
    assert only_alert(one, check_alert)["article"]["text_source"] == "page"
