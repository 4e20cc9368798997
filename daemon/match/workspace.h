/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of a matcher: what is known of the article at hand, and memory that is used again for the next one. A place is
 * the number of a word over all fields; a span is places [start, end). Vectors grow and never shrink; their ceilings are
 * in base/limits.h.
 */
#ifndef NUNCIO_MATCH_WORKSPACE_H
#define NUNCIO_MATCH_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/compiled.h"
#include "match/form_cache.h"
#include "match/matcher.h"
#include "text/date.h"
#include "text/token.h"

struct span {
	uint32_t start;
	uint32_t end;
	uint32_t entity; /* index in the book, ID_NONE: no entity */
};

struct interval {
	uint32_t start;
	uint32_t end;
};

/* Spans in order of start, in one of the vectors; good until that vector grows. */
struct slice {
	uint32_t first;
	uint32_t count;
};

/* What a span starts in. */
struct span_units {
	uint32_t sentence;
	uint32_t paragraph;
};

/* What a bit stands for (match/dense). */
enum dense_kind { DENSE_PLACES, DENSE_SENTENCES, DENSE_PARAGRAPHS, DENSE_KINDS };

/* Bits of an id, one for each number from 64 * first on. */
struct dense {
	size_t at;      /* in matcher->dense_bits */
	uint32_t first; /* of the words of all such bits */
	uint32_t words; /* 0: it has none */
	bool known;     /* that has been looked at */
};

enum local_state {
	LOCAL_ATOM,  /* first and count: in spans */
	LOCAL_GROUP, /* not looked at yet; first and count: in raws */
	LOCAL_BUSY,  /* being looked at: a circle finds nothing */
	LOCAL_READY  /* a group; first and count: in spans */
};

/* An id that is present in the article. Small, because in a long one there are many. */
struct local {
	uint32_t id;
	uint32_t first;
	uint32_t count;
	uint32_t longest; /* of a group: at most so many places */
	/* Where its occurrences were looked at last: units are tried one behind the other. */
	uint32_t hint;
	uint32_t dense;     /* the first of its matcher->denses, + 1; 0: none yet */
	uint16_t words;     /* it covers so many places; of a group: at least */
	uint8_t state;      /* enum local_state */
	bool in_text : 1;   /* a group: an item or name of its own stands in title or body */
	bool has_units : 1; /* in matcher->span_units */
};

/* An atom found at a place, in the order of the text. */
struct sighting {
	uint32_t id;
	uint32_t local;
	uint32_t place;
};

/* An alias that stands in the article at least once, before anything was held against it. */
struct raw {
	uint32_t group; /* id */
	uint32_t alias;
};

/* What a guard says in this article. */
struct guard_memo {
	uint32_t article; /* good for this article only */
	bool holds;       /* language and context */
	struct slice unless;
	uint32_t longest; /* of the unless spans */
};

/* What hits need of a field (match/field_text). */
struct field_text {
	uint32_t article; /* good for this article only */
	bool is_ascii;    /* bytes are code points */
	bool has_line;    /* it can be had, or nobody has asked yet */
	struct str text;  /* borrowed for one run */
	struct str
		kept; /* in the arena of the hits, like the line; .ptr NULL when nobody has asked */
	struct str line;
	uint32_t *gaps; /* owned: bytes of the field that are not in the line */
	size_t gap_count;
	size_t gap_cap;
	uint32_t *counts; /* owned: code points before each step of its bytes */
	size_t cap;
};

/* Words as they stand in the article (match/quote). */
struct quote {
	uint32_t article; /* good for this article only */
	uint32_t first;   /* places */
	uint32_t end;
	enum field field;
	struct interval bytes;  /* in the field */
	struct interval points; /* the same in code points */
	struct interval line;   /* the same of the field's line, when it has one */
	struct str text;        /* in the arena of the hits, like the snippet */
	struct str snippet;
};

#define QUOTES 256u /* that are kept: an article of a feed has no more words of the rules */

/* Whole sentences that fit into an excerpt (match/excerpt). */
struct excerpt_memo {
	uint32_t article; /* good for this article only */
	uint32_t first;   /* sentences that are wanted */
	uint32_t last;
	uint32_t most;        /* byte of the field up to which there is room */
	struct interval part; /* bytes of the field */
	struct interval line; /* the same of its line, when it has one */
};

