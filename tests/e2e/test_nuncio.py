# SPDX-License-Identifier: BSD-2-Clause
"""The command line: what it prints, its exit codes, and that what a feed says never disturbs a terminal."""
import json
import os
import pty
import re
import subprocess
import threading
import time
import unicodedata

import pytest
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
  id: v-1
  channel: test.visits
  priority: high
  condition: |
    SENT(who=@state ONEAR/3 delegation* AND where=@state AND (arriv* OR visit*))
  output: "{who} goes to {where}"
  tests:
    match: [{body: "A Freedonian delegation arrived in Sylvania.", captures: {who: freedonia, where: sylvania}}]
    no_match: ["The Freedonian team arrived in Sylvania."]
"""
VISIT = "A Freedonian delegation arrived in Sylvania."
ATOM = """<?xml version="1.0" encoding="windows-1251"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>Вести</title><link href="https://vesti.example/"/>
<entry><id>tag:vesti.example,2026:1</id><title>Визит</title><link href="/1"/><published>2026-03-01T10:00:00+03:00</published>
<author><name>А. Автор</name></author><category term="мир"/><content type="html">&lt;p&gt;A Freedonian delegation arrived
in Sylvania.&lt;/p&gt;</content></entry></feed>""".encode("windows-1251")


@pytest.fixture
def nuncio(build):
    def run(*args, **kwargs):
        kwargs.setdefault("timeout", 60)
        env = {k: v for k, v in os.environ.items() if not k.startswith("NUNCIO_")}  # it would take them for options
        done = subprocess.run([os.path.join(build, "nuncio"), *map(str, args)], capture_output=True, env=env, **kwargs)
        done.out, done.err = done.stdout.decode(), done.stderr.decode()
        return done
    return run


@pytest.fixture
def rules(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "visits.yaml").write_text(VISITS)
    return folder


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


# --- parse ---

def test_parse_prints_the_feed(nuncio, tmp_path):
    (tmp_path / "feed").write_bytes(ATOM)
    done = nuncio("parse", "--url", "https://vesti.example/feed", tmp_path / "feed")
    assert done.returncode == 0 and done.err == ""
    got = json.loads(done.out)
    assert got["feed"] == {"title": "Вести", "link": "https://vesti.example/", "language": "ru"}
    assert got["items"] == [{
        "id": "tag:vesti.example,2026:1", "link": "https://vesti.example/1", "title": "Визит", "lang": "ru",
        "published": "2026-03-01T07:00:00Z", "author": "А. Автор", "categories": ["мир"],
        "text": "A Freedonian delegation arrived in Sylvania."}]
    assert got["report"]["format"] == "Atom 1.0"


def test_parse_reads_standard_input_and_the_content_type(nuncio):
    body = "<rss version='2.0'><channel><title>Ñandú</title></channel></rss>".encode("latin-1")
    got = json.loads(nuncio("parse", "--content-type=text/xml; charset=iso-8859-1", "-", input=body).out)
    assert got["feed"]["title"] == "Ñandú" and got["items"] == []


@pytest.mark.parametrize("body, code, error", [
    (b"", 1, "empty"), (b"<html><body>x</body></html>", 1, "not a feed"), (b"\x00\x01\x02", 1, ""),
    (b"<rss version='2.0'><channel><item><title>One</title></item><item><ti", 0, "ends inside"),
])
def test_parse_says_what_is_wrong(nuncio, body, code, error):
    done = nuncio("parse", "-", input=body)
    assert done.returncode == code
    assert error in done.err and done.err.startswith("-: ")
    got = json.loads(done.out)
    assert got["report"]["error"] in done.err
    assert len(got["items"]) == (1 - code)


def test_bench_parse_measures_a_document(nuncio, tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss([{"title": "One", "text": "<p>first</p>"}, {"title": "Two"}]))
    done = nuncio("bench", "parse", feed)
    assert done.returncode == 0, done.err
    figures = json.loads(done.out)
    assert sorted(figures) == ["cpu_s", "items", "max_rss_kb", "mb_per_s"]
    assert figures["items"] == 2 and 0 < figures["cpu_s"] < 10 and 1000 < figures["max_rss_kb"] < 1_000_000


@pytest.mark.parametrize("words, code, error", [
    ([], 2, "which one?"),
    (["nothing"], 2, 'no benchmark "nothing"'),
    (["parse"], 2, "a FILE is missing"),
    (["parse", "/nonexistent"], 1, "No such file"),
    (["parse", "/"], 1, "Invalid argument"),
])
def test_bench_says_what_is_wrong(nuncio, words, code, error):
    done = nuncio("bench", *words)
    assert (done.returncode, done.out) == (code, "")
    assert error in done.err


def test_parse_lets_no_control_through(nuncio):
    body = rss([{"title": "a\u202eb\u0085c\u009b31md", "text": "x\u2066y", "guid": "g\u202e\u009b"}])
    body = body.replace(b"<title>Test", b"<title>&#27;[31m&#7;Test")
    out = nuncio("parse", "-", input=body).out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)


def test_every_hostile_document_ends_well(nuncio, shared):
    folder = os.path.join(shared, "data", "hostile")
    for name in sorted(os.listdir(folder)):
        done = nuncio("parse", os.path.join(folder, name), timeout=30)
        got = json.loads(done.out)
        assert done.returncode in (0, 1), (name, done.err)
        assert got["items"] or got["report"].get("error") or got["report"]["outcome"] == "ok", name
        assert "canary" not in done.out.replace("canary.txt", "").lower() or name == "canary.txt", name


def test_conformance(build, shared):
    """The public parsers' facts: more than 19 of 20 documents in full."""
    folder = os.path.join(shared, "conformance", "feeds")
    adapter = "exec \"$0\" parse --url \"$FEED_URL\" --content-type \"$CONTENT_TYPE\" -"
    done = subprocess.run(["/usr/bin/python3", os.path.join(shared, "tools", "score_feeds.py"), folder, "--",
                           "sh", "-c", adapter, os.path.join(build, "nuncio")],
                          capture_output=True, text=True, timeout=300)
    passed, failed = map(int, re.search(r"(\d+) passed, (\d+) failed", done.stdout).groups())
    assert passed / (passed + failed) > 0.95, done.stdout


