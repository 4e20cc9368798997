# SPDX-License-Identifier: BSD-2-Clause
"""Any process may be killed at any moment, and Redis may go away: nothing is lost, nothing is twice."""
import os
import random
import signal
import threading
import time

import pytest
import redis

from daemon import wait_for
from feedserver import rss
from test_alerts import numbered, numbers


class Growing:
    """A feed of numbered items that grows at a rate of its own; the newest `window` are in it."""

    def __init__(self, rate, window=400):
        self.window = window
        self.count = 0
        self.gap = 1 / rate
        self.going = True
        threading.Thread(target=self.grow, daemon=True).start()

    def grow(self):
        begun = time.monotonic()
        while self.going:
            self.count = int((time.monotonic() - begun) / self.gap)
            time.sleep(0.01)

    def body(self):
        last = self.count
        first = max(1, last - self.window + 1)
        return rss(numbered(last - first + 1, first))

    def stop(self):
        self.going = False
        time.sleep(0.05)
        return self.count


def check_all_once(one, total):
    def whole():
        try:
            found = numbers(one.alerts("test.numbers"))
        except redis.RedisError:
            return None
        return found if len(found) >= total else None
    found = wait_for(f"{total} alerts", 60, whole)
    time.sleep(1.5)
    found = numbers(one.alerts("test.numbers"))
    assert sorted(found) == list(range(1, total + 1))
    assert [a["seq"] for a in one.alerts("test.numbers")] == list(range(1, total + 1))


@pytest.mark.long
def test_kill_any_process(daemon, server):
    """Twenty times, at random moments: the daemon, the rules process, a reader or Redis."""
    random.seed(int(os.environ.get("NUNCIO_SEED", "0")) or None)
    feed = Growing(rate=20)
    one = daemon([server.add("/feed", feed.body)]).start()
    killed = []
    for _ in range(20):
        time.sleep(random.uniform(0.1, 1.2))
        if one.process.poll() is not None:
            one.start()
        processes = one.processes()
        pid = random.choice(sorted(processes))
        killed.append(processes[pid].split(" ")[0:2])
        if pid == one.process.pid:
            one.kill()
            time.sleep(random.uniform(0, 0.3))
            one.start()
        else:
            try:
                one.kill(pid)
            except ProcessLookupError:
                pass
    print(killed)
    check_all_once(one, feed.stop())


@pytest.mark.long
def test_kill_main_again_and_again(daemon, server):
    random.seed(int(os.environ.get("NUNCIO_SEED", "0")) or None)
    feed = Growing(rate=30)
    one = daemon([server.add("/feed", feed.body)]).start()
    for _ in range(10):
        time.sleep(random.uniform(0.05, 0.8))
        one.kill()
        one.start()
    check_all_once(one, feed.stop())


@pytest.mark.long
def test_redis_stopped_for_a_minute(daemon, server):
    """100 alerts a second while the private Redis is stopped: order kept, memory flat, all delivered."""
    feed = Growing(rate=100, window=1000)
    one = daemon([server.add("/feed", feed.body)]).start()
    one.wait_for_alerts("test.numbers", 100)
    pid = next(p for p, title in one.processes().items() if "redis-server" in title)
    os.kill(pid, signal.SIGSTOP)
    time.sleep(5)
    before = one.rss_kb()
    time.sleep(55)
    grown = one.rss_kb() - before
    os.kill(pid, signal.SIGCONT)
    check_all_once(one, feed.stop())
    print("grown by", grown, "kB")
    assert grown < 16384, grown


@pytest.mark.long
def test_readers_and_their_maker_die_all_the_time(daemon, server):
    """While nothing can be read, documents wait and feeds are not asked for more; then everything comes, once."""
    feed = Growing(rate=20)
    one = daemon([server.add(f"/feed{n}", feed.body) for n in range(5)]).start()
    end = time.monotonic() + 8
    while time.monotonic() < end:
        for pid, title in one.processes().items():
            if "rules" in title or "reader" in title:
                try:
                    one.kill(pid)
                except ProcessLookupError:
                    pass
        time.sleep(0.05)
    assert one.process.poll() is None
    check_all_once(one, feed.stop())


def test_redis_killed(daemon, server):
    feed = Growing(rate=50)
    one = daemon([server.add("/feed", feed.body)]).start()
    for _ in range(3):
        time.sleep(1)
        one.kill(next(p for p, title in one.processes().items() if "redis-server" in title))
        wait_for("Redis is back", 15, lambda: any("redis-server" in t for t in one.processes().values()))
    check_all_once(one, feed.stop())


def test_nothing_is_left_behind(daemon, server):
    """The children of a killed daemon die with it."""
    one = daemon([server.add("/feed", rss(numbered(1)))]).start()
    one.wait_for_alerts("test.numbers", 1)
    pids = set(one.processes()) - {one.process.pid}
    assert len(pids) >= 4
    one.kill()
    wait_for("all children are gone", 5, lambda: not any(os.path.exists(f"/proc/{p}") and
             open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split()[0] != "Z" for p in pids))
