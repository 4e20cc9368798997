#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes rules/13-entities-languages.yaml: the names of states and territories in the languages of the world's news.

usage: country_names.py [--check] [ROOT]

The names are those of the Unicode CLDR, as the ICU library of this machine carries them: every name of a region in its own
official languages, and its names in the LANGUAGES below. The entities themselves, with all English names, are written by
hand in rules/10-entities-countries.yaml; which of them a region is, its English names say. --check compares the file with
what would be written and writes nothing; exits 1 when they differ.
"""
import ctypes
import os
import sys
import unicodedata

import icu
import yaml

PACK = "10-entities-countries.yaml"
MADE = "13-entities-languages.yaml"
ICU = icu.ICU_VERSION.split(".", maxsplit=1)[0]
# Languages whose names for all regions are taken; zh_Hant for the other way to write Chinese.
LANGUAGES = ["fr", "es", "de", "pt", "it", "tr", "ru", "uk", "ar", "fa", "zh", "zh_Hant", "ja", "ko"]
# Codes that ICU lists and ISO 3166-1 has only reserved, or that are no territory.
NO_REGIONS = {"AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "TA", "UN", "XA", "XB", "ZZ"}
# Names that are left out, being words, persons or parts of words in their language or in another of the same script; and why.
AMBIGUOUS = {
    "Çad": "'cad'", "Chili": "'chilli'", "Çin": "a name", "Dominique": "a person", "Fas": "letters of other words", "Granada": "a city in Spain",
    "Grenade": "a weapon", "Katar": "'catarrh' in German", "Kore": "a name", "Maurice": "a person", "Mauricio": "a person",
    "Того": "'of that'", "Мали": "'had' in Ukrainian", "Малі": "'small' in Ukrainian", "Чад": "'fumes'", "Оман": "part of a surname",
    "Куба": "'of the cube'", "Чили": "'chilli'", "Чилі": "'chilli'", "Гана": "a person", "Бутан": "'butane'", "Перу": "'to the feather'",
    "Джерси": "the cloth", "Джерсі": "the cloth", "Панама": "the hat", "Доминика": "a person", "Домініка": "a person",
    "عمان": "Oman, and Amman in Jordan", "مالي": "'financial'", "مالی": "'financial' in Persian", "قطر": "'diameter', 'drop'",
    "هند": "a person", "بنين": "'sons'", "پرو": "a name", "چاد": "a name", "جيرسي": "the cloth", "جرزی": "the cloth",
    "مصر": "'insisting'", "کره": "'butter', 'sphere' in Persian", "الأردن": "the river too", "جورجيا": "the state in America too",
    "中非": "China and Africa", "多哥": "part of other words", "马里": "Maryland, Mariupol", "馬利": "part of names",
    "馬里": "part of names", "阿曼": "part of names (Amanda)", "海地": "part of 'Shanghai area'", "苏丹": "'sultan'", "蘇丹": "'sultan'",
    "查德": "a person", "喬治亞": "the state in America too", "ジョージア": "the state in America too", "조지아": "the state in America too",
    "수단": "'means'", "이란": "'what is called'", "인도": "'pavement', 'humanity'", "가나": "part of other words",
    "오만": "'arrogance'", "말리": "part of other words", "차드": "part of other words", "통가": "part of other words",
    "토고": "part of other words", "페루": "part of other words", "괌": "one syllable", "조선": "'shipbuilding'", "가봉": "'basting'",
    "저지": "'to stop'", "건지": "an ending of verbs", "피지": "'sebum'", "기니": "an ending of words", "부탄": "'butane'", "چک": "'cheque'",
    "غنا": "'song'", "كوبا": "'cup'", "Cocos": "coconuts", "Gana": "'wins' in Spanish", "Malte": "a person", "Cipro": "a medicine",
    "Santa Lucia": "many places", "San Martín": "a person", "San Martino": "a person", "São Martinho": "a person",
    "Saint-Martin": "many places", "Santa Elena": "many places", "Sant’Elena": "many places", "Santa Helena": "many places",
    "Sainte-Hélène": "many places", "Guadalupe": "a person", "Guadalupa": "a person", "Riunione": "'meeting'", "Reunião": "'meeting'",
    "San Bartolomé": "a person", "São Bartolomeu": "a person", "Saint-Barthélemy": "many places", "Sankt Martin": "a person",
    "St. Martin": "a person",
}
# Cases of a Russian or Ukrainian name of one word, by its ending (the first that fits): what is cut off, what comes instead.
CASES = {
    "ru": [("ия", 1, "и ю ей"), ("ша", 1, "и е у ей"), ("ка", 1, "и е у ой"), ("га", 1, "и е у ой"), ("а", 1, "ы е у ой"), ("ай", 1, "я ю ем е"), ("ль", 1, "я ю ем е"),
           ("нь", 1, "я ю ем е"), (tuple("бвгдзклмнпрст"), 0, "а у ом е")],
    "uk": [("ія", 1, "ї ю єю"), ("на", 1, "и і у ою"), ("ай", 1, "ю єм ї"), ("ль", 1, "ю ем і"), ("нь", 1, "ю ем і"),
           (tuple("бвдзлмнпрст"), 0, "у ом і")],
}
# Kana names shorter than this are mostly parts of longer words (タイ is in タイトル), save these.
KANA_SHORTEST = 4
KANA_KNOWN = {"ロシア", "ドイツ", "カナダ", "イラク", "トルコ", "ケニア", "コソボ", "日本", "中国", "台湾", "韓国", "北朝鮮", "香港"}
HEADER = """\
# SPDX-License-Identifier: BSD-2-Clause AND Unicode-DFS-2016
# yaml-language-server: $schema=/usr/share/nuncio/rules.schema.json
#
# States and territories in the news of other languages: names in their own official languages, and in French, Spanish,
# German, Portuguese, Italian, Turkish, Russian, Ukrainian, Arabic, Persian, Chinese, Japanese and Korean. Written by
# tests/house/country_names.py from the Unicode CLDR in ICU {version} (Copyright 1991-2022 Unicode, Inc., https://unicode.org/license.txt):
# change the script or the hand-written pack of countries, not this file.
#
# A name in Latin letters counts in articles of its language, and in those that do not say theirs; short ones need their
# capital. Russian and Ukrainian names of one word stand in their cases. Left out is what is a word or a person in some
# language, what belongs to two states, and what the hand-written pack has.