# --- match and why ---

def test_match_takes_lines_feeds_pages_and_texts(nuncio, rules, tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": 7, "title": "T", "text": VISIT}) + "\n\n" + json.dumps({"id": "x", "text": "Nothing."}) + "\n")
    (tmp_path / "feed").write_bytes(ATOM)
    (tmp_path / "page").write_text("<!DOCTYPE html><html><body><script>no</script><p>%s</p></body></html>" % VISIT)
    (tmp_path / "text").write_text("A headline\n\n%s\nMore." % VISIT)
    names = [tmp_path / n for n in ("a.jsonl", "feed", "page", "text")]
    done = nuncio("match", "--rules", rules, *names)
    assert (done.returncode, done.err) == (0, "")
    hits = lines(done.out)
    assert [h["item"] for h in hits] == ["7", "tag:vesti.example,2026:1", str(names[2]), str(names[3])]
    for hit in hits:
        assert hit["rule"] == "visits" and hit["rule_id"] == "v-1" and hit["channel"] == "test.visits"
        assert hit["priority"] == "high" and hit["assertion"] == "undetermined"
        assert hit["captures"]["who"] == {"id": "freedonia", "label": "Freedonia", "text": "Freedonian"}
        assert hit["captures"]["where"]["id"] == "sylvania"
        assert hit["output"] == "Freedonia goes to Sylvania"
        assert VISIT in hit["excerpt"]
        start, end = hit["marks"][0]
        assert hit["excerpt"][start:end] == "Freedonian"
        assert {e["field"] for e in hit["evidence"]} == {"body"}


def test_match_keeps_lines_apart(nuncio, rules):
    """A line of a text is a paragraph: a sentence does not go on in the next one."""
    text = "A Freedonian delegation\narrived in Sylvania"
    assert nuncio("match", "--rules", rules, "-", input=text.encode()).out == ""
    assert nuncio("match", "--rules", rules, "-", input=json.dumps({"text": text}).encode()).out == ""
    assert nuncio("match", "--rules", rules, "-", input=text.replace("\n", " ").encode()).out


def test_match_goes_on_behind_a_bad_line(nuncio, rules):
    good = json.dumps({"id": "good", "text": VISIT})
    done = nuncio("match", "--rules", rules, "-", input=('{"id": 1}\n{"id": \n[]\n' + good).encode())
    assert done.returncode == 1
    assert [h["item"] for h in lines(done.out)] == ["good"]
    assert re.search(r"^-:2: ", done.err, re.M) and re.search(r"^-:3: ", done.err, re.M)


def test_match_with_broken_rules(nuncio, rules):
    (rules / "z.yaml").write_text("- rule: broken\n  condition: a and b\n")
    done = nuncio("match", "--rules", rules, "-", input=b"text")
    assert done.returncode == 1 and done.out == ""
    assert "z.yaml:2:" in done.err and "and" in done.err and "^" in done.err


def test_why_names_the_clause(nuncio, rules):
    done = nuncio("why", "--rules", rules, "v-1", "-", input=b"A Freedonian delegation stayed at home.")
    assert done.returncode == 0
    assert "does not match" in done.out and "@state" in done.out and "nearest" in done.out
    done = nuncio("why", "--rules", rules, "visits", "-", input=VISIT.encode())
    assert "visits: matches" in done.out and "no" not in done.out.split("\n")[1]
    got = lines(nuncio("why", "--json", "--rules", rules, "visits", "-", input=VISIT.encode()).out)
    assert [(g["item"], g["rule"], g["hit"]) for g in got] == [("-", "visits", True)]
    done = nuncio("why", "--rules", rules, "visit", "-", input=b"x")
    assert done.returncode == 1 and 'did you mean "visits"' in done.err


# --- check ---

def write_site(folder, rules=VISITS, feeds="- https://a.example/feed\n"):
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "r.yaml").write_text(rules)
    (folder / "feeds.yaml").write_text(feeds)
    (folder / "more.opml").write_text("<opml version='2.0'><body><outline text='B' xmlUrl='https://b.example/'/></body></opml>")
    conf = {"rules": ["rules"], "feeds": ["feeds.yaml", "*.opml"], "state_dir": "state", "runtime_dir": "run"}
    (folder / "nuncio.yaml").write_text(yaml.safe_dump(conf))
    return folder / "nuncio.yaml"


