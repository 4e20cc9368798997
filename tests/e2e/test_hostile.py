# SPDX-License-Identifier: BSD-2-Clause
"""Hostile documents and servers cost themselves: they are named, and the others are not delayed."""
import os
import socket
import struct
import time
import zlib

import pytest

from daemon import wait_for
from feedserver import rss
from test_alerts import numbered, numbers

GOOD = 50


def kills(build):
    """True when the build was made with the test documents that kill their reader (NUNCIO_SPIN)."""
    with open(os.path.join(build, "nunciod"), "rb") as file:
        return b"nuncio-test-spin" in file.read()


def state(one, url):
    """What is known of the feed; nothing while the lists are still being read."""
    return next((f for f in one.ask("feeds")["feeds"] if f["url"] == url), {"polls": 0})


class Pulse:
    """Good feeds that get a new item at known times; tells how late each alert was."""

    def __init__(self, server, count):
        self.born = {}
        self.items = [[] for _ in range(count)]
        self.urls = [server.add(f"/good{n}", lambda n=n: rss(self.items[n])) for n in range(count)]
        self.next = 1

    def beat(self):
        for items in self.items:
            items.insert(0, numbered(1, self.next)[0])
            self.born[self.next] = time.time()
            self.next += 1


@pytest.mark.long
def test_hostile_documents_among_good_feeds(daemon, server, shared, build):
    """Every file of data/hostile and documents that kill readers, among fifty good feeds that are not delayed."""
    folder = os.path.join(shared, "data", "hostile")
    pulse = Pulse(server, GOOD)
    bad = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            body = file.read()
        bad[name] = server.add("/bad/" + name, body, "application/xml")
    if kills(build):
        for what in ("spin", "crash", "jail", "eat"):
            bad[what] = server.add("/bad/" + what, rss([{"title": f"nuncio-test-{what}", "guid": what}]))
    one = daemon(pulse.urls + list(bad.values()), readers={"cpu_limit": "2s", "deadline": "60s"}).start()
    for _ in range(8):
        pulse.beat()
        time.sleep(1)
    total = pulse.next - 1
    alerts = one.wait_for_alerts("test.numbers", total, 60)
    assert sorted(numbers(alerts)) == list(range(1, total + 1))
    # The poll interval is 1 s, with up to 10 % jitter; more than 1 s on top would be a delay. Stream ids are Redis' clock.
    late = sorted(int(stream_id.split("-")[0]) / 1000 - pulse.born[n] for stream_id, n in zip(
        [i for i, _ in one.redis().xrange("nuncio:{test.numbers}:alerts")], numbers(alerts)))
    print("latest", late[-3:], "median", late[len(late) // 2])
    assert late[-1] < 2.5
    for name, url in bad.items():
        feed = wait_for(f"{name} was polled", 60, lambda url=url: state(one, url)["polls"] and state(one, url))
        print(name, feed["state"], feed.get("error"), feed["articles"])
        assert feed.get("error") or feed["articles"], name
    if kills(build):
        for what, word in (("spin", "CPU"), ("crash", "SIGSEGV"), ("jail", "jail"), ("eat", "memory")):
            error = state(one, bad[what]).get("error", "")
            if what in ("crash", "jail", "eat") and "AddressSanitizer" in error:
                continue
            assert word in error, (what, error)
    assert one.ask("status")["readers"]["count"] >= 2


def test_no_secret_leaves_through_entities(daemon, server, shared):
    """External entities are not read: the canary beside the hostile files appears nowhere."""
    folder = os.path.join(shared, "data", "hostile")
    with open(os.path.join(folder, "canary.txt"), encoding="utf-8") as file:
        canary = file.read().strip()
    urls = []
    for name in ("xxe_file.xml", "xxe_dtd.xml", "xxe_net.xml"):
        with open(os.path.join(folder, name), "rb") as file:
            urls.append(server.add("/" + name, file.read(), "application/xml"))
    one = daemon(urls, rules="- rule: all\n  channel: test.numbers\n  condition: '*e* OR a* OR t*'\n".replace("*e* OR a* OR t*", "NOT zzz")).start()
    wait_for("all polled", 20, lambda: all(f["polls"] for f in one.ask("feeds")["feeds"]))
    time.sleep(1)
    assert canary not in one.log()
    assert canary not in str(one.redis().xrange("nuncio:{test.numbers}:alerts"))


def raw(response):
    """A server's whole answer, byte for byte."""
    def behave(handler):
        handler.wfile.write(response)
        handler.close_connection = True
    return behave


def hang(handler):
    time.sleep(30)


def drip(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.2)


def endless(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b"<rss>" * 20000)


def bomb(handler):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def reset(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


OK = b"HTTP/1.1 200 OK\r\n"
SERVERS = {
    "hang": (hang, ("timeout", "slow")),
    "drip": (drip, ""),
    "endless": (endless, "8"),
    "bomb": (bomb, "8"),
    "reset": (reset, ""),
    "short": (raw(OK + b"Content-Length: 1000\r\n\r\nabc"), ""),
    "not http": (raw(b"hello"), ""),
    "redirect loop": (raw(b"HTTP/1.1 302 Found\r\nLocation: /redirect%20loop\r\nContent-Length: 0\r\n\r\n"), "redirect"),
    "redirect to a file": (raw(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"), ""),
    "header flood": (raw(OK + b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(500)) + b"\r\n"), ""),
    "304 without a condition": (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "304"),
    "gone": (raw(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"), "410"),
    "error": (raw(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), "500"),
    "too many": (raw(b"HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"), "429"),
    "html": (raw(OK + b"Content-Type: text/html\r\nContent-Length: 33\r\n\r\n<html><body>Not found</body></html"), ""),
    "empty": (raw(OK + b"Content-Length: 0\r\n\r\n"), ""),
}


@pytest.mark.parametrize("name", SERVERS)
def test_hostile_servers(daemon, server, name):
    behave, word = SERVERS[name]
    path = "/" + name.replace(" ", "%20")
    good = server.add("/good", rss(numbered(1)))
    bad = server.add(path, behave=behave)
    one = daemon([good, bad], fetch__timeout="3s" if name in ("hang", "drip") else "15s", fetch__max_document="8MiB").start()
    one.wait_for_alerts("test.numbers", 1)
    error = wait_for("an error", 20, lambda: state(one, bad).get("error"))
    print(error)
    assert any(w in error for w in (word if isinstance(word, tuple) else [word]))


def test_private_addresses_are_refused(daemon, server):
    url = server.add("/feed", rss(numbered(1)))
    one = daemon([url], fetch__allow_private=False).start()
    error = wait_for("an error", 10, lambda: state(one, url).get("error"))
    assert "127.0.0.1" in error and "allow_private" in error
    assert not server.feeds["/feed"].requests


def test_hostile_text_is_harmless_everywhere(daemon, server, check_alert):
    """Escapes, direction overrides and 8-bit controls reach neither the alert nor a terminal."""
    nasty = "A numbered item \u202etxt\u009b31m\u0085 &#x1b;[2J 1"
    body = rss([{"title": "x", "guid": "1", "link": "javascript:alert(1)"}]).replace(b"<title>x<", f"<title>{nasty}<".encode())
    one = daemon([server.add("/feed", body)]).start()
    [alert] = one.wait_for_alerts("test.numbers", 1)
    check_alert(alert)
    assert "url" not in alert["article"]
    for args in (("feeds",), ("status",), ("channels",)):
        out = one.nuncio(*args).stdout
        assert not any(ord(c) < 32 and c != "\n" or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066" for c in out), args
