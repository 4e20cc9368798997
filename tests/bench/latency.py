# SPDX-License-Identifier: BSD-2-Clause
"""How long an article is under way, from the last byte of its document to a subscriber."""
import os
import random
import re
import signal
import threading
import time

import redis

from common import Server, percentile, wait_for

RULES = """
- rule: bulletins
  channel: bench.bulletins
  condition: |
    "numbered bulletin" AND (committee NEAR/5 met OR harvest*)
  output: "{title}"
- rule: reports
  channel: bench.reports
  condition: |
    report AND "no such words" AND NOT harvest
  output: "{title}"
"""
FEEDS = 50
ARTICLES = 1000
RELOAD_RULES = 100_000
KILLS = 20


class Library(threading.Thread):
    """A subscriber with the client library for Python; its clock is the other one's."""

    def __init__(self, daemon):
        super().__init__(daemon=True)
        self.client = daemon.redis().pubsub()
        self.client.psubscribe("nuncio:*")
        self.received = {}
        self.start()

    def run(self):
        try:
            for message in self.client.listen():
                now = time.monotonic_ns()
                found = re.search(r"numbered bulletin (\d+)/(\d+)", str(message["data"]))
                if found:
                    self.received.setdefault((int(found[1]), int(found[2])), now)
        except (redis.RedisError, OSError, ValueError):
            pass  # the daemon has ended, and its Redis with it


def figures(pairs):
    times = [(received - sent) / 1e6 for sent, received in pairs]
    return {"p50_ms": round(percentile(times, 50), 2), "p90_ms": round(percentile(times, 90), 2),
            "p99_ms": round(percentile(times, 99), 2), "max_ms": round(max(times), 2)}


def start(bench, server, **settings):
    return bench.daemon([server.url(f"/grow/{n}") for n in range(FEEDS)], rules=RULES, backlog="none", **settings)


def status(daemon):
    return daemon.ask("status")


def published(daemon):
    return status(daemon)["redis"]["published"]


def latency(bench):
    sync = bench.sync_ms()
    with Server(bench) as server, start(bench, server) as daemon:
        daemon.start()
        server.subscribe(daemon)
        library = Library(daemon)
        begun = time.monotonic()
        wait_for("the articles", 300, lambda: published(daemon) >= ARTICLES)
        seconds = time.monotonic() - begun
        daemon.stop(60)
        articles = server.finish()
    # The first document of each feed is only learned from; the last ones may have been sent while the daemon ended.
    got = [(sent, received) for _, _, sent, received in articles if sent and received]
    by_library = [(sent, library.received[f, n]) for f, n, sent, _ in articles if sent and (f, n) in library.received]
    later = bench.sync_ms()
    yield {"name": "latency", "articles": len(got), "per_second": round(len(got) / seconds, 1), **figures(got),
           "python_client": figures(by_library), "file_system": bench.file_system(),
           "fdatasync_ms": {"p50": round((sync[0] + later[0]) / 2, 2), "p99": round(max(sync[1], later[1]), 2)},
           "reach": {"p50_ms": "<= 10", "p99_ms": "<= 50"}}


def many_rules(count):
    chance = random.Random(7)

    def word():
        return "w%dx" % chance.randrange(150_000)
    return "".join(f"- rule: r{n}\n  channel: bulk.c{n % 100}\n  condition: '({word()} AND \"{word()} {word()}\" AND NOT {word()})"
                   f" OR ({word()} NEAR/5 {word()})'\n  output: \"{{title}}\"\n" for n in range(count))


def reload(bench):
    with Server(bench) as server, start(bench, server) as daemon:
        daemon.start()
        server.subscribe(daemon)
        wait_for("the first articles", 60, lambda: published(daemon) >= 2 * FEEDS)
        text = many_rules(RELOAD_RULES)
        begun = time.monotonic_ns()
        daemon.write("rules/bulk.yaml", text)
        wait_for("the new rules", 300, lambda: status(daemon)["rules"]["rules"] > RELOAD_RULES)
        ended = time.monotonic_ns()
        then = published(daemon)
        wait_for("articles afterwards", 60, lambda: published(daemon) >= then + 2 * FEEDS)
        kills = list(replacements(daemon))
        daemon.stop(60)
        articles = server.finish()
    got = [(sent, received) for _, _, sent, received in articles if sent and received]
    before = figures([p for p in got if p[1] < begun])
    during = figures([p for p in got if begun <= p[1] and p[0] <= ended + 1_000_000_000])
    yield {"name": "reload", "rules": RELOAD_RULES, "seconds": round((ended - begun) / 1e9, 2),
           "slowest_article_ms": during["max_ms"], "slowest_article_before_ms": before["max_ms"],
           "p50_ms": during["p50_ms"], "p50_before_ms": before["p50_ms"], "reach": {"slowest_article_ms": "<= 100"}}
    yield {"name": "replace_reader", "rules": RELOAD_RULES, "kills": len(kills),
           "median_ms": round(percentile(kills, 50), 2), "max_ms": round(max(kills), 2), "reach": {"median_ms": "<= 2"}}


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return {int(p) for p in file.read().split()}


def replacements(daemon):
    """Milliseconds from the kill of a reader to the fork of the next, seen from outside."""
    for _ in range(KILLS):
        time.sleep(0.2)
        readers = {pid for pid, title in daemon.processes().items() if "reader" in title}
        parents = [pid for pid, title in daemon.processes().items() if children_of(pid) & readers]
        victim = min(readers)
        before = children_of(parents[0])
        begun = time.monotonic_ns()
        os.kill(victim, signal.SIGKILL)
        while not children_of(parents[0]) - before and time.monotonic_ns() - begun < 2_000_000_000:
            pass
        yield (time.monotonic_ns() - begun) / 1e6
