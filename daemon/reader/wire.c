/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs and results as frames. Never trusts a payload. Keeps true: what wire_put_* has written, wire_get_* accepts, and
 * every text that comes out of it is valid UTF-8 without controls and within its cap.
 */
#include "reader/wire.h"

#include <errno.h>

#include "base/limits.h"
#include "base/pack.h"
#include "text/date.h"
#include "text/url.h"
#include "text/utf8.h"

/* Years 1 to 9999, as text/date.h gives them. */
#define DATE_FIRST INT64_C(-62135596800)
#define DATE_LAST INT64_C(253402300799)

enum { FLAG_BACKLOG = 1, FLAG_ALERTS = 2, FLAG_DETAIL = 4, FLAG_ALL = 7 };

/* What one frame may carry of an article's hits. */
struct allowance {
	size_t hits;
	size_t evidence; /* of each hit */
};

/* What utf8_clean would leave as it is. */
static bool is_clean(struct str s, enum utf8_clean_mode mode, size_t max_points)
{
	size_t at = 0;
	size_t points = 0;

	if (!utf8_is_valid(s)) {
		return false;
	}
	while (at < s.len) {
		uint32_t point = utf8_next(s, &at);

		points++;
		if (utf8_is_unsafe(point) && !(point == '\n' && mode == UTF8_TEXT)) {
			return false;
		}
	}
	return points <= max_points;
}

/* --- writing --- */

struct writer {
	struct buf *out;
	struct arena *scratch; /* cleaned copies */
};

static void put_line(struct writer *w, struct str s, size_t max_points)
{
	pack_str(w->out, utf8_clean(w->scratch, s, UTF8_LINE, max_points));
}

static void put_text(struct writer *w, struct str s, size_t max_points)
{
	pack_str(w->out, utf8_clean(w->scratch, s, UTF8_TEXT, max_points));
}

static size_t at_most(size_t count, size_t max)
{
	return count < max ? count : max;
}

static size_t put_count(struct writer *w, size_t count, size_t max)
{
	size_t kept = at_most(count, max);

	pack_u32(w->out, (uint32_t)kept);
	return kept;
}

/* A guid is any text; only its bytes are limited. */
static void put_guid(struct writer *w, struct str guid)
{
	struct str s = utf8_clean(w->scratch, guid, UTF8_LINE, LIMIT_GUID);

	while (s.len > LIMIT_GUID) {
		s = utf8_truncate(s, utf8_length(s) - (s.len - LIMIT_GUID + 3) / 4);
	}
	pack_str(w->out, s);
}

static void put_link(struct writer *w, struct str link)
{
	bool is_good = url_is_web(link) && is_clean(link, UTF8_LINE, LIMIT_URL);

	pack_str(w->out, is_good ? link : STR(""));
}

static void put_evidence(struct writer *w, const struct evidence *evidence)
{
	pack_u8(w->out, (uint8_t)evidence->field);
	pack_u32(w->out, evidence->start);
	pack_u32(w->out, evidence->end);
	pack_u32(w->out, (uint32_t)evidence->distance);
	put_line(w, evidence->clause, LIMIT_EVIDENCE_POINTS);
	put_text(w, evidence->text, LIMIT_EVIDENCE_POINTS);
	put_line(w, evidence->entity, LIMIT_RULE_NAME_POINTS);
	put_text(w, evidence->snippet, LIMIT_EVIDENCE_POINTS);
}

static void put_marks(struct writer *w, const struct hit *hit)
{
	size_t count = put_count(w, hit->mark_count, LIMIT_EXCERPT_MARKS);

	for (size_t i = 0; i < count; i++) {
		pack_u32(w->out, hit->marks[i].start);
		pack_u32(w->out, hit->marks[i].end);
	}
}

