/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps one redis-server running. It never joins a server that it has not started: the password is new each time, and the
 * lock of the directory is held by the server process itself (an inherited descriptor), so it is free only when that is gone.
 * Invariant: at most one server of ours is alive, and its process is ours to wait for.
 */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/aof.h"

#define DEFAULT_BINARY "/usr/bin/redis-server"
#define LOCK_RETRY_MS 50   /* an earlier server that is ending */
#define LOCK_WARN_MS 10000 /* it does not end */
#define GROUP_RETRY_MS 10  /* until the socket is there */
#define PAUSE_MIN_MS 100   /* before a server that ended is started again */
#define PAUSE_MAX_MS 10000
#define STEADY_MS 60000 /* alive for so long: the next pause is short again */
#define STOP_MS 5000
#define PASSWORD_BYTES 32
#define OUTPUT_MAX 1024 /* of what the server printed last */
#define SHOWN_MAX 300   /* of that in the log when it ends */
#define CONFIG_MAX 16384

struct private_redis {
	struct loop *loop;
	char *binary; /* owned, as are the next five */
	char *dir;
	char *config;
	char *lock;
	char *socket;
	char password[2 * PASSWORD_BYTES + 1];
	bool has_group;
	gid_t group;
	struct loop_timer *timer; /* waiting for the lock, or for the next start */
	struct loop_timer *group_timer;
	int64_t wait_since; /* mono ms: waiting for the lock; 0: not */
	bool wait_warned;
	pid_t pid;  /* 0: none runs */
	int pid_fd; /* owned, -1: none */
	struct loop_io *pid_io;
	int output_fd; /* owned: what the server prints; -1: none */
	struct loop_io *output_io;
	char output[OUTPUT_MAX]; /* the end of it */
	size_t output_len;
	int64_t started_at; /* mono ms */
	int64_t pause_ms;
	uint64_t restarts;
};

/* --- files --- */

static void add_quoted(struct buf *out, const char *text)
{
	buf_add_byte(out, '"');
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ') {
			buf_printf(out, "\\x%02x", (unsigned char)*c);
		} else {
			buf_add_byte(out, *c);
		}
	}
	buf_add_byte(out, '"');
}

/* Subscribers read and acknowledge; they can neither write entries nor see what is not theirs. */
static const char subscriber_rights[] =
	"on nopass ~nuncio:{*}:alerts ~nuncio-control &nuncio:* &nuncio-control"
	" +auth +hello +ping +echo +quit +reset +select +command +client|setname +client|getname +client|id"
	" +subscribe +psubscribe +unsubscribe +punsubscribe +exists +type"
	" +xread +xrange +xrevrange +xlen +xinfo +xreadgroup +xack +xpending +xclaim +xautoclaim"
	" +xgroup|create +xgroup|createconsumer +xgroup|setid +xgroup|help";

static void write_settings(const struct private_redis *private, struct buf *out)
{
	buf_printf(out, "port 0\nunixsocket ");
	add_quoted(out, private->socket);
	buf_printf(out, "\nunixsocketperm 660\ndir ");
	add_quoted(out, private->dir);
	buf_printf(out,
		"\ndaemonize no\nsupervised no\nalways-show-logo no\nloglevel warning\n"
		"databases 1\ntimeout 0\ntcp-keepalive 0\n"
		/* The record: fsynced every second; what was cut off by a crash is left out (see also store/aof.h). */
		"save \"\"\nappendonly yes\nappendfsync everysec\naof-load-truncated yes\n"
		"aof-use-rdb-preamble yes\nstop-writes-on-bgsave-error no\n"
		/* Processor time is what alerts wait for: it is not spent on smaller files and on statistics. */
		"rdbcompression no\nlatency-tracking no\n"
		/* Nothing is ever thrown away to make room. */
		"maxmemory 0\nmaxmemory-policy noeviction\n"
		"enable-debug-command no\nenable-module-command no\n");
	/* The daemon is the default user: as that one the server replays its file, and a transaction in it (each commit
	 * script is one) is refused when that user may not do what is in it. */
	buf_printf(out, "user default reset on >%s ~* &* +@all\n", private->password);
	buf_printf(out, "user " PRIVATE_SUBSCRIBER " reset %s\n", subscriber_rights);
}

