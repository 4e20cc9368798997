# SPDX-License-Identifier: BSD-2-Clause
"""The shipped rule packs: they load without a warning, name every state once, know their names from one another and from what
else is called so (packs_countries.py), and find what they should in real articles."""
import functools
import json
import os
import re
import subprocess
import sys

import pytest
import yaml

import packs_countries
from conftest import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "house"))
import country_names  # noqa: E402

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


NAME_FILES = ["10-entities-countries.yaml", "11-entities-bodies.yaml", "12-entities-people.yaml", "13-entities-languages.yaml"]


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


@functools.lru_cache(maxsize=None)
def read_names(name):
    with open(os.path.join(PACKS, name), encoding="utf-8") as file:
        return [thing for thing in country_names.load_yaml(file) if "entity" in thing]


def entities_in(build, tmp_path, texts):
    """For each text (or text and its language) the set of all entities of the packs that it names."""
    names = {thing["entity"] for name in NAME_FILES for thing in read_names(name)}
    (tmp_path / "each.yaml").write_text("".join(f'- rule: is-{name}\n  condition: "@{name}"\n' for name in sorted(names)))
    items = []
    for i, text in enumerate(texts):
        text, lang = text if isinstance(text, tuple) else (text, None)
        items.append({"id": str(i), "title": "", "text": text, **({"lang": lang} if lang else {})})
    packs = [os.path.join(PACKS, name) for name in NAME_FILES]
    found = [set() for _ in texts]
    for hit in match(build, [*packs, str(tmp_path / "each.yaml")], write_lines(tmp_path / "items.jsonl", items)):
        found[int(hit["item"])].add(hit["rule"][3:])
    return found


def wrong_entities(build, tmp_path, wanted):
    """Of (text, entity) those where the text names something else, nothing or more than that."""
    found = entities_in(build, tmp_path, [text for text, _ in wanted])
    return [(text, entity, got) for (text, entity), got in zip(wanted, found) if got != {entity}]


@pytest.fixture(scope="module")
def regions():
    """The entity of each region of ISO 3166-1 (and Kosovo), by its code."""
    return country_names.entities_by_region(country_names.read_pack(ROOT))


def english_text(name):
    near = packs_countries.GUARDED.get(name)
    return f"A report on {name} came out, with news of {near[1]}." if near else f"A report on {name} came out."


def test_names_mean_states_and_nothing_else(build, tmp_path):
    (tmp_path / "first.yaml").write_text(FIRST)
    items = [{"id": str(i), "title": "", "text": text} for i, (text, _) in enumerate(MENTIONS)]
    names = [os.path.join(PACKS, name) for name in NAME_FILES]
    hits = match(build, [*names, str(tmp_path / "first.yaml")], write_lines(tmp_path / "items.jsonl", items))
    found = {hit["item"]: captured(hit, "who") for hit in hits}
    wrong = [(text, want, found.get(str(i))) for i, (text, want) in enumerate(MENTIONS) if found.get(str(i)) != want]
    assert not wrong


def test_ambiguous_names(build, tmp_path):
    speaks_for = {person["entity"]: person["of"] for person in read_names("12-entities-people.yaml")}
    rows = packs_countries.AMBIGUOUS
    found = [{speaks_for.get(name, name) for name in names} for names in entities_in(build, tmp_path, [text for text, _ in rows])]
    assert not [(row, got) for row, got in zip(rows, found) if (row[1] not in got if row[1] else got)]


def test_us_in_titles(build, tmp_path):
    """All capitals or all small letters say nothing of case; then what stands around it decides."""
    counts = ["US AND ITS NEIGHBOURS SIGN", "us and its neighbours sign", "China Tells US to Stay Away", "China urges US to stay"]
    does_not = ["tell us what you think", "TELL US WHAT YOU THINK", "What they tell us"]
    items = [{"id": title, "title": title, "text": ""} for title in counts + does_not]
    (tmp_path / "us.yaml").write_text('- rule: us\n  condition: "@usa"\n')
    names = [os.path.join(PACKS, name) for name in NAME_FILES]
    hits = match(build, [*names, str(tmp_path / "us.yaml")], write_lines(tmp_path / "items.jsonl", items))
    assert [hit["item"] for hit in hits] == counts


def test_english_names_of_all_regions(build, tmp_path, regions):
    english = country_names.Names("en")
    assert len(regions) == 249 + 1
    assert len(set(regions.values())) == len(regions), "two regions are one entity"
    wanted = [(english_text(name), entity) for region, entity in regions.items() for name in english.of(region)]
    assert not wrong_entities(build, tmp_path, wanted)


