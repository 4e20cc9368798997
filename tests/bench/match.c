/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many articles a second go through the matcher, per CPU, by the number of rules. The texts are made: words of a
 * vocabulary with Zipf's frequencies, about 1 KB and 175 words an article. Each rule is
 * (a AND "b c" AND NOT g) OR (d NEAR/5 e) with rare words that really stand so in some article, so that some rules hit.
 * Counts the whole way from plain text to hits with evidence, in passes over all articles after one that warms up.
 *
 *   bench_match RULES [ARTICLES [PASSES]]     prints one JSON line
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "match/book.h"
#include "match/matcher.h"
#include "match/rule_set.h"

#define WORDS 189000     /* of the vocabulary */
#define WORDS_A_TEXT 175 /* as in real news with summaries */
#define TITLE_WORDS 9
#define RARE 1400 /* words of a higher rank are in less than 1 % of the articles */
#define YAML_MAX (1u << 30)

struct corpus {
	double *sums;               /* owned: of the frequencies, by rank */
	uint32_t *ranks;            /* owned: WORDS_A_TEXT of each article */
	struct match_input *inputs; /* owned */
	struct arena *text;         /* owned */
	size_t count;
	uint64_t random;
};

static uint64_t next_random(struct corpus *corpus)
{
	/* xorshift64*: the same figures on every run */
	corpus->random ^= corpus->random >> 12;
	corpus->random ^= corpus->random << 25;
	corpus->random ^= corpus->random >> 27;
	return corpus->random * 0x2545F4914F6CDD1Dull;
}

/* Frequent words are short, as in languages; each rank has a word of its own. */
static size_t spell(uint32_t rank, char out[16])
{
	static const char consonants[] = "bdfgklmnprstvz";
	static const char vowels[] = "aeiou";
	size_t len = 0;
	uint32_t rest = rank + 14;

	while (rest > 0 && len < 14) {
		out[len++] = consonants[rest % 14];
		rest /= 14;
		out[len++] = vowels[rest % 5];
		rest /= 5;
	}
	return len;
}

static uint32_t pick_rank(struct corpus *corpus)
{
	double at = (double)(next_random(corpus) >> 11) / 9007199254740992.0;
	size_t low = 0;
	size_t high = WORDS - 1;

	at *= corpus->sums[WORDS - 1];
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (corpus->sums[middle] < at) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return (uint32_t)low;
}

static struct str write_words(struct corpus *corpus, const uint32_t *ranks, size_t count)
{
	char text[WORDS_A_TEXT * 17];
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		len += spell(ranks[i], text + len);
		if (i % 17 == 16) {
			text[len++] = '.';
		}
		text[len++] = ' ';
	}
	return arena_str(corpus->text, str_make(text, len - 1));
}

static void make_articles(struct corpus *corpus, size_t count)
{
	corpus->count = count;
	corpus->random = 20250701;
	corpus->text = arena_new(0);
	corpus->sums = mem_alloc(WORDS * sizeof(*corpus->sums));
	corpus->ranks = mem_alloc(count * WORDS_A_TEXT * sizeof(*corpus->ranks));
	corpus->inputs = mem_zalloc(count * sizeof(*corpus->inputs));
	for (size_t i = 0; i < WORDS; i++) {
		corpus->sums[i] = 1.0 / (double)(i + 1) + (i ? corpus->sums[i - 1] : 0);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t *ranks = corpus->ranks + i * WORDS_A_TEXT;

		for (size_t w = 0; w < WORDS_A_TEXT; w++) {
			ranks[w] = pick_rank(corpus);
		}
		corpus->inputs[i].fields[FIELD_TITLE] = write_words(corpus, ranks, TITLE_WORDS);
		corpus->inputs[i].fields[FIELD_BODY] =
			write_words(corpus, ranks + TITLE_WORDS, WORDS_A_TEXT - TITLE_WORDS);
	}
}

/* --- rules --- */

/* The place of a rare word in the body of an article; the word behind it may be any. */
static const uint32_t *pick_rare(struct corpus *corpus, const uint32_t *article, size_t behind)
{
	assert(article);
	for (;;) {
		size_t at =
			TITLE_WORDS + next_random(corpus) % (WORDS_A_TEXT - TITLE_WORDS - behind);

		if (article[at] >= RARE && article[at + behind] >= RARE) {
			return article + at;
		}
		if (next_random(corpus) % 1000 == 0) {
			return NULL; /* none such in this article */
		}
	}
}

static const uint32_t *pick_pair(struct corpus *corpus, size_t behind, const uint32_t **ret_article)
{
	const uint32_t *found;

	do {
		*ret_article = corpus->ranks + next_random(corpus) % corpus->count * WORDS_A_TEXT;
		found = pick_rare(corpus, *ret_article, behind);
	} while (!found);
	return found;
}

static void add_word(struct buf *out, uint32_t rank)
{
	char word[16];

	buf_add(out, word, spell(rank, word));
}

