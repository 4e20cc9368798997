# SPDX-License-Identifier: BSD-2-Clause
"""The diplomacy pack on labelled news written for the purpose (tests/data/quality): does a rule of the topic hit, and is the event
asserted as it should be? Floors stand just below what is reached, so that a rule or a cue that is mended for one text and spoils
others is noticed."""
import json
import os
import subprocess

import pytest

from conftest import ROOT

NEWS = os.path.join(ROOT, "tests", "data", "quality")
PACKS = os.path.join(ROOT, "rules")
TOPICS = {"d": "delegation", "a": "ambassador", "r": "recognition"}
ASSERTIONS = {"+": "affirmed", "?": "prospective", "-": "negated", "~": "background"}
FLOORS = {"delegation": (0.92, 0.95), "ambassador": (0.96, 0.95), "recognition": (0.96, 0.95)}  # F1, assertions that are right


def read_news(name):
    """Items {id, title, text} and what each is labelled, by topic."""
    items, labels = [], {}
    with open(os.path.join(NEWS, name), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            marks, title, text = (part.strip() for part in line.split("|"))
            item = f"{name}:{number}"
            items.append({"id": item, "title": title, "text": text.replace(" // ", "\n\n")})
            labels[item] = {TOPICS[mark[0]]: ASSERTIONS[mark[1]] for mark in marks.split() if mark != "0"}
    return items, labels


@pytest.fixture(scope="module")
def news():
    """All items, and what they are labelled."""
    items, labels = [], {}
    for name in sorted(os.listdir(NEWS)):
        more, what = read_news(name)
        items += more
        labels.update(what)
    return items, labels


def read_assertions(build, path):
    """What the first hit of each topic says, by item and topic."""
    args = [os.path.join(build, "nuncio"), "match", "--rules", PACKS, str(path)]
    done = subprocess.run(args, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = {}
    for line in done.stdout.splitlines():
        hit = json.loads(line)
        found.setdefault((hit["item"], hit["channel"].rsplit(".", 1)[-1]), hit["assertion"])
    return found


def test_there_is_enough_of_each(news):
    items, labels = news
    held = [pair for what in labels.values() for pair in what.items()]
    assert len(items) >= 300
    assert sum(not what for what in labels.values()) >= 90
    for topic in TOPICS.values():
        for assertion in ASSERTIONS.values():
            assert held.count((topic, assertion)) >= 3, (topic, assertion)


@pytest.mark.parametrize("topic", TOPICS.values())
def test_news(build, tmp_path, news, topic):
    items, labels = news
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    found = read_assertions(build, path)
    # What is history may hit or not.
    pairs = {item: (what.get(topic), found.get((item, topic))) for item, what in labels.items() if what.get(topic) != "background"}
    hits = [item for item, (want, got) in pairs.items() if want and got]
    missed = [item for item, (want, got) in pairs.items() if want and not got]
    wrong = [item for item, (want, got) in pairs.items() if got and not want]
    right = [item for item in hits if pairs[item][0] == pairs[item][1]]
    score, asserted = 2 * len(hits) / (2 * len(hits) + len(missed) + len(wrong)), len(right) / len(hits)
    says = f"{topic}: F1 {score:.3f}, assertion {asserted:.3f}; missed {missed}, wrong {wrong}, "
    says += f"read otherwise {[(item, pairs[item]) for item in hits if item not in right]}"
    print(says)
    assert (score >= FLOORS[topic][0]) and (asserted >= FLOORS[topic][1]), says
