/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of a rule set: what the compiler writes and the matcher reads. Everything is in one arena and constant.
 *
 *   form   a folded word as it may stand in a text                       -> the atoms it counts for
 *   atom   a word, an exact spelling or a wildcard of the rules          id 0 .. atom_count - 1
 *   group  a list, an entity or a type, or a long OR of words            id atom_count .. id_count - 1
 *   alias  a sequence of atoms that is a member of a group or a name of an entity
 *   node   a clause of a condition; of rules they are kept packed (match/code)
 *
 * An id is present in an article when it may have an occurrence there; the index gives the rules to try by id.
 */
#ifndef NUNCIO_MATCH_COMPILED_H
#define NUNCIO_MATCH_COMPILED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/book.h"
#include "match/cue.h"
#include "match/dictionary.h"
#include "match/rule_set.h"

#define ID_NONE UINT32_MAX

/* One of the words next to each other. Two ideographs make one atom that covers two places: offsets need not be 0, 1, 2. */
struct element {
	uint32_t atom;
	uint32_t offset;
};

struct sequence {
	uint32_t first; /* in elements */
	uint16_t count;
	uint16_t anchor; /* which element is the rarest */
	uint32_t length; /* places covered */
};

/* When an occurrence counts: inside none of the `unless`, and one of the `context` in the article. */
struct guard {
	uint32_t unless; /* first of the nodes, in operands */
	uint32_t unless_count;
	uint32_t context;
	uint32_t context_count;
	struct str lang; /* empty: any */
};

struct alias {
	uint32_t sequence;
	uint32_t group; /* id */
	uint32_t guard; /* 0: none */
};

enum group_kind { GROUP_LIST, GROUP_ENTITY, GROUP_TYPE, GROUP_ANY };

struct group {
	enum group_kind kind;
	uint32_t index;   /* in the book's lists, entities or types */
	uint32_t guard;   /* 0: none */
	uint32_t members; /* of a list: nodes that are not plain sequences, in operands */
	uint32_t member_count;
};

enum node_kind {
	NODE_TERM,     /* id: an atom or a group */
	NODE_SEQUENCE, /* elements next to each other; id: places covered */
	NODE_PHRASE,   /* children adjacent in order */
	NODE_AND,
	NODE_OR,
	NODE_NOT,
	NODE_NEAR,
	NODE_SENTENCE,
	NODE_PARAGRAPH,
	NODE_FIRST,
	NODE_AT_LEAST,
	NODE_N_OF,
	NODE_FIELD,
	NODE_CAPTURE,
	NODE_REGEX, /* id: in the set's regexes */
	NODE_ANY    /* packed only: a long OR of words; id: the group that it is found by */
};

struct node {
	struct str source; /* what the author wrote; of a rule that is named (match/unpack) */
	union {
		const struct node *children;
		const struct element *elements; /* of a sequence */
	};
	uint32_t child_count; /* of a sequence: elements */
	uint32_t id;          /* of a capture: index of its name in the rule */
	uint32_t number;
	/* SENT, PARA: one of these ids is in every unit that satisfies; in set->covers. None: any unit may. */
	uint32_t cover;
	uint32_t cover_count;
	uint16_t fields;
	uint8_t kind; /* enum node_kind */
	bool ordered; /* of an OR: its children are spellings of one word */
	bool negated;
	bool captures; /* a capture is in it */
};

/* What stands before the nodes of a packed rule: its number, and then a head of these. */
#define RULE_ANY_LANGUAGE 1u  /* the book's rule names none */
#define RULE_FIELDS 2u        /* the fields follow: they are not title and body */
#define RULE_PRIORITY_SHIFT 2 /* decides where it is packed */
#define RULE_PRIORITY_MASK 3u
#define RULE_ASSERTIONS 16u /* what it alerts on is not BOOK_ASSERTIONS, but in the book */
#define RULE_CAPTURES_SHIFT 5
#define RULE_FIELDS_DEFAULT (1u << FIELD_TITLE | 1u << FIELD_BODY)

/* Of a rule, what only hits ask for. */
struct rule_note {
	const struct book_rule *book;
	union {
		const char *text; /* the whole condition */
		const struct condition
			*tree; /* when has_tree: its nodes stand elsewhere, too; NULL of a gate */
	};
	uint32_t clauses; /* of `text`: where its nodes begin in them */
	bool has_tree;
	uint16_t channel; /* of the hash of its name */
};

/* A rule to try. */
struct posting {
	uint32_t candidate;
	uint32_t
		guard; /* an id that must be present too, or ID_NONE; in the list of a pair the partner_hash of the other word */
};

/* Items [first, first + count) of an array. */
struct items {
	uint32_t first;
	uint32_t count;
};

/* What an id leads to: half a cache line, because each id of an article asks for it. */
struct id_entry {
	struct items postings;
	struct items pairs;   /* of the word with the higher id, by partner_hash */
	uint64_t partners[2]; /* 128 bits, one for each partner_bit in these pairs */
};

/* The same of groups. */
struct id_groups {
	struct items aliases; /* by the atom that anchors the sequence */
	struct items implied; /* groups that may have an occurrence when this id does */
};

/* Two words that stand near each other lead to the rules that ask for them as a phrase, or by NEAR: of the words that an article
 * shares with large sets, few are near the right one. Words that are further apart, in places, are no pair. */
#define PAIR_WINDOW_MAX 11u

