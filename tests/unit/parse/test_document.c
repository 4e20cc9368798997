/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sample feeds against what must come out of them (tests/data/feeds, *.expected beside each), and documents that try to do
 * harm: each ends in the articles that could be saved or an error that says what was wrong.
 */
#include "parse/document.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "check.h"
#include "text/date.h"
#include "text/json.h"
#include "text/utf8.h"

struct run {
	struct arena *arena;
	struct parse_report report;
	struct buf out;
	size_t stop_after; /* articles, 0: never */
	size_t seen;
};

static void add_field(struct json_writer *w, const char *key, struct str value)
{
	if (value.len > 0) {
		buf_add_str(w->out, STR("\n  "));
		json_key_str(w, key, value);
	}
}

static void add_date(struct json_writer *w, const char *key, int64_t seconds)
{
	char text[DATE_RFC3339_SIZE];

	if (seconds != DATE_NONE) {
		add_field(w, key, str_make(text, date_format(seconds, text)));
	}
}

static bool on_article(struct article *article, struct arena *arena, void *arg)
{
	struct run *run = arg;
	struct json_writer w = json_writer_start(&run->out);

	parse_read_text(article, arena);
	assert_true(utf8_is_valid(article->title));
	assert_true(utf8_is_valid(article->summary));
	assert_true(utf8_is_valid(article->text));
	json_open_object(&w);
	add_field(&w, "id", article->guid);
	add_field(&w, "link", article->link);
	add_field(&w, "title", article->title);
	add_date(&w, "published", article->published);
	add_date(&w, "updated", article->updated);
	add_field(&w, "author", article->author);
	add_field(&w, "lang", article->lang);
	for (size_t i = 0; i < article->category_count; i++) {
		add_field(&w, "category", article->categories[i]);
	}
	add_field(&w, "summary", article->summary);
	add_field(&w, "text", article->text);
	json_close_object(&w);
	buf_add_byte(&run->out, '\n');
	run->seen++;
	return run->stop_after == 0 || run->seen < run->stop_after;
}

static void read_document(struct run *run, struct str bytes, const char *type, bool is_mapped)
{
	struct document document = {
		bytes, str_from(type), STR("https://served.example/dir/feed.xml"), is_mapped};

	memset(run, 0, sizeof(*run));
	run->arena = arena_new(LIMIT_READER_ARENA);
	buf_init(&run->out, 1u << 24);
	parse_document(run->arena, &document, on_article, run, &run->report);
	assert_int_equal(run->report.articles, run->seen);
}

static void run_document(struct run *run, struct str bytes, const char *type)
{
	read_document(run, bytes, type, false);
}

static void run_done(struct run *run)
{
	buf_done(&run->out);
	arena_free(run->arena);
}

static void add_report(struct run *run)
{
	static const char *const outcomes[] = {"ok", "partial", "limit", "not a feed"};
	struct json_writer w = json_writer_start(&run->out);

	json_open_object(&w);
	add_field(&w, "outcome", str_from(outcomes[run->report.outcome]));
	add_field(&w, "format", str_from(run->report.format));
	add_field(&w, "error", str_from(run->report.error));
	add_field(&w, "repairs", str_from(run->report.repairs));
	add_field(&w, "title", run->report.feed.title);
	add_field(&w, "link", run->report.feed.link);
	add_field(&w, "language", run->report.feed.language);
	json_close_object(&w);
	buf_add_byte(&run->out, '\n');
}

static void read_file(const char *name, const char *suffix, struct buf *out)
{
	char path[512];
	size_t got;

	(void)snprintf(path, sizeof(path), "%s/tests/data/feeds/%s%s", NUNCIO_SOURCE, name, suffix);
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		fail_msg("no file %s", path);
	}
	do {
		char *to = buf_extend(out, 4096);

		got = fread(to, 1, 4096, file);
		out->len -= 4096 - got;
	} while (got > 0);
	(void)fclose(file);
}

