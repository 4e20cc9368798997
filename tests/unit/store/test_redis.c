/* SPDX-License-Identifier: BSD-2-Clause */
/* The connection, against a real server and against servers that misbehave. */
#include "store/redis.h"

#include <errno.h>
#include <netinet/in.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/redis_server.h"

struct fixture {
	struct redis_server server;
	struct loop *loop;
	struct redis *redis;
	struct redis_address address;
	int ready;
	int lost;
	bool refused;
	char reason[320];
	char text[512]; /* of the last reply or push */
	enum redis_type type;
	int replies;
	int pushes;
	int stop_at; /* pushes or replies */
};

static void on_ready(struct redis *redis, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	f->ready++;
	loop_stop(f->loop);
}

static void on_lost(struct redis *redis, const char *reason, bool refused, void *arg)
{
	struct fixture *f = arg;
	f->lost++;
	f->refused = refused;
	(void)snprintf(f->reason, sizeof(f->reason), "%s", reason);
	redis_free(redis);
	f->redis = NULL;
	loop_stop(f->loop);
}

static void on_push(struct redis *redis, const struct redis_reply *push, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	struct str kind = redis_get_text(redis_at(push, 0));
	struct str last = redis_get_text(redis_at(push, redis_get_count(push) - 1));
	(void)snprintf(f->text, sizeof(f->text), "%.*s %.*s", STR_ARG(kind), STR_ARG(last));
	if (++f->pushes == f->stop_at) {
		loop_stop(f->loop);
	}
}

static void on_reply(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	f->type = redis_type_of(reply);
	(void)snprintf(f->text, sizeof(f->text), "%.*s", STR_ARG(redis_get_text(reply)));
	if (++f->replies == f->stop_at) {
		loop_stop(f->loop);
	}
}

static void dial(struct fixture *f)
{
	const struct redis_handlers handlers = {on_ready, on_lost, on_push, f};
	f->redis = redis_connect(f->loop, &f->address, &handlers);
	assert_int_equal(f->ready + f->lost, 0);
	loop_run(f->loop);
}

static int set_up_none(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	redis_server_make_dir(&f->server);
	f->loop = loop_new();
	f->address.socket = f->server.socket;
	*state = f;
	return 0;
}

static int set_up(void **state)
{
	set_up_none(state);
	struct fixture *f = *state;
	redis_server_start(&f->server, NULL);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	redis_free(f->redis);
	loop_free(f->loop);
	redis_server_remove(&f->server);
	free(f);
	return 0;
}

static void replies_come_in_order(void **state)
{
	struct fixture *f = *state;
	dial(f);
	assert_int_equal(f->ready, 1);
	const struct str set[] = {STR("SET"), STR("k"), {"a\0b", 3}};
	const struct str len[] = {STR("STRLEN"), STR("k")};
	redis_send(f->redis, set, 3, 0, NULL, NULL);
	for (int i = 0; i < 1000; i++) {
		redis_send_words(f->redis, "INCR n", on_reply, f);
	}
	redis_send_words(f->redis, "GET n", on_reply, f);
	f->stop_at = 1001;
	loop_run(f->loop);
	assert_int_equal(f->type, REDIS_TEXT);
	assert_string_equal(f->text, "1000");
	redis_send(f->redis, len, 2, 0, on_reply, f);
	f->stop_at++;
	loop_run(f->loop);
	assert_int_equal(f->type, REDIS_NUMBER);
	assert_int_equal(redis_pending(f->redis), 0);
}

static void types_of_replies(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *command;
		enum redis_type type;
		const char *text;
	} rows[] = {
		{"PING", REDIS_TEXT, "PONG"},
		{"GET nothing", REDIS_NIL, ""},
		{"DBSIZE", REDIS_NUMBER, ""},
		{"MGET a b", REDIS_ARRAY, ""},
		{"NOSUCH", REDIS_ERROR, "ERR unknown command 'NOSUCH', with args beginning with: "},
		{"CLIENT GETNAME", REDIS_TEXT, "tester"},
	};
	f->address.name = "tester";
	dial(f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		redis_send_words(f->redis, rows[i].command, on_reply, f);
		f->stop_at = (int)i + 1;
		loop_run(f->loop);
		assert_int_equal(f->type, rows[i].type);
		assert_string_equal(f->text, rows[i].text);
	}
}

