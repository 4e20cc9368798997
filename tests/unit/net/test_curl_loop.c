/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers against a socket server in a thread-free loop: kept and closed connections, pins, cancels at every stage. */
#include "net/curl_loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "net/stream.h"

enum { PEERS_MAX = 64 };

/* Answers everything with 200 and the path, except "/hang". */
struct server {
	struct loop *loop;
	int fd;
	struct loop_io *io;
	unsigned port;
	struct stream *peers[PEERS_MAX];
	size_t connects;
	size_t requests;
	char last[4096];
};

struct scene {
	struct loop *loop;
	struct server server;
	struct guard guard;
	struct curl_loop *curl;
	size_t done;
	size_t want;
	enum curl_loop_result result;
	int status;
	char body[256];
	bool refuse_header;
	bool refuse_body;
};

static void on_peer_input(struct stream *stream, void *arg)
{
	struct server *server = arg;
	struct str input = stream_input(stream);
	char path[128] = "";
	char answer[512];

	if (str_find(input, STR("\r\n\r\n")) < 0) {
		return;
	}
	(void)snprintf(server->last, sizeof(server->last), "%.*s", STR_ARG(input));
	(void)sscanf(server->last, "GET %120s", path);
	stream_consume(stream, input.len);
	server->requests++;
	if (strcmp(path, "/hang") != 0) {
		(void)snprintf(answer, sizeof(answer),
			"HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(path), path);
		stream_write(stream, str_from(answer));
	}
}

static void on_peer_event(struct stream *stream, enum stream_event event, int error, void *arg)
{
	struct server *server = arg;

	(void)error;
	if (event == STREAM_DRAINED) {
		return;
	}
	for (size_t i = 0; i < PEERS_MAX; i++) {
		if (server->peers[i] == stream) {
			server->peers[i] = NULL;
		}
	}
	stream_free(stream);
}

static void on_connect(int fd, unsigned events, void *arg)
{
	struct server *server = arg;
	struct stream_handlers handlers = {on_peer_input, on_peer_event, server};
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	assert_true(peer >= 0);
	server->connects++;
	for (size_t i = 0; i < PEERS_MAX; i++) {
		if (server->peers[i] == NULL) {
			server->peers[i] = stream_new(server->loop, peer, &handlers);
			return;
		}
	}
	fail_msg("too many connections");
}

static void drop_peers(struct server *server)
{
	for (size_t i = 0; i < PEERS_MAX; i++) {
		stream_free(server->peers[i]);
		server->peers[i] = NULL;
	}
}

static void open_scene(struct scene *scene)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
	socklen_t len = sizeof(address);
	char *error = NULL;

	*scene = (struct scene){.loop = loop_new(), .want = 1};
	struct server *server = &scene->server;
	server->loop = scene->loop;
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(server->fd, 100), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&address, &len), 0);
	server->port = ntohs(address.sin_port);
	server->io = loop_io_new(scene->loop, server->fd, on_connect, server);
	loop_io_set(server->io, LOOP_READ);
	guard_init(&scene->guard, false);
	assert_int_equal(guard_allow(&scene->guard, STR("127.0.0.0/16")), 0);
	scene->curl = curl_loop_new(scene->loop,
		&(struct curl_loop_config){.guard = &scene->guard, .kept_connections = 8}, &error);
	assert_non_null(scene->curl);
}

static void close_scene(struct scene *scene)
{
	curl_loop_free(scene->curl);
	drop_peers(&scene->server);
	loop_io_free(scene->server.io);
	close(scene->server.fd);
	guard_done(&scene->guard);
	loop_free(scene->loop);
}

static bool on_header(struct str line, void *arg)
{
	const struct scene *scene = arg;
	(void)line;
	return !scene->refuse_header;
}

static bool on_body(struct str bytes, void *arg)
{
	struct scene *scene = arg;
	(void)snprintf(scene->body, sizeof(scene->body), "%.*s", STR_ARG(bytes));
	return !scene->refuse_body;
}

static void on_done(const struct curl_outcome *outcome, void *arg)
{
	struct scene *scene = arg;

	scene->result = outcome->result;
	scene->status = outcome->status;
	if (++scene->done == scene->want) {
		loop_stop(scene->loop);
	}
}

static struct curl_transfer *start(
	struct scene *scene, const char *host, const char *address, const char *path, bool closing)
{
	char url[256];
	struct ip ip;

	assert_int_equal(ip_parse(str_from(address), &ip), 0);
	(void)snprintf(url, sizeof(url), "http://%s:%u%s", host, scene->server.port, path);
	return curl_loop_start(scene->curl, &(struct curl_request){
						    .url = url,
						    .user_agent = "test",
						    .close = closing,
						    .host = str_from(host),
						    .port = (uint16_t)scene->server.port,
						    .addresses = &ip,
						    .address_count = 1,
						    .timeout_ms = 2000,
						    .connect_timeout_ms = 2000,
						    .on_header = on_header,
						    .on_body = on_body,
						    .on_done = on_done,
						    .arg = scene,
					    });
}

static void get(struct scene *scene, const char *host, const char *address, bool closing)
{
	scene->done = 0;
	scene->want = 1;
	(void)start(scene, host, address, "/path", closing);
	assert_int_equal(scene->done, 0);
	loop_run(scene->loop);
}

