/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Documents of each format, whole and broken, against the articles that must come out of them; whole sample feeds are in
 * test_document.
 */
#include "parse/format.h"

#include <string.h>

#include "parse/built.h"

#define URL "https://h/dir/feed"

struct row {
	const char *text;
	const char *want; /* a line for each article */
};

static void run(struct built *built, const char *text)
{
	built_init(built);
	xml_feed_parse(&built->build, str_from(text), STR(URL));
}

static void check_rows(const struct row *rows, size_t count, const char *before, const char *after)
{
	for (size_t i = 0; i < count; i++) {
		struct built built;
		char text[2000];

		(void)snprintf(text, sizeof(text), "%s%s%s", before, rows[i].text, after);
		run(&built, text);
		built_check(&built, rows[i].want, rows[i].text);
		check_int(built.report.outcome, PARSE_OK, rows[i].text);
		built_done(&built);
	}
}

static void test_rss(void **state)
{
	static const struct row rows[] = {
		{"<title>a</title><link>/1</link><description>&lt;p>b</description>",
			"link=https://h/1;title(?)=a;summary(?)=<p>b;\n"},
		{"<guid>http://x/1</guid>", "id=http://x/1;link=http://x/1;\n"},
		{"<guid isPermaLink=' False '>http://x/1</guid>", "id=http://x/1;\n"},
		{"<guid>http://x/1</guid><link>2</link>", "id=http://x/1;link=https://h/dir/2;\n"},
		{"<guid>7</guid><id>8</id>", "id=7;\n"},
		{"<id>8</id><title/>", "id=8;\n"},
		{"<link href='/1'/>", "link=https://h/1;\n"},
		{"<link>javascript:alert(1)</link><title>t</title>", "title(?)=t;\n"},
		{"<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><category>a</category>"
		 "<category domain='d'>b</category>",
			"tag=a;tag=b;published=2004-01-01T19:48:21Z;\n"},
		{"<published>2004-01-01T19:48:21Z</published><updated>2005-01-01</updated>",
			"published=2004-01-01T19:48:21Z;updated=2005-01-01T00:00:00Z;\n"},
		{"<author>jane@x.example (Jane Doe)</author>", "author=Jane Doe;\n"},
		{"<author>jane@x.example</author>", "author=jane@x.example;\n"},
		{"<author>jane@x.example</author><dc:creator>Jane</dc:creator>", "author=Jane;\n"},
		{"<dc:creator>Jane</dc:creator><author>jane@x.example</author>", "author=Jane;\n"},
		{"<author><name>Jane</name><email>j@x.example</email><uri>http://j/</uri></author>",
			"author=Jane;\n"},
		{"<author><email>j@x.example</email></author>", "author=j@x.example;\n"},
		{"<author><x:y xmlns:x='urn:x'><title>no</title></x:y><name>Jane</name></author>",
			"author=Jane;\n"},
		{"<author>By <b>Jane</b></author>", "author=By Jane;\n"},
		{"<author>Jane</author><author>Joe</author><author>Jane</author>",
			"author=Jane, Joe;\n"},
		{"<author>Joanne</author><author>Jo</author>", "author=Joanne, Jo;\n"},
		{"<description>d</description><content:encoded>&lt;b>c</content:encoded>",
			"summary(?)=d;content(?)=<b>c;\n"},
		{"<fullitem>f</fullitem><body xmlns='http://www.w3.org/1999/xhtml'><p>b</p></body>",
			"content(html)=<p>b</p>;\n"},
		{"<yandex:full-text xmlns:yandex='http://news.yandex.ru'>f</yandex:full-text>",
			"content(?)=f;\n"},
		{"<source url='http://other/feed'>Other</source><title>t</title>", "title(?)=t;\n"},
		{"<enclosure url='http://h/a.mp3'/><comments>http://h/c</comments><title>t</title>",
			"title(?)=t;\n"},
		{"<image><title>i</title><link>http://i/</link></image><title>t</title>",
			"title(?)=t;\n"},
		{"<link>http://count.example/1</link><feedburner:origLink "
		 "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>http://h/1"
		 "</feedburner:origLink>",
			"link=http://h/1;\n"},
		{"<tags>a, b</tags><keywords>b,c</keywords>", "tag=a;tag=b;tag=c;\n"},
		{"<title>t</title><title type='x'></title>", "title(?)=t;\n"},
	};

	(void)state;
	check_rows(rows, COUNT(rows),
		"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
		"xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item>",
		"</item></channel></rss>");
}

