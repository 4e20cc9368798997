/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio bench parse: one feed document, read as the daemon reads it: mapped, in a jail, each article to its text. Never
 * prints a byte of the document. The jailed child says what it counted in a page that it shares with us.
 */
#include "ctl/bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "ctl/args.h"
#include "ctl/jailed.h"
#include "parse/document.h"

/* What the child counts. */
struct counted {
	size_t articles;
	int64_t cpu_us;
};

struct job {
	const char *path;
	struct document document;
	struct counted *counted; /* shared with the child */
};

static bool on_article(struct article *article, struct arena *arena, void *arg)
{
	struct counted *counted = arg;

	parse_read_text(article, arena);
	counted->articles++;
	return true;
}

static int parse(struct jailed *jailed, void *arg)
{
	const struct job *job = arg;
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct parse_report report;
	int64_t begun_us;

	jailed_begin_document(jailed);
	begun_us = clock_thread_cpu_us();
	parse_document(arena, &job->document, on_article, job->counted, &report);
	job->counted->cpu_us = clock_thread_cpu_us() - begun_us;
	if (report.error[0]) {
		buf_printf(&jailed->err, "%s: %s\n", job->path, report.error);
	}
	arena_free(arena);
	return report.outcome == PARSE_OK ? CTL_OK : CTL_FAILED;
}

/* Maps a file that is not to be changed meanwhile. 0 or a negative errno. */
static int map_file(const char *path, struct str *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about = {.st_size = 0};
	void *bytes = MAP_FAILED;
	int result = 0;

	if (fd < 0 || fstat(fd, &about) < 0) {
		result = -errno;
	} else if (!S_ISREG(about.st_mode) || about.st_size == 0) {
		result = -EINVAL;
	} else {
		bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		result = bytes == MAP_FAILED ? -errno : 0;
	}
	if (fd >= 0) {
		(void)close(fd);
	}
	if (result == 0) {
		*ret = str_make(bytes, (size_t)about.st_size);
	}
	return result;
}

static int measure(const struct ctl *ctl, struct job *job)
{
	int status = jailed_run(ctl, "bench parse", false, parse, job);
	struct rusage usage;

	if (status != CTL_OK || getrusage(RUSAGE_CHILDREN, &usage) < 0) {
		return status != CTL_OK ? status : CTL_FAILED;
	}
	double cpu_s = (double)job->counted->cpu_us / 1e6;
	double mb = (double)job->document.bytes.len / 1e6;
	(void)printf("{\"mb_per_s\": %.1f, \"cpu_s\": %.4f, \"items\": %zu, \"max_rss_kb\": %ld}\n",
		cpu_s > 0 ? mb / cpu_s : 0, cpu_s, job->counted->articles, usage.ru_maxrss);
	return CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	static const struct args_option options[] = {{NULL, false}};
	struct job job = {.document = {.is_mapped = true}};
	struct args args = args_start(argv, options);
	struct args_item item;
	int status;
	int result;

	(void)argc;
	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind != ARGS_WORD || job.path) {
			return CTL_USAGE;
		}
		job.path = item.value;
	}
	if (!job.path) {
		(void)fprintf(stderr, "nuncio bench parse: a FILE is missing\n");
		return CTL_USAGE;
	}
	result = map_file(job.path, &job.document.bytes);
	if (result < 0) {
		(void)fprintf(stderr, "nuncio bench parse: %s: %s\n", job.path, strerror(-result));
		return CTL_FAILED;
	}
	job.counted = mmap(NULL, sizeof(*job.counted), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job.counted == MAP_FAILED) {
		(void)fprintf(stderr, "nuncio bench parse: %s\n", strerror(errno));
		return CTL_FAILED;
	}
	status = measure(ctl, &job);
	(void)munmap(job.counted, sizeof(*job.counted));
	(void)munmap((char *)job.document.bytes.ptr, job.document.bytes.len);
	return status;
}

const struct bench bench_parse = {"parse", run};
