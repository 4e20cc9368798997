/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who an article is. Pure: the time comes with the article, and nothing is logged. A wrong "known" loses an alert for
 * good, a wrong "new" only doubles one; so evidence that a feed has shown to be worthless (one guid for many
 * addresses, one address for many guids) counts for nothing. Keeps true: seeds and layouts here never change, for keys
 * are on disk and in Redis.
 */
#include "dedup/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/pack.h"
#include "text/hash.h"
#include "text/url.h"
#include "text/utf8.h"

/* A title tells an article for a week; newspapers use some titles again and again. */
#define TITLE_GOOD_FOR_S (7 * INT64_C(86400))
/* A shorter title ("Weather") tells nothing of an article that has a guid or an address. */
#define TITLE_TELLING 20
/* A shorter last part after " | " is the name of the site. */
#define TITLE_SUFFIX_POINTS 20
/* Bytes that are hashed at once. */
#define HASH_CHUNK 2048
#define PACK_VERSION 1
#define PACKED_KNOWN (5 * sizeof(uint64_t))

/* One for each kind of key, so that equal text never gives equal keys of two kinds. */
enum domain { DOMAIN_GUID = 1, DOMAIN_URL, DOMAIN_TITLE, DOMAIN_REVISION, DOMAIN_NAMELESS };

static uint64_t never_zero(uint64_t key)
{
	return key != 0 ? key : 1;
}

/* --- keys --- */

/* What follows "http://" or "https://": a site that changes from one to the other has no new articles. */
static struct str without_web_scheme(struct str s)
{
	if (str_starts_nocase(s, STR("http://"))) {
		return str_slice(s, strlen("http://"), SIZE_MAX);
	}
	return str_starts_nocase(s, STR("https://")) ? str_slice(s, strlen("https://"), SIZE_MAX)
						     : s;
}

static uint64_t guid_key(uint64_t feed_id, struct str guid)
{
	guid = without_web_scheme(str_trim(guid));
	return guid.len > 0 ? never_zero(hash64(hash64_mix(feed_id, DOMAIN_GUID), guid)) : 0;
}

static uint64_t url_key(struct arena *scratch, struct str link)
{
	struct str canonical;

	link = str_trim(link);
	if (link.len == 0) {
		return 0;
	}
	canonical = url_canonical(scratch, link);
	if (canonical.len == 0) {
		canonical = link; /* the arena is full */
	}
	return never_zero(hash64(DOMAIN_URL, without_web_scheme(canonical)));
}

/* Hashes bytes as they come; the sum depends on the bytes only, not on how they came. */
struct digest {
	uint64_t hash;
	size_t total;
	size_t len; /* in `chunk` */
	char chunk[HASH_CHUNK];
};

static void digest_start(struct digest *d, uint64_t seed)
{
	d->hash = seed;
	d->total = 0;
	d->len = 0;
}

static void digest_flush(struct digest *d)
{
	d->hash = hash64(d->hash, str_make(d->chunk, d->len));
	d->total += d->len;
	d->len = 0;
}

static void digest_add(struct digest *d, char byte)
{
	if (d->len == HASH_CHUNK) {
		digest_flush(d);
	}
	d->chunk[d->len++] = byte;
}

static bool is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Text that may hold mark-up. */
struct tagged {
	struct str s;
	size_t end; /* offset of a ">" that was found; nothing before it is looked at twice */
};

/* Byte behind the mark-up that starts at `at`, or `at` when there is none. */
static size_t skip_tag(struct tagged *t, size_t at)
{
	const char *end;
	char next;

	if (t->s.ptr[at] != '<' || at + 1 >= t->s.len) {
		return at;
	}
	next = (char)(t->s.ptr[at + 1] | 0x20);
	if ((next < 'a' || next > 'z') && t->s.ptr[at + 1] != '/' && t->s.ptr[at + 1] != '!') {
		return at;
	}
	if (t->end <= at) {
		end = memchr(t->s.ptr + at, '>', t->s.len - at);
		t->end = end ? (size_t)(end - t->s.ptr) : t->s.len;
	}
	return t->end < t->s.len ? t->end + 1 : at;
}

/* The words of a field as a reader sees them: mark-up, whose links and counters change with every fetch, and white
 * space leave no trace. */
