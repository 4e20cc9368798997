/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "conf/conf.h"
#include "files.h"

static char directory[] = "/tmp/nuncio-test-conf-XXXXXX";
static char path[128];

static int make_directory(void **state)
{
	(void)state;
	unsetenv("CREDENTIALS_DIRECTORY");
	if (!mkdtemp(directory)) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/n.yaml", directory);
	return 0;
}

static int remove_directory(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static struct conf *load(const char *text, const char *set, struct diags *diags)
{
	write_file_mode(path, text, 0644);
	diags_init(diags);
	return conf_load(path, &set, set ? 1 : 0, diags);
}

static struct conf *load_good(const char *text, const char *set)
{
	struct diags diags;
	struct conf *conf = load(text, set, &diags);

	if (!conf) {
		struct buf out;

		buf_init(&out, 65536);
		diags_format(&diags, &out);
		print_error("%s", buf_cstr(&out));
		buf_done(&out);
	}
	diags_done(&diags);
	assert_non_null(conf);
	return conf;
}

static void test_defaults(void **state)
{
	(void)state;
	struct conf *conf = load_good("", NULL);

	assert_string_equal(conf->state_dir, "/var/lib/nuncio");
	assert_string_equal(conf->control.socket, "/run/nuncio/control.sock");
	assert_int_equal(conf->rules.count, 2);
	assert_string_equal(conf->rules.items[1], "/etc/nuncio/rules.d");
	assert_int_equal(conf->backlog_ms, 86400000);
	assert_int_equal(conf->log.level, LOG_LEVEL_INFO);
	assert_int_equal(conf->fetch.interval_ms, 900000);
	assert_int_equal(conf->fetch.jitter_percent, 10);
	assert_int_equal(conf->fetch.ports.count, 4);
	assert_int_equal(conf->fetch.ports.items[3], 8443);
	assert_int_equal(conf->fetch.allow_networks.count, 0);
	assert_false(conf->fetch.allow_private);
	assert_true(conf->readers.count >= 2);
	assert_int_equal(conf->redis.server.kind, CONF_ADDRESS_NONE);
	assert_string_equal(conf->redis.password_file, "");
	assert_int_equal(conf->http.listen.kind, CONF_ADDRESS_NONE);
	conf_free(conf);
}

static void test_file(void **state)
{
	(void)state;
	struct conf *conf = load_good("state_dir: var\n"
				      "rules: [rules, /abs]\n"
				      "feeds:\n"
				      "  - lists/*.yaml\n"
				      "backlog: all\n"
				      "log: {level: debug}\n"
				      "fetch:\n"
				      "  timeout: 1m30s\n"
				      "  ports: [8000]\n"
				      "  allow_networks: [127.0.0.0/8, \"fd00::/8\"]\n"
				      "readers:\n"
				      "  # nothing set\n"
				      "redis:\n"
				      "  server: \"[::1]:7000\"\n"
				      "  private: {group: readers}\n"
				      "http: {listen: off}\n",
		NULL);
	char expected[256];

	snprintf(expected, sizeof(expected), "%s/var", directory);
	assert_string_equal(conf->state_dir, expected);
	snprintf(expected, sizeof(expected), "%s/rules", directory);
	assert_string_equal(conf->rules.items[0], expected);
	assert_string_equal(conf->rules.items[1], "/abs");
	snprintf(expected, sizeof(expected), "%s/lists/*.yaml", directory);
	assert_int_equal(conf->feeds.count, 1);
	assert_string_equal(conf->feeds.items[0], expected);
	assert_int_equal(conf->backlog_ms, CONF_BACKLOG_ALL);
	assert_int_equal(conf->log.level, LOG_LEVEL_DEBUG);
	assert_int_equal(conf->fetch.timeout_ms, 90000);
	assert_int_equal(conf->fetch.ports.count, 1);
	assert_string_equal(conf->fetch.allow_networks.items[1], "fd00::/8");
	assert_int_equal(conf->redis.server.kind, CONF_ADDRESS_HOST);
	assert_string_equal(conf->redis.server.name, "::1");
	assert_int_equal(conf->redis.server.port, 7000);
	assert_string_equal(conf->redis.private.group, "readers");
	assert_int_equal(conf->http.listen.kind, CONF_ADDRESS_NONE);
	conf_free(conf);
}

/* The stronger source wins, and a list from one text is a list. */
static void test_precedence(void **state)
{
	(void)state;
	struct conf *conf;

	setenv("NUNCIO_FETCH_TIMEOUT", "30s", 1);
	setenv("NUNCIO_FETCH_CONNECT_TIMEOUT", "7s", 1);
	setenv("NUNCIO_RULES", "[one, two]", 1);
	conf = load_good(
		"fetch: {timeout: 40s, connect_timeout: 8s, host_gap: 9s}\n", "fetch.timeout=50s");
	assert_int_equal(conf->fetch.timeout_ms, 50000);
	assert_int_equal(conf->fetch.connect_timeout_ms, 7000);
	assert_int_equal(conf->fetch.host_gap_ms, 9000);
	assert_int_equal(conf->rules.count, 2);
	assert_string_equal(conf->rules.items[1], "two");
	conf_free(conf);
	conf = load_good("", "fetch.ports=80,8000");
	assert_int_equal(conf->fetch.timeout_ms, 30000);
	assert_int_equal(conf->fetch.ports.count, 2);
	assert_int_equal(conf->fetch.ports.items[1], 8000);
	conf_free(conf);
	unsetenv("NUNCIO_FETCH_TIMEOUT");
	unsetenv("NUNCIO_FETCH_CONNECT_TIMEOUT");
	unsetenv("NUNCIO_RULES");
	conf = load_good("", "redis.server=/run/redis.sock");
	assert_int_equal(conf->redis.server.kind, CONF_ADDRESS_SOCKET);
	assert_string_equal(conf->redis.server.name, "/run/redis.sock");
	conf_free(conf);
}

struct refusal {
	const char *text; /* of the file */
	const char *set;
	const char *place;   /* of the first error, in front of its message */
	const char *message; /* what it must hold */
	const char *hint;    /* NULL: none */
};

static const struct refusal refusals[] = {
	{"fetch:\n  timout: 20s\n", NULL, "n.yaml:2:3", "unknown option \"fetch.timout\"",
		"timeout"},
	{"timeout: 20s\n", NULL, "n.yaml:1:1", "unknown option \"timeout\"", "fetch.timeout"},
	{"fetch.timeout: 20s\n", NULL, "n.yaml:1:1", "unknown option", "fetch.timeout"},
	{"colour: red\n", NULL, "n.yaml:1:1", "unknown option \"colour\"", NULL},
	{"fetch: 5\n", NULL, "n.yaml:1:8", "fetch must be a section", NULL},
	{"fetch:\n  timeout: 20\n", NULL, "n.yaml:2:12", "fetch.timeout must be a duration such as",
		NULL},
	{"fetch:\n  timeout: 1w\n", NULL, "n.yaml:2:12", "must be from 100ms to 1h", NULL},
	{"fetch:\n  timeout: [1s]\n", NULL, NULL, NULL, NULL},
	{"fetch:\n  timeout: [1s, 2s]\n", NULL, "n.yaml:2:13", "must be one value", NULL},
	{"fetch:\n  timeout: {a: b}\n", NULL, "n.yaml:2:12", "must be one value", NULL},
	{"fetch:\n  ports: [80, 70000]\n", NULL, "n.yaml:2:15", "port numbers", NULL},
	{"fetch:\n  ports: []\n", NULL, "n.yaml:2:10", "at least one", NULL},
	{"fetch:\n  ports: [[80]]\n", NULL, "n.yaml:2:11", "list of values", NULL},
	{"fetch: {timeout: 10s, timeout: 20s}\n", NULL, "n.yaml:1:23", "", NULL},
	{"fetch: {allow_private: perhaps}\n", NULL, "n.yaml:1:24", "true or false", NULL},
	{"fetch: {allow_networks: [10.0.0.0/33]}\n", NULL, "n.yaml:1:26", "networks", NULL},
	{"fetch: {nameservers: [dns.example]}\n", NULL, "n.yaml:1:23", "IP addresses", NULL},
	{"fetch: {proxy: proxy.example}\n", NULL, "n.yaml:1:16", "must be a URL", NULL},
	{"fetch: {user_agent: \"a\\r\\nb\"}\n", NULL, "n.yaml:1:22", "control", NULL},
	{"fetch: {jitter: 10}\n", NULL, "n.yaml:1:17", "percentage", NULL},
	{"fetch: {max_document: 64MB}\n", NULL, "n.yaml:1:23", "a size such as", NULL},
	{"instance: \"\"\n", NULL, "n.yaml:1:12", "must not be empty", NULL},
	{"log: {level: loud}\n", NULL, "n.yaml:1:14", "error, warn, info or debug", NULL},
	{"http: {listen: localhost:80}\n", NULL, "n.yaml:1:16", "127.0.0.1:9747", NULL},
	{"redis: {server: \"host:0\"}\n", NULL, "n.yaml:1:18", "host:port", NULL},
	{"backlog: some\n", NULL, "n.yaml:1:10", "all, none", NULL},
	{"readers: {count: 0}\n", NULL, "n.yaml:1:18", "from 1 to 256", NULL},
	{"fetch:\n  max_interval: 5m\n  interval: 15m\n", NULL, "n.yaml:3:13",
		"fetch.interval must not be larger than fetch.max_interval", NULL},
	{"fetch:\n  max_interval: 5m\n  min_interval: 15m\n", NULL, "n.yaml:3:17",
		"fetch.min_interval must not be larger than fetch.max_interval", NULL},
	{"runtime_dir: /a-very-long-directory-name/that-leaves-room/for-the-name\n",
		"control.socket=and-here-is-the-name-of-the-socket-itself-which-goes-on.sock",
		"--set control.socket", "too long", NULL},
	{"a: [\n", NULL, "n.yaml:", "", NULL},
	{"", "fetch.timeout=20", "--set fetch.timeout", "must be a duration", NULL},
	{"", "fetch.timeout", "--set fetch.timeout", "option=value", NULL},
	{"", "timeout=3s", "--set timeout", "unknown option", "fetch.timeout"},
	{"", "fetch.tiemout=3s", "--set fetch.tiemout", "unknown option", "fetch.timeout"},
};

/* Whether the outcome is that of the row. */
static bool is_refused_as(const struct refusal *row, const struct conf *conf,
	const struct diags *diags, const char *printed)
{
	const struct diag *diag = diags->first;

	if (!row->place) {
		return conf && !diag;
	}
	return !conf && diag && strstr(printed, row->place) &&
	       strstr(diag->message, row->message) &&
	       (!row->hint || (diag->suggestion && strstr(diag->suggestion, row->hint)));
}

static void test_refusals(void **state)
{
	(void)state;
	int wrong = 0;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *row = &refusals[i];
		struct diags diags;
		struct buf out;
		struct conf *conf = load(row->text, row->set, &diags);

		buf_init(&out, 65536);
		diags_format(&diags, &out);
		if (!is_refused_as(row, conf, &diags, buf_cstr(&out))) {
			print_error(
				"%s%s\n%s", row->text, row->set ? row->set : "", buf_cstr(&out));
			wrong++;
		}
		conf_free(conf);
		buf_done(&out);
		diags_done(&diags);
	}
	assert_int_equal(wrong, 0);
}

