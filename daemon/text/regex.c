/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wraps Hyperscan; the only file that knows it. A pattern is weighed before the library sees it, because repetitions can
 * cost it many seconds: linear in the text is not linear in the pattern. The invariant: what was compiled was weighed, and
 * searching allocates nothing.
 */
#include "text/regex.h"

#include <errno.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

/* Finding where a match starts makes the automaton larger: not for patterns above this weight. */
#define START_WEIGHT_MAX 128
#define WEIGHT_MAX 1000000u
#define GROUP_DEPTH_MAX 32

struct regex {
	hs_database_t *database; /* behind this struct */
	size_t bytes;
	bool has_start;
};

struct regex_scratch {
	hs_scratch_t *scratch; /* owned by the library */
};

/* --- the weight of a pattern: states of the automaton, roughly --- */

struct scan {
	struct str text;
	size_t at;
	unsigned depth;
};

static bool is_at(const struct scan *scan, char byte)
{
	return scan->at < scan->text.len && scan->text.ptr[scan->at] == byte;
}

static uint32_t limited(uint64_t weight)
{
	return weight > WEIGHT_MAX ? WEIGHT_MAX : (uint32_t)weight;
}

static void skip_braces(struct scan *scan)
{
	if (is_at(scan, '{')) {
		while (scan->at < scan->text.len && scan->text.ptr[scan->at] != '}') {
			scan->at++;
		}
		scan->at += scan->at < scan->text.len;
	}
}

/* Behind a backslash. Sets of letters of all scripts are large, complements too. */
static uint32_t weigh_escape(struct scan *scan)
{
	char kind = '\0';
	if (scan->at < scan->text.len) {
		kind = scan->text.ptr[scan->at++];
	}
	if (kind == 'p' || kind == 'P') {
		scan->at += !is_at(scan, '{') && scan->at < scan->text.len;
		skip_braces(scan);
		return 8;
	}
	if (kind == 'x') {
		skip_braces(scan);
	}
	return kind == 'W' || kind == 'D' || kind == 'S' || kind == 'X' ? 4 : 1;
}

/* Behind a [. */
static uint32_t weigh_set(struct scan *scan)
{
	uint32_t weight = is_at(scan, '^') ? 4 : 1;
	scan->at += is_at(scan, '^');
	scan->at += is_at(scan, ']'); /* the first stands for itself */
	while (scan->at < scan->text.len && scan->text.ptr[scan->at] != ']') {
		uint32_t inner = (unsigned char)scan->text.ptr[scan->at] < 0x80 ? 1 : 4;
		if (scan->text.ptr[scan->at++] == '\\') {
			inner = weigh_escape(scan);
		}
		weight = inner > weight ? inner : weight;
	}
	scan->at += scan->at < scan->text.len;
	return weight;
}

static uint32_t read_number(struct scan *scan)
{
	uint64_t number = 0;
	while (scan->at < scan->text.len && scan->text.ptr[scan->at] >= '0' &&
		scan->text.ptr[scan->at] <= '9') {
		number = limited(number * 10 + (uint64_t)(scan->text.ptr[scan->at++] - '0'));
	}
	return (uint32_t)number;
}

/* The repetitions that follow an atom, multiplied. */
static uint32_t weigh_repeats(struct scan *scan)
{
	uint64_t times = 1;
	while (scan->at < scan->text.len) {
		struct scan ahead = *scan;
		uint32_t most;
		if (is_at(scan, '*') || is_at(scan, '+') || is_at(scan, '?')) {
			scan->at++;
			continue;
		}
		if (!is_at(&ahead, '{')) {
			break;
		}
		ahead.at++;
		most = read_number(&ahead);
		if (is_at(&ahead, ',')) {
			ahead.at++;
			uint32_t upper = read_number(&ahead);
			most = upper > most ? upper : most;
		}
		if (!is_at(&ahead, '}')) {
			break; /* a brace that stands for itself */
		}
		scan->at = ahead.at + 1;
		times = limited(times * (most > 0 ? most : 1));
	}
	return (uint32_t)times;
}

static uint32_t weigh_group(struct scan *scan);

/* NOLINTNEXTLINE(misc-no-recursion): GROUP_DEPTH_MAX deep at most */
static uint32_t weigh_atom(struct scan *scan)
{
	char byte = scan->text.ptr[scan->at++];
	switch (byte) {
	case '(':
		return weigh_group(scan);
	case '[':
		return weigh_set(scan);
	case '\\':
		return weigh_escape(scan);
	case '.':
		return 4;
	default:
		return 1;
	}
}

