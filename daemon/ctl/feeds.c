/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio feeds: the feeds and how their polls go, as a table or, with --verbose, all that is known of each. Only shows: what
 * is known, the daemon says.
 */
#include "ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/args.h"
#include "ctl/ask.h"
#include "ctl/show.h"
#include "text/date.h"

#define FEEDS_TIMEOUT_MS 60000
#define NUMBER_WIDTH 8
#define NAME_MIN 16
#define LABEL_WIDTH 10

static struct str text_of(const struct json_value *feed, const char *key)
{
	return json_get_str(json_get(feed, key));
}

static int64_t number_of(const struct json_value *feed, const char *key)
{
	return json_get_int(json_get(feed, key));
}

static void show_plain(const struct ctl *ctl, const char *words)
{
	show_format(ctl, SHOW_PLAIN, "%s", words);
}

/* "now" when a poll is due. */
static struct str time_to_next(const struct json_value *feed, int64_t now_s, char out[32])
{
	int64_t then = 0;

	if (date_parse(text_of(feed, "next_poll"), &then) < 0) {
		return text_of(feed, "stage");
	}
	return then <= now_s ? STR("now") : show_duration(then - now_s, out);
}

static enum show_colour colour_of(const struct json_value *feed)
{
	struct str state = text_of(feed, "state");

	return str_eq(state, STR("failing")) ? SHOW_RED
	       : str_eq(state, STR("ok"))    ? SHOW_GREEN
					     : SHOW_YELLOW;
}

/* --- the table --- */

enum column {
	COLUMN_STATE,
	COLUMN_LAST,
	COLUMN_NEXT,
	COLUMN_ARTICLES,
	COLUMN_ERRORS,
	COLUMN_COUNT
};

static const struct {
	const char *title;
	size_t width;
} columns[COLUMN_COUNT] = {
	[COLUMN_STATE] = {"STATE", 7},
	[COLUMN_LAST] = {"SUCCESS", 7},
	[COLUMN_NEXT] = {"NEXT", 8},
	[COLUMN_ARTICLES] = {"ARTICLES", NUMBER_WIDTH},
	[COLUMN_ERRORS] = {"  ERRORS", NUMBER_WIDTH},
};

static size_t name_width(void)
{
	size_t rest = show_width();

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		rest -= rest > columns[i].width + 2 ? columns[i].width + 2 : 0;
	}
	return rest > NAME_MIN ? rest : NAME_MIN;
}

static void show_column(
	const struct ctl *ctl, enum show_colour colour, struct str text, enum column column)
{
	show_cell(ctl, colour, text, columns[column].width);
	show_plain(ctl, "  ");
}

static void show_head(const struct ctl *ctl)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		show_column(ctl, SHOW_BOLD, str_from(columns[i].title), i);
	}
	show_format(ctl, SHOW_BOLD, "FEED");
	show_plain(ctl, "\n");
}

static void show_number(const struct ctl *ctl, int64_t number, enum column column)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%*" PRId64, NUMBER_WIDTH, number);

	show_column(ctl, SHOW_PLAIN, str_make(text, len > 0 ? (size_t)len : 0), column);
}

/* A line below the row that it belongs to. */
static void show_remark(const struct ctl *ctl, const char *words, struct str text)
{
	show_format(ctl, SHOW_DIM, "         %s", words);
	show_text(ctl, SHOW_DIM, text);
	show_plain(ctl, "\n");
}

static void show_row(const struct ctl *ctl, const struct json_value *feed, int64_t now_s)
{
	char age[32];
	bool waits = json_get(feed, "next_poll") != NULL;

	show_column(ctl, colour_of(feed), text_of(feed, "state"), COLUMN_STATE);
	show_column(
		ctl, SHOW_PLAIN, show_age(text_of(feed, "last_success"), now_s, age), COLUMN_LAST);
	show_column(
		ctl, waits ? SHOW_PLAIN : SHOW_CYAN, time_to_next(feed, now_s, age), COLUMN_NEXT);
	show_number(ctl, number_of(feed, "articles"), COLUMN_ARTICLES);
	show_number(ctl, number_of(feed, "errors"), COLUMN_ERRORS);
	show_cell(ctl, SHOW_PLAIN, text_of(feed, "name"), name_width());
	show_plain(ctl, "\n");
	if (json_get(feed, "error")) {
		show_remark(ctl, "", text_of(feed, "error"));
	}
	if (json_get(feed, "moved_to")) {
		show_remark(ctl, "moved for good to ", text_of(feed, "moved_to"));
	}
}

/* --- all that is known of one --- */

static void show_label(const struct ctl *ctl, const char *name)
{
	show_plain(ctl, "  ");
	show_cell(ctl, SHOW_DIM, str_from(name), LABEL_WIDTH);
	show_plain(ctl, "  ");
}

static void show_line(
	const struct ctl *ctl, const char *label, enum show_colour colour, struct str text)
{
	if (text.len) {
		show_label(ctl, label);
		show_text(ctl, colour, text);
		show_plain(ctl, "\n");
	}
}

