/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Matches one article, whole and its beginning alone: what grows faster than the article shows. The text goes to the matcher
 * as it is, without what a reader takes away before (repeated paragraphs, what is beyond LIMIT_ARTICLE_TEXT).
 *
 *   bench_hostile TEXT LANGUAGE MEBIBYTES,MEBIBYTES RULES...
 *
 * Prints {rules, hits, load_cpu_s, runs: [{mib, ms, first_ms}]}: processor time, the best of some runs, and that of the very
 * first one, to which no word is known.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "match/matcher.h"

#define RUNS 3
/* A run so long is measured once. */
#define LONG_MS 1000.0

static void die(const char *what)
{
	(void)fprintf(stderr, "bench_hostile: %s\n", what);
	exit(1);
}

static struct str map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status) < 0) {
		die(path);
	}
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		die(path);
	}
	(void)close(fd);
	return str_make(bytes, (size_t)status.st_size);
}

static struct rule_set *load(struct arena *arena, const char *const *paths, size_t count)
{
	struct diags diags;
	struct rule_set *set = NULL;
	struct rule_book *book;

	diags_init(&diags);
	book = rule_book_load(arena, paths, count, &diags);
	if (book && diags.errors == 0) {
		set = rule_set_compile(arena, book, &diags);
	}
	if (!set) {
		die("the rules have errors: nuncio check says which");
	}
	diags_done(&diags);
	return set;
}

static double run_ms(struct matcher *matcher, const struct match_input *input, size_t *ret_hits)
{
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct hits hits;
	int64_t begun_us = clock_thread_cpu_us();
	int64_t us;

	if (matcher_run(matcher, input, arena, &hits) < 0) {
		die("the arena is full");
	}
	us = clock_thread_cpu_us() - begun_us;
	*ret_hits = hits.count + hits.left_out;
	arena_free(arena);
	return (double)us / 1000;
}

/* The beginning of the text, not cut inside a letter. */
static struct str beginning(struct str text, size_t bytes)
{
	if (bytes >= text.len) {
		return text;
	}
	while (bytes > 0 && ((unsigned char)text.ptr[bytes] & 0xc0) == 0x80) {
		bytes--;
	}
	return str_slice(text, 0, bytes);
}

int main(int argc, char **argv)
{
	struct match_input input = {.date = 0};
	size_t hits = 0;
	const char *gap = "";

	if (argc < 5) {
		(void)fprintf(stderr,
			"usage: bench_hostile TEXT LANGUAGE MEBIBYTES,MEBIBYTES RULES...\n");
		return 64;
	}
	struct str text = map_file(argv[1]);
	struct arena *arena = arena_new(0);
	int64_t begun_us = clock_thread_cpu_us();
	struct rule_set *set = load(arena, (const char *const *)argv + 4, (size_t)argc - 4);
	struct rule_set_stats stats;
	double load_s = (double)(clock_thread_cpu_us() - begun_us) / 1e6;

	rule_set_stats(set, &stats);
	input.fields[FIELD_LANG] = str_from(argv[2]);
	(void)printf("{\"rules\": %zu, \"load_cpu_s\": %.3f, \"runs\": [", stats.rules, load_s);
	for (char *size = strtok(argv[3], ","); size; size = strtok(NULL, ",")) {
		struct matcher *matcher = matcher_new(set);

		input.fields[FIELD_BODY] = beginning(text, strtoul(size, NULL, 10) << 20);
		double first = run_ms(matcher, &input, &hits);
		double best = first;
		for (unsigned i = 0; i < RUNS && best < LONG_MS; i++) {
			double ms = run_ms(matcher, &input, &hits);

			best = ms < best ? ms : best;
		}
		(void)printf("%s{\"mib\": %s, \"ms\": %.1f, \"first_ms\": %.1f}", gap, size, best,
			first);
		gap = ", ";
		(void)fflush(stdout);
		matcher_free(matcher);
	}
	(void)printf("], \"hits\": %zu}\n", hits);
	arena_free(arena);
	return 0;
}
