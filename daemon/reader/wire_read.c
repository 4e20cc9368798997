/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs and results out of frames. Never trusts a payload: what wire.c could not have written is refused. Keeps true: every
 * text that comes out is valid UTF-8 without controls and within its cap.
 */
#include "reader/wire.h"

#include <errno.h>

#include "base/limits.h"
#include "base/pack.h"
#include "reader/wire_form.h"
#include "text/date.h"
#include "text/robots.h"
#include "text/url.h"
#include "text/utf8.h"

/* Years 1 to 9999, as text/date.h gives them. */
#define DATE_FIRST INT64_C(-62135596800)
#define DATE_LAST INT64_C(253402300799)

static struct str get_clean(struct unpack *in, enum utf8_clean_mode mode, size_t max_points)
{
	struct str s = unpack_str(in, max_points * 4);

	if (!in->bad && !wire_is_clean(s, mode, max_points)) {
		in->bad = true;
	}
	return in->bad ? STR("") : s;
}

static struct str get_line(struct unpack *in, size_t max_points)
{
	return get_clean(in, UTF8_LINE, max_points);
}

static struct str get_text(struct unpack *in, size_t max_points)
{
	return get_clean(in, UTF8_TEXT, max_points);
}

/* Web addresses, one a line. */
static struct str get_links(struct unpack *in, size_t max_bytes)
{
	struct str links = get_text(in, max_bytes);
	struct str rest = links;
	struct str link;

	while (rest.len > 0 && str_cut(&rest, '\n', &link)) {
		in->bad |= !url_is_web(link);
	}
	in->bad |= links.len > max_bytes;
	return links;
}

static struct str get_link(struct unpack *in)
{
	struct str s = get_line(in, LIMIT_URL);

	if (s.len > 0 && !url_is_web(s)) {
		in->bad = true;
	}
	return s;
}

static struct str get_robots(struct unpack *in)
{
	struct str rules = unpack_str(in, LIMIT_ROBOTS_RULES);

	in->bad |= !robots_is_rules(rules);
	return rules;
}

/* An enumerator below `count`. */
static uint8_t get_enum(struct unpack *in, unsigned count)
{
	uint8_t number = unpack_u8(in);

	if (number >= count) {
		in->bad = true;
		return 0;
	}
	return number;
}

static int64_t get_date(struct unpack *in)
{
	int64_t seconds = unpack_i64(in);

	if (seconds != DATE_NONE && (seconds < DATE_FIRST || seconds > DATE_LAST)) {
		in->bad = true;
	}
	return seconds;
}

/* An array of `count` elements; NULL for none, and `*full` when the arena is full. */
static void *get_array(struct arena *arena, size_t count, size_t element, bool *full)
{
	void *array = count > 0 ? arena_zalloc(arena, count * element) : NULL;

	*full = *full || (count > 0 && !array);
	return array;
}

struct reading {
	struct unpack in;
	struct arena *arena;
	bool full;
	size_t title_points; /* of the article, to hold evidence against */
};

static void get_evidence(struct reading *r, struct evidence *ret)
{
	struct unpack *in = &r->in;

	ret->field = (enum field)get_enum(in, FIELD_COUNT);
	ret->start = unpack_u32(in);
	ret->end = unpack_u32(in);
	ret->distance = (int32_t)unpack_u32(in);
	ret->clause = get_line(in, LIMIT_EVIDENCE_POINTS);
	ret->text = get_text(in, LIMIT_EVIDENCE_POINTS);
	ret->entity = get_line(in, LIMIT_RULE_NAME_POINTS);
	ret->snippet = get_text(in, LIMIT_EVIDENCE_POINTS);
	ret->cue = get_text(in, LIMIT_EVIDENCE_POINTS);
	if (ret->cue.len) {
		ret->cue_start = unpack_u32(in);
		ret->cue_end = unpack_u32(in);
	}
	if (ret->cue_start > ret->cue_end || ret->cue_end > LIMIT_ARTICLE_TEXT) {
		in->bad = true;
	}
	if (ret->start > ret->end || ret->end > LIMIT_ARTICLE_TEXT || ret->distance < -1 ||
		(ret->field == FIELD_TITLE && ret->end > r->title_points)) {
		in->bad = true;
	}
}

