/* SPDX-License-Identifier: BSD-2-Clause */
/* Identity: each case is a feed's past, a document, and what each of its articles must be. */
#include "dedup/identity.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FEED 77
#define NOW INT64_C(1700000000)
#define DAY INT64_C(86400)
#define ARTICLES_MAX 6

struct sketch {
	const char *guid;
	const char *link;
	const char *title;
	const char *summary;
};

static struct known known_from(const struct sketch *sketch, int64_t now)
{
	struct article article = {0};
	struct arena *arena = arena_new(1 << 16);
	struct known known;

	article.guid = str_from(sketch->guid);
	article.link = str_from(sketch->link);
	article.raw_title.bytes = str_from(sketch->title);
	article.raw_summary.bytes = str_from(sketch->summary);
	known = identity_of(arena, FEED, &article, now);
	arena_free(arena);
	return known;
}

static size_t count_of(const struct sketch sketches[ARTICLES_MAX])
{
	size_t count = 0;

	while (count < ARTICLES_MAX && (sketches[count].guid || sketches[count].link ||
					       sketches[count].title || sketches[count].summary)) {
		count++;
	}
	return count;
}

/* Judges a document as a reader does; a letter each: New, Known, Changed, Moved. `before` becomes what is then known. */
static void poll_document(struct known **before, size_t *before_count,
	const struct sketch document[ARTICLES_MAX], int64_t now, char *ret_letters)
{
	static const char letters[] = {[IDENTITY_NEW] = 'N',
		[IDENTITY_KNOWN] = 'K',
		[IDENTITY_CHANGED] = 'C',
		[IDENTITY_MOVED] = 'M'};
	size_t count = count_of(document);
	struct known_index *index = known_index_new(*before, *before_count);
	struct known read[ARTICLES_MAX];
	struct known *merged;

	for (size_t i = 0; i < count; i++) {
		read[i] = known_from(&document[i], now);
		ret_letters[i] = letters[identity_judge(index, &read[i])];
		known_index_add(index, &read[i]);
	}
	ret_letters[count] = '\0';
	merged = known_merge(*before, *before_count, read, count, 100, before_count);
	known_index_free(index);
	free(*before);
	*before = merged;
}

#define LONG_A "A delegation arrives in the capital"
#define LONG_B "Ambassador is summoned over remarks"

