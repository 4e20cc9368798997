/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A real redis-server for a test: a process of its own on a Unix socket in a new folder, and blocking commands to it that do
 * not use the code under test.
 */
#ifndef NUNCIO_TESTS_STORE_REDIS_SERVER_H
#define NUNCIO_TESTS_STORE_REDIS_SERVER_H

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define REDIS_SERVER_BINARY "/usr/bin/redis-server"
#define REDIS_CHECK_BINARY "/usr/bin/redis-check-aof"

struct redis_server {
	char dir[64];
	char socket[96];
	pid_t pid; /* 0: none */
};

static inline bool redis_server_is_installed(void)
{
	return access(REDIS_SERVER_BINARY, X_OK) == 0;
}

static inline int redis_server_dial(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* One inline command ("PING"); what comes within `wait_ms` and then 20 ms of silence, as it is. */
static inline void redis_server_ask_at(
	const char *socket_path, const char *commands, char *reply, size_t size)
{
	int fd = redis_server_dial(socket_path);
	size_t len = 0;
	reply[0] = '\0';
	if (fd < 0) {
		return;
	}
	/* The last one tells the end: an inline QUIT makes the server close. */
	if (dprintf(fd, "%s\r\nQUIT\r\n", commands) > 0) {
		ssize_t got = 0;
		while (len < size - 1 && (got = read(fd, reply + len, size - 1 - len)) > 0) {
			len += (size_t)got;
		}
		reply[len] = '\0';
		char *quit = len >= 5 ? reply + len - 5 : reply;
		if (strcmp(quit, "+OK\r\n") == 0) {
			*quit = '\0';
		}
	}
	close(fd);
}

static inline const char *redis_server_ask(
	const struct redis_server *server, const char *commands, char *reply, size_t size)
{
	redis_server_ask_at(server->socket, commands, reply, size);
	return reply;
}

/* ":12\r\n" and "$2\r\n12\r\n" give 12; anything else -1. */
static inline long redis_server_number(const struct redis_server *server, const char *command)
{
	char reply[4096];
	redis_server_ask(server, command, reply, sizeof(reply));
	const char *digits = reply[0] == ':' ? reply + 1 : strchr(reply, '\n');
	if (digits == NULL || reply[0] == '-' || reply[1] == '-') {
		return -1;
	}
	return strtol(digits, NULL, 10);
}

/* Cuts a transaction that a killed server has not written to its end. Redis 7 itself leaves the beginning of it in the file, so
 * that a test which kills servers would fail now and then by the server's fault, not by ours. */
static inline void redis_server_mend_file(const struct redis_server *server)
{
	char command[256];
	(void)snprintf(command, sizeof(command),
		"cd '%s/appendonlydir' 2>/dev/null || exit 0;"
		" echo y | " REDIS_CHECK_BINARY
		" --fix \"$(ls -v *.incr.aof | tail -1)\" >check.log",
		server->dir);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
}

/* Starts it on the folder, with `args` (NULL at the end) behind our own; returns when it answers. */
static inline void redis_server_start(struct redis_server *server, const char *const *args)
{
	const char *argv[40] = {"redis-server", "--port", "0", "--unixsocket", server->socket,
		"--dir", server->dir, "--save", "", "--appendonly", "yes", "--logfile",
		"server.log"};
	size_t count = 13;
	char reply[256] = "";
	for (; args != NULL && *args != NULL && count < 39; args++) {
		argv[count++] = *args;
	}
	server->pid = fork();
	if (server->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execv(REDIS_SERVER_BINARY, (char *const *)argv);
		_exit(127);
	}
	/* The server gives no sign when it is ready; a connection is one. */
	for (int i = 0; i < 1000 && reply[0] != '+' && strncmp(reply, "-NO", 3) != 0; i++) {
		poll(NULL, 0, 5);
		redis_server_ask(server, "PING", reply, sizeof(reply));
	}
	assert_true(reply[0] == '+' || reply[0] == '-');
}

static inline void redis_server_kill(struct redis_server *server, int signal_number)
{
	if (server->pid > 0) {
		kill(server->pid, signal_number);
		waitpid(server->pid, NULL, 0);
		server->pid = 0;
	}
}

static inline void redis_server_make_dir(struct redis_server *server)
{
	(void)snprintf(server->dir, sizeof(server->dir), "/tmp/nuncio-redis-XXXXXX");
	assert_non_null(mkdtemp(server->dir));
	(void)snprintf(server->socket, sizeof(server->socket), "%s/s", server->dir);
}

static inline void redis_server_remove(struct redis_server *server)
{
	char command[128];
	redis_server_kill(server, SIGKILL);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", server->dir);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a path of our own making */
}

#endif