/* Alternatives and what follows each other, up to the closing parenthesis or the end. */
/* NOLINTNEXTLINE(misc-no-recursion): GROUP_DEPTH_MAX deep at most */
static uint32_t weigh_group(struct scan *scan)
{
	uint64_t sum = 1;
	if (++scan->depth > GROUP_DEPTH_MAX) {
		scan->at = scan->text.len;
		return WEIGHT_MAX;
	}
	while (scan->at < scan->text.len && !is_at(scan, ')')) {
		uint64_t atom = weigh_atom(scan);
		sum = limited(sum + atom * weigh_repeats(scan));
	}
	scan->at += scan->at < scan->text.len;
	scan->depth--;
	return (uint32_t)sum;
}

static uint32_t weigh(struct str pattern)
{
	struct scan scan = {.text = pattern};
	uint64_t sum = 0;
	while (scan.at < pattern.len) { /* more than once only behind a stray parenthesis */
		sum = limited(sum + weigh_group(&scan));
	}
	return (uint32_t)sum;
}

/* --- errors --- */

static int fail(struct regex_error *error, size_t at, const char *message)
{
	error->at = at;
	(void)snprintf(error->message, sizeof(error->message), "%s", message);
	return -EINVAL;
}

/* The library ends many of its messages with "at index 5." */
static int fail_library(struct regex_error *error, hs_compile_error_t *said, size_t length)
{
	const char *message = said ? said->message : "it cannot be compiled";
	const char *place = strstr(message, " at index ");
	int len = (int)(place ? (size_t)(place - message) : strlen(message));
	error->at = 0;
	if (place) {
		long at = strtol(place + strlen(" at index "), NULL, 10);
		error->at = at > 0 && (size_t)at <= length ? (size_t)at : 0;
	}
	len -= len > 0 && message[len - 1] == '.';
	if (strstr(message, "HS_FLAG_ALLOWEMPTY")) {
		(void)snprintf(error->message, sizeof(error->message),
			"it matches the empty text, and so everywhere");
	} else if (str_starts(str_from(message), STR("Missing close parenthesis"))) {
		(void)snprintf(error->message, sizeof(error->message), "Missing close parenthesis");
	} else {
		(void)snprintf(error->message, sizeof(error->message), "%.*s", len, message);
	}
	if (said) {
		(void)hs_free_compile_error(said);
	}
	return -EINVAL;
}

static unsigned flags_of(bool any_case)
{
	return HS_FLAG_UTF8 | (any_case ? HS_FLAG_CASELESS : 0);
}

int regex_check(struct str pattern, bool any_case, struct regex_error *ret)
{
	char text[LIMIT_REGEX + 1];
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *said = NULL;
	if (pattern.len == 0) {
		return fail(ret, 0, "it is empty");
	}
	if (pattern.len > LIMIT_REGEX) {
		return fail(ret, 0, "it is too long");
	}
	if (memchr(pattern.ptr, '\0', pattern.len)) {
		return fail(ret, 0, "it has a NUL in it");
	}
	if (weigh(pattern) > LIMIT_REGEX_WEIGHT) {
		return fail(ret, 0, "its repetitions are too large");
	}
	memcpy(text, pattern.ptr, pattern.len);
	text[pattern.len] = '\0';
	if (hs_expression_info(text, flags_of(any_case), &info, &said) != HS_SUCCESS) {
		return fail_library(ret, said, pattern.len);
	}
	bool is_empty = info->min_width == 0;
	free(info);
	return is_empty ? fail(ret, 0, "it matches the empty text, and so everywhere") : 0;
}

/* --- compiling --- */

static int compile_database(const char *text, bool any_case, bool with_start, hs_database_t **ret,
	struct regex_error *ret_error)
{
	hs_compile_error_t *said = NULL;
	unsigned flags = flags_of(any_case) | (with_start ? HS_FLAG_SOM_LEFTMOST : 0);
	if (hs_compile(text, flags, HS_MODE_BLOCK, NULL, ret, &said) == HS_SUCCESS) {
		return 0;
	}
	return fail_library(ret_error, said, strlen(text));
}

