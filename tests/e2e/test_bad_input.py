# SPDX-License-Identifier: BSD-2-Clause
"""Hostile documents one by one, each in a jailed reader (nuncio parse): what comes of them, what they cost, what they say.

The table is tests/data/hostile/expected.txt. Builds with sanitizers are looked at for crashes; the others for the costs, too.
"""
import json
import os
import random
import re
import subprocess
import sys
import unicodedata

import pytest

from conftest import ROOT

FOLDER = os.path.join(ROOT, "tests", "data", "hostile")
CPU_SECONDS = 0.1  # more than an empty document
MEMORY_KB = 32 << 10  # likewise
ANY_CPU_SECONDS = 2  # those that end at a limit, and all in builds with sanitizers: ten times that
SECRETS = ("CANARY", "root:x:", "cm9vdDp4")
BAD_ENDS = ("killed by signal", "ended unexpectedly", "memory limit", "CPU time", "AddressSanitizer", "runtime error", "sent what it must not")


def is_sanitized(build):
    with open(os.path.join(build, "nuncio"), "rb") as file:
        return b"__asan_init" in file.read()


def bad_characters(text, allowed="\n"):
    """What could disturb a terminal, or turn a text around."""
    return sorted({hex(ord(c)) for c in text if c not in allowed and (
        ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or ord(c) in (0x2028, 0x2029) or 0x202A <= ord(c) <= 0x202E
        or 0x2066 <= ord(c) <= 0x2069 or unicodedata.category(c) == "Cs")})


