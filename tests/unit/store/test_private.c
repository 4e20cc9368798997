/* SPDX-License-Identifier: BSD-2-Clause */
/* The private server: who may do what on it, and how long it lives. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/redis_server.h"

struct fixture {
	struct loop *loop;
	struct private_redis *private;
	struct private_config config;
	struct redis_server server; /* only its folder and socket */
	struct loop_timer *timer;
	char reply[8192];
	bool is_up;
	int attempts;
};

static char last_warning[512];

static void keep_warning(
	enum log_level level, const char *kind, const char *name, const char *message)
{
	(void)kind;
	(void)name;
	if (level == LOG_LEVEL_WARN) {
		(void)snprintf(last_warning, sizeof(last_warning), "%s", message);
	}
}

static const char *ask_unnamed(struct fixture *f, const char *commands)
{
	do {
		redis_server_ask_at(f->server.socket, commands, f->reply, sizeof(f->reply));
	} while (strstr(f->reply, "-LOADING") != NULL && poll(NULL, 0, 2) == 0);
	return f->reply;
}

/* As a subscriber; without the answer to AUTH. */
static const char *ask(struct fixture *f, const char *commands)
{
	char login[512];
	const char *reply;
	(void)snprintf(login, sizeof(login), "AUTH subscriber anything\r\n%s", commands);
	reply = ask_unnamed(f, login);
	return strncmp(reply, "+OK\r\n", 5) == 0 ? reply + 5 : reply;
}

static void start(struct fixture *f)
{
	struct buf error;
	buf_init(&error, 1024);
	assert_int_equal(private_start(f->loop, &f->config, &error, &f->private), 0);
	assert_string_equal(private_socket(f->private), f->server.socket);
	buf_done(&error);
}

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	redis_server_make_dir(&f->server);
	(void)snprintf(f->server.socket, sizeof(f->server.socket), "%s/redis.sock", f->server.dir);
	f->loop = loop_new();
	f->config.state_dir = f->server.dir;
	f->config.runtime_dir = f->server.dir;
	log_set_sink(keep_warning);
	last_warning[0] = '\0';
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	private_stop(f->private);
	loop_free(f->loop);
	redis_server_remove(&f->server);
	free(f);
	return 0;
}

static void on_ready(struct redis *redis, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	f->is_up = true;
	loop_stop(f->loop);
}

static void on_lost(struct redis *redis, const char *reason, bool refused, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	(void)reason;
	assert_false(refused);
	loop_stop(f->loop);
}

static void stop_loop(void *arg)
{
	loop_stop(arg);
}

/* Runs the loop until the server lets its owner in. */
static void wait_until_up(struct fixture *f)
{
	struct loop_timer *timer = loop_timer_new(f->loop, stop_loop, f->loop);
	f->is_up = false;
	while (!f->is_up && f->attempts++ < 2000) {
		const struct redis_handlers handlers = {
			.on_ready = on_ready, .on_lost = on_lost, .arg = f};
		struct redis_address address = private_address(f->private);
		struct redis *redis = redis_connect(f->loop, &address, &handlers);
		loop_run(f->loop);
		redis_free(redis);
		if (!f->is_up) {
			loop_timer_set(timer, 5);
			loop_run(f->loop);
		}
	}
	loop_timer_free(timer);
	assert_true(f->is_up);
}

static void owners_write(struct fixture *f, const char *commands)
{
	char login[256];
	(void)snprintf(login, sizeof(login), "AUTH %s %s\r\n%s", private_address(f->private).user,
		private_address(f->private).password, commands);
	ask_unnamed(f, login);
}

/* --- rights --- */

static void subscribers_read_and_acknowledge_only(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *command;
		const char *reply; /* its beginning */
	} rows[] = {
		{"XREADGROUP GROUP g me STREAMS nuncio:{a}:alerts >", "*1\r\n"},
		{"XACK nuncio:{a}:alerts g 1-1", ":1\r\n"},
		{"XRANGE nuncio:{a}:alerts - +", "*1\r\n"},
		{"XREAD STREAMS nuncio-control 0", "*-1\r\n"},
		{"XINFO GROUPS nuncio:{a}:alerts", "*1\r\n"},
		{"PSUBSCRIBE nuncio:*", "*3\r\n"},
		{"SUBSCRIBE nuncio-control", "*3\r\n"},
		{"XADD nuncio:{a}:alerts * a b", "-NOPERM"},
		{"XTRIM nuncio:{a}:alerts MAXLEN 0", "-NOPERM"},
		{"DEL nuncio:{a}:alerts", "-NOPERM"},
		{"HGETALL nuncio:{a}:meta", "-NOPERM"},
		{"XGROUP CREATE nuncio:{a}:meta g 0 MKSTREAM", "-NOPERM"},
		{"XRANGE other - +", "-NOPERM"},
		{"PUBLISH nuncio:a x", "-NOPERM"},
		{"PSUBSCRIBE *", "-NOPERM"},
		{"KEYS *", "-NOPERM"},
		{"CONFIG GET dir", "-NOPERM"},
		{"EVAL return 0", "-NOPERM"},
		{"ACL LIST", "-NOPERM"},
		{"SHUTDOWN", "-NOPERM"},
		{"CLIENT KILL TYPE normal", "-NOPERM"},
	};
	start(f);
	wait_until_up(f);
	owners_write(f, "FLUSHALL\r\nXADD nuncio:{a}:alerts 1-1 alert x");
	assert_string_equal(ask(f, "XGROUP CREATE nuncio:{a}:alerts g 0"), "+OK\r\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *reply = ask(f, rows[i].command);
		if (strncmp(reply, rows[i].reply, strlen(rows[i].reply)) != 0) {
			fail_msg("%s: %s", rows[i].command, f->reply);
		}
	}
	assert_memory_equal(ask_unnamed(f, "XLEN nuncio:{a}:alerts"), "-NOAUTH", 7);
	assert_memory_equal(ask_unnamed(f, "AUTH default wrong"), "-WRONGPASS", 10);
}

