/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio bench match: articles against rules, as a reader matches them: from plain text to hits with their evidence, and once
 * more to the text of their alerts. The articles are read in a jail and kept; then they go through the matcher again and
 * again. Never prints a byte of them. The jailed child says what it counted in a page that it shares with us.
 */
#include "ctl/bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "ctl/args.h"
#include "ctl/input.h"
#include "ctl/jailed.h"
#include "ctl/load.h"
#include "match/matcher.h"

#define REPEAT_DEFAULT 5
#define REPEAT_MAX 1000
/* Address space, not memory. */
#define RULES_RESERVE ((size_t)16 << 30)

/* What the child counts. */
struct counted {
	size_t articles;
	size_t bytes;         /* of their text */
	size_t hits;          /* of one pass */
	int64_t best_us;      /* of a pass that finds them with their evidence, as places */
	int64_t best_text_us; /* of one that makes the text of alerts of it, too */
	bool good;
};

struct job {
	struct load_paths rules;
	struct load_paths articles; /* one file */
	size_t repeat;
	const struct rule_set *set;
	struct input_file file;
	struct counted *counted;    /* shared with the child */
	struct match_input *inputs; /* owned by the child, as what follows */
	size_t input_cap;
	struct arena *text;
};

static void on_article(const struct input_article *article, struct arena *arena, void *arg)
{
	struct job *job = arg;
	struct counted *counted = job->counted;
	struct match_input kept = article->input;

	(void)arena;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		kept.fields[i] = arena_str(job->text, article->input.fields[i]);
		counted->bytes += kept.fields[i].len;
	}
	job->inputs = mem_grow(
		job->inputs, &job->input_cap, counted->articles + 1, sizeof(job->inputs[0]));
	job->inputs[counted->articles++] = kept;
}

/* Where an article is matched. */
struct bench_place {
	struct jailed *jailed;
	struct matcher *matcher;
	struct arena *arena;
};

/* Matches all articles once, and returns how long that took. */
static int64_t pass(struct job *job, struct bench_place *at, bool with_text, size_t *ret_hits)
{
	int64_t begun_us = clock_thread_cpu_us();
	int64_t late_us = 0;
	size_t count = 0;

	for (size_t i = 0; i < job->counted->articles; i++) {
		struct findings findings;
		struct hits hits;

		arena_clear(at->arena);
		if (matcher_find(at->matcher, &job->inputs[i], at->arena, &findings) < 0 ||
			(with_text && matcher_describe(at->matcher, &findings, MATCHER_TEXT_ALERTS,
					      at->arena, &hits) < 0)) {
			job->counted->good = false;
		}
		count += findings.count + findings.left_out;
		if (i % 1024 == 0) {
			/* Each document has a deadline; the clock that is set here is not counted. */
			late_us -= clock_thread_cpu_us();
			jailed_begin_document(at->jailed);
			late_us += clock_thread_cpu_us();
		}
	}
	*ret_hits = count;
	return clock_thread_cpu_us() - begun_us - late_us;
}

static void keep_best(int64_t us, int64_t *best_us)
{
	if (*best_us == 0 || us < *best_us) {
		*best_us = us;
	}
}

static int match(struct jailed *jailed, void *arg)
{
	struct job *job = arg;
	struct counted *counted = job->counted;
	struct bench_place at = {.jailed = jailed,
		.matcher = matcher_new(job->set),
		.arena = arena_new(LIMIT_READER_ARENA)};

	job->text = arena_new(0);
	counted->good = true;
	jailed_begin_document(jailed);
	if (!input_read(&job->file, on_article, job, &jailed->err)) {
		counted->good = false;
	}
	/* The first pass warms up: caches, and memory that grows. */
	for (size_t i = 0; counted->good && i <= job->repeat; i++) {
		int64_t us = pass(job, &at, false, &counted->hits);
		int64_t text_us = pass(job, &at, true, &counted->hits);

		if (i > 0) {
			keep_best(us, &counted->best_us);
			keep_best(text_us, &counted->best_text_us);
		}
	}
	matcher_free(at.matcher);
	arena_free(at.arena);
	arena_free(job->text);
	free(job->inputs);
	return counted->good ? CTL_OK : CTL_FAILED;
}

