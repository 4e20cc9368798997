/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetches from a real HTTP server on loopback: what is sent, to whom, and how much at a time. */
#include "fetch/fetch.h"

#include "base/clock.h"
#include "fetch/fetch_scene.h"

static void test_what_is_sent(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/feed");
	assert_string_equal(http_last_header(&scene.server, "User-Agent"), "test/1");
	assert_non_null(strstr(http_last_header(&scene.server, "Accept"), "application/atom+xml"));
	assert_non_null(strstr(http_last_header(&scene.server, "Accept-Encoding"), "gzip"));
	static const char *const absent[] = {"If-None-Match", "If-Modified-Since", "Cookie",
		"Referer", "Cache-Control", "Pragma", "Authorization"};
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++) {
		assert_string_equal(http_last_header(&scene.server, absent[i]), "");
	}
	assert_string_equal(scene.etag, "\"v1\"");
	assert_string_equal(scene.last_modified, "Tue, 01 Jan 2030 00:00:00 GMT");

	run(&scene, &(struct fetch_request){
			    .url = str_from(local_url(&scene, "/304")),
			    .etag = STR("W/\"odd  tag\\\""),
			    .last_modified = STR("Thursday, not a date"),
			    .user = STR("ann"),
			    .password = STR("b:c"),
			    .header = STR("X-Key: 42"),
		    });
	assert_int_equal(scene.kind, FETCH_NOT_MODIFIED);
	assert_string_equal(http_last_header(&scene.server, "If-None-Match"), "W/\"odd  tag\\\"");
	assert_string_equal(
		http_last_header(&scene.server, "If-Modified-Since"), "Thursday, not a date");
	assert_string_equal(http_last_header(&scene.server, "Authorization"), "Basic YW5uOmI6Yw==");
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "42");
	/* A 304 may bring a new tag; what it does not bring stays. */
	assert_string_equal(scene.etag, "\"v2\"");
	assert_string_equal(scene.last_modified, "Thursday, not a date");
	assert_int_equal(scene.freshness_s, 120);

	/* The handle is used again: nothing of the last request may stick. */
	get(&scene, "/notags");
	assert_string_equal(http_last_header(&scene.server, "If-None-Match"), "");
	assert_string_equal(http_last_header(&scene.server, "Authorization"), "");
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "");
	assert_string_equal(scene.etag, "");
	assert_string_equal(scene.last_modified, "");
	get(&scene, "/fresh");
	assert_int_equal(scene.freshness_s, 500);
	/* The first connection was closed, for nobody knew that more would follow; all others went over one. */
	assert_int_equal(scene.server.requests, 4);
	assert_int_equal(scene.server.connects, 2);
	close_scene(&scene);
}

static void test_credentials_stay_at_their_origin(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	struct fetch_request request = {.etag = STR("\"v1\""),
		.user = STR("ann"),
		.password = STR("x"),
		.header = STR("X-Key: 42")};

	open_scene(&scene, &config);
	request.url = str_from(local_url(&scene, "/301"));
	run(&scene, &request);
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "42");
	assert_string_not_equal(http_last_header(&scene.server, "Authorization"), "");
	request.url = str_from(local_url(&scene, "/other"));
	run(&scene, &request);
	assert_non_null(strstr(scene.server.last, "127.0.0.2"));
	assert_string_equal(http_last_header(&scene.server, "X-Key"), "");
	assert_string_equal(http_last_header(&scene.server, "Authorization"), "");
	close_scene(&scene);
}

static void test_hostile_validators(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/etaginj");
	assert_int_equal(scene.kind, FETCH_DOCUMENT);
	assert_string_equal(scene.etag, "");
	get(&scene, "/nul");
	assert_string_equal(scene.etag, "");
	get(&scene, "/1xx");
	assert_string_equal(scene.etag, "");
	/* Out of a damaged journal: must not become a second header. */
	run(&scene, &(struct fetch_request){
			    .url = str_from(local_url(&scene, "/feed")),
			    .etag = STR("\"a\r\nX-Evil: 1\""),
			    .header = STR("X-Key: 1\r\nX-Evil: 2"),
		    });
	assert_string_equal(http_last_header(&scene.server, "If-None-Match"), "");
	assert_string_equal(http_last_header(&scene.server, "X-Evil"), "");
	close_scene(&scene);
}

