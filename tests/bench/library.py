# SPDX-License-Identifier: BSD-2-Clause
"""What needs no daemon: alerts through journal and script, matching."""
import os
import statistics
import subprocess
import tempfile

from common import run_json

PUBLISH_COUNT = 100_000
PUBLISH_RUNS = 3
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
