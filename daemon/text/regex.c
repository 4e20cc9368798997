/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wraps Hyperscan; the only file that knows it. A pattern is weighed before the library sees it (text/regex_weight). The
 * invariant: what was compiled was weighed, searching allocates nothing, and takes time in proportion to the text.
 */
#include "text/regex.h"

#include <errno.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "text/regex_weight.h"

/* Finding where a match starts makes the automaton larger: it is not even tried for patterns above this. */
#define START_STATES_MAX 128
#define START_WORK_MAX 512
/* Of a word that a match ends in, when only its end is known. */
#define WORD_BYTES_MAX 256

struct regex {
	hs_database_t *database; /* behind this struct */
	size_t bytes;
	size_t count; /* of patterns */
	bool has_start;
};

struct regex_scratch {
	hs_scratch_t *scratch; /* owned by the library */
};

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

/* What the library need not see to refuse it, or should not. */
static int check_size(struct str pattern, struct regex_error *ret)
{
	struct regex_weight weight;
	if (pattern.len == 0) {
		return fail(ret, 0, "it is empty");
	}
	if (pattern.len > LIMIT_REGEX) {
		return fail(ret, 0, "it is too long");
	}
	if (memchr(pattern.ptr, '\0', pattern.len)) {
		return fail(ret, 0, "it has a NUL in it");
	}
	regex_weigh(pattern, &weight);
	return weight.states > LIMIT_REGEX_WEIGHT ? fail(ret, 0, "its repetitions are too large")
						  : 0;
}

int regex_check(struct str pattern, bool any_case, struct regex_error *ret)
{
	char text[LIMIT_REGEX + 1];
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *said = NULL;
	int rc = check_size(pattern, ret);
	if (rc) {
		return rc;
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
		regex->count = 1;
		if (hs_deserialize_database_at(bytes, length, regex->database) == HS_SUCCESS) {
			*ret = regex;
			rc = 0;
		}
	}
	free(bytes);
	return rc;
}

static bool may_have_start(struct str pattern)
{
	struct regex_weight weight;
	regex_weigh(pattern, &weight);
	return weight.states <= START_STATES_MAX && weight.work <= START_WORK_MAX;
}