/* Of two options that must keep an order, the one that was not set gives way. */
static void test_order(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t min_s, interval_s, max_s, connect_s;
	} rows[] = {
		{"", 60, 900, 86400, 5},
		{"fetch: {interval: 5s}\n", 5, 5, 86400, 5},
		{"fetch: {max_interval: 30s}\n", 30, 30, 30, 5},
		{"fetch: {min_interval: 2d}\n", 172800, 172800, 172800, 5},
		{"fetch: {interval: 2d}\n", 60, 172800, 172800, 5},
		{"fetch: {timeout: 2s}\n", 60, 900, 86400, 2},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct conf *conf = load_good(rows[i].text, NULL);

		assert_int_equal(conf->fetch.min_interval_ms, rows[i].min_s * 1000);
		assert_int_equal(conf->fetch.interval_ms, rows[i].interval_s * 1000);
		assert_int_equal(conf->fetch.max_interval_ms, rows[i].max_s * 1000);
		assert_int_equal(conf->fetch.connect_timeout_ms, rows[i].connect_s * 1000);
		conf_free(conf);
	}
}

static void test_environment_errors(void **state)
{
	(void)state;
	struct diags diags;
	struct conf *conf;

	setenv("NUNCIO_FETCH_TIMEOUT", "soon", 1);
	conf = load("", NULL, &diags);
	assert_null(conf);
	assert_string_equal(diags.first->file, "environment variable NUNCIO_FETCH_TIMEOUT");
	diags_done(&diags);
	unsetenv("NUNCIO_FETCH_TIMEOUT");

	setenv("NUNCIO_FETCH_TIMOUT", "20s", 1);
	conf = load("", NULL, &diags);
	assert_non_null(conf);
	assert_int_equal(diags.warnings, 1);
	assert_string_equal(diags.first->suggestion, "did you mean NUNCIO_FETCH_TIMEOUT?");
	diags_done(&diags);
	conf_free(conf);
	unsetenv("NUNCIO_FETCH_TIMOUT");
}

