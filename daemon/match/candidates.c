/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the index: the rules of each present id whose guard is present too, and those of each pair of words near each other.
 * Never evaluates. The invariant: every rule that is true is a candidate, and of an alternative that is true too.
 */
#include "match/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "base/mem.h"
#include "match/order.h"

#define LINE 64 /* bytes of a cache line */
#define PREFETCH_LINES 4
#define RULE_BYTES 24 /* of most packed rules, or alternatives */
/* Lists that are asked for before the first is read. */
#define LOOK_AHEAD 256u
/* Those of one word come at once. */
#define PROBES_MAX (LOOK_AHEAD + PAIR_WINDOW_MAX + 2)
/* A list of pairs is read so far around where one ought to be before it is searched. */
#define SEEK_STEPS 12u
/* A long article's probes are remembered, so many of the last ones. */
#define RECENT_PAIRS 65536u
#define ORDER_AT_LEAST ((size_t)1 << 20)

void candidates_done(struct matcher *matcher)
{
	free(matcher->candidates);
	free(matcher->candidate_spare);
	free(matcher->recent_pairs);
}

/* Hints that [from, end) is going to be read, its first lines at least. */
static inline void prefetch_range(const void *from, const void *end)
{
	const char *at = (const char *)from - (uintptr_t)from % LINE;
	for (unsigned i = 0; i < PREFETCH_LINES && at < (const char *)end; i++, at += LINE) {
		__builtin_prefetch(at);
	}
}

static inline void add_candidate(struct matcher *matcher, struct candidate candidate)
{
	if (matcher->candidate_count == matcher->candidate_cap) {
		matcher->candidates = mem_grow(matcher->candidates, &matcher->candidate_cap,
			matcher->candidate_count + 1, sizeof(matcher->candidates[0]));
	}
	matcher->candidates[matcher->candidate_count++] = candidate;
}

/* Rules lie all over the index: what is noted here is soon going to be read. */
static inline void add_rule(struct matcher *matcher, uint32_t rule)
{
	const struct rule_set *set = matcher->set;
	const uint8_t *at =
		set->code + candidate_start(set, rule) + candidate_alternative(set, rule);
	/* Mostly the same line: finding out takes longer. */
	__builtin_prefetch(at);
	__builtin_prefetch(at + RULE_BYTES - 1);
	add_candidate(matcher, (struct candidate){.rule = rule});
}

static inline void try_posting(struct matcher *matcher, const struct posting *posting)
{
	if (posting->guard == ID_NONE || is_present(matcher, posting->guard)) {
		add_rule(matcher, posting->candidate);
	}
}

/* --- single ids --- */

/* Where the postings of an id are. */
struct range {
	const struct posting *from;
	const struct posting *end;
};

static void read_ranges(struct matcher *matcher, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (const struct posting *at = ranges[i].from; at < ranges[i].end; at++) {
			try_posting(matcher, at);
		}
	}
}

static void read_postings(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	struct range ranges[LOOK_AHEAD];
	size_t count = 0;
	for (size_t i = 0; i < matcher->local_count; i++) {
		const struct id_entry *entry = &set->ids[matcher->locals[i].id];
		const struct posting *from = set->postings + entry->postings.first;
		ranges[count] = (struct range){from, from + entry->postings.count};
		prefetch_range(ranges[count].from, ranges[count].end);
		count += ranges[count].from < ranges[count].end;
		if (count == LOOK_AHEAD) {
			read_ranges(matcher, ranges, count);
			count = 0;
		}
	}
	read_ranges(matcher, ranges, count);
}

/* --- pairs --- */

/* A word of the article that may be in a pair. */
struct pair_word {
	uint32_t id;
	uint32_t at; /* its place; paragraphs are further apart than any pair is */
	uint32_t hash;
	/* Of the id, and a copy of its partners: what is looked at again and again lies together. */
	const struct id_entry *entry;
	uint64_t partners[2];
	uint32_t place;
	uint32_t local;
};

