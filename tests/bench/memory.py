# SPDX-License-Identifier: BSD-2-Clause
"""What a feed costs that is not due. Only the main process: nothing else knows of feeds."""
import os
import subprocess
import time

from common import Server, cpu_s, distinct_host, pss_bytes, wait_for

IDLE_FEEDS = 100_000
SCHEDULED_FEEDS = 1_000_000
WAIT_S = 1200


def urls_of(server, count):
    """As long as those of real feeds, each on a host of its own."""
    return [server.url(f"/quiet/{n}/world/news/rss.xml", distinct_host(n + 256)) for n in range(count)]


def settle(daemon):
    """Connections and what else was needed for the last polls are gone by then."""
    time.sleep(15)
    return pss_bytes(daemon.process.pid)


def is_idle(daemon, feeds, polls):
    if daemon.process.poll() is not None:
        raise RuntimeError("the daemon ended:\n" + daemon.log()[-4000:])
    answer = daemon.ask("status")
    return answer.get("ok") and answer["redis"]["up"] and answer["feeds"]["count"] == feeds and \
        answer["feeds"]["polls"] >= polls and answer["fetching"]["under_way"] == 0 and answer


def with_feeds(bench, server, count):
    """Polls each feed once; how much memory then, and after a restart that finds all this in the journal."""
    with bench.daemon(urls_of(server, count), backlog="none", fetch__interval="1d", fetch__max_interval="1d") as daemon:
        begun = time.monotonic()
        daemon.start(wait=False)
        wait_for("every feed was polled once", WAIT_S, lambda: is_idle(daemon, count, count))
        seconds = time.monotonic() - begun
        cpu = cpu_s(daemon.process.pid)
        polled = settle(daemon)
        daemon.stop(120)
        daemon.start(wait=False)
        answer = wait_for("started again", WAIT_S, lambda: is_idle(daemon, count, 0))
        restored = settle(daemon)
        return {"polled": polled, "restored": restored, "seconds": seconds, "cpu": cpu,
                "failing": answer["feeds"]["failing"], "polls_again": daemon.ask("status")["feeds"]["polls"]}


def idle(bench):
    with Server(bench) as server:
        one = with_feeds(bench, server, 1)
        many = with_feeds(bench, server, IDLE_FEEDS)
    yield {"name": "idle", "feeds": IDLE_FEEDS,
           "bytes_a_feed": round((many["restored"] - one["restored"]) / (IDLE_FEEDS - 1)),
           "bytes_a_feed_after_first_polls": round((many["polled"] - one["polled"]) / (IDLE_FEEDS - 1)),
           "main_process_mib": round(many["restored"] / 2**20, 1), "one_feed_mib": round(one["restored"] / 2**20, 1),
           "first_polls_s": round(many["seconds"], 1), "first_polls_cpu_s": round(many["cpu"], 1),
           "failing": many["failing"], "polls_after_restart": many["polls_again"],
           "reach": {"bytes_a_feed": "<= 600", "bytes_a_feed_after_first_polls": "<= 600"}}


def million(bench):
    with Server(bench) as server:
        urls = urls_of(server, SCHEDULED_FEEDS)
    with bench.daemon(urls, backlog="none", fetch__interval="1d", fetch__max_interval="1d") as daemon:
        journal = os.path.join(daemon.conf["state_dir"], "journal.sqlite")
        subprocess.run([bench.program("bench_states"), journal], input="\n".join(urls), text=True, check=True,
                       stdout=subprocess.DEVNULL)
        del urls
        begun = time.monotonic()
        daemon.start(wait=False)
        answer = wait_for("started", WAIT_S, lambda: is_idle(daemon, SCHEDULED_FEEDS, 0))
        seconds = time.monotonic() - begun
        memory = settle(daemon)
        before = cpu_s(daemon.process.pid)
        time.sleep(5)
        yield {"name": "million", "feeds": answer["feeds"]["count"], "mib": round(memory / 2**20),
               "bytes_a_feed": round(memory / answer["feeds"]["count"]), "start_s": round(seconds, 1),
               "start_cpu_s": round(before, 1), "idle_cpu_percent": round((cpu_s(daemon.process.pid) - before) * 20, 1),
               "polls": daemon.ask("status")["feeds"]["polls"], "reach": {"mib": "<= 1024"}}
