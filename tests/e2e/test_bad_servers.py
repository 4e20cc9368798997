# SPDX-License-Identifier: BSD-2-Clause
"""Hostile servers, all at once, beside good feeds that are not delayed: each is named with what was wrong, and costs little."""
import multiprocessing
import time

import pytest

from daemon import wait_for
from hostile_server import serve_all
from test_alerts import numbers
from test_bad_input import bad_characters, is_sanitized
from test_hostile import Pulse

GOOD = 20


def states(one):
    return {feed["url"]: feed for feed in one.ask("feeds").get("feeds", [])}


def judge(name, feed, words):
    """What is not as the table says of one feed."""
    error = feed.get("error", "")
    if bad_characters(error, ""):
        return [f"{name}: the error has {bad_characters(error, '')}"]
    if words is None:
        return [] if feed["articles"] and not error else [f"{name}: {error or 'no article'}"]
    return [] if feed["polls"] and any(word in error for word in words) else [f"{name}: \"{error}\" has none of {words}"]


def judge_all(one, table):
    known = states(one)
    return [fault for name, (url, words) in table.items() for fault in judge(name, known.get(url, {"polls": 0, "articles": 0}), words)]


@pytest.fixture
def hostile(tmp_path):
    """The servers, in a process of their own: what they send without end must not slow the good ones."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve_all, args=(str(tmp_path), there), daemon=True)
    process.start()
    yield here
    process.kill()
    process.join()


def test_hostile_servers_beside_good_ones(daemon, server, tmp_path, build, hostile):
    table = hostile.recv()
    pulse = Pulse(server, GOOD)
    one = daemon(pulse.urls + [url for url, _ in table.values()], fetch__timeout="5s", fetch__connect_timeout="3s", fetch__max_document="8MiB",
                 fetch__ca_file=str(tmp_path / "ca.pem")).start()
    began = one.rss_kb()
    for _ in range(6):
        pulse.beat()
        time.sleep(1)
    good = set(range(1, pulse.next))  # what hostile servers serve may alert, too
    alerts = wait_for("every good article's alert", 60, lambda: (a := one.alerts("test.numbers")) and good <= set(numbers(a)) and a)
    late = sorted(int(stream_id.split("-")[0]) / 1000 - pulse.born[n] for stream_id, n in zip(
        [i for i, _ in one.redis().xrange("nuncio:{test.numbers}:alerts")], numbers(alerts)) if n in pulse.born)
    try:
        wait_for("every fault is named", 40, lambda: not judge_all(one, table))
    except AssertionError as error:
        raise AssertionError("\n".join(judge_all(one, table))) from error
    grown = one.rss_kb() - began
    print(f"{len(table)} behaviours; good alerts at most {late[-1]:.2f} s late; memory grew by {grown >> 10} MiB")
    assert late[-1] < (8 if is_sanitized(build) else 4)  # polled each second; one that holds up the loop does so for the timeout, 5 s
    assert is_sanitized(build) or grown < 160 << 10
    assert not bad_characters(one.log())
    for words in (("feeds", "--verbose"), ("feeds",), ("status",)):
        assert not bad_characters(one.nuncio(*words).stdout), words
    hostile.send("enough")
    assert not hostile.recv(), "a header was injected"
