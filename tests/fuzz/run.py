#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the fuzz targets of a build, two at a time, and says what each did.

usage: run.py BUILD [SECONDS] [TARGET...]

Each target runs SECONDS (default: 60, half of it for those that read no documents of strangers). New inputs are kept in
BUILD/fuzz/<target> for the next run. A finding (crash, broken promise, leak, more than a second of CPU time, more than 1 GiB)
stays in BUILD/fuzz; after the repair it belongs into tests/fuzz/crashers/<target>. Exits 1 with a finding.
"""
import concurrent.futures
import glob
import os
import re
import resource
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.path.dirname(HERE), "data")
# What strangers send goes first and runs longest.
LONG = ["xml", "json", "html", "page", "charset", "date", "url"]
MAX_LEN = {"xml": 8192, "json": 8192, "html": 8192, "page": 8192, "charset": 2048, "date": 128, "url": 1024, "rules": 8192,
           "match": 8192, "wire": 4096, "feeds": 4096}
# Seeds that other tests have already.
MORE_SEEDS = {"xml": ["feeds", "hostile"], "json": ["feeds", "hostile/json"], "rules": ["hostile/rules", "rules-bad"]}


def find(text, pattern, default="?"):
    found = re.findall(pattern, text)
    return found[-1] if found else default


def is_slow(program, artifact):
    """libFuzzer's second is one of the wall clock; on a busy machine only CPU time tells."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "-timeout=30", artifact], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime > 1.5


def run(build, target, seconds):
    work = os.path.join(build, "fuzz", target)
    os.makedirs(work, exist_ok=True)
    program = os.path.join(build, "fuzz_" + target)
    dictionary = os.path.join(HERE, "dictionary", target + ".dict")
    prefix = os.path.join(build, "fuzz", target + "-")
    seeds = [os.path.join(HERE, kind, target) for kind in ("corpus", "crashers")]
    seeds += [os.path.join(DATA, name) for name in MORE_SEEDS.get(target, [])]
    end = time.monotonic() + seconds
    found, text = [], ""
    while not found and end - time.monotonic() > 0.5:
        before = set(glob.glob(prefix + "*"))
        done = subprocess.run(
            [program, "-timeout=1", "-rss_limit_mb=1024", f"-max_len={MAX_LEN.get(target, 8192)}", "-print_final_stats=1",
             f"-max_total_time={max(1, int(end - time.monotonic()))}", f"-artifact_prefix={prefix}",
             *([f"-dict={dictionary}"] if os.path.exists(dictionary) else []), work, *filter(os.path.isdir, seeds)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        text = done.stderr.decode(errors="replace")
        if done.returncode == 0:
            break
        found = sorted(set(glob.glob(prefix + "*")) - before)
        if found and all("-timeout-" in name or "-slow-unit-" in name for name in found):
            found = [name for name in found if is_slow(program, name)]
        elif not found:
            found = ["(no artifact)"]
    line = "%-8s %7s exec/s  %6s edges  %5s inputs  %9s runs  %4s MB" % (
        target, find(text, r"stat::average_exec_per_sec:\s+(\d+)"), find(text, r"cov: (\d+)"), find(text, r"corp: (\d+)"),
        find(text, r"stat::number_of_executed_units:\s+(\d+)"), find(text, r"stat::peak_rss_mb:\s+(\d+)"))
    return line, found, text


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build, words = sys.argv[1], sys.argv[2:]
    seconds = int(words.pop(0)) if words and words[0].isdigit() else 0
    there = sorted(os.path.basename(f)[5:] for f in glob.glob(os.path.join(build, "fuzz_*")) if os.access(f, os.X_OK) and os.path.isfile(f))
    unknown = [name for name in words if name not in there]
    if unknown or not there:
        sys.exit("no such target: %s; there are: %s" % (" ".join(unknown), " ".join(there)))
    targets = words or sorted(there, key=lambda name: (LONG.index(name) if name in LONG else len(LONG), name))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = {name: pool.submit(run, build, name, seconds or (60 if name in LONG else 30)) for name in targets}
        for name, future in runs.items():
            line, found, text = future.result()
            print(line, "" if not found else "  FOUND", flush=True)
            if found:
                failed += 1
                print("\n".join(text.splitlines()[-60:]))
                print("input: %s\nagain: %s %s" % (" ".join(found), os.path.join(build, "fuzz_" + name), found[0]), flush=True)
    print(f"fuzz: {len(targets) - failed} targets without a finding, {failed} with one")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
