/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One feed. Keeps an idle feed small: the strings of its spec lie in one block. Never decides anything; never touches the
 * network or the clock. A packed state is versioned: bytes of an unknown version are no state.
 */
#include "feed/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/pack.h"
#include "text/hash.h"

#define STATE_VERSION 3
#define STATE_VERSION_2 2 /* without what is behind "known" */
#define STATE_VERSION_1 1 /* without addresses and manners, and with wider counters */
/* On disk for good: another seed would make every feed a new one. */
#define ID_SEED 0
#define STATE_TEXT_MAX 4096

#define SPEC_TEXTS 8

/* The string fields of a spec, the URL first. */
static const char **spec_text(struct feed_spec *spec, size_t index)
{
	const char **const texts[SPEC_TEXTS] = {&spec->url, &spec->name, &spec->country,
		&spec->language, &spec->tags, &spec->user, &spec->password, &spec->header};

	return texts[index];
}

void feed_spec_pack(struct feed_spec *spec)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < SPEC_TEXTS; i++) {
		const char *text = *spec_text(spec, i);

		size += text ? strlen(text) + 1 : 0;
	}
	at = mem_alloc(size);
	for (size_t i = 0; i < SPEC_TEXTS; i++) {
		const char **text = spec_text(spec, i);

		if (*text) {
			size_t length = strlen(*text) + 1;

			*text = memcpy(at, *text, length);
			at += length;
		}
	}
}

void feed_spec_done(struct feed_spec *spec)
{
	/* The block begins with the URL; it was made in feed_spec_pack. */
	free((char *)spec->url);
	*spec = (struct feed_spec){0};
}

bool feed_spec_eq(const struct feed_spec *a, const struct feed_spec *b)
{
	struct feed_spec x = *a;
	struct feed_spec y = *b;

	for (size_t i = 0; i < SPEC_TEXTS; i++) {
		const char *one = *spec_text(&x, i);
		const char *other = *spec_text(&y, i);

		if (!one != !other || (one && strcmp(one, other) != 0)) {
			return false;
		}
	}
	return a->interval_s == b->interval_s && a->fulltext == b->fulltext;
}

struct feed *feed_new(struct feed_spec *spec)
{
	struct feed *feed = mem_zalloc(sizeof(*feed));

	heap_node_init(&feed->due);
	feed->id = feed_id_of_url(str_from(spec->url));
	feed->stage = FEED_WAITING;
	feed->spec = *spec;
	*spec = (struct feed_spec){0};
	return feed;
}

void feed_free(struct feed *feed)
{
	if (feed) {
		feed_spec_done(&feed->spec);
		feed_state_done(&feed->state);
		free(feed);
	}
}

void feed_set_spec(struct feed *feed, struct feed_spec *spec)
{
	feed_spec_done(&feed->spec);
	feed->spec = *spec;
	*spec = (struct feed_spec){0};
}

struct str feed_name(const struct feed *feed)
{
	return str_from(feed->spec.name ? feed->spec.name : feed->spec.url);
}

struct str feed_label(const struct feed *feed)
{
	return feed->spec.name || !feed->state.title ? feed_name(feed)
						     : str_from(feed->state.title);
}

uint64_t feed_id_of_url(struct str url)
{
	return hash64(ID_SEED, url);
}

const char *feed_stage_name(enum feed_stage stage)
{
	switch (stage) {
	case FEED_WAITING:
		return "waiting";
	case FEED_QUEUED:
		return "queued";
	case FEED_FETCHING:
		return "fetching";
	case FEED_READING:
		return "reading";
	case FEED_PAGES:
		return "pages";
	case FEED_COMMITTING:
		return "committing";
	}
	return "unknown";
}

void feed_state_done(struct feed_state *state)
{
	free(state->etag);
	free(state->last_modified);
	free(state->error);
	free(state->document_error);
	free(state->title);
	free(state->moved_to);
	free(state->proposals);
	*state = (struct feed_state){0};
}

static char *copy_text(const char *text)
{
	return text ? mem_strdup(text) : NULL;
}

struct feed_state feed_state_copy(const struct feed_state *state)
{
	struct feed_state copy = *state;

	copy.etag = copy_text(state->etag);
	copy.last_modified = copy_text(state->last_modified);
	copy.error = copy_text(state->error);
	copy.document_error = copy_text(state->document_error);
	copy.title = copy_text(state->title);
	copy.moved_to = copy_text(state->moved_to);
	copy.proposals = copy_text(state->proposals);
	return copy;
}

void feed_state_set(char **field, struct str text, size_t max_bytes)
{
	if (text.len == 0 || text.len >= max_bytes) {
		free(*field);
		*field = NULL;
	} else if (!*field || !str_eq(str_from(*field), text)) {
		free(*field);
		*field = str_dupz(text);
	}
}

static void pack_text(struct buf *out, const char *text)
{
	struct str s = str_from(text);

	pack_str(out, str_slice(s, 0, STATE_TEXT_MAX));
}

/* The place in the table is on disk: names are only ever added at its end. */
static const char *const formats[] = {NULL, "other", "RSS", "RSS 0.90", "RSS 0.91", "RSS 0.92",
	"RSS 0.93", "RSS 0.94", "RSS 1.0", "RSS 2.0", "Atom 0.3", "Atom 1.0", "JSON Feed",
	"JSON Feed 1", "JSON Feed 1.0", "JSON Feed 1.1", "CDF", "news sitemap", "sitemap",
	"RSS 1.1", "RSS 2.01", "RSS 2.1", "RSS 3.0", "RSS 1"};
