# SPDX-License-Identifier: BSD-2-Clause
"""From a feed to a subscriber: what is alerted, where, once."""
import json
import os
import time

import pytest
import redis
import yaml

from daemon import RULES, wait_for
from feedserver import rss

VISITS = """
- entity: freedonia
  type: state
  label: Freedonia
  names: [Freedonia, Freedonian*]
- entity: sylvania
  type: state
  label: Sylvania
  names: [Sylvania, Sylvanian*]
- rule: visits
  channel: test.visits
  priority: high
  tags: [diplomacy]
  condition: |
    SENT(who=@state ONEAR/3 delegation* AND where=@state AND (arriv* OR visit*))
  output: "{who} goes to {where}: {title} ({source})"
  tests:
    match: [{body: "A Freedonian delegation arrived in Sylvania.", captures: {who: freedonia, where: sylvania}}]
    no_match: ["The Freedonian team arrived in Sylvania."]
- rule: sylvania
  channel: test.sylvania
  condition: "@sylvania"
  output: "{title}"
  tests: {match: [Sylvania], no_match: [Freedonia]}
"""


def numbered(count, start=1):
    return [{"title": f"A numbered item {n}", "guid": f"n{n}", "link": f"http://example.org/{n}", "text": f"text {n}"}
            for n in range(start, start + count)]


def numbers(alerts):
    return [int(a["article"]["title"].rsplit(" ", 1)[1]) for a in alerts]


def test_alert_reaches_stream_and_subscriber(daemon, server, check_alert):
    """A client library that subscribes gets the very alert that the stream holds, with captures and evidence."""
    items = []
    url = server.add("/feed", lambda: rss(items, "Gazette"))
    one = daemon([{"url": url, "name": "The Gazette", "country": "FD"}], rules=VISITS).start()
    subscriber = one.redis().pubsub()
    subscriber.psubscribe("nuncio:*")
    assert subscriber.get_message(timeout=5)["type"] == "psubscribe"
    wait_for("a first poll", 10, lambda: server.feeds["/feed"].requests)
    items.append({"title": "Visit announced", "guid": "g1", "link": "http://example.org/visit?utm_source=x",
                  "text": "<p>A Freedonian delegation arrived in Sylvania on Monday.</p>", "date": time.time()})
    [alert] = one.wait_for_alerts("test.visits", 1)
    check_alert(alert)
    assert alert["kind"] == "new" and alert["seq"] == 1 and alert["priority"] == "high"
    assert {k: v["id"] for k, v in alert["captures"].items()} == {"who": "freedonia", "where": "sylvania"}
    assert alert["output"] == "Freedonia goes to Sylvania: Visit announced (The Gazette)"
    assert alert["article"]["canonical_url"] == "http://example.org/visit"
    assert alert["source"] == {"feed": "The Gazette", "title": "Gazette", "url": url, "country": "FD"}
    assert alert["story"]["id"] == alert["id"] and alert["story"]["articles"] == 1
    assert alert["evidence"] and "Freedonian delegation" in alert["excerpt"]
    for start, end in alert["marks"]:
        assert alert["excerpt"][start:end].strip()
    got = {}
    end = time.monotonic() + 5
    while len(got) < 2 and time.monotonic() < end:
        message = subscriber.get_message(timeout=1)
        if message and message["type"] == "pmessage":
            got[message["channel"]] = json.loads(message["data"])
    assert set(got) == {"nuncio:test.visits", "nuncio:test.sylvania"}
    live = check_alert(got["nuncio:test.visits"])
    stream_id = one.redis().xrange("nuncio:{test.visits}:alerts")[0][0]
    assert live.pop("stream_id") == stream_id
    assert live == alert


def test_each_article_once(daemon, server, check_alert):
    """Articles that stay, move within the feed or return are no news; seq has no gap."""
    items = numbered(3)
    url = server.add("/feed", lambda: rss(items))
    one = daemon([url]).start()
    one.wait_for_alerts("test.numbers", 3)
    for n in range(4, 9):
        items.insert(0, numbered(1, n)[0])
        items.append(items.pop(1))
        one.wait_for_alerts("test.numbers", n)
    items[:] = items[:4]
    time.sleep(1.5)
    items.extend(numbered(8))
    time.sleep(2.5)
    alerts = one.alerts("test.numbers")
    assert sorted(numbers(alerts)) == list(range(1, 9))
    assert [a["seq"] for a in alerts] == list(range(1, 9))
    for alert in alerts:
        check_alert(alert)


def test_one_article_in_two_feeds_is_one_alert(daemon, server):
    item = {"title": "A numbered item 1", "link": "http://example.org/same", "text": "t"}
    one = daemon([server.add("/a", rss([dict(item, guid="a1")])),
                  server.add("/b", rss([dict(item, guid="b1", link=item["link"] + "?utm_campaign=x")]))]).start()
    one.wait_for_alerts("test.numbers", 1)
    wait_for("the duplicate is counted", 10, lambda: one.ask("status")["redis"]["duplicates"] == 1)
    assert len(one.alerts("test.numbers")) == 1


