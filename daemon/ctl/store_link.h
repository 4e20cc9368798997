/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the alerts are, for the subcommands that read them: what the daemon says, or what the words of the call do. */
#ifndef NUNCIO_CTL_STORE_LINK_H
#define NUNCIO_CTL_STORE_LINK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "conf/address.h"
#include "conf/conf.h"
#include "ctl/ctl.h"
#include "store/redis.h"
#include "text/json.h"

struct store_link {
	const struct ctl *ctl;
	const char *command;              /* for messages */
	struct arena *arena;              /* owned */
	struct conf_address named_server; /* --redis; NONE: what the daemon says */
	const char *user;
	char *password;         /* owned, may be NULL */
	struct json_doc *where; /* owned: the daemon's answer to "redis" */
};

void store_link_init(struct store_link *link, const struct ctl *ctl, const char *command);
void store_link_done(struct store_link *link);

/* The options that say where, for the end of a table of struct args_option. */
/* Taken for blocks by the formatter. */
/* clang-format off */
#define STORE_LINK_OPTIONS {"--redis", true}, {"--user", true}, {"--password-file", true}
/* clang-format on */
/* `which`: the place of the option among them. False after a message. */
MUST_CHECK bool store_link_take(struct store_link *link, size_t which, const char *value);

/* At first the daemon must be there, or a server was named: an exit code, after a message when it is not CTL_OK. */
MUST_CHECK int store_link_begin(struct store_link *link);
/* Where it is now; false: not known, try later. Texts are borrowed until the next call. */
bool store_link_locate(struct store_link *link, struct redis_address *ret);
/* The daemon's answer to "channels", owned by the caller; NULL when it gives none. Says nothing. */
struct json_doc *store_link_channels(const struct store_link *link);

#endif
