/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as rows and back; each rule that a record must keep, broken alone; rows that are no records. */
#include "journal/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static const uint64_t marks[LIMIT_MARKS + 1] = {7, UINT64_MAX};
static const uint32_t rules[] = {1, UINT32_MAX, 3};

static struct journal_record good(void)
{
	return (struct journal_record){
		.channel = STR("diplomacy.visit"),
		.id = STR("a1b2c3-42"),
		.alert = STR("{\"v\":1}"),
		.source = STR("https://news.example/"),
		.marks = marks,
		.mark_count = 2,
		.changed = true,
		.rules = rules,
		.rule_count = 3,
		.detected_ms = 1764000000123,
	};
}

static void test_there_and_back(void **state)
{
	(void)state;
	struct journal_record record = good();
	struct record_view *view = malloc(sizeof(*view));
	struct buf row;

	buf_init(&row, LIMIT_RECORD);
	record_pack(&record, &row);
	assert_int_equal(record_unpack(buf_str(&row), record.channel, view), 0);
	check_str(view->record.channel, "diplomacy.visit", "channel");
	check_str(view->record.id, "a1b2c3-42", "id");
	check_str(view->record.alert, "{\"v\":1}", "alert");
	check_str(view->record.source, "https://news.example/", "source");
	check_int(view->record.detected_ms, record.detected_ms, "detected");
	assert_true(view->record.changed);
	check_int((int64_t)view->record.mark_count, 2, "marks");
	assert_memory_equal(view->record.marks, marks, 2 * sizeof(marks[0]));
	check_int((int64_t)view->record.rule_count, 3, "rules");
	assert_memory_equal(view->record.rules, rules, sizeof(rules));

	/* Every shorter row, a longer one, another form and another truth are no records. */
	for (size_t len = 0; len < row.len; len++) {
		assert_int_equal(
			record_unpack(str_make(row.ptr, len), record.channel, view), -EBADMSG);
	}
	buf_add_byte(&row, 0);
	assert_int_equal(record_unpack(buf_str(&row), record.channel, view), -EBADMSG);
	row.len--;
	row.ptr[0]++;
	assert_int_equal(record_unpack(buf_str(&row), record.channel, view), -EBADMSG);
	row.ptr[0]--;
	size_t changed_at = 1 + 8 + 4 + 2 * 8;
	assert_int_equal(row.ptr[changed_at], 1);
	row.ptr[changed_at] = 2;
	assert_int_equal(record_unpack(buf_str(&row), record.channel, view), -EBADMSG);
	buf_done(&row);
	free(view);
}

static struct str repeat(char byte, size_t len)
{
	char *text = malloc(len);

	memset(text, byte, len);
	return str_make(text, len);
}

static void check_valid(struct journal_record record, bool want, const char *what)
{
	check_int(record_is_valid(&record), want, what);
}

static void test_names(void **state)
{
	(void)state;
	static const struct {
		const char *channel;
		const char *id;
		const char *alert;
		bool valid;
	} rows[] = {
		{"a", "1", "{\"\":0}", true},
		{"A-z_0.9", "!#~", "{\"a\":{}}", true},
		{"", "1", "{\"\":0}", false},
		{"a b", "1", "{\"\":0}", false},
		{"a:b", "1", "{\"\":0}", false},
		{"{a}", "1", "{\"\":0}", false},
		{"\xc3\xa4", "1", "{\"\":0}", false},
		{"a", "", "{\"\":0}", false},
		{"a", "1 2", "{\"\":0}", false},
		{"a", "1\"2", "{\"\":0}", false},
		{"a", "1\\2", "{\"\":0}", false},
		{"a", "1\n", "{\"\":0}", false},
		{"a", "\x7f", "{\"\":0}", false},
		{"a", "\xc3\xa4", "{\"\":0}", false},
		{"a", "1", "", false},
		{"a", "1", "{}", false},
		{"a", "1", "{\"", false},
		{"a", "1", "[\"a\"]", false},
		{"a", "1", "{\"a\":\n0}", false},
		{"a", "1", "{\"a\":0} ", false},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct journal_record record = good();

		record.channel = str_from(rows[i].channel);
		record.id = str_from(rows[i].id);
		record.alert = str_from(rows[i].alert);
		print_message("row %zu\n", i);
		check_valid(record, rows[i].valid, rows[i].channel);
	}
}

static void test_ceilings(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		size_t offset;
		size_t most;
	} rows[] = {
		{"channel", offsetof(struct journal_record, channel), LIMIT_CHANNEL},
		{"id", offsetof(struct journal_record, id), LIMIT_ALERT_ID},
		{"source", offsetof(struct journal_record, source), LIMIT_URL},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct journal_record record = good();
		struct str text = repeat('a', rows[i].most + 1);
		struct str *slot = (struct str *)(void *)((char *)&record + rows[i].offset);

		*slot = text;
		check_valid(record, false, rows[i].what);
		slot->len--;
		check_valid(record, true, rows[i].what);
		free((void *)text.ptr);
	}
	struct journal_record record = good();
	record.mark_count = 0;
	check_valid(record, false, "no mark");
	record.mark_count = LIMIT_MARKS;
	check_valid(record, true, "marks");
	record.mark_count = LIMIT_MARKS + 1;
	check_valid(record, false, "a mark too many");
	record = good();
	record.rule_count = LIMIT_HITS + 1;
	check_valid(record, false, "a rule too many");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_ceilings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