static const struct {
	const char *name;
	struct sketch first[ARTICLES_MAX];
	struct sketch second[ARTICLES_MAX];
	const char *first_letters;
	const char *letters;
	int64_t later; /* seconds between the two */
} polls[] = {
	{"the same again", {{"1", "http://x.org/1", "t", "s"}}, {{"1", "http://x.org/1", "t", "s"}},
		"N", "K", 60},
	{"a new one above it", {{"1", "http://x.org/1", LONG_A, "s"}},
		{{"2", "http://x.org/2", LONG_B, "s"}, {"1", "http://x.org/1", LONG_A, "s"}}, "N",
		"NK", 60},
	{"its text changed", {{"1", "http://x.org/1", "t", "s"}},
		{{"1", "http://x.org/1", "t", "s and more"}}, "N", "C", 60},
	{"its title changed", {{"1", "http://x.org/1", "t", "s"}},
		{{"1", "http://x.org/1", "u", "s"}}, "N", "C", 60},
	{"only mark-up and white space changed",
		{{"1", "http://x.org/1", "t", "<p>some  text<img src='1.gif'/></p>"}},
		{{"1", "http://x.org/1", "t", "<p>some\ntext <img src='2.gif'></p> "}}, "N", "K",
		60},
	{"a less-than sign is no mark-up", {{"1", "", "t", "a < 5 > 4"}},
		{{"1", "", "t", "a < 6 > 4"}}, "N", "C", 60},
	{"its guid changed", {{"1", "http://x.org/1", "t", "s"}},
		{{"9", "http://x.org/1", "t", "s"}}, "N", "M", 60},
	{"guid and title changed, the address stays", {{"1", "http://x.org/1", "t", "s"}},
		{{"9", "http://x.org/1", "u", "s"}}, "N", "M", 60},
	{"its address changed", {{"1", "http://x.org/1", "t", "s"}},
		{{"1", "http://x.org/2", "t", "s"}}, "N", "K", 60},
	{"all guids and addresses go from http to https",
		{{"http://x.org/?p=1", "http://x.org/1", "t", "s"},
			{"http://x.org/?p=2", "http://x.org/2", "t", "s"}},
		{{"https://x.org/?p=1", "https://x.org/1", "t", "s"},
			{"https://x.org/?p=2", "https://x.org/2", "t", "s"}},
		"NN", "KK", 60},
	{"tracking parameters come and go", {{"", "http://x.org/1?utm_source=a", "t", "s"}},
		{{"", "http://X.org/1?utm_source=b#top", "t", "s"}}, "N", "K", 60},
	{"no guid, another parameter", {{"", "http://x.org/?p=1", "t", "s"}},
		{{"", "http://x.org/?p=2", "t", "s"}}, "N", "N", 60},
	{"no guid, no address: the title", {{"", "", "t", "s"}, {"", "", "u", "s"}},
		{{"", "", "t", "s"}, {"", "", "u", "changed"}, {"", "", "v", "s"}}, "NN", "KCN",
		60},
	{"nothing but text", {{"", "", "", "one"}}, {{"", "", "", "one"}, {"", "", "", "two"}}, "N",
		"KN", 60},
	{"one article twice in a document",
		{{"1", "http://x.org/1", "t", "s"}, {"1", "http://x.org/1", "t", "s"}},
		{{"1", "http://x.org/1", "t", "s"}, {"1", "http://x.org/1", "t", "s"}}, "NK", "KK",
		60},
	{"one article twice, with two texts",
		{{"1", "http://x.org/1", "t", "s"}, {"1", "http://x.org/1", "t", "r"}},
		{{"1", "http://x.org/1", "t", "s"}, {"1", "http://x.org/1", "t", "r"}}, "NC", "KK",
		60},
	{"one guid for all",
		{{"x", "http://x.org/1", "a", "s"}, {"x", "http://x.org/2", "b", "s"},
			{"x", "http://x.org/3", "c", "s"}},
		{{"x", "http://x.org/4", "d", "s"}, {"x", "http://x.org/1", "a", "s"},
			{"x", "http://x.org/2", "b", "changed"}},
		"NNN", "NKC", 60},
	{"one address for all, with guids",
		{{"1", "http://x.org/", "a", "s"}, {"2", "http://x.org/", "b", "s"}},
		{{"3", "http://x.org/", "c", "s"}, {"2", "http://x.org/", "b", "s"}}, "NN", "NK",
		60},
	{"one page, an anchor for each",
		{{"1", "http://x.org/p#1", "a", "s"}, {"2", "http://x.org/p#2", "b", "s"}},
		{{"3", "http://x.org/p#3", "c", "s"}, {"2", "http://x.org/p#2", "b", "s"}}, "NN",
		"NK", 60},
	{"one address for all, no guids",
		{{"", "http://x.org/", LONG_A, "s"}, {"", "http://x.org/", LONG_B, "s"}},
		{{"", "http://x.org/", LONG_A LONG_B, "s"}, {"", "http://x.org/", LONG_B, "s"}},
		"NN", "NK", 60},
	{"the title comes again at another address, no guid", {{"", "http://x.org/1", LONG_A, "s"}},
		{{"", "http://x.org/2", LONG_A " | X", "s"}}, "N", "M", 60},
	{"the title comes again after a week", {{"1", "http://x.org/1", LONG_A, "s"}},
		{{"2", "http://x.org/2", LONG_A, "s"}}, "N", "N", 8 * DAY},
	{"guid and address are new, the title is not", {{"1", "http://x.org/1", LONG_A, "s"}},
		{{"2", "http://x.org/2", LONG_A, "s"}}, "N", "M", 6 * DAY},
	{"a short title tells nothing", {{"1", "http://x.org/1", "Weather", "s"}},
		{{"2", "http://x.org/2", "Weather", "s"}}, "N", "N", 60},
	{"two of one title in one document",
		{{"1", "http://x.org/1", LONG_A, "s"}, {"2", "http://x.org/2", LONG_A, "s"}},
		{{"3", "http://x.org/3", LONG_A, "s"}}, "NN", "N", 60},
	{"the feed begins to give guids", {{"", "http://x.org/1", "t", "s"}},
		{{"1", "http://x.org/1", "t", "s"}}, "N", "M", 60},
	{"the feed no longer gives guids", {{"1", "http://x.org/1", "t", "s"}},
		{{"", "http://x.org/1", "t", "s"}}, "N", "K", 60},
	{"a guid of white space is none",
		{{" ", "http://x.org/1", "t", "s"}, {"\n", "http://x.org/2", "u", "s"}},
		{{" ", "http://x.org/2", "u", "s"}}, "NN", "K", 60},
};

