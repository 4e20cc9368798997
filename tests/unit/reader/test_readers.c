/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The readers with real processes: this program is also the rules process that it starts. Documents that make a reader
 * misbehave need a build with NUNCIO_SPIN.
 */
#include "reader/readers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "files.h"
#include "reader/jail.h"
#include "reader/rules_process.h"

/* Longer than anything here takes on a busy machine. */
#define PATIENCE_MS 60000

#define GOOD_RULES                                                                                 \
	"- rule: visits\n"                                                                         \
	"  channel: news.visits\n"                                                                 \
	"  priority: high\n"                                                                       \
	"  condition: who=@state AND visit*\n"                                                     \
	"  output: \"{who}: {title}\"\n"                                                           \
	"- entity: ruritania\n"                                                                    \
	"  type: state\n"                                                                          \
	"  label: Ruritania\n"                                                                     \
	"  names: [Ruritania]\n"
#define BROKEN_RULES                                                                               \
	"- rule: visits\n"                                                                         \
	"  condition: visit* AND\n"

struct got {
	size_t results;
	size_t died;
	enum reader_outcome outcome;
	char error[300];
	char format[40];
	char feed_title[100];
	size_t articles;
	size_t hits;
	char title[200]; /* of the last article with hits */
	char output[200];
	char capture[100];
	uint32_t generation;
	struct read_article last;
};

struct loaded {
	size_t times;
	bool ok;
	bool from_last_good;
	uint32_t generation;
	size_t rules;
	uint32_t errors;
	char diagnostics[4000];
};

struct fixture {
	char directory[64];
	char rules[100];
	char last_good[100];
	struct loop *loop;
	struct metrics *metrics;
	struct readers *readers;
	struct loop_timer *guard;
	struct got got;
	struct loaded loaded;
	size_t wanted; /* results to wait for */
	bool timed_out;
};

static void copy(char *out, size_t size, struct str s)
{
	(void)snprintf(out, size, "%.*s", STR_ARG(s));
}

static void on_guard(void *arg)
{
	struct fixture *f = arg;

	f->timed_out = true;
	loop_stop(f->loop);
}

static void run(struct fixture *f)
{
	f->timed_out = false;
	loop_timer_set(f->guard, PATIENCE_MS);
	loop_run(f->loop);
	assert_false(f->timed_out);
}

static void on_result(const struct reader_result *result, void *arg)
{
	struct fixture *f = arg;
	struct got *got = &f->got;

	got->results++;
	got->died += result->outcome == READER_DIED;
	got->outcome = result->outcome;
	copy(got->error, sizeof(got->error), result->error);
	copy(got->format, sizeof(got->format), result->format);
	copy(got->feed_title, sizeof(got->feed_title), result->feed.title);
	got->articles = result->article_count;
	got->generation = result->generation;
	got->hits = 0;
	for (size_t i = 0; i < result->article_count; i++) {
		const struct read_article *article = &result->articles[i];

		got->last = *article;
		got->hits += article->hits.count;
		if (article->hits.count > 0) {
			const struct hit *hit = &article->hits.hits[0];

			copy(got->title, sizeof(got->title), article->article.title);
			copy(got->output, sizeof(got->output), hit->output);
			if (hit->capture_count > 0) {
				copy(got->capture, sizeof(got->capture), hit->captures[0].id);
			}
		}
	}
	if (got->results >= f->wanted) {
		loop_stop(f->loop);
	}
}

static void note_loaded(const struct readers_loaded *loaded, void *arg)
{
	struct fixture *f = arg;

	f->loaded.times++;
	f->loaded.ok = loaded->ok;
	f->loaded.from_last_good = loaded->from_last_good;
	f->loaded.generation = loaded->generation;
	f->loaded.rules = loaded->rules;
	f->loaded.errors = loaded->errors;
	copy(f->loaded.diagnostics, sizeof(f->loaded.diagnostics), loaded->diagnostics);
}

static void on_loaded(const struct readers_loaded *loaded, void *arg)
{
	struct fixture *f = arg;

	note_loaded(loaded, arg);
	loop_stop(f->loop);
}

static void write_rules(const struct fixture *f, const char *text)
{
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/10-test.yaml", f->rules);
	write_file(path, text);
}

static void make_readers(struct fixture *f)
{
	const char *paths[] = {f->rules};
	struct readers_config config = {
		.rule_paths = paths,
		.rule_path_count = 1,
		.last_good = f->last_good,
		.reader_count = 2,
		.cpu_limit_ms = 300,
		.deadline_ms = 20000,
		.data_bytes = 64u << 20,
		.queue_max = 300,
	};

	f->readers = readers_new(&config, f->loop, f->metrics);
}