- nuncio_version: ">=1.0"

"""


# --- what ICU knows -----------------------------------------------------------------------------------------------------


def official_languages():
    """By region. PyICU has no door to ICU's supplemental data, the C library has."""
    library = ctypes.CDLL(f"libicuuc.so.{ICU}")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32
    error = ctypes.POINTER(ctypes.c_int)

    def function(name, result, *arguments):
        found = getattr(library, f"{name}_{ICU}")
        found.restype, found.argtypes = result, arguments
        return found

    opened = function("ures_openDirect", pointer, text, text, error)
    by_key = function("ures_getByKey", pointer, pointer, text, pointer, error)
    by_index = function("ures_getByIndex", pointer, pointer, number, pointer, error)
    string = function("ures_getStringByKey", pointer, pointer, text, ctypes.POINTER(number), error)
    size = function("ures_getSize", number, pointer)
    key = function("ures_getKey", text, pointer)

    failed = ctypes.c_int(0)
    territories = by_key(opened(None, b"supplementalData", failed), b"territoryInfo", None, failed)
    if failed.value > 0:
        sys.exit("ICU does not say which languages are official where")
    found = {}
    for i in range(size(territories)):
        territory = by_index(territories, i, None, failed)
        languages = found.setdefault(key(territory).decode(), [])
        for j in range(size(territory)):
            language, missing, length = by_index(territory, j, None, failed), ctypes.c_int(0), number(0)
            status = string(language, b"officialStatus", length, missing)
            if missing.value <= 0 and ctypes.string_at(status, 2 * length.value).decode("utf-16") != "official_regional":
                languages.append(key(language).decode())
    return found


def regions():
    listed = {str(region) for region in icu.Region.getAvailable(icu.URegionType.TERRITORY)}
    return sorted(listed - NO_REGIONS)


def expand(name):
    return " ".join({"о-ва": "острова", "о-в": "остров"}.get(word, word) for word in name.split(" "))


class Names:
    """The display names of regions in one language: long, short and variant, as far as CLDR has its own for that language."""

    def __init__(self, language):
        self.tables = []
        self.holders = None
        try:
            bundle = icu.ResourceBundle(f"icudt{ICU}l-region", icu.Locale(language))
        except icu.ICUError:
            return
        if bundle.getLocale().getLanguage() != icu.Locale(language).getLanguage():
            return
        for name in ("Countries", "Countries%short", "Countries%variant"):
            try:
                self.tables.append(bundle.get(name))
            except icu.ICUError:
                continue

    def of(self, region):
        found = []
        for table in self.tables:
            try:
                name = expand(table.getStringEx(region))
            except icu.ICUError:
                continue
            if name not in found:
                found.append(name)
        return found

    def is_of_another(self, name, region):
        if self.holders is None:
            self.holders = {}
            for one in regions():
                for whole in self.of(one):
                    self.holders.setdefault(fold(whole), set()).add(one)
        return bool(self.holders.get(fold(name), set()) - {region})


# --- names --------------------------------------------------------------------------------------------------------------


def fold(name):
    """Near enough to what the daemon does: no case, no accents, hyphens as spaces, no apostrophes."""
    out = []
    for letter in unicodedata.normalize("NFKD", name.casefold()):
        category = unicodedata.category(letter)
        if letter in "'’ʻʼ‘ـ" or category == "Cf" or (category == "Mn" and ord(letter) < 0x700):
            continue
        out.append(letter if category[0] in "LNM" else " ")
    folded = " ".join("".join(out).replace("ı", "i").replace("ي", "ی").replace("ك", "ک").replace("ى", "ی").split())
    return unicodedata.normalize("NFC", folded)


