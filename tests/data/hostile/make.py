#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes the hostile documents that are too large to be kept.

usage: make.py DIRECTORY

What must come of each stands in expected.txt, with those that are kept.
"""
import os
import sys

MIB = 1 << 20
WHOLE = "<item><title>whole</title></item>"


def rss(*items, head=""):
    return f"{head}<rss version='2.0'><channel><title>Feed</title>{''.join(items)}</channel></rss>"


def text_of(escaped):
    return f"<item><title>t</title><description>{escaped}</description></item>"


def entity(value, use):
    return f'<!DOCTYPE rss [<!ENTITY a "{value}">]>' + rss(WHOLE, use)


def attributes(count):
    return rss(WHOLE, "<item " + " ".join(f'a{i}="x"' for i in range(count)) + "><title>t</title></item>")


def json_feed(items):
    return '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[' + items + "]}"


DOCUMENTS = {
    "large/depth.xml": lambda: "<rss><channel>" + WHOLE + "<a>" * 1000000,
    "large/attribute.xml": lambda: rss(WHOLE, '<item a="' + "x" * (20 * MIB) + '"/>'),
    "large/text.xml": lambda: rss(WHOLE, "<item><title>" + "x" * (20 * MIB) + "</title></item>"),
    "large/cdata.xml": lambda: rss(WHOLE, "<item><title><![CDATA[" + "x" * (20 * MIB) + "]]></title></item>"),
    "large/comment.xml": lambda: rss(WHOLE, "<!--" + "x" * (20 * MIB) + "-->", WHOLE),
    "large/processing.xml": lambda: rss(WHOLE, "<?x " + "x" * (20 * MIB) + "?>", WHOLE),
    "large/name.xml": lambda: rss(WHOLE, "<" + "x" * (20 * MIB) + "/>"),
    "large/doctype.xml": lambda: "<!DOCTYPE rss [" + "<!ENTITY a 'x'>" * MIB + "]>" + rss(WHOLE),
    "large/reference.xml": lambda: rss(WHOLE, "<item><title>&" + "x" * (10 * MIB) + ";</title></item>"),
    "large/attributes_250.xml": lambda: attributes(250),
    "large/attributes_3000.xml": lambda: attributes(3000),
    "large/attributes_200000.xml": lambda: attributes(200000),
    "large/attributes_each.xml": lambda: rss(*["<item " + " ".join(f'a{i}="x"' for i in range(200)) + "><title>t</title></item>"] * 300),
    "large/namespaces.xml": lambda: "<rss " + " ".join(f"xmlns:n{i}='u{i}'" for i in range(50000)) + "><channel>" + WHOLE
    + "</channel></rss>",
    "large/namespaces_nested.xml": lambda: "<rss>" + "".join(f"<n{i}:a xmlns:n{i}='u{i}'>" for i in range(190)) + "<x/>" * 20000,
    "large/articles.xml": lambda: rss("<item><title>a</title></item>" * 500000),
    "large/articles_empty.xml": lambda: rss("<item/>" * 300000, WHOLE),
    "large/bad_bytes.xml": lambda: rss(WHOLE, "<item><title>@</title></item>").encode().replace(b"@", b"\xff" * (2 * MIB)),
    "large/bad_references.xml": lambda: rss(WHOLE, "<item><title>" + "&x;" * 300000 + "</title></item>"),
    "large/ampersands.xml": lambda: rss(WHOLE, "<item><title>" + "&" * MIB + "</title></item>"),
    "large/less_than.xml": lambda: rss(WHOLE, "<item><title>" + "<" * (MIB // 2) + "</title></item>"),
    "large/open_tags.xml": lambda: "<rss><channel>" + WHOLE + "<item><title>" + "<a" * MIB,
    "large/quotes.xml": lambda: "<rss><channel>" + WHOLE + "<item><title>" + "<a b='" * MIB,
    "large/comments_open.xml": lambda: "<rss><channel>" + WHOLE + "<!-" * (MIB // 2) + "<![CDATA" * (MIB // 2),
    "large/end_tags.xml": lambda: rss(WHOLE, "</b>" * MIB, WHOLE),
    "large/mismatched.xml": lambda: "<rss><channel>" + "<item><title>a</b>" * 100000 + "</channel></rss>",
    "large/quadratic.xml": lambda: entity("a" * 50000, "<item><title>" + "&a;" * 20000 + "</title></item>"),
    "large/quadratic_small.xml": lambda: entity("a" * 250, "<item><title>" + "&a;" * 20000 + "</title></item>"),
    "large/quadratic_attribute.xml": lambda: entity("a" * 250, '<item t="&a;&a;&a;"/>' * 20000),
    "large/guid.xml": lambda: rss("<item><guid>" + "g" * MIB + "</guid><title>t</title></item>", WHOLE),
    "large/link.xml": lambda: rss("<item><link>http://a.example/" + "l" * MIB + "</link><title>t</title></item>", WHOLE),
    "large/base.xml": lambda: f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/{'b/' * 20000}'>"
    + "<entry><title>whole</title><link href='x'/></entry>" * 500 + "</feed>",
    "large/date.xml": lambda: rss("<item><title>whole</title><pubDate>" + "1" * MIB + "</pubDate></item>"),
    "large/author.xml": lambda: rss("<item><title>whole</title>" + "<author>" + "(" * MIB + "</author></item>"),
    "large/authors.xml": lambda: rss("<item><title>whole</title>"
                                     + "".join(f"<author>n{i}</author>" for i in range(50000)) + "</item>"),
    "large/categories.xml": lambda: rss("<item><title>whole</title>"
                                        + "".join(f"<category>c{i}</category>" for i in range(100000)) + "</item>"),
    "large/titles.xml": lambda: rss("<item>" + "<title>t</title>" * 200000 + "<title>whole</title></item>"),
    "large/html_depth.xml": lambda: rss(WHOLE, text_of("&lt;div&gt;" * 100000)),
    "large/html_hidden.xml": lambda: rss(WHOLE, text_of("&lt;p hidden&gt;" * 100000)),
    "large/html_less_than.xml": lambda: rss(WHOLE, text_of("&lt;" * 300000)),
    "large/html_quotes.xml": lambda: rss(WHOLE, text_of("&lt;a b='" * 100000)),
    "large/html_comments.xml": lambda: rss(WHOLE, text_of("&lt;!--" * 100000)),
    "large/html_scripts.xml": lambda: rss(WHOLE, text_of("&lt;script&gt;" * 100000)),
    "large/html_references.xml": lambda: rss(WHOLE, text_of("&amp;nGt;" * 100000)),
    "large/html_numbers.xml": lambda: rss(WHOLE, text_of("&amp;#" + "9" * MIB + ";")),
    "large/html_attribute.xml": lambda: rss(WHOLE, text_of("&lt;a " + "b=c " * 200000 + "&gt;x")),
    "large/html_table.xml": lambda: rss(WHOLE, text_of("&lt;table&gt;&lt;tr&gt;&lt;td&gt;" * 50000)),
    "large/base64.xml": lambda: "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>whole</title><content mode='base64'>"
    + "QUFB" * 500000 + "</content></entry></feed>",
    "large/words.xml": lambda: rss(WHOLE, text_of("a " * MIB)),
    "large/one_word.xml": lambda: rss(WHOLE, text_of("a" * (3 * MIB))),
    "large/marks.xml": lambda: rss(WHOLE, text_of("e" + "\u0301" * MIB)),
    "large/spaces.xml": lambda: rss(WHOLE, text_of("a" + " " * (3 * MIB) + "b")),
    "large/utf16.xml": lambda: ("\ufeff" + rss(WHOLE, text_of("é" * MIB))).encode("utf-16-le"),
    "large/utf16_odd.xml": lambda: b"\xff\xfe" + b"\xd8" * (4 * MIB),
    "large/iso2022.xml": lambda: b"<?xml version='1.0' encoding='iso-2022-jp'?>" + rss(WHOLE).encode() + b"\x1b$B" * 300000,
    "large/zeros.xml": lambda: bytes(8 * MIB),
    "large/spaces_only.xml": lambda: " " * (8 * MIB),
    "large/noise.xml": lambda: bytes((i * 7919 + (i >> 8) * 104729) & 0xFF for i in range(MIB)),
    "large/html_page.html": lambda: "<!doctype html><html><body>" + "<p>words and words</p>" * 200000,
    "large/depth.json": lambda: "[" * 1000000,
    "large/depth_object.json": lambda: '{"a":' * 500000,
    "large/items.json": lambda: json_feed(",".join('{"id":"%d"}' % i for i in range(50000))),
    "large/text.json": lambda: json_feed('{"id":"1","content_text":"' + "x" * (3 * MIB) + '"}'),
    "large/keys.json": lambda: json_feed("{" + ",".join(f'"k{i}":1' for i in range(30000)) + ',"id":"1","title":"whole"}'),
    "large/keys_same.json": lambda: json_feed("{" + '"id":"1",' * 100000 + '"title":"whole"}'),
    "large/escapes.json": lambda: json_feed('{"id":"1","title":"whole","content_text":"' + "\\u001b" * 200000 + '"}'),
    "large/number.json": lambda: json_feed('{"id":' + "9" * MIB + ',"title":"whole"}'),
    "large/spaces.json": lambda: "{" + " " * (4 * MIB),
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, make in DOCUMENTS.items():
        path = os.path.join(sys.argv[1], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = make()
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())


if __name__ == "__main__":
    main()
