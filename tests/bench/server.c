/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other end of the daemon in benchmarks: a web server whose feeds grow by an article with each poll, and a subscriber
 * that notes when the alert of that article came, both in one process, so that one clock tells both times. Never counts
 * in the daemon's favour: an article's time begins before the write that completes its document.
 *
 *   /grow/N   a document of ARTICLES articles, one of them new each time
 *   /quiet/N  a small document that never changes, with a validator
 *
 * Prints "port N"; takes "subscribe SOCKET" on its standard input; at the end of that prints one line for each article,
 * "article FEED NUMBER SENT_NS RECEIVED_NS" (0: never), and "requests N", and ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define ARTICLES 20 /* in a document that grows */
#define FEEDS_MAX 1024
#define REQUEST_MAX (16u << 10)
#define DOCUMENT_MAX (1u << 20)
#define ANSWER_MAX (2u << 20) /* with its head */
#define MESSAGES_MAX (64u << 20)
#define EVENTS_MAX 256
#define MARKER "numbered bulletin "

struct times {
	int64_t sent; /* monotonic ns */
	int64_t received;
};

/* One that grows. */
struct feed {
	struct times *times; /* owned, by number of the article */
	size_t count;
	size_t cap;
};

struct connection {
	int fd;
	struct buf in;
	struct buf out;
	struct feed *feed; /* whose newest article `out` holds; NULL: none */
	size_t number;
};

struct server {
	int poll;
	int listener;
	int subscriber; /* -1: none */
	struct buf messages;
	struct buf commands;
	struct feed feeds[FEEDS_MAX];
	uint64_t requests;
	bool stopped;
};

static int64_t now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void watch(struct server *server, int fd, uint32_t events, void *of, int how)
{
	struct epoll_event event = {.events = events, .data.ptr = of};

	if (epoll_ctl(server->poll, how, fd, &event) < 0) {
		die("epoll_ctl");
	}
}

/* --- documents --- */

static struct times *times_of(struct feed *feed, size_t number)
{
	while (number >= feed->cap) {
		size_t cap = feed->cap ? feed->cap * 2 : 64;

		feed->times = mem_realloc(feed->times, cap * sizeof(*feed->times));
		memset(feed->times + feed->cap, 0, (cap - feed->cap) * sizeof(*feed->times));
		feed->cap = cap;
	}
	return &feed->times[number];
}

/* About 1 KB of text, an alert of about 2 KB. */
static void write_article(struct buf *out, size_t feed, size_t number)
{
	buf_printf(out,
		"<item><title>The " MARKER "%zu/%zu of the agency</title>"
		"<link>http://bench.example/%zu/%zu</link><guid isPermaLink=\"false\">%zu-%zu</guid>"
		"<description><![CDATA[<p>Bulletin %zu of desk %zu.",
		feed, number, feed, number, feed, number, number, feed);
	for (size_t i = 0; i < 12; i++) {
		buf_printf(out,
			" The committee met on the %zu of the month and heard report %zu about the"
			" harvest.",
			i + 1, number * 12 + i);
	}
	buf_add_str(out, STR("</p>]]></description></item>"));
}

static void write_document(struct buf *out, size_t feed, size_t newest)
{
	buf_printf(out,
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Desk %zu</title>"
		"<link>http://bench.example/%zu</link><description>d</description>",
		feed, feed);
	for (size_t i = 0; i < ARTICLES && newest >= i; i++) {
		write_article(out, feed, newest - i);
	}
	buf_add_str(out, STR("</channel></rss>"));
}

static void answer_grow(struct server *server, struct connection *to, size_t at)
{
	struct feed *feed = &server->feeds[at % FEEDS_MAX];
	struct buf document;

	buf_init(&document, DOCUMENT_MAX);
	to->feed = feed;
	to->number = feed->count++;
	(void)times_of(feed, to->number);
	write_document(&document, at % FEEDS_MAX, to->number + ARTICLES);
	buf_printf(&to->out,
		"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"%zu\"\r\n"
		"Content-Length: %zu\r\n\r\n",
		to->number, document.len);
	buf_add_str(&to->out, buf_str(&document));
	buf_done(&document);
}