static void judgements(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(polls) / sizeof(polls[0]); i++) {
		struct known *known = NULL;
		size_t count = 0;
		char letters[ARTICLES_MAX + 1];

		poll_document(&known, &count, polls[i].first, NOW, letters);
		if (strcmp(letters, polls[i].first_letters) != 0) {
			fail_msg("%s: first %s, want %s", polls[i].name, letters,
				polls[i].first_letters);
		}
		poll_document(&known, &count, polls[i].second, NOW + polls[i].later, letters);
		if (strcmp(letters, polls[i].letters) != 0) {
			fail_msg("%s: %s, want %s", polls[i].name, letters, polls[i].letters);
		}
		/* What a document held is known when it comes a second time. */
		poll_document(&known, &count, polls[i].second, NOW + polls[i].later + 60, letters);
		if (strspn(letters, "K") != strlen(letters)) {
			fail_msg("%s: again %s", polls[i].name, letters);
		}
		free(known);
	}
}

static void keys(void **state)
{
	static const struct {
		struct sketch a;
		struct sketch b;
		bool guid, url, title, revision; /* equal */
	} cases[] = {
		{{"1", "http://x.org/1", LONG_A, "s"}, {"1", "http://x.org/1", LONG_A, "s"}, true,
			true, true, true},
		{{" 1\n", "HTTPS://X.org:443/1", "  a  DELEGATION arrives in the capital ", "s"},
			{"1", "http://x.org/1", LONG_A, "s"}, true, true, true, false},
		{{"a", "http://x.org/A", LONG_A, "ab"}, {"A", "http://x.org/a", LONG_B, "a b"},
			false, false, false, false},
		{{"", "", LONG_A " | The Site", "s"}, {"", "", LONG_A, "s"}, true, true, true,
			false},
		{{"", "", LONG_A " | " LONG_B, "s"}, {"", "", LONG_A, "s"}, true, true, false,
			false},
		{{"", "", "<b>Kabul</b> <i>talks</i>", "s"}, {"", "", "kabul talks", "s"}, true,
			true, true, false},
		{{"", "", "Kabul<br>talks", "s"}, {"", "", "kabul talks", "s"}, true, true, true,
			false},
		{{"x", "", "t", "s"}, {"", "x", "t", "s"}, false, false, true, true},
		{{"1", "", "ab", "c"}, {"1", "", "a", "bc"}, true, true, true, false},
		{{"1", "", "",
			 "a\xc2\xa0"
			 "b"},
			{"1", "", "", "a b"}, true, true, true, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct known a = known_from(&cases[i].a, NOW);
		struct known b = known_from(&cases[i].b, NOW);

		if ((a.guid_key == b.guid_key) != cases[i].guid ||
			(a.url_key == b.url_key) != cases[i].url ||
			(a.title_key == b.title_key) != cases[i].title ||
			(a.revision == b.revision) != cases[i].revision) {
			fail_msg("case %zu: %d %d %d %d", i, a.guid_key == b.guid_key,
				a.url_key == b.url_key, a.title_key == b.title_key,
				a.revision == b.revision);
		}
		assert_int_equal(a.seen_at, NOW);
	}
}

/* Keys are in journals and in Redis: these numbers must never change. */
static void keys_stay(void **state)
{
	const struct sketch sketch = {"tag:x.org,2024:1", "https://www.X.org/a?b=1&utm_source=rss",
		"Envoy visits the northern province | X", "Some text."};
	struct known known = known_from(&sketch, NOW);

	(void)state;
	assert_int_equal(known.guid_key, UINT64_C(0xd9da001a9f47f796));
	assert_int_equal(known.url_key, UINT64_C(0xd3130e8e6c2a9645));
	assert_int_equal(known.title_key, UINT64_C(0x7d4120d17c4fee95));
	assert_int_equal(known.revision, UINT64_C(0x4f3c50c5d339d409));
}

static void absent_keys(void **state)
{
	struct known known = known_from(&(struct sketch){"", "", "", ""}, NOW);

	(void)state;
	assert_int_not_equal(known.guid_key, 0);
	assert_int_equal(known.url_key, 0);
	assert_int_equal(known.title_key, 0);
	known = known_from(&(struct sketch){"1", "", "short", ""}, NOW);
	assert_int_equal(known.url_key, 0);
	assert_int_equal(known.title_key, 0);
	known = known_from(&(struct sketch){"", "magnet:?xt=1", "", ""}, NOW);
	assert_int_equal(known.guid_key, 0);
	assert_int_not_equal(known.url_key, 0);
}

static struct known plain(uint64_t guid, int64_t seen_at)
{
	return (struct known){
		.guid_key = guid, .url_key = guid + 1000, .revision = 1, .seen_at = seen_at};
}

static void merging(void **state)
{
	const struct known before[] = {plain(1, 10), plain(2, 10), plain(3, 9)};
	const struct known document[] = {plain(4, 20), plain(2, 20), plain(4, 20)};
	static const uint64_t want[] = {4, 2, 1, 3};
	size_t count = 99;

	(void)state;
	for (size_t max = 0; max <= 5; max++) {
		struct known *merged = known_merge(before, 3, document, 3, max, &count);

		assert_int_equal(count, max < 4 ? max : 4);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(merged[i].guid_key, want[i]);
			assert_int_equal(
				merged[i].seen_at, i < 2 ? 20 : before[i == 2 ? 0 : 2].seen_at);
		}
		free(merged);
	}
	free(known_merge(NULL, 0, NULL, 0, 10, &count));
	assert_int_equal(count, 0);
}