/* Two words that stand near each other, and may be a pair of the index. */
struct probe {
	const struct id_entry *entry;  /* in whose list it is */
	uint32_t id;                   /* of that entry */
	uint32_t hash;                 /* of the other one */
	const struct pair_word *first; /* in the text */
	const struct pair_word *second;
};

/* So many words of an article, in its order, as fit into a cache. */
#define PASSAGE_WORDS 1024u

struct passage {
	struct pair_word words[PASSAGE_WORDS];
	size_t count;
	size_t next; /* sighting of the article that has not been looked at */
};

/* Notes the next words of the article that are in any pair. */
static void collect_words(const struct matcher *matcher, struct passage *passage)
{
	const struct rule_set *set = matcher->set;
	const struct token *tokens = matcher->tokens.tokens;
	size_t i = passage->next;
	size_t count = passage->count;
	for (; i < matcher->sighting_count && count < PASSAGE_WORDS; i++) {
		uint32_t place = matcher->sightings[i].place;
		uint32_t id = matcher->sightings[i].id;
		const struct id_entry *entry = &set->ids[id];
		passage->words[count] = (struct pair_word){.id = id,
			.place = place,
			.local = matcher->sightings[i].local,
			.at = place + tokens[place].paragraph * (set->pair_window + 1),
			.hash = partner_hash(id, PAIR_NEAR),
			.entry = entry,
			.partners = {entry->partners[0], entry->partners[1]}};
		count += set->pair_words[id / 64] >> (id % 64) & 1;
	}
	passage->next = i;
	passage->count = count;
}

/* Keeps of the words only the last ones, which may be near those that follow. */
static void forget_words(struct passage *passage, size_t from)
{
	passage->count -= from;
	memmove(passage->words, passage->words + from, passage->count * sizeof(passage->words[0]));
}

/* Where the hash, which may_be_partner, ought to be in the list: the bits tell where each that has one for itself is, and the
 * others are spread evenly. */
static uint32_t expected_at(const struct id_entry *entry, uint32_t hash)
{
	unsigned bit = partner_bit(hash);
	uint64_t below = (UINT64_C(1) << bit % 64) - 1;
	unsigned low = bits_count(entry->partners[0]);
	unsigned all = low + bits_count(entry->partners[1]);
	unsigned rank = bit < 64 ? bits_count(entry->partners[0] & below)
				 : low + bits_count(entry->partners[1] & below);
	return rank + (uint32_t)((uint64_t)(entry->pairs.count - all) * hash >> 32);
}

