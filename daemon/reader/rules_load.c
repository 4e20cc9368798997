/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One load of the rules. Never uses a half-good set: one error anywhere, and the whole load is refused. Keeps true: what is
 * in the arena is what is in `files`, and the arena is read-only when the load is good.
 */
#include "reader/rules_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "match/lint.h"

/* Address space, not memory: room for several million rules. Halved until the kernel agrees. */
#define RESERVE_MOST ((size_t)16 << 30)
#define RESERVE_LEAST ((size_t)64 << 20)

static struct arena *reserve(void)
{
	for (size_t size = RESERVE_MOST; size >= RESERVE_LEAST; size /= 2) {
		struct arena *arena = arena_new_shared(size);

		if (arena) {
			return arena;
		}
	}
	return NULL;
}

static void take_stats(struct rules_load *load, size_t tests)
{
	struct rule_set_stats stats;

	rule_set_stats(load->set, &stats);
	load->notice.rules = stats.rules;
	load->notice.entities = stats.entities;
	load->notice.terms = stats.terms;
	load->notice.without_key = stats.without_key;
	load->notice.index_bytes = stats.index_bytes;
	load->notice.files = (uint32_t)load->files.count;
	load->notice.tests = (uint32_t)tests;
}

/* Reads, compiles and tests; load->set is there when there were no errors. */
static void compile(
	struct rules_load *load, const struct str *paths, size_t path_count, struct diags *diags)
{
	struct rule_book *book;
	size_t tests;

	rule_files_init(&load->files);
	if (!rule_files_read(&load->files, load->arena, paths, path_count, diags)) {
		return;
	}
	book = rule_book_parse(load->arena, load->files.sources, load->files.count, diags);
	if (!book || diags->errors > 0) {
		return;
	}
	book_lint(book, diags);
	load->set = rule_set_compile(load->arena, book, diags);
	if (!load->set) {
		return;
	}
	tests = rule_set_run_tests(load->set, book, diags);
	rule_book_drop_conditions(book);
	take_stats(load, tests);
}

static void drop(struct rules_load *load)
{
	rule_files_done(&load->files);
	arena_free(load->arena);
	load->arena = NULL;
	load->set = NULL;
}

/* One attempt. Diagnostics are added to load->text; true when the set can be used. */
static bool attempt(
	struct rules_load *load, const struct str *paths, size_t path_count, struct diags *diags)
{
	int rc;

	load->arena = reserve();
	if (!load->arena) {
		diags_error(diags, (struct place){.file = NULL}, "no address space: %s",
			strerror(errno));
		diags_format(diags, &load->text);
		return false;
	}
	compile(load, paths, path_count, diags);
	for (size_t i = 0; i < load->files.count; i++) {
		diags_quote_file(diags, load->files.sources[i].file, load->files.sources[i].text);
	}
	if (load->set && diags->errors == 0) {
		rc = arena_seal(load->arena);
		if (rc < 0) {
			diags_error(diags, (struct place){.file = NULL},
				"the rules cannot be sealed: %s", strerror(-rc));
		}
	}
	diags_format(diags, &load->text);
	if (!load->set || diags->errors > 0) {
		drop(load);
		return false;
	}
	return true;
}

/* Before the first good load nothing is kept. */
static bool is_there(struct str path)
{
	char *text = str_dupz(path);
	bool there = path.len > 0 && access(text, F_OK) == 0;

	free(text);
	return there;
}

void rules_load_init(struct rules_load *load, const struct order_start *start)
{
	int64_t started_us = clock_cpu_us();
	struct notice_loaded *notice = &load->notice;
	struct diags diags;

	*load = (struct rules_load){.set = NULL};
	buf_init(&load->text, LIMIT_DIAGNOSTICS);
	diags_init(&diags);
	(void)rule_files_settle(start->paths, start->path_count);
	notice->ok = attempt(load, start->paths, start->path_count, &diags);
	notice->errors = (uint32_t)diags.errors;
	notice->warnings = (uint32_t)diags.warnings;
	diags_done(&diags);
	if (!notice->ok && start->fall_back && is_there(start->last_good)) {
		struct diags kept;

		diags_init(&kept);
		notice->ok = attempt(load, &start->last_good, 1, &kept);
		notice->from_last_good = notice->ok;
		diags_done(&kept);
	}
	notice->cpu_us = clock_cpu_us() - started_us;
	notice->diagnostics = buf_str(&load->text);
}

void rules_load_done(struct rules_load *load)
{
	drop(load);
	buf_done(&load->text);
}
