/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes alerts. Never decides whether one is published: that is for the commit script. Keeps true: an alert is at most
 * LIMIT_ALERT bytes less the room for what delivery adds, and what was cut to get there is said in it: evidence first, the
 * least important before the rest, but never all.
 */
#include "alert/record.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "alert/hit_json.h"
#include "base/limits.h"
#include "text/date.h"
#include "text/hash.h"
#include "text/json.h"
#include "text/url.h"
#include "text/utf8.h"

/* seq, producer, kind, story, revises and stream_id, added at delivery. */
#define ROOM_FOR_DELIVERY 1024
#define ALERT_VERSION 1
#define ID_SIZE 33

/* How much an alert carries besides evidence; each step down makes it smaller. The last one fits with a piece of evidence,
 * whatever a feed and a rule hold: three URLs of LIMIT_URL, 2 * LIMIT_CAPTURES captures, and a dozen texts of few points
 * (test_record.c proves it). */
struct detail {
	size_t summary_points; /* of the article's summary */
	size_t rules;          /* listed */
	size_t text_points;    /* of every other text */
	size_t items;          /* tags of a rule, entities */
};

static const struct detail details[] = {
	{LIMIT_SUMMARY_POINTS, LIMIT_HITS, LIMIT_TITLE_POINTS, LIMIT_TAGS},
	{LIMIT_SUMMARY_POINTS / 2, 32, LIMIT_TITLE_POINTS, LIMIT_TAGS},
	{LIMIT_SUMMARY_POINTS / 8, 16, LIMIT_NAME_POINTS, 16},
	{0, 4, 60, 4},
	{0, 1, 20, 1},
};

/* Pieces of evidence that an alert carries of each of its rules, the first ones. */
struct shares {
	uint8_t pieces[LIMIT_HITS];
};

/* The hits of one channel, in their order. */
struct channel_hits {
	struct str channel;
	const struct hit *hits[LIMIT_HITS];
	size_t count;
};

