/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "feed/list.h"

/* What the handlers were told: "+a", "~b", "-c". */
struct told {
	struct buf text;
	enum feed_stage stage_on_removed; /* what a scheduler would leave behind */
};

static void tell(struct told *told, char sign, const struct feed *feed)
{
	buf_printf(&told->text, "%c%s ", sign, feed->spec.url);
}

static void on_added(struct feed *feed, void *arg)
{
	tell(arg, '+', feed);
}

static void on_changed(struct feed *feed, void *arg)
{
	tell(arg, '~', feed);
}

static void on_removed(struct feed *feed, void *arg)
{
	tell(arg, '-', feed);
	if (feed->stage == FEED_QUEUED) {
		feed->stage = FEED_WAITING;
	}
}

/* "a b=name c" */
static struct feed_list_changes apply(struct feed_list *list, const char *text, struct told *told)
{
	const struct feed_list_handlers handlers = {on_added, on_changed, on_removed, told};
	struct feed_specs specs;
	struct str rest = str_from(text);
	struct str word;
	struct feed_list_changes changes;

	feed_specs_init(&specs);
	while (rest.len > 0 && str_cut(&rest, ' ', &word)) {
		struct str url;
		char *name = NULL;
		char *copy = NULL;

		if (str_cut(&word, '=', &url) && word.ptr) {
			name = str_dupz(word);
		}
		copy = str_dupz(url);
		feed_specs_add(&specs, &(struct feed_spec){.url = copy, .name = name});
		free(name);
		free(copy);
	}
	buf_clear(&told->text);
	changes = feed_list_apply(list, &specs, &handlers);
	assert_int_equal(specs.count, 0);
	feed_specs_done(&specs);
	return changes;
}

static struct feed *find(const struct feed_list *list, const char *url)
{
	return feed_list_find_url(list, str_from(url));
}

static void check_order(const struct feed_list *list, const char *expected)
{
	struct buf urls;
	size_t cursor = 0;
	const struct feed *feed;

	buf_init(&urls, 4096);
	while ((feed = feed_list_next(list, &cursor))) {
		buf_printf(&urls, "%s ", feed->spec.url);
	}
	assert_string_equal(buf_cstr(&urls), expected);
	buf_done(&urls);
}

static void test_apply(void **state)
{
	(void)state;
	struct feed_list *list = feed_list_new();
	struct told told = {0};
	struct feed_list_changes changes;

	buf_init(&told.text, 4096);
	changes = apply(list, "a b c a", &told);
	assert_string_equal(buf_cstr(&told.text), "+a +b +c ");
	assert_int_equal(changes.added, 3);

	struct feed *b = find(list, "b");
	b->state.polls = 7;
	changes = apply(list, "d b=B c", &told);
	assert_string_equal(buf_cstr(&told.text), "+d ~b -a ");
	assert_int_equal(changes.kept, 1);
	assert_int_equal(changes.changed, 1);
	assert_int_equal(changes.removed, 1);
	assert_ptr_equal(find(list, "b"), b);
	assert_int_equal(b->state.polls, 7);
	check_str(feed_name(b), "B", "new name");
	assert_null(find(list, "a"));
	assert_int_equal(feed_list_count(list), 3);
	check_order(list, "b c d ");

	apply(list, "", &told);
	assert_int_equal(feed_list_count(list), 0);
	check_order(list, "");
	buf_done(&told.text);
	feed_list_free(list);
	feed_list_free(NULL);
}

/* A feed at work outlives its removal until its round ends. */
static void test_removed_at_work(void **state)
{
	(void)state;
	struct feed_list *list = feed_list_new();
	struct told told = {0};

	buf_init(&told.text, 4096);
	apply(list, "a b c", &told);
	struct feed *a = find(list, "a");
	struct feed *b = find(list, "b");

	a->stage = FEED_READING;
	b->stage = FEED_QUEUED; /* the handler puts it back to WAITING: it goes at once */
	apply(list, "c", &told);
	assert_string_equal(buf_cstr(&told.text), "-a -b ");
	assert_true(a->removed);
	assert_null(find(list, "a"));
	assert_null(feed_list_find(list, a->id));
	assert_ptr_equal(feed_list_find_any(list, a->id), a);
	check_order(list, "c ");

	/* Named again while it is at work: as if nothing had been. */
	apply(list, "c a", &told);
	assert_string_equal(buf_cstr(&told.text), "");
	assert_ptr_equal(find(list, "a"), a);
	assert_false(feed_list_release(list, a));

	apply(list, "c", &told);
	uint64_t id = a->id;
	assert_true(feed_list_release(list, a));
	assert_null(feed_list_find_any(list, id));
	assert_non_null(find(list, "c"));
	check_order(list, "c ");

	apply(list, "a c", &told);
	assert_string_equal(buf_cstr(&told.text), "+a ");
	check_order(list, "c a ");

	/* Freed with the list, whatever it does. */
	find(list, "a")->stage = FEED_COMMITTING;
	apply(list, "", &told);
	buf_done(&told.text);
	feed_list_free(list);
}

/* 600 bytes for an idle feed, so that a million fit. Linear: a quadratic list would not end. */
static void test_many(void **state)
{
	(void)state;
	const size_t count = 200000;
	struct feed_list *list = feed_list_new();
	struct feed_specs specs;
	struct mallinfo2 before = mallinfo2();

	for (int round = 0; round < 2; round++) {
		feed_specs_init(&specs);
		for (size_t i = 0; i < count; i++) {
			char url[64];
			char name[32];

			snprintf(url, sizeof(url), "https://news-%zu.example/feeds/world.xml", i);
			snprintf(name, sizeof(name), "News of place %zu", i);
			feed_specs_add(&specs, &(struct feed_spec){.url = url,
						       .name = name,
						       .country = "FR",
						       .language = "fr"});
		}
		struct feed_list_changes changes = feed_list_apply(list, &specs, NULL);

		assert_int_equal(round == 0 ? changes.added : changes.kept, count);
		feed_specs_done(&specs);
	}
	size_t cursor = 0;
	struct feed *feed;
	while ((feed = feed_list_next(list, &cursor))) {
		feed_state_set(&feed->state.etag, STR("\"64b9fe3c-1a2b3\""), 1024);
		feed_state_set(
			&feed->state.last_modified, STR("Thu, 01 Jan 2026 00:00:00 GMT"), 1024);
		feed_state_set(&feed->state.title, STR("News of some place"), 1024);
	}
	assert_int_equal(cursor, count);
#ifndef NUNCIO_SANITIZE
	struct mallinfo2 after = mallinfo2();
	size_t bytes = (after.uordblks + after.hblkhd - before.uordblks - before.hblkhd) / count;

	print_message("%zu bytes a feed\n", bytes);
	assert_true(bytes <= 500); /* the rest is the scheduler's */
#else
	(void)before;
#endif
	feed_specs_init(&specs);
	assert_int_equal(feed_list_apply(list, &specs, NULL).removed, count);
	feed_specs_done(&specs);
	feed_list_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_removed_at_work),
		cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