def texts(value):
    """Every text in a JSON value, the keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def strict(text):
    """JSON as the standard has it."""
    def refuse(word):
        raise ValueError(word)
    return json.loads(text, parse_constant=refuse)


class Done:
    def __init__(self, status, cpu, kb, out, err):
        self.status, self.cpu, self.kb, self.out, self.err = status, cpu, kb, out, err


class Runner:
    """Runs nuncio, and keeps what an empty document costs."""

    def __init__(self, build, folder):
        self.nuncio = os.path.join(build, "nuncio")
        self.folder = folder
        self.launcher = subprocess.Popen([sys.executable, "-I", "-S", os.path.join(ROOT, "tests", "e2e", "launcher.py")],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        empty = self.path("empty")
        with open(empty, "wb"):
            pass
        costs = [self.run("parse", empty) for _ in range(5)]
        self.empty_cpu, self.empty_kb = min(c.cpu for c in costs), min(c.kb for c in costs)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words):
        out, err = self.path("out"), self.path("err")
        self.launcher.stdin.write("\t".join((out, err, self.nuncio, *words)) + "\n")
        self.launcher.stdin.flush()
        status, cpu, kb = self.launcher.stdout.readline().split()
        with open(out, "rb") as file:
            out = file.read()
        with open(err, "rb") as file:
            err = file.read()
        return Done(int(status), float(cpu), int(kb), out, err)

    def close(self):
        self.launcher.stdin.close()
        self.launcher.wait()
        self.launcher.stdout.close()


@pytest.fixture
def runner(build, tmp_path):
    one = Runner(build, str(tmp_path))
    yield one
    one.close()


def judge_output(done):
    """What is wrong with how it ended and with what it wrote, and the JSON of a document."""
    wrong = []
    err = done.err.decode("utf-8", "surrogateescape")
    if done.status not in (0, 1) or any(word in err for word in BAD_ENDS):
        wrong.append(f"ended with {done.status}: {err[:300]}")
    if bad_characters(err):
        wrong.append(f"stderr has {bad_characters(err)}")
    if any(byte < 0x20 and byte != 10 or byte == 0x7F for byte in done.out):
        wrong.append("stdout has controls")
    result = None
    if done.out:
        try:
            result = strict(done.out.decode("utf-8"))
        except ValueError as error:
            return wrong + [f"no JSON: {error}"], None
        bad = sorted({c for text in texts(result) for c in bad_characters(text)})
        if bad:
            wrong.append(f"texts have {bad}")
        if any(secret in done.out.decode("utf-8") for secret in SECRETS):
            wrong.append("a secret came out")
    return wrong, result


def judge(row, done, result, outcome):
    """What is not as the table says."""
    _, want, count, words = row
    wrong = []
    said = json.dumps(result, ensure_ascii=False) + done.err.decode("utf-8", "replace")
    if outcome != want:
        wrong.append(f"outcome {outcome}, not {want}")
    if result and count != "-" and len(result["items"]) != int(count):
        wrong.append(f"{len(result['items'])} articles, not {count}")
    for word in filter(None, words.split("; ")):
        if word.startswith("!") == (word.lstrip("!") in said):
            wrong.append(f"{word}: not as said in {said[:300]}")
    return wrong


def rows():
    with open(os.path.join(FOLDER, "expected.txt"), encoding="utf-8") as file:
        return [[part.strip() for part in line.split("|")] for line in file if not line.startswith("#")]


def find(name, made):
    kept = os.path.join(FOLDER, name)
    return kept if os.path.exists(kept) else os.path.join(made, name)


def measure(runner, row, path):
    """Runs a document, again when it was slow: the machine may have been busy."""
    command = ("check", path) if row[0].startswith("rules/") else ("parse", "--url", "https://served.example/dir/feed", path)
    done = runner.run(*command)
    for _ in range(2):
        if done.cpu - runner.empty_cpu < CPU_SECONDS:
            break
        again = runner.run(*command)
        done = again if again.cpu < done.cpu else done
    return done


def try_row(runner, row, path, sanitized):
    """What is wrong with one document of the table."""
    done = measure(runner, row, path)
    if row[0].startswith("rules/"):
        said, done.out = done.out, b""
        wrong, result = judge_output(done)
        outcome = "taken" if done.status == 0 else "refused"
        done.err += said
    else:
        wrong, result = judge_output(done)
        outcome = result["report"]["outcome"] if result else "none"
    wrong += judge(row, done, result, outcome)
    cpu, kb = done.cpu - runner.empty_cpu, done.kb - runner.empty_kb
    if not sanitized and outcome != "limit" and (cpu > CPU_SECONDS or kb > MEMORY_KB):
        wrong.append(f"cost {cpu:.3f} s CPU and {kb} KiB, without a limit")
    if cpu > ANY_CPU_SECONDS * (10 if sanitized else 1):
        wrong.append(f"cost {cpu:.3f} s CPU")
    return wrong, cpu, kb


def test_documents(runner, build, tmp_path):
    """Every document of the table; and every document that is kept stands in it."""
    made = str(tmp_path / "made")
    sanitized = is_sanitized(build)
    subprocess.run([sys.executable, os.path.join(FOLDER, "make.py"), made], check=True)
    table = rows()
    known = {row[0] for row in table}
    kept = {os.path.relpath(os.path.join(at, name), base) for base in (FOLDER, made) for at, _, names in os.walk(base)
            for name in names if at != FOLDER and not name.endswith(".dtd")}
    assert known == kept and len(table) >= 150
    faults, costs = [], []
    for row in table:
        wrong, cpu, kb = try_row(runner, row, find(row[0], made), sanitized)
        costs.append((cpu, kb, row[0]))
        faults += [f"{row[0]}: {what}" for what in wrong]
    print(f"{len(table)} documents; most CPU", [f"{c:.3f} s {n}" for c, _, n in sorted(costs)[-4:]],
          "most memory", [f"{k >> 10} MiB {n}" for k, n in sorted((k, n) for _, k, n in costs)[-4:]])
    assert not faults, "\n".join(faults)


def test_cut_at_every_byte(runner, build):
    """However much of a feed arrives: what was whole comes out, and it is said when something is missing."""
    with open(os.path.join(ROOT, "tests", "data", "feeds", "rss2.xml"), "rb") as file:
        whole = file.read()
    step = 20 if is_sanitized(build) else 2
    path, before = runner.path("cut"), 0
    for at in range(0, len(whole), step):
        with open(path, "wb") as file:
            file.write(whole[:at])
        wrong, result = judge_output(runner.run("parse", path))
        assert not wrong, (at, wrong)
        count = len(result["items"])
        assert count >= before, at  # an article that was whole stays
        assert result["report"]["outcome"] != "ok" or at > len(whole) - 20, at
        before = count
    assert before > 0


def change(data, source, dice):
    """Some bytes of `data` left out, put in or replaced."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randint(0, len(data))
        how = dice.random()
        if how < 0.3:
            del data[at:at + dice.randint(1, 32)]
        elif how < 0.6:
            data[at:at + dice.randint(0, 2)] = bytes([dice.choice(b"\0\x1b\x7f\x80\x9b\xc2\xe2\xff<>&;\"'[]{}!?/") if how < 0.5
                                                       else dice.randrange(256)])
        else:
            begin = dice.randint(0, len(source))
            data[at:at] = source[begin:begin + dice.randint(1, 80)]
    return bytes(data)