int regex_compile(struct arena *arena, const struct regex_pattern *pattern,
	const struct regex **ret, struct regex_error *ret_error)
{
	char text[LIMIT_REGEX + 1];
	hs_database_t *database = NULL;
	struct regex *regex = NULL;
	int rc = regex_check(pattern->text, pattern->any_case, ret_error);
	if (rc) {
		return rc;
	}
	memcpy(text, pattern->text.ptr, pattern->text.len);
	text[pattern->text.len] = '\0';
	bool with_start = may_have_start(pattern->text) && compile_database(text, pattern->any_case,
								   true, &database, ret_error) == 0;
	if (!with_start) {
		rc = compile_database(text, pattern->any_case, false, &database, ret_error);
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

int regex_compile_together(struct arena *arena, const struct regex_pattern *patterns, size_t count,
	const struct regex **ret)
{
	hs_database_t *database = NULL;
	hs_compile_error_t *said = NULL;
	struct regex *regex = NULL;
	char **texts = mem_alloc((count + 1) * sizeof(char *));
	unsigned *flags = mem_alloc((count + 1) * sizeof(flags[0]));
	unsigned *ids = mem_alloc((count + 1) * sizeof(ids[0]));
	int rc = 0;
	for (size_t i = 0; i < count; i++) {
		texts[i] = str_dupz(patterns[i].text);
		flags[i] = flags_of(patterns[i].any_case) | HS_FLAG_SINGLEMATCH;
		ids[i] = (unsigned)i;
	}
	if (hs_compile_multi((const char *const *)texts, flags, ids, (unsigned)count, HS_MODE_BLOCK,
		    NULL, &database, &said) != HS_SUCCESS) {
		(void)hs_free_compile_error(said);
		rc = -EINVAL;
	}
	if (rc == 0) {
		rc = keep_database(arena, database, &regex);
	}
	if (rc == 0) {
		regex->count = count;
		*ret = regex;
	}
	(void)hs_free_database(database);
	for (size_t i = 0; i < count; i++) {
		free(texts[i]);
	}
	free(texts);
	free(flags);
	free(ids);
	return rc;
}

size_t regex_bytes(const struct regex *regex)
{
	return regex->bytes;
}

bool regex_has_start(const struct regex *regex)
{
	return regex->has_start;
}

/* --- searching --- */

struct regex_scratch *regex_scratch_new(void)
{
	return mem_zalloc(sizeof(struct regex_scratch));
}

void regex_scratch_fit(struct regex_scratch *scratch, const struct regex *regex)
{
	if (hs_alloc_scratch(regex->database, &scratch->scratch) != HS_SUCCESS) {
		abort(); /* out of memory, as in base/mem */
	}
}

void regex_scratch_free(struct regex_scratch *scratch)
{
	if (scratch) {
		(void)hs_free_scratch(scratch->scratch);
		free(scratch);
	}
}

static unsigned scan_length(struct str text)
{
	return text.len < UINT32_MAX ? (unsigned)text.len : UINT32_MAX;
}

struct ends {
	uint32_t *items;
	size_t left; /* patterns without one */
};

static int on_end(
	unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	struct ends *ends = arg;
	(void)from;
	(void)flags;
	if (ends->items[id] == 0) {
		ends->items[id] = (uint32_t)to;
		ends->left--;
	}
	return ends->left == 0;
}

void regex_find_ends(const struct regex *regex, struct regex_scratch *scratch, struct str text,
	uint32_t *ret_ends)
{
	struct ends ends = {.items = ret_ends, .left = regex->count};
	memset(ret_ends, 0, regex->count * sizeof(ret_ends[0]));
	(void)hs_scan(
		regex->database, text.ptr, scan_length(text), 0, scratch->scratch, on_end, &ends);
}

static bool is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Words are looked for from left to right: all bytes before `seen` have been looked at. */
struct word_walk {
	struct str text;
	size_t seen;
	size_t start; /* of the word that goes on to `seen` */
};

/* Where the word that ends at `end` starts; of a very long one its last letters. */
static size_t find_word(struct word_walk *walk, size_t end)
{
	size_t at = end;
	while (at > walk->seen && !is_blank(walk->text.ptr[at - 1])) {
		at--;
	}
	at = at == walk->seen ? walk->start : at;
	walk->seen = end;
	walk->start = at;
	if (at == end) {
		return end > 0 ? end - 1 : 0; /* the blank itself */
	}
	if (end - at > WORD_BYTES_MAX) {
		at = end - WORD_BYTES_MAX;
		while (at < end && ((unsigned char)walk->text.ptr[at] & 0xc0) == 0x80) {
			at++;
		}
	}
	return at;
}

struct regex_match regex_word_before(struct str text, size_t end)
{
	size_t from = end > WORD_BYTES_MAX ? end - WORD_BYTES_MAX : 0;
	struct word_walk walk = {.text = text, .seen = from, .start = from};
	while (walk.start < end && ((unsigned char)text.ptr[walk.start] & 0xc0) == 0x80) {
		walk.start++;
	}
	return (struct regex_match){.start = find_word(&walk, end), .end = end};
}

/* Matches come by their ends. */
struct finding {
	struct word_walk walk; /* of a pattern that knows no starts */
	bool has_start;
	struct regex_match *out;
	size_t count;
	size_t max;
	size_t read; /* where the search ended */
};

static int on_match(
	unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	struct finding *finding = arg;
	struct regex_match *last = &finding->out[finding->count > 0 ? finding->count - 1 : 0];
	struct regex_match match = {.start = (size_t)from, .end = (size_t)to};
	(void)id;
	(void)flags;
	if (!finding->has_start) {
		match.start = find_word(&finding->walk, match.end);
	}
	if (finding->count > 0 && match.start <= last->start) {
		*last = match; /* longer, or earlier */
		return 0;
	}
	if (finding->count > 0 && match.start < last->end) {
		return 0; /* inside the last one */
	}
	if (finding->count == finding->max) {
		finding->read = match.end;
		return 1;
	}
	finding->out[finding->count++] = match;
	return 0;
}

size_t regex_find(const struct regex *regex, struct regex_scratch *scratch, struct str text,
	struct regex_match *out, size_t max, size_t *ret_read)
{
	struct finding finding = {.walk = {.text = text},
		.has_start = regex->has_start,
		.out = out,
		.max = max,
		.read = text.len};
	(void)hs_scan(regex->database, text.ptr, scan_length(text), 0, scratch->scratch, on_match,
		&finding);
	*ret_read = finding.read;
	return finding.count;
}
