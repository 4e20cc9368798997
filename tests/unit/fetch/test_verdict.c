/* SPDX-License-Identifier: BSD-2-Clause */
/* What comes of each answer: documents, redirects, waits, pages and robots.txt, from a real HTTP server on loopback. */
#include "fetch/exchange.h"

#include "base/clock.h"
#include "fetch/fetch_scene.h"

static void test_outcomes(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		enum fetch_kind kind;
		enum fetch_fault fault;
		int status;
		const char *body_or_error; /* the error holds it, the body is it */
	} cases[] = {
		{"/feed", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/closed", FETCH_DOCUMENT, 0, 200, "<rss>until the end"},
		{"/chunked", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/gzip", FETCH_DOCUMENT, 0, 200, "<rss>hello</rss>"},
		{"/badgzip", FETCH_DOCUMENT, 0, 200, "not gzip!"},
		{"/1xx", FETCH_DOCUMENT, 0, 200, "ok"},
		{"/301", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/other", FETCH_DOCUMENT, 0, 200, "<rss>"},
		{"/empty", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 200, "empty"},
		{"/204", FETCH_FAILED, FETCH_FAULT_STATUS, 204, "HTTP 204"},
		{"/304bare", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 304, "without validators"},
		{"/410", FETCH_GONE, FETCH_FAULT_STATUS, 410, "gone"},
		{"/500", FETCH_FAILED, FETCH_FAULT_STATUS, 500, "HTTP 500"},
		{"/missing", FETCH_FAILED, FETCH_FAULT_STATUS, 404, "HTTP 404"},
		{"/403", FETCH_FAILED, FETCH_FAULT_STATUS, 403, "HTTP 403"},
		{"/403limit", FETCH_THROTTLED, FETCH_FAULT_STATUS, 403, "wait"},
		{"/challenge", FETCH_FAILED, FETCH_FAULT_STATUS, 403, "cf-mitigated"},
		{"/loop", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 302, "more than 5 redirects"},
		{"/nowhere", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 302, "without a place"},
		{"/file", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 302, "file:///etc/passwd"},
		{"/outside", FETCH_FAILED, FETCH_FAULT_ADDRESS, 302,
			"127.9.0.1 of host 127.9.0.1 is loopback"},
		{"/metadata", FETCH_FAILED, FETCH_FAULT_ADDRESS, 302, "169.254.169.254"},
		{"/09", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 0, "HTTP/0.9"},
		{"/short", FETCH_DOCUMENT, FETCH_FAULT_NONE, 200, "abc"},
		{"/nothing", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 200, "1000"},
		{"/closing", FETCH_FAILED, FETCH_FAULT_PROTOCOL, 0, ""},
		{"/hang", FETCH_FAILED, FETCH_FAULT_TIMEOUT, 0, "timeout after 1 s"},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		get(&scene, cases[i].path);
		bool text_ok = cases[i].kind == FETCH_DOCUMENT
				       ? strcmp(scene.body, cases[i].body_or_error) == 0
				       : strstr(scene.error, cases[i].body_or_error) != NULL;
		if (scene.kind != cases[i].kind || scene.fault != cases[i].fault ||
			scene.status != cases[i].status || !text_ok) {
			fail_msg("%s: %s %s %d body \"%s\" error \"%s\"", cases[i].path,
				fetch_kind_name(scene.kind), fetch_fault_name(scene.fault),
				scene.status, scene.body, scene.error);
		}
	}
	close_scene(&scene);
}

/* Whatever was whole of it is worth reading; the next request has to bring the rest. */
static void test_a_response_that_breaks_off_is_a_document_without_validators(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/short");
	assert_int_equal(scene.kind, FETCH_DOCUMENT);
	assert_true(scene.cut);
	assert_string_equal(scene.error, "the response broke off after 3 bytes");
	assert_string_equal(scene.etag, "");
	get(&scene, "/cutchunk");
	assert_true(scene.kind == FETCH_DOCUMENT && scene.cut);
	assert_string_equal(scene.body, "<rss>ab");
	get(&scene, "/feed");
	assert_false(scene.cut);
	close_scene(&scene);
}

static void test_redirects(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		const char *final;     /* path */
		const char *permanent; /* path, "" none */
	} cases[] = {
		{"/feed", "/feed", ""},
		{"/301", "/feed", "/feed"},
		{"/302", "/feed", ""},
		{"/301-302", "/feed", "/302"},
		{"/302-301", "/feed", ""},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		get(&scene, cases[i].path);
		assert_int_equal(scene.kind, FETCH_DOCUMENT);
		assert_string_equal(scene.final_url, local_url(&scene, cases[i].final));
		assert_string_equal(scene.permanent_url,
			cases[i].permanent[0] ? local_url(&scene, cases[i].permanent) : "");
	}
	close_scene(&scene);
}

static void test_same_document(void **state)
{
	(void)state;
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	get(&scene, "/feed");
	uint64_t hash = scene.body_hash;
	assert_true(hash != 0);
	run(&scene, &(struct fetch_request){
			    .url = str_from(local_url(&scene, "/feed")), .body_hash = hash});
	assert_int_equal(scene.kind, FETCH_SAME);
	assert_string_equal(scene.etag, "\"v1\"");
	assert_true(scene.body_hash == hash);
	close_scene(&scene);
}

static void test_waits(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int64_t retry_after_s;
	} cases[] = {{"/429", 86400}, {"/503short", 60}, {"/503", 900}};
	struct fetch_config config = default_config();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct scene scene;
		open_scene(&scene, &config);
		get(&scene, cases[i].path);
		assert_int_equal(scene.kind, FETCH_THROTTLED);
		assert_int_equal(scene.retry_after_s, cases[i].retry_after_s);
		/* The server is not a public one: others there are not held back. */
		get(&scene, "/feed");
		assert_int_equal(scene.kind, FETCH_DOCUMENT);
		close_scene(&scene);
	}
}

