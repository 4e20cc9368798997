# SPDX-License-Identifier: BSD-2-Clause
"""Well-formed documents as only a machine would write them, read by nuncio parse and by expat: both must find the same.

A document is made as a tree of what a feed says, and written down in one of the many ways that XML 1.0 and Namespaces in
XML 1.0 allow. expat reads it back, and a naive reader takes the fields out of its tree.
"""
import json
import os
import random
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

SEEDS = range(6)
DOCUMENTS = 20  # of a seed
ITEMS = 20  # of a document
URL = "http://feeds.example/news/all.xml"

ATOM, RDF = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1, DC = "http://purl.org/rss/1.0/", "http://purl.org/dc/elements/1.1/"
CONTENT, XHTML = "http://purl.org/rss/1.0/modules/content/", "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"
FOREIGN = ("urn:example:one", "urn:example:two", "http://example.org/a?b=c&d='e'")
# Customary ones may stand for anything, and capitals make another prefix.
PREFIXES = ("dc", "content", "atom", "rdf", "media", "rss", "x", "X", "ns1", "Q-1", "_", "a.b", "x.9")
LETTERS = ("abcdefghijklmnopqrstuvwxyz", "äöüßéñøžőąφλд", "कखगหिनमशबद中文字新聞あいう한국", "😀🌍𐌰𝒳")
SIGNS = ("<", ">", "&", '"', "'", "]]>", "--", "=", "/>", "<!", "?>", "& ;", "&#", "100%")


class Element:
    def __init__(self, name, children=(), text="", **attributes):
        self.namespace, self.name = name if isinstance(name, tuple) else (None, name)
        self.attributes = {(None, key): value for key, value in attributes.items()}
        self.children, self.text = list(children), text

    def put(self, namespace, name, value):
        self.attributes[(namespace, name)] = value
        return self


# --- what is said ---