static void answer_quiet(struct connection *to, size_t feed, bool conditional)
{
	struct buf document;

	if (conditional) {
		buf_add_str(&to->out,
			STR("HTTP/1.1 304 Not Modified\r\nETag: \"5f1c-61a2b3c4d5e6f\"\r\n\r\n"));
		return;
	}
	buf_init(&document, DOCUMENT_MAX);
	write_document(&document, feed, 2);
	buf_printf(&to->out,
		"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
		"ETag: \"5f1c-61a2b3c4d5e6f\"\r\nLast-Modified: Tue, 01 Jul 2025 08:00:00 GMT\r\n"
		"Content-Length: %zu\r\n\r\n",
		document.len);
	buf_add_str(&to->out, buf_str(&document));
	buf_done(&document);
}

/* --- connections --- */

static void connection_free(struct connection *connection)
{
	(void)close(connection->fd);
	buf_done(&connection->in);
	buf_done(&connection->out);
	free(connection);
}

/* False when the other side is gone. */
static bool send_out(struct server *server, struct connection *connection)
{
	int64_t before = now_ns();
	ssize_t sent = 0;

	if (connection->out.len) {
		sent = send(connection->fd, connection->out.ptr, connection->out.len, MSG_NOSIGNAL);
	}
	if (sent < 0 && errno != EAGAIN) {
		return false;
	}
	buf_consume(&connection->out, sent > 0 ? (size_t)sent : 0);
	if (connection->out.len == 0 && connection->feed) {
		times_of(connection->feed, connection->number)->sent = before;
		connection->feed = NULL;
	}
	watch(server, connection->fd,
		connection->out.len ? (uint32_t)EPOLLIN | EPOLLOUT : (uint32_t)EPOLLIN, connection,
		EPOLL_CTL_MOD);
	return true;
}