def parts(name):
    """ "Myanmar (Birmanie)" is two names, "Congo [RDC]" too; what is only an abbreviation in brackets is none."""
    head, _, tail = name.replace("[", "(").replace("]", ")").replace("（", "(").replace("）", ")").partition("(")
    found = [piece.strip() for piece in (head, tail.replace(")", " "))]
    return [piece for piece in found if piece]


def cases(name, language):
    if not name.isalpha() or name.isupper() or name.endswith(("оа", "уа")):
        return []
    for ending, cut, instead in CASES.get(language, []):
        if name.endswith(ending):
            return [name[: len(name) - cut] + end for end in instead.split()]
    return []


def is_latin(name):
    return any("LATIN" in unicodedata.name(letter, "") for letter in name)


def script(name):
    for letter in name:
        for word in ("HANGUL", "HIRAGANA", "KATAKANA"):
            if word in unicodedata.name(letter, ""):
                return word
    return ""


def is_clear(name, language):
    folded = fold(name)
    if folded in FOLDED_AMBIGUOUS or len(folded) < 2:
        return False
    if is_latin(name):
        return len(folded) > 3
    if script(name) == "KATAKANA" or language == "ja":
        return len(name) >= KANA_SHORTEST or name in KANA_KNOWN
    return True


FOLDED_AMBIGUOUS = {fold(name) for name in AMBIGUOUS}


def plain(item):
    return item["name"] if isinstance(item, dict) else item


def load_yaml(file):
    return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_pack(root):
    with open(os.path.join(root, "rules", PACK), encoding="utf-8") as file:
        return [thing for thing in load_yaml(file) if "entity" in thing]


def entities_by_region(pack):
    """The entity whose names hold the region's English one. Exits when there is none, or more than one."""
    holders = {}
    for thing in pack:
        for item in thing["names"]:
            holders.setdefault(fold(plain(item)), set()).add(thing["entity"])
    english, found = Names("en"), {}
    for region in regions():
        name = english.of(region)[0]
        holder = holders.get(fold(name)) or holders.get(fold(parts(name)[0]), set())
        if len(holder) != 1:
            sys.exit(f"{region}: '{name}' is the name of {sorted(holder) or 'nothing'} in {PACK}")
        found[region] = holder.pop()
    return found


def candidates():
    """(region, language, name) of all names that could be taken. In brackets stands another name, or the state above."""
    official = official_languages()
    names = {}
    for region in regions():
        own = [language for language in official.get(region, []) if language != "en"]
        for language in dict.fromkeys([*own, *LANGUAGES]):
            table = names.setdefault(language, Names(language))
            for name in table.of(region):
                head, *tail = parts(name)
                yield region, language, head
                if is_clear(head, language):
                    yield from ((region, language, form) for form in cases(head, language))
                for piece in tail:
                    if not table.is_of_another(piece, region):
                        yield region, language, piece


def choose(pack, entities):
    """By entity: [(name, language)]. A name that two entities have, whatever the language, is nobody's."""
    holders, taken = {}, {}
    for thing in pack:
        for item in [*thing["names"], *thing.get("unless", [])]:
            holders.setdefault(fold(plain(item)), set()).add(thing["entity"])
    known = set(holders)
    found = list(candidates())
    for region, _, name in found:
        holders.setdefault(fold(name), set()).add(entities[region])
    for region, language, name in found:
        folded = fold(name)
        if folded in known or len(holders[folded]) > 1 or not is_clear(name, language):
            continue
        key = (folded, language.split("_")[0]) if is_latin(name) else folded
        if key not in taken:
            taken[key] = True
            yield entities[region], name, language.split("_")[0]


def line(name, language):
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not is_latin(name):
        return f"    - {quoted}\n"
    exact = ", case: exact" if len(fold(name)) <= 5 else ""
    return f"    - {{name: {quoted}, lang: {language}{exact}}}\n"


def write(root):
    pack = read_pack(root)
    chosen = {}
    for entity, name, language in choose(pack, entities_by_region(pack)):
        chosen.setdefault(entity, []).append((name, language))
    out = [HEADER.format(version=ICU)]
    for thing in pack:
        if thing["entity"] in chosen:
            out.append(f"- entity: {thing['entity']}\n  override: append\n  names:\n")
            out.extend(line(*item) for item in chosen[thing["entity"]])
    return "".join(out)


def main():
    check = "--check" in sys.argv
    rest = [word for word in sys.argv[1:] if word != "--check"]
    root = rest[0] if rest else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    path = os.path.join(root, "rules", MADE)
    text = write(root)
    if check:
        with open(path, encoding="utf-8") as file:
            if file.read() != text:
                sys.exit(f"{path} is not what country_names.py writes")
    else:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
