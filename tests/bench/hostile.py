# SPDX-License-Identifier: BSD-2-Clause
"""Articles and rules that are meant to be slow together. A case is a text that is repeated or made up to a size, and rules; each is
measured at two sizes, so that what grows faster than the article shows."""
import itertools
import json
import os

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
CYRILLIC = str.maketrans(CONSONANTS + VOWELS, "бдфгклмнпрствзаеиоу")
MANY = 2000  # rules of one kind


def word(number):
    """A word of its own for each number."""
    letters = ""
    number += 14
    while number:
        number, first = divmod(number, 14)
        number, second = divmod(number, 5)
        letters += CONSONANTS[first] + VOWELS[second]
    return letters


def cyrillic(number):
    return word(number).translate(CYRILLIC)


def rules(conditions, extra=""):
    return extra + "".join(f"- rule: r{i}\n  condition: '{c}'\n" for i, c in enumerate(conditions))


def repeated(text):
    return lambda size: text * (size // len(text.encode()) + 1)


def joined(words):
    """From an endless iterator."""
    def make(size):
        made, length = [], 0
        for w in words():
            made.append(w)
            length += len(w.encode()) + 1
            if length >= size:
                return " ".join(made)
        return None
    return make


def new_words(prefix="aba", stop="", count=1):
    """Each of them once, of so many parts; `stop` behind each twelfth."""
    return joined(lambda: (prefix + "".join(word((1000 + i) * 7919 ** k % 343000 if k else 1000 + i) for k in range(count)) +
                           (stop if i % 12 == 11 else "") for i in itertools.count()))


def three_letters():
    return ("".join(letters) for letters in itertools.product(CONSONANTS + VOWELS, repeat=3))


def vocabulary(count, stop="."):
    """The same words again and again, in another order each time."""
    def make():
        for turn in itertools.count(1):
            for i in range(count):
                yield word(i * (2 * turn + 1) * 7919 % count) + (stop if i % 12 == 11 else "")
    return joined(make)


def shapes(one, count=MANY):
    return lambda: rules(one(i) for i in range(count))


def nested(inside, depth=30):
    def one(i):
        return "".join(f"(kabul AND (x{d} OR " for d in range(depth)) + inside(i) + "))" * depth
    return one


def wildcards():
    return rules(f"aba{word(i)}* OR *{word(i)}sa OR ab*{word(i)} OR *b{word(i)}sa*" for i in range(10000))


def lists():
    return rules((f"@l{i} NEAR/2 herat" for i in range(1000)),
                 "".join(f'- {{list: l{i}, items: [kabul, "kabul w{i}"], unless: ["w{i} kabul"]}}\n' for i in range(1000)))


def aliases():
    """Thousands of names with the same beginning, with guards; few stand in the text."""
    extra = "".join(f'- {{entity: e{i}, type: thing, names: [{{name: "ministry of {word(i)} affairs", context: ["w{i}"], '
                    f'unless: ["former ministry of {word(i)} affairs"]}}]}}\n' for i in range(20000))
    return rules((f"who=@e{i} OR (a=@thing NEAR/{i % 900 + 9} b=@thing)" for i in range(MANY)), extra)


def guards():
    """All names are in the text, each with words around it that are looked for."""
    extra = "".join(f'- {{entity: e{i}, type: thing, names: [{{name: "kabul {word(i)}", context: [herat, "w{i}"]}}], '
                    f'unless: ["old kabul {word(i)}", "new kabul {word(i)}"]}}\n' for i in range(2000))
    return rules((f"who=@e{i} AND herat" for i in range(MANY)), extra)


def kabul_and(count):
    return joined(lambda: (f"kabul {word(i % count)} herat." for i in itertools.count()))


CUES = "- cue: x-clause-ends\n  lang: xx\n  ends: clause\n  items: [but, \",\", \";\"]\n" + "".join(
    f"- cue: x{i}\n  lang: xx\n  assertion: {a}\n  event: {e}\n  within: sentence\n  words: 40\n  items: [\"will{i} ... not\", \"deny{i}*\", "
    f"\"can ... may{i}\"]\n"
    for i, (a, e) in enumerate(itertools.product(["negated", "prospective", "background"] * 5, ["after", "before", "either"])))


PLACES = "".join(f"- {{entity: {n}, type: place, names: [{n}]}}\n" for n in ("kabul", "herat", "tokyo", "oslo"))

# What stands in them hits, and how often is the point.
CASES = {
    "one_word": (repeated("kabul "), shapes(
        lambda i: f'(kabul NEAR/{i % 900 + 1} kabul) OR "kabul kabul kabul" OR SENT(kabul AND NOT x{i}) OR '
                  f'ATLEAST/{i % 1000 + 1}(kabul)')),
    "wildcards": (new_words(), wildcards),
    "deep": (repeated("Kabul and its w1 streets, kabul. "), shapes(nested(lambda i: f"kabul NEAR/9 w{i}"))),
    "pairs": (repeated("herat w7 and the one kabul w9 herat "), shapes(
        lambda i: f"SENT((kabul ONEAR/5 (herat OR w{i})) AND NOT tokyo) OR ((herat NOT NEAR/3 kabul) AND w{i})")),
    "lists": (repeated("kabul kabul herat "), lists),
    "aliases": (repeated("ministry of the affairs of ministry of " + word(7) + " affairs. "), aliases),
    "guards": (kabul_and(2000), guards),
    "marks": (repeated("A.B. '...? \u2019s \u0301 a\u00ad.\u5916 "), shapes(lambda i: "kabul AND herat", 1)),
    "near_paragraphs": (repeated("kabul\n\nherat\n\n"), shapes(lambda i: f"kabul NEAR/{i % 900 + 100} herat")),
    "near_far": (repeated("kabul and the others of it are. herat is one too with some other words.\n\n"),
                 shapes(lambda i: f"(kabul NEAR/1000 herat) NOT NEAR/{i % 1000 + 1} herat")),
    "near_chain": (repeated("kabul herat tokyo oslo "), shapes(
        lambda i: f"kabul NEAR/900 herat NEAR/900 tokyo NEAR/900 oslo NEAR/{i % 900 + 9} w{i}")),
    "sentences": (repeated("The kabul is w1. "), shapes(
        lambda i: f"SENT(kabul AND (w{i + 5} OR x{i} OR (is AND y{i}) OR (kabul AND the AND z{i})))")),
    "units_in_units": (repeated("Kabul is w1. A herat.\n\n"), shapes(
        lambda i: f"PARA(kabul AND SENT(herat AND (w{i + 5} OR x)))")),
    "long_or": (vocabulary(3000), shapes(
        lambda i: "(" + " OR ".join(word((i * 31 + k * 7) % 3000) for k in range(400)) + f") NEAR/3 w{i}", 300)),
    "long_or_near": (vocabulary(3000), shapes(
        lambda i: "(" + " OR ".join(word((i * 31 + k * 7) % 3000) for k in range(400)) + ") ONEAR/3 (" +
                  " OR ".join(word((i * 31 + k * 7) % 3000) for k in range(400, 800)) + ")", 300)),
    "bindings": (repeated("kabul herat tokyo oslo paris rome w1. "), shapes(
        lambda i: f"a=(kabul OR w{i}) NEAR/900 b=(herat OR kabul) NEAR/900 c=(tokyo OR herat OR kabul) NEAR/900 "
                  f"d=(oslo OR tokyo OR kabul)")),
    "bindings_none": (repeated("kabul herat w1. "), shapes(
        lambda i: f"a=kabul AND b=herat AND c=kabul AND d=herat AND e=(kabul OR x{i}) AND kabul AND kabul NEAR/{i % 900 + 1} f=herat "
                  f"AND g=w1 ONEAR/5 herat AND SENT(h=w1 AND NOT herat)")),
    "entities": (repeated("kabul met herat met tokyo met oslo. "), lambda: rules(
        (f"SENT(a=@place NEAR/{i % 900 + 1} b=@place AND event=met) OR (x=@place AND y=@place AND z=@place AND event=met)" for i in range(MANY)),
        PLACES)),
    "assertions": (repeated("They will7 and yet not visit kabul in deny5ed but can it and may3 be then "), lambda: rules(
        (f"(event=(visit OR v{i}) NEAR/{i % 900 + 1} kabul) OR SENT(event=visit AND w{i})" for i in range(MANY)), CUES)),
    "events": (repeated("They will7 and yet not visit kabul in deny5ed but can it and may3 be then. "), lambda: rules(
        (f"SENT((visit OR v{i}) AND (kabul NEAR/{i % 900 + 1} in))" for i in range(MANY)), CUES)),
    "evidence": (repeated("Каbул é kabul herat, ünd das ist. "), shapes(
        lambda i: " AND ".join(f"(herat OR w{i}{k} OR kabul)" for k in range(30)))),
    "fuzzy": (new_words(""), lambda: rules(f"{word(50000 + 7 * i)}sa~2 OR {word(9000 + 3 * i)}sa~1" for i in range(10000))),
    "regexes": (new_words(stop=". "), shapes(lambda i: f"body:/(ab|b[aeiou]){{2}}[^x]*{word(i)}zz/ AND abab*", 200)),
    "regexes_many": (new_words(stop=". "), shapes(lambda i: f"body:/(ab|b[aeiou]){{2}}[^x]*{word(i)}zz/ AND abab*", 1000)),
    "regexes_everywhere": (new_words(stop=". "), shapes(
        lambda i: (f"a=body:/[a-z{word(i)}0]/ AND b=body:/a.+/", f"a=body:/aba[a-z]*{word(i)}/ AND abab*")[i % 2], 998)),
    "regexes_prefix": (joined(lambda: (f"ministry of the {word(i * 7919 % 1000)}." for i in itertools.count())), shapes(
        lambda i: f"body:/ministry of .*{word(i)}[0-9]/ AND ministry", 1000)),
    "regexes_begun": (vocabulary(3000), shapes(lambda i: f"body:/{word(i)}[^0-9]*(treaty|pact|[0-9]{word(i)})/ OR w{i}", 1000)),
    "regexes_bare": (new_words(stop=". "), shapes(
        lambda i: f"body:/[abe{word(i)}][a-z ][b-z {word(i)}]{{2}}[^{word(i)[0]}-{word(i)[0]}a-c]+[A-Q{i % 10}]/ AND abab*", 1000)),
    "regex_pairs": (repeated("kabul herat "), shapes(
        lambda i: f"(body:/ka[b]ul/ AND w{i}) OR (body:/k[a]bul/ AND (herat OR w{i}))")),
    "counts": (repeated("kabul herat "), shapes(
        lambda i: f"ATLEAST/1000(kabul NEAR/{i % 900 + 1} herat) OR ATLEAST/999(kabul OR herat OR w{i})")),
    "phrases": (repeated("kabul herat "), shapes(
        lambda i: f'"kabul herat kabul kabul" OR "kab* herat kabul w{i}" OR ("her* kab* herat herat" AND w{i})')),
    "phrases_long": (repeated("kabul herat tokyo oslo "), shapes(
        lambda i: f'"{"kabul herat tokyo oslo " * (5 + i % 20)}{("kabul", "herat", "tokyo")[i % 3]} herat tokyo" OR w{i}')),
    "phrases_lists": (repeated("kabul herat tokyo oslo "), lambda: rules(
        (f'"@l{i % 10} herat @l{(i + 1) % 10} oslo oslo" OR "kabul @l{i % 10} kabul"' for i in range(MANY)),
        "".join(f'- {{list: l{i}, items: [kabul, tokyo, "tokyo oslo", w{i}]}}\n' for i in range(10)))),
    "list_phrases": (repeated("kabul herat tokyo oslo "), lambda: rules(["@l1 AND herat"], "- {list: l1, items: [" + ", ".join(
        f'"{" ".join(words)}"' for words in itertools.product(("kabul", "herat", "tokyo", "oslo"), repeat=6)) + "]}\n")),
    "near_elsewhere": (repeated("kabul is of herat\n\nherat then tokyo\n\n"), shapes(
        lambda i: f'(kabul NEAR/{i % 900 + 1} tokyo) OR ((kabul OR w{i}) NEAR/{i % 900 + 1} (tokyo OR x{i})) OR '
                  f'("kabul is" NEAR/{i % 900 + 1} "then tokyo")')),
    "near_alternatives": (repeated("kabul herat tokyo oslo "), shapes(
        lambda i: f'((kabul OR herat OR "tokyo oslo") NEAR/{i % 90 + 1} (oslo OR "herat tokyo")) NOT NEAR/{i % 90 + 1} (tokyo OR kabul)')),
    "sentence_order": (repeated("Herat is of kabul then tokyo. "), shapes(
        lambda i: f"SENT((kabul ONEAR/{i % 50 + 1} herat) OR (tokyo ONEAR/{i % 40 + 1} kabul))")),
    "near_denied": (repeated("kabul herat tokyo oslo "), shapes(
        lambda i: f"(kabul NOT NEAR/{i % 900 + 1} herat) AND (herat NOT NEAR/{i % 900 + 1} kabul)")),
    "near_nested": (repeated("kabul herat "), shapes(
        lambda i: f"((kabul NEAR/{i % 50 + 1} herat) NEAR/{i % 50 + 1} kabul) ONEAR/0 (w{i} OR \"herat herat\")")),
    "sentence_near": (repeated("Kabul is of herat. A herat then tokyo.\n\n"), shapes(
        lambda i: f"SENT((kabul NEAR/{i % 50 + 1} herat) AND tokyo)")),
    "sentence_nested": (repeated("Kabul is of herat. A herat then tokyo.\n\n"), shapes(
        lambda i: f"SENT((kabul NEAR/{i % 50 + 1} herat) NEAR/{i % 50 + 1} tokyo)")),
    "one_paragraph": (repeated("Kabul. Herat. "), shapes(
        lambda i: f"PARA(SENT(kabul AND NOT herat) AND SENT(herat AND NOT kabul) AND NOT SENT(kabul OR w{i}))")),
    "unit_counts": (repeated("Kabul is of herat. A herat then tokyo.\n\n"), shapes(
        lambda i: f"PARA(ATLEAST/{i % 9 + 5}(kabul OR tokyo OR w{i}) AND herat)")),
    "units_some": (repeated("kabul " + "and so it was there " * 30 + "herat. Tokyo " + "was not the one " * 20 + "oslo. "), shapes(
        lambda i: f"3 OF (SENT(kabul AND oslo), PARA(kabul AND oslo AND NOT herat), SENT(2 OF (kabul, tokyo, w{i})), x{i}, herat)")),
    "first_units": (repeated("Kabul is of herat. A herat then tokyo.\n\n"), shapes(
        lambda i: f"FIRST/{i * 40 + 9000}(SENT(kabul AND herat AND NOT (herat OR w{i})))")),
    "unit_lists": (repeated("Kabul. Herat. "), lambda: rules(
        (f"SENT((@l1 NEAR/{i % 90} @l2) AND NOT @l1)" for i in range(MANY)),
        '- {list: l1, items: [kabul, "kabul herat", oslo]}\n- {list: l2, items: [herat, "herat tokyo"]}\n')),
    "captures_none": (repeated("kabul herat tokyo oslo "), lambda: rules(
        (f"a=@kabul AND b=@herat AND c=@place AND d=@place AND e=(@place OR w{i})" for i in range(MANY)), PLACES)),
    "captures_near": (repeated("kabul herat tokyo oslo "), lambda: rules(
        (f"(a=@place NEAR/{i % 900 + 1} b=@place) AND (c=@place NEAR/9 d=@place) AND (e=@place NEAR/9 kabul)" for i in range(MANY)), PLACES)),
    "captures_units": (repeated("Kabul is of herat. A herat then tokyo.\n\n"), lambda: rules(
        (f"SENT(a=@place AND b=@place AND c=@place AND (w{i} OR kabul))" for i in range(MANY)), PLACES)),
    "stems": (new_words(stop=". "), lambda: rules(f"{word(i)}s~ AND {word(i + 5)}~" for i in range(10000))),
    # The forms of these texts are all new, and many rules have to be asked about each.
    "stems_new": (new_words(""), lambda: rules(f"{word(i)}s~ AND {word(i + 5)}~" for i in range(10000))),
    "patterns": (new_words(""), lambda: rules(
        f"{word(50000 + 7 * i)}* OR *{word(9000 + 3 * i)} OR {word(50000 + 7 * i)}so~2 OR {word(9000 + 3 * i)}sa~1" for i in range(10000))),
    "inners": (new_words(""), lambda: rules(f"*{c}*" for c in three_letters())),
    "scattered": (new_words(""), lambda: rules(f"{c[0]}*{c[1]}*{c[2]}" for c in three_letters())),
    "crossed": (new_words("", count=3), lambda: rules(f"*{word(100 + i // 100)}*{word(100 + i % 100)}*" for i in range(10000))),
    "fuzzy_long": (new_words("international"), lambda: rules(f"international{word(50000 + 7 * i)}sa~2" for i in range(10000))),
    "patterns_cyrillic": (joined(lambda: (cyrillic(i) for i in itertools.count())), lambda: rules(
        f"{cyrillic(i)}с* OR *{cyrillic(i)}с OR {cyrillic(50000 + 7 * i)}са~2" for i in range(10000))),
    "patterns_thai": (joined(lambda: ("".join(chr(0xe01 + (i * k) % 46) for k in range(1, 30)) for i in itertools.count())), wildcards),
    "patterns_capitals": (joined(lambda: (("\u0130" if i % 2 else "STRA\u00dfE\ufb01") + word(i).upper() + "\u03a3" for i in itertools.count())),
                          wildcards),
}
# Of the articles, where it counts.
LANGUAGES = {"stems_new": "en"}

# Beside a million rules of bench_match. Two are made of what it wrote: its articles, and the words of its rules.
MILLION = {
    "one_word": repeated("kabul "),
    "their_word": repeated(word(2000) + " "),
    "new_words": new_words(stop="."),
    "cyrillic": repeated("Министр иностранных дел прибыл в Кабул, где его ждали. "),
    "accents": repeated("Le ministre é été reçu à Téhéran où il a dîné. "),
    "han": repeated("外交部长今天抵达喀布尔访问。"),
}


def their_news(folder, size):
    with open(os.path.join(folder, "articles.jsonl"), encoding="utf-8") as file:
        text = "\n\n".join(json.loads(line)["text"] for line in file)
    return repeated(text + "\n\n")(size)


def their_words(folder, size):
    with open(os.path.join(folder, "words.txt"), encoding="utf-8") as file:
        words = file.read().split()
    return joined(lambda: itertools.cycle(words))(size)


def write_file(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)
    return path


def write(folder, name, size):
    """Returns the paths of the rules and of the text."""
    text, make_rules = CASES[name]
    return write_file(folder, "rules.yaml", make_rules()), write_file(folder, "text", text(size))