static void test_modules(void **state)
{
	static const struct row rows[] = {
		{"<dc:title>a</dc:title><dc:creator>b</dc:creator><dc:subject>c</dc:subject>"
		 "<dc:description>d</dc:description><dc:language>ps</dc:language>",
			"title(?)=a;summary(?)=d;author=b;tag=c;lang=ps;\n"},
		{"<dc:date>2003-12-31T10:14:55Z</dc:date>",
			"published=2003-12-31T10:14:55Z;updated=2003-12-31T10:14:55Z;\n"},
		{"<dc:date>2003-12-31</dc:date><pubDate>2004-01-01</pubDate>",
			"published=2004-01-01T00:00:00Z;updated=2003-12-31T00:00:00Z;\n"},
		{"<dct:issued>2003-12-31</dct:issued><dct:modified>2004-01-01</dct:modified>"
		 "<dct:created>2002-01-01</dct:created>",
			"published=2003-12-31T00:00:00Z;updated=2004-01-01T00:00:00Z;\n"},
		{"<dct:abstract>d</dct:abstract><dct:creator>x</dct:creator>",
			"summary(?)=d;author=x;\n"},
		{"<dc:identifier>doi:10.1/2</dc:identifier>", "id=doi:10.1/2;\n"},
		{"<m:group><m:title type='plain'>a &amp;lt; b</m:title><m:content url='x'>"
		 "<m:description type='html'>&lt;i>d</m:description></m:content>"
		 "<m:keywords>k, l</m:keywords><m:category label='L'>c</m:category>"
		 "<m:credit role='author'>Jane</m:credit><m:credit role='photographer'>Joe</m:credit>"
		 "</m:group>",
			"title(?)=a &lt; b;summary(html)=<i>d;author=Jane;tag=k;tag=l;tag=L;tag=c;\n"},
		{"<title>t</title><m:title>photo</m:title><m:description>of it</m:description>",
			"title(?)=t;summary(plain)=of it;\n"},
		{"<i:category text='A'><i:category text='B'/></i:category>", "tag=A;tag=B;\n"},
		{"<i:title>t</i:title><i:author>Jane</i:author><i:subtitle>s</i:subtitle>"
		 "<i:summary>long</i:summary><i:keywords>a,b</i:keywords>",
			"title(?)=t;summary(?)=long;author=Jane;tag=a;tag=b;\n"},
		{"<a:id>urn:1</a:id><a:title type='html'>&lt;b>t</a:title><a:published>2004-01-01"
		 "</a:published><a:updated>2005-01-01</a:updated><a:author><a:name>Jane</a:name>"
		 "</a:author><a:link href='http://h/x'/><a:category term='c'/>",
			"id=urn:1;link=http://h/x;title(html)=<b>t;author=Jane;tag=c;"
			"published=2004-01-01T00:00:00Z;updated=2005-01-01T00:00:00Z;\n"},
		{"<link>http://h/1</link><a:link href='http://h/feed' rel='self'/>"
		 "<a:link href='http://h/feed' type='application/rss+xml'/>",
			"link=http://h/1;\n"},
		/* nothing of these is ours */
		{"<g:point xmlns:g='http://www.georss.org/georss'>1 2</g:point><title>t</title>",
			"title(?)=t;\n"},
		{"<slash:section xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>s"
		 "</slash:section><slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>"
		 "7</slash:comments>",
			"tag=s;\n"},
		{"<x:title xmlns:x='urn:x'>no</x:title><svg xmlns='http://www.w3.org/2000/svg'>"
		 "<title>no</title></svg><title>t</title>",
			"title(?)=t;\n"},
	};

	(void)state;
	check_rows(rows, COUNT(rows),
		"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
		"xmlns:dct='http://purl.org/dc/terms/' xmlns:m='http://search.yahoo.com/mrss' "
		"xmlns:i='http://www.itunes.com/DTDs/Podcast-1.0.dtd' "
		"xmlns:a='http://www.w3.org/2005/Atom'><channel><item>",
		"</item></channel></rss>");
}

