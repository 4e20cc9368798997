/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of the journal: one in a folder of its own, and what is put into it. */
#ifndef NUNCIO_TESTS_JOURNAL_JOURNAL_SCENE_H
#define NUNCIO_TESTS_JOURNAL_JOURNAL_SCENE_H

#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"

struct fixture {
	struct loop *loop;
	struct loop_timer *timer;
	struct journal *journal;
	struct journal_config config;
	char dir[64];
	char path[96];
	int waiting; /* callbacks that are due */
	int error;   /* of the last callback */
	int errors;  /* callbacks with an error */
	int64_t pseqs[4];
	size_t places;
	char text[4096]; /* what reading gave */
	size_t count;
};

static inline void quiet(
	enum log_level level, const char *kind, const char *name, const char *message)
{
	(void)level;
	(void)kind;
	(void)name;
	(void)message;
}

static inline int open_journal(struct fixture *f, struct buf *error)
{
	struct buf own;
	buf_init(&own, 4096);
	int result = journal_open(f->loop, &f->config, error != NULL ? error : &own, &f->journal);
	if (result != 0 && error == NULL) {
		print_message("%s\n", buf_cstr(&own));
	}
	buf_done(&own);
	return result;
}

static inline int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/nuncio-journal-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	(void)snprintf(f->path, sizeof(f->path), "%s/journal.db", f->dir);
	f->config.path = f->path;
	f->loop = loop_new();
	log_set_sink(quiet);
	*state = f;
	return open_journal(f, NULL);
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];
	journal_close(f->journal);
	loop_free(f->loop);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
	int result = system(command); /* NOLINT(cert-env33-c): a path of our own making */
	free(f);
	return result;
}

static inline void reopen(struct fixture *f)
{
	journal_close(f->journal);
	f->journal = NULL;
	assert_int_equal(open_journal(f, NULL), 0);
}

static inline void on_durable(
	int error, const struct journal_place *places, size_t count, void *arg)
{
	struct fixture *f = arg;
	f->error = error;
	f->errors += error != 0;
	f->places = count;
	for (size_t i = 0; i < count && i < 4; i++) {
		f->pseqs[i] = places[i].pseq;
	}
	if (--f->waiting == 0) {
		loop_stop(f->loop);
	}
}

static const uint64_t one_mark[] = {UINT64_C(0xfedcba9876543210)};

static inline struct journal_record make_record(
	const char *channel, const char *id, const char *alert)
{
	return (struct journal_record){
		.channel = str_from(channel),
		.id = str_from(id),
		.alert = str_from(alert),
		.source = STR("example.org"),
		.marks = one_mark,
		.mark_count = 1,
		.detected_ms = 1700000000123,
	};
}

static inline void submit(struct fixture *f, const struct journal_batch *batch)
{
	f->waiting++;
	assert_int_equal(journal_submit(f->journal, batch, on_durable, f), 0);
}

static inline void submit_one(struct fixture *f, const char *channel, const char *id)
{
	struct journal_record record = make_record(channel, id, "{\"v\":1}");
	submit(f, &(struct journal_batch){.feed_id = 7, .records = &record, .record_count = 1});
}

static inline bool on_record(int64_t pseq, const struct journal_record *record, void *arg)
{
	struct fixture *f = arg;
	size_t len = strlen(f->text);
	(void)snprintf(f->text + len, sizeof(f->text) - len, "%" PRId64 "=%.*s ", pseq,
		STR_ARG(record->id));
	f->count++;
	return true;
}

static inline const char *read_ids(
	struct fixture *f, const char *channel, int64_t after, size_t max)
{
	f->text[0] = '\0';
	f->count = 0;
	assert_int_equal(journal_read(f->journal, str_from(channel), after, max, on_record, f), 0);
	return f->text;
}

static inline bool on_feed(uint64_t feed_id, struct str bytes, void *arg)
{
	struct fixture *f = arg;
	size_t len = strlen(f->text);
	(void)snprintf(
		f->text + len, sizeof(f->text) - len, "%" PRIx64 "=%.*s ", feed_id, STR_ARG(bytes));
	return true;
}

static inline const char *read_feeds(struct fixture *f)
{
	f->text[0] = '\0';
	assert_int_equal(journal_each_feed(f->journal, on_feed, f), 0);
	return f->text;
}

#endif
