#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that tests/unit mirrors daemon/: each <folder>/<module>.c has a test_<module>.c, or stands in the table below.

usage: mirror.py [ROOT]

A row of the table names modules (a pattern), the test that covers them instead, and why they have none of their own.
A row that nothing needs any more, a test that is not there and a test of no module are faults too. Exits 1 with each of them.
"""
import fnmatch
import os
import sys

# Files of daemon/ itself are the folder "spine" here, as they are for the tests.
ELSEWHERE = [
    # modules, covered by (under tests/), why
    ("text/date_names", "unit/text/test_date.c", "a table, shows in the dates that are read with it"),
    ("text/date_parts", "unit/text/test_date.c", "what the readers of date.c share"),
    ("text/date_words", "unit/text/test_date.c", "a reader of date.c, which is its only door"),
    ("text/fold_table", "unit/text/test_fold.c", "a table, written by fold_table.py"),
    ("text/html_entities", "unit/text/test_html.c", "a table, read by html_reference.c alone"),
    ("text/html_tags", "unit/text/test_html.c", "a table, shows in the text of a fragment"),
    ("text/token_sign", "unit/text/test_token.c", "the other half of token.c, which is its only door"),
    ("text/token_classify_*", "unit/text/test_token_classify.c", "levels of token_classify.c, compared with each other"),
    ("text/html_attribute", "unit/text/test_html.c", "shows in what is left out of a fragment, and in its images"),
    ("text/html_token", "unit/text/test_html.c", "cuts what html.c and parse/page read; shows in the text of a fragment"),
    ("text/yaml_message", "unit/text/test_yaml.c", "a table, shows in the errors of yaml.c"),
    ("text/yaml_node", "unit/text/test_yaml.c", "what is asked of the tree that yaml.c makes"),
    ("text/url_draft", "unit/text/test_url.c", "what the files of url.h share"),
    ("text/url_resolve", "unit/text/test_url.c", "the resolution of url.h"),
    ("parse/page_attribute", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/page_body", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/page_data", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/page_meta", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/page_phrase_table", "unit/parse/test_page_phrase.c", "a table, read by page_phrase.c alone"),
    ("parse/page_pick", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/page_sums", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/page_tag", "unit/parse/test_page.c", "tables, tested with the sample pages"),
    ("parse/page_tree", "unit/parse/test_page.c", "part of page.c, tested with sample and hostile pages"),
    ("parse/page_verdict", "unit/parse/test_page.c", "part of page.c, tested with the sample pages"),
    ("parse/scan_reference", "unit/parse/test_scan.c", "part of scan.c, tested with its characters and attributes"),
    ("parse/atom", "unit/parse/test_xml_feed.c", "a table of elements, tested with the sample feeds"),
    ("parse/cdf", "unit/parse/test_xml_feed.c", "a table of elements, tested with the sample feeds"),
    ("parse/modules", "unit/parse/test_xml_feed.c", "a table of elements, tested with the sample feeds"),
    ("parse/rdf", "unit/parse/test_xml_feed.c", "a table of elements, tested with the sample feeds"),
    ("parse/rss", "unit/parse/test_xml_feed.c", "a table of elements, tested with the sample feeds"),
    ("parse/sitemap", "unit/parse/test_xml_feed.c", "a table of elements, tested with the sample feeds"),
    ("parse/take", "unit/parse/test_xml_feed.c", "what the tables do, tested with the sample feeds"),
    ("parse/rules", "unit/parse/test_xml_feed.c", "the tables' index: an element that it missed would be missing"),
    ("match/assertion_event", "unit/match/test_assertion.c", "where the event is that assertion.c reads at"),
    ("match/book_*", "unit/match/test_book.c", "parts of book.c, which is their only door"),
    ("match/condition_*", "unit/match/test_condition.c", "parts of condition.c, which is their only door"),
    ("match/foreign", "unit/match/test_condition.c", "what it says is an answer to a condition"),
    ("match/lexer", "unit/match/test_condition.c", "a token shows in the condition that it becomes"),
    ("match/term", "unit/match/test_condition.c", "a term shows in the condition that it is part of"),
    ("match/macro", "unit/match/test_condition.c", "part of the condition's parser"),
    ("match/compile_*", "unit/match/test_rule_set.c", "parts of the rule set, which is their only door"),
    ("match/lint_names", "unit/match/test_lint.c", "a part of lint.c, which is its only door"),
    ("match/common_words", "unit/match/test_lint.c", "a table, read by lint_wildcard.c alone"),
    ("match/lint_wildcard", "unit/match/test_lint.c", "part of lint.c, shows in its warnings"),
    ("match/names", "unit/match/test_book.c", "the names of a rule book"),
    ("match/pick", "unit/match/test_rule_set.c", "part of the rule set's making"),
    ("match/dictionary*", "unit/match/test_oracle.c", "compared with a plain search, on random rules and texts"),
    ("match/form_table", "unit/match/test_oracle.c", "compared with a plain search, on random rules and texts"),
    ("match/positions", "unit/match/test_oracle.c", "compared with a plain evaluation, on random rules and texts"),
    ("match/scope", "unit/match/test_oracle.c", "compared with a plain evaluation, on random rules and texts"),
    ("match/aliases", "unit/match/test_groups.c", "what groups.c decides about"),
    ("match/alternatives", "unit/match/test_near.c", "an operand of NEAR; in units, test_units.c"),
    ("match/side", "unit/match/test_near.c", "the operands of NEAR"),
    ("match/unit_bits", "unit/match/test_units.c", "tells what units.c asks for"),
    ("match/unit_words", "unit/match/test_units.c", "tells what units.c asks for, of words"),
    ("match/unpack", "unit/match/test_oracle.c", "each rule of the oracle is unpacked"),
    ("match/binding_rank", "unit/match/test_matcher.c", "shows in the captures of a hit"),
    ("match/evaluate_code", "unit/match/test_oracle.c", "compared with a plain evaluation, on random rules and texts"),
    ("match/evidence", "unit/match/test_matcher.c", "shows in the evidence of a hit"),
    ("match/excerpt", "unit/match/test_matcher.c", "shows in the excerpt of a hit"),
    ("match/quote", "unit/match/test_matcher.c", "shows in the evidence of a hit"),
    ("match/hit", "unit/match/test_matcher.c", "what a matcher gives"),
    ("match/output", "unit/match/test_matcher.c", "shows in the title of a hit"),
    ("match/expander", "unit/match/test_oracle.c", "compared with a plain search, on random rules and texts"),
    ("match/fuzzy_*", "unit/match/test_fuzzy.c", "parts of fuzzy.c, compared with trying every word"),
    ("match/wildcard_build", "unit/match/test_wildcard.c", "the making of the table, compared with trying every wildcard"),
    ("match/frequency", "unit/match/test_rule_set.c", "a table: which words of a phrase are rare"),
    ("reader/rules_process", "unit/reader/test_generation.c", "a process, tested with real ones"),
    ("store/lookup", "unit/store/test_redis.c", "part of the connection, tested with real addresses"),
    ("journal/schema", "unit/journal/test_journal.c", "words of SQL, read by database.c alone"),
    ("journal/writer", "unit/journal/test_journal.c", "the journal's thread"),
    ("alert/events", "unit/alert/test_outbox.c", "part of the outbox"),
    ("alert/outbox_status", "unit/alert/test_outbox.c", "what the outbox tells of itself"),
    ("alert/hit_json", "unit/alert/test_record.c", "shows in the record of a hit"),
    ("conf/loader", "unit/conf/test_conf.c", "part of conf.c, which is its only door"),
    ("conf/opml_child", "unit/conf/test_opml.c", "the jailed side of opml.c"),
    ("ctl/*", "e2e/test_nuncio.py", "a command of the program, tested by calling it"),
    ("spine/*", "e2e/test_alerts.py", "the daemon itself, tested by running it"),
]
# Tests of a whole folder's doing rather than of one module.
OF_NO_MODULE = {
    "match/oracle": "random rules against a second, plain way to decide them",
}


def modules(root):
    for folder, _, names in os.walk(os.path.join(root, "daemon")):
        room = os.path.relpath(folder, os.path.join(root, "daemon")).replace(".", "spine")
        for name in names:
            if name.endswith((".c", ".h")):
                yield f"{room}/{name[:-2]}", name.endswith(".c")


def tests(root):
    unit = os.path.join(root, "tests", "unit")
    for room in os.listdir(unit):
        for name in os.listdir(os.path.join(unit, room)) if os.path.isdir(os.path.join(unit, room)) else []:
            if name.startswith("test_") and name.endswith(".c"):
                yield f"{room}/{name[5:-2]}"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    known = list(modules(root))
    sources = {name for name, is_source in known if is_source}
    tested = set(tests(root))
    untested, faults = sources - tested, []
    for pattern, test, _ in ELSEWHERE:
        row = set(fnmatch.filter(untested, pattern))
        if not row:
            faults.append(f"tests/house/mirror.py: the row {pattern} is needed no more")
        if not os.path.exists(os.path.join(root, "tests", test)):
            faults.append(f"tests/house/mirror.py: {pattern}: there is no tests/{test}")
        untested -= row
    faults += [f"daemon/{name}.c has no tests/unit/{os.path.dirname(name)}/test_{os.path.basename(name)}.c"
               for name in sorted(untested)]
    faults += [f"tests/unit/{os.path.dirname(name)}/test_{os.path.basename(name)}.c tests no module of daemon/"
               for name in sorted(tested - {name for name, _ in known} - set(OF_NO_MODULE))]
    print("\n".join(faults) or f"mirror: {len(sources)} modules, {len(sources & tested)} with a test of their own")
    sys.exit(1 if faults else 0)


main()