def test_check_passes_a_good_site(nuncio, tmp_path):
    conf = write_site(tmp_path)
    done = nuncio("check", "--conf", conf)
    assert (done.returncode, done.err) == (0, "")
    assert done.out == "1 rule, 2 entities, 2 tests in 1 file; 2 feeds; 0 errors, 0 warnings\n"
    got = json.loads(nuncio("check", "--json", "--conf", conf).out)
    assert got["ok"] and (got["errors"], got["rules"], got["entities"], got["tests"], got["feeds"]) == (0, 1, 2, 2, 2)
    assert json.loads(nuncio("check", "--json", conf).out) == got


def test_check_takes_options_from_the_environment(nuncio, build, tmp_path):
    conf = write_site(tmp_path)
    env = dict(os.environ, NUNCIO_FETCH_TIMEOUT="soon")
    done = subprocess.run([build + "/nuncio", "check", "--conf", str(conf)], capture_output=True, text=True, env=env)
    assert done.returncode == 1 and "NUNCIO_FETCH_TIMEOUT" in done.stderr


@pytest.mark.parametrize("rules, feeds, place, message", ids=["parentheses", "value", "failing test", "address", "key"], argvalues=[
    (VISITS.replace("SENT(", "SENT(("), None, "rules/r.yaml:15:", ""),
    (VISITS.replace("high", "hihg"), None, "rules/r.yaml:13:13", "high"),
    (VISITS.replace("arrived in Sylvania.\", cap", "left Sylvania.\", cap"), None, "rules/r.yaml:", "test"),
    (VISITS, "- url: ftp://a.example/\n", "feeds.yaml:1:", ""),
    (VISITS, "- url: https://a.example/\n  nmae: x\n", "feeds.yaml:2:3", "name"),
])
def test_check_names_the_place(nuncio, tmp_path, rules, feeds, place, message):
    conf = write_site(tmp_path, rules, feeds or "- https://a.example/feed\n")
    done = nuncio("check", "--conf", conf)
    assert done.returncode == 1
    assert place in done.err and message in done.err
    assert re.search(r"[1-9]\d* errors?, ", done.out)
    got = json.loads(nuncio("check", "--json", "--conf", conf).out)
    assert not got["ok"] and got["errors"] >= 1
    first = got["diagnostics"][0]
    assert first["level"] == "error" and place.split(":")[0] in first["file"] and first["line"] > 0 and first["message"]