/* Where in such a list the first is that is not below `hash`: not far from where it ought to be. */
static uint32_t seek(const struct posting *list, uint32_t count, uint32_t at, uint32_t hash)
{
	uint32_t low = at > SEEK_STEPS ? at - SEEK_STEPS : 0;
	uint32_t high = count - at > SEEK_STEPS ? at + SEEK_STEPS : count;
	while (at > low && list[at - 1].guard >= hash) {
		at--;
	}
	while (at < high && list[at].guard < hash) {
		at++;
	}
	if ((at > low || low == 0) && (at < high || high == count)) {
		return at;
	}
	low = 0;
	high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (list[middle].guard < hash) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* True when the two words stand as the alternative asks. */
static bool is_placed(
	const struct matcher *matcher, const struct probe *probe, uint32_t alternative)
{
	uint32_t between = probe->second->at - probe->first->at - 1;
	uint32_t order = alternative & PLACED_ORDER;
	uint32_t stand = probe->first->id == probe->id ? PLACED_HIGH_FIRST : PLACED_LOW_FIRST;
	return between <= (alternative & ~CANDIDATE_PLACED) >> PLACED_BETWEEN_SHIFT &&
	       (order == PLACED_ANY_ORDER || order == stand) &&
	       probe->second->place < matcher->field_places[FIELD_BODY].end;
}

static bool stands_once(const struct matcher *matcher, const struct pair_word *word)
{
	return matcher->locals[word->local].count == 1;
}

static void pick_word(struct matcher *matcher, uint32_t place)
{
	workspace_pick(matcher, ID_NONE, place, place + 1, -1);
}

/* Of what the pair leads to, what can be told from its places is told at once. */
static void try_pair(
	struct matcher *matcher, const struct probe *probe, uint32_t rule, bool is_long)
{
	uint32_t alternative = candidate_alternative(matcher->set, rule);
	if (!(alternative & CANDIDATE_PLACED)) {
		add_rule(matcher, rule);
		return;
	}
	if (!is_placed(matcher, probe, alternative)) {
		return; /* not here; where else they stand they are found again */
	}
	if (is_long || !stands_once(matcher, probe->first) ||
		!stands_once(matcher, probe->second)) {
		add_rule(matcher, candidate_whole(matcher->set, rule));
		return;
	}
	add_candidate(
		matcher, (struct candidate){.rule = rule, .pick = (uint32_t)matcher->pick_count});
	pick_word(matcher, probe->first->place);
	pick_word(matcher, probe->second->place);
}

/* Probes that are read together. */
struct probes {
	struct probe items[PROBES_MAX];
	uint32_t expected[PROBES_MAX]; /* where in its list each ought to lead */
	size_t count;
	bool is_long; /* the article is */
};

/* With many rules the lists are larger than the caches: all are asked for before the first is read. */
static void ask_for_probes(const struct matcher *matcher, struct probes *probes)
{
	for (size_t i = 0; i < probes->count; i++) {
		const struct id_entry *entry = probes->items[i].entry;
		probes->expected[i] = expected_at(entry, probes->items[i].hash);
		__builtin_prefetch(&matcher->set->pairs[entry->pairs.first + probes->expected[i]]);
	}
}

static void read_probes(struct matcher *matcher, const struct probes *probes)
{
	for (size_t i = 0; i < probes->count; i++) {
		const struct probe *probe = &probes->items[i];
		const struct items *pairs = &probe->entry->pairs;
		const struct posting *list = matcher->set->pairs + pairs->first;
		for (uint32_t k = seek(list, pairs->count, probes->expected[i], probe->hash);
			k < pairs->count && list[k].guard == probe->hash; k++) {
			try_pair(matcher, probe, list[k].candidate, probes->is_long);
		}
	}
}

static bool is_same_pair(const struct recent_pair *a, const struct recent_pair *b)
{
	return a->id == b->id && a->hash == b->hash && a->stand == b->stand;
}

/* Remembers the pair. Each has two places, the one it came to last first: two that share theirs do not drive each other out. */
static bool had_recently(struct matcher *matcher, const struct recent_pair *pair)
{
	uint32_t number = (pair->id ^ pair->hash ^ pair->stand * PARTNER_STEP) * PARTNER_STEP;
	struct recent_pair *recent = &matcher->recent_pairs[(number >> 16) % RECENT_PAIRS & ~1u];
	if (is_same_pair(&recent[0], pair)) {
		return true;
	}
	bool had = is_same_pair(&recent[1], pair);
	recent[1] = recent[0];
	recent[0] = *pair;
	return had;
}

/* Drops those that a long article had just now, in the same order and as far from each other. */
static void drop_repeated(struct matcher *matcher, struct probes *probes)
{
	size_t kept = 0;
	for (size_t i = 0; i < probes->count; i++) {
		struct probe probe = probes->items[i];
		uint32_t order = probe.first->id == probe.id;
		struct recent_pair pair = {.id = probe.id,
			.hash = probe.hash,
			.stand = (probe.second->at - probe.first->at) << 1 | order};
		probes->items[kept] = probe;
		kept += !had_recently(matcher, &pair);
	}
	probes->count = kept;
}

/* A long article repeats itself, and would fill the memory with what it has led to before. */
static void flush_probes(struct matcher *matcher, struct probes *probes)
{
	if (probes->is_long) {
		drop_repeated(matcher, probes);
	}
	ask_for_probes(matcher, probes);
	read_probes(matcher, probes);
	probes->count = 0;
	if (probes->is_long && matcher->candidate_count >= matcher->order_at) {
		order_candidates(matcher);
		matcher->order_at = 2 * matcher->candidate_count + ORDER_AT_LEAST;
	}
}

static void expect_many_probes(struct matcher *matcher)
{
	size_t size = RECENT_PAIRS * sizeof(matcher->recent_pairs[0]);
	if (!matcher->recent_pairs) {
		matcher->recent_pairs = mem_alloc(size);
	}
	memset(matcher->recent_pairs, 0xff, size); /* no id is ID_NONE */
	matcher->order_at = ORDER_AT_LEAST;
}

/* True when the pair may be in the index. Without a branch on what nobody can guess. */
static inline bool may_be_pair(const struct pair_word *a, const struct pair_word *b,
	uint32_t high_first, uint32_t low_first)
{
	bool first = a->id > b->id;
	return may_be_partner(
		(first ? a : b)->partners, first ? b->hash + high_first : a->hash + low_first);
}

static struct probe make_probe(
	const struct pair_word *first, const struct pair_word *second, bool is_adjacent)
{
	bool high_first = first->id > second->id;
	enum pair_kind kind = !is_adjacent ? PAIR_NEAR
			      : high_first ? PAIR_HIGH_FIRST
					   : PAIR_LOW_FIRST;
	return (struct probe){.first = first,
		.second = second,
		.entry = high_first ? first->entry : second->entry,
		.id = high_first ? first->id : second->id,
		.hash = (high_first ? second->hash : first->hash) + kind * PARTNER_STEP};
}

/* Notes the pairs of a word and those behind it, up to `end`. */
static void add_probes(struct probes *probes, const struct pair_word *word,
	const struct pair_word *end, uint32_t window)
{
	const struct pair_word *seconds[PAIR_WINDOW_MAX];
	const struct pair_word *second = word + 1;
	size_t near = 0;
	/* Each word has its place for itself. */
	end = end - second > PAIR_WINDOW_MAX ? second + PAIR_WINDOW_MAX : end;
	for (; second < end && second->at - word->at <= window; second++) {
		seconds[near] = second;
		near += may_be_pair(word, second, 0, 0);
	}
	for (size_t i = 0; i < near; i++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): set up to near */
		probes->items[probes->count++] = make_probe(word, seconds[i], false);
	}
	if (word + 1 < end && word[1].at - word->at == 1 &&
		may_be_pair(word, word + 1, PAIR_HIGH_FIRST * PARTNER_STEP,
			PAIR_LOW_FIRST * PARTNER_STEP)) {
		probes->items[probes->count++] = make_probe(word, word + 1, true);
	}
}

