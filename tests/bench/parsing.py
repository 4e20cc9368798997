# SPDX-License-Identifier: BSD-2-Clause
"""Parsing, text included, beside sfeed: processor time of whole processes, taken in turns, and what is resident."""
import json
import os
import shutil
import statistics
import subprocess

from common import cpu_of_command
from feeds import write_feed

FEED_BYTES = 64_000_000
ROUNDS = 7
REACH = {"parse_cdata": 2.5, "parse_escaped": 1.5}


def nuncio_parse(bench, path):
    """(processor seconds of the program and its reader, what it prints)"""
    process = subprocess.Popen([bench.program("nuncio"), "bench", "parse", path], stdout=subprocess.PIPE)
    output = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"nuncio bench parse: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, json.loads(output)


def sfeed_parse(path):
    """Processor seconds, writing to a pipe that somebody reads."""
    with open(path, "rb") as feed, subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as sink:
        used = cpu_of_command(["sfeed"], stdin=feed, stdout=sink.stdin)
        sink.stdin.close()
    return used


def parse_one(bench, name, path):
    ours, theirs = [], []
    for _ in range(ROUNDS):
        used, figures = nuncio_parse(bench, path)
        ours.append(used)
        if shutil.which("sfeed"):
            theirs.append(sfeed_parse(path))
    mb = os.path.getsize(path) / 1e6
    result = {"name": name, "mb": round(mb, 1), "items": figures["items"], "mb_per_cpu_second": round(mb / statistics.median(ours), 1),
              "best_mb_per_cpu_second": round(mb / min(ours), 1), "max_rss_kb": figures["max_rss_kb"],
              "reach": {"mb_per_cpu_second": "none without sfeed"}}
    if theirs:
        result.update(sfeed_mb_per_cpu_second=round(mb / statistics.median(theirs), 1),
                      against_sfeed=round(statistics.median(theirs) / statistics.median(ours), 2),
                      best_against_best=round(min(theirs) / min(ours), 2),
                      reach={"against_sfeed": f">= {REACH[name]}"})
    return result


def parse(bench):
    with bench.folder() as folder:
        path = os.path.join(folder, "feed.xml")
        write_feed(path, 0, True)
        empty = nuncio_parse(bench, path)[1]["max_rss_kb"]
        for name in REACH:
            write_feed(path, FEED_BYTES, name == "parse_cdata")
            result = parse_one(bench, name, path)
            result["rss_above_empty_kb"] = result["max_rss_kb"] - empty
            result["reach"]["rss_above_empty_kb"] = "<= 16384"
            yield result
