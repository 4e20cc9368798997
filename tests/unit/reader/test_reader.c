/* SPDX-License-Identifier: BSD-2-Clause */
/* One document in a reader: what is read, and what kills it. */
#include "reader/readers_scene.h"

static void test_document(void **state)
{
	struct fixture *f = *state;

	load_good(f);
	assert_int_equal(f->loaded.generation, 1);
	assert_int_equal(f->loaded.rules, 1);
	assert_reads_two_items(f);
	assert_string_equal(f->got.format, "RSS 2.0");
	assert_string_equal(f->got.feed_title, "Gazette");
	assert_string_equal(f->got.title, "Ruritania visited by envoy");
	assert_string_equal(f->got.output, "Ruritania: Ruritania visited by envoy");
	assert_string_equal(f->got.capture, "ruritania");
	assert_int_equal(f->got.generation, 1);
	assert_int_equal(f->got.last.identity.seen_at, 1750000000);
	assert_reads_two_items(f);
	assert_true(metrics_get(f->metrics, "nuncio_reader_cpu_microseconds_total") > 0);
}

static void test_not_a_feed(void **state)
{
	struct fixture *f = *state;

	load_good(f);
	read_one(f, "just some words");
	assert_int_equal(f->got.outcome, READER_NOT_A_FEED);
	assert_true(strlen(f->got.error) > 0);
}

/* A document above the frame's size goes through a descriptor, made here or by the caller. */
static void test_large_document(void **state)
{
	struct fixture *f = *state;
	struct reader_job job;
	struct buf body;

	load_good(f);
	buf_init(&body, LIMIT_DOCUMENT);
	buf_add_str(&body, STR("<!--"));
	while (body.len < (3u << 20)) {
		buf_add_byte(&body, '\n');
	}
	buf_add_str(&body, STR("-->"));
	buf_add_str(&body, STR(TWO_ITEMS));
	read_one(f, buf_cstr(&body));
	buf_done(&body);
	assert_string_equal(f->got.error, "");
	assert_int_equal(f->got.articles, 2);

	job = make_job("");
	job.body_fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	job.body_size = sizeof(two_items) - 1;
	assert_int_equal(write(job.body_fd, two_items, job.body_size), (ssize_t)job.body_size);
	assert_int_equal(readers_submit(f->readers, &job, on_result, f), -EINVAL); /* not sealed */
	assert_int_equal(
		fcntl(job.body_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE), 0);
	job.body_size++;
	assert_int_equal(readers_submit(f->readers, &job, on_result, f), -EINVAL); /* too small */
	job.body_size--;
	f->got = (struct got){.results = 0};
	assert_int_equal(readers_submit(f->readers, &job, on_result, f), 0);
	run(f);
	assert_int_equal(f->got.articles, 2);
}

/* What a document does to its reader, and what is said of it. */
static void test_deaths(void **state)
{
#ifdef NUNCIO_SPIN
	static const struct {
		const char *body;
		const char *error;
		bool needs_jail;
	} cases[] = {
		{RSS("nuncio-test-spin"),
			"reader: killed after 300 ms of CPU time (readers.cpu_limit)", false},
		{RSS("nuncio-test-crash"), "reader: SIGSEGV", true},
		{RSS("nuncio-test-jail"), "reader: killed by the jail (SIGSYS)", true},
		{RSS("nuncio-test-eat"), "reader: out of memory at 64 MiB (readers.memory)", true},
		{RSS("nuncio-test-frame"), "reader: bad frame", false},
	};
	struct fixture *f = *state;

	load_good(f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].needs_jail && !jail_is_built()) {
			continue;
		}
		read_one(f, cases[i].body);
		assert_int_equal(f->got.outcome, READER_DIED);
		assert_string_equal(f->got.error, cases[i].error);
		assert_int_equal(f->got.articles, 0);
		assert_reads_two_items(f);
		assert_reads_two_items(f);
	}
#else
	(void)state;
	skip();
#endif
}

static void test_deadline(void **state)
{
#ifdef NUNCIO_SPIN
	struct fixture *f = *state;
	const char *paths[] = {f->rules};
	struct readers_config config = {
		.rule_paths = paths, .rule_path_count = 1, .reader_count = 1, .deadline_ms = 100};

	readers_free(f->readers);
	f->readers = readers_new(&config, f->loop, f->metrics);
	load_good(f);
	read_one(f, RSS("nuncio-test-sleep"));
	assert_int_equal(f->got.outcome, READER_DIED);
	assert_string_equal(f->got.error, "reader: killed after 100 ms (readers.deadline)");
	read_one(f, two_items);
	assert_int_equal(f->got.articles, 2);
#else
	(void)state;
	skip();
#endif
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_a_feed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_large_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deaths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deadline, set_up, tear_down),
	};

	if (rules_process_is_asked(argc, argv)) {
		return rules_process_main(argc, argv);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