class Author:
    """Makes up feeds."""

    def __init__(self, rng):
        self.rng = rng

    def maybe(self, chance, made):
        return [made()] if self.rng.random() < chance else []

    def word(self):
        letters = self.rng.choice(LETTERS[:1] * 3 + LETTERS)
        return "".join(self.rng.choice(letters) for _ in range(self.rng.randint(2, 9)))

    def words(self, low, high):
        return " ".join(self.rng.choice(SIGNS) if self.rng.random() < 0.08 else self.word() for _ in range(self.rng.randint(low, high)))

    def white(self):
        return "".join(self.rng.choice(" \t\n") for _ in range(self.rng.randint(0, 3)))

    def line(self):
        """Begins and ends in a word, so that nothing in it looks like HTML."""
        return f"{self.white()}{self.word()} {self.words(1, 8)}{self.white()} {self.word()}{self.white()}"

    def body(self):
        count = self.rng.choice((9, 12, 30, 300)) if self.rng.random() < 0.97 else 9000
        return "\n\n".join(f"{self.word()} {self.words(8, count)} {self.word()}." for _ in range(self.rng.randint(1, 3)))

    def address(self):
        if self.rng.random() < 0.5:
            return f"https://www.example.org/{self.rng.randint(1, 10**9)}?a=1&b={self.rng.randint(1, 9)}&lt=2#c"
        return self.rng.choice(("a/b?c=d&e=f", "../up", "/root/x.html", "?only=query&x=1", "//other.example/y", "p.html#f"))

    def based(self, element):
        if self.rng.random() < 0.15:
            element.put(XML, "base", self.rng.choice(("http://base.example/one/two/", "three/", "/four/five", "../")))
        if self.rng.random() < 0.15:
            element.put(self.rng.choice(FOREIGN), self.rng.choice(("href", "base", "type", "about", "lang")), self.words(1, 5))
        return element

    def spoken(self, element):
        if self.rng.random() < 0.2:
            element.put(XML, "lang", self.rng.choice(("en", "de-AT", "zh-Hant", "pt")))
        return element

    def foreign(self, depth=0):
        """Elements of nobody's, with names that feeds have, too."""
        name = self.rng.choice(("title", "link", "item", "entry", "description", "guid", "id", "content", "summary", "category",
                                "creator", "encoded", "author", "name", "rss", "channel", "feed", "p", "li", "x-y.z"))
        children = [self.foreign(depth + 1) for _ in range(self.rng.randint(0, 3) if depth < 5 else 0)]
        element = Element((self.rng.choice(FOREIGN), name), children, self.line(), title=self.line())
        if depth > 0 and name not in ("item", "entry", "p", "li") and self.rng.random() < 0.3:
            element.namespace = None  # its place is foreign, whatever it is called
        if self.rng.random() < 0.02:
            element.attributes[(None, "long")] = "".join(self.word() for _ in range(1800))[:13000]
        return self.based(element)

    def foreigners(self):
        return [self.foreign() for _ in range(self.rng.choice((0, 0, 1, 2)))]

    def shuffled(self, parts):
        self.rng.shuffle(parts)
        return parts

    def item(self, own, own_id):
        """An item of RSS 2.0 or 1.0."""
        parts = [Element((own, "title"), text=self.line())] + self.foreigners()
        parts += self.maybe(0.9, lambda: self.based(Element((own, "link"), text=self.white() + self.address())))
        parts += self.maybe(0.9, lambda: Element((own, "description"), text=self.body()))
        parts += self.maybe(0.3, lambda: Element((CONTENT, "encoded"), text=self.body()))
        parts += self.maybe(0.5, lambda: Element((DC, "creator"), text=self.line()))
        parts += [Element((own, "category"), text=self.line()) for _ in range(self.rng.randint(0, 3))]
        if own_id:
            parts += self.maybe(0.8, self.guid)
        return self.based(self.spoken(Element((own, "item"), self.shuffled(parts))))

    def guid(self):
        if self.rng.random() < 0.5:
            return Element("guid", text=f"http://www.example.org/?p={self.rng.randint(1, 10**9)}&q=1")
        return Element("guid", text=f"{self.white()}{self.word()} & {self.word()}", isPermaLink=self.rng.choice(("false", "true")))

    def rss(self):
        items = self.foreigners() + [Element("title", text=self.line())] + [self.item(None, True) for _ in range(ITEMS)]
        channel = self.based(self.spoken(Element("channel", items)))
        return self.based(self.spoken(Element("rss", self.foreigners() + [channel] + self.foreigners(), version="2.0")))

    def rdf(self):
        items = [self.item(RSS1, False).put(RDF, "about", f"urn:item:{self.word()}") for _ in range(ITEMS)]
        channel = Element((RSS1, "channel"), [Element((RSS1, "title"), text=self.line())] + self.foreigners())
        return self.based(self.spoken(Element((RDF, "RDF"), [channel] + items + self.foreigners())))

    def xhtml(self, name):
        def paragraph():
            return Element((XHTML, "p"), [Element((XHTML, "b"), text=self.line())], self.body().replace("\n\n", " "), title=self.line())
        div = Element((XHTML, "div"), [paragraph() for _ in range(self.rng.randint(1, 3))])
        return Element((ATOM, name), [div], type="xhtml")

    def text(self, name, made):
        if self.rng.random() < 0.3:
            return Element((ATOM, name), text=made(), type="text")
        return Element((ATOM, name), text=made())

    def entry(self):
        parts = [self.text("title", self.line), Element((ATOM, "id"), text=f"{self.white()}tag:{self.word()}:{self.rng.randint(1, 10**9)}")]
        parts += self.maybe(0.7, lambda: self.text("summary", self.body)) + self.foreigners()
        parts += self.maybe(0.5, lambda: self.xhtml("content") if self.rng.random() < 0.5 else self.text("content", self.body))
        parts += self.maybe(0.9, lambda: self.based(Element((ATOM, "link"), href=self.address(), title=self.line())))
        parts += self.maybe(0.3, lambda: Element((ATOM, "link"), href=self.address(), rel="enclosure"))
        parts += self.maybe(0.6, lambda: Element((ATOM, "author"), self.shuffled(
            [Element((ATOM, "name"), text=self.line()), Element((ATOM, "uri"), text=self.address())] + self.foreigners())))
        parts += [Element((ATOM, "category"), term=self.line()) for _ in range(self.rng.randint(0, 3))]
        return self.based(self.spoken(Element((ATOM, "entry"), self.shuffled(parts))))

    def atom(self):
        parts = [Element((ATOM, "title"), text=self.line())] + self.foreigners() + [self.entry() for _ in range(ITEMS)]
        return self.based(self.spoken(Element((ATOM, "feed"), parts + self.foreigners())))