static void digest_text(struct digest *d, struct raw_text raw)
{
	struct tagged t = {.s = raw.bytes};

	for (size_t i = 0; i < raw.bytes.len;) {
		size_t behind = raw.markup == MARKUP_PLAIN ? i : skip_tag(&t, i);

		if (behind > i) {
			i = behind;
			continue;
		}
		if (!is_white(raw.bytes.ptr[i])) {
			digest_add(d, raw.bytes.ptr[i]);
		}
		i++;
	}
	digest_add(d, '\n'); /* text moved from one field to the next is a change */
}

static uint64_t revision_of(const struct article *article)
{
	struct digest d;

	digest_start(&d, DOMAIN_REVISION);
	digest_text(&d, article->raw_title);
	digest_text(&d, article->raw_summary);
	digest_text(&d, article->raw_content);
	digest_flush(&d);
	return d.hash;
}

/* The title without " | Site" at its end. */
static struct str without_site(struct str title)
{
	for (size_t i = title.len; i > 3; i--) {
		if (str_starts(str_slice(title, i - 3, SIZE_MAX), STR(" | "))) {
			struct str site = str_trim(str_slice(title, i, SIZE_MAX));
			struct str rest = str_trim(str_slice(title, 0, i - 3));

			return utf8_length(site) < TITLE_SUFFIX_POINTS && rest.len > 0 ? rest
										       : title;
		}
	}
	return title;
}

/* The title in small ASCII letters, tags gone, one space between words; *ret_len is its length. */
static uint64_t title_key(uint64_t feed_id, struct str title, size_t *ret_len)
{
	struct str s = without_site(str_trim(title));
	struct tagged t = {.s = s};
	struct digest d;
	bool space_due = false;

	digest_start(&d, hash64_mix(feed_id, DOMAIN_TITLE));
	for (size_t i = 0; i < s.len;) {
		size_t behind = skip_tag(&t, i);
		char c = s.ptr[i];

		if (behind > i || is_white(c)) {
			space_due = d.total + d.len > 0;
			i = behind > i ? behind : i + 1;
			continue;
		}
		if (space_due) {
			digest_add(&d, ' ');
			space_due = false;
		}
		if (c >= 'A' && c <= 'Z') {
			c = (char)(c - 'A' + 'a');
		}
		digest_add(&d, c);
		i++;
	}
	digest_flush(&d);
	*ret_len = d.total;
	return d.total > 0 ? never_zero(d.hash) : 0;
}

struct known identity_of(
	struct arena *scratch, uint64_t feed_id, const struct article *article, int64_t now)
{
	struct known known = {.guid_key = guid_key(feed_id, article->guid),
		.url_key = url_key(scratch, article->link),
		.revision = revision_of(article),
		.seen_at = now};
	size_t title_len = 0;

	known.title_key = title_key(feed_id, article->raw_title.bytes, &title_len);
	if (known.guid_key != 0 || known.url_key != 0) {
		if (title_len < TITLE_TELLING) {
			known.title_key = 0;
		}
	} else if (known.title_key == 0) {
		/* Nothing but its text tells it from others. */
		known.guid_key = never_zero(
			hash64_mix(hash64_mix(feed_id, DOMAIN_NAMELESS), known.revision));
	}
	return known;
}

/* --- the index --- */

enum by { BY_GUID, BY_URL, BY_TITLE, BY_COUNT };

#define NO_ENTRY UINT32_MAX

struct entry {
	struct known known;
	bool in_document;        /* it was added, so it is in the document that is being read */
	uint32_t next[BY_COUNT]; /* the next older entry with the same key or bucket */
};

struct known_index {
	struct entry *entries; /* owned */
	size_t count;
	size_t cap;
	uint32_t *buckets;   /* owned: BY_COUNT times `bucket_count` heads of chains */
	size_t bucket_count; /* a power of two */
};

static uint64_t key_of(const struct known *known, enum by by)
{
	switch (by) {
	case BY_GUID:
		return known->guid_key;
	case BY_URL:
		return known->url_key;
	default:
		return known->title_key;
	}
}

static uint32_t *bucket_of(const struct known_index *index, uint64_t key, enum by by)
{
	return &index->buckets[(size_t)by * index->bucket_count +
			       (key & (index->bucket_count - 1))];
}