@pytest.mark.parametrize("backlog,expected", [("all", {1, 2, 3}), ("1d", {1}), ("none", set())])
def test_backlog_of_a_first_poll(daemon, server, check_alert, backlog, expected):
    """Young articles of a first poll alert, marked; undated ones only when all do; later ones always."""
    items = numbered(3)
    items[0]["date"] = time.time() - 3600
    items[1]["date"] = time.time() - 40 * 3600
    url = server.add("/feed", lambda: rss(items))
    one = daemon([url], backlog=backlog).start()
    wait_for("a first poll", 20, lambda: any(f["polls"] for f in one.ask("feeds")["feeds"]))
    items.append(numbered(1, 4)[0])
    alerts = one.wait_for_alerts("test.numbers", len(expected) + 1)
    assert set(numbers(alerts)) == expected | {4}
    for alert in alerts:
        assert check_alert(alert).get("backlog", False) == (numbers([alert])[0] != 4)


def test_a_changed_article_that_gains_a_hit_alerts(daemon, server, check_alert):
    """The first hit alerts, an edit with the same hits does not, a gained one names the alert that it revises; another feed's
    copy of the article is none of these."""
    rules = RULES + "- rule: marked\n  channel: test.numbers\n  condition: marked\n"
    items = [{"title": "Nothing of note 7", "guid": "g", "link": "http://example.org/7", "text": "t"}]
    copies = []
    url = server.add("/feed", lambda: rss(items))
    one = daemon([url, server.add("/copy", lambda: rss(copies))], rules=rules).start()

    def polled(times, of=0):
        before = one.ask("feeds")["feeds"][of]["polls"]
        wait_for("polls", 15, lambda: one.ask("feeds")["feeds"][of]["polls"] >= before + times)

    wait_for("first polls", 10, lambda: all(f["polls"] for f in one.ask("feeds")["feeds"]))
    items[0]["title"] = "A numbered item 7"
    [first] = one.wait_for_alerts("test.numbers", 1)
    assert "revises" not in check_alert(first)
    items[0]["text"] = "edited again, still the same hit"
    polled(2)
    assert len(one.alerts("test.numbers")) == 1
    copies.append({"title": "A numbered item 7, marked", "guid": "copy", "link": "http://example.org/7?utm_source=x"})
    polled(2, of=1)
    assert len(one.alerts("test.numbers")) == 1
    items[0]["text"] = "edited and marked"
    second = one.wait_for_alerts("test.numbers", 2)[1]
    assert check_alert(second)["revises"] == first["id"] and second["id"] != first["id"]
    assert second["kind"] == "new" and second["story"]["id"] == first["id"]
    assert {r["id"] for r in second["rules"]} == {"numbered", "marked"}
    items[0]["text"] = "edited, the mark is gone"
    polled(2)
    items[0]["text"] = "edited and marked once more"
    polled(2)
    assert len(one.alerts("test.numbers")) == 2


def test_an_article_in_which_the_document_is_cut(daemon, server, check_alert):
    """What has come of it alerts at once; with the rest it is a changed article, and alerts for what that adds."""
    rules = RULES + "- rule: marked\n  channel: test.numbers\n  condition: marked\n"
    items = [{"title": "Nothing of note 7", "guid": "g0", "text": "t"}]
    body = [rss(items)]
    one = daemon([server.add("/feed", lambda: body[0])], rules=rules).start()
    wait_for("a first poll", 10, lambda: one.ask("feeds")["feeds"][0]["polls"])
    whole = rss(items + [{"title": "A numbered item 8", "guid": "g8", "link": "http://example.org/8", "text": "This one is marked"}])
    body[0] = whole[:whole.index(b"marked")]
    [first] = one.wait_for_alerts("test.numbers", 1)
    assert check_alert(first)["article"]["title"] == "A numbered item 8"
    body[0] = whole
    second = one.wait_for_alerts("test.numbers", 2)[1]
    assert check_alert(second)["revises"] == first["id"]
    assert {r["id"] for r in second["rules"]} == {"numbered", "marked"}


def test_formats(daemon, server):
    atom = ("<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>x</id><updated>2026-01-01T00:00:00Z</updated>"
            "<entry><title>A numbered item 1</title><id>e1</id><updated>2026-01-01T00:00:00Z</updated></entry></feed>")
    rdf = ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
           "<channel rdf:about='http://e/'><title>R</title></channel>"
           "<item rdf:about='http://e/2'><title>A numbered item 2</title><link>http://e/2</link></item></rdf:RDF>")
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "3", "title": "A numbered item 3"}]}
    one = daemon([server.add("/atom", atom.encode(), "application/atom+xml"),
                  server.add("/rdf", rdf.encode(), "application/rdf+xml"),
                  server.add("/json", json.dumps(feed).encode(), "application/feed+json")]).start()
    assert sorted(numbers(one.wait_for_alerts("test.numbers", 3))) == [1, 2, 3]