#define EXCERPTS 32u

/* A channel of which a hit has been described (match/describe). */
struct channel_memo {
	uint32_t telling; /* good for this call only */
	uint32_t hash;
	struct str name;
};

#define CHANNELS (2 * LIMIT_HITS)

/* The text of a template in which the rule has no part (match/output). */
struct output_memo {
	uint32_t article; /* good for this article only */
	struct str template;
	struct str text; /* in the arena of the hits */
};

/* An operand of a rule, by its place among the nodes when the rule is unpacked, and the occurrence it is bound to. */
struct kept_pick {
	uint32_t node;
	int32_t distance; /* of NEAR: words between; -1: none */
	struct span span;
};

/* A pair that a long article has had. */
struct recent_pair {
	uint32_t id;
	uint32_t hash;
	uint32_t stand; /* how far from each other, and in what order */
};

struct candidate {
	uint32_t rule; /* as in the set; an alternative of it that is placed is true */
	uint32_t pick; /* of one that is placed: the first of the two words in matcher->picks */
};

/* A rule that is true. */
struct match {
	uint32_t rule;  /* ID_NONE: an alternative is true, and nobody has asked yet whose */
	uint32_t start; /* in the set's code */
	uint32_t
		alternative; /* that its picks are of, as a candidate has it; 0: of the whole rule */
	uint32_t first_pick; /* in matcher->picks */
	uint32_t pick_count;
	bool is_plain; /* these are its picks; else nothing has been picked */
};

/* A rule that is being looked at. */
struct rule {
	uint32_t number;
	const struct book_rule *book; /* NULL of a bare one that needs none to be evaluated */
	const struct node *root;
	uint32_t fields; /* where unprefixed terms look */
	bool any_language;
	bool own_assertions; /* in the book, which this one has then */
	uint32_t capture_count;
	struct str captures[LIMIT_CAPTURES]; /* their names; not of a bare one */
};

/* What the assertions of an article's hits have in common. */
struct assertion_memo {
	uint32_t article; /* good for this article only */
	bool has_cues;    /* for its language */
	int32_t year;     /* years before it are past */
	struct str language;
};

/* What the search for bindings has used: for those of an article's rules, and for the best of its hits. */
struct binding_use {
	uint32_t article; /* good for this article only */
	uint64_t tries;
	uint64_t steps;
	uint64_t work;
};

struct matcher {
	const struct rule_set *set; /* borrowed */
	struct rule rule;           /* unpacked last, and its nodes */
	struct node *nodes;         /* owned: room for those of any rule */
	struct element *elements;   /* owned, likewise */
	struct token_list tokens;
	struct str fields[FIELD_COUNT];            /* borrowed for one run */
	struct interval field_places[FIELD_COUNT]; /* of the lead: inside the body */
	uint32_t filled;                           /* bit set of the fields that have words */
	bool exact_title;            /* false: the title is all capitals or all small */
	struct str language;         /* "en", empty when not known */
	uint32_t article;            /* counts the runs */
	int64_t date;                /* of the article; 0: not known */
	char day[DATE_RFC3339_SIZE]; /* the date as text, its day first; empty: not known */
	struct assertion_memo assertion;
	struct binding_use binding_use;

	uint64_t *present;     /* owned; a bit an id */
	uint32_t *local_slots; /* owned: a table from id to its number in locals + 1 */
	uint32_t local_mask;
	uint32_t local_factor;
	unsigned local_shift; /* of the product that the slots are found by */
	struct local *locals;
	size_t local_count;
	size_t local_cap;
	struct sighting *sightings;
	size_t sighting_count;
	size_t sighting_cap;
	struct raw *raws;
	size_t raw_count;
	size_t raw_cap;
	struct span *spans; /* of atoms and of groups that were asked for */
	size_t span_count;
	size_t span_cap;
	struct span_units *span_units; /* owned: of the spans with the same numbers */
	size_t span_units_cap;
	struct dense *denses; /* owned: for each kind one, of ids that were asked for */
	size_t dense_count;
	size_t dense_cap;
	uint64_t *dense_bits; /* owned */
	size_t dense_bit_count;
	size_t dense_bit_cap;
	struct dense dense_breaks[DENSE_KINDS]; /* of places that begin a unit of that kind */
	struct span *mentions; /* of entities, after the longest has won; in order */
	size_t mention_count;
	size_t mention_cap;
	bool mentions_ready;
	bool in_part;      /* a limit kept something of the article from being looked at */
	uint64_t *covered; /* a bit a place, while mentions are chosen */
	size_t covered_cap;
	struct guard_memo *guards; /* owned; as many as the set has */

