#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes daemon/text/html_entities.c from Python's copy of the WHATWG named character references.

usage: tests/data/html_entities.py > daemon/text/html_entities.c
"""
from html.entities import html5

HEAD = """/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The named character references of HTML (WHATWG HTML 13.5), as data; written by tests/data/html_entities.py, never by hand.
 * Names are sorted by their bytes and separated by one space; those without ";" are the old ones that need none.
 */
#include "text/html_entities.h"
"""


def lines(words, width=90):
    line = ""
    for word in words:
        if line and len(line) + len(word) + 1 > width:
            yield line
            line = ""
        line += (" " if line else "") + word
    if line:
        yield line


names = sorted(html5)
seconds = [0] + sorted({ord(v[1]) for v in html5.values() if len(v) > 1})
offsets, at = [], 0
for name in names:
    offsets.append(at)
    at += len(name) + 1
print(HEAD)
print("/* Tables, which the formatter would set one number a line. */\n/* clang-format off */")
print("const char html_entity_names[] =")
print("\n".join('\t"%s "' % l for l in lines(names)) + ";\n")
print("const uint16_t html_entity_offsets[HTML_ENTITIES + 1] = {")
print("\n".join("\t" + l for l in lines("%d," % o for o in offsets + [at])) + "\n};\n")
print("const uint32_t html_entity_points[HTML_ENTITIES] = {")
print("\n".join("\t" + l for l in lines("0x%x," % (ord(html5[n][0]) | (seconds.index(ord(html5[n][1])) << 24 if len(html5[n]) > 1 else 0)) for n in names)) + "\n};\n")
print("const uint16_t html_entity_seconds[] = {")
print("\n".join("\t" + l for l in lines("0x%x," % s for s in seconds)) + "\n};")