static void logins(void **state)
{
	struct fixture *f = *state;
	char reply[256];
	static const struct {
		const char *user;
		const char *password;
		bool ready;
		const char *said;
	} rows[] = {
		{NULL, "secret", true, ""},
		{NULL, NULL, false, "it wants a password"},
		{NULL, "wrong", false, "login refused: WRONGPASS"},
		{"reader", "r", true, ""},
		{"reader", "x", false, "login refused: WRONGPASS"},
		{"open", NULL, true, ""},
		{"nobody", "r", false, "login refused: WRONGPASS"},
	};
	redis_server_ask(&f->server,
		"ACL SETUSER reader on >r +@all\r\nACL SETUSER open on nopass\r\n"
		"ACL SETUSER default >secret resetpass >secret",
		reply, sizeof(reply));
	assert_string_equal(reply, "+OK\r\n+OK\r\n+OK\r\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		f->ready = 0;
		f->lost = 0;
		f->address.user = rows[i].user;
		f->address.password = rows[i].password;
		dial(f);
		assert_int_equal(f->ready, rows[i].ready);
		assert_int_equal(f->lost, !rows[i].ready);
		if (!rows[i].ready) {
			assert_non_null(strstr(f->reason, rows[i].said));
			assert_true(f->refused);
		}
		redis_free(f->redis);
		f->redis = NULL;
	}
}

static void subscriptions_push(void **state)
{
	struct fixture *f = *state;
	char reply[64];
	const struct str names[] = {STR("news:*")};
	dial(f);
	redis_subscribe(f->redis, true, names, 1);
	f->stop_at = 1;
	loop_run(f->loop);
	assert_string_equal(f->text, "psubscribe ");
	redis_server_ask(
		&f->server, "PUBLISH news:a hello\r\nPUBLISH other no", reply, sizeof(reply));
	assert_string_equal(reply, ":1\r\n:0\r\n");
	f->stop_at = 2;
	loop_run(f->loop);
	assert_string_equal(f->text, "pmessage hello");
}

static void idle_subscribers_notice_a_frozen_server(void **state)
{
	struct fixture *f = *state;
	const struct str names[] = {STR("a")};
	f->address.timeout_ms = 60;
	dial(f);
	redis_subscribe(f->redis, false, names, 1);
	f->stop_at = 1;
	loop_run(f->loop);
	kill(f->server.pid, SIGSTOP);
	loop_run(f->loop);
	kill(f->server.pid, SIGCONT);
	assert_int_equal(f->lost, 1);
	assert_non_null(strstr(f->reason, ": no reply in 0.1 s"));
}

static void a_frozen_server_is_given_up(void **state)
{
	struct fixture *f = *state;
	f->address.timeout_ms = 60;
	dial(f);
	kill(f->server.pid, SIGSTOP);
	int64_t start = clock_mono_ms();
	redis_send_words(f->redis, "PING", on_reply, f);
	loop_run(f->loop);
	int64_t took = clock_mono_ms() - start;
	kill(f->server.pid, SIGCONT);
	assert_int_equal(f->lost, 1);
	assert_false(f->refused);
	assert_int_equal(f->replies, 0);
	assert_true(took >= 60);
}

static void blocking_commands_have_their_own_time(void **state)
{
	struct fixture *f = *state;
	const struct str args[] = {
		STR("XREAD"), STR("BLOCK"), STR("150"), STR("STREAMS"), STR("s"), STR("$")};
	f->address.timeout_ms = 60;
	dial(f);
	redis_send(f->redis, args, 6, 5000, on_reply, f);
	f->stop_at = 1;
	loop_run(f->loop);
	assert_int_equal(f->lost, 0);
	assert_int_equal(f->type, REDIS_NIL);
}

static void a_killed_server_is_lost_once(void **state)
{
	struct fixture *f = *state;
	dial(f);
	redis_send_words(f->redis, "DEBUG SLEEP 10", on_reply, f);
	redis_server_kill(&f->server, SIGKILL);
	loop_run(f->loop);
	assert_int_equal(f->lost, 1);
	assert_int_equal(f->replies, 0);
	assert_non_null(strstr(f->reason, f->server.socket));
}

