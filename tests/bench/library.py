# SPDX-License-Identifier: BSD-2-Clause
"""What needs no daemon: alerts through journal and script, matching."""
import os
import statistics
import subprocess
import tempfile

import hostile
from common import run_json

PUBLISH_COUNT = 100_000
PUBLISH_RUNS = 3
MATCH_REACH = {1_000: 220_000, 10_000: 200_000, 100_000: 150_000, 1_000_000: 65_000}
MATCH_ARTICLES = 20_000
MATCH_BESIDE_HYPERSCAN = (10_000, 100_000)
HOSTILE_MEBIBYTES = (1, 10)


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


def run_hostile(bench, name, text, rules, language):
    result = run_json(bench.program("bench_hostile"), text, language, ",".join(str(m) for m in HOSTILE_MEBIBYTES), rules)
    figures = {}
    for run in result["runs"]:
        figures[f"ms_a_mib_at_{run['mib']}"] = round(run["ms"] / run["mib"], 1)
    return {"name": f"hostile_{name}", "rules": result["rules"], "hits": result["hits"], "load_cpu_s": result["load_cpu_s"],
            **figures, "first_ms": result["runs"][-1]["first_ms"], "ms": result["runs"][-1]["ms"], "reach": {"ms": "<= 150"}}


def match_hostile(bench):
    """10 MiB in one article, and its beginning: with rules that were written to make it slow; and beside a million honest ones."""
    size = max(HOSTILE_MEBIBYTES) << 20
    for case in hostile.CASES:
        with bench.folder() as folder:
            rules, text = hostile.write(folder, case, size)
            yield run_hostile(bench, case, text, rules, hostile.LANGUAGES.get(case, "xx"))
    with bench.folder() as folder:
        subprocess.run([bench.program("bench_match"), folder, "1000000", str(MATCH_ARTICLES)], check=True)
        texts = {"news": hostile.their_news(folder, size), "their_words": hostile.their_words(folder, size)}
        for case, make in hostile.MILLION.items():
            texts[case] = make(size)
        for case, text in texts.items():
            yield run_hostile(bench, f"million_{case}", hostile.write_file(folder, "text", text),
                              os.path.join(folder, "rules.yaml"), "en")