	struct span *
		stack; /* owned: what is collected while clauses are evaluated; last in, first out */
	size_t stack_count;
	size_t stack_cap;
	uint64_t *places; /* owned: a bit a place, all zero between uses */
	size_t place_cap;
	uint64_t work;   /* spans pushed so far: what bounds the search for the best binding */
	uint32_t *units; /* owned: likewise for sentences and paragraphs */
	size_t unit_count;
	size_t unit_cap;

	struct candidate *candidates; /* owned; in the order of hits once they are found */
	size_t candidate_count;
	size_t candidate_cap;
	struct candidate *candidate_spare; /* owned, while they are put in order */
	size_t candidate_spare_cap;
	struct recent_pair *recent_pairs; /* owned; NULL until an article is long */
	size_t order_at; /* of a long one: put the candidates in order when there are so many */
	bool wants_page; /* a gate stands open */
	struct kept_pick *picks; /* owned: of plain rules (match/plain) */
	size_t pick_count;
	size_t pick_cap;
	struct match *matches;
	size_t match_count;
	size_t match_cap;

	struct form_cache *forms;      /* owned */
	struct regex_clauses *regexes; /* owned; NULL: no rule has one */
	struct field_text texts[FIELD_COUNT];
	struct quote quotes[QUOTES];
	struct excerpt_memo excerpts[EXCERPTS];
	struct output_memo output;
	struct channel_memo channels[CHANNELS]; /* by their hash, each in the next free place */
	uint32_t telling;                       /* counts the calls that describe hits */
};

static inline bool is_present(const struct matcher *matcher, uint32_t id)
{
	return (matcher->present[id / 64] >> (id % 64) & 1) != 0;
}

/* Where the id is looked for in local_slots. */
static inline uint32_t local_slot(const struct matcher *matcher, uint32_t id)
{
	return (id * matcher->local_factor >> matcher->local_shift) & matcher->local_mask;
}

/* The number of a present id in locals. */
static inline uint32_t positions_find(const struct matcher *matcher, uint32_t id)
{
	uint32_t at = local_slot(matcher, id);
	while (matcher->locals[matcher->local_slots[at] - 1].id != id) {
		at = (at + 1) & matcher->local_mask;
	}
	return matcher->local_slots[at] - 1;
}

static inline struct local *positions_local(const struct matcher *matcher, uint32_t id)
{
	return &matcher->locals[positions_find(matcher, id)];
}

/* The first of the spans from `at` on that does not start before `place`; near `at` it is found at once. */
static inline uint32_t workspace_seek(
	const struct span *spans, uint32_t count, uint32_t at, uint32_t place)
{
	uint32_t step = 1;
	if (at > 0 && (at > count || spans[at - 1].start >= place)) {
		at = 0;
	}
	while (at + step < count && spans[at + step].start < place) {
		at += step;
		step *= 2;
	}
	uint32_t high = at + step < count ? at + step : count;
	while (at < high) {
		uint32_t middle = at + (high - at) / 2;
		if (spans[middle].start < place) {
			at = middle + 1;
		} else {
			high = middle;
		}
	}
	return at;
}

/* By start, then by end, then by entity. */
static inline bool workspace_precedes(const struct span *a, const struct span *b)
{
	uint64_t key_a = (uint64_t)a->start << 32 | a->end;
	uint64_t key_b = (uint64_t)b->start << 32 | b->end;
	return key_a < key_b || (key_a == key_b && a->entity < b->entity);
}

static inline int workspace_compare(const struct span *a, const struct span *b)
{
	return workspace_precedes(a, b) ? -1 : workspace_precedes(b, a);
}

