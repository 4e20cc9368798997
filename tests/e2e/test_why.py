# SPDX-License-Identifier: BSD-2-Clause
"""nuncio why on an address and on an alert: fetched as the daemon fetches, read in a jail, and said what was explained."""
import json
import os
import shutil
import subprocess

import pytest
import yaml

from daemon import wait_for
from feedserver import rss
from test_fulltext import STORM, add_page, item, page

RULES = """
- rule: storms
  id: st-1
  channel: test.storms
  condition: |
    storm*
  output: "{title}"
  tests: {match: ["A storm"], no_match: ["Rain"]}
- rule: gazette
  channel: test.gazette
  condition: |
    source:gazette AND harbour AND NOT snow
  output: "{title}"
  tests: {match: [{body: "The harbour", source: "The Gazette"}], no_match: ["Rain"]}
"""


@pytest.fixture
def why(build, tmp_path, server):
    """Runs it with rules and a configuration, but without a daemon."""
    (tmp_path / "rules.yaml").write_text(RULES)

    def run(*args, rule="storms", allow_private=True, **fetch):
        fetch = {"allow_private": allow_private, "timeout": "5s", "ports": [server.server_port], **fetch}
        (tmp_path / "nuncio.yaml").write_text(yaml.safe_dump({"rules": [str(tmp_path / "rules.yaml")], "fetch": fetch}))
        env = {k: v for k, v in os.environ.items() if not k.startswith("NUNCIO_")}
        return subprocess.run([os.path.join(build, "nuncio"), "why", "--conf", str(tmp_path / "nuncio.yaml"), rule, *args],
                              capture_output=True, text=True, timeout=60, env=env)
    return run


def test_page(why, server):
    url = add_page(server, "/page/one", page(STORM))
    done = why(url)
    assert done.returncode == 0, done.stderr
    assert url in done.stdout and "explained on what the address gives now" in done.stdout
    assert "storm" in done.stdout and "Sport" not in done.stdout
    assert server.feeds["/page/one"].requests[0][1]["Accept"].startswith("text/html")
    got = json.loads(why("--json", url).stdout)
    assert got["hit"] is True and got["item"] == url and got["rule"] == "storms"
    assert got["source"] == "explained on what the address gives now" and "note" not in got
    url = add_page(server, "/page/two", page())
    assert "nearest failing clause: storm*" in why(url).stdout


def test_what_is_no_article_is_said(why, server):
    url = add_page(server, "/page/list", b"<!doctype html><html><body><a href='/a'>storm</a></body></html>")
    done = why(url)
    assert done.returncode == 0
    assert "(no article is found in the page (" in done.stdout and "all its text is taken" in done.stdout


def test_feed(why, server):
    url = server.add("/feed", rss([item(server, "one", text="A storm comes."), item(server, "two", text="Rain.")]))
    got = [json.loads(line) for line in why("--json", url).stdout.splitlines()]
    assert [(one["item"], one["hit"]) for one in got] == [("one", True), ("two", False)]
    assert len(server.feeds["/feed"].requests) == 2  # it said that it is no page


def test_rule_that_others_leave_no_room_for(why, tmp_path):
    rules = "".join(f"- {{rule: r{i}, priority: high, condition: storm}}\n" for i in range(256))
    (tmp_path / "more.yaml").write_text(rules + "- {rule: last, priority: low, condition: storm}\n"
                                        "- {rule: wet, priority: low, condition: storm AND rain}\n")
    (tmp_path / "text").write_text("A storm over the harbour.\n")
    more = ("--rules", str(tmp_path / "more.yaml"), "--json", str(tmp_path / "text"))
    left_out = "left out of the alerts: the article has more than 256 hits, and others go before this one"
    got = json.loads(why(*more, rule="last").stdout)
    assert got["hit"] is True and left_out in got["explanation"]
    got = json.loads(why(*more, rule="r255").stdout)
    assert got["hit"] is True and left_out not in got["explanation"]
    got = json.loads(why(*more, rule="wet").stdout)
    assert got["hit"] is False and left_out not in got["explanation"]