#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

uint8_t feed_format_of(struct str name)
{
	if (str_is_empty(name)) {
		return 0;
	}
	for (size_t i = 1; i < FORMAT_COUNT; i++) {
		if (str_eq_nocase(name, str_from(formats[i]))) {
			return (uint8_t)i;
		}
	}
	return 1;
}

const char *feed_format_name(uint8_t format)
{
	return format < FORMAT_COUNT ? formats[format] : NULL;
}

void feed_state_pack(const struct feed_state *state, struct buf *out)
{
	pack_u8(out, STATE_VERSION);
	pack_text(out, state->etag);
	pack_text(out, state->last_modified);
	pack_text(out, state->error);
	pack_text(out, state->document_error);
	pack_text(out, state->title);
	pack_text(out, state->moved_to);
	pack_text(out, state->proposals);
	pack_u64(out, state->body_hash);
	pack_i64(out, state->validators_at);
	pack_i64(out, state->last_poll_at);
	pack_i64(out, state->last_success_at);
	pack_i64(out, state->next_due_at);
	pack_u32(out, state->failing_since);
	pack_u32(out, state->changed_at);
	pack_u32(out, state->failures);
	pack_u32(out, state->interval_s);
	pack_u32(out, state->articles);
	pack_u32(out, state->polls);
	pack_u32(out, state->errors);
	pack_u32(out, state->missed);
	pack_u32(out, state->repair_set);
	pack_u8(out, (uint8_t)(state->http_status >> 8));
	pack_u8(out, (uint8_t)(state->http_status & 0xff));
	pack_u8(out, state->format);
	pack_u8(out, state->reader_deaths);
	pack_u8(out, state->known ? 1 : 0);
	pack_u32(out, state->in_part);
}

static uint32_t clamp(uint64_t number)
{
	return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

static void unpack_times(struct unpack *in, struct feed_state *state)
{
	state->body_hash = unpack_u64(in);
	state->validators_at = unpack_i64(in);
	state->last_poll_at = unpack_i64(in);
	state->last_success_at = unpack_i64(in);
	state->next_due_at = unpack_i64(in);
}

static void unpack_numbers_old(struct unpack *in, struct feed_state *state)
{
	unpack_times(in, state);
	state->failures = unpack_u32(in);
	state->interval_s = unpack_u32(in);
	state->reader_deaths = unpack_u32(in) & 0x7f;
	state->articles = clamp(unpack_u64(in));
	state->polls = clamp(unpack_u64(in));
	state->errors = clamp(unpack_u64(in));
	state->missed = clamp(unpack_u64(in));
}

static void unpack_numbers(struct unpack *in, struct feed_state *state)
{
	unpack_times(in, state);
	state->failing_since = unpack_u32(in);
	state->changed_at = unpack_u32(in);
	state->failures = unpack_u32(in);
	state->interval_s = unpack_u32(in);
	state->articles = unpack_u32(in);
	state->polls = unpack_u32(in);
	state->errors = unpack_u32(in);
	state->missed = unpack_u32(in);
	state->repair_set = unpack_u32(in);
	uint16_t high = unpack_u8(in);
	state->http_status = (uint16_t)(high << 8 | unpack_u8(in));
	state->format = unpack_u8(in);
	state->reader_deaths = unpack_u8(in) & 0x7f;
}

int feed_state_unpack(struct str bytes, struct feed_state *ret)
{
	struct unpack in = unpack_start(bytes);
	uint8_t version = unpack_u8(&in);

	if (version < STATE_VERSION_1 || version > STATE_VERSION) {
		return -EINVAL;
	}
	bool is_old = version == STATE_VERSION_1;
	struct str etag = unpack_str(&in, STATE_TEXT_MAX);
	struct str last_modified = unpack_str(&in, STATE_TEXT_MAX);
	struct str error = unpack_str(&in, STATE_TEXT_MAX);
	struct str document_error = unpack_str(&in, STATE_TEXT_MAX);
	struct str title = unpack_str(&in, STATE_TEXT_MAX);
	struct str moved_to = is_old ? STR("") : unpack_str(&in, STATE_TEXT_MAX);
	struct str proposals = is_old ? STR("") : unpack_str(&in, STATE_TEXT_MAX);
	struct feed_state state = {0};

	if (is_old) {
		unpack_numbers_old(&in, &state);
	} else {
		unpack_numbers(&in, &state);
	}
	uint8_t known = unpack_u8(&in);
	state.in_part = version > STATE_VERSION_2 ? unpack_u32(&in) : 0;
	if (!unpack_is_whole(&in) || known > 1) {
		return -EINVAL;
	}
	state.known = known == 1;
	feed_state_set(&state.etag, etag, LIMIT_VALIDATOR + 1);
	feed_state_set(&state.last_modified, last_modified, LIMIT_VALIDATOR + 1);
	feed_state_set(&state.error, error, STATE_TEXT_MAX + 1);
	feed_state_set(&state.document_error, document_error, STATE_TEXT_MAX + 1);
	feed_state_set(&state.title, title, STATE_TEXT_MAX + 1);
	feed_state_set(&state.moved_to, moved_to, STATE_TEXT_MAX + 1);
	feed_state_set(&state.proposals, proposals, STATE_TEXT_MAX + 1);
	*ret = state;
	return 0;
}
