/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio tail: alerts as they come, one line each. Reads the streams of the store that the daemon names, so that nothing is
 * missed while a connection or a process is away; what a feed says reaches a terminal only through show.h.
 */
#include "ctl/ctl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "ctl/args.h"
#include "ctl/follow.h"
#include "ctl/load.h"
#include "ctl/show.h"
#include "ctl/store_link.h"
#include "net/loop.h"
#include "text/date.h"

#define POSITION_SIZE 48
#define TIME_WIDTH 20
#define PRIORITY_WIDTH 8

struct tail {
	const struct ctl *ctl;
	struct store_link link;
	char position[POSITION_SIZE]; /* where to begin; empty: now */
	struct load_paths channels;   /* named ones; none: all */
	int64_t left;                 /* alerts to print; 0: no end */
	bool is_terminal;             /* standard output */
	bool is_failed;               /* standard output does not take it */
};

/* --- where the store is --- */

static bool on_locate(struct redis_address *ret, void *arg)
{
	struct tail *tail = arg;

	return store_link_locate(&tail->link, ret);
}

static bool on_list(struct follow *follow, void *arg)
{
	struct tail *tail = arg;
	struct json_doc *doc = store_link_channels(&tail->link);
	const struct json_value *channels;

	if (!doc) {
		return false;
	}
	channels = json_get(json_root(doc), "channels");
	for (size_t i = 0; i < json_length(channels); i++) {
		follow_add(follow, json_get_str(json_get(json_at(channels, i), "channel")));
	}
	json_doc_free(doc);
	return true;
}

/* --- what is printed --- */

/* Names of channels come from the store, reasons from a server. */
static PRINTF_LIKE(1, 2) void complain(const char *format, ...)
{
	struct buf line;
	va_list args;

	buf_init(&line, 4096);
	buf_printf(&line, "nuncio tail: ");
	va_start(args, format);
	buf_vprintf(&line, format, args);
	va_end(args);
	show_error(buf_str(&line));
	buf_done(&line);
}

static enum show_colour colour_of(struct str priority)
{
	if (str_eq(priority, STR("critical")) || str_eq(priority, STR("high"))) {
		return SHOW_RED;
	}
	return str_eq(priority, STR("medium")) ? SHOW_YELLOW : SHOW_GREEN;
}

static void print_line(const struct ctl *ctl, struct str channel, const struct json_value *alert)
{
	const struct json_value *article = json_get(alert, "article");
	struct str priority = json_get_str(json_get(alert, "priority"));
	struct str output = json_get_str(json_get(alert, "output"));

	if (output.len == 0) {
		output = json_get_str(json_get(article, "title"));
	}
	show_cell(ctl, SHOW_DIM, json_get_str(json_get(article, "detected")), TIME_WIDTH);
	show_format(ctl, SHOW_PLAIN, " ");
	show_cell(ctl, colour_of(priority), priority, PRIORITY_WIDTH);
	show_format(ctl, SHOW_PLAIN, " ");
	show_text(ctl, SHOW_CYAN, channel);
	show_format(ctl, SHOW_PLAIN, " ");
	show_text(ctl, SHOW_BOLD, output);
	if (json_get_bool(json_get(alert, "backlog"))) {
		show_format(ctl, SHOW_DIM, " (backlog)");
	}
	show_format(ctl, SHOW_PLAIN, "\n");
}

static bool on_alert(struct str channel, struct str json, const struct json_value *alert, void *arg)
{
	struct tail *tail = arg;

	if (!alert) {
		complain("an entry of %.*s is no alert", STR_ARG(channel));
		return true;
	}
	if (!tail->ctl->json) {
		print_line(tail->ctl, channel, alert);
	} else if (tail->is_terminal) {
		show_text(
			tail->ctl, SHOW_PLAIN, json); /* ours as it is; somebody else's made safe */
		(void)putchar('\n');
	} else {
		(void)fwrite(json.ptr, 1, json.len, stdout);
		(void)putchar('\n');
	}
	if (fflush(stdout) != 0) {
		tail->is_failed = errno != EPIPE; /* head has enough, and that is all right */
		return false;
	}
	return tail->left == 0 || --tail->left > 0;
}

static void on_gap(struct str channel, int64_t count, void *arg)
{
	(void)arg;
	complain("%" PRId64 " alerts of %.*s are not in the stream any more", count,
		STR_ARG(channel));
}

static void on_change(const char *reason, void *arg)
{
	(void)arg;
	if (reason) {
		complain("waiting for the store: %s", reason);
	} else {
		complain("the store is back");
	}
}

/* --- the command --- */