static void put_hit(struct writer *w, const struct hit *hit, size_t evidence_max)
{
	size_t count;

	put_line(w, hit->rule_id, LIMIT_RULE_NAME_POINTS);
	put_line(w, hit->rule, LIMIT_RULE_NAME_POINTS);
	put_line(w, hit->desc, LIMIT_RULE_TEXT_POINTS);
	put_line(w, hit->channel, LIMIT_CHANNEL);
	pack_u8(w->out, (uint8_t)hit->priority);
	pack_u8(w->out, (uint8_t)hit->assertion);
	put_line(w, hit->output, LIMIT_RULE_TEXT_POINTS);
	count = put_count(w, hit->tag_count, LIMIT_TAGS);
	for (size_t i = 0; i < count; i++) {
		put_line(w, hit->tags[i], LIMIT_RULE_NAME_POINTS);
	}
	count = put_count(w, hit->capture_count, LIMIT_CAPTURES);
	for (size_t i = 0; i < count; i++) {
		put_line(w, hit->captures[i].name, LIMIT_RULE_NAME_POINTS);
		put_line(w, hit->captures[i].id, LIMIT_RULE_NAME_POINTS);
		put_line(w, hit->captures[i].label, LIMIT_RULE_NAME_POINTS);
		put_line(w, hit->captures[i].text, LIMIT_EVIDENCE_POINTS);
	}
	count = put_count(w, hit->evidence_count, evidence_max);
	for (size_t i = 0; i < count; i++) {
		put_evidence(w, &hit->evidence[i]);
	}
	put_text(w, hit->excerpt, LIMIT_EXCERPT_POINTS);
	put_marks(w, hit);
}

static void put_hits(struct writer *w, const struct hits *hits, struct allowance allowance)
{
	size_t count = put_count(w, hits->count, allowance.hits);
	size_t left_out = hits->left_out + (hits->count - count);

	for (size_t i = 0; i < count; i++) {
		put_hit(w, &hits->hits[i], allowance.evidence);
	}
	pack_u32(w->out, (uint32_t)at_most(left_out, UINT32_MAX));
	count = put_count(w, hits->entity_count, LIMIT_HIT_ENTITIES);
	for (size_t i = 0; i < count; i++) {
		put_line(w, hits->entities[i].id, LIMIT_RULE_NAME_POINTS);
		put_line(w, hits->entities[i].type, LIMIT_RULE_NAME_POINTS);
		pack_u32(w->out, hits->entities[i].count);
	}
}

static void put_detail(struct writer *w, const struct article *article)
{
	size_t count;

	put_guid(w, article->guid);
	put_link(w, article->link);
	put_line(w, article->author, LIMIT_NAME_POINTS);
	count = put_count(w, article->category_count, LIMIT_CATEGORIES);
	for (size_t i = 0; i < count; i++) {
		put_line(w, article->categories[i], LIMIT_NAME_POINTS);
	}
	pack_i64(w->out, article->published);
	pack_i64(w->out, article->updated);
	put_line(w, article->lang, LIMIT_LANG_POINTS);
	put_line(w, article->title, LIMIT_TITLE_POINTS);
	put_text(w, article->summary, LIMIT_SUMMARY_POINTS);
}

static void put_article(struct writer *w, const struct read_article *article, bool has_detail,
	struct allowance allowance)
{
	unsigned flags = (article->backlog ? FLAG_BACKLOG : 0U) |
			 (article->alerts ? FLAG_ALERTS : 0U) | (has_detail ? FLAG_DETAIL : 0U);
	size_t begin = frame_begin(w->out, WIRE_ARTICLE);

	pack_u8(w->out, (uint8_t)article->status);
	pack_u64(w->out, article->identity.guid_key);
	pack_u64(w->out, article->identity.url_key);
	pack_u64(w->out, article->identity.title_key);
	pack_u64(w->out, article->identity.revision);
	pack_u8(w->out, (uint8_t)flags);
	if (has_detail) {
		put_detail(w, &article->article);
		put_hits(w, &article->hits, allowance);
	}
	frame_end(w->out, begin);
}

void wire_put_article(struct buf *out, struct arena *scratch, const struct read_article *article)
{
	static const struct allowance steps[] = {
		{LIMIT_HITS, LIMIT_EVIDENCE}, {LIMIT_HITS, 4}, {LIMIT_HITS, 1}, {32, 1}};
	struct writer w = {.out = out, .scratch = scratch};
	bool has_detail = article->has_detail && article->hits.count > 0;
	size_t begin = out->len;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && !out->full; i++) {
		put_article(&w, article, has_detail, steps[i]);
		if (!out->full) {
			return;
		}
		if (i + 1 < sizeof(steps) / sizeof(steps[0])) {
			out->len = begin;
			out->full = false;
		}
	}
}

