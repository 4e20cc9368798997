/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "ctl/input.h"

#define RSS_HEAD "<?xml version='1.0'?><rss version='2.0'><channel><title>Feed</title>"

#define PARAGRAPH                                                                                        \
	"The ferry between the two islands stops at noon today, the company said, because the wind has " \
	"grown and the harbour is no longer safe for ships of its size."

static const struct {
	const char *what;
	const char *bytes;
	const char *want; /* "item|title|body|tags;" an article, line ends as "/" */
	const char *errors;
} rows[] = {
	{"nothing", "", "file|||;", ""},
	{"text", "One.\nTwo.", "file||One.//Two.|;", ""},
	{"text with a title", "A headline\n\nBody.", "file|A headline|Body.|;", ""},
	{"text with windows line ends", "A headline\r\n\r\nBody.\r\nEnough of it.",
		"file|A headline|Body.//Enough of it.|;", ""},
	{"a sentence is no title", "A sentence.\n\nBody.", "file||A sentence.//Body.|;", ""},
	{"text that is not UTF-8", "caf\xe9", "file||café|;", ""},
	{"text with a mark", "\xef\xbb\xbftext", "file||text|;", ""},
	{"hostile text",
		"a\x1b[31mb\xe2\x80\xae"
		"c\x07",
		"file||a[31mbc|;", ""},
	{"a page without an article",
		"<!DOCTYPE html><html><p>One</p><p>Two &amp; three</p></html>",
		"file||One//Two & three|;", ""},
	{"a page with an article",
		"<!DOCTYPE html><html><title>Ferry stops</title><nav><a href=/>Home</a></nav><article>"
		"<h1>Ferry stops</h1><p>" PARAGRAPH "</p><p>On Monday, " PARAGRAPH
		"</p></article></html>",
		"file|Ferry stops|" PARAGRAPH "//On Monday, " PARAGRAPH "|;", ""},
	{"boilerplate in a text", "A headline\n\nBody.\nRelated stories:\nOther story",
		"file|A headline|Body.|;", ""},
	{"lines",
		"{\"id\": 1, \"title\": \"T\", \"text\": \"a\\nb\"}\n{\"id\":\"x\",\"tags\":[\"p\",\"q\"]}",
		"1|T|a//b|;x|||p/q;", ""},
	{"lines without ids", "\n{\"title\": \"T\"}\n\n{\"title\": \"U\"}\n",
		"line 2|T||;line 4|U||;", ""},
	{"a bad line", "{\"id\": 1}\n{\"id\": \n7\n{\"id\": 2}", "1|||;2|||;",
		"file:2: unexpected token near end of file\nfile:3: not an object {id, title, text}\n"},
	{"a feed",
		RSS_HEAD "<item><guid>g</guid><title>T</title><description>&lt;p>D</description>"
			 "<category>c</category><category>d</category></item></channel></rss>",
		"g|T|D|c/d;", ""},
	{"items without guid",
		RSS_HEAD "<item><link>http://a.example/</link></item><item><title>T</title></item>"
			 "</channel></rss>",
		"http://a.example/|||;T|T||;", ""},
	{"a feed that ends early", RSS_HEAD "<item><title>T</title></item><item><ti", "T|T||;",
		"file: line 1: the document ends inside <item>\n"},
	{"a JSON feed",
		"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[{\"id\":\"1\","
		"\"content_text\":\"x\"}]}",
		"1||x|;", ""},
	{"no feed", "<svg></svg>", "", "file: "},
	{"other JSON", "[1, 2]", "", "file: "},
};

static void add(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		buf_add_byte(out, text.ptr[i] == '\n' ? '/' : text.ptr[i]);
	}
	buf_add_byte(out, '|');
}

static void on_article(const struct input_article *article, struct arena *arena, void *arg)
{
	struct buf *out = arg;

	(void)arena;
	add(out, article->item);
	add(out, article->input.fields[FIELD_TITLE]);
	add(out, article->input.fields[FIELD_BODY]);
	add(out, article->input.fields[FIELD_TAG]);
	out->ptr[out->len - 1] = ';';
}

static void test_articles_of_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct input_file file = {.name = "file", .bytes = str_from(rows[i].bytes)};
		struct buf errors;
		struct buf got;
		bool good;

		buf_init(&errors, 4096);
		buf_init(&got, 4096);
		good = input_read(&file, on_article, &got, &errors);
		check_str(buf_str(&got), rows[i].want, rows[i].what);
		if (strcmp(rows[i].errors, "file: ") == 0) {
			assert_true(str_starts(buf_str(&errors), STR("file: ")));
		} else {
			check_str(buf_str(&errors), rows[i].errors, rows[i].what);
		}
		assert_true(good == (errors.len == 0));
		buf_done(&errors);
		buf_done(&got);
	}
}

static void on_fields(const struct input_article *article, struct arena *arena, void *arg)
{
	int *calls = arg;

	(void)arena;
	(*calls)++;
	check_str(article->input.fields[FIELD_URL], "http://a.example/", "url");
	check_str(article->input.fields[FIELD_AUTHOR], "An Author", "author");
	check_str(article->input.fields[FIELD_SOURCE], "The Source", "source");
	check_str(article->input.fields[FIELD_FEED_COUNTRY], "JP", "feed_country");
	check_str(article->input.fields[FIELD_LANG], "en", "lang");
	assert_int_equal(article->input.date, 1711886400);
}

static void test_fields_of_a_line(void **state)
{
	struct input_file file = {.name = "file",
		.bytes = STR(
			"{\"url\":\"http://a.example/\",\"author\":\" An\\n Author \",\"source\":\"The Source\","
			"\"feed_country\":\"JP\",\"lang\":\"en\",\"published\":\"2024-03-31T12:00:00Z\"}")};
	struct buf errors;
	int calls = 0;

	(void)state;
	buf_init(&errors, 4096);
	assert_true(input_read(&file, on_fields, &calls, &errors));
	assert_int_equal(calls, 1);
	buf_done(&errors);
}

static void test_loading(void **state)
{
	char path[] = "/tmp/nuncio-test-input-XXXXXX";
	int fd = mkstemp(path);
	struct buf bytes;

	(void)state;
	assert_int_equal(write(fd, "a\0b", 3), 3);
	assert_int_equal(input_load(path, &bytes), 0);
	assert_int_equal(bytes.len, 3);
	buf_done(&bytes);
	assert_int_equal(ftruncate(fd, (off_t)LIMIT_DOCUMENT + 1), 0);
	assert_int_equal(input_load(path, &bytes), -E2BIG);
	buf_done(&bytes);
	close(fd);
	unlink(path);
	assert_int_equal(input_load(path, &bytes), -ENOENT);
	buf_done(&bytes);
	assert_int_equal(input_load("/tmp", &bytes), -EISDIR);
	buf_done(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_articles_of_a_file),
		cmocka_unit_test(test_fields_of_a_line),
		cmocka_unit_test(test_loading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
