# SPDX-License-Identifier: BSD-2-Clause
"""Files are edited while articles arrive: no article is missed, none is matched by half a set."""
import os
import threading
import time

import pytest
import yaml

from daemon import RULES, wait_for
from feedserver import rss
from test_alerts import numbered, numbers
from test_crash import Growing

BROKEN = "- rule: numbered\n  channel: test.numbers\n  condition: |\n    numbered AND (items OR\n"

# Two rules that hit the same articles: a set with one of them only would be half a set.
PAIR = """
- rule: left-%(n)d
  channel: test.left
  condition: numbered
  output: "{title}"
  tests: {match: ["A numbered item"]}
- rule: right-%(n)d
  channel: test.right
  condition: numbered
  output: "{title}"
  tests: {match: ["A numbered item"]}
"""


def generation(one):
    return one.ask("status")["rules"]["generation"]


def test_new_rule_works_without_restart(daemon, server):
    items = numbered(1)
    one = daemon([server.add("/feed", lambda: rss(items))]).start()
    one.wait_for_alerts("test.numbers", 1)
    before = generation(one)
    one.write("rules/second.yaml", "- rule: second\n  channel: test.second\n  condition: numbered\n")
    wait_for("the new rules work", 10, lambda: generation(one) > before)
    items += numbered(1, 2)
    assert numbers(one.wait_for_alerts("test.second", 1)) == [2]


def test_broken_rules_are_refused_with_their_place(daemon, server):
    items = numbered(1)
    one = daemon([server.add("/feed", lambda: rss(items))]).start()
    one.wait_for_alerts("test.numbers", 1)
    before = generation(one)
    one.write("rules/test.yaml", BROKEN)
    wait_for("the refusal", 10, lambda: one.ask("status")["rules"]["refused"])
    assert "test.yaml:4:" in one.ask("status")["rules"]["diagnostics"]
    assert "test.yaml:4:" in one.log()
    reload = one.nuncio("reload", check=False)
    assert reload.returncode == 1 and "test.yaml:4:" in reload.stderr
    items += numbered(1, 2)
    one.wait_for_alerts("test.numbers", 2)
    assert generation(one) == before
    events = [e["event"] for e in control_events(one)]
    assert "reload_failed" in events
    one.write("rules/test.yaml", RULES)
    wait_for("the mended rules work", 10, lambda: generation(one) > before and not one.ask("status")["rules"]["refused"])
    items += numbered(1, 3)
    one.wait_for_alerts("test.numbers", 3)


def control_events(one):
    import json
    return [json.loads(next(iter(fields.values()))) for _, fields in one.redis().xrange("nuncio-control")]


def test_failing_test_in_a_rule_refuses_the_load(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.write("rules/test.yaml", RULES.replace("A numbered item", "Something else"))
    wait_for("the refusal", 10, lambda: one.ask("status")["rules"]["refused"])
    assert "test.yaml:" in one.ask("status")["rules"]["diagnostics"]


def test_restart_with_broken_rules_runs_on_the_last_good_ones(daemon, server):
    items = numbered(1)
    one = daemon([server.add("/feed", lambda: rss(items))]).start()
    one.wait_for_alerts("test.numbers", 1)
    wait_for("the copy", 5, lambda: os.path.isdir(one.path("state/rules.last-good")))
    assert one.stop() == 0
    one.write("rules/test.yaml", BROKEN)
    items += numbered(1, 2)
    one.start()
    one.wait_for_alerts("test.numbers", 2)
    status = one.ask("status")["rules"]
    assert status["from_last_good"] and status["refused"] and "test.yaml:4:" in status["diagnostics"]
    assert "last good" in one.log()


def test_first_start_with_broken_rules_waits_for_mending(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))], rules=BROKEN).start()
    wait_for("the refusal", 10, lambda: one.ask("status")["rules"]["refused"])
    assert not server.feeds["/feed"].requests
    one.write("rules/test.yaml", RULES)
    one.wait_for_alerts("test.numbers", 1)