static void test_atom(void **state)
{
	static const struct row rows[] = {
		{"<id>/a b</id><title>1 &lt; 2</title><link href='1'/>",
			"id=/a b;link=https://h/dir/1;title(plain)=1 < 2;\n"},
		{"<link rel='self' href='/s'/><link rel='enclosure' href='/e'/><title>t</title>",
			"title(plain)=t;\n"},
		{"<link rel='related' href='/r'/><link href='/1'/><link href='/2'/>",
			"link=https://h/1;\n"},
		{"<link rel='via' href='/v'/>", "link=https://h/v;\n"},
		{"<link rel='http://www.iana.org/assignments/relation/alternate' href='/1'/>",
			"link=https://h/1;\n"},
		{"<link href='/f' type='application/atom+xml'/><link href='/1' type='text/html'/>",
			"link=https://h/1;\n"},
		{"<title type='html'>&lt;i>t</title><summary type='text'>&lt;i></summary>",
			"title(html)=<i>t;summary(plain)=<i>;\n"},
		{"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b></div>"
		 "</content>",
			"content(html)=<div>a <b>c</b></div>;\n"},
		{"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a<svg "
		 "xmlns='http://www.w3.org/2000/svg'><title>no</title></svg></div></content>",
			"content(html)=<div>a<svg><title>no</title></svg></div>;\n"},
		{"<content src='/elsewhere' type='text/html'/><title>t</title>",
			"link=https://h/elsewhere;title(plain)=t;\n"},
		{"<content type='application/x-note'>aGVsbG8=</content>", "content(?)=hello;\n"},
		{"<content type='application/atom+xml'><entry><title>no</title></entry></content>"
		 "<title>t</title>",
			"title(plain)=t;content(html)=<entry><title>no</title></entry>;\n"},
		{"<author><name>Jane</name></author><author><name>Joe</name></author>",
			"author=Jane, Joe;\n"},
		{"<author><name/><email>j@x.example</email><uri>http://j/</uri></author>",
			"author=j@x.example;\n"},
		{"<author>Jane</author>", "author=Jane;\n"},
		{"<contributor><name>No</name></contributor><title>t</title>", "title(plain)=t;\n"},
		{"<source><id>s</id><title>no</title><author><name>Src</name></author></source>"
		 "<title>t</title>",
			"title(plain)=t;author=Src;\n"},
		{"<source><author><name>Src</name></author></source><author><name>Jane</name>"
		 "</author>",
			"author=Jane;\n"},
		{"<category term='t' label='L' scheme='s'/><category term='http://x#post' "
		 "scheme='http://schemas.google.com/g/2005#kind'/>",
			"tag=L;tag=t;\n"},
		{"<published>2004-01-01T00:00:00Z</published><updated>2005-01-01T00:00:00Z"
		 "</updated>",
			"published=2004-01-01T00:00:00Z;updated=2005-01-01T00:00:00Z;\n"},
		{"<updated>2005-01-01T00:00:00Z</updated>", "updated=2005-01-01T00:00:00Z;\n"},
		{"<title xml:lang='fr'>t</title>", "title(plain)=t;lang=fr;\n"},
		{"<title xml:base='http://b/' type='html'>t</title><link xml:base='http://b/c/' "
		 "href='d'/>",
			"link=http://b/c/d;title(html)=t;\n"},
		{"<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0' ref='r' "
		 "href='http://no/'/><title>t</title>",
			"title(plain)=t;\n"},
	};

	(void)state;
	check_rows(rows, COUNT(rows), "<feed xmlns='http://www.w3.org/2005/Atom'><entry>",
		"</entry></feed>");
}

