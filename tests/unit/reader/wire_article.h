/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of the wire: an article with a hit, and its frame. */
#ifndef NUNCIO_TESTS_READER_WIRE_ARTICLE_H
#define NUNCIO_TESTS_READER_WIRE_ARTICLE_H

#include "reader/wire.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/pack.h"
#include "text/date.h"
#include "text/url.h"
#include "text/utf8.h"

static inline void assert_str(struct str got, const char *want)
{
	if (!str_eq(got, str_from(want))) {
		print_error("got '%.*s', want '%s'\n", STR_ARG(got), want);
		fail();
	}
}

/* The payload of the only frame in `out`. */
static inline struct str payload_of(const struct buf *out)
{
	assert_false(out->full);
	assert_true(out->len >= FRAME_HEADER);
	return str_slice(buf_str(out), FRAME_HEADER, out->len);
}

static inline struct str repeat(struct arena *arena, const char *text, size_t times)
{
	size_t len = strlen(text);
	char *all = arena_alloc(arena, len * times + 1);

	for (size_t i = 0; i < len * times; i++) {
		all[i] = text[i % len];
	}
	return str_make(all, len * times);
}

static struct evidence some_evidence[] = {
	{FIELD_TITLE, 0, 5, -1, STR_INIT("@state"), STR_INIT("Title"), STR_INIT("ruritania"),
		STR_INIT("Title of"), STR_INIT("plans to"), 4, 12},
	{FIELD_BODY, 1000, 1004, 3, STR_INIT("a NEAR/3 b"), STR_INIT("a\nb"), STR_INIT(""),
		STR_INIT("x"), STR_INIT(""), 0, 0}};

static const struct capture another[] = {
	{STR_INIT("who"), STR_INIT("elbonia"), STR_INIT("Elbonia"), STR_INIT("Elbonian")}};

static const struct capture some_captures[] = {
	{STR_INIT("who"), STR_INIT("ruritania"), STR_INIT("Ruritania"), STR_INIT("Ruritanian")}};

static const struct hit_also some_also[] = {{another, 1}};

static struct mark some_marks[] = {{0, 3}, {4, 7}};

static const struct str some_tags[] = {STR_INIT("diplomacy"), STR_INIT("test")};

static const struct str some_categories[] = {STR_INIT("World"), STR_INIT("Politics")};

static struct entity_count some_entities[] = {{STR_INIT("ruritania"), STR_INIT("state"), 4}};

static inline struct hit make_hit(void)
{
	return (struct hit){.rule_id = STR("id-1"),
		.rule = STR("visits"),
		.desc = STR("Somebody visits"),
		.channel = STR("news.visits"),
		.priority = PRIORITY_CRITICAL,
		.tags = some_tags,
		.tag_count = 2,
		.assertion = ASSERTION_BACKGROUND,
		.output = STR("out"),
		.captures = some_captures,
		.capture_count = 1,
		.also = some_also,
		.also_count = 1,
		.evidence = some_evidence,
		.evidence_count = 2,
		.excerpt = STR("one two"),
		.marks = some_marks,
		.mark_count = 2};
}

static inline struct read_article make_article(struct hit *hits, size_t count)
{
	return (struct read_article){.status = IDENTITY_CHANGED,
		.identity = {1, 2, 3, 4, 5},
		.alerts = true,
		.backlog = true,
		.has_detail = true,
		.article = {.guid = STR("guid-1"),
			.link = STR("https://a.example/1"),
			.author = STR("A. Author"),
			.categories = some_categories,
			.category_count = 2,
			.published = 1700000000,
			.updated = DATE_NONE,
			.lang = STR("en"),
			.title = STR("Title of it"),
			.summary = STR("Two\n\nparagraphs"),
			.text = STR("is not sent")},
		.hits = {.hits = hits,
			.count = count,
			.left_out = 3,
			.entities = some_entities,
			.entity_count = 1}};
}

#endif