# --- how it is written ---

class Writer:
    """Writes a tree down, in any way that is well-formed."""

    def __init__(self, rng):
        self.rng = rng
        self.out = []
        self.entities = {}
        self.newline = rng.choice(("\n", "\n", "\r\n", "\r"))
        self.encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-16-le", "utf-16-be", "iso-8859-1"))

    def space(self, low=0):
        return "".join(self.rng.choice((" ", " ", "\t", self.newline)) for _ in range(self.rng.choice((low, low, low + 1, low + 3))))

    def reference(self, c):
        return self.rng.choice((f"&#{ord(c)};", f"&#x{ord(c):x};", f"&#x00{ord(c):X};"))

    def escape(self, c, quote):
        names = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;"}
        if c in names:
            must = c in "<&" or c == quote or (c == ">" and quote == "")
            return self.rng.choice((names[c], self.reference(c))) if must or self.rng.random() < 0.3 else c
        if c == "\n":
            return self.newline
        return self.reference(c) if self.rng.random() < 0.02 else c

    def plain(self, text, quote=""):
        if len(text) > 5000:
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&apos;")
        text = "".join(self.escape(c, quote) for c in text)
        for value, name in self.entities.items():
            text = text.replace(f" {value} ", f" &{name}; ") if self.rng.random() < 0.5 else text
        return text

    def aside(self):
        """What nobody reads: comments and instructions."""
        inside = self.rng.choice(("", " a ", "<title>no</title>", "it's", 'say "', " > ", "]]>", "<![CDATA[", "&x; & <", "- - x"))
        if self.rng.random() < 0.5:
            return f"<!--{inside}-->"
        return f"<?{self.rng.choice(('php', 'xml-stylesheet', 'p.i-1'))} {inside}{self.rng.choice(('', '? ', ' '))}?>"

    def can_write(self, text):
        """As it is, without references."""
        return self.encoding != "iso-8859-1" or max(text) < "\u0100"

    def characters(self, text):
        at = 0
        while at < len(text):
            length = self.rng.choice((len(text), len(text), 1, 7, 40))
            piece, at = text[at:at + length], at + length
            way = self.rng.random()
            if way < 0.25 and self.can_write(piece):
                self.out.append("<![CDATA[" + piece.replace("]]>", "]]]]><![CDATA[>").replace("\n", self.newline) + "]]>")
            else:
                self.out.append(self.plain(piece))
            if self.rng.random() < 0.1:
                self.out.append(self.aside())
        if self.rng.random() < 0.05:
            self.out.append("<![CDATA[]]>")

    def bind(self, namespace, scope, declared, is_attribute):
        """A prefix for a namespace, with its colon; declares one if there is none, or just so."""
        if namespace == XML:
            return "xml:"
        known = [p for p, uri in scope.items() if uri == namespace and (p or not is_attribute)]
        if known and (self.rng.random() < 0.9 or all(p in declared for p in ("", *PREFIXES))):
            prefix = self.rng.choice(known)
        else:
            free = [p for p in ("", "", "", *PREFIXES) if p not in declared and (p or not is_attribute)]
            prefix = self.rng.choice(free)
            scope[prefix] = declared[prefix] = namespace
        # What the tag uses must not change once more in it.
        declared.setdefault(prefix, namespace)
        return prefix + ":" if prefix else ""

    def tag(self, element, scope):
        """Name and attributes; changes `scope`."""
        outer, declared = dict(scope), {}
        if element.namespace is None:
            name = element.name
            scope[""] = declared[""] = ""
        else:
            name = self.bind(element.namespace, scope, declared, False) + element.name
        attributes = [(key if space is None else self.bind(space, scope, declared, True) + key, value)
                      for (space, key), value in element.attributes.items()]
        if self.rng.random() < 0.1:
            prefix = self.rng.choice(PREFIXES)
            if prefix not in declared:
                scope[prefix] = declared[prefix] = self.rng.choice(FOREIGN + (DC, ATOM))
        for prefix, uri in declared.items():
            if outer.get(prefix, "") != uri or self.rng.random() < 0.05:
                attributes.append(("xmlns" + (":" + prefix if prefix else ""), uri))
        self.rng.shuffle(attributes)
        return name, attributes

    def element(self, element, scope):
        scope = dict(scope)
        name, attributes = self.tag(element, scope)
        self.out.append("<" + name)
        for key, value in attributes:
            quote = self.rng.choice("'\"")
            self.out.append(f"{self.space(1)}{key}{self.space()}={self.space()}{quote}{self.plain(value, quote)}{quote}")
        if not element.children and not element.text and self.rng.random() < 0.7:
            self.out.append(self.space() + "/>")
            return
        self.out.append(self.space() + ">")
        self.characters(element.text)
        for child in element.children:
            if not element.text:
                self.out.append(self.space() + (self.aside() if self.rng.random() < 0.1 else ""))
            self.element(child, scope)
        self.out.append(f"</{name}{self.space()}>")

    def doctype(self, root):
        if self.rng.random() < 0.5:
            return
        identifier = self.rng.choice(("", f' SYSTEM{self.space(1)}"a\'>.dtd"', f" PUBLIC '-//X//Y'{self.space(1)}'http://dtd.example/]>'"))
        self.out.append(f"<!DOCTYPE{self.space(1)}{root}{identifier}{self.space()}")
        if self.rng.random() < 0.8:
            self.out.append("[")
            for i in range(self.rng.randint(0, 12)):
                self.out.append(self.space())
                self.out.append(self.rng.choice((self.aside(), "<!ELEMENT any ANY>", "<!ATTLIST any a CDATA #IMPLIED b (x|y) 'x'>",
                                                 "<!NOTATION n SYSTEM ']>'>")))
                self.declare(f"e{i}.x-{'y' * self.rng.choice((0, 40))}")
            self.out.append("]" + self.space())
        self.out.append(">" + self.space())

    def declare(self, name):
        value = "".join(self.rng.choice(letters) for letters in LETTERS for _ in range(3))
        written = "".join(self.reference(c) if self.rng.random() < 0.2 else c for c in value)
        quote = self.rng.choice("'\"")
        self.out.append(f"<!ENTITY{self.space(1)}{name}{self.space(1)}{quote}{written}{quote}{self.space()}>")
        if self.rng.random() < 0.3:
            self.out.append(f"<!ENTITY {name} 'the first one binds'>")
        self.entities[value] = name

    def document(self, tree):
        encoding = self.encoding
        named = "utf-16" if encoding.startswith("utf-16") else encoding
        if encoding == "iso-8859-1" or self.rng.random() < 0.7:
            more = self.rng.choice(("", " standalone='no'"))
            self.out.append(f"<?xml{self.space(1)}version{self.space()}={self.space()}'1.0' encoding=\"{named}\"{more}{self.space()}?>")
        self.out.append(self.space())
        self.doctype("rss")
        self.out.append(self.rng.choice(("", self.aside() + self.space())))
        if self.entities:
            self.sprinkle(tree)
        self.element(tree, {})
        self.out.append(self.space() + self.rng.choice(("", self.aside())) + self.space())
        text = "".join(self.out)
        if named == "utf-16" or (named == "utf-8" and self.rng.random() < 0.3):
            text = "\ufeff" + text
        if named == "iso-8859-1":
            return re.sub(r"[^\x00-\xff]", lambda m: f"&#{ord(m[0])};", text).encode(encoding)
        return text.encode(encoding)

    def sprinkle(self, element):
        """Values of entities as words, for references to stand for."""
        if element.text and self.rng.random() < 0.3 and " " in element.text and element.name not in ("link", "id", "guid", "uri"):
            head, tail = element.text.split(" ", 1)
            element.text = f"{head} {self.rng.choice(list(self.entities))} {tail}"
        for child in element.children:
            self.sprinkle(child)