static int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));

	(void)snprintf(f->directory, sizeof(f->directory), "/tmp/nuncio-readers-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	(void)snprintf(f->rules, sizeof(f->rules), "%s/rules", f->directory);
	(void)snprintf(f->last_good, sizeof(f->last_good), "%s/rules.last-good", f->directory);
	assert_int_equal(mkdir(f->rules, 0700), 0);
	write_rules(f, GOOD_RULES);
	f->loop = loop_new();
	f->metrics = metrics_new();
	f->guard = loop_timer_new(f->loop, on_guard, f);
	make_readers(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	readers_free(f->readers);
	loop_timer_free(f->guard);
	metrics_free(f->metrics);
	loop_free(f->loop);
	remove_tree(f->directory);
	free(f);
	return 0;
}

static void load(struct fixture *f, bool fall_back)
{
	readers_load(f->readers, fall_back, on_loaded, f);
	run(f);
}

static void load_good(struct fixture *f)
{
	load(f, false);
	if (!f->loaded.ok) {
		print_message("%s\n", f->loaded.diagnostics);
	}
	assert_true(f->loaded.ok);
}

static struct reader_job make_job(const char *body)
{
	return (struct reader_job){
		.feed_id = 7,
		.feed_name = STR("The Test Gazette"),
		.url = STR("https://news.example/feed"),
		.content_type = STR("application/rss+xml"),
		.now = 1750000000,
		.body = str_from(body),
		.body_fd = -1,
		.body_size = strlen(body),
	};
}

static void submit(struct fixture *f, const char *body)
{
	struct reader_job job = make_job(body);

	assert_int_equal(readers_submit(f->readers, &job, on_result, f), 0);
}

/* Reads one document and waits for the result, which is then in f->got. */
static void read_one(struct fixture *f, const char *body)
{
	f->got = (struct got){.results = 0};
	f->wanted = 1;
	submit(f, body);
	run(f);
	assert_int_equal(f->got.results, 1);
}

#define ITEM(n, title)                                                                             \
	"<item><guid>" n "</guid><link>https://news.example/" n "</link><title>" title             \
	"</title><description>Nothing else.</description></item>"
#define RSS(items) "<rss version=\"2.0\"><channel><title>Gazette</title>" items "</channel></rss>"

#define TWO_ITEMS RSS(ITEM("1", "Ruritania visited by envoy") ITEM("2", "Weather"))
static const char two_items[] = TWO_ITEMS;

static void assert_reads_two_items(struct fixture *f)
{
	read_one(f, two_items);
	assert_string_equal(f->got.error, "");
	assert_int_equal(f->got.outcome, READER_OK);
	assert_int_equal(f->got.articles, 2);
	assert_int_equal(f->got.hits, 1);
}

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

static void test_broken_rules(void **state)
{
	struct fixture *f = *state;

	load_good(f);
	write_rules(f, BROKEN_RULES);
	load(f, false);
	assert_false(f->loaded.ok);
	assert_int_equal(f->loaded.generation, 1);
	assert_true(f->loaded.errors > 0);
	assert_non_null(strstr(f->loaded.diagnostics, "10-test.yaml:2:"));
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 1);
	write_rules(f, GOOD_RULES);
	load_good(f);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, f->loaded.generation);
	assert_true(f->got.generation > 1);
	assert_int_equal(metrics_get(f->metrics, "nuncio_rules_loads_total"), 3);
}

static bool exists(const char *directory, const char *name)
{
	char path[300];

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	return access(path, F_OK) == 0;
}

static void on_poll(void *arg)
{
	struct fixture *f = arg;

	loop_stop(f->loop);
}

/* Lets the loop run until `name` is there. */
static void wait_for_file(struct fixture *f, const char *directory, const char *name)
{
	struct loop_timer *timer = loop_timer_new(f->loop, on_poll, f);
	int64_t end_ms = clock_mono_ms() + PATIENCE_MS;

	while (!exists(directory, name) && clock_mono_ms() < end_ms) {
		loop_timer_set(timer, 5);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	assert_true(exists(directory, name));
}

/* Lets the loop run until both readers wait for work, and `restarts` readers have been replaced. */
static void settle(struct fixture *f, int64_t restarts)
{
	struct loop_timer *timer = loop_timer_new(f->loop, on_poll, f);
	int64_t end_ms = clock_mono_ms() + PATIENCE_MS;
	struct readers_status status;

	for (;;) {
		readers_get_status(f->readers, &status);
		if ((status.idle == 2 &&
			    metrics_get(f->metrics, "nuncio_reader_restarts_total") == restarts) ||
			clock_mono_ms() > end_ms) {
			break;
		}
		loop_timer_set(timer, 1);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	assert_int_equal(status.idle, 2);
}

static void test_last_good(void **state)
{
	struct fixture *f = *state;

	load_good(f);
	wait_for_file(f, f->last_good, "0001-10-test.yaml");
	readers_free(f->readers);
	write_rules(f, BROKEN_RULES);
	make_readers(f);
	load(f, false);
	assert_false(f->loaded.ok);
	assert_int_equal(f->loaded.generation, 0);
	load(f, true);
	assert_true(f->loaded.ok);
	assert_true(f->loaded.from_last_good);
	assert_true(f->loaded.errors > 0);
	assert_non_null(strstr(f->loaded.diagnostics, "10-test.yaml:2:"));
	assert_reads_two_items(f);
}

static void test_rules_process_killed(void **state)
{
	struct fixture *f = *state;
	struct readers_status status;

	load_good(f);
	settle(f, 0);
	readers_on_rebuilt(f->readers, on_loaded, f);
	readers_get_status(f->readers, &status);
	assert_int_equal(status.readers, 2);
	assert_true(status.rules_pid > 0);
	assert_int_equal(kill(status.rules_pid, SIGKILL), 0);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 1);
	if (f->loaded.times < 2) {
		run(f);
	}
	assert_true(f->loaded.ok);
	assert_false(f->loaded.from_last_good);
	assert_int_equal(f->loaded.generation, 2);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 2);
}