static void test_unusable_requests(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		enum fetch_fault fault;
	} cases[] = {
		{"", FETCH_FAULT_REQUEST},
		{"ftp://127.0.0.1/", FETCH_FAULT_REQUEST},
		{"file:///etc/passwd", FETCH_FAULT_REQUEST},
		{"gopher://127.0.0.1:70/", FETCH_FAULT_REQUEST},
		{"http://", FETCH_FAULT_REQUEST},
		{"http://10.0.0.1/", FETCH_FAULT_ADDRESS},
		{"http://[::1]/", FETCH_FAULT_ADDRESS},
		{"http://[::ffff:10.0.0.1]/", FETCH_FAULT_ADDRESS},
		{"http://0/", FETCH_FAULT_ADDRESS},
		{"http://2886729729/", FETCH_FAULT_ADDRESS},
		{"http://0251.254.0xa9fe/", FETCH_FAULT_ADDRESS},
		{"http://169.254.169.254./", FETCH_FAULT_ADDRESS},
		{"http://%31%30.0.0.1/", FETCH_FAULT_ADDRESS},
		{"http://①⓪.0.0.1/", FETCH_FAULT_ADDRESS},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(&scene, &(struct fetch_request){.url = str_from(cases[i].url)});
		if (scene.kind != FETCH_FAILED || scene.fault != cases[i].fault) {
			fail_msg("%s: %s \"%s\"", cases[i].url, fetch_fault_name(scene.fault),
				scene.error);
		}
	}
	close_scene(&scene);
}

static void test_ports(void **state)
{
	(void)state;
	static const uint16_t ports[] = {80, 443};
	struct fetch_config config = default_config();
	struct scene scene;

	config.ports = ports;
	config.port_count = 2;
	open_scene(&scene, &config);
	get(&scene, "/feed");
	assert_int_equal(scene.fault, FETCH_FAULT_ADDRESS);
	assert_non_null(strstr(scene.error, "fetch.ports"));
	assert_int_equal(scene.server.connects, 0);
	close_scene(&scene);
}

/* ---- large documents ---- */

static char *make_large(size_t size)
{
	char *text = calloc(1, size + 256);
	assert_non_null(text);
	int head = sprintf(text, OK_HEAD "Content-Length: %zu\r\n\r\n", size);
	memset(text + head, 'x', size);
	return text;
}

static void test_sizes(void **state)
{
	(void)state;
	static const struct {
		size_t size;
		bool ok;
		bool in_file;
	} cases[] = {
		{256 << 10, true, false},
		{(256 << 10) + 1, true, true},
		{1 << 20, true, true},
		{(1 << 20) + 1, false, false},
	};
	struct fetch_config config = default_config();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct scene scene;
		char *text = make_large(cases[i].size);
		struct http_answer large[] = {{"/large", text, 0, false}};
		open_scene(&scene, &config);
		scene.server.answers = large;
		scene.server.answer_count = 1;
		get(&scene, "/large");
		assert_int_equal(scene.kind, cases[i].ok ? FETCH_DOCUMENT : FETCH_FAILED);
		if (cases[i].ok) {
			assert_int_equal(scene.body_size, cases[i].size);
			assert_int_equal(scene.in_file, cases[i].in_file);
		} else {
			assert_string_equal(scene.error, "body over 1 MiB after decoding");
		}
		assert_int_equal(metrics_get(scene.metrics, "nuncio_fetch_spooled_bytes"), 0);
		close_scene(&scene);
		free(text);
	}
}

static void test_budget(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	char *text = make_large(900000);
	struct http_answer large[] = {{"/large", text, 0, false}};

	config.memory_bytes = 1000000;
	open_scene(&scene, &config);
	scene.server.answers = large;
	scene.server.answer_count = 1;
	scene.hold = true;
	get(&scene, "/large");
	assert_int_equal(scene.kind, FETCH_DOCUMENT);
	assert_false(fetcher_has_room(scene.fetcher));
	/* What is started now waits until the document is freed. */
	size_t asked = scene.server.requests;
	fetcher_start(scene.fetcher,
		&(struct fetch_request){.url = str_from(local_url(&scene, "/large"))}, on_done,
		&scene);
	for (int i = 0; i < 5; i++) {
		loop_defer(scene.loop, (loop_fn *)loop_stop, scene.loop);
		loop_run(scene.loop);
	}
	assert_int_equal(scene.server.requests, asked);
	spool_free(scene.held);
	scene.held = NULL;
	assert_true(fetcher_has_room(scene.fetcher));
	scene.done = 0;
	scene.want = 1;
	scene.hold = false;
	loop_run(scene.loop);
	assert_int_equal(scene.kind, FETCH_DOCUMENT);

	/* Two at once are too much: the one that finds no room is put off, not failed. */
	scene.want = 2;
	scene.done = 0;
	for (int i = 0; i < 2; i++) {
		fetcher_start(scene.fetcher,
			&(struct fetch_request){.url = str_from(local_url(&scene, "/large"))},
			on_done, &scene);
	}
	loop_run(scene.loop);
	assert_true(metrics_get(scene.metrics, "nuncio_fetch_spooled_bytes") == 0);
	close_scene(&scene);
	free(text);
}

