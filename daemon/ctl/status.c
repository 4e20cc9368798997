/* SPDX-License-Identifier: BSD-2-Clause */
/* nuncio status: how the daemon is, on one screen. */
#include "ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "ctl/ask.h"
#include "ctl/show.h"

#define STATUS_TIMEOUT_MS 10000
#define LABEL_WIDTH 10

static int64_t number(const struct json_value *object, const char *key)
{
	return json_get_int(json_get(object, key));
}

static void label(const struct ctl *ctl, const char *name)
{
	show_cell(ctl, SHOW_BOLD, str_from(name), LABEL_WIDTH);
}

static void show_daemon(const struct ctl *ctl, const struct json_value *root, int64_t now_s)
{
	char age[32];

	label(ctl, "nuncio");
	show_text(ctl, SHOW_PLAIN, json_get_str(json_get(root, "version")));
	show_format(ctl, SHOW_PLAIN, ", instance ");
	show_text(ctl, SHOW_PLAIN, json_get_str(json_get(root, "instance")));
	show_format(ctl, SHOW_PLAIN, ", up for ");
	show_text(ctl, SHOW_PLAIN, show_age(json_get_str(json_get(root, "started")), now_s, age));
	show_format(ctl, SHOW_PLAIN, "\n");
}

/* Of the configuration, the feed lists or the rules. */
static void show_refusal(const struct ctl *ctl, const struct json_value *part)
{
	if (json_get_bool(json_get(part, "refused"))) {
		label(ctl, "");
		show_format(ctl, SHOW_RED, "the last reload was refused:\n");
		show_lines(ctl, json_get_str(json_get(part, "diagnostics")));
	}
}

/* Nothing where no pages are wanted. */
static void show_pages(const struct ctl *ctl, const struct json_value *pages)
{
	int64_t under_way = number(pages, "under_way") + number(pages, "waiting");

	if (number(pages, "taken") + number(pages, "missed") + under_way > 0) {
		label(ctl, "pages");
		show_format(ctl, SHOW_PLAIN,
			"%" PRId64 " read, %" PRId64 " could not be had, %" PRId64 " under way\n",
			number(pages, "taken"), number(pages, "missed"), under_way);
	}
}

static void show_in_part(const struct ctl *ctl, int64_t in_part)
{
	if (in_part > 0) {
		label(ctl, "");
		show_format(ctl, SHOW_YELLOW, "%" PRId64, in_part);
		show_format(ctl, SHOW_YELLOW,
			in_part == 1
				? " article was so long that not all of it was looked at\n"
				: " articles were so long that not all of them was looked at\n");
	}
}

static void show_feeds(const struct ctl *ctl, const struct json_value *root)
{
	const struct json_value *feeds = json_get(root, "feeds");
	const struct json_value *fetching = json_get(root, "fetching");
	struct str paused = json_get_str(json_get(fetching, "paused"));
	int64_t failing = number(feeds, "failing");

	label(ctl, "feeds");
	show_format(ctl, SHOW_PLAIN, "%" PRId64 ", ", number(feeds, "count"));
	show_format(ctl, failing ? SHOW_YELLOW : SHOW_PLAIN, "%" PRId64 " failing", failing);
	show_format(ctl, SHOW_PLAIN,
		"; %" PRId64 " polls, %" PRId64 " articles read, %" PRId64 " under way\n",
		number(feeds, "polls"), number(feeds, "articles"), number(fetching, "under_way"));
	show_pages(ctl, json_get(fetching, "pages"));
	show_in_part(ctl, number(feeds, "in_part"));
	if (json_get_bool(json_get(feeds, "from_last_good"))) {
		label(ctl, "");
		show_format(ctl, SHOW_RED,
			"these are the last good lists of an earlier time: the files are broken\n");
	}
	show_refusal(ctl, feeds);
	if (paused.len) {
		label(ctl, "");
		show_format(ctl, SHOW_YELLOW, "fetching pauses: ");
		show_text(ctl, SHOW_YELLOW, paused);
		show_format(ctl, SHOW_PLAIN, "\n");
	}
}