def test_check_of_paths(nuncio, tmp_path):
    write_site(tmp_path)
    out = nuncio("check", tmp_path / "rules", tmp_path / "feeds.yaml", tmp_path / "more.opml").out
    assert out.startswith("1 rule, ") and "; 2 feeds; 0 errors" in out
    assert nuncio("check", tmp_path / "feeds.yaml").out == "1 feed; 0 errors, 0 warnings\n"
    assert nuncio("check", "--rules", tmp_path / "feeds.yaml").returncode == 1
    assert nuncio("check", "--feeds", tmp_path / "rules/r.yaml").returncode == 1
    assert nuncio("check", tmp_path / "nowhere").returncode == 1


def test_check_of_a_bad_configuration(nuncio, tmp_path):
    conf = write_site(tmp_path)
    conf.write_text("fetch:\n  timeot: 3s\n")
    done = nuncio("check", "--conf", conf)
    assert done.returncode == 1 and "nuncio.yaml:2:3: error" in done.err and "timeout" in done.err


# --- the words of a call ---

@pytest.mark.parametrize("args", [
    (), ("nope",), ("parse",), ("parse", "a", "b"), ("parse", "--nope", "a"), ("parse", "--url"), ("match",),
    ("why", "rule"), ("why", "a", "b", "c"), ("status", "now"), ("feeds", "a", "b"), ("channels", "x"), ("reload", "x"),
    ("tail", "--from", "yesterday"), ("tail", "--count", "none"), ("tail", "--redis", "a b"), ("--nope",), ("check", "--nope"),
])
def test_wrong_words(nuncio, args):
    done = nuncio(*args)
    assert done.returncode == 2 and done.err and done.out == ""


def test_help(nuncio):
    listed = nuncio("--help").out
    commands = re.findall(r"^  (\w+) ", listed, re.M)
    assert {"check", "parse", "match", "why", "tail", "channels", "feeds", "status", "reload"} <= set(commands)
    for command in commands:
        done = nuncio(command, "--help")
        assert done.returncode == 0 and done.out.startswith("usage: nuncio " + command) and "--help" not in done.err
        assert max(map(len, done.out.splitlines())) <= 110, command


@pytest.mark.parametrize("command", ["status", "feeds", "channels", "reload", "tail"])
def test_no_daemon(nuncio, tmp_path, command):
    done = nuncio("--socket", tmp_path / "none", command)
    assert done.returncode == 3 and "nunciod" in done.err and done.out == ""


# --- with a daemon ---

def numbered(count, start=1, **more):
    return [{"title": f"A numbered item {n}", "guid": f"n{n}", "link": f"http://example.org/{n}", **more}
            for n in range(start, start + count)]