static void get_marks(struct reading *r, struct hit *hit)
{
	size_t points = utf8_length(hit->excerpt);

	hit->mark_count = unpack_count(&r->in, LIMIT_EXCERPT_MARKS);
	hit->marks = get_array(r->arena, hit->mark_count, sizeof(*hit->marks), &r->full);
	for (size_t i = 0; i < hit->mark_count && !r->full; i++) {
		hit->marks[i].start = unpack_u32(&r->in);
		hit->marks[i].end = unpack_u32(&r->in);
		if (hit->marks[i].start > hit->marks[i].end || hit->marks[i].end > points) {
			r->in.bad = true;
		}
	}
}

/* Channels become keys of Redis and subjects of subscriptions: RULES.md 1 allows them few characters. */
static bool is_channel(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';

		if (!is_word) {
			return false;
		}
	}
	return s.len > 0;
}

static const struct capture *get_captures(struct reading *r, size_t *ret_count)
{
	struct unpack *in = &r->in;
	size_t count = unpack_count(in, LIMIT_CAPTURES);
	struct capture *captures = get_array(r->arena, count, sizeof(*captures), &r->full);

	for (size_t i = 0; i < count && !r->full; i++) {
		captures[i].name = get_line(in, LIMIT_RULE_NAME_POINTS);
		captures[i].id = get_line(in, LIMIT_RULE_NAME_POINTS);
		captures[i].label = get_line(in, LIMIT_RULE_NAME_POINTS);
		captures[i].text = get_line(in, LIMIT_EVIDENCE_POINTS);
	}
	*ret_count = count;
	return captures;
}

static void get_also(struct reading *r, struct hit *ret)
{
	struct hit_also *also;

	ret->also_count = unpack_count(&r->in, LIMIT_BINDINGS);
	also = get_array(r->arena, ret->also_count, sizeof(*also), &r->full);
	for (size_t i = 0; i < ret->also_count && !r->full; i++) {
		also[i].captures = get_captures(r, &also[i].count);
	}
	ret->also = also;
}

static void get_hit_lists(struct reading *r, struct hit *ret)
{
	struct unpack *in = &r->in;
	struct str *tags;

	ret->tag_count = unpack_count(in, LIMIT_TAGS);
	tags = get_array(r->arena, ret->tag_count, sizeof(*tags), &r->full);
	ret->tags = tags;
	for (size_t i = 0; i < ret->tag_count && !r->full; i++) {
		tags[i] = get_line(in, LIMIT_RULE_NAME_POINTS);
	}
	ret->captures = get_captures(r, &ret->capture_count);
	get_also(r, ret);
	ret->evidence_count = unpack_count(in, LIMIT_EVIDENCE);
	ret->evidence = get_array(r->arena, ret->evidence_count, sizeof(*ret->evidence), &r->full);
	for (size_t i = 0; i < ret->evidence_count && !r->full; i++) {
		get_evidence(r, &ret->evidence[i]);
	}
}

static void get_hit(struct reading *r, struct hit *ret)
{
	struct unpack *in = &r->in;

	ret->rule_id = get_line(in, LIMIT_RULE_NAME_POINTS);
	ret->rule = get_line(in, LIMIT_RULE_NAME_POINTS);
	ret->desc = get_line(in, LIMIT_RULE_TEXT_POINTS);
	ret->channel = get_line(in, LIMIT_CHANNEL);
	ret->priority = (enum priority)get_enum(in, PRIORITY_CRITICAL + 1);
	ret->assertion = (enum assertion)get_enum(in, ASSERTION_BACKGROUND + 1);
	ret->output = get_line(in, LIMIT_RULE_TEXT_POINTS);
	get_hit_lists(r, ret);
	ret->excerpt = get_text(in, LIMIT_EXCERPT_POINTS);
	get_marks(r, ret);
	if (ret->rule.len == 0 || ret->rule_id.len == 0 || !is_channel(ret->channel)) {
		in->bad = true;
	}
}