# --- how it is read ---

def fold(text):
    return " ".join(text.split())


def paragraphs(text):
    text = text.strip()
    return re.sub(r"[ \t\r\n]+", lambda run: "\n\n" if run[0].count("\n") > 1 else " ", text)


def naive_base(base, element):
    given = element.get(f"{{{XML}}}base")
    return urllib.parse.urljoin(base, given) if given else base


def naive_body(elements):
    for element in elements:
        if element is None:
            continue
        if element.get("type") == "xhtml":
            text = "\n\n".join(fold("".join(p.itertext())) for p in element.iter(f"{{{XHTML}}}p"))
        else:
            text = paragraphs(element.text or "")
        if text:
            return text
    return ""


def naive_item(item, base, lang, own):
    """An item of RSS."""
    base = naive_base(base, item)
    want = {"title": fold(item.findtext(own + "title") or ""), "id": item.get(f"{{{RDF}}}about", ""), "link": ""}
    guid, link = item.find("guid"), item.find(own + "link")
    if guid is not None:
        want["id"] = fold(guid.text)
        if guid.get("isPermaLink") != "false" and want["id"].startswith("http"):
            want["link"] = want["id"]
    if link is not None:
        want["link"] = urllib.parse.urljoin(naive_base(base, link), link.text.strip())
    want["categories"] = [fold(c.text) for c in item.findall(own + "category")]
    want["author"] = fold(item.findtext(f"{{{DC}}}creator") or "")
    want["text"] = naive_body([item.find(f"{{{CONTENT}}}encoded"), item.find(own + "description")])
    want["lang"] = item.get(f"{{{XML}}}lang", lang)
    return want


