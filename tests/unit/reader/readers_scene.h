/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of the readers: real processes with rules, and documents for them. */
#ifndef NUNCIO_TESTS_READER_READERS_SCENE_H
#define NUNCIO_TESTS_READER_READERS_SCENE_H

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

static inline void copy(char *out, size_t size, struct str s)
{
	(void)snprintf(out, size, "%.*s", STR_ARG(s));
}

static inline void on_guard(void *arg)
{
	struct fixture *f = arg;

	f->timed_out = true;
	loop_stop(f->loop);
}

static inline void run(struct fixture *f)
{
	f->timed_out = false;
	loop_timer_set(f->guard, PATIENCE_MS);
	loop_run(f->loop);
	assert_false(f->timed_out);
}

static inline void on_result(const struct reader_result *result, void *arg)
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

static inline void note_loaded(const struct readers_loaded *loaded, void *arg)
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

static inline void on_loaded(const struct readers_loaded *loaded, void *arg)
{
	struct fixture *f = arg;

	note_loaded(loaded, arg);
	loop_stop(f->loop);
}

static inline void write_rules(const struct fixture *f, const char *text)
{
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/10-test.yaml", f->rules);
	write_file(path, text);
}

static inline void make_readers(struct fixture *f)
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

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
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

static inline void load(struct fixture *f, bool fall_back)
{
	readers_load(f->readers, fall_back, on_loaded, f);
	run(f);
}

static inline void load_good(struct fixture *f)
{
	load(f, false);
	if (!f->loaded.ok) {
		print_message("%s\n", f->loaded.diagnostics);
	}
	assert_true(f->loaded.ok);
}

static inline struct reader_job make_job(const char *body)
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

static inline void submit(struct fixture *f, const char *body)
{
	struct reader_job job = make_job(body);

	assert_int_equal(readers_submit(f->readers, &job, on_result, f), 0);
}

/* Reads one document and waits for the result, which is then in f->got. */
static inline void read_one(struct fixture *f, const char *body)
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

static inline void assert_reads_two_items(struct fixture *f)
{
	read_one(f, two_items);
	assert_string_equal(f->got.error, "");
	assert_int_equal(f->got.outcome, READER_OK);
	assert_int_equal(f->got.articles, 2);
	assert_int_equal(f->got.hits, 1);
}

#endif