static unsigned mode_of(const char *dir, const char *name, gid_t *ret_group)
{
	char path[160];
	struct stat status;
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(stat(path, &status), 0);
	*ret_group = status.st_gid;
	return status.st_mode & 07777;
}

static void files_are_for_whom_they_are(void **state)
{
	struct fixture *f = *state;
	gid_t group = 0;
	start(f);
	wait_until_up(f);
	assert_int_equal(mode_of(f->server.dir, "redis", &group), 0700);
	assert_int_equal(mode_of(f->server.dir, "redis/redis.conf", &group), 0600);
	assert_int_equal(mode_of(f->server.dir, "redis.sock", &group), 0660);
}

static void look_at_group(void *arg)
{
	struct fixture *f = arg;
	gid_t group = 0;
	(void)mode_of(f->server.dir, "redis.sock", &group);
	if (group != getgid() || ++f->attempts > 2000) {
		loop_stop(f->loop);
		return;
	}
	loop_timer_set(f->timer, 2);
}

static void the_socket_gets_its_group(void **state)
{
	struct fixture *f = *state;
	gid_t found = 0;
	const struct group *group = getgrnam("nogroup");
	if (geteuid() != 0 || group == NULL) {
		print_message("skipped: needs root and a group nogroup\n");
		return;
	}
	f->config.group = "nogroup";
	start(f);
	wait_until_up(f);
	f->timer = loop_timer_new(f->loop, look_at_group, f);
	loop_timer_set(f->timer, 0);
	loop_run(f->loop);
	loop_timer_free(f->timer);
	(void)mode_of(f->server.dir, "redis.sock", &found);
	assert_int_equal(found, group->gr_gid);
}

/* --- life --- */

static void pass_time(struct fixture *f, int64_t ms)
{
	f->timer = loop_timer_new(f->loop, stop_loop, f->loop);
	loop_timer_set(f->timer, ms);
	loop_run(f->loop);
	loop_timer_free(f->timer);
}

static void a_dead_server_is_started_again_with_its_data(void **state)
{
	struct fixture *f = *state;
	start(f);
	wait_until_up(f);
	owners_write(f, "XADD nuncio:{a}:alerts 1-1 alert x");
	kill(private_pid(f->private), SIGKILL);
	while (private_restarts(f->private) == 0) {
		pass_time(f, 1);
	}
	assert_memory_equal(last_warning, "killed by signal 9", 18);
	wait_until_up(f);
	assert_string_equal(ask(f, "XLEN nuncio:{a}:alerts"), ":1\r\n");
}

/* A script's writes are a transaction in the file: replaying it takes rights that a subscriber does not have. */
static void what_a_script_wrote_is_there_after_a_restart(void **state)
{
	struct fixture *f = *state;
	start(f);
	wait_until_up(f);
	owners_write(f,
		"MULTI\r\nXADD nuncio:{a}:alerts 1-1 alert x\r\nHSET nuncio:{a}:meta seq 1\r\nEXEC");
	private_stop(f->private);
	f->private = NULL;
	start(f);
	wait_until_up(f);
	assert_string_equal(ask(f, "XLEN nuncio:{a}:alerts"), ":1\r\n");
}

static void cut_off_end(const char *dir)
{
	char path[160];
	struct stat status;
	(void)snprintf(path, sizeof(path), "%s/redis/appendonlydir/appendonly.aof.1.incr.aof", dir);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(truncate(path, status.st_size - 5), 0);
}

static void a_record_cut_off_by_a_crash_is_left_out(void **state)
{
	struct fixture *f = *state;
	start(f);
	wait_until_up(f);
	owners_write(f, "XADD nuncio:{a}:alerts 1-1 alert x\r\nXADD nuncio:{a}:alerts 1-2 alert x");
	private_stop(f->private);
	f->private = NULL;
	cut_off_end(f->server.dir);
	start(f);
	wait_until_up(f);
	assert_string_equal(ask(f, "XLEN nuncio:{a}:alerts"), ":1\r\n");
}

