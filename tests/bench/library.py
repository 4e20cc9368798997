# SPDX-License-Identifier: BSD-2-Clause
"""What needs no daemon: alerts through journal and script, matching, parsing beside sfeed."""
import os
import random
import shutil
import statistics
import subprocess
import tempfile
from xml.sax.saxutils import escape

from common import ROOT, cpu_of_command, run_json

PUBLISH_COUNT = 100_000
PUBLISH_RUNS = 3
PARSE_RUNS = 5
MATCH_REACH = {1_000: 220_000, 10_000: 200_000, 100_000: 150_000, 1_000_000: 65_000}
MATCH_ARTICLES = 20_000
MATCH_BESIDE_HYPERSCAN = (10_000, 100_000)
HOSTILE = ("one_word", "wildcards", "deep", "pairs", "lists", "marks")


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
    """Rules and news that are made; Hyperscan looking for the words of the same rules in the same news, right behind us."""
    for rules, reach in MATCH_REACH.items():
        with bench.folder() as folder:
            subprocess.run([bench.program("bench_match"), folder, str(rules), str(MATCH_ARTICLES)], check=True)
            texts = os.path.join(folder, "articles.jsonl")
            ours = run_json(bench.program("nuncio"), "bench", "match", "--rules", os.path.join(folder, "rules.yaml"),
                            "--articles", texts, "--repeat", "7")
            result = {"name": f"match_{rules}", **ours, "hits_an_article": round(ours["hits"] / ours["articles"], 2),
                      "reach": {"articles_per_cpu_s": f">= {reach}"}}
            if rules == max(MATCH_REACH):
                result["reach"].update(index_bytes_per_rule="<= 64", compile_cpu_s="<= 3", load_cpu_s="<= 10")
            elif rules == 100_000:
                result["reach"].update(load_cpu_s="<= 1.5")
            if rules in MATCH_BESIDE_HYPERSCAN:
                theirs = run_json(bench.program("bench_hyperscan"), os.path.join(folder, "words.txt"), texts)
                result.update(hyperscan_articles_per_cpu_s=theirs["articles_per_cpu_s"],
                              hyperscan_compile_cpu_s=theirs["compile_cpu_s"],
                              against_hyperscan=round(ours["articles_per_cpu_s"] / theirs["articles_per_cpu_s"], 2))
                result["reach"].update(against_hyperscan="> 1")
            yield result


def match_hostile(bench):
    """10 MB in one article, with rules that were written to make it slow; and beside a million honest ones."""
    for case in HOSTILE:
        with bench.folder() as folder:
            subprocess.run([bench.program("bench_match"), folder, "hostile", case], check=True)
            result = run_json(bench.program("nuncio"), "bench", "match", "--rules", os.path.join(folder, "rules.yaml"),
                              "--articles", os.path.join(folder, "articles.jsonl"), "--repeat", "3")
            yield {"name": f"hostile_{case}", "rules": result["rules"], "hits": result["hits"],
                   "load_cpu_s": result["load_cpu_s"], "ms": round(1000 / result["articles_per_cpu_s"], 1) if
                   result["articles_per_cpu_s"] else "> 1000", "reach": {"ms": "<= 150"}}


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


def extract(bench):
    """Sample pages against the text that is known to be theirs; words, over all pages of a set."""
    result = run_json(bench.program("bench_extract"), os.path.join(ROOT, "tests", "data", "pages"))
    tuned, unseen = result["tuned"], result["unseen"]
    yield {"name": "extract", "pages": tuned["pages"] + unseen["pages"],
           "precision": tuned["precision"], "recall": tuned["recall"],
           "unseen_precision": unseen["precision"], "unseen_recall": unseen["recall"],
           "facts": tuned["facts"], "unseen_facts": unseen["facts"],
           "wrong_verdicts": tuned["wrong_verdicts"] + unseen["wrong_verdicts"],
           "us_a_page": result["us_a_page"], "mb_per_cpu_second": result["mb_per_cpu_second"],
           "reach": {"unseen_precision": ">= 0.95", "unseen_recall": ">= 0.95", "wrong_verdicts": "0"}}