/* An article that changes its text again and again takes one place. */
static void merging_stays_small(void **state)
{
	struct known *known = NULL;
	size_t count = 0;

	(void)state;
	for (int64_t poll = 0; poll < 50; poll++) {
		struct known document[2] = {plain(1, poll), plain(2, poll)};
		struct known *merged;

		document[0].revision = (uint64_t)poll;
		document[1].url_key = (uint64_t)poll + 1;
		merged = known_merge(known, count, document, 2, 100, &count);
		free(known);
		known = merged;
		assert_int_equal(count, 2);
	}
	free(known);
}

static void large_index(void **state)
{
	struct known_index *index = known_index_new(NULL, 0);

	(void)state;
	for (uint64_t i = 1; i <= 20000; i++) {
		struct known known = plain(i << 32, 1);

		assert_int_equal(identity_judge(index, &known), IDENTITY_NEW);
		known_index_add(index, &known);
	}
	for (uint64_t i = 1; i <= 20000; i += 7) {
		struct known known = plain(i << 32, 1);

		assert_int_equal(identity_judge(index, &known), IDENTITY_KNOWN);
	}
	known_index_free(index);
	known_index_free(NULL);
}

static void packing(void **state)
{
	const struct known known[] = {plain(1, -5), plain(UINT64_MAX - 2000, INT64_MAX)};
	struct known *back = NULL;
	size_t count = 0;
	struct buf out;

	(void)state;
	for (size_t n = 0; n <= 2; n++) {
		buf_init(&out, 4096);
		known_pack(known, n, &out);
		assert_int_equal(known_unpack(buf_str(&out), &back, &count), 0);
		assert_int_equal(count, n);
		assert_memory_equal(back, known, n * sizeof(*known));
		free(back);
		/* Cut anywhere, or with something behind it, it is no such array. */
		for (size_t len = 0; len < out.len; len++) {
			struct str cut = str_make(buf_str(&out).ptr, len);

			assert_int_equal(known_unpack(cut, &back, &count), -EINVAL);
		}
		buf_add_byte(&out, 'x');
		assert_int_equal(known_unpack(buf_str(&out), &back, &count), -EINVAL);
		out.len--;
		out.ptr[0] = 9;
		assert_int_equal(known_unpack(buf_str(&out), &back, &count), -EINVAL);
		buf_done(&out);
	}
	assert_int_equal(known_unpack(STR("\1\xff\xff\xff\xff"), &back, &count), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judgements),
		cmocka_unit_test(keys),
		cmocka_unit_test(keys_stay),
		cmocka_unit_test(absent_keys),
		cmocka_unit_test(merging),
		cmocka_unit_test(merging_stays_small),
		cmocka_unit_test(large_index),
		cmocka_unit_test(packing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
