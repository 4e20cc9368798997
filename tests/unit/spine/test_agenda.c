/* SPDX-License-Identifier: BSD-2-Clause */
/* The agenda over a real list and a real journal: who is due when, pauses, and what an earlier time has learned. */
#include "agenda.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check.h"

#define MANY 1000

struct scene {
	char folder[32];
	struct loop *loop;
	struct metrics *metrics;
	struct journal *journal;
	struct feed_list *feeds;
	struct report report; /* the log only */
	struct agenda *agenda;
	struct loop_timer *end;
	size_t wanted; /* feeds due before the loop stops */
	size_t due;
	struct feed *last;
	const char *pause;
};

static void on_due(struct feed *feed, void *arg)
{
	struct scene *scene = arg;

	scene->last = feed;
	if (++scene->due == scene->wanted) {
		loop_stop(scene->loop);
	}
}

static const char *why_pause(void *arg)
{
	const struct scene *scene = arg;

	return scene->pause;
}

static void on_end(void *arg)
{
	struct scene *scene = arg;

	loop_stop(scene->loop);
}

static void remove_journal(const struct scene *scene)
{
	static const char *const names[] = {"j", "j-wal", "j-shm", "j.lock"};

	for (size_t i = 0; i < COUNT(names); i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "%s/%s", scene->folder, names[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(scene->folder), 0);
}

static int set_up(void **state)
{
	struct scene *scene = mem_zalloc(sizeof(*scene));
	char path[64];
	struct buf error;

	(void)strcpy(scene->folder, "/tmp/nuncio-agenda-XXXXXX"); /* NOLINT: it fits */
	assert_non_null(mkdtemp(scene->folder));
	(void)snprintf(path, sizeof(path), "%s/j", scene->folder);
	scene->loop = loop_new();
	scene->metrics = metrics_new();
	buf_init(&error, 1024);
	assert_int_equal(journal_open(scene->loop, &(struct journal_config){.path = path}, &error,
				 &scene->journal),
		0);
	buf_done(&error);
	scene->feeds = feed_list_new();
	scene->agenda = agenda_new(&(struct agenda_parts){
		.loop = scene->loop,
		.feeds = scene->feeds,
		.journal = scene->journal,
		.report = &scene->report,
		.metrics = scene->metrics,
		.on_due = on_due,
		.why_pause = why_pause,
		.arg = scene,
	});
	scene->end = loop_timer_new(scene->loop, on_end, scene);
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	loop_timer_free(scene->end);
	agenda_free(scene->agenda);
	feed_list_free(scene->feeds);
	journal_close(scene->journal);
	metrics_free(scene->metrics);
	loop_free(scene->loop);
	remove_journal(scene);
	free(scene);
	return 0;
}

static struct feed_list_changes take(struct scene *scene, size_t count)
{
	struct feed_specs specs;
	struct feed_list_changes changes;

	feed_specs_init(&specs);
	for (size_t i = 0; i < count; i++) {
		char url[64];

		(void)snprintf(url, sizeof(url), "https://feed%zu.example/", i);
		assert_true(feed_specs_add(&specs, &(struct feed_spec){.url = url}));
	}
	changes = agenda_take_feeds(scene->agenda, &specs);
	feed_specs_done(&specs);
	return changes;
}

/* Until so many feeds were due, or so long. */
static void run(struct scene *scene, size_t wanted, int64_t most_ms)
{
	scene->due = 0;
	scene->wanted = wanted;
	loop_timer_set(scene->end, most_ms);
	loop_run(scene->loop);
}

static void test_one_new_feed_is_due_at_once(void **state)
{
	struct scene *scene = *state;
	int64_t begun = clock_mono_ms();

	agenda_start(scene->agenda);
	assert_int_equal(take(scene, 1).added, 1);
	run(scene, 1, 5000);
	assert_int_equal(scene->due, 1);
	assert_in_range(clock_mono_ms() - begun, 0, 900);
	agenda_set(scene->agenda, scene->last, 3600 * 1000);
	/* And one that joins it. */
	assert_int_equal(take(scene, 2).added, 1);
	run(scene, 1, 5000);
	assert_int_equal(scene->due, 1);
	assert_string_equal(scene->last->spec.url, "https://feed1.example/");
}

static void test_many_new_feeds_are_spread(void **state)
{
	struct scene *scene = *state;
	struct agenda_status status;

	agenda_start(scene->agenda);
	assert_int_equal(take(scene, MANY).added, MANY);
	run(scene, MANY / 2, 200);
	assert_in_range(scene->due, 1, MANY / 20); /* ten are to be expected */
	agenda_get_status(scene->agenda, &status);
	assert_int_equal(status.waiting, MANY - scene->due);
}

/* All are overdue: they come in turns, so that others get theirs. */
static void test_a_flood_comes_in_turns(void **state)
{
	struct scene *scene = *state;
	struct feed *feed;
	size_t cursor = 0;

	take(scene, MANY);
	while ((feed = feed_list_next(scene->feeds, &cursor))) {
		agenda_set(scene->agenda, feed, 0);
	}
	agenda_start(scene->agenda);
	run(scene, 1, 5000); /* the loop ends with the pass */
	assert_in_range(scene->due, 1, MANY / 2);
	run(scene, MANY - scene->due, 5000);
	agenda_stop(scene->agenda);
}

static void submit_state(struct scene *scene, const char *url, const struct feed_state *learned)
{
	struct buf packed;

	buf_init(&packed, 4096);
	feed_state_pack(learned, &packed);
	assert_int_equal(journal_submit(scene->journal,
				 &(struct journal_batch){.feed_id = feed_id_of_url(str_from(url)),
					 .state = buf_str(&packed)},
				 NULL, NULL),
		0);
	buf_done(&packed);
	run(scene, 1, 100); /* until it is durable */
}

/* Many come from one walk over the journal, few one by one. */
static void test_what_was_learned_comes_back(void **state)
{
	struct scene *scene = *state;
	int64_t now_s = clock_wall_s();
	struct feed_state learned = {.polls = 7,
		.known = true,
		.last_poll_at = now_s,
		.next_due_at = now_s + 500,
		.etag = "\"x\""};

	submit_state(scene, "https://feed0.example/", &learned);
	submit_state(scene, "https://feed20.example/", &learned);
	agenda_start(scene->agenda);
	for (size_t count = 20; count <= 21; count++) {
		const struct feed *feed;

		take(scene, count);
		run(scene, 20, 700);
		/* All but those two are new. */
		assert_int_equal(scene->due, count == 20 ? 19 : 0);
		feed = feed_list_find_url(scene->feeds, count == 20
								? STR("https://feed0.example/")
								: STR("https://feed20.example/"));
		assert_int_equal(feed->state.polls, 7);
		assert_string_equal(feed->state.etag, "\"x\"");
	}
}

static void test_a_pause_ends_though_nothing_is_due(void **state)
{
	struct scene *scene = *state;
	struct agenda_status status;

	agenda_start(scene->agenda);
	scene->pause = "for the test";
	take(scene, 1);
	run(scene, 1, 200);
	assert_int_equal(scene->due, 0);
	agenda_get_status(scene->agenda, &status);
	assert_string_equal(status.paused, "for the test");
	agenda_set(scene->agenda, feed_list_find_url(scene->feeds, STR("https://feed0.example/")),
		3600 * 1000);
	scene->pause = NULL;
	run(scene, 1, 200);
	agenda_get_status(scene->agenda, &status);
	assert_null(status.paused);
	assert_int_equal(status.waiting, 1);
}

static void test_nothing_is_due_before_the_start_and_behind_the_stop(void **state)
{
	struct scene *scene = *state;

	take(scene, 3);
	run(scene, 1, 100);
	assert_int_equal(scene->due, 0);
	agenda_start(scene->agenda);
	run(scene, 1, 5000);
	assert_true(scene->due >= 1);
	agenda_stop(scene->agenda);
	agenda_set(scene->agenda, scene->last, 0);
	run(scene, 1, 100);
	assert_int_equal(scene->due, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_one_new_feed_is_due_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_new_feeds_are_spread, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_flood_comes_in_turns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_was_learned_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_pause_ends_though_nothing_is_due, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_nothing_is_due_before_the_start_and_behind_the_stop, set_up,
			tear_down),
	};

	return cmocka_run_group_tests_name("spine/agenda", tests, NULL, NULL);
}
