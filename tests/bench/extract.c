/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of the sample pages' articles is found, and how little else: precision and recall of words over the pages whose
 * text is known, apart for those that the heuristics were tuned on and those that were kept unseen; and the CPU that it costs.
 *
 *   bench_extract DIRECTORY [PASSES]     prints one JSON line
 *   bench_extract -v DIRECTORY           and what is missing and too much on each page, but for the unseen ones
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "parse/page.h"
#include "text/date.h"
#include "text/fold.h"
#include "text/utf8.h"

#define PAGES_MAX 512
#define PASSES 5

struct sample {
	char name[64];
	struct str html; /* on the heap, for as long as the program runs */
	struct str want;
	struct str url;
	struct str head; /* "title: …" and the like */
	bool is_unseen;
	bool is_article;
};

struct score {
	size_t pages;
	size_t got;
	size_t want;
	size_t both;
	size_t facts; /* titles, authors, dates, addresses, languages that are known */
	size_t right;
	size_t verdicts; /* wrong ones */
};

struct words {
	struct str *at;
	size_t count;
};

static struct str read_file(const char *directory, const char *name, const char *extension)
{
	char path[512];
	struct buf bytes;
	size_t got;
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s%s", directory, name, extension);
	file = fopen(path, "re");
	if (file == NULL) {
		perror(path);
		exit(1);
	}
	buf_init(&bytes, (size_t)1 << 26);
	do {
		char *room = buf_extend(&bytes, 65536);

		got = room != NULL ? fread(room, 1, 65536, file) : 0;
		bytes.len -= 65536 - got;
	} while (got > 0);
	(void)fclose(file);
	size_t len = bytes.len;
	return str_make(buf_take(&bytes, NULL), len);
}

static struct str fact(struct str head, const char *key)
{
	struct str line;

	while (str_cut(&head, '\n', &line)) {
		if (str_starts(line, str_from(key)) && line.ptr[strlen(key)] == ':') {
			return str_trim(str_slice(line, strlen(key) + 1, line.len));
		}
	}
	return str_make(NULL, 0);
}

static void load(const char *directory, const char *name, struct sample *ret)
{
	struct str text;
	ptrdiff_t end;

	(void)snprintf(ret->name, sizeof(ret->name), "%.63s", name);
	ret->html = read_file(directory, name, ".html");
	text = read_file(directory, name, ".txt");
	end = str_find(text, STR("\n\n"));
	ret->head = end < 0 ? text : str_slice(text, 0, (size_t)end + 1);
	ret->want = end < 0 ? str_make(NULL, 0) : str_slice(text, (size_t)end + 2, text.len);
	ret->url = fact(ret->head, "url");
	ret->is_unseen = str_eq(fact(ret->head, "set"), STR("unseen"));
	ret->is_article = fact(ret->head, "article").len == 0;
}

static size_t load_all(const char *directory, struct sample *samples)
{
	struct dirent **entries;
	int found = scandir(directory, &entries, NULL, alphasort);
	size_t count = 0;

	for (int i = 0; i < found; i++) {
		char *dot = strrchr(entries[i]->d_name, '.');

		if (dot != NULL && strcmp(dot, ".html") == 0 && count < PAGES_MAX) {
			*dot = '\0';
			load(directory, entries[i]->d_name, &samples[count++]);
		}
		free(entries[i]);
	}
	if (found >= 0) {
		free(entries);
	}
	return count;
}

static int compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Folded words, sorted; where no spaces are, each character is one. */
static struct words words_of(struct arena *arena, struct str text)
{
	struct words words = {arena_alloc(arena, (text.len + 1) * sizeof(struct str)), 0};
	char *room = arena_alloc(arena, text.len * 4 + FOLD_MAX_BYTES);
	bool in_word = false;

	for (size_t at = 0; at < text.len;) {
		uint32_t point = utf8_next(text, &at);
		uint32_t entry = fold_entry(point);
		enum fold_class class = fold_class(entry);
		bool is_dense = class == FOLD_IDEOGRAPH;

		if (class == FOLD_WORD || class == FOLD_DIGIT || is_dense) {
			if (!in_word || is_dense) {
				words.at[words.count++] = str_make(room, 0);
			}
			size_t len = fold_point(point, entry, room);
			words.at[words.count - 1].len += len;
			room += len;
			in_word = !is_dense;
		} else if (class != FOLD_MARK && class != FOLD_IGNORED) {
			in_word = false;
		}
	}
	qsort(words.at, words.count, sizeof(*words.at), compare);
	return words;
}

static size_t count_both(struct words a, struct words b)
{
	size_t both = 0;

	for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
		int order = str_cmp(a.at[i], b.at[j]);

		both += order == 0;
		i += order <= 0;
		j += order >= 0;
	}
	return both;
}

static void check_fact(const struct sample *sample, const char *key, struct str got, bool says,
	struct score *score)
{
	struct str want = fact(sample->head, key);