def test_guarded_names_alone_mean_nothing(build, tmp_path):
    found = entities_in(build, tmp_path, [f"A report on {name} came out." for name in packs_countries.GUARDED])
    assert not [pair for pair in zip(packs_countries.GUARDED, found) if pair[1]]


def test_demonyms_and_capitals(build, tmp_path, regions):
    wanted, told = [], set(packs_countries.NOBODY)
    for code, capitals, demonyms in re.findall(r"(\w\w): ([^:]+): (.+?)(?=\s+\w\w: |\n)", packs_countries.DEMONYMS_AND_CAPITALS):
        told.add(code)
        words = [word.strip() for word in f"{capitals},{demonyms}".split(",")]
        wanted += [(english_text(word), regions[code]) for word in words if word != "-"]
    assert set(regions) == told
    assert not wrong_entities(build, tmp_path, wanted)


def test_names_in_other_languages(build, tmp_path):
    """Each generated name, in an article of its language and in one that does not say which, means its entity alone."""
    wanted = []
    for thing in read_names("13-entities-languages.yaml"):
        for item in thing["names"]:
            wanted.append((country_names.plain(item), thing["entity"]))
            if isinstance(item, dict):
                wanted.append(((item["name"], item["lang"]), thing["entity"]))
    assert len(wanted) > 2000
    assert not wrong_entities(build, tmp_path, wanted)


def test_names_in_other_languages_do_not_disturb_english(build, tmp_path):
    latin = [item["name"] for thing in read_names("13-entities-languages.yaml") for item in thing["names"] if isinstance(item, dict)]
    english = {country_names.fold(country_names.plain(item)) for thing in read_names("10-entities-countries.yaml") for item in thing["names"]}
    alone = [(name, "en") for name in latin if len(name.split()) == 1 and "-" not in name and country_names.fold(name) not in english]
    found = entities_in(build, tmp_path, alone)
    assert not [pair for pair in zip(alone, found) if pair[1]]


def test_own_names_of_all_regions(build, tmp_path, regions):
    """In its own official languages each region is found by its name, if that is clear at all."""
    official, tables, wanted = country_names.official_languages(), {}, []
    for region, entity in regions.items():
        for language in official.get(region, []):
            table = tables.setdefault(language, country_names.Names(language))
            wanted += [(region, entity, country_names.parts(name)[0], language.split("_")[0]) for name in table.of(region)]
    found = entities_in(build, tmp_path, [(name, language) for _, _, name, language in wanted])
    missing = []
    for (region, entity, name, language), got in zip(wanted, found):
        if entity not in got and country_names.is_clear(name, language) and name not in packs_countries.GUARDED:
            missing.append((region, name, language, got))
    assert len(wanted) > 300
    assert not missing


def test_languages_are_what_icu_says():
    with open(os.path.join(PACKS, "13-entities-languages.yaml"), encoding="utf-8") as file:
        text = file.read()
    if f"ICU {country_names.ICU} " not in text:
        pytest.skip(f"skipped: written with another ICU than {country_names.ICU}")
    assert text == country_names.write(ROOT)


def test_no_name_belongs_to_two():
    """Save where each of the two has a guard."""
    holders = {}
    for pack in NAME_FILES:
        for thing in read_names(pack):
            for item in thing["names"]:
                guarded = bool(thing.get("context")) or (isinstance(item, dict) and ("context" in item or "lang" in item))
                holders.setdefault(country_names.fold(country_names.plain(item)), {})[thing["entity"]] = guarded
    assert not {name: found for name, found in holders.items() if len(found) > 1 and not all(found.values())}


def test_people_hold_offices_in_order():
    for person in read_names("12-entities-people.yaml"):
        start, end = str(person.get("from", "0")), str(person.get("to", "9"))
        assert start < end, person["entity"]
        assert as_list(person["type"])[-1] == "person" and person["of"], person["entity"]


def test_weighty_states_have_heads_and_foreign_ministers():
    held = {(person["of"], office) for person in read_names("12-entities-people.yaml") for office in as_list(person["type"])}
    missing = []
    for word in packs_countries.WEIGHTY.split():
        state, _, note = word.partition(":")
        offices = ["head"] if note == "head" else ["head", "foreign-minister"]
        speaker = note if note not in ("", "head") else state
        missing += [(state, office) for office in offices if (speaker, office) not in held]
    assert not missing


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
