/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accepts control connections and turns lines into calls. Never runs a command twice and never lets one connection hold
 * more than a line of input; one call a connection is open at a time, further lines wait. Keeps true: a call is answered
 * exactly once, and a call whose connection has gone is answered into nothing.
 */
#include "control/server.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "net/stream.h"

#define ACCEPT_PAUSE_MS 1000

struct control_server {
	struct loop *loop;
	char *path; /* owned */
	int fd;
	struct loop_io *io;       /* owned */
	struct loop_timer *timer; /* owned: until accepting is tried again */
	const struct control_command *commands;
	void *arg;
	struct list connections;
	size_t connection_count;
};

struct connection {
	struct list link; /* on control_server.connections */
	struct control_server *server;
	struct stream *stream;     /* owned */
	struct control_call *call; /* the open call, borrowed; NULL when none */
};

struct control_call {
	struct connection *connection; /* NULL when it has gone */
};

static void connection_free(struct connection *connection)
{
	if (connection->call) {
		connection->call->connection = NULL;
	}
	list_del(&connection->link);
	connection->server->connection_count--;
	stream_free(connection->stream);
	free(connection);
}

static void connection_serve(struct connection *connection);

static void write_answer(struct control_call *call, struct buf *line)
{
	struct connection *connection = call->connection;

	free(call);
	if (connection) {
		connection->call = NULL;
		stream_write(connection->stream, buf_str(line));
		stream_resume(connection->stream);
	}
}

void control_answer(struct control_call *call, struct str fields)
{
	struct buf line;

	buf_init(&line, fields.len + 64);
	buf_printf(&line, "{\"ok\":true%s", fields.len ? "," : "");
	buf_add_str(&line, fields);
	buf_add_str(&line, STR("}\n"));
	write_answer(call, &line);
	buf_done(&line);
}

void control_refuse(struct control_call *call, struct str error)
{
	struct buf line;
	struct json_writer w;

	buf_init(&line, error.len * 6 + 64); /* the longest escape has 6 bytes */
	w = json_writer_start(&line);
	json_open_object(&w);
	json_key_bool(&w, "ok", false);
	json_key_str(&w, "error", error);
	json_close_object(&w);
	buf_add_byte(&line, '\n');
	write_answer(call, &line);
	buf_done(&line);
}

static const struct control_command *find_command(
	const struct control_server *server, struct str name)
{
	for (const struct control_command *command = server->commands; command->name; command++) {
		if (str_eq(name, str_from(command->name))) {
			return command;
		}
	}
	return NULL;
}

static void run_line(struct connection *connection, struct str line)
{
	struct control_server *server = connection->server;
	const struct control_command *command;
	struct json_error error;
	struct json_doc *doc = json_parse(line, &error);
	struct control_call *call = mem_zalloc(sizeof(*call));

	call->connection = connection;
	connection->call = call;
	stream_pause(connection->stream);
	if (!doc) {
		control_refuse(call, STR("the request is not JSON"));
		return;
	}
	command = find_command(server, json_get_str(json_get(json_root(doc), "command")));
	if (command) {
		command->run(call, json_root(doc), server->arg);
	} else {
		control_refuse(call, STR("no such command"));
	}
	json_doc_free(doc);
}

/* One line at a time: the next one when its call has been answered and the answer has gone, so that nothing piles up for one who
 * does not read. */
static void connection_serve(struct connection *connection)
{
	while (!connection->call && stream_output_length(connection->stream) == 0) {
		struct str input = stream_input(connection->stream);
		ptrdiff_t end = str_find_byte(input, '\n');

		if (end < 0) {
			if (input.len >= LIMIT_CONTROL_LINE) {
				connection_free(connection);
			}
			return;
		}
		run_line(connection, str_slice(input, 0, (size_t)end));
		stream_consume(connection->stream, (size_t)end + 1);
	}
}

static void on_input(struct stream *stream, void *arg)
{
	(void)stream;
	connection_serve(arg);
}