@pytest.mark.long
def test_rules_are_edited_while_articles_arrive(daemon, server):
    """Written in place, moved over, broken, mended, renamed, deleted: both rules of the pair see every article."""
    feed = Growing(rate=40)
    one = daemon([server.add("/feed", feed.body)], rules=PAIR % {"n": 0}).start()
    wait_for("the first rules", 10, lambda: generation(one))  # a start takes files as they are at that moment
    name = "test.yaml"
    for n in range(1, 25):
        if n % 6 == 0:
            one.write("rules/" + name, BROKEN)
        elif n % 6 == 1:
            with open(one.path("rules/" + name), "w", encoding="utf-8") as file:  # in place, slowly
                for line in (PAIR % {"n": n}).splitlines(True):
                    file.write(line)
                    file.flush()
                    time.sleep(0.01)
        elif n % 6 == 2:
            os.rename(one.path("rules/" + name), one.path(f"rules/r{n}.yaml"))
            name = f"r{n}.yaml"
        elif n % 6 == 3:
            one.write("rules/extra.yaml", "- rule: extra\n  channel: test.extra\n  condition: numbered\n")
        elif n % 6 == 4:
            os.unlink(one.path("rules/extra.yaml"))
        else:
            one.write("rules/" + name, PAIR % {"n": n})
        time.sleep(0.45)
    one.write("rules/" + name, PAIR % {"n": 99})
    total = feed.stop()
    for channel in ("test.left", "test.right"):
        assert sorted(numbers(one.wait_for_alerts(channel, total, 30))) == list(range(1, total + 1))
    assert generation(one) > 5


@pytest.mark.long
def test_feed_lists_are_edited_while_articles_arrive(daemon, server):
    feeds = [Growing(rate=10) for _ in range(3)]
    urls = [server.add(f"/feed{n}", f.body) for n, f in enumerate(feeds)]
    one = daemon(urls).start()
    for n in range(10):
        if n % 5 == 0:
            one.write("feeds.yaml", "- url: [\n")
        elif n % 5 == 1:
            one.write_feeds(list(reversed(urls)))
        elif n % 5 == 2:
            one.write_feeds(urls[:2])
        elif n % 5 == 3:
            os.rename(one.path("feeds.yaml"), one.path("feeds.old"))
        else:
            one.write_feeds([{"url": u, "name": f"Feed {i}"} for i, u in enumerate(urls)])
        time.sleep(0.7)
    one.write_feeds(urls)
    totals = [f.stop() for f in feeds]
    # The three feeds number alike; link and guid tell the canonical article, so each number is one alert.
    found = wait_for("all alerts", 30, lambda: (lambda f: f if set(range(1, max(totals) + 1)) <= set(f) else None)(
        numbers(one.alerts("test.numbers"))))
    assert len(found) == len(set(found)), "twice"
    assert one.process.poll() is None


def test_feed_list_with_an_error_keeps_the_old_one(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.wait_for_alerts("test.numbers", 1)
    one.write("feeds.yaml", "- url: http://example.org/\n  nmae: x\n")
    wait_for("the refusal", 10, lambda: "feeds.yaml:2:" in one.log())
    assert one.ask("status")["feeds"]["count"] == 1


def test_opml(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))])
    one.write("more.opml", "<opml version='2.0'><head/><body><outline text='G'><outline type='rss' text='Two' xmlUrl='%s'/>"
              "</outline></body></opml>" % server.add("/two", rss(numbered(1, 2))))
    one.conf["feeds"].append(one.path("*.opml"))
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    one.start()
    assert sorted(numbers(one.wait_for_alerts("test.numbers", 2))) == [1, 2]
    assert {f["name"] for f in one.ask("feeds")["feeds"]} >= {"Two"}


def test_sighup_reloads(daemon, server):
    import signal
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    before = generation(one)
    one.process.send_signal(signal.SIGHUP)
    wait_for("a new generation", 10, lambda: generation(one) > before)