static void test_all_errors_at_once(void **state)
{
	(void)state;
	struct diags diags;

	assert_null(load("a: 1\nb: 2\nfetch: {timeout: x, ports: [0]}\n", "c=1", &diags));
	assert_int_equal(diags.errors, 5);
	diags_done(&diags);
	diags_init(&diags);
	assert_null(conf_load("/nonexistent/nuncio.yaml", NULL, 0, &diags));
	assert_string_equal(diags.first->file, "/nonexistent/nuncio.yaml");
	diags_done(&diags);
	diags_init(&diags);
	assert_null(conf_load("/tmp", NULL, 0, &diags));
	diags_done(&diags);
}

static void on_change(
	const char *name, const char *before, const char *now, bool needs_restart, void *arg)
{
	struct buf *out = arg;

	buf_printf(out, "%s: %s -> %s%s\n", name, before, now, needs_restart ? " (restart)" : "");
}

static void test_compare(void **state)
{
	(void)state;
	struct conf *a = load_good("", NULL);
	struct conf *b = load_good(
		"fetch: {timeout: 90s, ports: [80]}\nbacklog: none\nhttp: {listen: \"[::1]:9747\"}\n",
		NULL);
	struct buf out;

	buf_init(&out, 4096);
	conf_compare(a, a, on_change, &out);
	assert_int_equal(out.len, 0);
	conf_compare(a, b, on_change, &out);
	assert_string_equal(buf_cstr(&out), "backlog: 1d -> none\n"
					    "fetch.timeout: 20s -> 90s\n"
					    "fetch.ports: 80, 443, 8080, 8443 -> 80 (restart)\n"
					    "http.listen: off -> [::1]:9747 (restart)\n");
	buf_done(&out);
	assert_int_equal(conf_backlog_since(a->backlog_ms, 100000), 100000 - 86400);
	assert_true(conf_backlog_since(b->backlog_ms, 100000) == INT64_MAX);
	assert_true(conf_backlog_since(CONF_BACKLOG_ALL, 100000) == INT64_MIN);
	conf_free(a);
	conf_free(b);
}