static void show_state(const struct ctl *ctl, const struct json_value *feed, int64_t now_s)
{
	char age[32];

	show_label(ctl, "state");
	show_text(ctl, colour_of(feed), text_of(feed, "state"));
	if (json_get(feed, "failing_since")) {
		show_plain(ctl, " for ");
		show_text(ctl, SHOW_PLAIN, show_age(text_of(feed, "failing_since"), now_s, age));
	}
	show_plain(ctl, "\n");
	show_line(ctl, "error", SHOW_RED, text_of(feed, "error"));
}

static void show_polls(const struct ctl *ctl, const struct json_value *feed, int64_t now_s)
{
	int64_t polls = number_of(feed, "polls");
	int64_t errors = number_of(feed, "errors");
	int64_t status = number_of(feed, "http_status");
	char age[32];

	show_label(ctl, "polls");
	show_format(ctl, SHOW_PLAIN, "%" PRId64, polls);
	if (json_get(feed, "last_poll")) {
		if (errors > 0) {
			show_format(ctl, SHOW_PLAIN, ", %" PRId64 " with errors", errors);
		}
		show_plain(ctl, "; the last ");
		show_text(ctl, SHOW_PLAIN, show_age(text_of(feed, "last_poll"), now_s, age));
		show_plain(ctl, " ago: ");
		show_format(ctl, SHOW_PLAIN, status ? "HTTP %" PRId64 : "no response", status);
	}
	show_plain(ctl, "\n");
	show_label(ctl, "next");
	show_text(ctl, SHOW_PLAIN, time_to_next(feed, now_s, age));
	if (number_of(feed, "interval_s") > 0) {
		show_plain(ctl, ", every ");
		show_text(ctl, SHOW_PLAIN, show_duration(number_of(feed, "interval_s"), age));
	}
	show_plain(ctl, "\n");
}

static void show_in_part(const struct ctl *ctl, int64_t in_part)
{
	if (in_part > 0) {
		show_plain(ctl, "; ");
		show_format(ctl, SHOW_YELLOW,
			"%" PRId64 " so long that not all of %s was looked at", in_part,
			in_part == 1 ? "it" : "them");
	}
}

static void show_articles(const struct ctl *ctl, const struct json_value *feed, int64_t now_s)
{
	char age[32];

	show_label(ctl, "articles");
	show_format(ctl, SHOW_PLAIN, "%" PRId64 " new", number_of(feed, "articles"));
	if (json_get(feed, "last_change")) {
		show_plain(ctl, ", the last ");
		show_text(ctl, SHOW_PLAIN, show_age(text_of(feed, "last_change"), now_s, age));
		show_plain(ctl, " ago");
	}
	if (json_get(feed, "fulltext")) {
		show_plain(ctl, json_get_bool(json_get(feed, "fulltext"))
					? ", with their pages"
					: ", without their pages");
	}
	show_in_part(ctl, number_of(feed, "in_part"));
	show_plain(ctl, "\n");
}

static void show_validators(const struct ctl *ctl, const struct json_value *feed)
{
	struct str etag = text_of(feed, "etag");
	struct str modified = text_of(feed, "last_modified");

	show_label(ctl, "validators");
	show_plain(ctl, etag.len ? "ETag " : "");
	show_text(ctl, SHOW_PLAIN, etag);
	show_plain(ctl, etag.len && modified.len ? "; Last-Modified "
			: modified.len           ? "Last-Modified "
						 : "");
	show_text(ctl, SHOW_PLAIN, modified);
	show_plain(ctl, etag.len || modified.len ? "\n" : "none: each poll brings all of it\n");
}

/* "cut short, unusable addresses" in one line; nothing when there are none. */
static void show_list(const struct ctl *ctl, const char *label, const struct json_value *words)
{
	for (size_t i = 0; i < json_length(words); i++) {
		if (i == 0) {
			show_label(ctl, label);
		}
		show_plain(ctl, i == 0 ? "" : ", ");
		show_text(ctl, SHOW_YELLOW, json_get_str(json_at(words, i)));
	}
	show_plain(ctl, json_length(words) == 0 ? "" : "\n");
}

static void show_losses(const struct ctl *ctl, const struct json_value *feed)
{
	int64_t missed = number_of(feed, "missed");

	show_list(ctl, "lost", json_get(feed, "losses"));
	if (missed > 0) {
		show_label(ctl, "missed");
		show_format(ctl, SHOW_YELLOW,
			"perhaps: %" PRId64 " poll%s shared no article with the one before\n",
			missed, missed == 1 ? "" : "s");
	}
}

