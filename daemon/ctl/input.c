/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a file to articles as the matcher takes them, with the parsers and the cleaning of the daemon. Never opens anything
 * but in input_load. Keeps true: an article's text is valid, clean UTF-8.
 */
#include "ctl/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "parse/document.h"
#include "parse/page.h"
#include "reader/read.h"
#include "text/charset.h"
#include "text/date.h"
#include "text/html.h"
#include "text/json.h"
#include "text/utf8.h"

#define TITLE_LINE_POINTS 200 /* a longer first line is a paragraph */
#define READ_AT_ONCE (64u << 10)

struct input {
	const struct input_file *file;
	input_fn *fn;
	void *arg;
	struct buf *errors;
	struct arena *arena; /* owned by the call: of one article */
	bool good;
	struct str source; /* of a feed: its own title is not known before its end */
};

static int load(int fd, struct buf *out)
{
	for (;;) {
		char bytes[READ_AT_ONCE];
		ssize_t got = read(fd, bytes, sizeof(bytes));

		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		if (got == 0) {
			return 0;
		}
		if (got > 0) {
			buf_add(out, bytes, (size_t)got);
		}
		if (out->full) {
			return -E2BIG;
		}
	}
}

int input_load(const char *path, struct buf *out)
{
	int fd;
	int result;

	buf_init(out, LIMIT_DOCUMENT);
	if (strcmp(path, "-") == 0) {
		return load(STDIN_FILENO, out);
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	result = load(fd, out);
	(void)close(fd);
	return result;
}

static void complain(struct input *input, size_t line, const char *what)
{
	input->good = false;
	buf_printf(input->errors, "%s:", input->file->name);
	if (line > 0) {
		buf_printf(input->errors, "%zu:", line);
	}
	buf_printf(input->errors, " %s\n", what);
}

/* --- feeds --- */

static bool on_article(struct article *article, struct arena *arena, void *arg)
{
	struct input *input = arg;
	struct input_article given = {.item = article->guid};

	parse_read_text(article, arena);
	if (given.item.len == 0) {
		given.item = article->link.len > 0 ? article->link : article->title;
	}
	given.input = read_match_input(article, input->source, STR(""), 0, arena);
	input->fn(&given, arena, input->arg);
	return true;
}

static void read_feed(struct input *input)
{
	struct document document = {.bytes = input->file->bytes,
		.content_type = input->file->content_type,
		.url = input->file->url};
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct parse_report report;

	parse_document(arena, &document, on_article, input, &report);
	if (report.error[0]) {
		complain(input, 0, report.error);
	}
	arena_free(arena);
}

/* --- text --- */

/* Lines of their own become paragraphs (RULES.md 3). */
static struct str split_paragraphs(struct arena *arena, struct str text)
{
	char *out = arena_alloc(arena, text.len * 2 + 1);
	size_t len = 0;

	if (!out) {
		return STR("");
	}
	for (size_t i = 0; i < text.len; i++) {
		out[len++] = text.ptr[i];
		if (text.ptr[i] == '\n') {
			out[len++] = '\n';
		}
	}
	return str_make(out, len);
}

static struct str clean_body(struct arena *arena, struct str text, struct str title)
{
	text = utf8_clean(arena, text, UTF8_TEXT, LIMIT_ARTICLE_TEXT);
	text = html_fold_plain(arena, split_paragraphs(arena, text), LIMIT_ARTICLE_TEXT);
	return page_clean_text(arena, text, title);
}

static struct str clean_line(struct arena *arena, struct str text)
{
	return utf8_clean(arena, text, UTF8_LINE, LIMIT_TITLE_POINTS);
}

/* A headline: short, without a full stop, and an empty line behind it. */
static struct str take_title(struct str *text)
{
	struct str rest = *text;
	struct str first;
	struct str second;

	if (!str_cut(&rest, '\n', &first) || !str_cut(&rest, '\n', &second)) {
		return STR("");
	}
	first = str_trim(first);
	if (first.len == 0 || str_trim(second).len > 0 || str_ends(first, STR(".")) ||
		utf8_length(first) > TITLE_LINE_POINTS) {
		return STR("");
	}
	*text = rest;
	return first;
}

static void read_text(struct input *input, struct str text)
{
	struct str title = take_title(&text);
	struct input_article given = {.item = str_from(input->file->name)};

	given.input.fields[FIELD_TITLE] = clean_line(input->arena, title);
	given.input.fields[FIELD_BODY] =
		clean_body(input->arena, text, given.input.fields[FIELD_TITLE]);
	input->fn(&given, input->arena, input->arg);
}

/* The daemon would leave such a page alone. */
static struct str note_of(struct arena *arena, const struct page *page)
{
	struct buf note;
	struct str ret;

	buf_init(&note, 512);
	buf_printf(&note, "no article is found in the page (%s): all its text is taken",
		page->error[0] ? page->error : "nothing of the kind");
	ret = arena_str(arena, buf_str(&note));
	buf_done(&note);
	return ret;
}

static void read_page(struct input *input, struct str text)
{
	struct input_article given = {.item = str_from(input->file->name)};
	struct document document = {.bytes = text,
		.content_type = STR("text/html; charset=utf-8"),
		.url = input->file->url};
	struct page page;

	parse_page(input->arena, &document, &page);
	given.input.fields[FIELD_TITLE] = page.title;
	given.input.fields[FIELD_BODY] = page.text;
	given.input.fields[FIELD_URL] =
		input->file->url.len > 0 ? input->file->url : page.canonical;
	given.input.fields[FIELD_AUTHOR] = page.author;
	given.input.fields[FIELD_LANG] = page.lang;
	given.input.date = page.published != DATE_NONE ? page.published : 0;
	if (!page.is_article) {
		given.note = note_of(input->arena, &page);
		given.input.fields[FIELD_BODY] =
			html_to_text(input->arena, text, LIMIT_ARTICLE_TEXT);
	}
	input->fn(&given, input->arena, input->arg);
}

/* --- JSON lines --- */

static struct str join_tags(struct arena *arena, const struct json_value *tags)
{
	struct buf joined;
	struct str ret;

	buf_init(&joined, LIMIT_ARTICLE_TEXT);
	for (size_t i = 0; i < json_length(tags); i++) {
		buf_add_str(&joined, clean_line(arena, json_get_str(json_at(tags, i))));
		buf_add_byte(&joined, '\n');
	}
	ret = arena_str(arena, str_trim(buf_str(&joined)));
	buf_done(&joined);
	return ret.ptr ? ret : STR("");
}

static void read_object(struct input *input, const struct json_value *object, size_t line)
{
	static const struct {
		const char *key;
		enum field field;
	} texts[] = {{"title", FIELD_TITLE}, {"url", FIELD_URL}, {"author", FIELD_AUTHOR},
		{"source", FIELD_SOURCE}, {"feed_country", FIELD_FEED_COUNTRY},
		{"lang", FIELD_LANG}};
	struct input_article given = {.item = {NULL, 0}};
	struct str published = json_get_str(json_get(object, "published"));
	char number[32];
	char place[32];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		given.input.fields[texts[i].field] =
			clean_line(input->arena, json_get_str(json_get(object, texts[i].key)));
	}
	given.input.fields[FIELD_BODY] = clean_body(input->arena,
		json_get_str(json_get(object, "text")), given.input.fields[FIELD_TITLE]);
	given.input.fields[FIELD_TAG] = join_tags(input->arena, json_get(object, "tags"));
	if (published.len > 0 && date_parse_rfc3339(published, &given.input.date) < 0) {
		complain(input, line, "published is not a time: write 2024-03-31T12:00:00Z");
	}
	given.item = clean_line(input->arena, json_get_text(json_get(object, "id"), number));
	if (given.item.len == 0) {
		(void)snprintf(place, sizeof(place), "line %zu", line);
		given.item = str_from(place);
	}
	input->fn(&given, input->arena, input->arg);
}

