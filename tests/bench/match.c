/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes rules and news for the benchmarks of matching, the same ones on every run. The texts are made: words of a vocabulary
 * with Zipf's frequencies, sentences and paragraphs, about 1 KB and 175 words an article. Each rule is
 * (a AND "b c" AND NOT g) OR (d NEAR/5 e) with words that are in less than 1 % of the articles; three of four clauses are
 * taken from an article, so that they hit at least once.
 *
 *   bench_match DIRECTORY RULES ARTICLES     writes rules.yaml, articles.jsonl, and words.txt: the words of the rules
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WORDS 189000     /* of the vocabulary */
#define WORDS_A_TEXT 175 /* as in real news with summaries */
#define TITLE_WORDS 9
#define RARE 1400 /* words of a higher rank are in less than 1 % of the articles */
#define HIT_PERCENT 76

struct corpus {
	double *sums;    /* owned: of the frequencies, by rank */
	uint32_t *ranks; /* owned: WORDS_A_TEXT of each article */
	size_t count;
	uint64_t random;
	unsigned char *is_used; /* owned: by rank, whether a rule has it */
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
static size_t spell(uint32_t rank, char out[20])
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
	out[len++] = consonants[rank % 14];
	out[len] = '\0';
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

static void make_articles(struct corpus *corpus, size_t count)
{
	corpus->count = count;
	corpus->random = 20250701;
	corpus->sums = mem_alloc(WORDS * sizeof(*corpus->sums));
	corpus->ranks = mem_alloc(count * WORDS_A_TEXT * sizeof(*corpus->ranks));
	corpus->is_used = mem_zalloc(WORDS);
	for (size_t i = 0; i < WORDS; i++) {
		corpus->sums[i] = 1.0 / (double)(i + 1) + (i ? corpus->sums[i - 1] : 0);
	}
	for (size_t i = 0; i < count * WORDS_A_TEXT; i++) {
		corpus->ranks[i] = pick_rank(corpus);
	}
}

/* Sentences of 17 words with a comma, paragraphs of four sentences. */
static void write_words(FILE *out, const uint32_t *ranks, size_t count)
{
	char word[20];

	for (size_t i = 0; i < count; i++) {
		(void)spell(ranks[i], word);
		if (i % 17 == 0) {
			word[0] = (char)(word[0] - 'a' + 'A');
			if (i > 0) {
				(void)fputs(i % 68 == 0 ? ".\\n" : ". ", out);
			}
		} else {
			(void)fputs(i % 17 == 9 ? ", " : " ", out);
		}
		(void)fputs(word, out);
	}
}

static void write_articles(const struct corpus *corpus, FILE *out)
{
	for (size_t i = 0; i < corpus->count; i++) {
		const uint32_t *ranks = corpus->ranks + i * WORDS_A_TEXT;

		(void)fprintf(out, "{\"id\": \"a%zu\", \"title\": \"", i);
		write_words(out, ranks, TITLE_WORDS);
		(void)fputs("\", \"text\": \"", out);
		write_words(out, ranks + TITLE_WORDS, WORDS_A_TEXT - TITLE_WORDS);
		(void)fputs(".\"}\n", out);
	}
}

/* --- rules --- */

/* The place of a rare word in the body of an article, with another one so far behind it, or NULL. */
static const uint32_t *pick_rare(struct corpus *corpus, const uint32_t *article, size_t behind)
{
	for (unsigned tries = 0; tries < 1000; tries++) {
		size_t at =
			TITLE_WORDS + next_random(corpus) % (WORDS_A_TEXT - TITLE_WORDS - behind);

		if (article[at] >= RARE && article[at + behind] >= RARE) {
			return article + at;
		}
	}
	return NULL;
}

static uint32_t any_rare(struct corpus *corpus)
{
	uint32_t rank = 0;

	while (rank < RARE) {
		rank = pick_rank(corpus);
	}
	return rank;
}

static void write_rule(struct corpus *corpus, FILE *out, size_t number)
{
	uint32_t ranks[6]; /* a, b, c, g, d, e */
	char words[6][20];

	for (size_t i = 0; i < 6; i++) {
		ranks[i] = any_rare(corpus);
	}
	const uint32_t *article =
		corpus->ranks + next_random(corpus) % corpus->count * WORDS_A_TEXT;
	const uint32_t *phrase = pick_rare(corpus, article, 1);
	const uint32_t *word = pick_rare(corpus, article, 0);
	const uint32_t *other = corpus->ranks + next_random(corpus) % corpus->count * WORDS_A_TEXT;
	const uint32_t *near = pick_rare(corpus, other, 3);
	if (phrase && word && next_random(corpus) % 100 < HIT_PERCENT) {
		ranks[0] = *word;
		memcpy(&ranks[1], phrase, 2 * sizeof(*phrase));
	}
	if (near && next_random(corpus) % 100 < HIT_PERCENT) {
		ranks[4] = near[0];
		ranks[5] = near[3];
	}
	for (size_t i = 0; i < 6; i++) {
		(void)spell(ranks[i], words[i]);
		corpus->is_used[ranks[i]] = 1;
	}
	(void)fprintf(out,
		"- rule: r%zu\n  condition: '(%s AND \"%s %s\" AND NOT %s) OR (%s NEAR/5 %s)'\n",
		number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

static void write_used_words(const struct corpus *corpus, FILE *out)
{
	char word[20];

	for (uint32_t i = 0; i < WORDS; i++) {
		if (corpus->is_used[i]) {
			(void)spell(i, word);
			(void)fprintf(out, "%s\n", word);
		}
	}
}

static void write_news(
	size_t rule_count, size_t articles_count, FILE *rules, FILE *articles, FILE *words)
{
	struct corpus corpus;

	make_articles(&corpus, articles_count);
	write_articles(&corpus, articles);
	for (size_t i = 0; i < rule_count; i++) {
		write_rule(&corpus, rules, i);
	}
	write_used_words(&corpus, words);
	free(corpus.sums);
	free(corpus.ranks);
	free(corpus.is_used);
}

static FILE *open_in(const char *directory, const char *name)
{
	char path[4096];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc != 4) {
		(void)fprintf(stderr, "usage: bench_match DIRECTORY RULES ARTICLES\n");
		return 64;
	}
	FILE *rules = open_in(argv[1], "rules.yaml");
	FILE *articles = open_in(argv[1], "articles.jsonl");
	FILE *words = open_in(argv[1], "words.txt");
	write_news(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), rules, articles, words);
	if (fclose(rules) || fclose(articles) || fclose(words)) {
		perror(argv[1]);
		status = 1;
	}
	return status;
}