def test_options_that_need_a_restart_are_named(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.conf["fetch"]["timeout"] = "7s"
    one.conf["instance"] = "other"
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    out = one.nuncio("reload").stdout
    assert "instance" in out and "next start" in out
    assert 'option="fetch.timeout"' in one.log()


def test_restart_with_a_broken_feed_list_uses_the_last_good_one(daemon, server):
    items = numbered(1)
    one = daemon([server.add("/feed", lambda: rss(items))]).start()
    one.wait_for_alerts("test.numbers", 1)
    assert os.stat(one.path("state/feeds.last-good")).st_mode & 0o777 == 0o600
    assert one.stop() == 0
    one.write("feeds.yaml", "- url: http://example.org/\n  nmae: x\n")
    items += numbered(1, 2)
    one.start()
    one.wait_for_alerts("test.numbers", 2)
    status = one.ask("status")["feeds"]
    assert status["from_last_good"] and status["refused"] and "feeds.yaml:2:" in status["diagnostics"]
    assert status["count"] == 1 and "last good lists" in one.log()
    one.write_feeds(one.urls[:0])
    wait_for("the mended list", 10, lambda: one.ask("status")["feeds"]["count"] == 0)
    status = one.ask("status")["feeds"]
    assert not status["from_last_good"] and not status["refused"]


def test_first_start_with_a_broken_feed_list_takes_what_can_be_read(daemon, server):
    url = server.add("/feed", rss(numbered(1)))
    one = daemon([url])
    one.write("feeds.yaml", f"- url: {url}\n- url: http://example.org/\n  nmae: x\n")
    one.start()
    one.wait_for_alerts("test.numbers", 1)
    assert one.ask("status")["feeds"]["refused"]


def test_refused_rules_stay_refused_when_feeds_are_edited(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.write("rules/test.yaml", BROKEN)
    wait_for("the refusal", 10, lambda: one.ask("status")["rules"]["refused"])
    one.write_feeds([server.add("/two", rss(numbered(1, 2))), *one.urls])
    wait_for("the new list", 10, lambda: one.ask("status")["feeds"]["count"] == 2)
    status = one.ask("status")
    assert status["rules"]["refused"] and "test.yaml:4:" in status["rules"]["diagnostics"]
    assert not status["feeds"]["refused"]


def test_refused_rules_stay_refused_while_they_are_read_again(daemon, server):
    """Who asks in the middle of an attempt is told how the one before it ended."""
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.write("rules/test.yaml", BROKEN)
    wait_for("the refusal", 10, lambda: one.ask("status")["rules"]["refused"])
    for _ in range(20):
        reload = threading.Thread(target=one.ask, args=["reload"])
        reload.start()
        while reload.is_alive():
            rules = one.ask("status")["rules"]
            assert rules["refused"] and "test.yaml:4:" in rules["diagnostics"]
        reload.join()


def test_a_new_feed_is_polled_at_once(daemon, server):
    """It does not wait for its part of an interval, neither at the start nor when it joins others."""
    one = daemon([server.add("/feed", rss(numbered(1)))],
                 fetch__interval="1h", fetch__min_interval="1h").start()
    one.wait_for_alerts("test.numbers", 1, 3)
    one.write_feeds([*one.urls, server.add("/two", rss(numbered(1, 2)))])
    one.wait_for_alerts("test.numbers", 2, 3)


def test_many_errors_are_told_whole(daemon, server):
    """More than a line of the control socket may be long."""
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    name = "n" * 200
    one.conf["feeds"].append(one.path(name + ".list"))
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    one.write(f"rules/{name}.yaml", "".join(f"- rule: r{n}\n  channel: test.c\n  condition: (a OR {'b' * 300}\n" for n in range(90)))
    one.write(name + ".list", "".join(f"- url: ftp://example.org/{'c' * 300}{n}\n" for n in range(90)))
    wait_for("the refusal", 10, lambda: one.ask("status")["rules"]["refused"])
    reload = one.nuncio("reload", check=False)
    assert reload.returncode == 1 and ".yaml:3:" in reload.stderr and len(reload.stderr.encode()) > 70000, len(reload.stderr)


def test_who_waits_for_a_reload_is_told_of_the_end(daemon, server):
    import threading
    rules = RULES + "".join(f"- rule: r{n}\n  channel: test.c\n  condition: word{n} AND other{n}\n" for n in range(20000))
    one = daemon([server.add("/feed", rss(numbered(1)))], rules=rules).start()
    one.wait_for_alerts("test.numbers", 1)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(one.ask("reload")))
    asking.start()
    time.sleep(0.1)
    assert one.stop() == 0
    asking.join()
    assert not answers[0]["ok"] and "stopping" in answers[0]["error"], answers
