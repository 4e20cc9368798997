/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regular expressions of the rules. Each different one is compiled once, when no error was found in any condition, into the
 * arena of the set; those that hold a piece of plain text are also compiled together, many at a time: the library then looks
 * for all their texts at once. Without such text it would try to make one automaton of them, which takes long and gains
 * little. The invariant: no more than LIMIT_REGEXES, and no more to compile than LIMIT_REGEX_WORK.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/compiler.h"
#include "text/regex.h"

/* What is searched together: plain text of so many bytes in each, and no more than these. */
#define TOGETHER_LITERAL_MIN 3
#define TOGETHER_STATES_MAX 128
#define TOGETHER_WORK_MAX 512
#define TOGETHER_COUNT 256
#define TOGETHER_WORK 4096
/* Steps of LIMIT_REGEX_STEPS for a byte, measured on texts and patterns that were made for each other. */
#define STEPS_TOGETHER 16
#define STEPS_ALONE 8

void compiler_init_regexes(struct compiler *compiler)
{
	compiler->regex_numbers = map_new();
}

void compiler_done_regexes(struct compiler *compiler)
{
	map_free(compiler->regex_numbers);
	free(compiler->regexes);
}

/* --- while conditions are read --- */

/* Whether case counts, and the pattern. */
static struct str key_of(struct compiler *compiler, const struct condition *condition)
{
	char *bytes = arena_alloc(compiler->keys, condition->text.len + 1);
	bytes[0] = condition->number ? 'i' : ' ';
	memcpy(bytes + 1, condition->text.ptr, condition->text.len);
	return str_make(bytes, condition->text.len + 1);
}

static bool add_regex(
	struct compiler *compiler, const struct condition *condition, struct str pattern)
{
	struct regex_source source = {
		.pattern = {.text = pattern, .any_case = condition->number != 0},
		.condition = condition,
		.file = compiler->file};
	if (compiler->regex_count == LIMIT_REGEXES) {
		compiler_error(compiler, condition,
			"too many different regular expressions in all rules together");
		return false;
	}
	regex_weigh(pattern, &source.weight);
	if (source.weight.work > LIMIT_REGEX_WORK - compiler->regex_work) {
		compiler_error(compiler, condition,
			"the regular expressions of all rules together are too large");
		return false;
	}
	compiler->regex_work += source.weight.work;
	compiler->regexes = mem_grow(compiler->regexes, &compiler->regex_cap,
		compiler->regex_count + 1, sizeof(compiler->regexes[0]));
	compiler->regexes[compiler->regex_count++] = source;
	return true;
}

bool compile_regex(struct compiler *compiler, const struct condition *condition, struct node *ret)
{
	struct str key = key_of(compiler, condition);
	uintptr_t number = (uintptr_t)map_get(compiler->regex_numbers, key);
	if (!number) {
		if (!add_regex(compiler, condition, str_slice(key, 1, key.len))) {
			return false;
		}
		number = compiler->regex_count;
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the map keeps a number, not an address */
		map_put(compiler->regex_numbers, key, (void *)number);
	}
	*ret = (struct node){.kind = NODE_REGEX, .id = (uint32_t)number - 1};
	return true;
}

/* --- when all are known --- */

struct layout {
	struct compiler *compiler;
	struct set_regex *regexes;
	struct regex_search *searches;
	uint32_t search_count;
	uint32_t slot_count;
};

/* Compiles one to find its places; false when the arena is full. */
static bool compile_finder(struct layout *layout, uint32_t number)
{
	struct compiler *compiler = layout->compiler;
	const struct regex_source *source = &compiler->regexes[number];
	struct regex_error error;
	char message[sizeof(error.message) + 64];
	int rc = regex_compile(
		compiler->arena, &source->pattern, &layout->regexes[number].finder, &error);
	if (rc == -EINVAL) {
		(void)snprintf(message, sizeof(message),
			"this regular expression cannot be used: %s", error.message);
		compiler->file = source->file;
		compiler_error(compiler, source->condition, message);
	}
	return rc != -ENOMEM;
}

