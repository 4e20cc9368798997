#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes fold_table.c: for each code point its class and what it folds to (RULES.md sections 2 and 3).

Run by hand when the folding changes: python3 daemon/text/fold_table.py > daemon/text/fold_table.c
The layout of an entry is in fold.h.
"""
import sys
import unicodedata as ud

BLOCK = 64
END = 0x30000  # beyond: class OTHER, except the ideographs of planes 2 and 3, which fold.c knows by range
OTHER, WORD, DIGIT, IDEOGRAPH, MARK, APOSTROPHE, STOP, SPACE, NEWLINE, HYPHEN, CLOSER, IGNORED = range(12)
EXPAND, UPPER, LOWER = 1 << 21, 1 << 22, 1 << 23

IDEOGRAPHS = [
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF),
    (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3041, 0x30FF), (0x3105, 0x312F), (0x3130, 0x318F),
    (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F),
    (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFFDC), (0x1B000, 0x1B16F), (0x20000, 0x2FFFF),
]
STOPS = set('.!?\u2026\u3002\uff01\uff1f\uff61\uff0e\u061f\u06d4\u0964\u0965\u0589\u1362\u203c\u2047\u2048\u2049\u104b')
APOSTROPHES = set("'\u2019\u02bc\u02bb\uff07\u2018\u055a")
HYPHENS = set('-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d\u058a')
IGNORED_POINTS = {0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x0640, 0x180E, 0x02BE, 0x02BF} | set(range(0xFE00, 0xFE10))
# Letters with a stroke or hook and ligatures, which have no decomposition; Arabic forms that writers mix.
LETTERS = {
    'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'æ': 'ae', 'œ': 'oe', 'ħ': 'h', 'ı': 'i', 'ŋ': 'n', 'ŧ': 't',
    'ƀ': 'b', 'ɖ': 'd', 'ɛ': 'e', 'ɣ': 'g', 'ɨ': 'i', 'ʉ': 'u', 'ɔ': 'o', 'ĸ': 'k', 'ſ': 's', 'ß': 'ss',
    'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ؤ': 'و', 'ئ': 'ي', 'ى': 'ي', 'ی': 'ي', 'ې': 'ي', 'ے': 'ي', 'ۍ': 'ي',
    'ک': 'ك', 'ڪ': 'ك', 'ګ': 'گ', 'ہ': 'ه', 'ۀ': 'ه', 'ة': 'ه', 'ۃ': 'ه', 'ھ': 'ه', 'ە': 'ه',
}


def accented_script(c):
    p = ord(c)
    return (p < 0x0250 or 0x0370 <= p <= 0x052F or 0x1C80 <= p <= 0x1C8F or 0x1D00 <= p <= 0x1DBF
            or 0x1E00 <= p <= 0x1FFF or 0x2C60 <= p <= 0x2C7F or 0xA640 <= p <= 0xA69F or 0xA720 <= p <= 0xA7FF)


def is_dropped_mark(c):
    p = ord(c)
    return ud.category(c) in ('Mn', 'Me') and (
        0x0300 <= p <= 0x036F or 0x0483 <= p <= 0x0489 or 0x0591 <= p <= 0x05C7 or 0x0610 <= p <= 0x061A
        or 0x064B <= p <= 0x065F or p == 0x0670 or 0x06D6 <= p <= 0x06ED or 0x0711 <= p <= 0x074A or 0x08D3 <= p <= 0x08FF
        or 0x1AB0 <= p <= 0x1AFF or 0x1DC0 <= p <= 0x1DFF or 0x20D0 <= p <= 0x20F0 or 0x3099 <= p <= 0x309A
        or 0xFE20 <= p <= 0xFE2F)


def fold(c):
    s = ud.normalize('NFKC', ud.normalize('NFKC', c).casefold()).casefold()
    out = []
    for x in s:
        parts = ud.normalize('NFD', x)
        if accented_script(x):
            parts = ''.join(y for y in parts if not is_dropped_mark(y))
        else:
            parts = x
        for y in parts:
            y = LETTERS.get(y, y)
            for z in y:
                if is_dropped_mark(z) or ord(z) in IGNORED_POINTS:
                    continue
                d = ud.digit(z, None) if ud.category(z) == 'Nd' else None
                out.append(str(d) if d is not None else z)
    return ''.join(out)


def classify(p):
    c = chr(p)
    cat = ud.category(c)
    if p in (0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029):
        return NEWLINE
    if c in STOPS:
        return STOP
    if c in APOSTROPHES:
        return APOSTROPHE
    if c in HYPHENS:
        return HYPHEN
    if p in IGNORED_POINTS:
        return IGNORED
    if is_dropped_mark(c):
        return MARK
    if cat == 'Nd':
        return DIGIT
    if cat in ('Cs', 'Cn', 'Co', 'Cc'):
        return SPACE if c in '\t\r ' else OTHER
    if cat == 'Zs':
        return SPACE
    if any(a <= p <= b for a, b in IDEOGRAPHS) and cat[0] in 'LMN':
        return IDEOGRAPH
    if cat[0] == 'L' or cat in ('Mn', 'Mc', 'Nl'):
        return WORD
    if cat == 'No' and fold(c).isalnum():
        return WORD
    if cat in ('Pe', 'Pf') or c in '"\uff02\u300d\u300f':
        return CLOSER
    return OTHER


expansions = [0]
expansion_at = {}


def entry(p):
    k = classify(p)
    e = k << 24
    if k not in (WORD, DIGIT, IDEOGRAPH):
        return e
    c = chr(p)
    cat = ud.category(c)
    if cat in ('Lu', 'Lt'):
        e |= UPPER
    elif cat == 'Ll':
        e |= LOWER
    f = fold(c)
    if not f or not all(classify(ord(x)) in (WORD, DIGIT, IDEOGRAPH) for x in f):
        return e
    if len(f) == 1:
        return e | (0 if f == c else ord(f))
    f = f[:7]
    if f not in expansion_at:
        expansion_at[f] = len(expansions)
        expansions.append(len(f))
        expansions.extend(map(ord, f))
    return e | EXPAND | expansion_at[f]


def rows(numbers, per_line, form):
    for i in range(0, len(numbers), per_line):
        print('\t' + ' '.join(form % n + ',' for n in numbers[i:i + per_line]))


def main():
    blocks, index, seen = [], [], {}
    for base in range(0, END, BLOCK):
        block = tuple(entry(p) for p in range(base, base + BLOCK))
        if block not in seen:
            seen[block] = len(blocks)
            blocks.append(block)
        index.append(seen[block])
    print('/* SPDX-License-Identifier: BSD-2-Clause */')
    print('/* Written by fold_table.py from the Unicode %s data; not to be edited. Holds constants and nothing else. The invariant:' % ud.unidata_version)
    print(' * every index names a block, every expansion starts with its length. */')
    print('#include "text/fold_table.h"\n')
    print('/* A table, which the formatter would set one number a line. */\n/* clang-format off */')
    print('const uint16_t fold_index[FOLD_INDEX_COUNT] = {')
    rows(index, 64, '%d')
    print('};\n\nconst uint32_t fold_blocks[][FOLD_BLOCK] = {')
    for block in blocks:
        print('\t{' + ' '.join('%#x,' % e for e in block) + '},')
    print('};\n\nconst uint32_t fold_expansions[] = {')
    rows(expansions, 64, '%#x')
    print('};')
    print('/* clang-format on */')
    print(len(blocks), 'blocks', len(expansions), 'expansions', file=sys.stderr)


main()