static void test_connections_are_kept_or_closed(void **state)
{
	(void)state;
	struct scene scene;

	open_scene(&scene);
	for (int i = 0; i < 5; i++) {
		get(&scene, "a.test", "127.0.0.1", false);
		assert_int_equal(scene.result, CURL_LOOP_OK);
		assert_string_equal(scene.body, "/path");
	}
	assert_int_equal(scene.server.connects, 1);
	get(&scene, "a.test", "127.0.0.1", true);
	assert_int_equal(scene.server.connects, 1);
	get(&scene, "a.test", "127.0.0.1", false);
	assert_int_equal(scene.server.connects, 2);
	/* The server has closed meanwhile: asked again over a new one. */
	drop_peers(&scene.server);
	get(&scene, "a.test", "127.0.0.1", false);
	assert_int_equal(scene.result, CURL_LOOP_OK);
	assert_int_equal(scene.server.connects, 3);
	close_scene(&scene);
}

static void test_pins_follow_the_caller(void **state)
{
	(void)state;
	struct scene scene;

	open_scene(&scene);
	get(&scene, "a.test", "127.0.0.1", true);
	assert_int_equal(scene.result, CURL_LOOP_OK);
	/* The host has moved to where nothing may be asked, and back. */
	get(&scene, "a.test", "127.9.0.1", true);
	assert_int_equal(scene.result, CURL_LOOP_ADDRESS);
	get(&scene, "a.test", "127.0.0.2", true);
	assert_int_equal(scene.result, CURL_LOOP_OK);
	/* Many more hosts than libcurl is to remember, and the first again. */
	for (int i = 0; i < 600; i++) {
		char host[32];
		(void)snprintf(host, sizeof(host), "h%d.test", i);
		get(&scene, host, "127.0.0.3", true);
		assert_int_equal(scene.result, CURL_LOOP_OK);
	}
	get(&scene, "a.test", "127.0.0.2", true);
	assert_int_equal(scene.result, CURL_LOOP_OK);
	assert_int_equal(scene.server.connects, 603);
	close_scene(&scene);
}

static void test_nothing_else_is_resolved(void **state)
{
	(void)state;
	struct scene scene;
	struct ip ip = {.bytes = {127, 0, 0, 1}};
	char url[64];

	open_scene(&scene);
	/* The URL names another host than the one that was looked at. */
	(void)snprintf(url, sizeof(url), "http://localhost:%u/path", scene.server.port);
	(void)curl_loop_start(scene.curl, &(struct curl_request){
						  .url = url,
						  .user_agent = "test",
						  .host = STR("a.test"),
						  .port = (uint16_t)scene.server.port,
						  .addresses = &ip,
						  .address_count = 1,
						  .timeout_ms = 2000,
						  .connect_timeout_ms = 2000,
						  .on_header = on_header,
						  .on_body = on_body,
						  .on_done = on_done,
						  .arg = &scene,
					  });
	loop_run(scene.loop);
	assert_int_equal(scene.result, CURL_LOOP_RESOLVE);
	assert_int_equal(scene.server.connects, 0);
	close_scene(&scene);
}

static void test_callbacks_can_end_a_transfer(void **state)
{
	(void)state;
	struct scene scene;

	open_scene(&scene);
	scene.refuse_header = true;
	get(&scene, "a.test", "127.0.0.1", false);
	assert_int_equal(scene.result, CURL_LOOP_ABORTED);
	scene.refuse_header = false;
	scene.refuse_body = true;
	get(&scene, "a.test", "127.0.0.1", false);
	assert_int_equal(scene.result, CURL_LOOP_ABORTED);
	assert_int_equal(scene.status, 200);
	scene.refuse_body = false;
	get(&scene, "a.test", "127.0.0.1", false);
	assert_int_equal(scene.result, CURL_LOOP_OK);
	close_scene(&scene);
}

static void test_cancel_at_every_stage(void **state)
{
	(void)state;

	for (int passes = 0; passes < 12; passes++) {
		struct scene scene;
		open_scene(&scene);
		scene.want = SIZE_MAX;
		struct curl_transfer *one = start(&scene, "a.test", "127.0.0.1", "/hang", false);
		(void)start(&scene, "b.test", "127.0.0.1", "/hang", false);
		for (int i = 0; i < passes; i++) {
			loop_defer(scene.loop, (loop_fn *)loop_stop, scene.loop);
			loop_run(scene.loop);
		}
		curl_loop_cancel(one);
		get(&scene, "a.test", "127.0.0.1", false);
		assert_int_equal(scene.result, CURL_LOOP_OK);
		assert_int_equal(scene.done, 1);
		close_scene(&scene); /* with b.test still under way */
	}
}

static void test_timeout(void **state)
{
	(void)state;
	struct scene scene;

	open_scene(&scene);
	scene.want = 1;
	(void)start(&scene, "a.test", "127.0.0.1", "/hang", false);
	loop_run(scene.loop);
	assert_int_equal(scene.result, CURL_LOOP_TIMEOUT);
	assert_int_equal(scene.status, 0);
	close_scene(&scene);
}

static void test_url_to_ascii(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"http://example.org/x?y", "http://example.org/x?y"},
		{"http://b\303\274cher.example/", "http://xn--bcher-kva.example/"},
		{"http://ex%61mple.org/a%20b", "http://example.org/a%20b"},
		{"http://exa mple.org/", NULL},
		{"http:///", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *got = curl_url_to_ascii(cases[i][0]);
		if (cases[i][1] == NULL) {
			assert_null(got);
		} else {
			assert_non_null(got);
			assert_string_equal(got, cases[i][1]);
		}
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connections_are_kept_or_closed),
		cmocka_unit_test(test_pins_follow_the_caller),
		cmocka_unit_test(test_nothing_else_is_resolved),
		cmocka_unit_test(test_callbacks_can_end_a_transfer),
		cmocka_unit_test(test_cancel_at_every_stage),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_url_to_ascii),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