static void show_rules(const struct ctl *ctl, const struct json_value *root, int64_t now_s)
{
	const struct json_value *rules = json_get(root, "rules");
	const struct json_value *readers = json_get(root, "readers");
	char age[32];

	label(ctl, "rules");
	if (number(rules, "generation") == 0) {
		show_format(ctl, SHOW_RED, "none are at work: nothing is fetched\n");
	} else {
		show_format(ctl, SHOW_PLAIN,
			"%" PRId64 " and %" PRId64 " entities, generation %" PRId64 ", loaded ",
			number(rules, "rules"), number(rules, "entities"),
			number(rules, "generation"));
		show_text(ctl, SHOW_PLAIN,
			show_age(json_get_str(json_get(rules, "loaded")), now_s, age));
		show_format(ctl, SHOW_PLAIN,
			" ago; %" PRId64 " readers, %" PRId64 " busy, %" PRId64 " killed\n",
			number(readers, "count"), number(readers, "busy"),
			number(readers, "deaths"));
	}
	if (json_get_bool(json_get(rules, "from_last_good"))) {
		label(ctl, "");
		show_format(ctl, SHOW_RED,
			"these are the last good rules of an earlier time: the files are broken\n");
	}
	show_refusal(ctl, rules);
}

static void show_delivery(const struct ctl *ctl, const struct json_value *root, int64_t now_s)
{
	const struct json_value *redis = json_get(root, "redis");
	const struct json_value *journal = json_get(root, "journal");
	bool up = json_get_bool(json_get(redis, "up"));
	char age[32];

	label(ctl, "redis");
	show_format(ctl, up ? SHOW_GREEN : SHOW_RED, up ? "up" : "down");
	show_format(ctl, SHOW_PLAIN, " for ");
	show_text(ctl, SHOW_PLAIN, show_age(json_get_str(json_get(redis, "since")), now_s, age));
	show_format(ctl, SHOW_PLAIN,
		"%s; %" PRId64 " published, %" PRId64 " duplicates, %" PRId64 " waiting\n",
		json_get_bool(json_get(redis, "private")) ? ", private" : "",
		number(redis, "published"), number(redis, "duplicates"), number(redis, "pending"));
	if (!up) {
		label(ctl, "");
		show_text(ctl, SHOW_RED, json_get_str(json_get(redis, "reason")));
		show_format(ctl, SHOW_PLAIN, "\n");
	}
	label(ctl, "journal");
	show_format(ctl, SHOW_PLAIN,
		"%" PRId64 " records, %" PRId64 " of %" PRId64 " MiB, last commit took %" PRId64
		".%01" PRId64 " ms\n",
		number(journal, "records"), number(journal, "bytes") >> 20,
		number(journal, "max_bytes") >> 20, number(journal, "last_commit_us") / 1000,
		number(journal, "last_commit_us") / 100 % 10);
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct json_doc *doc = NULL;
	int64_t now_s = clock_wall_s();
	int status = ask_no_arguments(argc, argv);

	if (status == CTL_OK) {
		status = ask_daemon(ctl, STR("{\"command\":\"status\"}"), STATUS_TIMEOUT_MS, &doc);
	}
	if (status == CTL_OK && !ctl->json) {
		show_daemon(ctl, json_root(doc), now_s);
		show_refusal(ctl, json_get(json_root(doc), "configuration"));
		show_feeds(ctl, json_root(doc));
		show_rules(ctl, json_root(doc), now_s);
		show_delivery(ctl, json_root(doc), now_s);
	}
	json_doc_free(doc);
	return status;
}

const struct ctl_command ctl_status = {
	"status",
	"how the daemon is, on one screen",
	"usage: nuncio status [--json]\n"
	"\n"
	"Feeds, rules, readers, journal and delivery, and what is wrong with them.\n",
	run,
};
