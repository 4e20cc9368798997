# SPDX-License-Identifier: BSD-2-Clause
"""What needs no daemon: alerts through journal and script, matching, parsing beside sfeed."""
import os
import random
import shutil
import statistics
import subprocess
import tempfile
from xml.sax.saxutils import escape

from common import cpu_of_command, run_json

PUBLISH_COUNT = 100_000
PUBLISH_RUNS = 3
PARSE_RUNS = 5
MATCH_REACH = {1_000: 220_000, 10_000: 200_000, 100_000: 150_000}


def median_of(results, key):
    return statistics.median(r[key] for r in results)


def publish(bench):
    for name, records in (("publish", 4), ("publish_single", 1)):
        results = []
        for _ in range(PUBLISH_RUNS):
            with bench.folder() as state, tempfile.TemporaryDirectory(prefix="nuncio-bench-") as runtime:
                results.append(run_json(bench.program("bench_publish"), state, runtime, str(PUBLISH_COUNT), str(records)))
        yield {"name": name, "alerts": PUBLISH_COUNT, "record_bytes": results[0]["record_bytes"],
               "records_a_document": records, "per_second": round(median_of(results, "per_second")),
               "best_per_second": round(max(r["per_second"] for r in results)),
               "per_cpu_second": round(median_of(results, "per_cpu_second")),
               "per_redis_cpu_second": round(median_of(results, "per_redis_cpu_second")),
               "commits": round(median_of(results, "commits")), "file_system": bench.file_system(),
               "reach": {"per_second": ">= 10000"}}


def match(bench):
    for rules, reach in MATCH_REACH.items():
        result = run_json(bench.program("bench_match"), str(rules))
        yield {"name": f"match_{rules}", **result, "reach": {"articles_per_cpu_second": f">= {reach}"}}


# --- parsing ---

def words(chance, count):
    syllables = ["ba", "den", "kor", "li", "ma", "nos", "per", "ra", "ski", "tu", "vo", "zen"]
    return " ".join("".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(count))


def html(chance, size):
    text = ""
    while len(text) < size:
        text += f'<p class="b">{words(chance, 40)} <a href="http://x.example/{len(text)}?a=1&amp;b=2">{words(chance, 3)}</a>, ' \
                f"{words(chance, 20)} &ldquo;{words(chance, 5)}&rdquo;.</p>\n"
    return text


def write_feed(path, items, size, cdata):
    chance = random.Random(11)
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
                   'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Bench</title>'
                   "<link>http://x.example/</link><description>d</description>\n")
        for n in range(items):
            body = html(chance, size)
            body = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if cdata else \
                f"<description>{escape(body)}</description>"
            file.write(f"<item><title>{words(chance, 8)}</title><link>http://x.example/{n}</link>"
                       f"<guid isPermaLink='false'>g{n}</guid><pubDate>Tue, 01 Jul 2025 08:{n % 60:02}:00 GMT</pubDate>"
                       f"<category>world</category>{body}</item>\n")
        file.write("</channel></rss>\n")


def sfeed_rate(path):
    """MB per CPU-second, writing to a pipe that somebody reads."""
    with open(path, "rb") as feed, subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as sink:
        used = cpu_of_command(["sfeed"], stdin=feed, stdout=sink.stdin)
        sink.stdin.close()
    return os.path.getsize(path) / 1e6 / used


def parse(bench):
    for name, cdata, reach in (("parse_cdata", True, 2.5), ("parse_escaped", False, 1.5)):
        with bench.folder() as folder:
            path = os.path.join(folder, "feed.xml")
            write_feed(path, 4000, 2500, cdata)
            ours, theirs = [], []
            for _ in range(PARSE_RUNS):
                ours.append(run_json(bench.program("bench_parse"), path, "3")["mb_per_cpu_second"])
                if shutil.which("sfeed"):
                    theirs.append(sfeed_rate(path))
            result = {"name": name, "mb": round(os.path.getsize(path) / 1e6, 1), "mb_per_cpu_second": statistics.median(ours),
                      "reach": {"mb_per_cpu_second": "none without sfeed"}}
            if theirs:
                result.update(sfeed_mb_per_cpu_second=round(statistics.median(theirs), 1),
                              against_sfeed=round(statistics.median(ours) / statistics.median(theirs), 2),
                              reach={"against_sfeed": f">= {reach}"})
            yield result
    with bench.folder() as folder:
        small, large = os.path.join(folder, "small.xml"), os.path.join(folder, "large.xml")
        write_feed(small, 4000, 1000, True)
        write_feed(large, 4000, 15_500, True)
        a, b = run_json(bench.program("bench_parse"), small, "1"), run_json(bench.program("bench_parse"), large, "1")
        yield {"name": "parse_memory", "mb": round(b["bytes"] / 1e6), "memory_kib": b["memory_kib"],
               "memory_kib_of_small": a["memory_kib"], "mb_of_small": round(a["bytes"] / 1e6),
               "growth_kib": b["memory_kib"] - a["memory_kib"], "reach": {"growth_kib": "<= 1024 (constant)"}}
