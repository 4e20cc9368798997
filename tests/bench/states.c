/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes a journal as a daemon leaves it that has polled every feed once: for starting one with a million feeds of which none
 * is due. Reads URLs from its standard input. Uses the daemon's own journal and packing, so that what is restored is real.
 *
 *   bench_states JOURNAL_FILE <URLS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "feed/feed.h"
#include "journal/journal.h"

#define AHEAD_MAX 20000 /* batches that wait for the writer */
#define DUE_IN_S 72000

struct states {
	struct loop *loop;
	struct journal *journal;
	uint64_t submitted;
	uint64_t durable;
	bool read_all;
};

static void die(const char *what)
{
	(void)fprintf(stderr, "bench_states: %s\n", what);
	exit(1);
}

static void read_urls(struct states *states);

static void on_durable(int error, const struct journal_place *places, size_t count, void *arg)
{
	struct states *states = arg;

	(void)places;
	(void)count;
	if (error < 0) {
		die("the journal refuses");
	}
	states->durable++;
	if (states->durable == states->submitted && states->read_all) {
		loop_stop(states->loop);
	} else if (states->submitted - states->durable < AHEAD_MAX / 2) {
		read_urls(states);
	}
}

static void submit(struct states *states, struct str url)
{
	int64_t now = clock_wall_s();
	struct feed_state state = {
		.etag = "\"5f1c-61a2b3c4d5e6f\"",
		.last_modified = "Tue, 01 Jul 2025 08:00:00 GMT",
		.title = "The feed of a newspaper of middling size",
		.body_hash = feed_id_of_url(url),
		.validators_at = now,
		.last_poll_at = now,
		.last_success_at = now,
		.next_due_at = now + DUE_IN_S + (int64_t)(states->submitted % 10000),
		.interval_s = 86400,
		.articles = 20,
		.polls = 1,
		.known = true,
	};
	struct buf packed;

	buf_init(&packed, 65536);
	feed_state_pack(&state, &packed);
	if (journal_submit(states->journal,
		    &(struct journal_batch){
			    .feed_id = feed_id_of_url(url), .state = buf_str(&packed)},
		    on_durable, states) < 0) {
		die("journal_submit");
	}
	states->submitted++;
	buf_done(&packed);
}

static void read_urls(struct states *states)
{
	char line[4096];

	while (!states->read_all && states->submitted - states->durable < AHEAD_MAX) {
		if (fgets(line, sizeof(line), stdin)) {
			submit(states, str_trim(str_from(line)));
		} else {
			states->read_all = true;
		}
	}
}

int main(int argc, char **argv)
{
	struct states states = {0};
	struct buf error;

	buf_init(&error, 4096);
	states.loop = loop_new();
	if (argc != 2 || !states.loop ||
		journal_open(states.loop, &(struct journal_config){.path = argv[1]}, &error,
			&states.journal) < 0) {
		die(argc == 2 ? buf_cstr(&error) : "usage: bench_states JOURNAL_FILE");
	}
	read_urls(&states);
	if (states.submitted > states.durable) {
		loop_run(states.loop);
	}
	journal_close(states.journal);
	loop_free(states.loop);
	buf_done(&error);
	(void)printf("%llu\n", (unsigned long long)states.durable);
	return 0;
}
