/* SPDX-License-Identifier: BSD-2-Clause */
/* nuncio feeds: a table of the feeds and how their polls go. */
#include "ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ctl/ask.h"
#include "ctl/show.h"

#define FEEDS_TIMEOUT_MS 60000
#define NUMBER_WIDTH 9
#define NAME_MIN 16

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
	[COLUMN_STATE] = {"STATE", 9},
	[COLUMN_LAST] = {"SUCCESS", 8},
	[COLUMN_NEXT] = {"NEXT", 8},
	[COLUMN_ARTICLES] = {"ARTICLES", NUMBER_WIDTH},
	[COLUMN_ERRORS] = {"ERRORS", 7},
};

static size_t name_width(void)
{
	size_t rest = show_width();

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		rest -= rest > columns[i].width + 1 ? columns[i].width + 1 : 0;
	}
	return rest > NAME_MIN ? rest - 1 : NAME_MIN;
}

static void show_head(const struct ctl *ctl, size_t width)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		show_cell(ctl, SHOW_BOLD, str_from(columns[i].title), columns[i].width);
		show_format(ctl, SHOW_PLAIN, " ");
	}
	show_cell(ctl, SHOW_BOLD, STR("FEED"), width);
	show_format(ctl, SHOW_PLAIN, "\n");
}

static void show_number(const struct ctl *ctl, const struct json_value *value, enum column column)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%" PRId64, json_get_int(value));

	show_cell(
		ctl, SHOW_PLAIN, str_make(text, len > 0 ? (size_t)len : 0), columns[column].width);
	show_format(ctl, SHOW_PLAIN, " ");
}

static void show_time(
	const struct ctl *ctl, const struct json_value *value, enum column column, int64_t now_s)
{
	char age[32];

	show_cell(
		ctl, SHOW_PLAIN, show_age(json_get_str(value), now_s, age), columns[column].width);
	show_format(ctl, SHOW_PLAIN, " ");
}

static void show_feed(
	const struct ctl *ctl, const struct json_value *feed, int64_t now_s, size_t width)
{
	struct str state = json_get_str(json_get(feed, "state"));
	struct str error = json_get_str(json_get(feed, "error"));

	show_cell(ctl, error.len ? SHOW_RED : SHOW_GREEN, state, columns[COLUMN_STATE].width);
	show_format(ctl, SHOW_PLAIN, " ");
	show_time(ctl, json_get(feed, "last_success"), COLUMN_LAST, now_s);
	if (json_get(feed, "next_poll")) {
		show_time(ctl, json_get(feed, "next_poll"), COLUMN_NEXT, now_s);
	} else {
		show_cell(ctl, SHOW_CYAN, json_get_str(json_get(feed, "stage")),
			columns[COLUMN_NEXT].width);
		show_format(ctl, SHOW_PLAIN, " ");
	}
	show_number(ctl, json_get(feed, "articles"), COLUMN_ARTICLES);
	show_number(ctl, json_get(feed, "errors"), COLUMN_ERRORS);
	show_cell(ctl, SHOW_PLAIN, json_get_str(json_get(feed, "name")), width);
	show_format(ctl, SHOW_PLAIN, "\n");
	if (error.len) {
		show_format(ctl, SHOW_PLAIN, "          ");
		show_text(ctl, SHOW_DIM, error);
		show_format(ctl, SHOW_PLAIN, "\n");
	}
}

static int make_request(int argc, char **argv, struct buf *request)
{
	struct json_writer w = json_writer_start(request);

	if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
		(void)fprintf(stderr, "nuncio feeds: unexpected argument \"%s\"\n", argv[argc - 1]);
		return CTL_USAGE;
	}
	json_open_object(&w);
	json_key_str(&w, "command", STR("feeds"));
	if (argc == 2) {
		json_key_str(&w, "url", str_from(argv[1]));
	}
	json_close_object(&w);
	return CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	const struct json_value *feeds;
	struct json_doc *doc = NULL;
	struct buf request;
	size_t width = name_width();
	int64_t now_s = clock_wall_s();
	int status;

	buf_init(&request, 65536);
	status = make_request(argc, argv, &request);
	if (status == CTL_OK) {
		status = ask_daemon(ctl, buf_str(&request), FEEDS_TIMEOUT_MS, &doc);
	}
	if (status == CTL_OK && !ctl->json) {
		feeds = json_get(json_root(doc), "feeds");
		show_head(ctl, width);
		for (size_t i = 0; i < json_length(feeds); i++) {
			show_feed(ctl, json_at(feeds, i), now_s, width);
		}
	}
	json_doc_free(doc);
	buf_done(&request);
	return status;
}

const struct ctl_command ctl_feeds = {
	"feeds",
	"the feeds and how their polls go",
	"usage: nuncio feeds [--json] [URL|NAME]\n"
	"\n"
	"One line a feed: state, time since the last good poll, time to the next one, new articles seen,\n"
	"polls that went wrong, name; a second line says what is wrong now.\n",
	run,
};