class Tail:
    """`nuncio tail` with its lines as they come."""

    def __init__(self, build, socket, *args, terminal=False):
        self.lines, self.errors = [], []
        command = [os.path.join(build, "nuncio"), "--socket", socket, "tail", *args]
        env = dict(os.environ, TERM="xterm")
        env.pop("NO_COLOR", None)
        if terminal:
            out, theirs = pty.openpty()
            self.process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=env)
            os.close(theirs)
        else:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
            out = self.process.stdout.fileno()
        threading.Thread(target=self.read, args=(out, self.lines), daemon=True).start()
        threading.Thread(target=self.read, args=(self.process.stderr.fileno(), self.errors), daemon=True).start()

    @staticmethod
    def read(fd, into):
        rest = b""
        while True:
            try:
                piece = os.read(fd, 65536)
            except OSError:
                return
            if not piece:
                return
            *whole, rest = (rest + piece).split(b"\n")
            into.extend(whole)

    def wait_for(self, count, seconds=20):
        wait_for(f"{count} lines of tail", seconds, lambda: len(self.lines) >= count)
        return self.lines

    def stop(self):
        self.process.terminate()
        return self.process.wait(10)


@pytest.fixture
def tail(build):
    made = []

    def make(daemon, *args, **kwargs):
        made.append(Tail(build, daemon.path("run/control.sock"), *args, **kwargs))
        return made[-1]
    yield make
    for one in made:
        print(one.errors)
        if one.process.poll() is None:
            one.stop()


def numbers(found):
    return [int(json.loads(line)["article"]["title"].rsplit(" ", 1)[1]) for line in found]


def test_tail_prints_the_stream(daemon, server, tail, check_alert):
    url = server.add("/feed", rss(numbered(300)))
    one = daemon([url]).start()
    alerts = one.wait_for_alerts("test.numbers", 300)
    found = tail(one, "--json", "--from", "start").wait_for(300)
    assert [check_alert(json.loads(line)) for line in found] == alerts
    assert len(tail(one, "--json", "--from", "start", "--count", "7", "test.numbers").wait_for(7)) == 7
    middle = one.redis().xrange("nuncio:{test.numbers}:alerts")[99][0]
    found = tail(one, "--json", "--from", middle).wait_for(200)
    assert json.loads(found[0])["seq"] == 101 and len(found) == 200


def growing(server, path, per_second=5, more=()):
    """A feed to which numbered items are added all the time, at its end; the newest 200 are in it."""
    begin = time.monotonic()

    def body():
        count = int((time.monotonic() - begin) * per_second) + 1
        return rss([*more, *numbered(min(count, 200), max(1, count - 199))])
    return server.add(path, body)


def test_tail_sees_what_is_new_and_new_channels(daemon, server, tail):
    more = []
    one = daemon([growing(server, "/feed", more=more)], rules=RULES + VISITS).start()
    one.wait_for_alerts("test.numbers", 5)
    new = tail(one, "--json")
    named = tail(one, "--json", "test.visits")
    first = numbers(new.wait_for(1))[0]
    assert first > 1
    more.append({"title": "Visit", "guid": "v", "text": VISIT})
    visit = json.loads(named.wait_for(1)[0])
    assert visit["channel"] == "test.visits"
    wait_for("the new channel", 20, lambda: any(json.loads(line) == visit for line in list(new.lines)))
    new.wait_for(30)
    found = numbers(line for line in list(new.lines) if json.loads(line)["channel"] == "test.numbers")
    assert found == list(range(first, first + len(found)))


def test_tail_prints_one_line_each_and_nothing_raw(daemon, server, tail):
    hostile = "A numbered item \u202e1\u009b31m & <b>"
    url = server.add("/feed", rss([{"title": hostile, "guid": "n1", "date": time.time()}]))
    one = daemon([url]).start()
    one.wait_for_alerts("test.numbers", 1)
    plain = tail(one, "--from", "start").wait_for(1)[0].decode()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ +medium +test.numbers A numbered item .*", plain)
    coloured = tail(one, "--from", "start", terminal=True).wait_for(1)[0].decode().rstrip("\r")
    assert "\033[" in coloured and re.sub(r"\033\[\d*m", "", coloured) == plain
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", plain)


def test_tail_survives_restarts(daemon, server, tail):
    """The daemon and its Redis are killed and started again: each number once, in order."""
    one = daemon([growing(server, "/feed")]).start()
    watching = tail(one, "--json", "--from", "start")
    watching.wait_for(10)
    for _ in range(3):
        [redis_server] = [pid for pid, title in one.processes().items() if "redis-server" in title]
        one.kill(redis_server)
        watching.wait_for(len(watching.lines) + 10)
        one.kill()
        one.start()
        watching.wait_for(len(watching.lines) + 10)
    found = numbers(list(watching.lines))
    assert found == list(range(1, len(found) + 1))
    assert watching.process.poll() is None