/* Copies the database into the arena: what is shared between processes may not lie in the heap of one. */
static int keep_database(struct arena *arena, const hs_database_t *database, struct regex **ret)
{
	char *bytes = NULL;
	size_t length = 0;
	size_t size = 0;
	struct regex *regex = NULL;
	int rc = -ENOMEM;
	if (hs_serialize_database(database, &bytes, &length) == HS_SUCCESS &&
		hs_database_size(database, &size) == HS_SUCCESS) {
		regex = arena_zalloc(arena, sizeof(*regex) + size + 16);
	}
	if (regex) {
		char *behind = (char *)(regex + 1);
		regex->database =
			(hs_database_t *)(void *)(behind + (16 - (uintptr_t)behind % 16) % 16);
		regex->bytes = size;
		if (hs_deserialize_database_at(bytes, length, regex->database) == HS_SUCCESS) {
			*ret = regex;
			rc = 0;
		}
	}
	free(bytes);
	return rc;
}

int regex_compile(struct arena *arena, struct str pattern, bool any_case, const struct regex **ret,
	struct regex_error *ret_error)
{
	char text[LIMIT_REGEX + 1];
	hs_database_t *database = NULL;
	struct regex *regex = NULL;
	int rc = regex_check(pattern, any_case, ret_error);
	if (rc) {
		return rc;
	}
	memcpy(text, pattern.ptr, pattern.len);
	text[pattern.len] = '\0';
	bool with_start = weigh(pattern) <= START_WEIGHT_MAX &&
			  compile_database(text, any_case, true, &database, ret_error) == 0;
	if (!with_start) {
		rc = compile_database(text, any_case, false, &database, ret_error);
	}
	if (rc == 0) {
		rc = keep_database(arena, database, &regex);
	}
	if (rc == 0) {
		regex->has_start = with_start;
		*ret = regex;
	}
	(void)hs_free_database(database);
	return rc;
}

size_t regex_bytes(const struct regex *regex)
{
	return regex->bytes;
}

/* --- searching --- */

struct regex_scratch *regex_scratch_new(const struct regex *const *regexes, size_t count)
{
	struct regex_scratch *scratch = mem_zalloc(sizeof(*scratch));
	for (size_t i = 0; i < count; i++) {
		if (hs_alloc_scratch(regexes[i]->database, &scratch->scratch) != HS_SUCCESS) {
			abort(); /* out of memory, as in base/mem */
		}
	}
	return scratch;
}

void regex_scratch_free(struct regex_scratch *scratch)
{
	if (scratch) {
		(void)hs_free_scratch(scratch->scratch);
		free(scratch);
	}
}

static int on_first(
	unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	*(bool *)arg = true;
	return 1;
}

static unsigned scan_length(struct str text)
{
	return text.len < UINT32_MAX ? (unsigned)text.len : UINT32_MAX;
}

bool regex_holds(const struct regex *regex, struct regex_scratch *scratch, struct str text)
{
	bool found = false;
	(void)hs_scan(regex->database, text.ptr, scan_length(text), 0, scratch->scratch, on_first,
		&found);
	return found;
}

/* Matches come by their ends. */
struct finding {
	struct str text;
	bool has_start;
	struct regex_match *out;
	size_t count;
	size_t max;
};

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static size_t word_start(struct str text, size_t end)
{
	size_t at = end;
	while (at > 0 && !is_blank(text.ptr[at - 1])) {
		at--;
	}
	return at < end || end == 0 ? at : end - 1;
}

static int on_match(
	unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	struct finding *finding = arg;
	struct regex_match *last = &finding->out[finding->count > 0 ? finding->count - 1 : 0];
	struct regex_match match = {.start = (size_t)from, .end = (size_t)to};
	(void)id;
	(void)flags;
	if (!finding->has_start) {
		match.start = word_start(finding->text, match.end);
	}
	if (finding->count > 0 && match.start <= last->start) {
		*last = match; /* longer, or earlier */
		return 0;
	}
	if (finding->count > 0 && match.start < last->end) {
		return 0; /* inside the last one */
	}
	if (finding->count == finding->max) {
		return 1;
	}
	finding->out[finding->count++] = match;
	return 0;
}

size_t regex_find(const struct regex *regex, struct regex_scratch *scratch, struct str text,
	struct regex_match *out, size_t max)
{
	struct finding finding = {
		.text = text, .has_start = regex->has_start, .out = out, .max = max};
	(void)hs_scan(regex->database, text.ptr, scan_length(text), 0, scratch->scratch, on_match,
		&finding);
	return finding.count;
}