static int write_config(const struct private_redis *private)
{
	struct buf text;
	int result = 0;
	buf_init(&text, CONFIG_MAX);
	write_settings(private, &text);
	/* The old file may be read by nobody else either; a new one is made so that its mode is ours for certain. */
	(void)unlink(private->config);
	int fd = open(private->config, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || text.full || write(fd, text.ptr, text.len) != (ssize_t)text.len) {
		result = text.full ? -ENAMETOOLONG : (errno != 0 ? -errno : -EIO);
	}
	if (fd >= 0) {
		close(fd);
	}
	explicit_bzero(text.ptr, text.len);
	buf_done(&text);
	return result;
}

/* --- the process --- */

static void close_io(struct loop_io **io, int *fd)
{
	loop_io_free(*io);
	*io = NULL;
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

/* Between fork and exec: this process may have threads, so only async-signal-safe calls (signal-safety(7)). */
static void become_server(
	const struct private_redis *private, pid_t parent, int lock_fd, int output_fd)
{
	static char *const environment[] = {"LC_ALL=C", "PATH=/usr/bin:/bin", NULL};
	char *const args[] = {"redis-server", private->config, NULL};
	sigset_t none;

	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent) {
		_exit(126);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Ctrl-C is for the daemon, which ends the server when it has no more to deliver. */
	(void)setpgid(0, 0);
	int null = open("/dev/null", O_RDONLY);
	if (null < 0 || dup2(null, 0) < 0 || dup2(output_fd, 1) < 0 || dup2(output_fd, 2) < 0 ||
		fcntl(lock_fd, F_SETFD, 0) != 0) {
		_exit(126);
	}
	if (null > 2) {
		close(null);
	}
	if (aof_cut_transaction(private->dir) > 0) {
		static const char said[] = "cut a commit that was not written to its end\n";
		if (write(2, said, sizeof(said) - 1) < 0) {
			_exit(126); /* nobody listens: the daemon has gone */
		}
	}
	execve(private->binary, args, environment);
	_exit(127);
}

static void keep_output(struct private_redis *private, const char *bytes, size_t len)
{
	if (len >= OUTPUT_MAX) {
		bytes += len - OUTPUT_MAX;
		len = OUTPUT_MAX;
	}
	if (private->output_len + len > OUTPUT_MAX) {
		size_t drop = private->output_len + len - OUTPUT_MAX;
		memmove(private->output, private->output + drop, private->output_len - drop);
		private->output_len -= drop;
	}
	memcpy(private->output + private->output_len, bytes, len);
	private->output_len += len;
}

static void on_output(int fd, unsigned events, void *arg)
{
	struct private_redis *private = arg;
	char bytes[OUTPUT_MAX];
	(void)events;
	ssize_t got = read(fd, bytes, sizeof(bytes));
	if (got > 0) {
		keep_output(private, bytes, (size_t)got);
		log_debug("redis", str_from(private->dir), "%.*s",
			STR_ARG(str_trim(str_make(bytes, (size_t)got))));
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		loop_io_set(private->output_io, 0);
	}
}

static void start_later(struct private_redis *private)
{
	if (clock_mono_ms() - private->started_at >= STEADY_MS || private->pause_ms == 0) {
		private->pause_ms = PAUSE_MIN_MS;
	} else if (private->pause_ms < PAUSE_MAX_MS) {
		private->pause_ms *= 2;
	}
	private->restarts++;
	loop_timer_set(private->timer, private->pause_ms);
}

/* What it said last, without the words of its start. */
static struct str last_lines(const struct private_redis *private)
{
	struct str said = str_trim(str_make(private->output, private->output_len));
	if (said.len > SHOWN_MAX) {
		said = str_slice(said, said.len - SHOWN_MAX, SHOWN_MAX);
		ptrdiff_t line = str_find_byte(said, '\n');
		said = str_slice(said, line < 0 ? 0 : (size_t)line + 1, said.len);
	}
	return said;
}

static void on_end(int fd, unsigned events, void *arg)
{
	struct private_redis *private = arg;
	int status = 0;
	(void)fd;
	(void)events;
	if (waitpid(private->pid, &status, WNOHANG) == 0) {
		return;
	}
	on_output(private->output_fd, LOOP_READ, private);
	struct str said = last_lines(private);
	if (WIFSIGNALED(status)) {
		log_warn("redis", str_from(private->dir), "killed by signal %d: %.*s",
			WTERMSIG(status), STR_ARG(said));
	} else {
		log_warn("redis", str_from(private->dir), "ended with status %d: %.*s",
			WEXITSTATUS(status), STR_ARG(said));
	}
	private->pid = 0;
	close_io(&private->pid_io, &private->pid_fd);
	close_io(&private->output_io, &private->output_fd);
	loop_timer_clear(private->group_timer);
	start_later(private);
}

static int start_process(struct private_redis *private, int lock_fd)
{
	int ends[2];
	pid_t parent = getpid();
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return -errno;
	}
	pid_t pid = fork();
	if (pid == 0) {
		become_server(private, parent, lock_fd, ends[1]);
	}
	int result = pid < 0 ? -errno : 0;
	close(ends[1]);
	int pid_fd = pid > 0 ? pidfd_open(pid, 0) : -1;
	if (pid > 0 && pid_fd < 0) {
		result = -errno;
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	if (result != 0) {
		close(ends[0]);
		return result;
	}
	private->pid = pid;
	private->pid_fd = pid_fd;
	private->pid_io = loop_io_new(private->loop, pid_fd, on_end, private);
	loop_io_set(private->pid_io, LOOP_READ);
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	private->output_fd = ends[0];
	private->output_len = 0;
	private->output_io = loop_io_new(private->loop, ends[0], on_output, private);
	loop_io_set(private->output_io, LOOP_READ);
	private->started_at = clock_mono_ms();
	return 0;
}

/* The server makes the socket with its own group and widens the mode afterwards. */
static void on_group_timer(void *arg)
{
	struct private_redis *private = arg;
	if (chown(private->socket, (uid_t)-1, private->group) == 0) {
		return;
	}
	if (errno == ENOENT) {
		loop_timer_set(private->group_timer, GROUP_RETRY_MS);
		return;
	}
	log_warn("redis", str_from(private->socket), "cannot be given to its group: %s",
		strerror(errno));
}

static void wait_for_lock(struct private_redis *private)
{
	int64_t now = clock_mono_ms();
	if (private->wait_since == 0) {
		private->wait_since = now;
		log_info("redis", str_from(private->dir),
			"waiting for the redis-server of an earlier run to end");
	} else if (now - private->wait_since >= LOCK_WARN_MS && !private->wait_warned) {
		private->wait_warned = true;
		log_warn("redis", str_from(private->dir),
			"another process still uses this folder; alerts wait in the journal");
	}
	loop_timer_set(private->timer, LOCK_RETRY_MS);
}

static void on_timer(void *arg)
{
	struct private_redis *private = arg;
	int lock_fd = open(private->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock_fd >= 0 && flock(lock_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		close(lock_fd);
		wait_for_lock(private);
		return;
	}
	private->wait_since = 0;
	private->wait_warned = false;
	int result = lock_fd < 0 ? -errno : write_config(private);
	if (result == 0) {
		/* Its maker is gone, so this is nobody's. */
		(void)unlink(private->socket);
		result = start_process(private, lock_fd);
	}
	if (lock_fd >= 0) {
		close(lock_fd);
	}
	if (result != 0) {
		log_warn("redis", str_from(private->dir), "cannot be started: %s",
			strerror(-result));
		start_later(private);
	} else if (private->has_group) {
		loop_timer_set(private->group_timer, GROUP_RETRY_MS);
	}
}

/* --- starting and stopping --- */

static char *join(const char *folder, const char *name)
{
	char *path = NULL;
	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		abort(); /* out of memory, as base/mem */
	}
	return path;
}

static int make_password(struct private_redis *private)
{
	unsigned char bytes[PASSWORD_BYTES];
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		return -EIO;
	}
	for (size_t i = 0; i < sizeof(bytes); i++) {
		(void)snprintf(private->password + 2 * i, 3, "%02x", bytes[i]);
	}
	explicit_bzero(bytes, sizeof(bytes));
	return 0;
}

