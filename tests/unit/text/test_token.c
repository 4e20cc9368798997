/* SPDX-License-Identifier: BSD-2-Clause */
/* Segmentation: text in, folded words out, "|" where a sentence begins, "||" where a paragraph does, "+" where a run goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/hash.h"
#include "text/token.h"

static void dump(const struct token_list *list, struct buf *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct token *token = &list->tokens[i];
		if (i > 0) {
			const char *gap = " ";
			if (token->paragraph != token[-1].paragraph) {
				gap = " || ";
			} else if (token->sentence != token[-1].sentence) {
				gap = " | ";
			} else if (token[-1].flags & TOKEN_CONTINUES) {
				gap = "+";
			}
			buf_add_str(out, str_from(gap));
		}
		buf_add_str(out, token_folded(list, i));
	}
}

static void assert_tokens(const char *text, enum token_mode mode, const char *expected)
{
	struct token_list list;
	struct buf out;
	token_list_init(&list);
	buf_init(&out, 65536);
	token_list_scan(&list, str_from(text), mode);
	dump(&list, &out);
	assert_string_equal(buf_cstr(&out), expected);
	buf_done(&out);
	token_list_done(&list);
}

struct row {
	const char *text;
	const char *expected;
};

static void test_words(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"", ""},
		{" \n\t", ""},
		{"A Tajik delegation", "a tajik delegation"},
		{"Taliban-led US–Iran", "taliban led us iran"},
		{"Hay'at Tahrir Hay’at", "hay'at tahrir hay'at"},
		{"Russia's RUSSIA’S states' 'quoted' it's", "russia russia states quoted it"},
		{"the 1990's", "the 1990"},
		{"didn't O'Brien", "didn't o'brien"},
		{"U.S. troops, U.S.-led, the U.S", "us troops us led the us"},
		{"U.S.'s U.N.’s role", "us un role"},
		{"J.K. Rowling", "jk rowling"},
		{"Résumé Ŝ", "resume s"},
		{"snake_case a&b 9/11", "snake case a b 9 11"},
		{"COVID19 CO₂", "covid19 co2"},
		{"тест Ёлка", "тест елка"},
		{"e\xcc\x81t\xc3\xa9", "ete"},
		{"د افغانستان اسلامي امارت", "د افغانستان اسلامي امارت"},
		{"می‌خواهد", "ميخواهد"},
		{"外交部 APEC首脑", "外+交+部 apec 首+脑"},
		{"한국 정부", "한+국 정+부"},
		/* The same in pieces: kana with sound marks (half as wide, too), Hangul of single letters. */
		{"\xe3\x83\x95\xe3\x82\x9a\xe3\x82\xab\xe3\x82\x99 ﾄﾗﾝﾌﾟ ｶﾞ",
			"プ+ガ ト+ラ+ン+プ ガ"},
		{"\xe3\x81\x8b\xe3\x82\x99\xe3\x81\x82\xe3\x82\x99", "が+あ"},
		{"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xad", "한+교"},
		{"ไทย", "ไ+ท+ย"},
		{"(hello) \"world\"!", "hello world"},
		{"''' - -- '", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_tokens(rows[i].text, TOKEN_TEXT, rows[i].expected);
	}
}

static void test_sentences(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"One two. Three four! Five? Six", "one two | three four | five | six"},
		{"the region.The talks", "the region | the talks"},
		{"see example.com now", "see example com now"},
		{"grew 3.5 percent", "grew 3 5 percent"},
		{"in 1931. The minister", "in 1931 | the minister"},
		{"1. First item", "1 first item"},
		{"by J. Smith of X", "by j smith of x"},
		{"the U.S. The president", "the us the president"},
		{"Dr. Khan met Gen. Lee. They", "dr khan met gen lee | they"},
		{"at 5 p.m. Monday", "at 5 p m monday"},
		{"on Feb. 3 he said no. Then", "on feb 3 he said no | then"},
		{"No. 5 of Apple Inc. and Co. Next", "no 5 of apple inc and co | next"},
		{"\"Why?\" he asked. \"So.\" Then", "why he asked | so | then"},
		{"well... maybe... Yes", "well maybe | yes"},
		{"What?! Yes", "what | yes"},
		{"(It ended.) Then", "it ended | then"},
		{"one. two", "one | two"},
		{"会谈。结束", "会+谈 | 结+束"},
		{"ختم ہوا۔ پھر", "ختم هوا | پهر"},
		{"...", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_tokens(rows[i].text, TOKEN_TEXT, rows[i].expected);
	}
}

