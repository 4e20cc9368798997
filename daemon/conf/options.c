/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The option table. Holds data and look-ups only; values are read in conf/value.c, sources in conf/conf.c. Paths and
 * variables are unique, sections are contiguous, and every default is valid: the unit test holds all three.
 */
#include "conf/options.h"

#include <stdio.h>

#include "conf/conf.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define KIB (INT64_C(1) << 10)
#define MIB (INT64_C(1) << 20)
#define GIB (INT64_C(1) << 30)
#define AT(field) offsetof(struct conf, field)

/* One row a line: path, default, help; type, reload, min, max, field. */
/* clang-format off */
static const struct conf_option table[] = {
	{"instance", "main", "The name of this instance; it stands in every alert as its producer.",
		OPTION_TEXT, OPTION_RESTART, 1, 64, AT(instance)},
	{"state_dir", "/var/lib/nuncio", "Where the journal, the feeds' state, the last good rules and feed lists are kept.",
		OPTION_PATH, OPTION_RESTART, 1, 1024, AT(state_dir)},
	{"runtime_dir", "/run/nuncio", "Where the sockets are made.",
		OPTION_PATH, OPTION_RESTART, 1, 80, AT(runtime_dir)},
	{"rules", "/usr/share/nuncio/rules, /etc/nuncio/rules.d", "The directories of rule files, read in this order.",
		OPTION_PATHS, OPTION_RESTART, 1, 64, AT(rules)},
	{"feeds", "/etc/nuncio/feeds.yaml, /etc/nuncio/feeds.d/*.yaml, /etc/nuncio/feeds.d/*.opml",
		"The feed lists: YAML files and OPML files.",
		OPTION_PATHS, OPTION_LIVE, 1, 1000, AT(feeds)},
	{"feed_credentials", "", "A YAML file with the users, passwords and headers that feed lists refer to.",
		OPTION_PATH, OPTION_LIVE, 0, 1024, AT(feed_credentials)},
	{"backlog", "1d", "How far back the articles of a feed's first poll may alert.",
		OPTION_BACKLOG, OPTION_LIVE, 0, 3650 * DAY, AT(backlog_ms)},

	{"log.level", "info", "The least important events that are logged.",
		OPTION_LEVEL, OPTION_LIVE, 0, 0, AT(log.level)},

	{"fetch.user_agent", "nuncio/1 (news monitor)", "What servers are told about who asks.",
		OPTION_TEXT, OPTION_LIVE, 1, 256, AT(fetch.user_agent)},
	{"fetch.interval", "15m", "The time between two polls of a feed that names none of its own.",
		OPTION_DURATION, OPTION_LIVE, SECOND, 30 * DAY, AT(fetch.interval_ms)},
	{"fetch.min_interval", "1m", "No feed is polled more often than this.",
		OPTION_DURATION, OPTION_LIVE, SECOND, 30 * DAY, AT(fetch.min_interval_ms)},
	{"fetch.max_interval", "1d", "No feed waits longer than this, whatever its server asks for.",
		OPTION_DURATION, OPTION_LIVE, SECOND, 30 * DAY, AT(fetch.max_interval_ms)},
	{"fetch.jitter", "10%", "By how much an interval is lengthened at random.",
		OPTION_PERCENT, OPTION_LIVE, 0, 100, AT(fetch.jitter_percent)},
	{"fetch.timeout", "20s", "A request that takes longer is given up.",
		OPTION_DURATION, OPTION_LIVE, 100, HOUR, AT(fetch.timeout_ms)},
	{"fetch.connect_timeout", "5s", "A connection that is not up after this time, TLS included, is given up.",
		OPTION_DURATION, OPTION_LIVE, 100, 10 * MINUTE, AT(fetch.connect_timeout_ms)},
	{"fetch.host_gap", "1s", "The pause between two requests to one host.",
		OPTION_DURATION, OPTION_LIVE, 0, HOUR, AT(fetch.host_gap_ms)},
	{"fetch.host_connections", "2", "The most requests that are under way to one host.",
		OPTION_NUMBER, OPTION_LIVE, 1, 100, AT(fetch.host_connections)},
	{"fetch.connections", "500", "The most requests that are under way in all.",
		OPTION_NUMBER, OPTION_RESTART, 1, 10000, AT(fetch.connections)},
	{"fetch.max_document", "64MiB", "A document that is longer, once decompressed, is refused.",
		OPTION_SIZE, OPTION_LIVE, 4 * KIB, GIB, AT(fetch.max_document_bytes)},
	{"fetch.memory", "256MiB", "The budget for documents that wait or are being received; fetching pauses when it is used up.",
		OPTION_SIZE, OPTION_RESTART, MIB, 64 * GIB, AT(fetch.memory_bytes)},
	{"fetch.allow_private", "false", "Whether loopback, private and link-local addresses may be asked.",
		OPTION_BOOL, OPTION_RESTART, 0, 0, AT(fetch.allow_private)},
	{"fetch.allow_networks", "", "Networks that may be asked although they are private.",
		OPTION_NETWORKS, OPTION_RESTART, 0, 256, AT(fetch.allow_networks)},
	{"fetch.ports", "80, 443, 8080, 8443", "The ports that may be asked.",
		OPTION_PORTS, OPTION_RESTART, 1, 256, AT(fetch.ports)},
	{"fetch.ca_file", "", "A file of certificate authorities to trust instead of those of the system.",
		OPTION_PATH, OPTION_RESTART, 0, 1024, AT(fetch.ca_file)},
	{"fetch.proxy", "", "A proxy for all requests; it then decides which addresses are reached.",
		OPTION_PROXY, OPTION_RESTART, 0, 1024, AT(fetch.proxy)},
	{"fetch.nameservers", "", "Name servers to ask instead of those of the system.",
		OPTION_SERVERS, OPTION_RESTART, 0, 8, AT(fetch.nameservers)},

	{"fulltext.enabled", "false", "Whether the pages behind new articles are read, too, for feeds whose list does not say.",
		OPTION_BOOL, OPTION_LIVE, 0, 0, AT(fulltext.enabled)},
	{"fulltext.timeout", "20s", "A page that takes longer is given up, and the feed's text serves.",
		OPTION_DURATION, OPTION_LIVE, 100, HOUR, AT(fulltext.timeout_ms)},
	{"fulltext.max_wait", "2m", "No article waits longer than this for its page.",
		OPTION_DURATION, OPTION_LIVE, 100, HOUR, AT(fulltext.max_wait_ms)},
	{"fulltext.max_page", "4MiB", "A page that is longer, once decompressed, is refused.",
		OPTION_SIZE, OPTION_LIVE, 4 * KIB, 64 * MIB, AT(fulltext.max_page_bytes)},
	{"fulltext.robots", "true", "Whether a site's robots.txt (RFC 9309) may forbid its pages.",
		OPTION_BOOL, OPTION_LIVE, 0, 0, AT(fulltext.robots)},

	{"readers.count", "auto", "How many readers there are; auto is one for each CPU and at least two.",
		OPTION_COUNT, OPTION_RESTART, 1, 256, AT(readers.count)},
	{"readers.cpu_limit", "10s", "The CPU time that one document may use.",
		OPTION_DURATION, OPTION_RESTART, 10, 10 * MINUTE, AT(readers.cpu_limit_ms)},
	{"readers.deadline", "30s", "The time after which a reader is killed for one document.",
		OPTION_DURATION, OPTION_RESTART, 10, HOUR, AT(readers.deadline_ms)},
	{"readers.memory", "128MiB", "The memory that one reader may use beyond what it starts with.",
		OPTION_SIZE, OPTION_RESTART, 8 * MIB, 16 * GIB, AT(readers.memory_bytes)},

	{"redis.server", "private", "The Redis that takes the alerts: private, the path of a socket, or host:port.",
		OPTION_SERVER, OPTION_RESTART, 0, 0, AT(redis.server)},
	{"redis.user", "", "The user to log in as; empty for the default user.",
		OPTION_TEXT, OPTION_RESTART, 0, 256, AT(redis.user)},
	{"redis.password_file", "", "The file that holds the password.",
		OPTION_PATH, OPTION_RESTART, 0, 1024, AT(redis.password_file)},
	{"redis.accept_lost_data", "false", "Whether to go on when Redis has lost what it had acknowledged.",
		OPTION_BOOL, OPTION_RESTART, 0, 0, AT(redis.accept_lost_data)},
	{"redis.private.program", "/usr/bin/redis-server", "The program that is run as the private Redis.",
		OPTION_PATH, OPTION_RESTART, 1, 1024, AT(redis.private.program)},
	{"redis.private.group", "", "The group whose members may read alerts from the private Redis; empty for the daemon's own.",
		OPTION_TEXT, OPTION_RESTART, 0, 64, AT(redis.private.group)},
	{"redis.retention.age", "30d", "Alerts older than this leave their stream.",
		OPTION_DURATION, OPTION_RESTART, MINUTE, 3650 * DAY, AT(redis.retention.age_ms)},
	{"redis.retention.count", "100000", "The most alerts that the stream of one channel keeps.",
		OPTION_NUMBER, OPTION_RESTART, 1, INT64_C(1000000000), AT(redis.retention.count)},

	{"journal.retention", "1d", "How long records are kept after Redis has them, in case it loses them.",
		OPTION_DURATION, OPTION_RESTART, 0, 365 * DAY, AT(journal.retention_ms)},
	{"journal.max_size", "4GiB", "The size at which the journal is full; fetching then waits for Redis.",
		OPTION_SIZE, OPTION_RESTART, 16 * MIB, 1024 * GIB, AT(journal.max_bytes)},

	{"http.listen", "off", "Where metrics and health are served over HTTP, or off.",
		OPTION_LISTEN, OPTION_RESTART, 0, 0, AT(http.listen)},

	{"control.socket", "control.sock", "The socket that nuncio(1) talks to; relative paths start at runtime_dir.",
		OPTION_SOCKET, OPTION_RESTART, 1, 100, AT(control.socket)},
	{"control.group", "", "The group whose members may use the control socket; empty for the daemon's own.",
		OPTION_TEXT, OPTION_RESTART, 0, 64, AT(control.group)},
};
/* clang-format on */