static void samples(void **state)
{
	static const struct {
		const char *name;
		const char *type;
	} files[] = {{"rss2.xml", "application/rss+xml"}, {"rss1.xml", "text/xml"},
		{"atom.xml", "application/atom+xml; charset=utf-8"}, {"feed.json", "text/html"},
		{"truncated.xml", ""}, {"page.html", "text/html"},
		{"other.json", "application/json"}, {"broken.xml", ""},
		{"windows1251.xml", "text/xml"}, {"utf16.xml", ""},
		{"latin1_undeclared.xml", "application/xml"},
		{"shift_jis.xml", "application/rss+xml"}};

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		struct buf bytes;
		struct buf want;
		struct run run;

		buf_init(&bytes, 1u << 20);
		buf_init(&want, 1u << 20);
		read_file(files[i].name, "", &bytes);
		read_file(files[i].name, ".expected", &want);
		run_document(&run, buf_str(&bytes), files[i].type);
		add_report(&run);
		check_str(buf_str(&run.out), buf_cstr(&want), files[i].name);
		run_done(&run);
		buf_done(&want);
		buf_done(&bytes);
	}
}

/* A document made of `head`, `count` times `body`, and `tail`. */
static struct buf repeat(const char *head, const char *body, size_t count, const char *tail)
{
	struct buf bytes;

	buf_init(&bytes, 1u << 27);
	buf_add_str(&bytes, str_from(head));
	for (size_t i = 0; i < count; i++) {
		buf_add_str(&bytes, str_from(body));
	}
	buf_add_str(&bytes, str_from(tail));
	return bytes;
}

#define FEED "<rss version='2.0'><channel><item><title>one</title></item>"
#define END "</channel></rss>"