static void write_hex(struct hash128 hash, char out[ID_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t halves[] = {hash.high, hash.low};

	for (size_t i = 0; i < 32; i++) {
		out[i] = digits[halves[i / 16] >> (60 - 4 * (i % 16)) & 15];
	}
	out[32] = '\0';
}

/* What the article is called everywhere: its URL when it has one, else its guid in its feed, else its title. */
static uint64_t article_key(const struct known *identity)
{
	return identity->url_key    ? identity->url_key
	       : identity->guid_key ? identity->guid_key
				    : identity->title_key;
}

static uint64_t seed_of(const struct known *identity)
{
	return hash64_mix(article_key(identity), identity->revision);
}

static void write_date(struct json_writer *w, const char *key, int64_t seconds)
{
	char text[DATE_RFC3339_SIZE];

	if (seconds != DATE_NONE) {
		json_key_str(w, key, str_make(text, date_format(seconds, text)));
	}
}

/* At most `cap` points, and no more than this detail allows. */
static void write_text(struct json_writer *w, const char *key, struct str text, size_t cap,
	const struct detail *detail)
{
	json_key_str(
		w, key, utf8_truncate(text, cap < detail->text_points ? cap : detail->text_points));
}

/* The same, left out when there is none. */
static void write_if_any(struct json_writer *w, const char *key, struct str text, size_t cap,
	const struct detail *detail)
{
	if (text.len) {
		write_text(w, key, text, cap, detail);
	}
}

static void write_rules(
	struct json_writer *w, const struct channel_hits *of, const struct detail *detail)
{
	json_key(w, "rules");
	json_open_array(w);
	for (size_t i = 0; i < of->count && i < detail->rules; i++) {
		const struct hit *hit = of->hits[i];

		json_open_object(w);
		json_key_str(w, "id", hit->rule_id);
		json_key_str(w, "name", hit->rule);
		write_if_any(w, "desc", hit->desc, LIMIT_RULE_TEXT_POINTS, detail);
		json_key_str(w, "priority", str_from(priority_name(hit->priority)));
		json_key(w, "tags");
		json_open_array(w);
		for (size_t t = 0; t < hit->tag_count && t < detail->items; t++) {
			json_str(w, hit->tags[t]);
		}
		json_close_array(w);
		json_key_str(w, "assertion", str_from(assertion_name(hit->assertion)));
		hit_json_captures(w, hit, detail->text_points);
		hit_json_also(w, hit, detail->items, detail->text_points);
		json_close_object(w);
	}
	json_close_array(w);
	if (of->count > detail->rules) {
		json_key_int(w, "rules_cut", (int64_t)(of->count - detail->rules));
	}
}

static void write_web_url(struct json_writer *w, const char *key, struct str url)
{
	if (url_is_web(url)) {
		json_key_str(w, key, url);
	}
}

static void write_article(struct json_writer *w, struct arena *arena,
	const struct record_source *source, const struct read_article *read,
	const struct detail *detail)
{
	const struct article *article = &read->article;
	char key[ID_SIZE];

	write_hex((struct hash128){0, article_key(&read->identity)}, key);
	json_key(w, "article");
	json_open_object(w);
	json_key_str(w, "key", str_from(key + 16));
	write_text(w, "title", article->title, LIMIT_TITLE_POINTS, detail);
	write_web_url(w, "url", article->link);
	write_web_url(w, "canonical_url",
		url_canonical(arena, article->canonical.len ? article->canonical : article->link));
	write_if_any(w, "author", article->author, LIMIT_NAME_POINTS, detail);
	write_date(w, "published", article->published);
	write_date(w, "updated", article->updated);
	write_date(w, "detected", source->detected_ms / 1000);
	if (article->lang.len) {
		json_key_str(w, "lang", article->lang);
	}
	json_key_str(w, "summary", utf8_truncate(article->summary, detail->summary_points));
	json_key_str(w, "text_source", read->from_page ? STR("page") : STR("feed"));
	write_if_any(w, "page_error", read->page_error, LIMIT_PAGE_ERROR_POINTS, detail);
	json_close_object(w);
}

static void write_source(
	struct json_writer *w, const struct record_source *source, const struct detail *detail)
{
	json_key(w, "source");
	json_open_object(w);
	write_text(w, "feed", source->feed, LIMIT_NAME_POINTS, detail);
	write_if_any(w, "title", source->title, LIMIT_NAME_POINTS, detail);
	write_web_url(w, "url", source->url);
	write_if_any(w, "country", source->country, LIMIT_NAME_POINTS, detail);
	json_close_object(w);
}

static void write_entities(
	struct json_writer *w, const struct hits *hits, const struct detail *detail)
{
	json_key(w, "entities");
	json_open_array(w);
	for (size_t i = 0; i < hits->entity_count && i < LIMIT_ALERT_ENTITIES && i < detail->items;
		i++) {
		json_open_object(w);
		json_key_str(w, "id", hits->entities[i].id);
		json_key_str(w, "type", hits->entities[i].type);
		json_key_int(w, "count", hits->entities[i].count);
		json_close_object(w);
	}
	json_close_array(w);
}

static void write_evidence(struct json_writer *w, const struct channel_hits *of,
	const struct detail *detail, const struct shares *shares)
{
	size_t cut = 0;

	json_key(w, "evidence");
	json_open_array(w);
	for (size_t i = 0; i < of->count; i++) {
		for (size_t e = 0; e < of->hits[i]->evidence_count; e++) {
			if (e < shares->pieces[i]) {
				hit_json_evidence(w, of->hits[i], &of->hits[i]->evidence[e],
					detail->text_points);
			} else {
				cut++;
			}
		}
	}
	json_close_array(w);
	if (cut) {
		json_key_int(w, "evidence_cut", (int64_t)cut);
	}
}

struct alert_parts {
	struct arena *arena;
	const struct record_source *source;
	const struct read_article *read;
	const struct channel_hits *of;
	const char *id;
};

static void write_alert(struct buf *out, const struct alert_parts *parts,
	const struct detail *detail, const struct shares *shares)
{
	struct json_writer w;
	const struct hit *first;

	assert(parts->of->count > 0);
	buf_clear(out);
	w = json_writer_start(out);
	first = parts->of->hits[0];
	json_open_object(&w);
	json_key_int(&w, "v", ALERT_VERSION);
	json_key_str(&w, "id", str_from(parts->id));
	json_key_str(&w, "channel", parts->of->channel);
	json_key_str(&w, "priority", str_from(priority_name(first->priority)));
	write_rules(&w, parts->of, detail);
	write_text(&w, "output", first->output, LIMIT_TITLE_POINTS, detail);
	write_article(&w, parts->arena, parts->source, parts->read, detail);
	write_source(&w, parts->source, detail);
	if (parts->read->backlog) {
		json_key_bool(&w, "backlog", true);
	}
	json_key_str(&w, "assertion", str_from(assertion_name(first->assertion)));
	hit_json_captures(&w, first, detail->text_points);
	write_entities(&w, &parts->read->hits, detail);
	write_evidence(&w, parts->of, detail, shares);
	hit_json_excerpt(&w, first,
		detail->text_points < LIMIT_EXCERPT_POINTS ? detail->text_points
							   : LIMIT_EXCERPT_POINTS);
	json_close_object(&w);
}

/* Bytes of a piece of evidence in an alert. */
static size_t piece_size(struct buf *scratch, const struct hit *hit, const struct evidence *piece,
	const struct detail *detail)
{
	struct json_writer w;

	buf_clear(scratch);
	w = json_writer_start(scratch);
	hit_json_evidence(&w, hit, piece, detail->text_points);
	return scratch->len + 1; /* and a comma */
}

/* Shares out `room` bytes: a piece to each rule in turn, until one does not fit. */
static void share_room(const struct channel_hits *of, const struct detail *detail, size_t room,
	struct shares *shares)
{
	struct buf scratch;

	buf_init(&scratch, LIMIT_ALERT);
	memset(shares, 0, sizeof(*shares));
	for (size_t e = 0; e < LIMIT_EVIDENCE; e++) {
		for (size_t i = 0; i < of->count && i < detail->rules; i++) {
			const struct hit *hit = of->hits[i];
			size_t size;

			if (e >= hit->evidence_count) {
				continue;
			}
			size = piece_size(&scratch, hit, &hit->evidence[e], detail);
			if (size > room) {
				buf_done(&scratch);
				return;
			}
			room -= size;
			shares->pieces[i]++;
		}
	}
	buf_done(&scratch);
}

/* Fills the room beside everything else of this detail with evidence; false: not even the first piece fits. */
static bool write_with_evidence_that_fits(
	struct buf *out, const struct alert_parts *parts, const struct detail *detail)
{
	const struct hit *first = parts->of->hits[0];
	struct shares shares = {{0}};

	write_alert(out, parts, detail, &shares);
	if (out->full) {
		return false;
	}
	share_room(parts->of, detail, out->max - out->len, &shares);
	write_alert(out, parts, detail, &shares);
	return !out->full && (shares.pieces[0] > 0 || first->evidence_count == 0);
}

/* The fullest form that fits. */
static struct str alert_of(const struct alert_parts *parts)
{
	struct shares all;
	struct str alert = {NULL, 0};
	struct buf out;
	bool fits;

	memset(all.pieces, LIMIT_EVIDENCE, sizeof(all.pieces));
	buf_init(&out, LIMIT_ALERT - ROOM_FOR_DELIVERY);
	write_alert(&out, parts, &details[0], &all);
	fits = !out.full;
	for (size_t i = 0; i < sizeof(details) / sizeof(details[0]) && !fits; i++) {
		fits = write_with_evidence_that_fits(&out, parts, &details[i]);
	}
	if (!out.full) {
		alert = arena_str(parts->arena, buf_str(&out));
	}
	buf_done(&out);
	return alert;
}

static size_t add_mark(uint64_t *marks, size_t count, uint64_t mark)
{
	if (mark) {
		marks[count++] = mark;
	}
	return count;
}

/* By its address the article is known in every feed, by its guid in this one; what has neither is known by what it says. */
static bool set_marks(
	struct arena *arena, struct journal_record *record, const struct known *identity)
{
	uint64_t *marks = arena_alloc(arena, 2 * sizeof(*marks));

	if (!marks) {
		return false;
	}
	record->marks = marks;
	record->mark_count = add_mark(marks, record->mark_count, identity->url_key);
	record->mark_count = add_mark(marks, record->mark_count, identity->guid_key);
	if (record->mark_count == 0) {
		record->mark_count = add_mark(marks, 0, identity->title_key);
	}
	if (record->mark_count == 0) {
		record->mark_count = add_mark(marks, 0, seed_of(identity) | 1);
	}
	return true;
}

static bool set_rules(
	struct arena *arena, struct journal_record *record, const struct channel_hits *of)
{
	uint32_t *rules = arena_alloc(arena, of->count * sizeof(*rules));

	if (!rules) {
		return false;
	}
	for (size_t i = 0; i < of->count; i++) {
		rules[i] = (uint32_t)hash64(0, of->hits[i]->rule_id);
	}
	record->rules = rules;
	record->rule_count = of->count;
	return true;
}

static bool fill_record(struct arena *arena, const struct record_source *source,
	const struct read_article *read, const struct channel_hits *of,
	struct journal_record *record)
{
	char *id = arena_alloc(arena, ID_SIZE);

	if (!id) {
		return false;
	}
	write_hex(hash128(seed_of(&read->identity), of->channel), id);
	record->channel = of->channel;
	record->id = str_make(id, ID_SIZE - 1);
	record->source = source->feed;
	record->detected_ms = source->detected_ms;
	record->alert = alert_of(&(struct alert_parts){arena, source, read, of, id});
	record->changed = read->status == IDENTITY_CHANGED;
	return record->alert.ptr && set_marks(arena, record, &read->identity) &&
	       set_rules(arena, record, of);
}

static void collect(const struct hits *hits, size_t from, struct channel_hits *ret)
{
	ret->channel = hits->hits[from].channel;
	ret->count = 0;
	for (size_t i = from; i < hits->count && ret->count < LIMIT_HITS; i++) {
		if (str_eq(hits->hits[i].channel, ret->channel)) {
			ret->hits[ret->count++] = &hits->hits[i];
		}
	}
}

static bool is_first_of_channel(const struct hits *hits, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (str_eq(hits->hits[i].channel, hits->hits[at].channel)) {
			return false;
		}
	}
	return true;
}