void wire_put_job(struct buf *out, const struct reader_job *job)
{
	bool with_fd = job->body_fd >= 0;
	size_t begin = frame_begin(out, with_fd ? WIRE_JOB_FD : WIRE_JOB);

	pack_u64(out, job->feed_id);
	pack_str(out, job->feed_name);
	pack_str(out, job->feed_country);
	pack_str(out, job->feed_language);
	pack_str(out, job->url);
	pack_str(out, job->content_type);
	pack_i64(out, job->now);
	pack_u8(out, job->first_poll ? 1 : 0);
	pack_i64(out, job->backlog_since);
	pack_u32(out, (uint32_t)job->known_count);
	for (size_t i = 0; i < job->known_count; i++) {
		pack_u64(out, job->known[i].guid_key);
		pack_u64(out, job->known[i].url_key);
		pack_u64(out, job->known[i].title_key);
		pack_u64(out, job->known[i].revision);
		pack_i64(out, job->known[i].seen_at);
	}
	if (with_fd) {
		pack_u64(out, job->body_size);
	} else {
		pack_str(out, job->body);
	}
	frame_end(out, begin);
}

void wire_put_end(struct buf *out, struct arena *scratch, const struct reader_result *result)
{
	struct writer w = {.out = out, .scratch = scratch};
	size_t begin = frame_begin(out, WIRE_END);

	pack_u8(out, (uint8_t)result->outcome);
	put_line(&w, result->error, LIMIT_RULE_TEXT_POINTS);
	put_line(&w, result->format, LIMIT_NAME_POINTS);
	put_line(&w, result->repairs, LIMIT_RULE_TEXT_POINTS);
	put_line(&w, result->feed.title, LIMIT_NAME_POINTS);
	put_link(&w, result->feed.link);
	put_line(&w, result->feed.language, LIMIT_LANG_POINTS);
	pack_u32(out, (uint32_t)result->article_count);
	pack_i64(out, result->cpu_us);
	frame_end(out, begin);
}

/* --- reading --- */

static struct str get_clean(struct unpack *in, enum utf8_clean_mode mode, size_t max_points)
{
	struct str s = unpack_str(in, max_points * 4);

	if (!in->bad && !is_clean(s, mode, max_points)) {
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

static struct str get_link(struct unpack *in)
{
	struct str s = get_line(in, LIMIT_URL);

	if (s.len > 0 && !url_is_web(s)) {
		in->bad = true;
	}
	return s;
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
	ret->capture_count = unpack_count(in, LIMIT_CAPTURES);
	for (size_t i = 0; i < ret->capture_count; i++) {
		ret->captures[i].name = get_line(in, LIMIT_RULE_NAME_POINTS);
		ret->captures[i].id = get_line(in, LIMIT_RULE_NAME_POINTS);
		ret->captures[i].label = get_line(in, LIMIT_RULE_NAME_POINTS);
		ret->captures[i].text = get_line(in, LIMIT_EVIDENCE_POINTS);
	}
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
	if (ret->count == 0) {
		in->bad = true;
	}
}

static void get_detail(struct reading *r, struct article *ret)
{
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
	r->title_points = utf8_length(ret->title);
}

/* Status and flags must be such as read.c can make them. */
static bool is_possible(const struct read_article *article)
{
	bool is_read = article->status == IDENTITY_NEW || article->status == IDENTITY_CHANGED;

	return (!article->alerts || is_read) && (!article->backlog || article->alerts) &&
	       (!article->has_detail || article->alerts);
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
	flags = get_enum(&r.in, FLAG_ALL + 1);
	article.backlog = flags & FLAG_BACKLOG;
	article.alerts = flags & FLAG_ALERTS;
	article.has_detail = flags & FLAG_DETAIL;
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
		get_detail(&r, &article.article);
		get_hits(&r, &article.hits);
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
	if (r.full) {
		return -ENOMEM;
	}
	job.known = known;
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