static void show_advice(const struct ctl *ctl, const struct json_value *feed)
{
	const struct json_value *proposals = json_get(feed, "proposals");

	for (size_t i = 0; i < json_length(proposals); i++) {
		show_line(
			ctl, i == 0 ? "try" : "or", SHOW_CYAN, json_get_str(json_at(proposals, i)));
	}
	if (json_get(feed, "moved_to")) {
		show_label(ctl, "moved");
		show_plain(ctl, "for good; name it in the feed list as ");
		show_text(ctl, SHOW_CYAN, text_of(feed, "moved_to"));
		show_plain(ctl, "\n");
	}
}

static void show_feed(const struct ctl *ctl, const struct json_value *feed, int64_t now_s)
{
	struct str name = text_of(feed, "name");

	show_text(ctl, SHOW_BOLD, name);
	show_plain(ctl, "\n");
	show_line(ctl, "url", SHOW_PLAIN, text_of(feed, "url"));
	if (!str_eq(name, text_of(feed, "title"))) {
		show_line(ctl, "title", SHOW_PLAIN, text_of(feed, "title"));
	}
	show_line(ctl, "format", SHOW_PLAIN, text_of(feed, "format"));
	show_state(ctl, feed, now_s);
	show_polls(ctl, feed, now_s);
	show_articles(ctl, feed, now_s);
	show_validators(ctl, feed);
	show_list(ctl, "mended", json_get(feed, "repairs"));
	show_losses(ctl, feed);
	show_advice(ctl, feed);
}

/* --- all of them --- */

/* As people look for them: letters before their case. */
static int compare_words(struct str a, struct str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? strncasecmp(a.ptr, b.ptr, len) : 0;

	return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

struct row {
	const struct json_value *feed;
};

static int compare_names(const void *a, const void *b)
{
	const struct json_value *one = ((const struct row *)a)->feed;
	const struct json_value *other = ((const struct row *)b)->feed;
	int order = compare_words(text_of(one, "name"), text_of(other, "name"));

	return order ? order : str_cmp(text_of(one, "url"), text_of(other, "url"));
}

static void show_all(const struct ctl *ctl, const struct json_value *feeds, bool verbose)
{
	size_t count = json_length(feeds);
	struct row *rows = mem_alloc((count + 1) * sizeof(*rows));
	int64_t now_s = clock_wall_s();

	for (size_t i = 0; i < count; i++) {
		rows[i].feed = json_at(feeds, i);
	}
	qsort(rows, count, sizeof(*rows), compare_names);
	if (!verbose) {
		show_head(ctl);
	}
	for (size_t i = 0; i < count; i++) {
		if (verbose) {
			show_plain(ctl, i > 0 ? "\n" : "");
			show_feed(ctl, rows[i].feed, now_s);
		} else {
			show_row(ctl, rows[i].feed, now_s);
		}
	}
	free(rows);
}

struct wish {
	bool verbose;
	const char *feed; /* NULL: all */
};

static int take_words(char **argv, struct wish *wish)
{
	static const struct args_option options[] = {{"--verbose", false}, {NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;

	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind == ARGS_OPTION) {
			wish->verbose = true;
		} else if (item.kind == ARGS_WORD && !wish->feed) {
			wish->feed = item.value;
		} else {
			if (item.kind == ARGS_WORD) {
				(void)fprintf(stderr, "nuncio feeds: one feed or all\n");
			}
			return CTL_USAGE;
		}
	}
	return CTL_OK;
}

static void write_request(const struct wish *wish, struct buf *request)
{
	struct json_writer w = json_writer_start(request);

	json_open_object(&w);
	json_key_str(&w, "command", STR("feeds"));
	if (wish->feed) {
		json_key_str(&w, "url", str_from(wish->feed));
	}
	json_close_object(&w);
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct wish wish = {.feed = NULL};
	struct json_doc *doc = NULL;
	struct buf request;
	int status = take_words(argv, &wish);

	(void)argc;
	if (status != CTL_OK) {
		return status;
	}
	buf_init(&request, 65536);
	write_request(&wish, &request);
	status = ask_daemon(ctl, buf_str(&request), FEEDS_TIMEOUT_MS, &doc);
	if (status == CTL_OK) {
		const struct json_value *feeds = json_get(json_root(doc), "feeds");

		if (wish.feed && json_length(feeds) == 0) {
			(void)fprintf(stderr, "nuncio feeds: the feed lists have no such feed\n");
			status = CTL_FAILED;
		} else if (!ctl->json) {
			show_all(ctl, feeds, wish.verbose);
		}
	}
	json_doc_free(doc);
	buf_done(&request);
	return status;
}

const struct ctl_command ctl_feeds = {
	"feeds",
	"the feeds and how their polls go",
	"usage: nuncio feeds [--json] [--verbose] [URL|NAME]\n"
	"\n"
	"One line a feed: state, time since the last good poll, time to the next one, new articles seen,\n"
	"polls that went wrong, name; below it what is wrong now.\n"
	"\n"
	"  --verbose   all that is known of each: its format, how the server answers, since when it fails,\n"
	"              what was mended in its document, what was lost, and what to try instead\n",
	run,
};
