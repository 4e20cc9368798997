/* SPDX-License-Identifier: BSD-2-Clause */
/* What polls teach: outcome and state in, state out. */
#include "lesson.h"

#include <string.h>

#include "check.h"
#include "parse/document.h"

enum { NOW = 1900000000 };

static const struct feed_state start = {.etag = "\"old\"",
	.last_modified = "Monday",
	.error = "was broken",
	.body_hash = 11,
	.validators_at = NOW - 60,
	.known = true};

static struct fetch_outcome document(void)
{
	return (struct fetch_outcome){
		.kind = FETCH_DOCUMENT, .etag = STR("\"new\""), .body_hash = 22};
}

/* --- documents that were read --- */

#define ARTICLES 6

static void fill(struct read_article articles[ARTICLES], const char *statuses)
{
	for (size_t i = 0; i < ARTICLES && statuses[i]; i++) {
		const char *letters = "nkcm"; /* as in the enum: new, known, changed, moved */

		articles[i].status = (enum identity_status)(strchr(letters, statuses[i]) - letters);
		articles[i].hits.left_out = 1;
		articles[i].hits.in_part = true;
	}
}

static void test_validators_stay_until_nothing_is_left(void **state)
{
	static const struct {
		const char *what;
		const char *statuses; /* of the articles */
		size_t taken;
		enum reader_outcome outcome;
		bool known; /* before */
		bool keeps; /* the validators of this document, and that the feed is known */
	} rows[] = {
		{"whole", "nnk", 3, READER_OK, true, true},
		{"first", "nnn", 3, READER_OK, false, true},
		{"empty", "", 0, READER_OK, true, true},
		{"a ceiling was reached", "nnk", 3, READER_LIMIT, true, false},
		{"a ceiling at the first poll", "nnn", 3, READER_LIMIT, false, false},
		{"the same again: no more to be had", "kkk", 3, READER_LIMIT, true, true},
		{"a ceiling and a change", "kck", 3, READER_LIMIT, true, false},
		{"a ceiling before any article", "", 0, READER_LIMIT, true, true},
		{"no room for all records", "nnnnn", 2, READER_OK, true, false},
		{"no room at the first poll", "nnnnn", 2, READER_OK, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct read_article articles[ARTICLES] = {{.status = IDENTITY_NEW}};
		struct reader_result result = {.outcome = rows[i].outcome,
			.articles = articles,
			.article_count = strlen(rows[i].statuses)};
		struct lesson_reading reading = {&result, rows[i].taken, 3, STR(""), NOW};
		struct fetch_outcome outcome = document();
		struct schedule_poll poll = lesson_of_fetch(&outcome);
		struct feed_state before = start;
		struct feed_state next;

		fill(articles, rows[i].statuses);
		before.known = rows[i].known;
		next = feed_state_copy(&before);
		lesson_keep_validators(&next, &outcome, NOW);
		lesson_of_document(&next, &before, &reading, &poll);
		check_int((int64_t)next.body_hash, rows[i].keeps ? 22 : 11, rows[i].what);
		check_str(str_from(next.etag), rows[i].keeps ? "\"new\"" : "\"old\"", rows[i].what);
		check_str(
			str_from(next.last_modified), rows[i].keeps ? "" : "Monday", rows[i].what);
		check_int(next.validators_at, rows[i].keeps ? NOW : NOW - 60, rows[i].what);
		check_int(next.known, rows[i].keeps || rows[i].known, rows[i].what);
		check_int(next.error != NULL, rows[i].taken < result.article_count, rows[i].what);
		check_int(poll.first, !rows[i].known, rows[i].what);
		feed_state_done(&next);
	}
}

static void test_missed_articles_are_noticed(void **state)
{
	static const struct {
		const char *what;
		const char *statuses;
		size_t known_count;
		bool known;
		bool overlap;
		uint32_t new_articles;
	} rows[] = {
		{"all new", "nnn", 5, true, false, 3},
		{"one is known", "nnk", 5, true, true, 2},
		{"one has changed", "nnc", 5, true, true, 2},
		{"one has moved", "nmn", 5, true, true, 2},
		{"first poll", "nnn", 0, false, true, 0},
		{"nothing was in it before", "nnn", 0, true, true, 3},
		{"nothing is in it now", "", 5, true, true, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct read_article articles[ARTICLES] = {{.status = IDENTITY_NEW}};
		struct reader_result result = {
			.articles = articles, .article_count = strlen(rows[i].statuses)};
		struct lesson_reading reading = {
			&result, result.article_count, rows[i].known_count, STR(""), NOW};
		struct feed_state before = {.known = rows[i].known, .missed = 4, .in_part = 2};
		struct feed_state next = before;
		struct schedule_poll poll = {.result = SCHEDULE_NEW};

		fill(articles, rows[i].statuses);
		lesson_of_document(&next, &before, &reading, &poll);
		check_int(poll.overlap, rows[i].overlap, rows[i].what);
		check_int(poll.new_articles, rows[i].new_articles, rows[i].what);
		check_int((int64_t)next.missed, rows[i].overlap ? 4 : 5, rows[i].what);
		check_int((int64_t)next.in_part, 2 + (int64_t)result.article_count, rows[i].what);
		check_int((int64_t)lesson_count(&reading).left_out, (int64_t)result.article_count,
			rows[i].what);
		check_int((int64_t)lesson_count(&reading).in_part, (int64_t)result.article_count,
			rows[i].what);
		feed_state_done(&next);
	}
}

static void test_faults_of_documents(void **state)
{
	static const struct {
		const char *what;
		struct str error;
		struct str repairs;
		size_t articles;
		const char *want;
		uint32_t repair_set;
		struct str cut;
	} rows[] = {
		{"none", STR_INIT(""), STR_INIT(""), 0, "", 0, STR_INIT("")},
		{"an error", STR_INIT("line 3: broken"), STR_INIT(""), 1, "line 3: broken", 0,
			STR_INIT("")},
		{"repairs that saved articles", STR_INIT(""), STR_INIT("closed a tag"), 1, "", 0,
			STR_INIT("")},
		{"repairs that saved none", STR_INIT(""), STR_INIT("closed a tag"), 0,
			"no article in it: closed a tag", 0, STR_INIT("")},
		{"cut, which the document says itself", STR_INIT(""), STR_INIT("cut short"), 1, "",
			REPAIR_CUT, STR_INIT("")},
		{"cut on the way", STR_INIT(""), STR_INIT("cut short"), 1,
			"broke off; what was whole of the document is read", REPAIR_CUT,
			STR_INIT("broke off")},
		{"cut behind its end", STR_INIT(""), STR_INIT(""), 1, "", 0, STR_INIT("broke off")},
		{"cut, and an error", STR_INIT("line 3: end"), STR_INIT(""), 1,
			"broke off; line 3: end", 0, STR_INIT("broke off")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct read_article articles[ARTICLES] = {{.status = IDENTITY_KNOWN}};
		struct reader_result result = {.error = rows[i].error,
			.repairs = rows[i].repairs,
			.repair_set = rows[i].repair_set,
			.articles = articles,
			.article_count = rows[i].articles};
		struct lesson_reading reading = {&result, rows[i].articles, 0, rows[i].cut, NOW};
		struct feed_state before = {.known = true};
		struct feed_state next = before;
		struct schedule_poll poll = {.result = SCHEDULE_NEW};

		lesson_of_document(&next, &before, &reading, &poll);
		check_str(str_from(next.error), rows[i].want, rows[i].what);
		check_str(str_from(next.document_error), rows[i].want, rows[i].what);
		feed_state_done(&next);
	}
}

static void test_a_cut_document_is_asked_for_again(void **state)
{
	struct read_article article = {.status = IDENTITY_NEW};
	struct reader_result result = {.articles = &article,
		.article_count = 1,
		.format = STR("RSS 2.0"),
		.repair_set = REPAIR_CUT | REPAIR_UNCLOSED};
	struct lesson_reading reading = {&result, 1, 1, STR(""), NOW};
	struct fetch_outcome outcome = document();
	struct feed_state next = feed_state_copy(&start);
	struct schedule_poll poll = {.result = SCHEDULE_NEW};

	(void)state;
	feed_state_set(&next.proposals, STR("https://old.example/"), 100);
	lesson_keep_validators(&next, &outcome, NOW);
	lesson_of_document(&next, &start, &reading, &poll);
	assert_null(next.etag);
	assert_null(next.proposals);
	assert_int_equal(next.body_hash, 22);
	assert_int_equal(next.repair_set, REPAIR_CUT | REPAIR_UNCLOSED);
	assert_int_equal(next.changed_at, NOW);
	assert_string_equal(feed_format_name(next.format), "RSS 2.0");
	article.status = IDENTITY_KNOWN;
	reading.now_s++;
	result.repair_set = 0;
	lesson_keep_validators(&next, &outcome, NOW);
	lesson_of_document(&next, &start, &reading, &poll);
	assert_string_equal(next.etag, "\"new\"");
	assert_int_equal(next.changed_at, NOW);
	assert_int_equal(next.repair_set, 0);
	feed_state_done(&next);
}

static void test_since_when_it_fails(void **state)
{
	static const struct {
		const char *what;
		const char *before;
		uint32_t since;
		const char *next;
		uint32_t want;
	} rows[] = {
		{"never", NULL, 0, NULL, 0},
		{"begins", NULL, 0, "HTTP 500", NOW},
		{"goes on", "HTTP 500", NOW - 9, "HTTP 500", NOW - 9},
		{"goes on otherwise", "HTTP 500", NOW - 9, "HTTP 404", NOW - 9},
		{"ends", "HTTP 500", NOW - 9, NULL, 0},
		{"was not noted by an earlier version", "HTTP 500", 0, "HTTP 500", NOW},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct feed_state before = {
			.error = (char *)rows[i].before, .failing_since = rows[i].since};
		struct feed_state next = {
			.error = (char *)rows[i].next, .failing_since = rows[i].since};

		lesson_note_failing(&next, &before, NOW);
		check_int(next.failing_since, rows[i].want, rows[i].what);
	}
}

static void test_what_the_server_answered(void **state)
{
	struct feed_state next = {.http_status = 0};
	struct fetch_outcome outcome = document();

	(void)state;
	outcome.status = 404;
	outcome.permanent_url = STR("https://new.example/");
	lesson_keep_answer(&next, &outcome);
	assert_int_equal(next.http_status, 404);
	assert_string_equal(next.moved_to, "https://new.example/");
	outcome.status = 0;
	outcome.permanent_url = STR("");
	lesson_keep_answer(&next, &outcome);
	assert_int_equal(next.http_status, 0);
	assert_string_equal(next.moved_to, "https://new.example/");
	outcome.status = 200;
	lesson_keep_answer(&next, &outcome);
	assert_null(next.moved_to);
}

/* --- documents that were not --- */

static void test_a_document_that_kills_is_left_alone_in_the_end(void **state)
{
	struct reader_result died = {.outcome = READER_DIED, .error = STR("reader: SIGSEGV")};
	struct reader_result page = {.outcome = READER_NOT_A_FEED,
		.error = STR("this is an HTML page"),
		.proposals = STR("https://a.example/rss")};
	struct fetch_outcome outcome = document();
	struct feed_state before = feed_state_copy(&start);
	struct lesson_reading death_reading = {.result = &died};
	struct lesson_reading page_reading = {.result = &page};

	(void)state;
	for (int death = 1; death <= 3; death++) {
		struct feed_state next = feed_state_copy(&before);

		lesson_keep_validators(&next, &outcome, NOW);
		assert_int_equal(lesson_of_no_document(&next, &before, &death_reading), death == 3);
		assert_int_equal(next.reader_deaths, death % 3);
		assert_int_equal(next.body_hash, death == 3 ? 22 : 11);
		assert_string_equal(next.etag, "\"old\"");
		feed_state_done(&before);
		before = next;
	}
	assert_string_equal(before.document_error, "reader: SIGSEGV");
	struct feed_state next = feed_state_copy(&before);
	outcome.status = 203;
	outcome.permanent_url = STR("https://new.example/");
	lesson_keep_answer(&next, &outcome);
	lesson_keep_validators(&next, &outcome, NOW);
	assert_false(lesson_of_no_document(&next, &before, &page_reading));
	assert_int_equal(next.reader_deaths, 0);
	assert_string_equal(next.proposals, "https://a.example/rss");
	assert_int_equal(next.http_status, 203);
	assert_string_equal(next.moved_to, "https://new.example/");
	feed_state_done(&next);
	feed_state_done(&before);
}

/* --- fetches --- */

static void test_what_the_schedule_makes_of_fetches(void **state)
{
	static const struct {
		enum fetch_kind kind;
		enum fetch_fault fault;
		enum schedule_result want;
	} rows[] = {
		{FETCH_DOCUMENT, FETCH_FAULT_NONE, SCHEDULE_NEW},
		{FETCH_NOT_MODIFIED, FETCH_FAULT_NONE, SCHEDULE_UNCHANGED},
		{FETCH_SAME, FETCH_FAULT_NONE, SCHEDULE_UNCHANGED},
		{FETCH_GONE, FETCH_FAULT_STATUS, SCHEDULE_GONE},
		{FETCH_THROTTLED, FETCH_FAULT_STATUS, SCHEDULE_THROTTLED},
		{FETCH_FAILED, FETCH_FAULT_STATUS, SCHEDULE_SOFT},
		{FETCH_FAILED, FETCH_FAULT_TIMEOUT, SCHEDULE_SOFT},
		{FETCH_FAILED, FETCH_FAULT_DNS, SCHEDULE_TEMPORARY},
		{FETCH_FAILED, FETCH_FAULT_ADDRESS, SCHEDULE_HARD},
		{FETCH_FAILED, FETCH_FAULT_REQUEST, SCHEDULE_HARD},
		{FETCH_FAILED, FETCH_FAULT_LIMIT, SCHEDULE_HARD},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fetch_outcome outcome = {.kind = rows[i].kind,
			.fault = rows[i].fault,
			.freshness_s = 7,
			.retry_after_s = 9};
		struct schedule_poll poll = lesson_of_fetch(&outcome);

		check_int(poll.result, rows[i].want, fetch_fault_name(rows[i].fault));
		assert_int_equal(poll.freshness_s, 7);
		assert_int_equal(poll.retry_after_s, 9);
		assert_false(poll.validators);
	}
}

static void test_validators_of_304_do_not_change_what_was_read(void **state)
{
	struct fetch_outcome outcome = {.kind = FETCH_NOT_MODIFIED, .etag = STR("\"b\"")};
	struct feed_state next = feed_state_copy(&start);

	(void)state;
	lesson_keep_validators(&next, &outcome, NOW);
	assert_string_equal(next.etag, "\"b\"");
	assert_null(next.last_modified);
	assert_int_equal(next.body_hash, 11);
	assert_int_equal(next.validators_at, NOW - 60);
	feed_state_done(&next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_validators_stay_until_nothing_is_left),
		cmocka_unit_test(test_missed_articles_are_noticed),
		cmocka_unit_test(test_faults_of_documents),
		cmocka_unit_test(test_a_cut_document_is_asked_for_again),
		cmocka_unit_test(test_since_when_it_fails),
		cmocka_unit_test(test_what_the_server_answered),
		cmocka_unit_test(test_a_document_that_kills_is_left_alone_in_the_end),
		cmocka_unit_test(test_what_the_schedule_makes_of_fetches),
		cmocka_unit_test(test_validators_of_304_do_not_change_what_was_read),
	};

	return cmocka_run_group_tests_name("spine/lesson", tests, NULL, NULL);
}
