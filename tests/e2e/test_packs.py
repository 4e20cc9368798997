# SPDX-License-Identifier: BSD-2-Clause
"""The shipped rule packs: they load without a warning, name every state once, and find what they should in real articles."""
import json
import os
import re
import subprocess
import sys

import pytest
import yaml

from conftest import ROOT

PACKS = os.path.join(ROOT, "rules")
F1_FLOOR = 0.75
# Prints the first entity of a text that stands for a state or a body, if there is one.
FIRST = """
- rule: first
  condition: who=(@state OR @body)
  tests:
    match: [France]
    no_match: [nobody]
"""
MENTIONS = [
    ("Georgia beat Alabama in overtime.", None),
    ("The governor of Georgia signed the bill.", None),
    ("The foreign minister of Georgia was in town.", "georgia"),
    ("Tbilisi waits.", "georgia"),
    ("Michael Jordan met Chad Johnson.", None),
    ("Jordan Smith won the race.", None),
    ("Jordan closed its border.", "jordan"),
    ("A hanging chad decided the vote.", None),
    ("Refugees from Darfur reach Chad.", "chad"),
    ("They roasted a turkey for dinner.", None),
    ("Turkey and its neighbours", "turkey"),
    ("Give us a chance, they tell us.", None),
    ("The US and its neighbours", "usa"),
    ("The U.S. and its neighbours", "usa"),
    ("Latin America grows.", None),
    ("The Washington Post wrote it.", None),
    ("Washington hesitates.", "usa"),
    ("Republic of Congo", "congo-brazzaville"),
    ("the Democratic Republic of the Congo", "drc"),
    ("Congolese troops", "drc"),
    ("Guinea-Bissau votes.", "guinea-bissau"),
    ("Equatorial Guinea votes.", "equatorial-guinea"),
    ("Papua New Guinea votes.", "papua-new-guinea"),
    ("Guinea votes.", "guinea"),
    ("They keep a guinea pig.", None),
    ("Niger votes.", "niger"),
    ("Oil from the Niger Delta", None),
    ("Nigeria votes.", "nigeria"),
    ("Dominica votes.", "dominica"),
    ("The Dominican Republic votes.", "dominican-republic"),
    ("Northern Ireland votes.", "northern-ireland"),
    ("Ireland votes.", "ireland"),
    ("N. Korea fires a rocket.", "north-korea"),
    ("South Korea votes.", "south-korea"),
    ("a book on the Korean War", None),
    ("South Sudan votes.", "south-sudan"),
    ("Sudan votes.", "sudan"),
    ("American Samoa votes.", "american-samoa"),
    ("Samoa votes.", "samoa"),
    ("a ship in the South China Sea", None),
    ("Hong Kong votes.", "hong-kong"),
    ("the Republic of China", "taiwan"),
    ("the People's Republic of China", "china"),
    ("They went to polish the floor.", None),
    ("Polish farmers", "poland"),
    ("New Mexico votes.", None),
    ("Afghanistan's Taliban", "taliban"),
    ("the Pakistani Taliban", None),
    ("Who will win?", None),
    ("UN experts", "un"),
    ("The EU hesitates.", "eu"),
    ("Xi Jinping speaks.", "china"),
    ("Ursula von der Leyen speaks.", "eu"),
    ("Melania Trump speaks.", None),
    ("Regierung in Deutschland", "germany"),
    ("МИД Россия", "russia"),
    ("日本の首相", "japan"),
]


def match(build, rules, path):
    args = [os.path.join(build, "nuncio"), "match"]
    for one in rules:
        args += ["--rules", one]
    done = subprocess.run([*args, str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def write_lines(path, items):
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def captured(hit, name):
    return (hit["captures"].get(name) or {}).get("id")


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_load_without_a_warning(build):
    done = subprocess.run([os.path.join(build, "nuncio"), "check", PACKS], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "0 errors, 0 warnings" in done.stdout, done.stdout + done.stderr


def test_every_state_is_there():
    with open(os.path.join(PACKS, "10-entities-countries.yaml")) as file:
        things = yaml.safe_load(file)
    first = [as_list(thing["type"])[0] for thing in things if "entity" in thing]
    assert first.count("state") == 193 + 2  # members and observers of the United Nations


def test_every_rule_has_tests_of_both_kinds():
    with open(os.path.join(PACKS, "20-diplomacy.yaml")) as file:
        rules = [thing for thing in yaml.safe_load(file) if "rule" in thing]
    assert rules
    for rule in rules:
        assert rule["tests"]["match"] and rule["tests"]["no_match"], rule["rule"]


def test_names_mean_states_and_nothing_else(build, tmp_path):
    (tmp_path / "first.yaml").write_text(FIRST)
    items = [{"id": str(i), "title": "", "text": text} for i, (text, _) in enumerate(MENTIONS)]
    names = [os.path.join(PACKS, name) for name in sorted(os.listdir(PACKS)) if name.startswith("1")]
    hits = match(build, [*names, str(tmp_path / "first.yaml")], write_lines(tmp_path / "items.jsonl", items))
    found = {hit["item"]: captured(hit, "who") for hit in hits}
    wrong = [(text, want, found.get(str(i))) for i, (text, want) in enumerate(MENTIONS) if found.get(str(i)) != want]
    assert not wrong


def test_seed_articles(build, shared, tmp_path):
    """By topic and captures; what is asserted of them is a test of its own."""
    folder = os.path.join(shared, "data", "seeds")
    with open(os.path.join(folder, "expect.yaml")) as file:
        cases = yaml.safe_load(file)["cases"]
    items = []
    for case in cases:
        with open(os.path.join(folder, case["file"])) as file:
            items.append({"id": case["file"], "title": case["title"], "text": file.read()})
    hits = match(build, [PACKS], write_lines(tmp_path / "seeds.jsonl", items))
    missing = []
    for case in cases:
        for want in case["must"]:
            names = [name for name in ("who", "where", "whom") if name in want]
            if not any(
                hit["item"] == case["file"]
                and hit["channel"] == "diplomacy." + want["topic"]
                and all(captured(hit, name) in as_list(want[name]) for name in names)
                for hit in hits
            ):
                missing.append((case["file"], want))
    assert not missing


def test_real_news(build, shared):
    tool = os.path.join(shared, "tools", "score_quality.py")
    items = os.path.join(shared, "data", "quality", "open.jsonl")
    if not os.path.exists(tool) or not os.path.exists(items):
        pytest.skip("skipped: no labelled news in the shared data")
    done = subprocess.run([sys.executable, tool, os.path.join(build, "nuncio"), PACKS, items], capture_output=True, text=True, timeout=300)
    scores = [float(score) for score in re.findall(r"F1 ([\d.]+)", done.stdout)]
    assert len(scores) == 3, done.stdout + done.stderr
    assert min(scores) >= F1_FLOOR, done.stdout
