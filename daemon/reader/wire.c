/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs and results into frames. Cleans every text and cuts it to its cap. Keeps true: what wire_put_* has written, wire_get_*
 * (wire_read.c) accepts.
 */
#include "reader/wire.h"

#include "base/limits.h"
#include "base/pack.h"
#include "reader/wire_form.h"
#include "text/bytes.h"
#include "text/url.h"
#include "text/utf8.h"

/* What one frame may carry of an article's hits. */
struct allowance {
	size_t hits;
	size_t evidence; /* of each hit */
};

bool wire_is_clean(struct str s, enum utf8_clean_mode mode, size_t max_points)
{
	size_t at = 0;
	size_t points = 0;

	if (mode == UTF8_LINE && str_find_byte(s, '\n') >= 0) {
		return false;
	}
	while (at < s.len) {
		/* Most text is printable ASCII, and of no other byte is a code point by itself safe. */
		size_t run = bytes_printable(str_slice(s, at, s.len - at));
		size_t from = at + run;
		uint32_t point;

		at = from;
		points += run;
		if (at == s.len) {
			break;
		}
		point = utf8_next(s, &at);
		if (at - from == 1 || utf8_is_unsafe(point)) {
			return false;
		}
		points++;
	}
	return points <= max_points;
}

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
	bool is_good = url_is_web(link) && wire_is_clean(link, UTF8_LINE, LIMIT_URL);

	pack_str(w->out, is_good ? link : STR(""));
}

static void put_captures(struct writer *w, const struct capture *captures, size_t count)
{
	count = put_count(w, count, LIMIT_CAPTURES);
	for (size_t i = 0; i < count; i++) {
		put_line(w, captures[i].name, LIMIT_RULE_NAME_POINTS);
		put_line(w, captures[i].id, LIMIT_RULE_NAME_POINTS);
		put_line(w, captures[i].label, LIMIT_RULE_NAME_POINTS);
		put_line(w, captures[i].text, LIMIT_EVIDENCE_POINTS);
	}
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
	put_text(w, evidence->cue, LIMIT_EVIDENCE_POINTS);
	if (evidence->cue.len) {
		pack_u32(w->out, evidence->cue_start);
		pack_u32(w->out, evidence->cue_end);
	}
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
	put_captures(w, hit->captures, hit->capture_count);
	count = put_count(
		w, hit->also_count, evidence_max < LIMIT_BINDINGS ? evidence_max : LIMIT_BINDINGS);
	for (size_t i = 0; i < count; i++) {
		put_captures(w, hit->also[i].captures, hit->also[i].count);
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

static void put_detail(struct writer *w, const struct read_article *read)
{
	const struct article *article = &read->article;
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
	put_link(w, article->canonical);
	pack_u32(w->out, read->text_points);
}

static void put_article(struct writer *w, const struct read_article *article, bool has_detail,
	struct allowance allowance)
{
	unsigned flags = (article->backlog ? WIRE_BACKLOG : 0U) |
			 (article->alerts ? WIRE_ALERTS : 0U) | (has_detail ? WIRE_DETAIL : 0U) |
			 (article->wants_page ? WIRE_WANTS_PAGE : 0U) |
			 (article->hits.in_part ? WIRE_IN_PART : 0U);
	size_t begin = frame_begin(w->out, WIRE_ARTICLE);

	pack_u8(w->out, (uint8_t)article->status);
	pack_u64(w->out, article->identity.guid_key);
	pack_u64(w->out, article->identity.url_key);
	pack_u64(w->out, article->identity.title_key);
	pack_u64(w->out, article->identity.revision);
	pack_u8(w->out, (uint8_t)flags);
	if (has_detail) {
		put_detail(w, article);
		put_hits(w, &article->hits, allowance);
	}
	frame_end(w->out, begin);
}

void wire_put_article(struct buf *out, struct arena *scratch, const struct read_article *article)
{
	static const struct allowance steps[] = {
		{LIMIT_HITS, LIMIT_EVIDENCE}, {LIMIT_HITS, 4}, {LIMIT_HITS, 1}, {32, 1}};
	struct writer w = {.out = out, .scratch = scratch};
	bool has_detail = article->has_detail && (article->hits.count > 0 || article->wants_page);
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

static void put_page_article(struct buf *out, const struct read_article *article)
{
	struct arena *scratch = arena_new(0);
	struct writer w = {.out = out, .scratch = scratch};

	put_detail(&w, article);
	arena_free(scratch);
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
	pack_u8(out, (uint8_t)job->pages);
	pack_u8(out, job->article ? 1 : 0);
	if (job->article) {
		put_page_article(out, job->article);
	}
	pack_u8(out, job->robots ? 1 : 0);
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
	pack_u32(out, result->repair_set);
	put_text(&w, result->proposals, READER_PROPOSALS_MAX);
	pack_str(out, result->robots);
	put_line(&w, result->feed.title, LIMIT_NAME_POINTS);
	put_link(&w, result->feed.link);
	put_line(&w, result->feed.language, LIMIT_LANG_POINTS);
	pack_u32(out, (uint32_t)result->article_count);
	pack_i64(out, result->cpu_us);
	frame_end(out, begin);
}