def test_random_documents(runner, build):
    """Whatever bytes go in: the reader stays in its jail and lives, and clean text within the caps comes out."""
    dice = random.Random(20260203)
    seeds = []
    for at, _, names in os.walk(FOLDER):
        for name in sorted(names):
            if name.endswith((".xml", ".json", ".html")) and "rules" not in at:
                with open(os.path.join(at, name), "rb") as file:
                    seeds.append(file.read()[:8192])
    path = runner.path("random")
    count = 60 if is_sanitized(build) else 600
    for number in range(count):
        data = bytes(dice.randrange(256) for _ in range(dice.randint(0, 2000))) if number % 10 == 0 else change(
            dice.choice(seeds), dice.choice(seeds), dice)
        with open(path, "wb") as file:
            file.write(data)
        wrong, result = judge_output(runner.run("parse", "--url", "https://served.example/dir/feed", path))
        assert not wrong, (number, wrong, data)
        for item in result["items"]:
            assert len(item.get("title", "")) <= 1000 and len(item.get("link", "")) <= 2048, (number, data)
            assert len(item.get("id", "").encode()) <= 2048 and len(item.get("author", "")) <= 200, (number, data)
            assert re.match("https?://", item.get("link", "http://")), (number, data)
    print(count, "random documents")


# --- output safety: every byte in every field ---

POINTS = [*range(0x80, 0xA0), 0xAD, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xFFF9,
          0xFFFE, 0xFFFF, 0x378, 0x61C, 0xE0001, 0xE0041, 0xE007F, 0x1FFFE, 0x10FFFF]


def feed_with(pieces):
    """A feed with an article for each piece, which stands in every field of it."""
    def article(number, piece):
        text = b"numbered %d a" % number + piece + b"z"
        return (b"<item><title>" + text + b"</title><guid>" + text + b"</guid><link>http://a.example/" + text + b"</link><author>" + text
                + b"</author><category>" + text + b"</category><description>" + text + b"</description><pubDate>" + text + b"</pubDate></item>")
    head = b"<rss version='2.0'><channel><title>Feed " + b"".join(pieces)[:400] + b"</title><language>" + pieces[-1] + b"</language>"
    return head + b"".join(article(number, piece) for number, piece in enumerate(pieces)) + b"</channel></rss>"


def nasty_feeds():
    """Each byte as it stands, as a reference, and each code point, in UTF-8 and as a reference."""
    safe = [n for n in range(256) if n not in b"<&"]
    return {
        "low bytes": feed_with([bytes([n]) for n in safe if n < 0x80]),
        "all bytes": feed_with([bytes([n]) for n in safe]),
        "byte references": feed_with([b"&#%d;" % n for n in range(256)]),
        "code points": feed_with([chr(n).encode() for n in POINTS]),
        "references": feed_with([b"&#x%x;" % n for n in POINTS]),
        "twice escaped": feed_with([b"&amp;#x%x;" % n for n in [*range(256), *POINTS]]),
    }


def test_output_is_safe(runner):
    """JSON parses strictly, and no control or direction override leaves a reader, whatever stood where."""
    for name, body in nasty_feeds().items():
        path = runner.path("nasty")
        with open(path, "wb") as file:
            file.write(body)
        wrong, result = judge_output(runner.run("parse", path))
        assert not wrong and len(result["items"]) > 50, (name, wrong)


def test_output_is_safe_in_a_daemon(daemon, server, build):
    """The same through alerts, the terminal and the log: an alert is JSON of clean text, a line of the log stays one line."""
    feeds = nasty_feeds()
    urls = [server.add(f"/{number}", body) for number, body in enumerate(feeds.values())]
    urls += [server.add("/root", "<a\u009b2J\u202e xmlns='\u009b'>".encode(), "text/\x9b2J"),
             server.add("/version", b"<rss version='\xc2\x9b2J&#27;'><channel><title>&#27;[2J</title></channel></rss>")]
    one = daemon([{"url": url, "name": "Feed"} for url in urls]).start()
    count = 100
    alerts = one.wait_for_alerts("test.numbers", count, 60)
    faults = {fault for alert in alerts for text in texts(alert) for fault in bad_characters(text, "\n")}
    assert not faults and len(alerts) >= count
    done = subprocess.Popen([os.path.join(build, "nuncio"), "--socket", one.path("run/control.sock"), "tail", "--from", "start", "--count",
                             str(count)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    shown = done.communicate(timeout=60)[0].decode("utf-8")
    assert not bad_characters(shown) and shown.count("\n") >= count
    for words in (("feeds", "--verbose"), ("channels",), ("status",)):
        assert not bad_characters(one.nuncio(*words).stdout), words
    lines = one.log().splitlines()
    assert lines and not bad_characters(one.log())
    assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z (debug|info|warn|error) ", line) or "AddressSanitizer" in line for line in lines), lines