/* "start", "new", a stream id, or an RFC 3339 time. */
static bool take_position(struct tail *tail, const char *from)
{
	char *end = NULL;
	int64_t seconds;

	if (strcmp(from, "new") == 0) {
		tail->position[0] = '\0';
		return true;
	}
	if (strcmp(from, "start") == 0) {
		from = "0";
	}
	if (strlen(from) < POSITION_SIZE && from[0] >= '0' && from[0] <= '9') {
		(void)strtoull(from, &end, 10);
		if (*end == '-' && end[1] >= '0' && end[1] <= '9') {
			(void)strtoull(end + 1, &end, 10);
		}
		if (*end == '\0') {
			(void)snprintf(tail->position, POSITION_SIZE, "%s", from);
			return true;
		}
	}
	if (date_parse(str_from(from), &seconds) < 0 || seconds < 1) {
		(void)fprintf(stderr,
			"nuncio tail: --from takes start, new, a stream id or a time, not \"%s\"\n",
			from);
		return false;
	}
	(void)snprintf(tail->position, POSITION_SIZE, "%" PRId64, seconds * 1000 - 1);
	return true;
}

static bool take_count(struct tail *tail, const char *text)
{
	if (str_to_int64(str_from(text), &tail->left) == 0 && tail->left > 0) {
		return true;
	}
	(void)fprintf(stderr, "nuncio tail: --count takes a number, not \"%s\"\n", text);
	return false;
}

enum { OPTION_FROM, OPTION_COUNT, OPTION_STORE };

static bool take_option(struct tail *tail, const struct args_item *item)
{
	switch (item->option) {
	case OPTION_FROM:
		return take_position(tail, item->value);
	case OPTION_COUNT:
		return take_count(tail, item->value);
	default:
		return store_link_take(&tail->link, item->option - OPTION_STORE, item->value);
	}
}

static int take_words(char **argv, struct tail *tail)
{
	static const struct args_option options[] = {[OPTION_FROM] = {"--from", true},
		[OPTION_COUNT] = {"--count", true},
		[OPTION_STORE] = STORE_LINK_OPTIONS,
		{NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;

	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind == ARGS_BAD ||
			(item.kind == ARGS_OPTION && !take_option(tail, &item))) {
			return CTL_USAGE;
		}
		if (item.kind == ARGS_WORD) {
			load_paths_add(&tail->channels, item.value);
		}
	}
	return CTL_OK;
}

static int follow_all(struct tail *tail)
{
	const struct follow_handlers handlers = {
		on_locate, on_list, on_alert, on_gap, on_change, tail};
	struct loop *loop = loop_new();
	struct follow *follow;

	if (!loop) {
		(void)fprintf(stderr, "nuncio tail: %s\n", strerror(errno));
		return CTL_FAILED;
	}
	follow = follow_new(loop, str_from(tail->position), tail->channels.count == 0, &handlers);
	for (size_t i = 0; i < tail->channels.count; i++) {
		follow_add(follow, str_from(tail->channels.items[i]));
	}
	loop_run(loop);
	follow_free(follow);
	loop_free(loop);
	return tail->is_failed ? CTL_FAILED : CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct tail tail = {.ctl = ctl, .is_terminal = isatty(STDOUT_FILENO)};
	int status;

	(void)argc;
	store_link_init(&tail.link, ctl, "tail");
	status = take_words(argv, &tail);
	/* At first the daemon must be there, or it is a slip of the hand; later its restarts are waited for. */
	if (status == CTL_OK) {
		status = store_link_begin(&tail.link);
	}
	if (status == CTL_OK) {
		status = follow_all(&tail);
	}
	load_paths_done(&tail.channels);
	store_link_done(&tail.link);
	return status;
}

const struct ctl_command ctl_tail = {
	"tail",
	"follow the alerts as they come",
	"usage: nuncio tail [--json] [--from POSITION] [--count N] [--redis ADDRESS] [--user NAME]\n"
	"                   [--password-file FILE] [CHANNEL]...\n"
	"\n"
	"Prints each alert of the channels, or of all that there are and will be, as one line: time,\n"
	"priority, channel, output; with --json, the alert as it is. Reads the streams, so that nothing is\n"
	"missed or doubled when Redis or the daemon restart.\n"
	"\n"
	"  --from POSITION        start, new (the default), a stream id, or a time like 2026-01-31T12:00:00Z\n"
	"  --count N              ends after N alerts\n"
	"  --redis ADDRESS        host:port or the path of a socket; default: what the daemon says\n"
	"  --user NAME, --password-file FILE\n"
	"                         for a Redis that wants them\n",
	run,
};