static void link_entry(struct known_index *index, size_t at)
{
	struct entry *entry = &index->entries[at];

	for (enum by by = BY_GUID; by < BY_COUNT; by++) {
		uint64_t key = key_of(&entry->known, by);

		if (key != 0) {
			uint32_t *bucket = bucket_of(index, key, by);

			entry->next[by] = *bucket;
			*bucket = (uint32_t)at;
		}
	}
}

static void make_buckets(struct known_index *index, size_t want)
{
	size_t count = 16;

	while (count < want) {
		count *= 2;
	}
	free(index->buckets);
	index->buckets = mem_alloc(BY_COUNT * count * sizeof(*index->buckets));
	memset(index->buckets, 0xff, BY_COUNT * count * sizeof(*index->buckets));
	index->bucket_count = count;
	for (size_t i = 0; i < index->count; i++) {
		link_entry(index, i);
	}
}

static void add_entry(struct known_index *index, const struct known *known, bool in_document)
{
	index->entries =
		mem_grow(index->entries, &index->cap, index->count + 1, sizeof(*index->entries));
	index->entries[index->count++] =
		(struct entry){.known = *known, .in_document = in_document};
	if (index->count > index->bucket_count) {
		make_buckets(index, 2 * index->count);
	} else {
		link_entry(index, index->count - 1);
	}
}

struct known_index *known_index_new(const struct known *known, size_t count)
{
	struct known_index *index = mem_zalloc(sizeof(*index));

	make_buckets(index, 2 * count);
	/* The newest stands first in `known` and has to be found first: it goes in last. */
	for (size_t i = count; i > 0; i--) {
		add_entry(index, &known[i - 1], false);
	}
	return index;
}

void known_index_free(struct known_index *index)
{
	if (!index) {
		return;
	}
	free(index->entries);
	free(index->buckets);
	free(index);
}

void known_index_add(struct known_index *index, const struct known *article)
{
	add_entry(index, article, true);
}

/* --- judging --- */

/* The newest entry with `key` that is older than `after` (NULL: the newest of all), or NULL. */
static const struct entry *next_with(
	const struct known_index *index, const struct entry *after, uint64_t key, enum by by)
{
	uint32_t at = after ? after->next[by] : *bucket_of(index, key, by);

	while (at != NO_ENTRY && key_of(&index->entries[at].known, by) != key) {
		at = index->entries[at].next[by];
	}
	return at != NO_ENTRY ? &index->entries[at] : NULL;
}

/* True when both have the key and it is not the same. */
static bool differ(uint64_t a, uint64_t b)
{
	return a != 0 && b != 0 && a != b;
}

/* True when the two are told apart by another key than their address: the guid, or else the title. */
static bool differ_beside_url(const struct known *a, const struct known *b)
{
	return a->guid_key != 0 && b->guid_key != 0 ? a->guid_key != b->guid_key
						    : differ(a->title_key, b->title_key);
}

static bool urls_differ(const struct known *a, const struct known *b)
{
	return differ(a->url_key, b->url_key);
}

static bool guids_differ(const struct known *a, const struct known *b)
{
	return differ(a->guid_key, b->guid_key);
}

/* By what two entries with the same key of one kind are told apart all the same. */
typedef bool told_apart_fn(const struct known *a, const struct known *b);

static told_apart_fn *const told_apart_by[BY_COUNT] = {
	[BY_GUID] = urls_differ, [BY_URL] = differ_beside_url, [BY_TITLE] = guids_differ};

/* The entry that a key leads to: one that nothing tells apart from the article, of its revision if there is one; else the
 * newest, unless the key stood for several articles of one document and so tells nothing. */
static const struct entry *find_by(
	const struct known_index *index, const struct known *article, enum by by)
{
	told_apart_fn *told_apart = told_apart_by[by];
	uint64_t key = key_of(article, by);
	const struct entry *same = NULL;
	const struct entry *newest = NULL;
	const struct entry *last = NULL;
	bool is_shared = false;

	if (key == 0) {
		return NULL;
	}
	for (const struct entry *e = next_with(index, NULL, key, by); e;
		e = next_with(index, e, key, by)) {
		if (!told_apart(&e->known, article)) {
			if (e->known.revision == article->revision) {
				return e;
			}
			same = same ? same : e;
		}
		is_shared = is_shared || e->in_document ||
			    (last && last->known.seen_at == e->known.seen_at &&
				    told_apart(&last->known, &e->known));
		newest = newest ? newest : e;
		last = e;
	}
	if (same) {
		return same;
	}
	return is_shared ? NULL : newest;
}