/* A document that comes when all readers have just been killed. */
static void test_idle_readers_killed(void **state)
{
	struct fixture *f = *state;
	pid_t pids[2];
	int64_t started_us;

	load_good(f);
	for (int i = 0; i < 5; i++) {
		settle(f, (int64_t)i * 2);
		assert_int_equal(readers_get_pids(f->readers, pids, 2), 2);
		started_us = clock_mono_us();
		assert_int_equal(kill(pids[0], SIGKILL), 0);
		assert_int_equal(kill(pids[1], SIGKILL), 0);
		/* It may reach one that is dying. */
		do {
			read_one(f, two_items);
		} while (f->got.outcome == READER_DIED);
		assert_int_equal(f->got.articles, 2);
		print_message("read %lld us after all readers were killed\n",
			(long long)(clock_mono_us() - started_us));
	}
	settle(f, 10);
}

static size_t count_fds(void)
{
	DIR *directory = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(directory);
	while (readdir(directory)) {
		count++;
	}
	(void)closedir(directory);
	return count;
}

static void print_fds(void)
{
	for (int fd = 0; fd < 64; fd++) {
		char path[40];
		char target[200];
		ssize_t len;

		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		len = readlink(path, target, sizeof(target));
		if (len > 0) {
			print_error("%d: %.*s\n", fd, (int)len, target);
		}
	}
}

/* Lets the loop run until as many descriptors are open as before. */
static void wait_for_fds(struct fixture *f, size_t fds)
{
	struct loop_timer *timer = loop_timer_new(f->loop, on_poll, f);
	int64_t end_ms = clock_mono_ms() + PATIENCE_MS;

	while (count_fds() != fds && clock_mono_ms() < end_ms) {
		loop_timer_set(timer, 5);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	if (count_fds() != fds) {
		print_fds();
		fail();
	}
}

static void test_reloads_under_load(void **state)
{
	struct fixture *f = *state;
	size_t fds;

	load_good(f);
	settle(f, 0);
	fds = count_fds();
	f->got = (struct got){.results = 0};
	f->wanted = 250;
	for (size_t i = 0; i < 250; i++) {
		submit(f, two_items);
		if (i % 50 == 0) {
			readers_load(f->readers, false, note_loaded, f);
		}
	}
	run(f);
	assert_int_equal(f->got.results, 250);
	assert_int_equal(f->got.died, 0);
	assert_int_equal(f->got.hits, 1);
	/* The first of the five started a load, the others together asked for one more. */
	while (f->loaded.times < 6) {
		read_one(f, two_items);
	}
	assert_int_equal(f->loaded.generation, 3);
	assert_reads_two_items(f);
	assert_int_equal(f->got.generation, 3);
	/* Those that drain end soon. */
	wait_for_fds(f, fds);
	settle(f, 0);
}

static void test_queue(void **state)
{
	struct fixture *f = *state;
	struct reader_job job = make_job(two_items);
	size_t taken = 0;

	/* Nothing is loaded yet: documents wait, up to queue_max. */
	while (readers_has_room(f->readers)) {
		assert_int_equal(
			readers_submit(f->readers, &job, on_result, taken % 2 ? (void *)f : &job),
			0);
		taken++;
	}
	assert_int_equal(taken, 300);
	assert_int_equal(readers_submit(f->readers, &job, on_result, f), -EAGAIN);
	readers_cancel(f->readers, &job);
	f->wanted = 150;
	readers_load(f->readers, false, note_loaded, f);
	run(f);
	assert_int_equal(f->got.results, 150);
}

static void test_no_program(void **state)
{
	struct fixture *f = *state;
	const char *paths[] = {f->rules};
	struct readers_config config = {
		.program = "/nonexistent/nuncio", .rule_paths = paths, .rule_path_count = 1};

	readers_free(f->readers);
	f->readers = readers_new(&config, f->loop, f->metrics);
	load(f, false);
	assert_false(f->loaded.ok);
	assert_int_equal(f->loaded.generation, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_not_a_feed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_large_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deaths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_deadline, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_broken_rules, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_last_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rules_process_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_idle_readers_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reloads_under_load, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_queue, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_program, set_up, tear_down),
	};

	if (rules_process_is_asked(argc, argv)) {
		return rules_process_main(argc, argv);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
