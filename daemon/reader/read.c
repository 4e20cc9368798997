/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The work on one document. Never looks at a clock, does no input or output, and does no text work for an article that
 * cannot alert. Keeps true: each article of the document is handed out once, in order, with its identity.
 */
#include "reader/read.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "parse/document.h"
#include "reader/page_text.h"
#include "text/date.h"
#include "text/robots.h"
#include "text/url.h"
#include "text/utf8.h"

#define DAY 86400
#define ROBOT "nuncio" /* our name in robots.txt (RFC 9309 2.2.1), whatever fetch.user_agent says */

struct read_context {
	struct matcher *matcher; /* borrowed, may be NULL */
	struct arena *arena; /* owned: the feed's own text and the messages, of the last document */
};

/* One call of read_document. */
struct reading {
	struct read_context *context;
	const struct reader_job *job;
	struct known_index *index; /* owned by the call */
	read_sink_fn *sink;
	void *arg;
	size_t articles;
	size_t cut; /* articles whose hits did not fit into memory */
};

struct read_context *read_context_new(struct matcher *matcher, size_t arena_bytes)
{
	struct read_context *context = mem_zalloc(sizeof(*context));

	context->matcher = matcher;
	context->arena = arena_new(arena_bytes);
	return context;
}

void read_context_free(struct read_context *context)
{
	if (!context) {
		return;
	}
	arena_free(context->arena);
	free(context);
}

bool read_is_backlog(const struct reader_job *job, int64_t published)
{
	if (job->backlog_since == INT64_MIN) {
		return true;
	}
	return published != DATE_NONE && published >= job->backlog_since &&
	       published <= job->now + DAY;
}

/* The categories, one a line. */
static struct str join_categories(struct arena *arena, const struct article *article)
{
	size_t len = 0;
	char *joined;

	for (size_t i = 0; i < article->category_count; i++) {
		len += article->categories[i].len + 1;
	}
	joined = len > 0 ? arena_alloc(arena, len) : NULL;
	if (!joined) {
		return STR("");
	}
	len = 0;
	for (size_t i = 0; i < article->category_count; i++) {
		struct str category = article->categories[i];

		for (size_t j = 0; j < category.len; j++) {
			joined[len++] = category.ptr[j];
		}
		joined[len++] = '\n';
	}
	return str_make(joined, len - 1);
}

struct match_input read_match_input(const struct article *article, struct str source,
	struct str country, int64_t now, struct arena *arena)
{
	return (struct match_input){
		.date = article->published != DATE_NONE ? article->published : now,
		.fields = {
			[FIELD_TITLE] = article->title,
			[FIELD_BODY] = article->text,
			[FIELD_URL] = article->link,
			[FIELD_AUTHOR] = article->author,
			[FIELD_TAG] = join_categories(arena, article),
			[FIELD_SOURCE] = source,
			[FIELD_FEED_COUNTRY] = country,
			[FIELD_LANG] = article->lang,
		}};
}

static void match(struct reading *r, struct read_article *ret, struct arena *arena)
{
	struct match_input input = read_match_input(
		&ret->article, r->job->feed_name, r->job->feed_country, r->job->now, arena);

	if (matcher_run_for_alerts(r->context->matcher, &input, arena, &ret->hits) < 0) {
		r->cut++;
	}
	ret->has_detail = ret->hits.count > 0;
}

/* A report that goes on gets another title. What else changes of an article changes for many reasons, in some feeds at every
 * poll: that is none to ask its site for the page again. */
static bool may_have_new_page(
	const struct reading *r, const struct known *article, enum identity_status status)
{
	return status == IDENTITY_NEW ||
	       (status == IDENTITY_CHANGED && identity_is_retitled(r->index, article));
}

/* The feed's text stays matched: it serves when the page cannot be had. */
static bool wants_page(const struct reader_job *job, const struct read_article *article)
{
	bool is_asked_for = job->pages == READER_PAGES_ALWAYS ||
			    (job->pages == READER_PAGES_AS_RULES_ASK && article->hits.wants_page);

	return is_asked_for && url_is_web(article->article.link);
}