/* Redis by itself leaves the beginning of the commit in its file, and does it with the next one when it is read again. */
static void a_commit_cut_off_by_a_crash_is_left_out_for_ever(void **state)
{
	struct fixture *f = *state;
	static const char commit[] =
		"MULTI\r\nXADD nuncio:{a}:alerts * alert x\r\nHSET nuncio:{a}:meta seq 1\r\nEXEC";
	start(f);
	wait_until_up(f);
	owners_write(f, commit);
	owners_write(f, commit);
	for (int expected = 1; expected <= 2; expected++) {
		char reply[16];
		private_stop(f->private);
		f->private = NULL;
		if (expected == 1) {
			cut_off_end(f->server.dir);
		}
		start(f);
		wait_until_up(f);
		(void)snprintf(reply, sizeof(reply), ":%d\r\n", expected);
		assert_string_equal(ask(f, "XLEN nuncio:{a}:alerts"), reply);
		owners_write(f, commit);
	}
}

/* A daemon in a process of its own; tells when its server is up. */
static pid_t start_daemon(struct fixture *f, int *ret_pipe)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0) {
		f->loop = loop_new();
		start(f);
		wait_until_up(f);
		owners_write(f, "XADD nuncio:{a}:alerts * alert x");
		pid_t server = private_pid(f->private);
		if (write(ends[1], &server, sizeof(server)) > 0) {
			loop_run(f->loop);
		}
		_exit(1);
	}
	close(ends[1]);
	*ret_pipe = ends[0];
	return pid;
}

static void it_ends_with_a_killed_daemon_and_is_not_joined(void **state)
{
	struct fixture *f = *state;
	int up = -1;
	pid_t server = 0;
	pid_t daemon_pid = start_daemon(f, &up);
	assert_int_equal(read(up, &server, sizeof(server)), sizeof(server));
	kill(daemon_pid, SIGKILL);
	waitpid(daemon_pid, NULL, 0);
	close(up);
	start(f);
	wait_until_up(f);
	assert_true(private_pid(f->private) != server);
	assert_int_equal(private_restarts(f->private), 0);
	assert_string_equal(ask(f, "XLEN nuncio:{a}:alerts"), ":1\r\n");
}

static void it_waits_for_the_lock(void **state)
{
	struct fixture *f = *state;
	char path[160];
	(void)snprintf(path, sizeof(path), "%s/redis", f->server.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/redis/lock", f->server.dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	start(f);
	pass_time(f, 120);
	assert_int_equal(private_pid(f->private), 0);
	close(fd);
	wait_until_up(f);
	/* Now the server holds it, and nobody else gets it while that lives. */
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
	private_stop(f->private);
	f->private = NULL;
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
}

static void stopping_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	start(f);
	wait_until_up(f);
	pid_t server = private_pid(f->private);
	private_stop(f->private);
	f->private = NULL;
	assert_int_equal(kill(server, 0), -1);
	assert_int_equal(errno, ESRCH);
}

/* --- what cannot work --- */

static void errors_say_what_is_wrong(void **state)
{
	struct fixture *f = *state;
	const struct {
		struct private_config config;
		int error;
		const char *said;
	} rows[] = {
		{{.binary = "/nonexistent/redis-server",
			 .state_dir = f->server.dir,
			 .runtime_dir = f->server.dir},
			-ENOENT, "install redis-server"},
		{{.state_dir = "/nonexistent/x", .runtime_dir = f->server.dir}, -ENOENT,
			"/nonexistent/x/redis cannot be made"},
		{{.state_dir = f->server.dir,
			 .runtime_dir = f->server.dir,
			 .group = "no-such-group"},
			-ENOENT, "there is no group no-such-group"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf error;
		buf_init(&error, 1024);
		assert_int_equal(private_start(f->loop, &rows[i].config, &error, &f->private),
			rows[i].error);
		assert_non_null(strstr(buf_cstr(&error), rows[i].said));
		buf_done(&error);
		f->private = NULL;
	}
}

static void a_server_that_cannot_start_says_why(void **state)
{
	struct fixture *f = *state;
	char path[160];
	start(f);
	wait_until_up(f);
	private_stop(f->private);
	(void)snprintf(path, sizeof(path), "%s/redis/appendonlydir/appendonly.aof.manifest",
		f->server.dir);
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	assert_int_equal(write(fd, "nonsense\n", 9), 9);
	close(fd);
	start(f);
	while (private_restarts(f->private) < 2) {
		pass_time(f, 1);
	}
	assert_non_null(strstr(last_warning, "ended with status 1: "));
	assert_non_null(strstr(last_warning, "manifest"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			subscribers_read_and_acknowledge_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_are_for_whom_they_are, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_socket_gets_its_group, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_dead_server_is_started_again_with_its_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_script_wrote_is_there_after_a_restart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_record_cut_off_by_a_crash_is_left_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_commit_cut_off_by_a_crash_is_left_out_for_ever, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			it_ends_with_a_killed_daemon_and_is_not_joined, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_waits_for_the_lock, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stopping_leaves_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(errors_say_what_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_server_that_cannot_start_says_why, set_up, tear_down),
	};
	if (!redis_server_is_installed()) {
		print_message("skipped: no " REDIS_SERVER_BINARY "\n");
		return 0;
	}
	return cmocka_run_group_tests_name("store/private", tests, NULL, NULL);
}
