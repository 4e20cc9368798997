/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks through streams backwards, a page at a time. Never writes. Keeps true: each entry is looked at once at most, and the memory is
 * that of one page.
 */
#include "ctl/find_alert.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "ctl/load.h"
#include "ctl/show.h"
#include "net/loop.h"
#include "store/keys.h"

#define ID_LENGTH 32
#define PAGE 500 /* entries of one reply: LIMIT_ALERT each at most */
#define STREAM_ID_SIZE 64

struct finding {
	struct loop *loop;
	struct str id;
	struct load_paths channels; /* names, borrowed */
	size_t channel;             /* that is looked through */
	char below[STREAM_ID_SIZE]; /* the end of the page that is wanted */
	struct buf *ret;
	bool is_found;
	char error[256]; /* empty: none */
};

bool find_alert_is_id(const char *text)
{
	return strlen(text) == ID_LENGTH && strspn(text, "0123456789abcdef") == ID_LENGTH;
}

static struct str alert_of(const struct redis_reply *entry)
{
	const struct redis_reply *fields = redis_at(entry, 1);

	for (size_t i = 0; i + 1 < redis_get_count(fields); i += 2) {
		if (str_eq(redis_get_text(redis_at(fields, i)), STR("alert"))) {
			return redis_get_text(redis_at(fields, i + 1));
		}
	}
	return STR("");
}

/* Other ids may stand in it, such as that of its story. */
static bool has_id(struct str alert, struct str id)
{
	struct json_error error;
	struct json_doc *doc;
	bool has;

	if (str_find(alert, id) < 0) {
		return false;
	}
	doc = json_parse(alert, &error);
	has = doc && str_eq(json_get_str(json_get(json_root(doc), "id")), id);
	json_doc_free(doc);
	return has;
}

static void ask(struct finding *finding, struct redis *redis);

static void on_page(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct finding *finding = arg;
	size_t count = redis_get_count(reply);

	if (redis_type_of(reply) == REDIS_ERROR) {
		(void)snprintf(finding->error, sizeof(finding->error), "%.*s",
			STR_ARG(redis_get_text(reply)));
		loop_stop(finding->loop);
		return;
	}
	for (size_t i = 0; i < count && !finding->is_found; i++) {
		struct str alert = alert_of(redis_at(reply, i));

		if (has_id(alert, finding->id)) {
			buf_add_str(finding->ret, alert);
			finding->is_found = true;
		}
	}
	if (count < PAGE) {
		finding->channel++;
		(void)snprintf(finding->below, STREAM_ID_SIZE, "+");
	} else {
		(void)snprintf(finding->below, STREAM_ID_SIZE, "(%.*s",
			STR_ARG(redis_get_text(redis_at(redis_at(reply, count - 1), 0))));
	}
	ask(finding, redis);
}

static void ask(struct finding *finding, struct redis *redis)
{
	struct buf key;
	char page[16];

	if (finding->is_found || finding->channel == finding->channels.count) {
		loop_stop(finding->loop);
		return;
	}
	buf_init(&key, LIMIT_CHANNEL + 64);
	keys_add_alerts(&key, str_from(finding->channels.items[finding->channel]));
	(void)snprintf(page, sizeof(page), "%d", PAGE);
	const struct str args[] = {STR("XREVRANGE"), buf_str(&key), str_from(finding->below),
		STR("-"), STR("COUNT"), str_from(page)};

	redis_send(redis, args, 6, 0, on_page, finding);
	buf_done(&key);
}

static void on_ready(struct redis *redis, void *arg)
{
	ask(arg, redis);
}

static void on_lost(struct redis *redis, const char *reason, bool refused, void *arg)
{
	struct finding *finding = arg;

	(void)redis;
	(void)refused;
	(void)snprintf(finding->error, sizeof(finding->error), "%s", reason);
	loop_stop(finding->loop);
}

static void list_channels(
	struct finding *finding, const struct json_doc *doc, const char *first_channel)
{
	const struct json_value *channels = json_get(doc ? json_root(doc) : NULL, "channels");

	load_paths_add(&finding->channels, first_channel);
	for (size_t i = 0; i < json_length(channels); i++) {
		struct str name = json_get_str(json_get(json_at(channels, i), "channel"));

		/* Texts of our JSON reader end in a NUL. */
		if (name.len > 0 && name.len <= LIMIT_CHANNEL &&
			!str_eq(name, str_from(first_channel))) {
			load_paths_add(&finding->channels, name.ptr);
		}
	}
}

static void look(struct finding *finding, const struct redis_address *address)
{
	const struct redis_handlers handlers = {on_ready, on_lost, NULL, finding};
	struct redis *redis;

	finding->loop = loop_new();
	if (!finding->loop) {
		(void)snprintf(finding->error, sizeof(finding->error), "%s", strerror(errno));
		return;
	}
	redis = redis_connect(finding->loop, address, &handlers);
	loop_run(finding->loop);
	redis_free(redis);
	loop_free(finding->loop);
}

static void complain(const struct store_link *link, const char *what, const char *text)
{
	struct buf line;

	buf_init(&line, 1024);
	buf_printf(&line, "nuncio %s: %s%s", link->command, what, text);
	show_error(buf_str(&line));
	buf_done(&line);
}

int find_alert(struct store_link *link, struct str first_channel, struct str id, struct buf *ret)
{
	struct finding finding = {.id = id, .ret = ret, .below = "+"};
	struct redis_address address = {.name = NULL};
	char *first = str_dupz(first_channel);
	struct json_doc *doc = NULL;
	int status = store_link_begin(link);

	if (status == CTL_OK && !store_link_locate(link, &address)) {
		(void)snprintf(finding.error, sizeof(finding.error), "its place is not known");
	} else if (status == CTL_OK) {
		address.name = "nuncio-why";
		doc = store_link_channels(link);
		list_channels(&finding, doc, first);
		look(&finding, &address);
	}
	if (status == CTL_OK && !finding.is_found) {
		complain(link, finding.error[0] ? "the store: " : "no channel holds the alert ",
			finding.error[0] ? finding.error : id.ptr);
		status = CTL_FAILED;
	}
	load_paths_done(&finding.channels);
	json_doc_free(doc);
	free(first);
	return status;
}