static void never(const struct fetch_outcome *outcome, void *arg)
{
	(void)outcome;
	(void)arg;
	fail_msg("a cancelled fetch called back");
}

static void test_cancel_and_free(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	struct fetch *running[3];

	open_scene(&scene, &config);
	for (int i = 0; i < 3; i++) {
		running[i] = fetcher_start(scene.fetcher,
			&(struct fetch_request){.url = str_from(local_url(&scene, "/hang"))}, never,
			NULL);
	}
	fetch_cancel(running[0]); /* before its turn */
	get(&scene, "/feed");
	fetch_cancel(running[1]); /* while it is asked */
	assert_int_equal(fetcher_active(scene.fetcher), 1);
	fetcher_start(scene.fetcher,
		&(struct fetch_request){.url = str_from(local_url(&scene, "/feed"))}, never, NULL);
	close_scene(&scene);
}

static void test_many_hosts_and_few_connections(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	config.connections = 5;
	config.host_connections = 1;
	open_scene(&scene, &config);
	scene.want = 300;
	for (unsigned i = 0; i < 300; i++) {
		char url[128];
		(void)snprintf(url, sizeof(url), "http://127.0.1.%u:%u/feed", i % 30 + 1,
			scene.server.port);
		fetcher_start(scene.fetcher, &(struct fetch_request){.url = str_from(url)}, on_done,
			&scene);
	}
	assert_int_equal(fetcher_waiting(scene.fetcher), 300);
	loop_run(scene.loop);
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 300);
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetch_faults_total"), 0);
	assert_int_equal(scene.server.requests, 300);
	close_scene(&scene);
}

static void test_bad_configuration(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct fetch_config config = default_config();
	static const char *const bad[] = {"10.0.0.0/99"};
	char *error = NULL;

	config.allow_networks = bad;
	assert_null(fetcher_new(&config, loop, NULL, &error));
	assert_string_equal(error, "not a network: \"10.0.0.0/99\"");
	free(error);
	config = default_config();
	config.proxy = "http://";
	assert_null(fetcher_new(&config, loop, NULL, &error));
	assert_string_equal(error, "not a proxy: \"http://\"");
	free(error);
	config = default_config();
	config.nameservers = bad;
	config.nameserver_count = 1;
	assert_null(fetcher_new(&config, loop, NULL, &error));
	free(error);
	loop_free(loop);
}

static void test_proxy(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;
	struct http_server proxy;
	char url[64];
	static const struct http_answer via[] = {
		{"http://feeds.example/feed", OK_HEAD "Content-Length: 5\r\n\r\nproxy", 0, false}};
	struct loop *loop = loop_new();

	http_server_start(&proxy, loop, via, 1);
	(void)snprintf(url, sizeof(url), "http://127.200.0.1:%u", proxy.port);
	config.proxy = url;
	char *error = NULL;
	scene = (struct scene){.loop = loop, .want = 1, .metrics = metrics_new()};
	scene.fetcher = fetcher_new(&config, loop, scene.metrics, &error);
	assert_non_null(scene.fetcher);
	run(&scene, &(struct fetch_request){.url = STR("http://feeds.example/feed")});
	assert_string_equal(scene.body, "proxy");
	/* The proxy reaches what it likes, but addresses that we are told to ask are still looked at. */
	run(&scene, &(struct fetch_request){.url = STR("http://10.0.0.1/")});
	assert_int_equal(scene.fault, FETCH_FAULT_ADDRESS);
	fetcher_free(scene.fetcher);
	http_server_stop(&proxy);
	metrics_free(scene.metrics);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_sent),
		cmocka_unit_test(test_credentials_stay_at_their_origin),
		cmocka_unit_test(test_hostile_validators),
		cmocka_unit_test(test_unusable_requests),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_cancel_and_free),
		cmocka_unit_test(test_many_hosts_and_few_connections),
		cmocka_unit_test(test_bad_configuration),
		cmocka_unit_test(test_proxy),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