static bool goes_together(const struct regex_source *source)
{
	const struct regex_weight *weight = &source->weight;
	return weight->literal >= TOGETHER_LITERAL_MIN && weight->states <= TOGETHER_STATES_MAX &&
	       weight->work <= TOGETHER_WORK_MAX;
}

static void add_search(struct layout *layout, const struct regex *regex, const uint32_t *numbers,
	uint32_t count, uint32_t steps)
{
	for (uint32_t i = 0; i < count; i++) {
		layout->regexes[numbers[i]].search = layout->search_count;
		layout->regexes[numbers[i]].slot = layout->slot_count + i;
	}
	layout->searches[layout->search_count++] = (struct regex_search){
		.regex = regex, .first = layout->slot_count, .count = count, .steps = steps};
	layout->slot_count += count;
}

/* Without starts it is searched faster. */
static bool add_alone(struct layout *layout, uint32_t number)
{
	const struct regex_source *source = &layout->compiler->regexes[number];
	const struct regex *regex = layout->regexes[number].finder;
	int rc = regex_has_start(regex) ? regex_compile_together(layout->compiler->arena,
						  &source->pattern, 1, &regex)
					: 0;
	add_search(layout, regex, &number, 1, STEPS_ALONE + 3 * source->weight.states / 2);
	return rc != -ENOMEM;
}

static bool add_together(struct layout *layout, const uint32_t *numbers, uint32_t count)
{
	struct regex_pattern patterns[TOGETHER_COUNT] = {0};
	const struct regex *regex = NULL;
	bool fits = true;
	for (uint32_t i = 0; i < count; i++) {
		patterns[i] = layout->compiler->regexes[numbers[i]].pattern;
	}
	int rc = regex_compile_together(layout->compiler->arena, patterns, count, &regex);
	if (rc == 0) {
		add_search(layout, regex, numbers, count, STEPS_TOGETHER + count);
		return true;
	}
	for (uint32_t i = 0; i < count && rc != -ENOMEM && fits; i++) {
		fits = add_alone(layout, numbers[i]);
	}
	return rc != -ENOMEM && fits;
}

static bool add_searches(struct layout *layout)
{
	const struct compiler *compiler = layout->compiler;
	uint32_t numbers[TOGETHER_COUNT];
	uint32_t count = 0;
	uint32_t work = 0;
	bool fits = true;
	for (uint32_t i = 0; i < compiler->regex_count && fits; i++) {
		const struct regex_source *source = &compiler->regexes[i];
		if (!goes_together(source)) {
			fits = add_alone(layout, i);
			continue;
		}
		if (count == TOGETHER_COUNT || work + source->weight.work > TOGETHER_WORK) {
			fits = add_together(layout, numbers, count);
			count = 0;
			work = 0;
		}
		numbers[count++] = i;
		work += source->weight.work;
	}
	return fits && (count == 0 || add_together(layout, numbers, count));
}

/* What of a field each search may read, so that all of them keep to their limit. */
static size_t reach_of(const struct layout *layout)
{
	uint64_t steps = 1;
	for (uint32_t i = 0; i < layout->search_count; i++) {
		steps += layout->searches[i].steps;
	}
	size_t reach = (size_t)(LIMIT_REGEX_STEPS / steps);
	return reach < LIMIT_REGEX_REACH ? LIMIT_REGEX_REACH : reach;
}

bool compile_regexes(struct compiler *compiler, struct rule_set *set)
{
	size_t count = compiler->regex_count;
	size_t errors = compiler->diags->errors;
	struct layout layout = {.compiler = compiler};
	if (count == 0) {
		return true;
	}
	layout.regexes = arena_zalloc(compiler->arena, count * sizeof(layout.regexes[0]));
	layout.searches = arena_zalloc(compiler->arena, count * sizeof(layout.searches[0]));
	if (!layout.regexes || !layout.searches) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!compile_finder(&layout, i)) {
			return false;
		}
	}
	if (compiler->diags->errors > errors) {
		return true;
	}
	if (!add_searches(&layout)) {
		return false;
	}
	set->regexes = layout.regexes;
	set->regex_count = count;
	set->searches = layout.searches;
	set->search_count = layout.search_count;
	set->regex_reach = reach_of(&layout);
	return true;
}
