/* SPDX-License-Identifier: BSD-2-Clause */
/* From a configured address to the places to connect to, without blocking the loop. */
#ifndef NUNCIO_STORE_LOOKUP_H
#define NUNCIO_STORE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "net/loop.h"
#include "net/resolve.h"

struct lookup;

struct lookup_target {
	union {
		struct sockaddr any;
		struct sockaddr_un local;
		struct sockaddr_storage inet;
	} address;
	socklen_t length;
};

struct lookup_result {
	const char *error; /* NULL: found; else a few words */
	struct lookup_target targets[RESOLVE_ADDRESSES];
	size_t count;
};

/* Called once, never inside lookup_start; the result is good during the call. The lookup may be freed in it. */
typedef void lookup_fn(const struct lookup_result *result, void *arg);

/* Either the path of a Unix socket, or a host (address or name) and a port. */
struct lookup *lookup_start(struct loop *loop, const char *socket_path, const char *host,
	uint16_t port, lookup_fn *fn, void *arg); /* strings are copied */
void lookup_free(struct lookup *lookup);

#endif
