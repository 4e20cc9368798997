/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hyperscan looking for the words of the rules in the same news, to compare with: literals, in any case, each article a
 * block; every occurrence is reported and counted. It does not evaluate any rule.
 *
 *   bench_hyperscan WORDS.txt ARTICLES.jsonl [PASSES]     prints one JSON line: the best pass
 */
#include <hs/hs.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define LINE_MAX_BYTES (1u << 20)

struct texts {
	char **items; /* owned, each */
	size_t count;
	size_t cap;
};

static void add_text(struct texts *texts, const char *text)
{
	texts->items =
		mem_grow(texts->items, &texts->cap, texts->count + 1, sizeof(texts->items[0]));
	texts->items[texts->count++] = mem_strdup(text);
}

/* The words, or title and text of each article behind each other. */
static struct texts read_lines(const char *path, int is_json)
{
	struct texts texts = {0};
	char *line = mem_alloc(LINE_MAX_BYTES);
	char *both = mem_alloc(LINE_MAX_BYTES);
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(1);
	}
	while (fgets(line, LINE_MAX_BYTES, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (is_json) {
			json_t *object = json_loads(line, 0, NULL);

			(void)snprintf(both, LINE_MAX_BYTES, "%s\n%s",
				json_string_value(json_object_get(object, "title")),
				json_string_value(json_object_get(object, "text")));
			add_text(&texts, both);
			json_decref(object);
		} else if (line[0]) {
			add_text(&texts, line);
		}
	}
	(void)fclose(file);
	free(line);
	free(both);
	return texts;
}

static hs_database_t *compile(const struct texts *words)
{
	unsigned *flags = mem_alloc(words->count * sizeof(*flags));
	unsigned *ids = mem_alloc(words->count * sizeof(*ids));
	size_t *lengths = mem_alloc(words->count * sizeof(*lengths));
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	for (size_t i = 0; i < words->count; i++) {
		flags[i] = HS_FLAG_CASELESS;
		ids[i] = (unsigned)i;
		lengths[i] = strlen(words->items[i]);
	}
	if (hs_compile_lit_multi((const char *const *)words->items, flags, ids, lengths,
		    (unsigned)words->count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
		(void)fprintf(stderr, "hyperscan: %s\n", error->message);
		exit(1);
	}
	free(flags);
	free(ids);
	free(lengths);
	return database;
}

static int on_match(
	unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	size_t *count = arg;

	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	(*count)++;
	return 0;
}

int main(int argc, char **argv)
{
	size_t passes = argc > 3 ? strtoul(argv[3], NULL, 10) : 3;
	hs_scratch_t *scratch = NULL;
	int64_t best_us = 0;
	size_t bytes = 0;
	size_t matches = 0;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: bench_hyperscan WORDS.txt ARTICLES.jsonl [PASSES]\n");
		return 64;
	}
	struct texts words = read_lines(argv[1], 0);
	struct texts articles = read_lines(argv[2], 1);
	int64_t begun_us = clock_cpu_us();
	hs_database_t *database = compile(&words);
	int64_t compile_us = clock_cpu_us() - begun_us;

	if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) {
		return 1;
	}
	for (size_t p = 0; p <= passes; p++) {
		matches = 0;
		bytes = 0;
		begun_us = clock_cpu_us();
		for (size_t i = 0; i < articles.count; i++) {
			size_t len = strlen(articles.items[i]);

			bytes += len;
			if (hs_scan(database, articles.items[i], (unsigned)len, 0, scratch,
				    on_match, &matches) != HS_SUCCESS) {
				return 1;
			}
		}
		int64_t us = clock_cpu_us() - begun_us;

		if (p > 0 && (best_us == 0 || us < best_us)) {
			best_us = us;
		}
	}
	double seconds = (double)best_us / 1e6;

	(void)printf(
		"{\"words\": %zu, \"articles\": %zu, \"matches\": %zu, "
		"\"articles_per_cpu_s\": %.0f, \"mb_per_cpu_s\": %.1f, \"compile_cpu_s\": %.2f}\n",
		words.count, articles.count, matches, (double)articles.count / seconds,
		(double)bytes / 1e6 / seconds, (double)compile_us / 1e6);
	(void)hs_free_scratch(scratch);
	(void)hs_free_database(database);
	for (size_t i = 0; i < words.count; i++) {
		free(words.items[i]);
	}
	for (size_t i = 0; i < articles.count; i++) {
		free(articles.items[i]);
	}
	free(words.items);
	free(articles.items);
	return 0;
}
