#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the benchmarks: figures, never a verdict. Each prints one JSON line {name, figures …, reach}; a table follows.

   tests/bench/run.py [--build DIR] [NAME …]        NAME: latency, reload, publish, idle, million, fetch, fetch_tls, match, match_hostile, parse, extract,
                                                        quality
"""
import argparse
import json
import os
import subprocess
import sys
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import common  # noqa: E402
import extract  # noqa: E402
import fetching  # noqa: E402
import latency  # noqa: E402
import library  # noqa: E402
import memory  # noqa: E402
import quality  # noqa: E402
import parsing  # noqa: E402

BENCHMARKS = {
    "latency": latency.latency,
    "publish": library.publish,
    "idle": memory.idle,
    "million": memory.million,
    "fetch": fetching.fetch,
    "fetch_tls": fetching.fetch_tls,
    "match": library.match,
    "match_hostile": library.match_hostile,
    "parse": parsing.parse,
    "extract": extract.extract,
    "quality": quality.quality,
    "reload": latency.reload,
}
PROGRAMS = ["nunciod", "bench_server", "bench_publish", "bench_states", "nuncio", "bench_match", "bench_hostile", "bench_hyperscan", "bench_extract"]


def build_programs(build):
    done = subprocess.run(["cmake", "--build", build, "--target", *PROGRAMS], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    if done.returncode:
        sys.exit(done.stdout[-6000:])


def print_table(results, loads):
    """Others at work on the machine lengthen all that is measured in wall time: so their load is said."""
    rows = [("benchmark", "figure", "is", "reach")]
    for result in results:
        for figure, reach in result["reach"].items():
            rows.append((result["name"], figure, str(result[figure]), reach))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    print(f"\n{os.cpu_count()} processors, load average {loads[0]:.1f} at the start (before us), {loads[1]:.1f} at the end")
    for row in rows:
        print("  ".join(cell.rjust(width) if i == 2 else cell.ljust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))).rstrip())


def main():
    parser = argparse.ArgumentParser(description="Figures, never a verdict.")
    parser.add_argument("--build", default=os.path.join(common.ROOT, "build", "release"), help="a release build")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of: " + " ".join(BENCHMARKS))
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in BENCHMARKS]
    if unknown:
        parser.error("no such benchmark: " + " ".join(unknown))
    before = os.getloadavg()[0]
    build_programs(args.build)
    bench = common.Bench(args.build)
    results, broken = [], []
    try:
        for name in args.names or BENCHMARKS:
            try:
                for result in BENCHMARKS[name](bench):
                    print(json.dumps({**result, "load": round(os.getloadavg()[0], 1)}), flush=True)
                    results.append(result)
            except Exception:  # one that breaks must not keep the others from being run
                traceback.print_exc()
                broken.append(name)
    finally:
        bench.close()
    print_table(results, (before, os.getloadavg()[0]))
    if broken:
        sys.exit("could not be measured: " + " ".join(broken))


if __name__ == "__main__":
    main()