static int find_group(struct private_redis *private, const char *name, struct buf *error)
{
	if (name == NULL) {
		return 0;
	}
	const struct group *group =
		getgrnam(name); /* NOLINT(concurrency-mt-unsafe): at start, main thread */
	if (group == NULL) {
		buf_printf(error, "there is no group %s for the socket of the private Redis", name);
		return -ENOENT;
	}
	private->has_group = true;
	private->group = group->gr_gid;
	return 0;
}

static int prepare(
	struct private_redis *private, const struct private_config *config, struct buf *error)
{
	if (access(private->binary, X_OK) != 0) {
		int result = -errno;
		buf_printf(error,
			"%s: %s; install redis-server, or name a Redis to use in the configuration",
			private->binary, strerror(-result));
		return result;
	}
	if (mkdir(private->dir, 0700) != 0 && errno != EEXIST) {
		int result = -errno;
		buf_printf(error, "%s cannot be made: %s", private->dir, strerror(-result));
		return result;
	}
	if (access(private->dir, W_OK | X_OK) != 0) {
		int result = -errno;
		buf_printf(error, "%s: %s", private->dir, strerror(-result));
		return result;
	}
	/* sun_path (unix(7)) holds 108 bytes. */
	if (strlen(private->socket) > 107) {
		buf_printf(error, "%s is too long for the path of a socket", private->socket);
		return -ENAMETOOLONG;
	}
	int result = find_group(private, config->group, error);
	if (result == 0 && make_password(private) != 0) {
		buf_printf(error, "no random bytes for a password");
		result = -EIO;
	}
	return result;
}