/* One request at a time: nobody who measures pipelines. */
static bool answer(struct server *server, struct connection *connection)
{
	const char *request = buf_cstr(&connection->in);
	const char *end = strstr(request, "\r\n\r\n");
	bool conditional = strcasestr(request, "\r\nIf-None-Match:") != NULL;

	if (!end) {
		return !connection->in.full;
	}
	server->requests++;
	if (strncmp(request, "GET /grow/", 10) == 0) {
		answer_grow(server, connection, strtoul(request + 10, NULL, 10));
	} else if (strncmp(request, "GET /quiet/", 11) == 0) {
		answer_quiet(connection, strtoul(request + 11, NULL, 10), conditional);
	} else {
		buf_add_str(&connection->out,
			STR("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
	}
	buf_consume(&connection->in, (size_t)(end + 4 - request));
	return send_out(server, connection);
}

static void on_connection(struct server *server, struct connection *connection, uint32_t events)
{
	char bytes[4096];
	bool good = true;

	if (events & EPOLLOUT) {
		good = send_out(server, connection);
	}
	if (good && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
		ssize_t got = recv(connection->fd, bytes, sizeof(bytes), 0);

		if (got > 0) {
			buf_add(&connection->in, bytes, (size_t)got);
			good = answer(server, connection);
		} else {
			good = got < 0 && errno == EAGAIN;
		}
	}
	if (!good) {
		connection_free(connection);
	}
}

static void on_listener(struct server *server)
{
	int one = 1;
	int fd;

	while ((fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct connection *connection = mem_zalloc(sizeof(*connection));

		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		connection->fd = fd;
		buf_init(&connection->in, REQUEST_MAX);
		buf_init(&connection->out, ANSWER_MAX);
		watch(server, fd, EPOLLIN, connection, EPOLL_CTL_ADD);
	}
}

/* --- the subscriber --- */

static void subscribe(struct server *server, const char *path)
{
	static const char login[] = "AUTH subscriber any\r\nPSUBSCRIBE nuncio:*\r\n";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		send(fd, login, strlen(login), 0) < 0) {
		die(path);
	}
	server->subscriber = fd;
	watch(server, fd, EPOLLIN, &server->subscriber, EPOLL_CTL_ADD);
	(void)printf("subscribed\n");
	(void)fflush(stdout);
}

/* The length of the reply at `text` (RESP2: bulk, simple, number, array of these); 0: not all there yet. */
static size_t reply_length(const char *text, size_t len)
{
	const char *line_end = memchr(text, '\n', len);
	size_t used;
	long number;

	if (!line_end) {
		return 0;
	}
	used = (size_t)(line_end + 1 - text);
	number = strtol(text + 1, NULL, 10);
	if (text[0] == '$' && number >= 0) {
		used += (size_t)number + 2;
		return used <= len ? used : 0;
	}
	for (long i = 0; text[0] == '*' && i < number; i++) {
		/* Elements of what is pushed are no arrays: one level deep. */
		size_t element = used < len ? reply_length(text + used, len - used) : 0;

		if (element == 0) {
			return 0;
		}
		used += element;
	}
	return used;
}

static void take_message(struct server *server, const char *text, size_t len, int64_t now)
{
	const char *at = memmem(text, len, MARKER, strlen(MARKER));
	char *rest;
	size_t feed;
	size_t number;

	if (!at) {
		return;
	}
	feed = strtoul(at + strlen(MARKER), &rest, 10);
	number = *rest == '/' ? strtoul(rest + 1, NULL, 10) : 0;
	if (feed < FEEDS_MAX && number >= ARTICLES &&
		number - ARTICLES < server->feeds[feed].count) {
		times_of(&server->feeds[feed], number - ARTICLES)->received = now;
	}
}

static void on_messages(struct server *server)
{
	char *space = buf_extend(&server->messages, 65536);
	ssize_t got = space ? recv(server->subscriber, space, 65536, MSG_DONTWAIT) : -1;
	int64_t now = now_ns();
	size_t used = 0;
	size_t length;

	if (!space) {
		die("a message without end");
	}
	server->messages.len -= 65536 - (size_t)(got > 0 ? got : 0);
	if (got == 0 || (got < 0 && errno != EAGAIN)) {
		/* The daemon has ended, and its Redis with it. */
		(void)close(server->subscriber);
		return;
	}
	while (used < server->messages.len && (length = reply_length(server->messages.ptr + used,
						       server->messages.len - used)) > 0) {
		take_message(server, server->messages.ptr + used, length, now);
		used += length;
	}
	buf_consume(&server->messages, used);
}

/* --- commands --- */

static void report(const struct server *server)
{
	for (size_t f = 0; f < FEEDS_MAX; f++) {
		for (size_t n = 0; n < server->feeds[f].count; n++) {
			const struct times *times = &server->feeds[f].times[n];

			(void)printf("article %zu %zu %" PRId64 " %" PRId64 "\n", f, n + ARTICLES,
				times->sent, times->received);
		}
	}
	(void)printf("requests %" PRIu64 "\n", server->requests);
	(void)fflush(stdout);
}

static void on_command(struct server *server)
{
	char bytes[512];
	ssize_t got = read(STDIN_FILENO, bytes, sizeof(bytes));
	const char *end;

	if (got <= 0) {
		server->stopped = true;
		return;
	}
	buf_add(&server->commands, bytes, (size_t)got);
	while ((end = memchr(server->commands.ptr, '\n', server->commands.len))) {
		size_t length = (size_t)(end - server->commands.ptr);

		server->commands.ptr[length] = '\0';
		if (strncmp(server->commands.ptr, "subscribe ", 10) == 0) {
			subscribe(server, server->commands.ptr + 10);
		}
		buf_consume(&server->commands, length + 1);
	}
}

/* --- life --- */

/* All of 127.0.0.0/8, so that each feed can have a host of its own, and nothing but loopback. */
static void listen_on_loopback(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2) < 0 ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(fd, 4096) < 0 || getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
		die("listen");
	}
	server->listener = fd;
	(void)printf("port %u\n", ntohs(address.sin_port));
	(void)fflush(stdout);
}

static void run(struct server *server)
{
	struct epoll_event events[EVENTS_MAX];

	while (!server->stopped) {
		int count = epoll_wait(server->poll, events, EVENTS_MAX, -1);

		for (int i = 0; i < count; i++) {
			void *of = events[i].data.ptr;

			if (of == &server->listener) {
				on_listener(server);
			} else if (of == &server->subscriber) {
				on_messages(server);
			} else if (of == &server->commands) {
				on_command(server);
			} else {
				on_connection(server, of, events[i].events);
			}
		}
	}
}

int main(void)
{
	struct server *server = mem_zalloc(sizeof(*server));

	server->poll = epoll_create1(EPOLL_CLOEXEC);
	server->subscriber = -1;
	buf_init(&server->messages, MESSAGES_MAX);
	buf_init(&server->commands, REQUEST_MAX);
	listen_on_loopback(server);
	watch(server, server->listener, EPOLLIN, &server->listener, EPOLL_CTL_ADD);
	watch(server, STDIN_FILENO, EPOLLIN, &server->commands, EPOLL_CTL_ADD);
	run(server);
	report(server);
	return 0;
}