static void on_event(struct stream *stream, enum stream_event event, int error, void *arg)
{
	struct connection *connection = arg;

	(void)stream;
	(void)error;
	if (event == STREAM_DRAINED) {
		connection_serve(connection);
	} else if (event != STREAM_CONNECTED) {
		connection_free(connection);
	}
}

/* What waits stays in the queue, and the loop would call at once again. */
static void pause_accepting(struct control_server *server, int error)
{
	if (error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS) {
		log_warn("control", str_from(server->path), "cannot accept: %s", strerror(error));
		loop_io_set(server->io, 0);
		loop_timer_set(server->timer, ACCEPT_PAUSE_MS);
	}
}

static void on_timer(void *arg)
{
	struct control_server *server = arg;

	loop_io_set(server->io, LOOP_READ);
}

static void on_accept(int fd, unsigned events, void *arg)
{
	struct control_server *server = arg;
	struct connection *connection;
	int accepted = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (accepted < 0) {
		pause_accepting(server, errno);
		return;
	}
	if (server->connection_count >= LIMIT_CONTROL_CONNECTIONS) {
		(void)close(accepted);
		return;
	}
	connection = mem_zalloc(sizeof(*connection));
	connection->server = server;
	connection->stream = stream_new(server->loop, accepted,
		&(struct stream_handlers){
			.on_input = on_input, .on_event = on_event, .arg = connection});
	stream_set_input_max(connection->stream, LIMIT_CONTROL_LINE);
	list_add_tail(&server->connections, &connection->link);
	server->connection_count++;
}

/* True when something answers at the address; a socket file that was left behind does not. */
static bool is_served(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool served =
		fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	if (fd >= 0) {
		(void)close(fd);
	}
	return served;
}

static int set_access(const char *path, const char *group)
{
	const struct group *entry;

	if (group[0]) {
		entry = getgrnam(group);
		if (!entry) {
			return -ESRCH;
		}
		if (chown(path, (uid_t)-1, entry->gr_gid) < 0) {
			return -errno;
		}
	}
	return chmod(path, 0660) < 0 ? -errno : 0;
}

static int listen_at(const char *path, const char *group, int *ret_fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t mask;
	int fd;
	int result;

	if (strlen(path) >= sizeof(address.sun_path)) {
		return -ENAMETOOLONG;
	}
	memcpy(address.sun_path, path, strlen(path));
	if (is_served(&address)) {
		return -EADDRINUSE;
	}
	(void)unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return -errno;
	}
	mask = umask(0177);
	result = bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : 0;
	(void)umask(mask);
	if (result == 0) {
		result = set_access(path, group);
	}
	if (result == 0 && listen(fd, 64) < 0) {
		result = -errno;
	}
	if (result < 0) {
		(void)close(fd);
		(void)unlink(path);
		return result;
	}
	*ret_fd = fd;
	return 0;
}

int control_server_new(struct loop *loop, const char *path, const char *group,
	const struct control_command *commands, void *arg, struct control_server **ret)
{
	struct control_server *server;
	int fd = -1;
	int result = listen_at(path, group, &fd);

	if (result < 0) {
		return result;
	}
	server = mem_zalloc(sizeof(*server));
	server->loop = loop;
	server->path = mem_strdup(path);
	server->fd = fd;
	server->commands = commands;
	server->arg = arg;
	list_init(&server->connections);
	server->timer = loop_timer_new(loop, on_timer, server);
	server->io = loop_io_new(loop, fd, on_accept, server);
	loop_io_set(server->io, LOOP_READ);
	*ret = server;
	return 0;
}

void control_server_free(struct control_server *server)
{
	if (!server) {
		return;
	}
	while (!list_is_empty(&server->connections)) {
		connection_free(
			LIST_ENTRY(list_first(&server->connections), struct connection, link));
	}
	loop_io_free(server->io);
	loop_timer_free(server->timer);
	(void)close(server->fd);
	(void)unlink(server->path);
	free(server->path);
	free(server);
}
