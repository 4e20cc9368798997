/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many bytes of a document a second are parsed, per CPU, with the plain text of every article made: the daemon's own
 * library over the document again and again. The document is mapped, so that what is told of memory is the parser's.
 *
 *   bench_parse FILE [PASSES]     prints one JSON line
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "parse/document.h"

#define PASSES_MAX 1000
#define LOOK_EVERY 256 /* articles */

struct pass {
	size_t articles;
	size_t text_bytes;
	long anon_kib; /* the most that was seen */
};

static long anon_kib(void)
{
	char line[256];
	long kib = 0;
	FILE *file = fopen("/proc/self/status", "re");

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, "RssAnon:", 8) == 0) {
			kib = strtol(line + 8, NULL, 10);
		}
	}
	if (file) {
		(void)fclose(file);
	}
	return kib;
}

static bool on_article(struct article *article, struct arena *arena, void *arg)
{
	struct pass *pass = arg;

	parse_read_text(article, arena);
	pass->text_bytes += article->text.len;
	if (++pass->articles % LOOK_EVERY == 0) {
		long kib = anon_kib();

		pass->anon_kib = kib > pass->anon_kib ? kib : pass->anon_kib;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

static struct str map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	void *bytes;

	if (fd < 0 || fstat(fd, &about) < 0 || about.st_size == 0) {
		perror(path);
		exit(1);
	}
	bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	(void)close(fd);
	if (bytes == MAP_FAILED) {
		perror(path);
		exit(1);
	}
	return str_make(bytes, (size_t)about.st_size);
}

int main(int argc, char **argv)
{
	static int64_t times[PASSES_MAX];
	size_t passes = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
	struct pass pass = {0};
	struct parse_report report;
	struct document document = {.content_type = STR("application/rss+xml")};

	if (argc < 2 || passes == 0 || passes > PASSES_MAX) {
		(void)fprintf(stderr, "usage: bench_parse FILE [PASSES]\n");
		return 64;
	}
	document.bytes = map_file(argv[1]);
	parse_warm_up();
	for (size_t i = 0; i < passes; i++) {
		struct arena *arena = arena_new(0);
		int64_t begun = clock_cpu_us();

		pass.articles = 0;
		pass.text_bytes = 0;
		parse_document(arena, &document, on_article, &pass, &report);
		times[i] = clock_cpu_us() - begun;
		arena_free(arena);
	}
	if (report.outcome != PARSE_OK) {
		(void)fprintf(stderr, "%s: %s\n", argv[1], report.error);
		return 1;
	}
	qsort(times, passes, sizeof(*times), compare);
	int64_t median_us = times[passes / 2];
	(void)printf(
		"{\"bytes\": %zu, \"articles\": %zu, \"text_bytes\": %zu, \"mb_per_cpu_second\": %.1f, "
		"\"memory_kib\": %ld}\n",
		document.bytes.len, pass.articles, pass.text_bytes,
		(double)document.bytes.len / (double)median_us, pass.anon_kib);
	return 0;
}