def test_tail_ends_when_nobody_reads(daemon, server, build):
    one = daemon([server.add("/feed", rss(numbered(500)))]).start()
    one.wait_for_alerts("test.numbers", 500)
    command = f"{build}/nuncio --socket {one.path('run/control.sock')} tail --json --from start | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=30)
    assert json.loads(done.stdout)["seq"] == 1 and done.stderr == ""


def test_tail_of_a_named_redis(daemon, server, build, tmp_path):
    """Without the daemon: address, user and password in the call; a time as the position."""
    one = daemon([server.add("/feed", rss(numbered(3)))]).start()
    one.wait_for_alerts("test.numbers", 3)
    secret = tmp_path / "secret"
    secret.write_text("any\n")
    secret.chmod(0o600)
    command = [f"{build}/nuncio", "tail", "--json", "--redis", one.path("run/redis.sock"), "--user", "subscriber",
               "--password-file", str(secret), "--count", "3", "--from", "2020-01-01T00:00:00Z", "test.numbers"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and [a["seq"] for a in lines(done.stdout)] == [1, 2, 3]
    secret.chmod(0o644)
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2 and "nobody else" in done.stderr


def test_status_feeds_channels(daemon, server):
    good = server.add("/good", rss(numbered(4), "Good \u202efeed"))
    bad = server.add("/bad", b"<html></html>", content_type="text/html")
    one = daemon([{"url": good, "name": "The good\u202e one"}, {"url": bad, "name": "The bad one"}]).start()
    one.wait_for_alerts("test.numbers", 4)
    wait_for("both polled", 20, lambda: all(f.get("last_poll") for f in one.ask("feeds")["feeds"]))
    status = one.ask("status")
    assert status["ok"] and status["feeds"]["count"] == 2 and status["feeds"]["failing"] == 1
    assert status["rules"]["rules"] == 1 and status["redis"]["up"] and status["redis"]["published"] == 4
    text = one.nuncio("status").stdout
    assert "2, " in text and "1 failing" in text and "up" in text and "4 published" in text
    table = one.nuncio("feeds").stdout.splitlines()
    assert table[0].split() == ["STATE", "SUCCESS", "NEXT", "ARTICLES", "ERRORS", "FEED"]
    assert any(re.match(r"ok +\d+ s +.* 4 +0 +The good", line) for line in table), table
    assert any(line.startswith("failing") and "The bad one" in line for line in table), table
    assert any("not a feed" in line for line in table), table
    assert "\u202e" not in "".join(table)
    [only] = json.loads(one.nuncio("feeds", "--json", good).stdout)["feeds"]
    assert only["url"] == good and only["articles"] == 4
    assert "The bad one" in one.nuncio("feeds", "The bad one").stdout
    text = one.nuncio("channels").stdout
    assert re.search(r"^test\.numbers +4 +0 +\d+ s$", text, re.M)
    subscribe = re.search(r"^  (redis-cli .* XREADGROUP .*)$", text, re.M)[1]
    create = re.search(r"^  (redis-cli .* XGROUP .*)$", text, re.M)[1]
    assert subprocess.run(["sh", "-c", create], capture_output=True, text=True).stdout.strip() == "OK"
    got = subprocess.run(["sh", "-c", subscribe], capture_output=True, text=True).stdout
    assert got.count("A numbered item") >= 4


def test_reload_takes_over_and_refuses(daemon, server):
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.wait_for_alerts("test.numbers", 1)
    assert one.nuncio("reload").returncode == 0
    one.write("rules/test.yaml", RULES.replace("  condition", "  conditoin"))
    done = one.nuncio("reload", check=False)
    assert done.returncode == 1 and "test.yaml:4:3" in done.stderr and "condition" in done.stderr
    answer = one.ask("reload")
    assert not answer["ok"] and "test.yaml:4:3" in answer["error"]
    assert "refused" in one.nuncio("status").stdout
    one.write("rules/test.yaml", RULES)
    assert one.nuncio("reload").returncode == 0
    assert "refused" not in one.nuncio("status").stdout


# --- places ---

@pytest.mark.parametrize("condition, text, found", [
    ("storm", "A 🌩 storm", "storm"),
    ("東京", "😀彼は東京都へ", "東京"),
    ("トランプ", "😀 ﾄﾗﾝﾌﾟ大統領", "ﾄﾗﾝﾌﾟ"),
    ("トランプ", "前 " + unicodedata.normalize("NFD", "トランプ") + "大統領", unicodedata.normalize("NFD", "トランプ")),
    ("외교부", "한국 " + unicodedata.normalize("NFD", "외교부") + "는", unicodedata.normalize("NFD", "외교부")),
    ("résumé", "the re\u0301sume\u0301s re\u0301sume\u0301 ok", "re\u0301sume\u0301"),
    ("طالبان", "قال طـالـبـان امس", "طـالـبـان"),
    ("Αθήνα", "στην ΑΘΗΝΑ σήμερα", "ΑΘΗΝΑ"),
    ("Straße", "die STRAẞE hier", "STRAẞE"),
    ("co-operat*", "a co-operation deal", "co-operation"),
    ('"office hours"', "ﬁve oﬃce hours", "oﬃce hours"),
])
def test_offsets_are_code_points(nuncio, tmp_path, condition, text, found):
    """What evidence quotes stands at its offsets in the text as given."""
    (tmp_path / "r.yaml").write_text(yaml.safe_dump([{"rule": "r", "condition": "x=" + condition}], allow_unicode=True))
    done = nuncio("match", "--rules", tmp_path / "r.yaml", "-", input=json.dumps({"id": "1", "title": text}).encode())
    hit = lines(done.out)[0]
    piece = hit["evidence"][0]
    assert (piece["text"], text[piece["start"]:piece["end"]]) == (found, found)
    assert hit["captures"]["x"]["text"] == found
    start, end = hit["marks"][0]
    assert hit["excerpt"][start:end] == found


# --- check: what wildcards cost, and the lines that are meant ---

def test_check_wildcards(nuncio, tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text("- list: l\n  items: ['stat*']\n- rule: r\n  tests: {match: [state]}\n  condition: |\n    @l OR STAT* OR *ognit*\n")
    done = nuncio("check", "--wildcards", "--rules", path)
    assert done.returncode == 0
    rows = done.out.splitlines()
    assert rows[0].split() == ["WORDS", "USES", "FOUND", "BY", "WILDCARD"]
    assert re.match(r" +\d+ +2  beginning  4 letters  stat\*  state, statement, station", rows[1])
    assert "middle     5 letters  *ognit*" in rows[2] and f"{path}:6:20" in rows[2]
    got = json.loads(nuncio("check", "--json", "--wildcards", "--rules", path).out)["wildcards"]
    assert got[0].items() >= {"wildcard": "stat*", "uses": 2, "found_by": "beginning", "letters": 4, "line": 2, "column": 12}.items()
    assert got[0]["words"] >= 3 and got[0]["stems"][0] == "state"
    assert "wildcards" not in json.loads(nuncio("check", "--json", "--rules", path).out)


def test_check_quotes_what_fails(nuncio, tmp_path):
    """Of a failing test, and of a warning in a condition that YAML folds."""
    path = tmp_path / "r.yaml"
    path.write_text("- rule: r\n  condition: >\n    one OR\n    stat*\n  tests:\n    match: [東京 two]\n")
    done = nuncio("check", "--rules", path)
    assert done.returncode == 1
    assert f"{path}:6:13: error: test of rule r: should match, does not: " in done.err
    assert "  |     match: [東京 two]\n  |             ^\n" in done.err
    assert f"{path}:4:5: warning: 'stat*' stands for different common words" in done.err
    assert "  |     stat*\n  |     ^\n" in done.err