static void test_formats(void **state)
{
	static const struct {
		const char *text;
		const char *format;
		const char *want;
	} rows[] = {
		{"<rss version='0.91'><channel><item><title>a</title></item></channel></rss>",
			"RSS 0.91", "title(?)=a;\n"},
		{"<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' "
		 "'http://my.netscape.com/publish/formats/rss-0.91.dtd'><rss version='0.91'><channel>"
		 "<item><title>a&eacute;</title></item></channel></rss>",
			"RSS 0.91", "title(?)=aé;\n"},
		{"<rss version='0.93'><channel><item><description>a</description>"
		 "<expirationDate>2004-01-01</expirationDate></item></channel></rss>",
			"RSS 0.93", "summary(?)=a;\n"},
		{"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		 "xmlns='http://purl.org/rss/1.0/'><channel r:about='c'><title>T</title><items><r:Seq>"
		 "<r:li resource='http://h/1'/></r:Seq></items></channel>"
		 "<item r:about='http://h/1'><title>a</title></item></r:RDF>",
			"RSS 1.0", "id=http://h/1;link=http://h/1;title(?)=a;\n"},
		{"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		 "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>T</title></channel>"
		 "<item><title>a</title><link>http://h/1</link></item></rdf:RDF>",
			"RSS 0.90", "link=http://h/1;title(?)=a;\n"},
		{"<Channel xmlns='http://purl.org/net/rss1.1#' "
		 "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><title>T</title><items>"
		 "<item rdf:about='http://h/1'><title>a</title></item></items></Channel>",
			"RSS", "id=http://h/1;link=http://h/1;title(?)=a;\n"},
		{"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title "
		 "mode='escaped' type='text/html'>&lt;b>a</title><issued>2004-01-01</issued>"
		 "<modified>2005-01-01</modified></entry></feed>",
			"Atom 0.3",
			"title(html)=<b>a;published=2004-01-01T00:00:00Z;updated=2005-01-01T00:00:00Z;\n"},
		/* 4.13.7: what has no date of creation was created when it was modified */
		{"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
		 "<modified>2005-01-01</modified></entry></feed>",
			"Atom 0.3",
			"published=2005-01-01T00:00:00Z;updated=2005-01-01T00:00:00Z;\n"},
		{"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><content "
		 "type='multipart/alternative'><content type='text/plain'>p</content><content "
		 "type='text/html' mode='escaped'>&lt;b>h</content></content></entry></feed>",
			"Atom 0.3", "content(html)=<b>h;\n"},
		{"<entry xmlns='http://www.w3.org/2005/Atom'><title>a</title></entry>", "Atom 1.0",
			"title(plain)=a;\n"},
		{"<x:feed xmlns:x='http://www.w3.org/2005/Atom'><x:entry><x:title>a</x:title>"
		 "</x:entry></x:feed>",
			"Atom 1.0", "title(plain)=a;\n"},
		{"<feed><entry><title>a</title></entry></feed>", "Atom 1.0", "title(plain)=a;\n"},
		{"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><author><name>F</name>"
		 "</author><entry><title>a</title></entry><entry xml:lang='fr'><author><name>E</name>"
		 "</author></entry></feed>",
			"Atom 1.0", "title(plain)=a;author=F;lang=de;\nauthor=E;lang=fr;\n"},
		{"<CHANNEL HREF='http://c/' BASE='http://b/d/'><TITLE>T</TITLE><ITEM HREF='1' "
		 "LASTMOD='2004-04-07T04:05:43Z'><TITLE>a</TITLE><ABSTRACT>s</ABSTRACT></ITEM>"
		 "<CHANNEL HREF='http://c2/'><TITLE>no</TITLE><ITEM><A HREF='/2'/></ITEM></CHANNEL>"
		 "</CHANNEL>",
			"CDF",
			"link=http://b/d/1;title(?)=a;summary(?)=s;updated=2004-04-07T04:05:43Z;\n"
			"link=http://b/2;\n"},
		{"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
		 "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://h/1</loc>"
		 "<lastmod>2005-01-01</lastmod><n:news><n:publication><n:name>W</n:name><n:language>"
		 "en</n:language></n:publication><n:publication_date>2004-01-01</n:publication_date>"
		 "<n:title>a</n:title><n:keywords>x, y</n:keywords></n:news></url>"
		 "<url><loc>http://h/about</loc></url></urlset>",
			"news sitemap",
			"id=http://h/1;link=http://h/1;title(?)=a;tag=x;tag=y;"
			"published=2004-01-01T00:00:00Z;updated=2005-01-01T00:00:00Z;lang=en;\n"},
		{"<rss xmlns='http://purl.org/dc/elements/1.1/'><channel><item><title>a</title>"
		 "</item></channel></rss>",
			"RSS", "title(?)=a;\n"},
		{"<rss xmlns='http://www.w3.org/2005/Atom'><channel><item><title>a</title>"
		 "</item></channel></rss>",
			"RSS", "title(?)=a;\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct built built;

		run(&built, rows[i].text);
		built_check(&built, rows[i].want, rows[i].text);
		check_str(str_from(built.report.format), rows[i].format, rows[i].text);
		check_int(built.report.outcome, PARSE_OK, rows[i].text);
		check_int(built.report.repair_set,
			strstr(rows[i].text, "&eacute;") != NULL ? REPAIR_ENTITY_HTML : 0,
			rows[i].text);
		built_done(&built);
	}
}

#define RSS "<rss version='2.0'><channel>"
#define END "</channel></rss>"

static void test_broken(void **state)
{
	static const struct {
		const char *text;
		const char *want;
		unsigned repairs;
	} rows[] = {
		/* an end tag that is missing, or is none */
		{RSS "<item><title>a<link>http://h/1</link><guid>g</guid></item>" END,
			"id=g;link=http://h/1;title(?)=a;\n", REPAIR_UNCLOSED},
		{RSS "<item><title>a</titel><link>http://h/1</link></item>" END,
			"link=http://h/1;title(?)=a;\n", REPAIR_UNCLOSED | REPAIR_UNOPENED},
		{RSS "<item><title>a<title><link>http://h/1</link></item><item><title>b</title>"
		     "</item>" END,
			"link=http://h/1;title(?)=a;\ntitle(?)=b;\n", REPAIR_UNCLOSED},
		{RSS "<item><description>&lt;p>a<pubDate>2004-01-01</pubDate><guid>g</guid></item>" END,
			"id=g;summary(?)=<p>a;published=2004-01-01T00:00:00Z;\n", REPAIR_UNCLOSED},
		{RSS "<item><description><p>a<guid>g</guid></item>" END,
			"id=g;summary(html)=<p>a;\n", REPAIR_UNCLOSED},
		{RSS "<item><author>Jane<title>t</title></item>" END, "title(?)=t;author=Jane;\n",
			REPAIR_UNCLOSED},
		{RSS "<item><author><name>Jane</name><pubDate>2004-01-01</pubDate></item>" END,
			"author=Jane;published=2004-01-01T00:00:00Z;\n", REPAIR_UNCLOSED},
		{RSS "<item><title>a</title><item><title>b</title><item><title>c" END,
			"title(?)=a;\ntitle(?)=b;\ntitle(?)=c;\n", REPAIR_UNCLOSED},
		/* well-formed mark-up ends nothing */
		{RSS "<item><description>a<title>b</title><link/>c</description></item>" END,
			"summary(html)=a<title>b</title><link>c;\n", 0},
		{RSS "<item><category>a<image><title>b</title></image></category></item>" END,
			"tag=a<image><title>b</title></image>;\n", 0},
		/* junk */
		{"<br />\n<b>Warning</b>: x in <b>y</b><?xml version='1.0'?>" RSS
		 "<item><title>a</title></item>" END,
			"title(?)=a;\n", REPAIR_JUNK_BEFORE},
		{"<pre>oops " RSS "<item><title>a</title></item>" END, "title(?)=a;\n",
			REPAIR_JUNK_BEFORE},
		{RSS "<item><title>a</title></item>" END "<script>x</script> 1 &amp; 2",
			"title(?)=a;\n", REPAIR_JUNK_AFTER},
		{RSS "</channel></rss><item><title>a</title></item>", "title(?)=a;\n",
			REPAIR_JUNK_AFTER},
		/* characters */
		{RSS "<item><title>Q&A &copy 2024 &nbsp;&#8217s &lt b &nix;</title></item>" END,
			"title(?)=Q&A © 2024 \u00a0’s < b &nix;;\n",
			REPAIR_STRAY | REPAIR_ENTITY_HTML | REPAIR_ENTITY_UNKNOWN},
		{RSS "<item><link>http://h/?a=1&copy=2&sect=3</link></item>" END,
			"link=http://h/?a=1&copy=2&sect=3;\n", REPAIR_STRAY},
		{RSS "<item><title>1 < 2 <3 a<b</title></item>" END, "title(?)=1 < 2 <3 a<b;\n",
			REPAIR_STRAY},
		{RSS "<item><description><br><hr><img src=x>a</description></item>" END,
			"summary(html)=<br><hr><img src=\"x\">a;\n", REPAIR_TAG},
		{RSS "<item><description><![CDATA[<p>a</p></description><guid>g</guid></item><item>"
		     "<title>b</title></item>" END,
			"id=g;summary(?)=<p>a</p>;\ntitle(?)=b;\n", REPAIR_TAG},
		{RSS "<item><dc:creator>Jane</dc:creator></item>" END, "author=Jane;\n",
			REPAIR_NAMESPACE},
		{RSS "<item><pubDate>soon</pubDate><link>mailto:x</link><title>t</title></item>" END,
			"title(?)=t;\n", REPAIR_DATE | REPAIR_LINK},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct built built;

		run(&built, rows[i].text);
		build_report_repairs(&built.build);
		built_check(&built, rows[i].want, rows[i].text);
		check_int(built.report.outcome, PARSE_OK, rows[i].text);
		check_int(built.report.repair_set, rows[i].repairs, rows[i].text);
		assert_int_equal(rows[i].repairs == 0, built.report.repairs[0] == 0);
		built_done(&built);
	}
}

/* Elements that are never closed make a document neither deep nor short. */
static void test_many_unclosed(void **state)
{
	static const char *const bodies[] = {"<item><title>a", "<item><title>a</title>",
		"<item><description><p>a<p>b<br>", "<item><author>x<title>a"};

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct built built;
		struct buf text;

		buf_init(&text, 1 << 20);
		buf_add_str(&text, STR(RSS));
		for (int j = 0; j < 1000; j++) {
			buf_add_str(&text, str_from(bodies[i]));
		}
		buf_add_str(&text, STR(END));
		run(&built, buf_cstr(&text));
		check_int((int64_t)built.report.articles, 1000, bodies[i]);
		check_int(built.report.outcome, PARSE_OK, built.report.error);
		built_done(&built);
		buf_done(&text);
	}
}

