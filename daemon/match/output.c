/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replaces each {name}: captures first, then what an article and a rule have. A capture that is not bound gives nothing.
 * Never fails on a template: the rule book has checked it. The invariant: one line, at most LIMIT_TITLE_POINTS.
 */
#include "match/output.h"

#include <string.h>

#include "text/utf8.h"

static struct str value_of_rule(struct str name, const struct hit *hit)
{
	if (str_eq(name, STR("rule"))) {
		return hit->rule;
	}
	if (str_eq(name, STR("desc"))) {
		return hit->desc;
	}
	if (str_eq(name, STR("channel"))) {
		return hit->channel;
	}
	if (str_eq(name, STR("priority"))) {
		return str_from(priority_name(hit->priority));
	}
	if (str_eq(name, STR("assertion"))) {
		return str_from(assertion_name(hit->assertion));
	}
	return STR("");
}

/* *ret_shared becomes false when it is not the same for all rules. */
static struct str value_of(
	const struct matcher *matcher, struct str name, const struct hit *hit, bool *ret_shared)
{
	static const struct {
		struct str name;
		enum field field;
	} fields[] = {
		{STR_INIT("title"), FIELD_TITLE},
		{STR_INIT("url"), FIELD_URL},
		{STR_INIT("author"), FIELD_AUTHOR},
		{STR_INIT("source"), FIELD_SOURCE},
		{STR_INIT("feed_country"), FIELD_FEED_COUNTRY},
		{STR_INIT("lang"), FIELD_LANG},
	};
	for (size_t i = 0; i < hit->capture_count; i++) {
		if (str_eq(hit->captures[i].name, name)) {
			*ret_shared = false;
			return hit->captures[i].label;
		}
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (str_eq(fields[i].name, name)) {
			return matcher->fields[fields[i].field];
		}
	}
	*ret_shared = false;
	return value_of_rule(name, hit);
}

/* Writes to `out` unless it is NULL; returns the length either way. */
static size_t fill(const struct matcher *matcher, struct str template, const struct hit *hit,
	char *out, bool *ret_shared)
{
	size_t len = 0;
	struct str rest = template;
	*ret_shared = true;
	while (rest.len > 0) {
		ptrdiff_t open = str_find_byte(rest, '{');
		ptrdiff_t close = str_find_byte(rest, '}');
		bool has_name = open >= 0 && close > open;
		struct str plain = has_name ? str_slice(rest, 0, (size_t)open) : rest;
		struct str value = STR("");
		if (has_name) {
			size_t name_len = (size_t)(close - open) - 1;
			value = value_of(matcher, str_slice(rest, (size_t)open + 1, name_len), hit,
				ret_shared);
			rest = str_slice(rest, (size_t)close + 1, rest.len);
		} else {
			rest = STR("");
		}
		if (out && plain.len > 0) {
			memcpy(out + len, plain.ptr, plain.len);
		}
		if (out && value.len > 0) {
			memcpy(out + len + plain.len, value.ptr, value.len);
		}
		len += plain.len + value.len;
	}
	return len;
}

struct str output_fill(
	struct matcher *matcher, struct str template, const struct hit *hit, struct arena *arena)
{
	struct output_memo *memo = &matcher->output;
	bool is_known = memo->article == matcher->article && memo->template.ptr == template.ptr &&
			memo->template.len == template.len;
	bool shared;
	/* A capture may have the name of something that the article has. */
	if (is_known && hit->capture_count == 0) {
		return memo->text;
	}
	size_t len = fill(matcher, template, hit, NULL, &shared);
	char *out = arena_alloc(arena, len + 1);
	if (!out) {
		return (struct str){0};
	}
	(void)fill(matcher, template, hit, out, &shared);
	struct str text = utf8_clean(arena, str_make(out, len), UTF8_LINE, LIMIT_TITLE_POINTS);
	if (shared && text.ptr) {
		*memo = (struct output_memo){
			.article = matcher->article, .template = template, .text = text};
	}
	return text;
}