static void write_rule(struct corpus *corpus, struct buf *out, size_t number)
{
	const uint32_t *article = NULL;
	const uint32_t *near = pick_pair(corpus, 3, &article);
	const uint32_t *phrase = pick_pair(corpus, 1, &article);
	const uint32_t *word = pick_rare(corpus, article, 0);

	buf_printf(out, "- rule: r%zu\n  channel: c%zu\n  condition: '(", number, number % 100);
	add_word(out, *(word ? word : phrase));
	buf_add_str(out, STR(" AND \""));
	add_word(out, phrase[0]);
	buf_add_byte(out, ' ');
	add_word(out, phrase[1]);
	buf_add_str(out, STR("\" AND NOT "));
	add_word(out, RARE + (uint32_t)(next_random(corpus) % (WORDS - RARE)));
	buf_add_str(out, STR(") OR ("));
	add_word(out, near[0]);
	buf_add_str(out, STR(" NEAR/5 "));
	add_word(out, near[3]);
	buf_add_str(out, STR(")'\n  output: \"{title}\"\n"));
}

struct rules {
	struct arena *arena;
	struct rule_set *set;
	int64_t cpu_us; /* reading the YAML and compiling */
};

static void make_rules(struct corpus *corpus, size_t count, struct rules *ret)
{
	struct rule_book *book;
	struct diags diags;
	struct buf yaml;
	struct buf text;

	buf_init(&yaml, YAML_MAX);
	diags_init(&diags);
	for (size_t i = 0; i < count; i++) {
		write_rule(corpus, &yaml, i);
	}
	ret->arena = arena_new(0);
	ret->cpu_us = clock_cpu_us();
	book = rule_book_parse(ret->arena,
		&(struct book_source){.file = "bench.yaml", .text = buf_str(&yaml)}, 1, &diags);
	ret->set = book ? rule_set_compile(ret->arena, book, &diags) : NULL;
	ret->cpu_us = clock_cpu_us() - ret->cpu_us;
	if (!ret->set) {
		buf_init(&text, 1u << 20);
		diags_format(&diags, &text);
		(void)fprintf(stderr, "%.4000s\n", buf_cstr(&text));
		exit(1);
	}
	diags_done(&diags);
	buf_done(&yaml);
}

/* --- passes --- */

static size_t match_all(const struct corpus *corpus, struct matcher *matcher, struct arena *arena)
{
	size_t count = 0;

	for (size_t i = 0; i < corpus->count; i++) {
		struct hits hits;

		arena_clear(arena);
		if (matcher_run(matcher, &corpus->inputs[i], arena, &hits) == 0) {
			count += hits.count + hits.left_out;
		}
	}
	return count;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

#define PASSES_MAX 100

static int64_t median_of_passes(
	const struct corpus *corpus, struct matcher *matcher, size_t passes, size_t *ret_hits)
{
	int64_t times[PASSES_MAX];
	struct arena *arena = arena_new(0);

	passes = passes == 0 ? 1 : passes > PASSES_MAX ? PASSES_MAX : passes;
	*ret_hits = match_all(corpus, matcher, arena);
	for (size_t i = 0; i < passes; i++) {
		int64_t begun = clock_cpu_us();

		(void)match_all(corpus, matcher, arena);
		times[i] = clock_cpu_us() - begun;
	}
	arena_free(arena);
	qsort(times, passes, sizeof(*times), compare);
	return times[passes / 2];
}

int main(int argc, char **argv)
{
	size_t rule_count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	size_t articles = argc > 2 ? strtoul(argv[2], NULL, 10) : 20000;
	size_t passes = argc > 3 ? strtoul(argv[3], NULL, 10) : 5;
	struct corpus corpus;
	struct rules rules;
	struct rule_set_stats stats;
	struct matcher *matcher;
	size_t hits;
	int64_t cpu_us;
	size_t bytes = 0;

	if (rule_count == 0 || articles == 0) {
		(void)fprintf(stderr, "usage: bench_match RULES [ARTICLES [PASSES]]\n");
		return 64;
	}
	make_articles(&corpus, articles);
	for (size_t i = 0; i < articles; i++) {
		bytes += corpus.inputs[i].fields[FIELD_TITLE].len +
			 corpus.inputs[i].fields[FIELD_BODY].len;
	}
	make_rules(&corpus, rule_count, &rules);
	rule_set_stats(rules.set, &stats);
	matcher = matcher_new(rules.set);
	cpu_us = median_of_passes(&corpus, matcher, passes, &hits);
	(void)printf(
		"{\"rules\": %zu, \"articles_per_cpu_second\": %.0f, \"bytes_an_article\": %zu, "
		"\"hits_an_article\": %.3f, \"index_bytes_a_rule\": %.1f, \"load_cpu_s\": %.2f}\n",
		rule_count, (double)articles * 1e6 / (double)cpu_us, bytes / articles,
		(double)hits / (double)articles, (double)stats.index_bytes / (double)rule_count,
		(double)rules.cpu_us / 1e6);
	matcher_free(matcher);
	arena_free(rules.arena);
	arena_free(corpus.text);
	free(corpus.sums);
	free(corpus.ranks);
	free(corpus.inputs);
	return 0;
}
