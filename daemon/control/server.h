/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The socket that `nuncio` talks to: a Unix stream socket with one JSON object a line in both directions. A request is
 * {"command": "status", …}; the answer is {"ok": true, …} or {"ok": false, "error": "…"}. Knows nothing of what commands
 * do: main gives it a table.
 */
#ifndef NUNCIO_CONTROL_SERVER_H
#define NUNCIO_CONTROL_SERVER_H

#include "base/attr.h"
#include "base/str.h"
#include "net/loop.h"
#include "text/json.h"

struct control_server;
struct control_call;

struct control_command {
	const char *name;
	/* Answers now or later, exactly once, with control_answer or control_refuse. `request` is valid during the call. */
	void (*run)(struct control_call *call, const struct json_value *request, void *arg);
};

/* Binds `path` (an old socket that nobody listens on is removed), mode 0660, group `group` when not empty. `commands` ends
 * with a NULL name and is borrowed for good. 0 or a negative errno. */
MUST_CHECK int control_server_new(struct loop *loop, const char *path, const char *group,
	const struct control_command *commands, void *arg, struct control_server **ret);
/* Closes all connections; calls that are still open must not be answered any more. Removes the socket. */
void control_server_free(struct control_server *server);

/* `fields` is JSON members without braces ("\"feeds\":[]"), may be empty. Ends the call. */
void control_answer(struct control_call *call, struct str fields);
void control_refuse(struct control_call *call, struct str error);

#endif