/* The entry of the same article by its guid or, when it has none, by its address or, when it has neither, by its title. */
static const struct entry *find_same(const struct known_index *index, const struct known *article)
{
	const struct entry *found = find_by(index, article, BY_GUID);

	if (!found && article->guid_key == 0) {
		found = find_by(index, article, article->url_key != 0 ? BY_URL : BY_TITLE);
	}
	return found;
}

enum identity_status identity_judge(const struct known_index *index, const struct known *article)
{
	const struct entry *found = find_same(index, article);

	if (found) {
		return found->known.revision == article->revision ? IDENTITY_KNOWN
								  : IDENTITY_CHANGED;
	}
	if (find_by(index, article, BY_URL)) {
		return IDENTITY_MOVED;
	}
	found = find_by(index, article, BY_TITLE);
	return found && article->seen_at - found->known.seen_at <= TITLE_GOOD_FOR_S ? IDENTITY_MOVED
										    : IDENTITY_NEW;
}

bool identity_is_retitled(const struct known_index *index, const struct known *article)
{
	const struct entry *found = find_same(index, article);

	return found && found->known.title_key != article->title_key;
}

/* --- remembering --- */

/* Marks those of `before` that an article of the document has taken the place of. `index` is one over `before`. */
static bool *find_superseded(
	const struct known_index *index, const struct known *document, size_t document_count)
{
	bool *superseded = mem_zalloc(index->count > 0 ? index->count : 1);

	for (size_t i = 0; i < document_count; i++) {
		const struct entry *found = find_same(index, &document[i]);

		if (found) {
			/* known_index_new put them in from the last to the first. */
			superseded[index->count - 1 - (size_t)(found - index->entries)] = true;
		}
	}
	return superseded;
}

static uint64_t whole_of(const struct known *known)
{
	return hash64_mix(hash64_mix(hash64_mix(known->guid_key, known->url_key), known->title_key),
		known->revision);
}

struct known *known_merge(const struct known *before, size_t before_count,
	const struct known *document, size_t document_count, size_t max, size_t *ret_count)
{
	struct known_index *index = known_index_new(before, before_count);
	bool *superseded = find_superseded(index, document, document_count);
	struct known *merged = mem_alloc((before_count + document_count + 1) * sizeof(*merged));
	struct set64 *seen = set64_new();
	size_t count = 0;

	for (size_t i = 0; i < document_count && count < max; i++) {
		if (set64_add(seen, whole_of(&document[i]))) {
			merged[count++] = document[i];
		}
	}
	for (size_t i = 0; i < before_count && count < max; i++) {
		if (!superseded[i] && set64_add(seen, whole_of(&before[i]))) {
			merged[count++] = before[i];
		}
	}
	set64_free(seen);
	free(superseded);
	known_index_free(index);
	*ret_count = count;
	return merged;
}

void known_pack(const struct known *known, size_t count, struct buf *out)
{
	pack_u8(out, PACK_VERSION);
	pack_u32(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		pack_u64(out, known[i].guid_key);
		pack_u64(out, known[i].url_key);
		pack_u64(out, known[i].title_key);
		pack_u64(out, known[i].revision);
		pack_i64(out, known[i].seen_at);
	}
}

int known_unpack(struct str bytes, struct known **ret, size_t *ret_count)
{
	struct unpack in = unpack_start(bytes);
	uint8_t version = unpack_u8(&in);
	size_t count = unpack_u32(&in);
	struct known *known;

	if (in.bad || version != PACK_VERSION || in.rest.len != count * PACKED_KNOWN) {
		return -EINVAL;
	}
	known = mem_alloc(count > 0 ? count * sizeof(*known) : 1);
	for (size_t i = 0; i < count; i++) {
		known[i].guid_key = unpack_u64(&in);
		known[i].url_key = unpack_u64(&in);
		known[i].title_key = unpack_u64(&in);
		known[i].revision = unpack_u64(&in);
		known[i].seen_at = unpack_i64(&in);
	}
	*ret = known;
	*ret_count = count;
	return 0;
}
