/* SPDX-License-Identifier: BSD-2-Clause */
/* nuncio channels: the channels with what went over them, and how to subscribe to the store in use. */
#include "ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "ctl/ask.h"
#include "ctl/show.h"

#define CHANNELS_TIMEOUT_MS 30000
#define NAME_WIDTH 40

static void show_channel(const struct ctl *ctl, const struct json_value *channel, int64_t now_s)
{
	char age[32];

	show_cell(ctl, SHOW_CYAN, json_get_str(json_get(channel, "channel")), NAME_WIDTH);
	show_format(ctl, SHOW_PLAIN, " %9" PRId64 " %9" PRId64 " ",
		json_get_int(json_get(channel, "seq")), json_get_int(json_get(channel, "pending")));
	show_text(ctl, SHOW_PLAIN, show_age(json_get_str(json_get(channel, "last")), now_s, age));
	show_format(ctl, SHOW_PLAIN, "\n");
}

/* The words of redis-cli that lead to the store. */
static void show_connection(const struct ctl *ctl, const struct json_value *redis)
{
	struct str socket = json_get_str(json_get(redis, "socket"));
	struct str user = json_get_str(json_get(redis, "user"));

	show_format(ctl, SHOW_PLAIN, "redis-cli");
	if (socket.len) {
		show_format(ctl, SHOW_PLAIN, " -s ");
		show_text(ctl, SHOW_PLAIN, socket);
	} else {
		show_format(ctl, SHOW_PLAIN, " -h ");
		show_text(ctl, SHOW_PLAIN, json_get_str(json_get(redis, "host")));
		show_format(ctl, SHOW_PLAIN, " -p %" PRId64, json_get_int(json_get(redis, "port")));
	}
	if (user.len) {
		show_format(ctl, SHOW_PLAIN, " --user ");
		show_text(ctl, SHOW_PLAIN, user);
		show_format(ctl, SHOW_PLAIN, " --pass any");
	}
}

static void show_how_to(const struct ctl *ctl, const struct json_value *redis, struct str channel)
{
	show_format(ctl, SHOW_BOLD, "\nEvery alert as it comes:\n  ");
	show_connection(ctl, redis);
	show_format(ctl, SHOW_PLAIN, " PSUBSCRIBE 'nuncio:*'\n");
	show_format(ctl, SHOW_BOLD, "Nothing missed, by a group of consumers:\n  ");
	show_connection(ctl, redis);
	show_format(ctl, SHOW_PLAIN, " XGROUP CREATE 'nuncio:{%.*s}:alerts' mygroup 0 MKSTREAM\n  ",
		STR_ARG(channel));
	show_connection(ctl, redis);
	show_format(ctl, SHOW_PLAIN,
		" XREADGROUP GROUP mygroup me STREAMS 'nuncio:{%.*s}:alerts' '>'\n",
		STR_ARG(channel));
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	const struct ctl quiet = {.socket = ctl->socket};
	const struct json_value *channels;
	struct json_doc *doc = NULL;
	struct json_doc *redis = NULL;
	int64_t now_s = clock_wall_s();
	int status = ask_no_arguments(argc, argv);

	if (status == CTL_OK) {
		status = ask_daemon(
			ctl, STR("{\"command\":\"channels\"}"), CHANNELS_TIMEOUT_MS, &doc);
	}
	if (status == CTL_OK && !ctl->json) {
		status = ask_daemon(
			&quiet, STR("{\"command\":\"redis\"}"), CHANNELS_TIMEOUT_MS, &redis);
	}
	if (status == CTL_OK && !ctl->json) {
		channels = json_get(json_root(doc), "channels");
		show_format(ctl, SHOW_BOLD, "%-*s %9s %9s %s\n", NAME_WIDTH, "CHANNEL", "ALERTS",
			"WAITING", "LAST");
		for (size_t i = 0; i < json_length(channels); i++) {
			show_channel(ctl, json_at(channels, i), now_s);
		}
		show_how_to(ctl, json_root(redis),
			json_length(channels)
				? json_get_str(json_get(json_at(channels, 0), "channel"))
				: STR("CHANNEL"));
	}
	json_doc_free(doc);
	json_doc_free(redis);
	return status;
}

const struct ctl_command ctl_channels = {
	"channels",
	"the channels, what went over them, and how to subscribe",
	"usage: nuncio channels [--json]\n"
	"\n"
	"Alerts on each channel, records that wait for Redis, time since the last one; then the lines with\n"
	"which redis-cli subscribes to the store in use.\n",
	run,
};
