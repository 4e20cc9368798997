/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asks the daemon where its store is. Connects to nothing but the control socket. Keeps true: a password is cleared when the link
 * is done with.
 */
#include "ctl/store_link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ask.h"

#define ASK_MS 2000

void store_link_init(struct store_link *link, const struct ctl *ctl, const char *command)
{
	*link = (struct store_link){.ctl = ctl, .command = command, .arena = arena_new(0)};
}

void store_link_done(struct store_link *link)
{
	json_doc_free(link->where);
	if (link->password) {
		explicit_bzero(link->password, strlen(link->password));
	}
	free(link->password);
	arena_free(link->arena);
}

static bool take_server(struct store_link *link, const char *text)
{
	if (address_parse_server(link->arena, str_from(text), &link->named_server) == 0 &&
		link->named_server.kind != CONF_ADDRESS_NONE) {
		return true;
	}
	(void)fprintf(stderr, "nuncio %s: \"%s\" is no address: write host:port or /path\n",
		link->command, text);
	return false;
}

static bool take_password(struct store_link *link, const char *path)
{
	const struct conf conf = {.redis.password_file = path};
	int result = conf_read_password(&conf, &link->password);

	if (result < 0) {
		(void)fprintf(stderr, "nuncio %s: %s: %s\n", link->command, path,
			result == -EACCES ? "must be readable by you and by nobody else"
					  : strerror(-result));
	}
	return result == 0;
}

bool store_link_take(struct store_link *link, size_t which, const char *value)
{
	switch (which) {
	case 0:
		return take_server(link, value);
	case 1:
		link->user = value;
		return true;
	default:
		return take_password(link, value);
	}
}

int store_link_begin(struct store_link *link)
{
	const struct ctl quiet = {.socket = link->ctl->socket};

	if (link->named_server.kind != CONF_ADDRESS_NONE) {
		return CTL_OK;
	}
	return ask_daemon(&quiet, STR("{\"command\":\"redis\"}"), ASK_MS, &link->where);
}

/* Texts of our JSON reader end in a NUL. */
static const char *text_of(const struct json_value *object, const char *key)
{
	struct str text = json_get_str(json_get(object, key));

	return text.len > 0 ? text.ptr : NULL;
}

static void take_named(const struct store_link *link, struct redis_address *ret)
{
	if (link->named_server.kind == CONF_ADDRESS_SOCKET) {
		ret->socket = link->named_server.name;
	} else {
		ret->host = link->named_server.name;
		ret->port = link->named_server.port;
	}
	ret->user = link->user;
	ret->password = link->password;
}

bool store_link_locate(struct store_link *link, struct redis_address *ret)
{
	const struct json_value *root;
	struct json_doc *doc;

	if (link->named_server.kind != CONF_ADDRESS_NONE) {
		take_named(link, ret);
		return true;
	}
	doc = ask_quietly(link->ctl, STR("{\"command\":\"redis\"}"));
	if (doc) {
		json_doc_free(link->where);
		link->where = doc;
	}
	if (!link->where) {
		return false;
	}
	root = json_root(link->where);
	ret->socket = text_of(root, "socket");
	ret->host = text_of(root, "host");
	ret->port = (uint16_t)json_get_int(json_get(root, "port"));
	ret->user = link->user ? link->user : text_of(root, "user");
	ret->password = link->password;
	return ret->socket || ret->host;
}

struct json_doc *store_link_channels(const struct store_link *link)
{
	return ask_quietly(link->ctl, STR("{\"command\":\"channels\"}"));
}