def test_polls_are_conditional(daemon, server):
    url = server.add("/feed", rss(numbered(1)))
    one = daemon([url]).start()
    one.wait_for_alerts("test.numbers", 1)
    wait_for("three polls", 10, lambda: len(server.feeds["/feed"].requests) >= 3)
    headers = [h for _, h in server.feeds["/feed"].requests]
    assert "If-None-Match" not in headers[0]
    assert all("If-None-Match" in h for h in headers[1:])
    assert not any("Cookie" in h or "Referer" in h for h in headers)


def test_restart_repeats_nothing(daemon, server):
    items = numbered(3)
    url = server.add("/feed", lambda: rss(items))
    one = daemon([url]).start()
    one.wait_for_alerts("test.numbers", 3)
    assert one.stop() == 0
    items += numbered(2, 4)
    one.start()
    assert sorted(numbers(one.wait_for_alerts("test.numbers", 5))) == [1, 2, 3, 4, 5]
    time.sleep(1.5)
    assert len(one.alerts("test.numbers")) == 5


def test_subscribers_may_read_and_acknowledge_only(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(2)))]).start()
    one.wait_for_alerts("test.numbers", 2)
    client = one.redis()
    stream = "nuncio:{test.numbers}:alerts"
    client.xgroup_create(stream, "g", "0", mkstream=True)
    [[_, entries]] = client.xreadgroup("g", "me", {stream: ">"})
    assert len(entries) == 2
    assert client.xack(stream, "g", *[i for i, _ in entries]) == 2
    for forbidden in (("FLUSHALL",), ("DEL", stream), ("XADD", stream, "*", "alert", "{}"), ("CONFIG", "GET", "*"),
                      ("PUBLISH", "nuncio:x", "{}"), ("SET", "nuncio:x", "1"), ("XTRIM", stream, "MAXLEN", "0"),
                      ("EVAL", "return 1", "0"), ("SHUTDOWN",), ("KEYS", "*"), ("ACL", "LIST")):
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.execute_command(*forbidden)


def test_seed_articles(daemon, server, shared, check_alert):
    """The five seeds over HTTP give the alerts that are expected of the shipped rules and none that must never come."""
    seeds = os.path.join(shared, "data", "seeds")
    with open(os.path.join(seeds, "expect.yaml"), encoding="utf-8") as file:
        cases = yaml.safe_load(file)["cases"]
    items = []
    for case in cases:
        with open(os.path.join(seeds, case["file"]), encoding="utf-8") as file:
            items.append({"title": case["title"], "guid": case["file"], "link": "http://example.org/" + case["file"],
                          "text": "<pre>" + file.read().replace("&", "&amp;").replace("<", "&lt;") + "</pre>"})
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    one = daemon([server.add("/seeds", rss(items))], rules=None)
    one.conf["rules"] = [os.path.join(root, "rules")]
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    one.start()
    wanted = [(case, want) for case in cases for want in case["must"]]

    def listed(values):
        return values if isinstance(values, list) else [values]

    def found(case, want):
        def fits(alert):
            return alert["article"]["title"] == case["title"] and any(
                rule["assertion"] in listed(want["assertion"]) and all(
                    (rule["captures"].get(key) or {}).get("id") in listed(want[key]) for key in ("who", "where") if key in want)
                for rule in alert["rules"])
        try:
            return any(fits(a) for a in one.alerts("diplomacy." + want["topic"]))
        except redis.RedisError:
            return False
    wait_for("all expected alerts: " + "; ".join(f"{c['file'][:3]} {w}" for c, w in wanted if not found(c, w)), 20,
             lambda: all(found(c, w) for c, w in wanted))
    for topic in ("delegation", "ambassador", "recognition"):
        for alert in one.alerts("diplomacy." + topic):
            check_alert(alert)
    unwanted = [(case["file"], never) for case in cases for never in case["never"] if found(case, never)]
    assert not unwanted


SPELLINGS = r"""
- rule: spellings
  channel: test.spellings
  condition: |
    recogniton~1 AND Häuser~ AND title:code=/[A-Z]{2}-[0-9]+/
  output: "{code}: {title}"
  tests: {match: [{title: "Flug AB-12", body: "Recognition der Häuser", lang: de}], no_match: [{title: "AB-12", body: "Recognition, Haus", lang: en}]}
"""


def test_stems_fuzzy_words_and_expressions_in_a_reader(daemon, server, check_alert):
    """What libraries do for these is allowed in the jail, also for a language whose stems are made there."""
    items = []
    url = server.add("/feed", lambda: rss(items, "Gazette"))
    one = daemon([{"url": url, "name": "The Gazette", "language": "de"}], rules=SPELLINGS).start()
    wait_for("a first poll", 10, lambda: server.feeds["/feed"].requests)
    items.append({"title": "Der Flug CD-34", "guid": "g1", "link": "http://example.org/1",
                  "text": "<p>Recogniton vor dem Haus.</p>", "date": time.time()})
    [alert] = one.wait_for_alerts("test.spellings", 1)
    check_alert(alert)
    assert alert["output"] == "CD-34: Der Flug CD-34"
    assert alert["captures"]["code"]["text"] == "CD-34"