static void get_hits(struct reading *r, struct hits *ret)
{
	struct unpack *in = &r->in;

	ret->count = unpack_count(in, LIMIT_HITS);
	ret->hits = get_array(r->arena, ret->count, sizeof(*ret->hits), &r->full);
	for (size_t i = 0; i < ret->count && !r->full && !in->bad; i++) {
		get_hit(r, &ret->hits[i]);
	}
	ret->left_out = unpack_u32(in);
	ret->entity_count = unpack_count(in, LIMIT_HIT_ENTITIES);
	ret->entities = get_array(r->arena, ret->entity_count, sizeof(*ret->entities), &r->full);
	for (size_t i = 0; i < ret->entity_count && !r->full; i++) {
		ret->entities[i].id = get_line(in, LIMIT_RULE_NAME_POINTS);
		ret->entities[i].type = get_line(in, LIMIT_RULE_NAME_POINTS);
		ret->entities[i].count = unpack_u32(in);
	}
}

static void get_detail(struct reading *r, struct read_article *read)
{
	struct article *ret = &read->article;
	struct unpack *in = &r->in;
	struct str *categories;

	ret->guid = get_line(in, LIMIT_GUID);
	if (ret->guid.len > LIMIT_GUID) {
		in->bad = true;
	}
	ret->link = get_link(in);
	ret->author = get_line(in, LIMIT_NAME_POINTS);
	ret->category_count = unpack_count(in, LIMIT_CATEGORIES);
	categories = get_array(r->arena, ret->category_count, sizeof(*categories), &r->full);
	ret->categories = categories;
	for (size_t i = 0; i < ret->category_count && !r->full; i++) {
		categories[i] = get_line(in, LIMIT_NAME_POINTS);
	}
	ret->published = get_date(in);
	ret->updated = get_date(in);
	ret->lang = get_line(in, LIMIT_LANG_POINTS);
	ret->title = get_line(in, LIMIT_TITLE_POINTS);
	ret->summary = get_text(in, LIMIT_SUMMARY_POINTS);
	ret->canonical = get_link(in);
	read->text_points = unpack_u32(in);
	r->title_points = utf8_length(ret->title);
}

/* Status and flags must be such as read.c can make them. */
static bool is_possible(const struct read_article *article)
{
	bool is_read = article->status == IDENTITY_NEW || article->status == IDENTITY_CHANGED;

	return (!article->alerts || is_read) && (!article->backlog || article->alerts) &&
	       (!article->has_detail || article->alerts) &&
	       (!article->hits.in_part || article->alerts) &&
	       (!article->wants_page || article->has_detail);
}

int wire_get_article(struct str payload, int64_t now, struct arena *arena, struct read_article *ret)
{
	struct reading r = {.in = unpack_start(payload), .arena = arena};
	struct read_article article = {.article = {.published = DATE_NONE, .updated = DATE_NONE}};
	uint8_t flags;

	article.status = (enum identity_status)get_enum(&r.in, IDENTITY_MOVED + 1);
	article.identity.guid_key = unpack_u64(&r.in);
	article.identity.url_key = unpack_u64(&r.in);
	article.identity.title_key = unpack_u64(&r.in);
	article.identity.revision = unpack_u64(&r.in);
	article.identity.seen_at = now;
	flags = get_enum(&r.in, WIRE_FLAGS_END);
	article.backlog = flags & WIRE_BACKLOG;
	article.alerts = flags & WIRE_ALERTS;
	article.has_detail = flags & WIRE_DETAIL;
	article.wants_page = flags & WIRE_WANTS_PAGE;
	article.hits.in_part = flags & WIRE_IN_PART;
	if (r.in.bad || !is_possible(&article)) {
		return -EPROTO;
	}
	if (article.has_detail) {
		/* One copy of all that follows; the texts then point into it. */
		struct str rest = arena_str(arena, r.in.rest);

		if (!rest.ptr) {
			return -ENOMEM;
		}
		r.in = unpack_start(rest);
		get_detail(&r, &article);
		get_hits(&r, &article.hits);
		/* Details must be there for something. */
		r.in.bad = r.in.bad || (article.hits.count == 0 && !article.wants_page);
		/* An address may be refused that looked good over there. */
		article.wants_page = article.wants_page && article.article.link.len > 0;
	}
	/* What was left out for want of memory makes the rest unreadable. */
	if (r.full) {
		return -ENOMEM;
	}
	if (!unpack_is_whole(&r.in)) {
		return -EPROTO;
	}
	*ret = article;
	return 0;
}