def naive_entry(entry, base, lang):
    def find(name):
        return entry.find(f"{{{ATOM}}}{name}")
    base = naive_base(base, entry)
    want = {"title": fold(find("title").text), "id": fold(find("id").text), "link": "", "author": ""}
    for link in entry.findall(f"{{{ATOM}}}link"):
        if link.get("rel", "alternate") == "alternate":
            want["link"] = urllib.parse.urljoin(naive_base(base, link), link.get("href").strip())
    want["categories"] = [fold(c.get("term")) for c in entry.findall(f"{{{ATOM}}}category")]
    if find("author") is not None:
        want["author"] = fold(find("author").findtext(f"{{{ATOM}}}name"))
    want["text"] = naive_body([find("content"), find("summary")])
    want["lang"] = entry.get(f"{{{XML}}}lang", lang)
    return want


def naive_read(document):
    root = ElementTree.fromstring(document)
    base, lang = naive_base(URL, root), root.get(f"{{{XML}}}lang", "")
    if root.tag == "rss":
        channel = root.find("channel")
        base, lang = naive_base(base, channel), channel.get(f"{{{XML}}}lang", lang)
        return [naive_item(item, base, lang, "") for item in channel.findall("item")]
    if root.tag == f"{{{RDF}}}RDF":
        return [naive_item(item, base, lang, f"{{{RSS1}}}") for item in root.findall(f"{{{RSS1}}}item")]
    return [naive_entry(entry, base, lang) for entry in root.findall(f"{{{ATOM}}}entry")]


# --- both ---

def compare(nuncio, document):
    """What the two do not agree on."""
    done = subprocess.run([nuncio, "parse", "--url", URL, "-"], input=document, capture_output=True, check=False)
    if done.returncode != 0:
        return [f"ended with {done.returncode}: {done.stderr.decode()[:400]}"]
    result = json.loads(done.stdout)
    want, wrong = naive_read(document), []
    if result["report"]["outcome"] != "ok" or "mended" in result["report"]:
        wrong.append(f"the report says {result['report']}")
    if len(result["items"]) != len(want):
        return wrong + [f"{len(result['items'])} items, expat has {len(want)}"]
    for number, (got, item) in enumerate(zip(result["items"], want)):
        for key, value in item.items():
            found = got.get(key, [] if key == "categories" else "")
            if found != value:
                wrong.append(f"item {number}, {key}: {found!r:.300} is not {value!r:.300}")
    return wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_well_formed(build, tmp_path, seed):
    nuncio = os.path.join(build, "nuncio")
    wrong = []
    for number in range(DOCUMENTS):
        rng = random.Random(seed * 1000 + number)
        author = Author(rng)
        document = Writer(rng).document(rng.choice((author.rss, author.rdf, author.atom))())
        found = compare(nuncio, document)
        if found:
            path = tmp_path / f"{number}.xml"
            path.write_bytes(document)
            wrong.append(f"{path}: " + "; ".join(found[:3]))
    assert not wrong, "\n".join(wrong)