static void test_password(void **state)
{
	(void)state;
	char secret[160];
	char set[256];
	char *password = NULL;
	struct conf *conf;

	snprintf(secret, sizeof(secret), "%s/redis-password", directory);
	snprintf(set, sizeof(set), "redis.password_file=%s", secret);
	write_file_mode(secret, "hunter 2\n", 0640);
	conf = load_good("", set);
	assert_int_equal(conf_read_password(conf, &password), 0);
	assert_string_equal(password, "hunter 2");
	free(password);
	assert_int_equal(chmod(secret, 0644), 0);
	assert_int_equal(conf_read_password(conf, &password), -EACCES);
	conf_free(conf);

	/* The service manager's credential is taken when a server is named and no file is. */
	assert_int_equal(chmod(secret, 0400), 0);
	setenv("CREDENTIALS_DIRECTORY", directory, 1);
	conf = load_good("redis: {server: redis.example}\n", NULL);
	assert_string_equal(conf->redis.password_file, secret);
	conf_free(conf);
	conf = load_good("", NULL);
	assert_string_equal(conf->redis.password_file, "");
	assert_int_equal(conf_read_password(conf, &password), 0);
	assert_null(password);
	conf_free(conf);
	unsetenv("CREDENTIALS_DIRECTORY");
	unlink(secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_environment_errors),
		cmocka_unit_test(test_all_errors_at_once),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_password),
	};

	/* Options could come from the environment of whoever runs the tests. */
	assert_int_equal(clearenv(), 0);
	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