int private_start(struct loop *loop, const struct private_config *config, struct buf *error,
	struct private_redis **ret)
{
	struct private_redis *private = mem_zalloc(sizeof(*private));
	private->loop = loop;
	private->binary = mem_strdup(config->binary != NULL ? config->binary : DEFAULT_BINARY);
	private->dir = join(config->state_dir, "redis");
	private->config = join(private->dir, "redis.conf");
	private->lock = join(private->dir, "lock");
	private->socket = join(config->runtime_dir, "redis.sock");
	private->pid_fd = -1;
	private->output_fd = -1;
	private->timer = loop_timer_new(loop, on_timer, private);
	private->group_timer = loop_timer_new(loop, on_group_timer, private);
	int result = prepare(private, config, error);
	if (result != 0) {
		private_stop(private);
		return result;
	}
	/* A server of an earlier run may still be ending: nobody is to reach it, who would only be refused. */
	(void)unlink(private->socket);
	loop_timer_set(private->timer, 0);
	*ret = private;
	return 0;
}

static void end_process(struct private_redis *private)
{
	struct pollfd ended = {.fd = private->pid_fd, .events = POLLIN};
	kill(private->pid, SIGTERM);
	if (poll(&ended, 1, STOP_MS) != 1) {
		log_warn("redis", str_from(private->dir), "does not end: killed");
		kill(private->pid, SIGKILL);
	}
	waitpid(private->pid, NULL, 0);
}

void private_stop(struct private_redis *private)
{
	if (private == NULL) {
		return;
	}
	if (private->pid != 0) {
		end_process(private);
	}
	close_io(&private->pid_io, &private->pid_fd);
	close_io(&private->output_io, &private->output_fd);
	loop_timer_free(private->timer);
	loop_timer_free(private->group_timer);
	explicit_bzero(private->password, sizeof(private->password));
	free(private->binary);
	free(private->dir);
	free(private->config);
	free(private->lock);
	free(private->socket);
	free(private);
}

struct redis_address private_address(const struct private_redis *private)
{
	return (struct redis_address){
		.socket = private->socket, .user = "default", .password = private->password};
}

const char *private_socket(const struct private_redis *private)
{
	return private->socket;
}

pid_t private_pid(const struct private_redis *private)
{
	return private->pid;
}

uint64_t private_restarts(const struct private_redis *private)
{
	return private->restarts;
}
