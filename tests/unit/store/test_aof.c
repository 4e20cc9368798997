/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends of append-only files, as a server leaves them that is killed while it writes, and what Redis makes of them. */
#include "store/aof.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "store/redis_server.h"

#define SET "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nEXEC\n\r\n"
#define MULTI "*1\r\n$5\r\nMULTI\r\n"
#define EXEC "*1\r\n$4\r\nEXEC\r\n"

static int set_up(void **state)
{
	struct redis_server *server = calloc(1, sizeof(*server));
	redis_server_make_dir(server);
	*state = server;
	return 0;
}

static int tear_down(void **state)
{
	redis_server_remove(*state);
	free(*state);
	return 0;
}

static void write_file(const struct redis_server *server, const char *name, const char *text)
{
	char path[160];
	(void)snprintf(path, sizeof(path), "%s/appendonlydir", server->dir);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/appendonlydir/%s", server->dir, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static long file_size(const struct redis_server *server, const char *name)
{
	char path[160];
	struct stat file;
	(void)snprintf(path, sizeof(path), "%s/appendonlydir/%s", server->dir, name);
	return stat(path, &file) == 0 ? (long)file.st_size : -1;
}

static void only_an_open_transaction_is_cut(void **state)
{
	static const struct {
		const char *whole; /* what stays */
		const char *tail;  /* what goes */
	} rows[] = {
		{"", ""},
		{SET, ""},
		{SET MULTI SET EXEC SET, ""},
		{SET, MULTI},
		{SET, MULTI SET},
		{SET, MULTI SET "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nab"},
		{SET, MULTI SET "*1\r\n$4\r\nEX"},
		{SET, MULTI SET "*1\r\n$4\r\nEXEC\r"},
		{SET, MULTI SET "*"},
		{SET, MULTI "*3\r\n$3\r"},
		{MULTI SET EXEC, MULTI SET SET},
		{"", MULTI SET},
		{"", "*1\r\n$5\r\nmulti\r\n" SET},
		{"*1\r\n$5\r\nmulti\r\n" SET "*1\r\n$4\r\nexec\r\n", ""},
		/* Redis itself does these. */
		{SET "*3\r\n$3\r\nSET\r\n$1", ""},
		{MULTI SET EXEC "*1\r\n$5\r\nMUL", ""},
		/* Not what a server has written: left as it is. */
		{MULTI SET "what is this", ""},
		{MULTI "*1\r\n$x", ""},
		{"REDIS0011", ""},
		{MULTI "*2\r\n$99999999999999999999\r\n", ""},
	};
	struct redis_server *server = *state;
	write_file(server, "appendonly.aof.manifest",
		"file appendonly.aof.3.base.rdb seq 3 type b\n"
		"file appendonly.aof.3.incr.aof seq 3 type i\n"
		"file appendonly.aof.4.incr.aof seq 4 type i\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[1024];
		(void)snprintf(text, sizeof(text), "%s%s", rows[i].whole, rows[i].tail);
		write_file(server, "appendonly.aof.3.incr.aof", text);
		write_file(server, "appendonly.aof.4.incr.aof", text);
		assert_int_equal(aof_cut_transaction(server->dir), strlen(rows[i].tail));
		assert_int_equal(
			file_size(server, "appendonly.aof.4.incr.aof"), strlen(rows[i].whole));
		assert_int_equal(file_size(server, "appendonly.aof.3.incr.aof"), strlen(text));
	}
}

static void what_is_not_there_is_no_fault(void **state)
{
	static const char *const manifests[] = {"", "file", "file x", "file x seq 1 type b\n",
		"file x seq 1 type i", "\n\n", "seq 1 file x type i\n"};
	struct redis_server *server = *state;
	assert_int_equal(aof_cut_transaction("/nowhere"), 0);
	assert_int_equal(aof_cut_transaction(server->dir), 0);
	for (size_t i = 0; i < sizeof(manifests) / sizeof(manifests[0]); i++) {
		write_file(server, "appendonly.aof.manifest", manifests[i]);
		assert_int_equal(aof_cut_transaction(server->dir), 0);
	}
	write_file(server, "appendonly.aof.manifest", "file x seq 1 type i\n");
	assert_true(aof_cut_transaction(server->dir) < 0);
}

/* Every end that a real file can have: the server finds all whole transactions and nothing else, also when it is read again. */
static void a_real_file_cut_anywhere_is_read_alike_twice(void **state)
{
	static const char commit[] =
		"EVAL \"redis.call('XADD',KEYS[1],'*','n',ARGV[1]);redis.call('SET',KEYS[2],ARGV[1])"
		"return 1\" 2 s k ";
	/* Else a server that waits for its disk answers before it writes, and loses more than what is cut. */
	static const char *const always[] = {"--appendfsync", "always", NULL};
	static const long cuts[] = {1, 13, 14, 15, 30, 41, 42, 43, 60, 90};
	struct redis_server *server = *state;
	char reply[4096];
	char command[256];
	char path[160];
	(void)snprintf(
		path, sizeof(path), "%s/appendonlydir/appendonly.aof.1.incr.aof", server->dir);
	redis_server_start(server, always);
	long number = 0;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		for (int more = 0; more < 3; more++) {
			(void)snprintf(command, sizeof(command), "%s %ld", commit, ++number);
			redis_server_ask(server, command, reply, sizeof(reply));
			assert_string_equal(reply, ":1\r\n");
		}
		redis_server_kill(server, SIGKILL);
		assert_int_equal(
			truncate(path, file_size(server, "appendonly.aof.1.incr.aof") - cuts[i]),
			0);
		assert_true(aof_cut_transaction(server->dir) > 0);
		redis_server_start(server, always);
		number--;
		assert_int_equal(redis_server_number(server, "XLEN s"), number);
		assert_int_equal(redis_server_number(server, "GET k"), number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_an_open_transaction_is_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_there_is_no_fault, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_real_file_cut_anywhere_is_read_alike_twice, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("store/aof", tests, NULL, NULL);
}