/* A page has a ceiling and a type of its own, and is no poll of a feed. */
static void test_pages(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		uint64_t max_bytes;
		enum fetch_kind kind;
		enum fetch_fault fault;
		const char *error;
	} cases[] = {
		{"/page", 6, FETCH_DOCUMENT, FETCH_FAULT_NONE, ""},
		{"/feed", 6, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"no web page, but application/rss+xml"},
		{"/page", 5, FETCH_FAILED, FETCH_FAULT_LIMIT, "body over 0 KiB after decoding"},
		{"/chunked", 4, FETCH_FAILED, FETCH_FAULT_LIMIT, "body over 0 KiB after decoding"},
		{"/pdf", 1000, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"no web page, but application/pdf"},
		{"/302", 1000, FETCH_REDIRECTED, FETCH_FAULT_NONE, ""},
		{"/file", 1000, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"redirected to \"file:///etc/passwd\", which is no web address"},
		{"/500", 1000, FETCH_FAILED, FETCH_FAULT_STATUS, "HTTP 500"},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(&scene,
			&(struct fetch_request){.url = str_from(local_url(&scene, cases[i].path)),
				.subject = FETCH_SUBJECT_PAGE,
				.max_bytes = cases[i].max_bytes});
		assert_int_equal(scene.kind, cases[i].kind);
		assert_int_equal(scene.fault, cases[i].fault);
		assert_string_equal(scene.error, cases[i].error);
	}
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 0);
	get(&scene, "/feed");
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 1);
	close_scene(&scene);
}

/* Of any type; the beginning of one that is too long, whether that is known at first or not; redirects are followed. */
static void test_robots(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		uint64_t max_bytes;
		enum fetch_kind kind;
		const char *body;
	} cases[] = {
		{"/page", 6, FETCH_DOCUMENT, "<html>"},
		{"/page", 5, FETCH_DOCUMENT, "<html"},
		{"/pdf", 3, FETCH_DOCUMENT, "%PD"},
		{"/chunked", 4, FETCH_DOCUMENT, "<rss"},
		{"/gzip", 4, FETCH_DOCUMENT, "<rss"},
		{"/302", 1000, FETCH_DOCUMENT, "<rss>"},
		{"/loop", 1000, FETCH_FAILED, ""},
		{"/500", 1000, FETCH_FAILED, ""},
	};
	struct fetch_config config = default_config();
	struct scene scene;

	open_scene(&scene, &config);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		run(&scene,
			&(struct fetch_request){.url = str_from(local_url(&scene, cases[i].path)),
				.subject = FETCH_SUBJECT_ROBOTS,
				.max_bytes = cases[i].max_bytes});
		assert_int_equal(scene.kind, cases[i].kind);
		if (scene.kind == FETCH_DOCUMENT) {
			assert_string_equal(scene.body, cases[i].body);
			assert_false(scene.cut);
		}
	}
	assert_int_equal(metrics_get(scene.metrics, "nuncio_fetches_total"), 0);
	close_scene(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_a_response_that_breaks_off_is_a_document_without_validators),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_same_document),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_robots),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