static void attacks(void **state)
{
	static const struct {
		const char *what;
		const char *head;
		const char *body;
		size_t count;
		const char *tail;
		enum parse_outcome outcome;
		size_t articles;
		const char *error; /* a part of it */
	} cases[] = {
		{"depth", FEED, "<a>", 100000, "", PARSE_LIMIT, 1, "200 deep"},
		{"depth inside a value", FEED "<item><description>", "<b>", 100000, "", PARSE_LIMIT,
			1, "200 deep"},
		{"attributes", FEED "<item", " a='b'", 300, "/>" END, PARSE_LIMIT, 1,
			"256 attributes"},
		{"a start tag", FEED "<item a='", "xxxxxxxxxxxxxxxx", 10000, "'/>" END, PARSE_LIMIT,
			1, "64 KiB"},
		{"a name", FEED "<", "nnnnnnnnnnnnnnnn", 10000, "/>" END, PARSE_LIMIT, 1, "64 KiB"},
		{"namespaces", FEED, "<a xmlns:a='1' xmlns:b='2' xmlns:c='3' xmlns:d='4'>", 199, "",
			PARSE_LIMIT, 1, "256 namespaces"},
		{"articles", "<rss><channel>", "<item><title>x</title></item>", 51000, END,
			PARSE_LIMIT, LIMIT_ARTICLES, "50,000 articles"},
		{"text", FEED "<item><description>", "0123456789abcdef", 300000,
			"</description></item>" END, PARSE_LIMIT, 1, "4 MiB"},
		{"text in CDATA", FEED "<item><description><![CDATA[", "0123456789abcdef", 300000,
			"]]></description></item>" END, PARSE_LIMIT, 1, "4 MiB"},
		{"text with references", FEED "<item><description>", "0123456789&amp;b", 600000,
			"</description></item>" END, PARSE_LIMIT, 1, "4 MiB"},
		{"errors", FEED, "</nothing>", 20000, END, PARSE_LIMIT, 1, "10,000 errors"},
		{"a comment", FEED "<!--", "-x", 1000000, "-->" END, PARSE_OK, 1, ""},
		{"comments without end", FEED, "<!--x", 100000, "", PARSE_PARTIAL, 1,
			"ends inside"},
		{"end tags without end", FEED, "</a", 100000, "", PARSE_LIMIT, 1, "errors"},
		{"bare &", FEED "<item><title>t</title><description>", "& ", 100000,
			"</description></item>" END, PARSE_OK, 2, ""},
		{"bare <", FEED "<item><title>t</title><description>", "< ", 100000,
			"</description></item>" END, PARSE_OK, 2, ""},
		{"laughs",
			"<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>" FEED
			"<item><title>",
			"&b;", 1000, "</title></item>" END, PARSE_OK, 2, ""},
		{"parameter entities", "<!DOCTYPE r [", "<!ENTITY % p '&#37;p;&#37;p;'> %p; ",
			10000, "]>" FEED END, PARSE_OK, 1, ""},
		{"a doctype without end", "<!DOCTYPE rss [", "<!ENTITY x 'y'>", 1000, FEED END,
			PARSE_NOT_A_FEED, 0, "not a feed"},
		{"white space", "", " \n", 100000, "", PARSE_NOT_A_FEED, 0, "white space"},
		{"nothing", "", "", 0, "", PARSE_NOT_A_FEED, 0, "empty"},
		{"plain text", "hello, ", "world ", 10, "", PARSE_NOT_A_FEED, 0, "no XML element"},
		{"another root", "<svg>", "<g/>", 10, "</svg>", PARSE_NOT_A_FEED, 0, "<svg>"},
		{"JSON too deep", "", "[", 100000, "", PARSE_NOT_A_FEED, 0, "not JSON"},
		{"half of JSON", "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [",
			"{\"id\": \"1\"},", 5, "", PARSE_PARTIAL, 5, "not JSON"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf bytes =
			repeat(cases[i].head, cases[i].body, cases[i].count, cases[i].tail);
		struct run run;

		run_document(&run, buf_str(&bytes), "");
		check_int(run.report.outcome, cases[i].outcome, cases[i].what);
		check_int((int64_t)run.seen, (int64_t)cases[i].articles, cases[i].what);
		if (str_find(str_from(run.report.error), str_from(cases[i].error)) < 0 ||
			(run.report.outcome == PARSE_OK) != (run.report.error[0] == 0)) {
			fail_msg("%s: error \"%s\"", cases[i].what, run.report.error);
		}
		run_done(&run);
		buf_done(&bytes);
	}
}

/* Cut at every byte, a feed gives the articles that can be told from others, and says that it was cut. */
static void cut_anywhere(void **state)
{
	struct buf bytes;

	(void)state;
	buf_init(&bytes, 1u << 20);
	read_file("rss2.xml", "", &bytes);
	struct str whole = buf_str(&bytes);
	const struct str first = STR("ferry-talks</link");
	size_t first_end = (size_t)str_find(whole, first) + first.len;
	ptrdiff_t root_end = str_find(whole, STR("</rss"));
	for (size_t len = 0; len < whole.len; len++) {
		char *exact = mem_alloc(len + 1);
		struct run run;

		memcpy(exact, whole.ptr, len);
		run_document(&run, str_make(exact, len), "");
		/* Its title and its address are whole; "</link" will do. */
		if (len >= first_end) {
			assert_true(run.seen >= 1);
		} else {
			assert_int_equal(run.seen, 0);
		}
		if (len < (size_t)root_end + 5) {
			assert_int_not_equal(run.report.outcome, PARSE_OK);
			assert_true(run.report.error[0] != 0);
		}
		run_done(&run);
		free(exact);
	}
	buf_done(&bytes);
}

/* Of an article that the document ends in, what was whole is kept, when that tells it from others. */
static void cut_articles(void **state)
{
#define RSS_ITEM "<rss><channel><item><title>one</title><guid>a</guid></item><item>"
#define ATOM_ENTRY "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
#define JSON_ITEM "{\"items\":[{\"id\":\"a\",\"title\":\"one\"},{"
	static const struct {
		const char *document;
		size_t articles;
		const char *in;     /* what the last one has */
		const char *not_in; /* what was half */
	} cases[] = {
		{RSS_ITEM "<title>two</title><guid>b</guid><description>ha", 2, "two", "ha"},
		{RSS_ITEM "<title>two</title><link>http://a.example/2</link><pubDate>Tue, 03", 2,
			"http://a.example/2", "published"},
		{RSS_ITEM "<guid>b</guid><title>two</title><content:encoded><![CDATA[<p>ha", 2,
			"two", "ha"},
		{RSS_ITEM "<title>two</title><guid>b</guid><category>whole</category><auth", 2,
			"whole", NULL},
		{RSS_ITEM "<title>two</title><guid>b</guid>", 2, "two", NULL},
		{RSS_ITEM "<title>two</title><guid>b", 1, "one", "two"},
		{RSS_ITEM "<title>two</title><description>what it is</description>", 1, "one",
			"two"},
		{RSS_ITEM "<guid>b</guid><link>http://a.example/2</link><title>tw", 1, "one", "tw"},
		{RSS_ITEM, 1, "one", NULL},
		{ATOM_ENTRY "<id>b</id><title>two</title><author><name>Half A", 1, "two", "Half"},
		{ATOM_ENTRY "<title>two</title><link href='http://a.example/2'/><content "
			    "type='xhtml'><div><p>ha</p>",
			1, "http://a.example/2", "ha"},
		{ATOM_ENTRY "<title>two</title><id>b", 0, "", "two"},
		{JSON_ITEM "\"id\":\"b\",\"title\":\"two\",\"content_text\":\"ha", 2, "two", "ha"},
		{JSON_ITEM "\"url\":\"http://a.example/2\",\"title\":\"two\",\"tags\":[\"whole\"]",
			2, "whole", NULL},
		{JSON_ITEM "\"id\":\"b\",\"content_text\":\"all of it\",\"title\":\"tw", 1, "one",
			"tw"},
		{JSON_ITEM "\"title\":\"two\",\"id\":\"b", 1, "one", "two"},
		/* whole, but for the end of the list: an item without a title may be one */
		{"{\"items\":[{\"id\":\"a\",\"content_text\":\"note\"}", 1, "note", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run run;

		run_document(&run, str_from(cases[i].document), "");
		check_int(run.report.outcome, PARSE_PARTIAL, cases[i].document);
		check_int((int64_t)run.seen, (int64_t)cases[i].articles, cases[i].document);
		assert_true((run.report.repair_set & REPAIR_CUT) != 0);
		if (str_find(buf_str(&run.out), str_from(cases[i].in)) < 0 ||
			(cases[i].not_in != NULL &&
				str_find(buf_str(&run.out), str_from(cases[i].not_in)) >= 0)) {
			fail_msg("%s: %s", cases[i].document, buf_cstr(&run.out));
		}
		run_done(&run);
	}
#undef RSS_ITEM
#undef ATOM_ENTRY
#undef JSON_ITEM
}

/* What is said of the feed does not lie in the document. */
static void feed_outlives_document(void **state)
{
	struct buf bytes = repeat("", "", 0,
		"<rss><channel><title>T\xfc</title><link>http://a.example/</link>"
		"<language>de</language></channel></rss>");
	struct run run;

	(void)state;
	run_document(&run, buf_str(&bytes), "");
	buf_done(&bytes);
	check_str(run.report.feed.title, "Tü", "title");
	check_str(run.report.feed.link, "http://a.example/", "link");
	check_str(run.report.feed.language, "de", "language");
	run_done(&run);
}

static void stop_early(void **state)
{
	struct buf bytes = repeat("<rss><channel>", "<item><title>x</title></item>", 100, END);
	struct document document = {.bytes = buf_str(&bytes)};
	struct run run = {.arena = arena_new(0), .stop_after = 3};

	(void)state;
	buf_init(&run.out, 1u << 20);
	parse_document(run.arena, &document, on_article, &run, &run.report);
	assert_int_equal(run.report.outcome, PARSE_OK);
	assert_int_equal(run.seen, 3);
	run_done(&run);
	buf_done(&bytes);
}

/* A guid beyond the ceiling is cut, but two such guids that differ at their end stay different. */
static void long_guids(void **state)
{
	struct buf one = repeat("<rss><item><guid>", "0123456789", 100000, "A</guid></item></rss>");
	struct buf two = repeat("<rss><item><guid>", "0123456789", 100000, "B</guid></item></rss>");
	struct run first;
	struct run second;

	(void)state;
	run_document(&first, buf_str(&one), "");
	run_document(&second, buf_str(&two), "");
	assert_true(first.out.len > 1000 && first.out.len < LIMIT_GUID + 100);
	assert_false(str_eq(buf_str(&first.out), buf_str(&second.out)));
	run_done(&first);
	run_done(&second);
	buf_done(&one);
	buf_done(&two);
}

/* Read from a mapping of a file, a document gives what it gives from memory. */
static void check_mapped(struct str bytes, const char *what)
{
	int fd = memfd_create("document", MFD_CLOEXEC);
	struct run plain;
	struct run run;
	char *map;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.ptr, bytes.len), bytes.len);
	map = mmap(NULL, bytes.len, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(map != MAP_FAILED);
	run_document(&plain, bytes, "");
	read_document(&run, str_make(map, bytes.len), "", true);
	add_report(&plain);
	add_report(&run);
	assert_true(str_eq(buf_str(&run.out), buf_str(&plain.out)));
	check_int((int64_t)run.seen, (int64_t)plain.seen, what);
	assert_true(run.seen >= 8);
	run_done(&run);
	run_done(&plain);
	assert_int_equal(munmap(map, bytes.len), 0);
	assert_int_equal(close(fd), 0);
}

/* A large document in a mapping, whose pages go behind the reader: values and characters that lie across what is
 * forgotten at a time are whole, and so is the line of an error. */
static void mapped(void **state)
{
	static const char *const tails[] = {
		END, "</channel>", "<item a='b", ("\xff" END), "<item><title>\xc3\xa9"};
	struct buf item =
		repeat("<item><title>\xc3\xa9\xe2\x80\x94</title>\n<description><![CDATA[<p>",
			"caf\xc3\xa9 \xe2\x80\x94 \xf0\x9f\x98\x80 ", 40000,
			"</p>]]></description></item>");

	(void)state;
	for (size_t i = 0; i < COUNT(tails); i++) {
		struct buf bytes = repeat(FEED, buf_cstr(&item), 7, tails[i]);

		check_mapped(buf_str(&bytes), tails[i]);
		buf_done(&bytes);
	}
	buf_done(&item);
}

/* The same in other encodings, of a converter and of a table of ours: they are counted and converted part by part. */
static void mapped_and_converted(void **state)
{
	static const char *const names[] = {"windows-1252", "Shift_JIS", "ISO-8859-16"};
	struct buf item = repeat("<item><title>t</title><description>", "caf\xe9 \x83\x65\x83\x58 ",
		40000, "</description></item>");

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct buf head;
		struct buf bytes;

		buf_init(&head, 1000);
		buf_printf(&head, "<?xml version='1.0' encoding='%s'?>" FEED, names[i]);
		bytes = repeat(buf_cstr(&head), buf_cstr(&item), 7, END);
		check_mapped(buf_str(&bytes), names[i]);
		buf_done(&bytes);
		buf_done(&head);
	}
	buf_done(&item);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples),
		cmocka_unit_test(attacks),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(cut_articles),
		cmocka_unit_test(feed_outlives_document),
		cmocka_unit_test(stop_early),
		cmocka_unit_test(long_guids),
		cmocka_unit_test(mapped),
		cmocka_unit_test(mapped_and_converted),
	};

	parse_warm_up();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
