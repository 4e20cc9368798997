# SPDX-License-Identifier: BSD-2-Clause
"""How well the shipped diplomacy rules read labelled real news, which is not part of the project: NUNCIO_SHARED says where it is."""
import os
import re
import subprocess
import sys

from common import ROOT

REACH = ">= 0.85"
FIGURES = re.compile(r"(\w+) P ([\d.]+) R ([\d.]+) F1 ([\d.]+) assertion ([\d.]+)")


def quality(bench):
    shared = os.path.join(ROOT, os.environ.get("NUNCIO_SHARED") or os.path.join("..", "shared"))
    news = os.path.join(shared, "data", "quality", "open.jsonl")
    if not os.path.exists(news):
        print("quality: skipped: no labelled news at NUNCIO_SHARED", file=sys.stderr)
        return
    done = subprocess.run([sys.executable, os.path.join(shared, "tools", "score_quality.py"), bench.program("nuncio"),
                           os.path.join(ROOT, "rules"), news], stdout=subprocess.PIPE, text=True, check=True)
    for topic, precision, recall, f1, assertion in FIGURES.findall(done.stdout):
        yield {"name": f"quality_{topic}", "precision": float(precision), "recall": float(recall), "f1": float(f1),
               "assertion": float(assertion), "reach": {"f1": REACH, "assertion": REACH}}