/* Reads the rules and compiles them; NULL when they have errors, which are then printed. */
static struct rule_set *compile(
	const struct job *job, struct arena *arena, double *ret_load_s, double *ret_compile_s)
{
	struct diags diags;
	struct rule_set *set = NULL;
	int64_t begun_us = clock_thread_cpu_us();
	int64_t read_us;

	diags_init(&diags);
	struct rule_book *book = rule_book_load(arena, job->rules.items, job->rules.count, &diags);
	read_us = clock_thread_cpu_us();
	if (book && diags.errors == 0) {
		set = rule_set_compile(arena, book, &diags);
	}
	if (set) {
		rule_book_drop_conditions(book);
	}
	*ret_compile_s = (double)(clock_thread_cpu_us() - read_us) / 1e6;
	*ret_load_s = (double)(clock_thread_cpu_us() - begun_us) / 1e6;
	if (!set) {
		load_print(&diags);
	}
	diags_done(&diags);
	return set;
}

/* Memory of the kind that readers have their rules in. */
static struct arena *new_rules_arena(void)
{
	struct arena *arena = arena_new_shared(RULES_RESERVE);

	return arena ? arena : arena_new(0);
}

static int measure(const struct ctl *ctl, struct job *job)
{
	struct arena *arena = new_rules_arena();
	const struct counted *counted = job->counted;
	struct rule_set_stats stats;
	struct rusage usage;
	double load_s;
	double compile_s;
	int status = CTL_FAILED;

	job->set = compile(job, arena, &load_s, &compile_s);
	if (job->set) {
		struct jailed_file file = {
			.path = job->articles.items[0], .bytes = &job->file.bytes};

		job->file.name = file.path;
		status = jailed_run_file(ctl, "bench match", &file, match, job);
	}
	if (status == CTL_OK) {
		double seconds = counted->best_us > 0 ? (double)counted->best_us / 1e6 : 1e-6;
		double per_s = (double)counted->articles / seconds;
		double text_s =
			counted->best_text_us > 0 ? (double)counted->best_text_us / 1e6 : 1e-6;
		double text_per_s = (double)counted->articles / text_s;

		rule_set_stats(job->set, &stats);
		(void)getrusage(RUSAGE_SELF, &usage);
		(void)printf("{\"rules\": %zu, \"articles\": %zu, \"hits\": %zu, "
			     "\"articles_per_cpu_s\": %.*f, \"mb_per_cpu_s\": %.1f, "
			     "\"with_text_per_cpu_s\": %.*f, "
			     "\"load_cpu_s\": %.3f, \"compile_cpu_s\": %.3f, "
			     "\"index_bytes_per_rule\": %.1f, \"rss_kb\": %ld}\n",
			stats.rules, counted->articles, counted->hits, per_s < 1000 ? 3 : 0, per_s,
			(double)counted->bytes / 1e6 / seconds, text_per_s < 1000 ? 3 : 0,
			text_per_s, load_s, compile_s,
			(double)stats.index_bytes / (double)(stats.rules > 0 ? stats.rules : 1),
			usage.ru_maxrss);
	}
	arena_free(arena);
	return status;
}

enum { OPTION_RULES, OPTION_ARTICLES, OPTION_REPEAT };

static int take_words(char **argv, struct job *job)
{
	static const struct args_option options[] = {[OPTION_RULES] = {"--rules", true},
		[OPTION_ARTICLES] = {"--articles", true},
		[OPTION_REPEAT] = {"--repeat", true},
		{NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;
	int64_t repeat = REPEAT_DEFAULT;

	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind != ARGS_OPTION) {
			return CTL_USAGE;
		}
		if (item.option == OPTION_RULES) {
			load_paths_add(&job->rules, item.value);
		} else if (item.option == OPTION_ARTICLES) {
			load_paths_add(&job->articles, item.value);
		} else if (str_to_int64(str_from(item.value), &repeat) < 0 || repeat < 1 ||
			   repeat > REPEAT_MAX) {
			(void)fprintf(
				stderr, "nuncio bench match: --repeat takes 1 to %d\n", REPEAT_MAX);
			return CTL_USAGE;
		}
	}
	job->repeat = (size_t)repeat;
	if (job->rules.count == 0 || job->articles.count != 1) {
		(void)fprintf(
			stderr, "nuncio bench match: it takes --rules and one --articles FILE\n");
		return CTL_USAGE;
	}
	return CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct job job = {.repeat = REPEAT_DEFAULT};
	int status = take_words(argv, &job);

	(void)argc;
	if (status == CTL_OK) {
		job.counted = mmap(NULL, sizeof(*job.counted), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (job.counted == MAP_FAILED) {
			(void)fprintf(stderr, "nuncio bench match: %s\n", strerror(errno));
			status = CTL_FAILED;
		} else {
			status = measure(ctl, &job);
			(void)munmap(job.counted, sizeof(*job.counted));
		}
	}
	load_paths_done(&job.rules);
	load_paths_done(&job.articles);
	return status;
}

const struct bench bench_match = {"match", run};