static void test_no_feed(void **state)
{
	static const struct {
		const char *text;
		const char *error;
		const char *proposal;
	} rows[] = {
		{"<!doctype html><html><head><title>Just a &quot;moment&quot;</title></head>"
		 "<body>x</body></html>",
			"an HTML page (\"Just a \"moment\"\"), not a feed", ""},
		{"<div>502 Bad Gateway</div>", "an HTML page, not a feed", ""},
		{"<html><link rel='alternate' type='application/rss+xml' href='/rss'></html>",
			"an HTML page, not a feed; it names the feed https://h/rss",
			"https://h/rss"},
		{"<svg><g/></svg>", "line 1: <svg> is no feed format we know", ""},
		{"<opml version='2.0'><body/></opml>", "line 1: <opml> is no feed format we know",
			""},
		{"<urlset><url><loc>http://h/1</loc></url><url><loc>http://h/2</loc></url></urlset>",
			"a sitemap without news: 2 addresses, none with a title", ""},
		{"<sitemapindex><sitemap><loc>http://h/news.xml</loc></sitemap></sitemapindex>",
			"an index of sitemaps, not a feed; the first is http://h/news.xml",
			"http://h/news.xml"},
		{"plain text", "not a feed: no XML element in it", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct built built;

		run(&built, rows[i].text);
		check_int(built.report.outcome, PARSE_NOT_A_FEED, rows[i].text);
		check_str(str_from(built.report.error), rows[i].error, rows[i].text);
		check_str(built.report.proposals[0], rows[i].proposal, rows[i].text);
		check_int(built.report.repair_set, 0, rows[i].text);
		built_done(&built);
	}
}

static void test_feed_info(void **state)
{
	static const char *const texts[] = {
		"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title type='html'>T&lt;br>"
		"</title><link href='/home'/><link rel='self' href='feed?a'/><link rel='hub' "
		"href='http://hub/'/><link rel='hub' href='http://hub2/'/><link rel='next' "
		"href='?p=2'/><link rel='prev-archive' href='/2003'/></feed>",
		"<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel><title>T</title>"
		"<a:link rel='self' href='https://h/dir/feed?a'/><a:link rel='next' "
		"href='feed?p=2'/><link>https://h/home</link><language>en</language><a:link "
		"rel='HUB' href='http://hub/'/><a:link rel='prev-archive' href='/2003'/>"
		"<image><title>no</title><link>http://no/</link></image><textInput><title>no</title>"
		"<link>http://no/</link></textInput></channel></rss>",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct built built;
		const struct feed_info *feed = &built.report.feed;

		run(&built, texts[i]);
		check_str(feed->title, "T", texts[i]);
		check_str(feed->link, "https://h/home", texts[i]);
		check_str(feed->language, "en", texts[i]);
		check_str(feed->self, "https://h/dir/feed?a", texts[i]);
		check_str(feed->hub, "http://hub/", texts[i]);
		check_str(feed->next, "https://h/dir/feed?p=2", texts[i]);
		check_str(feed->prev_archive, "https://h/2003", texts[i]);
		built_done(&built);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rss),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_atom),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_many_unclosed),
		cmocka_unit_test(test_no_feed),
		cmocka_unit_test(test_feed_info),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