const struct conf_option *options_table(size_t *ret_count)
{
	*ret_count = sizeof(table) / sizeof(table[0]);
	return table;
}

const struct conf_option *options_find(struct str path)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (str_eq(path, str_from(table[i].path))) {
			return &table[i];
		}
	}
	return NULL;
}

const char *option_type_name(enum option_type type)
{
	static const char *const names[] = {
		[OPTION_TEXT] = "text",
		[OPTION_PATH] = "path",
		[OPTION_SOCKET] = "path",
		[OPTION_PROXY] = "url",
		[OPTION_BOOL] = "bool",
		[OPTION_NUMBER] = "number",
		[OPTION_COUNT] = "number|auto",
		[OPTION_PERCENT] = "percent",
		[OPTION_DURATION] = "duration",
		[OPTION_SIZE] = "size",
		[OPTION_BACKLOG] = "duration|all|none",
		[OPTION_LEVEL] = "error|warn|info|debug",
		[OPTION_SERVER] = "private|path|host:port",
		[OPTION_LISTEN] = "off|address:port",
		[OPTION_PATHS] = "paths",
		[OPTION_NETWORKS] = "networks",
		[OPTION_SERVERS] = "addresses",
		[OPTION_PORTS] = "ports",
	};
	return names[type];
}

bool option_is_list(const struct conf_option *option)
{
	return option->type >= OPTION_PATHS;
}

void option_variable(const struct conf_option *option, char out[OPTION_VARIABLE_SIZE])
{
	size_t len = (size_t)snprintf(out, OPTION_VARIABLE_SIZE, "NUNCIO_%s", option->path);
	for (size_t i = 0; i < len && i < OPTION_VARIABLE_SIZE - 1; i++) {
		if (out[i] == '.') {
			out[i] = '_';
		} else if (out[i] >= 'a' && out[i] <= 'z') {
			out[i] = (char)(out[i] - ('a' - 'A'));
		}
	}
}
