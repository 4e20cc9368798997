/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration: defaults, then the file, then the environment, then --set, each stronger than the one before. What
 * may be written is in the table of conf/options.h; nothing is accepted that is not in it. A loaded configuration never
 * changes: a reload loads a new one and puts it in the place of the old one.
 */
#ifndef NUNCIO_CONF_CONF_H
#define NUNCIO_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/diag.h"
#include "base/log.h"

struct arena;

#define CONF_DEFAULT_FILE "/etc/nuncio/nuncio.yaml"

/* backlog_ms when it is not a duration */
#define CONF_BACKLOG_ALL INT64_MAX
#define CONF_BACKLOG_NONE (-1)

struct conf_list {
	const char *const *items; /* arena; each NUL-terminated */
	size_t count;
};

struct conf_ports {
	const uint16_t *items; /* arena */
	size_t count;
};

enum conf_address_kind {
	CONF_ADDRESS_NONE,   /* redis.server: private; http.listen: off */
	CONF_ADDRESS_SOCKET, /* `name` is the path of a Unix socket */
	CONF_ADDRESS_HOST    /* `name` is a host name or an IP address (without brackets) */
};

struct conf_address {
	enum conf_address_kind kind;
	const char *name; /* arena; "" for NONE */
	uint16_t port;    /* HOST only */
};

/* All text is arena memory of this configuration, NUL-terminated and never NULL: "" when not set. Paths are absolute, or
 * relative to the working directory when the file itself was. */
struct conf {
	struct arena *arena; /* owned */
	const char *file;    /* the file that was read; "" when there was none */

	const char *instance;
	const char *state_dir;
	const char *runtime_dir;
	struct conf_list rules; /* directories */
	struct conf_list feeds; /* files and patterns of files */
	const char *feed_credentials;
	int64_t backlog_ms;

	struct {
		enum log_level level;
	} log;
	struct {
		const char *user_agent;
		int64_t interval_ms;
		int64_t min_interval_ms;
		int64_t max_interval_ms;
		int64_t jitter_percent;
		int64_t timeout_ms;
		int64_t connect_timeout_ms;
		int64_t host_gap_ms;
		int64_t host_connections;
		int64_t connections;
		int64_t max_document_bytes;
		int64_t memory_bytes;
		bool allow_private;
		struct conf_list allow_networks; /* "192.0.2.0/24", "2001:db8::/32" */
		struct conf_ports ports;
		const char *ca_file;
		const char *proxy; /* http://host:port, socks5h://host:port */
		struct conf_list
			nameservers; /* "192.0.2.1", "[2001:db8::1]:53"; none: those of the system */
	} fetch;
	struct {
		bool enabled;
		int64_t timeout_ms;
		int64_t max_wait_ms;
		int64_t max_page_bytes;
		bool robots;
	} fulltext;
	struct {
		int64_t count; /* resolved: at least 1 */
		int64_t cpu_limit_ms;
		int64_t deadline_ms;
		int64_t memory_bytes;
	} readers;
	struct {
		struct conf_address server; /* NONE: a private one */
		const char *user;
		const char *password_file; /* see conf_read_password */
		bool accept_lost_data;
		struct {
			const char *program;
			const char *group; /* "": the daemon's own */
		} private;
		struct {
			int64_t age_ms;
			int64_t count;
		} retention;
	} redis;
	struct {
		int64_t retention_ms;
		int64_t max_bytes;
	} journal;
	struct {
		struct conf_address listen; /* NONE: no HTTP server */
	} http;
	struct {
		const char *socket;
		const char *group; /* "": the daemon's own */
	} control;
};

/* Reads `file` (NULL: the default file, which may be missing), the environment and `sets` ("fetch.timeout=20s"). NULL when
 * anything is wrong: every fault that was found is in `diags`, each with its place. */
struct conf *conf_load(
	const char *file, const char *const *sets, size_t set_count, struct diags *diags);
void conf_free(struct conf *conf);

/* Calls `fn` with the path and the texts of each option that has another value in `now` than in `before`; `needs_restart`
 * when a reload cannot apply it. The texts are good for the call. */
typedef void conf_change_fn(
	const char *path, const char *before, const char *now, bool needs_restart, void *arg);
void conf_compare(const struct conf *before, const struct conf *now, conf_change_fn *fn, void *arg);

/* From which time on (wall s) articles of a feed's first poll may alert: INT64_MIN for all, INT64_MAX for none. */
int64_t conf_backlog_since(int64_t backlog_ms, int64_t now_s);
/* The Redis password without the newline at its end, owned by the caller; *ret is NULL when none is configured. -EACCES
 * when others than its owner and group can read the file, -E2BIG when it is longer than 4096 bytes. */
MUST_CHECK int conf_read_password(const struct conf *conf, char **ret);

#endif