static void test_paragraphs(void **state)
{
	(void)state;
	assert_tokens("one\ntwo\n\nthree\n \nfour", TOKEN_TEXT, "one two || three || four");
	assert_tokens("one\r\ntwo\r\n\r\nthree", TOKEN_TEXT, "one two || three");
	assert_tokens("world news\nasia\n", TOKEN_LINES, "world news || asia");
	assert_tokens("one.\n\nTwo", TOKEN_TEXT, "one || two");
	assert_tokens("外\n交", TOKEN_TEXT, "外 交");
}

static void test_places(void **state)
{
	(void)state;
	static const char text[] = "“Taliban’s” U.S.";
	struct token_list list;
	token_list_init(&list);
	token_list_scan(&list, str_from(text), TOKEN_TEXT);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.tokens[0].start, 3);
	assert_int_equal(list.tokens[0].end, 10); /* without the possessive */
	assert_memory_equal(text + list.tokens[1].start, "U.S.", 4);
	assert_int_equal(list.tokens[1].end, sizeof(text) - 1);
	token_list_clear(&list);
	assert_int_equal(list.count, 0);
	token_list_done(&list);
}

/* Wherever the blocks of the vector code begin, the words are the same; each has its hash, each sentence its start. */
static void test_blocks(void **state)
{
	(void)state;
	static const char text[] = "Überall internationalisation2025 of the U.S. grew. It's Ünder "
				   "the—dash. (Next) 外交部 a";
	for (size_t shift = 0; shift <= 130; shift++) {
		char padded[300];
		memset(padded, ' ', shift);
		memcpy(padded + shift, text, sizeof(text));
		assert_tokens(padded, TOKEN_TEXT,
			"uberall internationalisation2025 of the us grew | it under the dash | "
			"next 外+交+部 a");
		struct token_list list;
		token_list_init(&list);
		hash_key_init(&list.key);
		token_list_scan(&list, str_make(padded, shift + sizeof(text) - 1), TOKEN_TEXT);
		assert_int_equal(list.sentences, 3);
		for (size_t i = 0; i < list.count; i++) {
			const struct token *token = &list.tokens[i];
			assert_true(
				list.hashes[i] == hash_word_str(&list.key, token_folded(&list, i)));
			assert_true(token_sentence_start(&list, token->sentence) <= i);
			assert_true(i < token_sentence_start(&list, token->sentence + 1));
		}
		token_list_done(&list);
	}
}

/* Longer than any word: cut, and skipped to its end. */
static void test_long_word(void **state)
{
	(void)state;
	char text[1000];
	memset(text, 'A', sizeof(text));
	struct token_list list;
	token_list_init(&list);
	token_list_scan(&list, str_make(text, sizeof(text)), TOKEN_TEXT);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.tokens[0].end, sizeof(text));
	assert_int_equal(list.tokens[0].folded_len, TOKEN_MAX_BYTES);
	token_list_done(&list);
}

/* Any bytes: in order, inside the text, no hang. */
static void test_hostile(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		".", "'", "’s", "A.", "\xcc\x81", "é", "外", "a", "\n", "…", "\xff", "ﷺ", "1", "-"};
	enum { LENGTH = 200000 };
	char *text = mem_alloc(LENGTH + 8);
	uint32_t random = 12345;
	for (size_t single = 0; single <= sizeof(pieces) / sizeof(pieces[0]); single++) {
		size_t len = 0;
		while (len < LENGTH) {
			random = random * 1664525u + 1013904223u;
			size_t pick =
				single < sizeof(pieces) / sizeof(pieces[0])
					? single
					: (random >> 16) % (sizeof(pieces) / sizeof(pieces[0]));
			size_t bytes = strlen(pieces[pick]);
			memcpy(text + len, pieces[pick], bytes);
			len += bytes;
		}
		struct token_list list;
		token_list_init(&list);
		token_list_scan(&list, str_make(text, len), TOKEN_TEXT);
		for (size_t i = 0; i < list.count; i++) {
			assert_true(list.tokens[i].start < list.tokens[i].end);
			assert_true(list.tokens[i].end <= len);
			assert_true(list.tokens[i].folded_len <= TOKEN_MAX_BYTES);
			assert_true(i == 0 || list.tokens[i].start >= list.tokens[i - 1].end);
		}
		token_list_done(&list);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_paragraphs),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_long_word),
		cmocka_unit_test(test_hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