/* positions.c: what is needed before the first article. */
void positions_init(struct matcher *matcher);
/* positions.c: reads the article's text; fills in tokens to sightings, locals of atoms and their spans. */
void positions_scan(struct matcher *matcher, const struct match_input *input);
/* Makes the id present; returns its number in locals. */
uint32_t positions_mark(struct matcher *matcher, uint32_t id);
/* The field that a place is in, never FIELD_LEAD. */
enum field positions_field(const struct matcher *matcher, uint32_t place);
/* True when the atom is at that place. */
bool positions_has(const struct matcher *matcher, uint32_t atom, uint32_t place);

/* groups.c: the occurrences of a present id, in order, in matcher->spans. */
struct slice groups_occurrences(struct matcher *matcher, uint32_t id);
/* Decides which entities are mentioned; once for an article. */
void groups_resolve(struct matcher *matcher);

/* workspace.c: room for one more in matcher->picks. */
void workspace_grow_picks(struct matcher *matcher);
/* Adds the places [start, end) to matcher->picks. Written piece by piece where they stay: what has just been written in pieces
 * is slow to copy. */
static inline void workspace_pick(
	struct matcher *matcher, uint32_t node, uint32_t start, uint32_t end, int32_t distance)
{
	if (matcher->pick_count == matcher->pick_cap) {
		workspace_grow_picks(matcher);
	}
	struct kept_pick *pick = &matcher->picks[matcher->pick_count++];
	pick->node = node;
	pick->distance = distance;
	pick->span.start = start;
	pick->span.end = end;
	pick->span.entity = ID_NONE;
}
/* Pushes a span on matcher->stack. */
void workspace_push(struct matcher *matcher, struct span span);
/* Room for so many spans more: pointers into the stack stay good while they are pushed. */
void workspace_reserve(struct matcher *matcher, size_t count);
/* The units that the spans of a present id start in, beside `first` in matcher->span_units. */
void workspace_know_units(struct matcher *matcher, uint32_t id, struct slice slice);
/* Pushes a number on matcher->units. */
void workspace_push_unit(struct matcher *matcher, uint32_t unit);
/* A bit a place, all zero; whoever sets some clears them. */
uint64_t *workspace_places(struct matcher *matcher);
/* Puts the spans in order of their ends. */
void workspace_sort_ends(struct span *spans, uint32_t count);
/* Sorts the spans and drops repeated ones; returns how many are left. */
uint32_t workspace_sort(struct span *spans, uint32_t count);

/* unpack.c: the rule that begins there; good until the next one is unpacked. */
enum unpack_mode {
	UNPACK_BARE,  /* to evaluate it */
	UNPACK_NAMED, /* each node has its source, the captures their names */
	UNPACK_WHOLE  /* the same with all alternatives of long ORs; the book has its conditions */
};
/* Reads what stands before the condition of the rule packed at `at`: all but the root and the names of captures. Returns
 * where the condition begins. */
const uint8_t *matcher_read_head(const struct rule_set *set, const uint8_t *at, struct rule *ret);
/* `start`: where the rule begins in the set's code. */
const struct rule *matcher_unpack(struct matcher *matcher, uint32_t start, enum unpack_mode mode);
/* Where the nodes of an alternative (of a candidate, not 0) are when its rule is unpacked: its own, and the first of those below it. */
void matcher_find_alternative(const struct rule_set *set, uint32_t start, uint32_t alternative,
	uint32_t *ret_own, uint32_t *ret_below);
/* Hints that the rule is going to be unpacked with its names, and its book asked. */
void matcher_prefetch(const struct matcher *matcher, uint32_t number);

/* matcher.c: before an article is looked at; 0: not known. */
void matcher_set_date(struct matcher *matcher, int64_t date);
/* matcher.c: the same as matcher_run for one rule of the set, found through the index like any other, whatever is asserted. */
MUST_CHECK int matcher_run_rule(struct matcher *matcher, uint32_t number,
	const struct match_input *input, struct arena *arena, struct hits *ret);
/* True when the rule is meant for the article's language, or the article has none. */
bool matcher_speaks(const struct matcher *matcher, const struct rule *rule);

#endif