static const struct read_article *get_page_article(struct reading *r)
{
	struct read_article *article = arena_zalloc(r->arena, sizeof(*article));

	if (!article) {
		r->full = true;
		return NULL;
	}
	get_detail(r, article);
	return article;
}

int wire_get_job(struct str payload, int fd, struct arena *arena, struct reader_job *ret)
{
	struct reading r = {.in = unpack_start(payload), .arena = arena};
	struct unpack *in = &r.in;
	struct reader_job job = {.body_fd = fd};
	struct known *known;

	job.feed_id = unpack_u64(in);
	job.feed_name = unpack_str(in, LIMIT_FRAME);
	job.feed_country = unpack_str(in, LIMIT_FRAME);
	job.feed_language = unpack_str(in, LIMIT_FRAME);
	job.url = unpack_str(in, LIMIT_FRAME);
	job.content_type = unpack_str(in, LIMIT_FRAME);
	job.now = unpack_i64(in);
	job.first_poll = get_enum(in, 2);
	job.backlog_since = unpack_i64(in);
	job.known_count = unpack_count(in, LIMIT_KNOWN);
	known = get_array(arena, job.known_count, sizeof(*known), &r.full);
	for (size_t i = 0; i < job.known_count && !r.full; i++) {
		known[i].guid_key = unpack_u64(in);
		known[i].url_key = unpack_u64(in);
		known[i].title_key = unpack_u64(in);
		known[i].revision = unpack_u64(in);
		known[i].seen_at = unpack_i64(in);
	}
	job.known = known;
	job.pages = (enum reader_pages)get_enum(in, READER_PAGES_ALWAYS + 1);
	if (get_enum(in, 2) && !r.full) {
		job.article = get_page_article(&r);
	}
	job.robots = get_enum(in, 2);
	if (r.full) {
		return -ENOMEM;
	}
	if (fd >= 0) {
		job.body_size = unpack_u64(in);
	} else {
		job.body = unpack_str(in, LIMIT_FRAME);
		job.body_size = job.body.len;
	}
	if (!unpack_is_whole(in) || job.body_size > LIMIT_DOCUMENT) {
		return -EPROTO;
	}
	*ret = job;
	return 0;
}

int wire_get_end(struct str payload, struct arena *arena, struct reader_result *ret)
{
	struct str copy = arena_str(arena, payload);
	struct unpack in = unpack_start(copy);
	struct reader_result result = {.articles = NULL};

	if (!copy.ptr) {
		return -ENOMEM;
	}
	/* READER_DIED is ours to say. */
	result.outcome = (enum reader_outcome)get_enum(&in, READER_DIED);
	result.error = get_line(&in, LIMIT_RULE_TEXT_POINTS);
	result.format = get_line(&in, LIMIT_NAME_POINTS);
	result.repairs = get_line(&in, LIMIT_RULE_TEXT_POINTS);
	result.repair_set = unpack_u32(&in);
	result.proposals = get_links(&in, READER_PROPOSALS_MAX);
	result.robots = get_robots(&in);
	result.feed.title = get_line(&in, LIMIT_NAME_POINTS);
	result.feed.link = get_link(&in);
	result.feed.language = get_line(&in, LIMIT_LANG_POINTS);
	result.article_count = unpack_u32(&in);
	result.cpu_us = unpack_i64(&in);
	if (!unpack_is_whole(&in) || result.article_count > LIMIT_ARTICLES || result.cpu_us < 0) {
		return -EPROTO;
	}
	*ret = result;
	return 0;
}
