# SPDX-License-Identifier: BSD-2-Clause
"""Feeds for the benchmarks of parsing: news of 2 to 6 KB in the manner of common news systems, made from a fixed seed."""
import random
from xml.sax.saxutils import escape

ONSETS = ["", "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pr", "qu", "r", "s", "sh", "st", "t", "tr", "v", "w"]
NUCLEI = ["a", "e", "i", "o", "u", "ea", "ai", "ou"]
CODAS = ["", "", "l", "m", "n", "nd", "ng", "r", "s", "st", "t", "ve"]
NAMES = ["José Muñoz", "Zürich", "Aéroport", "Łukasz Nowak", "Reykjavík", "São Paulo", "François", "Malmö"]


class Writer:
    """Words, sentences and articles of one seed."""

    def __init__(self, seed=11):
        self.chance = random.Random(seed)
        pick = self.chance.choice
        self.lexicon = ["".join(pick(ONSETS) + pick(NUCLEI) + pick(CODAS) for _ in range(pick((1, 1, 2, 2, 3)))) for _ in range(4000)]
        self.sentences = [self.sentence() for _ in range(3000)]

    def sentence(self):
        words = self.chance.choices(self.lexicon, k=self.chance.randint(9, 28))
        if self.chance.random() < 0.2:
            words[2] = self.chance.choice(NAMES)
        text = " ".join(words).capitalize()
        place = self.chance.random()
        if place < 0.15:
            text += f", “{' '.join(self.chance.choices(self.lexicon, k=6))},” he said"
        elif place < 0.25:
            text += " – it&#8217;s " + self.chance.choice(self.lexicon)
        elif place < 0.32:
            text += f" &amp;&nbsp;{self.chance.choice(self.lexicon)}"
        return text + "."

    def paragraph(self):
        text = " ".join(self.chance.choices(self.sentences, k=self.chance.randint(1, 3)))
        if self.chance.random() < 0.45:
            words = " ".join(self.chance.choices(self.lexicon, k=3))
            text += f' <a href="https://news.example/{self.chance.randint(1, 99999)}/story?ref=feed&amp;utm_source=rss" rel="nofollow">{words}</a>'
        if self.chance.random() < 0.15:
            text += f" <strong>{self.chance.choice(self.lexicon)}</strong> and <em>{self.chance.choice(self.lexicon)}</em>"
        return f"<p>{text}</p>\n"

    def body(self, size):
        number = self.chance.randint(1, 9999)
        parts = [f'<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683" '
                 f'src="https://img.example/2025/07/{number}.jpg" alt="" srcset="https://img.example/{number}-300x200.jpg 300w, '
                 f'https://img.example/{number}-768x512.jpg 768w"/><figcaption>{self.chance.choice(self.sentences)}</figcaption></figure>\n']
        length = len(parts[0])
        while length < size:
            kind = self.chance.random()
            if kind < 0.08:
                parts.append(f'<h2 class="wp-block-heading" id="h-{number}">{self.chance.choice(self.lexicon)}</h2>\n')
            elif kind < 0.14:
                parts.append("<ul>" + "".join(f"<li>{self.chance.choice(self.sentences)}</li>" for _ in range(3)) + "</ul>\n")
            elif kind < 0.18:
                parts.append(f"<blockquote><p>{self.chance.choice(self.sentences)}<br />{self.chance.choice(NAMES)}</p></blockquote>\n")
            else:
                parts.append(self.paragraph())
            length += len(parts[-1])
        return "".join(parts)

    def item(self, number, cdata):
        body = self.body(self.chance.randint(1600, 5400))
        title = " ".join(self.chance.choices(self.lexicon, k=9)).capitalize()
        teaser = self.chance.choice(self.sentences)
        if cdata:
            text = f"<description><![CDATA[<p>{teaser}</p>]]></description>\n<content:encoded><![CDATA[{body}]]></content:encoded>"
        else:
            text = f"<description>{escape(f'<p>{teaser}</p>{body}')}</description>"
        return (f"<item>\n<title>{title}</title>\n<link>https://news.example/2025/07/{number}/story/</link>\n"
                f"<dc:creator><![CDATA[{self.chance.choice(NAMES)}]]></dc:creator>\n"
                f"<pubDate>Tue, 01 Jul 2025 {number // 60 % 24:02}:{number % 60:02}:00 +0000</pubDate>\n"
                f"<category><![CDATA[World]]></category><category><![CDATA[Politics]]></category>\n"
                f'<guid isPermaLink="false">https://news.example/?p={number}</guid>\n{text}\n</item>\n')


def write_feed(path, size, cdata):
    """A feed of `size` bytes or a little more; 0: an empty one."""
    writer = Writer()
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
                   'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n<title>Example News</title>\n'
                   "<link>https://news.example/</link>\n<description>All of it</description>\n<language>en-GB</language>\n")
        number = 0
        while file.tell() < size:
            file.write("".join(writer.item(number + i, cdata) for i in range(16)))
            number += 16
        file.write("</channel>\n</rss>\n")