static void no_server(void **state)
{
	struct fixture *f = *state;
	char longer[200];
	memset(longer, 'x', sizeof(longer));
	longer[199] = '\0';
	const struct {
		struct redis_address address;
		const char *said;
	} rows[] = {
		{{.socket = f->server.socket}, "No such file or directory"},
		{{.socket = longer}, "the path of the socket is too long"},
		{{.host = "127.0.0.1", .port = 1}, "127.0.0.1:1: Connection refused"},
		{{.host = "no such host"}, "no such host:6379: "},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		f->lost = 0;
		f->address = rows[i].address;
		dial(f);
		assert_int_equal(f->lost, 1);
		assert_false(f->refused);
		if (strstr(f->reason, rows[i].said) == NULL) {
			fail_msg("%s", f->reason);
		}
	}
}

/* A port that was free a moment ago. */
static uint16_t find_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static void tcp_by_address_and_by_name(void **state)
{
	struct fixture *f = *state;
	static const char *const hosts[] = {"127.0.0.1", "localhost"};
	char port[8];
	uint16_t number = find_port();
	(void)snprintf(port, sizeof(port), "%u", (unsigned)number);
	const char *const args[] = {"--port", port, "--bind", "127.0.0.1", NULL};
	redis_server_start(&f->server, args);
	for (size_t i = 0; i < 2; i++) {
		f->ready = 0;
		f->address = (struct redis_address){.host = hosts[i], .port = number};
		dial(f);
		if (f->ready != 1) {
			fail_msg("%s", f->reason);
		}
		redis_send_words(f->redis, "PING", on_reply, f);
		f->stop_at = (int)i + 1;
		loop_run(f->loop);
		assert_string_equal(f->text, "PONG");
		redis_free(f->redis);
		f->redis = NULL;
	}
}

/* Says `text` to whoever connects, and waits until he is gone. */
static pid_t start_impostor(struct fixture *f, const char *text)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", f->server.socket);
	unlink(f->server.socket);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	pid_t pid = fork();
	if (pid == 0) {
		char bytes[512];
		int client = accept(fd, NULL, NULL);
		ssize_t done = write(client, text, strlen(text));
		while (done > 0 && read(client, bytes, sizeof(bytes)) > 0) {
		}
		_exit(0);
	}
	close(fd);
	return pid;
}

static void impostors(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{"HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak the Redis protocol"},
		{"$99999999999999999999\r\n", "does not speak the Redis protocol"},
		{"*-7\r\n", "does not speak the Redis protocol"},
		{"+OK\r\n+OK\r\n", "a reply that nothing asked for"},
		{"+OK", "no connection in"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		pid_t pid = start_impostor(f, rows[i].text);
		f->lost = 0;
		f->ready = 0;
		f->address.timeout_ms = 80;
		dial(f);
		if (f->lost == 0) {
			loop_run(f->loop);
		}
		assert_int_equal(f->lost, 1);
		if (strstr(f->reason, rows[i].said) == NULL && i != 4) {
			fail_msg("row %zu: %s", i, f->reason);
		}
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

static void free_in_reply(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct fixture *f = arg;
	(void)reply;
	redis_free(redis);
	f->redis = NULL;
	f->replies++;
	loop_stop(f->loop);
}

static void may_be_freed_in_a_reply(void **state)
{
	struct fixture *f = *state;
	dial(f);
	redis_send_words(f->redis, "PING", free_in_reply, f);
	redis_send_words(f->redis, "PING", free_in_reply, f);
	loop_run(f->loop);
	assert_int_equal(f->replies, 1);
	assert_int_equal(f->lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(replies_come_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(types_of_replies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(logins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(subscriptions_push, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			idle_subscribers_notice_a_frozen_server, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_frozen_server_is_given_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blocking_commands_have_their_own_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_killed_server_is_lost_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_server, set_up_none, tear_down),
		cmocka_unit_test_setup_teardown(tcp_by_address_and_by_name, set_up_none, tear_down),
		cmocka_unit_test_setup_teardown(impostors, set_up_none, tear_down),
		cmocka_unit_test_setup_teardown(may_be_freed_in_a_reply, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("store/redis", tests, NULL, NULL);
}