def test_robots(why, server):
    robots = server.add("/robots.txt", b"User-agent: nuncio\nDisallow: /page/\nDisallow: /feed\n", "text/plain")
    url = add_page(server, "/page/one", page(STORM))
    done = why(url)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"nuncio why: {url}: robots.txt forbids it\n"
    assert not server.feeds["/page/one"].requests
    # A redirect does not lead around it.
    server.add("/around", behave=lambda h: (h.send_response(302), h.send_header("Location", "/page/one"),
                                            h.send_header("Content-Length", "0"), h.end_headers()))
    assert "robots.txt forbids it" in why(server.base + "/around").stderr
    assert not server.feeds["/page/one"].requests
    # Feeds are subscribed to.
    feed = server.add("/feed", rss([item(server, "one", text="A storm comes.")]))
    assert "robots.txt forbids it" in why(feed).stderr
    asked = len(server.feeds["/robots.txt"].requests)
    assert why("--feed", feed).returncode == 0
    assert len(server.feeds["/robots.txt"].requests) == asked
    server.feeds["/robots.txt"].behave = lambda h: h.send_error(500)
    assert ": robots.txt: HTTP 500\n" in why(url).stderr
    assert robots


@pytest.mark.parametrize("path, args, error", [
    ("/missing", {}, "HTTP 404"),
    ("/page/one", {"allow_private": False}, "address"),
    ("/page/one", {"ports": [1]}, "port"),
    ("/long", {}, "body over"),
    ("/round", {}, "redirects"),
])
def test_refusals(why, server, path, args, error):
    add_page(server, "/page/one", page(STORM))
    add_page(server, "/long", b"<html>" + b"storm " * 1000000)
    server.add("/round", behave=lambda h: (h.send_response(302), h.send_header("Location", "/round"),
                                           h.send_header("Content-Length", "0"), h.end_headers()))
    done = why(server.base + path, **args)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"nuncio why: {server.base}{path}: ") and error in done.stderr, done.stderr