static bool on_article(struct article *article, struct arena *arena, void *arg)
{
	struct reading *r = arg;
	const struct reader_job *job = r->job;
	struct read_article ret = {.status = IDENTITY_NEW};
	bool new_page;

	ret.identity = identity_of(arena, job->feed_id, article, job->now);
	ret.status = identity_judge(r->index, &ret.identity);
	new_page = may_have_new_page(r, &ret.identity, ret.status);
	known_index_add(r->index, &ret.identity);
	ret.alerts = ret.status == IDENTITY_NEW || ret.status == IDENTITY_CHANGED;
	if (job->first_poll && ret.alerts) {
		/* Atom entries need no more than `updated` (RFC 4287 4.1.2). */
		ret.backlog = read_is_backlog(job,
			article->published != DATE_NONE ? article->published : article->updated);
		ret.alerts = ret.backlog;
	}
	if (!str_is_empty(job->feed_language)) {
		article->lang = job->feed_language;
	}
	if (ret.alerts) {
		parse_read_text(article, arena);
	}
	ret.article = *article;
	if (ret.alerts && r->context->matcher) {
		match(r, &ret, arena);
		ret.wants_page = new_page && wants_page(job, &ret);
	}
	if (ret.wants_page) {
		ret.has_detail = true;
		ret.text_points = (uint32_t)utf8_length(article->text);
	}
	r->articles++;
	return r->sink(&ret, arena, r->arg);
}

static void take_cut(const struct reading *r, struct reader_result *ret)
{
	ret->article_count = r->articles;
	if (r->cut > 0 && ret->outcome == READER_OK) {
		ret->outcome = READER_LIMIT;
		ret->error = STR("match: not all hits fit into the memory for one article");
	}
}

/* As many as there is room for, one a line. */
static struct str join_proposals(struct arena *arena, const struct parse_report *report)
{
	struct buf lines;
	struct str joined;

	buf_init(&lines, READER_PROPOSALS_MAX);
	for (size_t i = 0; i < report->proposal_count; i++) {
		struct str url = report->proposals[i];

		if (lines.len + 1 + url.len <= READER_PROPOSALS_MAX) {
			buf_add_str(&lines, lines.len > 0 ? STR("\n") : STR(""));
			buf_add_str(&lines, url);
		}
	}
	joined = arena_str(arena, buf_str(&lines));
	buf_done(&lines);
	return joined;
}

/* The outcome and messages of the parser in those of a reader. */
static void take_report(
	struct reading *r, const struct parse_report *report, struct reader_result *ret)
{
	struct arena *arena = r->context->arena;

	ret->outcome = READER_OK;
	if (report->outcome == PARSE_NOT_A_FEED) {
		ret->outcome = READER_NOT_A_FEED;
	} else if (report->outcome == PARSE_LIMIT) {
		ret->outcome = READER_LIMIT;
	}
	ret->error = arena_str(arena, str_from(report->error));
	ret->format = arena_str(arena, str_from(report->format));
	ret->repairs = arena_str(arena, str_from(report->repairs));
	ret->repair_set = report->repair_set;
	ret->proposals = join_proposals(arena, report);
	ret->feed = report->feed;
	take_cut(r, ret);
}

/* The page behind an article of the feed. */
static void read_page(struct reading *r, const struct document *document, struct reader_result *ret)
{
	struct arena *arena = r->context->arena;
	struct read_article article = {.status = IDENTITY_NEW,
		.backlog = r->job->first_poll,
		.alerts = true,
		.article = r->job->article->article};

	ret->error = page_text_take(arena, document, r->job, &article.article);
	if (ret->error.len > 0) {
		ret->outcome = READER_NO_ARTICLE;
		return;
	}
	if (r->context->matcher) {
		match(r, &article, arena);
	}
	r->articles++;
	(void)r->sink(&article, arena, r->arg);
}

static void read_robots(
	struct read_context *context, const struct reader_job *job, struct reader_result *ret)
{
	struct buf rules;

	buf_init(&rules, LIMIT_ROBOTS_RULES);
	robots_take_rules(job->body, STR(ROBOT), &rules);
	ret->robots = arena_str(context->arena, buf_str(&rules));
	buf_done(&rules);
}

void read_document(struct read_context *context, const struct reader_job *job, read_sink_fn *sink,
	void *arg, struct reader_result *ret)
{
	struct reading r = {.context = context, .job = job, .sink = sink, .arg = arg};
	struct document document = {.bytes = job->body,
		.is_mapped = job->is_mapped,
		.content_type = job->content_type,
		.url = job->url};
	struct parse_report report = {.outcome = PARSE_OK};

	*ret = (struct reader_result){.articles = NULL};
	arena_clear(context->arena);
	if (job->robots) {
		read_robots(context, job, ret);
		return;
	}
	if (job->article) {
		read_page(&r, &document, ret);
		take_cut(&r, ret);
		return;
	}
	r.index = known_index_new(job->known, job->known_count);
	parse_document(context->arena, &document, on_article, &r, &report);
	take_report(&r, &report, ret);
	known_index_free(r.index);
}
