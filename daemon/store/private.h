/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The private redis-server: a child of the daemon, on a Unix socket, with an append-only file in the state directory. It is
 * started again when it ends, ends with the daemon (also when that is killed), and never shares its directory: a lock that
 * the server process itself holds keeps a second one away until it is gone.
 *
 *   private_start --> waiting for the lock --> running --it ends--> pause --> waiting for the lock ...
 *   private_stop: SIGTERM, at most 5 s, SIGKILL
 */
#ifndef NUNCIO_STORE_PRIVATE_H
#define NUNCIO_STORE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "net/loop.h"
#include "store/redis.h"

struct private_redis;

struct private_config {
	const char *binary;      /* NULL: /usr/bin/redis-server */
	const char *state_dir;   /* the data go to its folder "redis", made with mode 0700 */
	const char *runtime_dir; /* the socket is its "redis.sock", mode 0660 */
	const char *
		group; /* group of the socket, so that its members can subscribe; NULL: the daemon's */
};

/* What subscribers log in as, with any password; the default user is the daemon. */
#define PRIVATE_SUBSCRIBER "subscriber"

/* Copies the configuration, makes folder, password and configuration file, starts the server as soon as the lock is free.
 * On failure (no such binary, folder not writable, unknown group) `error` says what is wrong. */
MUST_CHECK int private_start(struct loop *loop, const struct private_config *config,
	struct buf *error, struct private_redis **ret);
/* Ends the server and waits for it; frees. */
void private_stop(struct private_redis *private);

/* How the daemon itself connects (user and password included). Borrowed until private_stop. */
struct redis_address private_address(const struct private_redis *private);
/* Path of the socket. Borrowed likewise. */
const char *private_socket(const struct private_redis *private);
/* The process, 0 when none runs. */
pid_t private_pid(const struct private_redis *private);
/* How often it had to be started again. */
uint64_t private_restarts(const struct private_redis *private);

#endif