def test_runs_in_the_daemons_program(build, tmp_path, why, server):
    """nuncio itself loads nothing that fetches: its other commands start in a third of the time."""
    loaded = {name: subprocess.run(["ldd", os.path.join(build, name)], capture_output=True, text=True, check=True).stdout
              for name in ("nuncio", "nunciod")}
    assert "libcurl" in loaded["nunciod"] and "libcurl" not in loaded["nuncio"]
    alone = shutil.copy(os.path.join(build, "nuncio"), tmp_path / "nuncio")
    done = subprocess.run([alone, "why", "storms", "-"], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr == f"nuncio why: it needs {tmp_path}/nunciod: No such file or directory\n"
    done = subprocess.run([alone, "why", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("usage: nuncio why ")
    # Words go over as they are.
    (tmp_path / "--json").write_text("A storm over the harbour.\n")
    done = why("--json", "--", str(tmp_path / "--json"))
    assert done.returncode == 0 and json.loads(done.stdout)["hit"] is True
    done = why("--", "a", "b", "c")
    assert done.returncode == 2 and "one RULE and one FILE" in done.stderr


def run_why(one, *args):
    return one.nuncio("why", "--conf", one.path("nuncio.yaml"), *args, check=False)


def test_alert_of_a_feed(daemon, server):
    feed = server.add("/feed", rss([item(server, "one", text="A storm over the harbour."),
                                    item(server, "two", text="A storm and snow in the harbour.")], title="Press"))
    one = daemon([{"url": feed, "name": "The Gazette"}], rules=RULES).start()
    first, second = sorted(one.wait_for_alerts("test.storms", 2), key=lambda a: a["article"]["url"])
    done = run_why(one, "storms", first["id"])
    assert done.returncode == 0, done.stderr
    assert first["article"]["url"] in done.stdout and 'body 2-7 "storm"' in done.stdout
    assert "(explained on what the alert keeps of the article: title and summary)" in done.stdout
    # Another rule, of another channel; its source is that of the alert.
    got = json.loads(run_why(one, "--json", "gazette", first["id"]).stdout)
    assert got["hit"] is True
    got = json.loads(run_why(one, "--json", "gazette", second["id"]).stdout)
    assert got["hit"] is False and "NOT snow" in got["explanation"]
    # The page, when it is wanted; without it, what there is.
    add_page(server, "/page/one", page(STORM))
    assert "fetched now" in run_why(one, "--fetch", "storms", first["id"]).stdout
    done = run_why(one, "--fetch", "storms", second["id"])
    assert "title and summary; its page: HTTP 404)" in done.stdout and done.returncode == 0


def test_alert_of_a_page(daemon, server):
    add_page(server, "/page/one", page(STORM))
    feed = server.add("/feed", rss([item(server, "one", text="Ships wait outside.")]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES).start()
    alert = one.wait_for_alerts("test.storms", 1)[0]
    done = run_why(one, "st-1", alert["id"])
    assert "(explained on the page of the alert's article, fetched now)" in done.stdout
    assert "broken the mole" in done.stdout or "storm" in done.stdout
    server.feeds["/page/one"].behave = lambda h: h.send_error(410)
    done = run_why(one, "storms", alert["id"])
    assert done.returncode == 0
    assert "title and summary; its page: HTTP 410" in done.stdout and "nearest failing clause: storm*" in done.stdout


def test_alert_that_is_not_there(daemon, server):
    one = daemon([server.add("/feed", rss([item(server, "one", text="A storm.")]))], rules=RULES).start()
    alert = one.wait_for_alerts("test.storms", 1)[0]
    done = run_why(one, "storms", "0" * 32)
    assert done.returncode == 1 and done.stderr == f"nuncio why: no channel holds the alert {'0' * 32}\n"
    # By the address of the store, without the daemon.
    one.stop()
    done = run_why(one, "storms", alert["id"])
    assert done.returncode == 3 and "control.sock" in done.stderr
    done = run_why(one, "--redis", one.path("run/redis.sock"), "--user", "subscriber", "storms", alert["id"])
    assert done.returncode == 1 and "nuncio why: the store: " in done.stderr


def test_rules_of_the_daemon(daemon, server):
    """Neither --rules nor --conf is named: the rules at work are explained, also while the files are broken."""
    feed = server.add("/feed", rss([item(server, "one", text="A storm over the harbour.")]))
    one = daemon([{"url": feed, "fulltext": True}], rules=RULES).start()
    add_page(server, "/page/one", page(STORM))
    alert = one.wait_for_alerts("test.storms", 1)[0]
    done = one.nuncio("why", "storms", alert["id"])
    assert "storms: matches" in done.stdout and "explained on" in done.stdout
    assert [json.loads(line)["rule"] for line in
            one.nuncio("match", "-", input='{"title": "A storm", "text": "comes"}').stdout.splitlines()] == ["storms"]
    wait_for("the copy of the rules", 30, lambda: os.path.isdir(one.path("state/rules.last-good")))
    rules = os.path.join(one.path("rules"), "test.yaml")
    with open(rules, "a", encoding="utf-8") as file:
        file.write("- rule: broken\n")
    assert one.nuncio("reload", check=False).returncode != 0
    assert "storms: matches" in one.nuncio("why", "storms", alert["id"]).stdout
    # A rule that is another one by now.
    with open(rules, "w", encoding="utf-8") as file:
        file.write("- rule: storms\n  condition: |\n    earthquake\n")
    one.nuncio("reload")
    done = one.nuncio("why", "storms", alert["id"])
    assert "storms: does not match" in done.stdout
    assert "the alert says that it hit: in text that is not kept, or the rule has changed since" in done.stdout