static void read_lines(struct input *input, struct str text)
{
	struct str line;

	for (size_t number = 1; str_cut(&text, '\n', &line); number++) {
		struct json_error error;
		struct json_doc *doc;

		if (str_trim(line).len == 0) {
			continue;
		}
		doc = json_parse(str_trim(line), &error);
		if (!doc) {
			complain(input, number, error.text);
		} else if (json_type_of(json_root(doc)) != JSON_TYPE_OBJECT) {
			complain(input, number, "not an object {id, title, text}");
		} else {
			read_object(input, json_root(doc), number);
		}
		json_doc_free(doc);
		arena_clear(input->arena);
	}
}

static bool is_lines(struct str text)
{
	struct json_error error;
	struct json_doc *doc;
	struct str first;
	bool is;

	if (!str_cut(&text, '\n', &first)) {
		return false;
	}
	doc = json_parse(str_trim(first), &error);
	is = doc && json_type_of(json_root(doc)) == JSON_TYPE_OBJECT &&
	     !json_get(json_root(doc), "items");
	json_doc_free(doc);
	return is;
}

static void read_kind(struct input *input, struct str text)
{
	struct str start = text;

	while (start.len > 0 && strchr(" \t\r\n", start.ptr[0])) {
		start = str_slice(start, 1, start.len);
	}
	if (start.len > 0 && start.ptr[0] == '{' && is_lines(start)) {
		read_lines(input, text);
	} else if (str_starts_nocase(start, STR("<!doctype html")) ||
		   str_starts_nocase(start, STR("<html"))) {
		read_page(input, text);
	} else if (start.len > 0 && strchr("<{[", start.ptr[0])) {
		read_feed(input);
	} else {
		read_text(input, text);
	}
}

bool input_read(const struct input_file *file, input_fn *fn, void *arg, struct buf *errors)
{
	struct input input = {.file = file, .fn = fn, .arg = arg, .errors = errors, .good = true};
	struct charset_verdict verdict;
	struct buf scratch;
	struct str text;

	input.arena = arena_new(2 * (size_t)LIMIT_DOCUMENT);
	buf_init(&scratch, 4 * (size_t)LIMIT_DOCUMENT);
	if (charset_to_utf8(file->bytes, charset_of_content_type(file->content_type), &scratch,
		    &verdict, &text) < 0) {
		complain(&input, 0, "is too large");
	} else {
		read_kind(&input, text);
	}
	buf_done(&scratch);
	arena_free(input.arena);
	return input.good;
}