/* Adds the records of one article behind those that are there. */
static int make_of_article(struct arena *arena, const struct record_source *source,
	const struct read_article *article, struct journal_record *records, size_t *count)
{
	const struct hits *hits = &article->hits;

	for (size_t i = 0; i < hits->count; i++) {
		struct channel_hits of;

		if (!is_first_of_channel(hits, i)) {
			continue;
		}
		collect(hits, i, &of);
		if (!fill_record(arena, source, article, &of, &records[*count])) {
			return -ENOMEM;
		}
		(*count)++;
	}
	return 0;
}

static bool may_alert(const struct read_article *article)
{
	return article->alerts && article->has_detail;
}

struct record_list record_make_all(
	struct arena *arena, const struct record_source *source, const struct reader_result *result)
{
	struct record_list list = {NULL, 0, 0};
	size_t most = 0;

	for (size_t i = 0; i < result->article_count; i++) {
		most += may_alert(&result->articles[i]) ? result->articles[i].hits.count : 0;
	}
	list.records = arena_zalloc(arena, most * sizeof(*list.records));
	for (; list.records && list.articles < result->article_count; list.articles++) {
		const struct read_article *article = &result->articles[list.articles];
		size_t before = list.count;

		if (may_alert(article) &&
			make_of_article(arena, source, article, list.records, &list.count) < 0) {
			list.count = before;
			break;
		}
	}
	return list;
}