/* How the two words must stand. */
enum pair_kind {
	PAIR_NEAR,
	PAIR_HIGH_FIRST, /* next to each other, the one with the higher id first */
	PAIR_LOW_FIRST
};

/* A permutation of what it is made of that spreads it; of the next kind it is PARTNER_STEP more. Ids have 30 bits at most. */
#define PARTNER_STEP 0x9e3779b1u
static inline uint32_t partner_hash(uint32_t id, enum pair_kind kind)
{
	return (id << 2 | kind) * PARTNER_STEP;
}

static inline unsigned partner_bit(uint32_t hash)
{
	return hash >> 25;
}

static inline bool may_be_partner(const uint64_t partners[2], uint32_t hash)
{
	unsigned bit = partner_bit(hash);
	return (partners[bit / 64] >> (bit % 64) & 1) != 0;
}

struct regex;

/* Regular expressions that are searched together. */
struct regex_search {
	const struct regex *regex;
	uint32_t first; /* slot of the first of them */
	uint32_t count;
	uint32_t steps; /* of work for a byte, LIMIT_REGEX_STEPS */
};

struct set_regex {
	const struct regex *finder; /* of its places */
	uint32_t search;            /* it is searched in */
	uint32_t slot;
};

struct rule_set {
	const struct rule_book *book;
	const struct cue_set *cues;
	struct dictionary dictionary;
	uint32_t atom_count;
	uint32_t id_count;
	uint32_t fields; /* bit set of the fields that any rule looks at */

	const struct sequence *sequences; /* of the aliases */
	const struct element *elements;
	const struct guard *guards;
	size_t guard_count;
	const struct group *groups; /* by id - atom_count */
	uint32_t list_id;           /* first id of the lists, entities and types */
	uint32_t entity_id;
	uint32_t type_id;

	struct id_entry *ids;
	struct id_groups *id_groups; /* NULL: there are no groups */
	const struct alias *aliases;
	const uint32_t *implied;

	const struct node *operands; /* of guards and groups */
	const uint32_t *covers;
	const struct set_regex *regexes;
	size_t regex_count;
	const struct regex_search *searches; /* their slots follow each other */
	size_t search_count;
	size_t regex_reach; /* bytes of a field that each search reads, whatever the others have */
	/* Behind the rules stand the gates of those with `fulltext: true`, by the same numbers: no hits come of them. */
	const uint8_t *code;           /* packed, a rule behind the other in the order of hits */
	const uint32_t *rule_starts;   /* in code, by number */
	uint32_t gate_start;           /* in code: where the gates begin */
	uint32_t rule_bytes;           /* of the longest one */
	const struct rule_note *notes; /* by the same numbers */
	const uint8_t
		*clauses; /* packed, where each node's text is in that of the whole condition */
	size_t rule_count;
	size_t gate_count;
	unsigned alternative_bits; /* of a candidate */
	const struct posting *postings;
	const struct posting *pairs;
	const uint64_t *pair_words;  /* a bit an id: it is in a pair */
	uint32_t pair_window;        /* the furthest that any pair is apart; 0: there is none */
	const uint32_t *without_key; /* rules tried on every article */
	size_t without_key_count;

	struct rule_set_stats stats;
};

/* A candidate is a rule that may be true: where it begins in the set's code, and in the lowest bits which one alternative of its
 * condition may be: so many bytes behind the beginning, or CANDIDATE_PLACED with PLACED_…; 0: any part of it. Alternatives are
 * only of rules that look at the usual fields of texts in any language, and capture nothing. */
#define CANDIDATE_PLACED 0x80000000u /* as it is given to candidate_make */

/* A pair of words that is all there is to an alternative: how many words between them at most, and in what order. */
#define PLACED_BITS 6
#define PLACED_ORDER 3u
enum placed_order { PLACED_ANY_ORDER, PLACED_HIGH_FIRST, PLACED_LOW_FIRST };
#define PLACED_BETWEEN_SHIFT 2
#define PLACED_BETWEEN_MAX (PAIR_WINDOW_MAX - 1)

static inline uint32_t candidate_make(
	const struct rule_set *set, uint32_t start, uint32_t alternative)
{
	uint32_t room = 1u << set->alternative_bits >> 1;
	uint32_t low = alternative & ~CANDIDATE_PLACED;
	bool is_placed = low != alternative;
	bool fits = low < room && (!is_placed || set->alternative_bits > PLACED_BITS);
	return start << set->alternative_bits | (fits ? low | (is_placed ? room : 0) : 0);
}

static inline uint32_t candidate_start(const struct rule_set *set, uint32_t candidate)
{
	return candidate >> set->alternative_bits;
}

/* As it was given, or 0. */
static inline uint32_t candidate_alternative(const struct rule_set *set, uint32_t candidate)
{
	uint32_t room = 1u << set->alternative_bits >> 1;
	uint32_t low = room > 0 ? candidate & (room - 1) : 0;
	return (candidate & room) != 0 ? low | CANDIDATE_PLACED : low;
}

/* The same rule, any part of it. */
static inline uint32_t candidate_whole(const struct rule_set *set, uint32_t candidate)
{
	return candidate >> set->alternative_bits << set->alternative_bits;
}

static inline bool id_is_group(const struct rule_set *set, uint32_t id)
{
	return id >= set->atom_count;
}

static inline const struct group *set_group(const struct rule_set *set, uint32_t id)
{
	return &set->groups[id - set->atom_count];
}

#endif
