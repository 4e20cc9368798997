# SPDX-License-Identifier: BSD-2-Clause
"""How much of the sample pages' articles comes out, and how little else."""
import os

from common import ROOT, run_json


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
