# SPDX-License-Identifier: BSD-2-Clause
"""The JSON Schema of rule files: what is shipped and what the program accepts is valid, what it refuses by form is not."""
import glob
import json
import os
import re
import subprocess

import jsonschema
import pytest
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BAD = os.path.join(ROOT, "tests", "data", "rules-bad")
GOOD_RULES = sorted(glob.glob(os.path.join(ROOT, "tests", "data", "rules-good", "*.yaml")))
PACKS = sorted(glob.glob(os.path.join(ROOT, "rules", "**", "*.yaml"), recursive=True))
# Refused for their keys and values, which a schema sees; the others for what their names and conditions mean.
BY_FORM = ["keys", "values", "not-a-list", "version-form"]
# But for these items of theirs.
BY_MEANING = {"e", "g", "m", "s"}


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date is a text, and only true and false are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


@pytest.fixture(scope="module")
def validator():
    with open(os.path.join(ROOT, "etc", "rules.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=Loader)


@pytest.mark.parametrize("path", PACKS, ids=os.path.basename)
def test_packs(validator, path):
    errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(read(path))]
    assert errors == []
    with open(path, encoding="utf-8") as file:
        assert "# yaml-language-server: $schema=" in file.read(2000)


@pytest.mark.parametrize("path", GOOD_RULES, ids=os.path.basename)
def test_good_rules(validator, path):
    assert [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(read(path))] == []


@pytest.mark.parametrize("name", BY_FORM)
def test_bad_forms(validator, name):
    """Every item of these files is refused, so that each of them has a reason of its own."""
    items = read(os.path.join(BAD, name + ".yaml"))
    if not isinstance(items, list):
        assert not validator.is_valid(items)
        return
    good = {next(iter(item.values())) for item in items if validator.is_valid([item])}
    assert good == (BY_MEANING if name == "values" else set())


GOOD = """
- nuncio_version: ">=1.0"
- list: a
  items: [word, 2024, "two words", "@b", {item: PM, case: exact}]
  unless: single
- entity: b
  type: state
  names: [{name: B, case: exact, lang: en, context: [x]}, Bee]
  of: c
  from: 2020-01
  to: 2024
- macro: m
  condition: a OR b
- rule: r
  override: merge
  priority: critical
  condition: "@a AND $m"
  assert: affirmed
  fields: [title, lead]
  updates: first 5
  throttle: 3 per who,where per 6h
  languages: [en, pt-BR]
  fulltext: true
  enabled: false
  tests:
    match: ["a b", {title: T, body: B, captures: {who: b}, assertion: negated}]
    no_match: c
"""

BAD_ITEMS = [
    "{rule: r, condition: a, priority: urgent}",
    "{rule: r, condition: a, colour: red}",
    "{rule: r, condition: [a]}",
    "{rule: r, condition: a, enabled: maybe}",
    "{rule: r, condition: a, fields: [headline]}",
    "{rule: r, condition: a, updates: some}",
    "{rule: r, condition: a, throttle: often}",
    "{rule: r, condition: a, channel: 'a b'}",
    "{rule: r, condition: a, tests: [a]}",
    "{rule: r, condition: a, override: replace all}",
    "{rule: 'two words', condition: a}",
    "{rule: r., condition: a}",
    "{rule: r}",
    "{list: l}",
    "{rule: r, list: l}",
    "{items: [a]}",
    "{list: l, names: [a]}",
    "{entity: e, names: [{label: x}]}",
    "word",
]


def test_good(validator):
    items = yaml.load(GOOD, Loader=Loader)
    assert [e.message for e in validator.iter_errors(items)] == []


@pytest.mark.parametrize("item", BAD_ITEMS)
def test_bad(validator, item):
    assert not validator.is_valid([yaml.load(item, Loader=Loader)])


def examples():
    """What the documents show of site files, as they are."""
    with open(os.path.join(ROOT, "docs", "RULES.md"), encoding="utf-8") as file:
        yield from re.findall(r"```yaml\n(# /etc/nuncio/rules.d/site.yaml\n.*?)```", file.read(), re.S)
    with open(os.path.join(ROOT, "docs", "man", "nuncio-rules.5"), encoding="utf-8") as file:
        yield from re.findall(r"^\.Bd -literal\n(.*?)^\.Ed", file.read(), re.S | re.M)


def test_examples(build, validator, tmp_path):
    texts = list(examples())
    assert len(texts) == 3
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text.replace("\\(dq", '"').replace("\\e", "\\"))
        # The shipped rules hold the name of the manual's first example already.
        path.write_text(path.read_text().replace("rule: ambassador-summoned", "rule: my-rule").replace("list: envoys", "list: my-envoys")
                        .replace("@envoys", "@my-envoys"))
        assert list(validator.iter_errors(read(path))) == []
        done = subprocess.run([os.path.join(build, "nuncio"), "check", "--rules", os.path.join(ROOT, "rules"), "--rules", path],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