/* Leaves the last ones to be read. */
static void find_pairs(struct matcher *matcher, struct passage *passage, struct probes *probes)
{
	uint32_t window = matcher->set->pair_window;
	for (;;) {
		collect_words(matcher, passage);
		bool is_last = passage->next == matcher->sighting_count;
		size_t stop = is_last ? passage->count : PASSAGE_WORDS - PAIR_WINDOW_MAX;
		const struct pair_word *end = passage->words + passage->count;
		if (!is_last && !probes->is_long) {
			probes->is_long = true;
			expect_many_probes(matcher);
		}
		for (size_t i = 0; i < stop; i++) {
			add_probes(probes, &passage->words[i], end, window);
			if (probes->count >= LOOK_AHEAD) {
				flush_probes(matcher, probes);
			}
		}
		if (is_last) {
			return;
		}
		flush_probes(matcher, probes);
		forget_words(passage, stop);
	}
}

void candidates_find(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	struct passage passage;
	struct probes probes;
	passage.count = 0;
	passage.next = 0;
	probes.count = 0;
	probes.is_long = false;
	matcher->candidate_count = 0;
	matcher->pick_count = 0;
	if (set->pair_window > 0) {
		find_pairs(matcher, &passage, &probes);
	}
	/* While what single words lead to is read, what the pairs lead to comes. */
	ask_for_probes(matcher, &probes);
	read_postings(matcher);
	read_probes(matcher, &probes);
	for (size_t i = 0; i < set->without_key_count; i++) {
		add_rule(matcher, candidate_make(set, set->rule_starts[set->without_key[i]], 0));
	}
	order_candidates(matcher);
}