	if (want.len == 0) {
		return;
	}
	score->facts++;
	score->right += str_eq(want, got);
	if (says && !str_eq(want, got)) {
		(void)printf("  %s: %.*s, not %.*s\n", key, STR_ARG(got), STR_ARG(want));
	}
}

static struct str date_text(int64_t seconds, char room[DATE_RFC3339_SIZE])
{
	return seconds == DATE_NONE ? str_make(NULL, 0)
				    : str_make(room, date_format(seconds, room));
}

static void check_facts(
	const struct sample *sample, const struct page *page, bool says, struct score *score)
{
	char room[DATE_RFC3339_SIZE];

	check_fact(sample, "title", page->title, says, score);
	check_fact(sample, "author", page->author, says, score);
	check_fact(sample, "canonical", page->canonical, says, score);
	check_fact(sample, "lang", page->lang, says, score);
	check_fact(sample, "site", page->site, says, score);
	check_fact(sample, "published", date_text(page->published, room), says, score);
	check_fact(sample, "updated", date_text(page->updated, room), says, score);
}

/* Lines of one text that the other has not. */
static void print_lines(const char *what, struct str lines, struct str other)
{
	struct str line;

	while (str_cut(&lines, '\n', &line)) {
		if (line.len > 0 && str_find(other, line) < 0) {
			(void)printf("  %s %.*s\n", what, STR_ARG(line));
		}
	}
}

static void judge(struct arena *arena, const struct sample *sample, bool says, struct score *score)
{
	struct document document = {
		.bytes = sample->html, .content_type = STR("text/html"), .url = sample->url};
	struct page page;
	struct words got;
	struct words want;
	size_t both;

	parse_page(arena, &document, &page);
	score->pages++;
	score->verdicts += page.is_article != sample->is_article;
	if (says) {
		(void)printf("%s\n", sample->name);
	}
	if (says && page.is_article != sample->is_article) {
		(void)printf(
			"  is %s: %s\n", page.is_article ? "an article" : "no article", page.error);
	}
	check_facts(sample, &page, says, score);
	if (!sample->is_article) {
		return;
	}
	got = words_of(arena, page.text);
	want = words_of(arena, sample->want);
	both = count_both(got, want);
	score->got += got.count;
	score->want += want.count;
	score->both += both;
	if (says) {
		print_lines("-", sample->want, page.text);
		print_lines("+", page.text, sample->want);
	}
}

static double share(size_t part, size_t whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

static void print_score(const char *name, const struct score *score)
{
	(void)printf(
		"\"%s\": {\"pages\": %zu, \"precision\": %.4f, \"recall\": %.4f, \"facts\": %.4f, "
		"\"wrong_verdicts\": %zu}, ",
		name, score->pages, share(score->both, score->got), share(score->both, score->want),
		share(score->right, score->facts), score->verdicts);
}

/* CPU microseconds of the fastest pass over all pages. */
static int64_t measure(const struct sample *samples, size_t count, size_t passes)
{
	struct arena *arena = arena_new(0);
	int64_t best = INT64_MAX;

	for (size_t pass = 0; pass < passes; pass++) {
		int64_t begun = clock_cpu_us();

		for (size_t i = 0; i < count; i++) {
			struct document document = {
				.bytes = samples[i].html, .url = samples[i].url};
			struct page page;

			parse_page(arena, &document, &page);
			arena_clear(arena);
		}
		int64_t took = clock_cpu_us() - begun;
		best = took < best ? took : best;
	}
	arena_free(arena);
	return best;
}

int main(int argc, char **argv)
{
	static struct sample samples[PAGES_MAX];
	struct score scores[2] = {{0}, {0}};
	bool says = argc > 1 && strcmp(argv[1], "-v") == 0;
	size_t passes = argc > 2 && !says ? strtoul(argv[2], NULL, 10) : PASSES;
	struct arena *arena = arena_new(0);
	size_t bytes = 0;
	size_t count;

	if (argc < 2 + says || passes == 0) {
		(void)fprintf(stderr, "usage: bench_extract [-v] DIRECTORY [PASSES]\n");
		return 64;
	}
	count = load_all(argv[1 + says], samples);
	for (size_t i = 0; i < count; i++) {
		judge(arena, &samples[i], says && !samples[i].is_unseen,
			&scores[samples[i].is_unseen]);
		arena_clear(arena);
		bytes += samples[i].html.len;
	}
	arena_free(arena);
	int64_t took = measure(samples, count, passes);
	(void)printf("{");
	print_score("tuned", &scores[0]);
	print_score("unseen", &scores[1]);
	(void)printf("\"us_a_page\": %.0f, \"mb_per_cpu_second\": %.1f}\n",
		count > 0 ? (double)took / (double)count : 0, (double)bytes / (double)took);
	return 0;
}
