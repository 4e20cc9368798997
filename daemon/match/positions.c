/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the text of an article to the places of the rules' atoms in it: one look-up a word. Never evaluates anything. The
 * invariant: the spans of an atom are in order, and at most LIMIT_WORD_OCCURRENCES.
 */
#include "match/workspace.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/hash.h"
#include "text/utf8.h"

/* Words of the lead, RULES.md 2. */
#define LEAD_WORDS 60
/* Places for the words of rules that an article has; twice as many as usual articles need. */
#define LOCAL_SLOTS_MIN 512u
/* From so many on they are asked for ahead. */
#define LOCAL_SLOTS_LARGE 16384u
#define LOCAL_SLOTS_MIDDLE 8192u
/* Words that are looked up together. */
#define LOOK_AHEAD 128u

static const enum field scan_order[] = {FIELD_TITLE, FIELD_BODY, FIELD_URL, FIELD_AUTHOR, FIELD_TAG,
	FIELD_SOURCE, FIELD_FEED_COUNTRY, FIELD_LANG};
#define SCAN_ORDER_COUNT (sizeof(scan_order) / sizeof(scan_order[0]))

/* An empty table of so many slots, a power of two. Ids of small tables are spread best by the middle of their product, those
 * of large ones by its highest bits. */
static void make_slots(struct matcher *matcher, uint32_t size)
{
	matcher->local_factor = 0x9e3779b1u; /* ids are numbers that lie together */
	matcher->local_mask = size - 1;
	matcher->local_shift = size > LOCAL_SLOTS_MIDDLE ? 32 - (unsigned)__builtin_ctz(size) : 7;
	matcher->local_slots = mem_zalloc((size_t)size * sizeof(matcher->local_slots[0]));
}

/* A slot for each id. */
static void make_direct_slots(struct matcher *matcher)
{
	size_t size = (size_t)matcher->set->id_count + 1;
	matcher->local_factor = 1;
	matcher->local_shift = 0;
	matcher->local_mask = UINT32_MAX;
	matcher->local_slots = mem_zalloc(size * sizeof(matcher->local_slots[0]));
}

void positions_init(struct matcher *matcher)
{
	make_slots(matcher, LOCAL_SLOTS_MIN);
}

static void file_local(struct matcher *matcher, uint32_t number)
{
	uint32_t at = local_slot(matcher, matcher->locals[number].id);
	while (matcher->local_slots[at] != 0) {
		at = (at + 1) & matcher->local_mask;
	}
	matcher->local_slots[at] = number + 1;
}

/* An article with so many different words of the rules is rare. Before the table is as large as all ids, each gets a slot. */
static void grow_slots(struct matcher *matcher)
{
	uint32_t size = (matcher->local_mask + 1) * 4;
	free(matcher->local_slots);
	if (size < matcher->set->id_count) {
		make_slots(matcher, size);
	} else {
		make_direct_slots(matcher);
	}
	for (uint32_t i = 0; i < matcher->local_count; i++) {
		file_local(matcher, i);
	}
}

uint32_t positions_mark(struct matcher *matcher, uint32_t id)
{
	if (is_present(matcher, id)) {
		return positions_find(matcher, id);
	}
	if (matcher->local_count == matcher->local_cap) {
		matcher->locals = mem_grow(matcher->locals, &matcher->local_cap,
			matcher->local_count + 1, sizeof(matcher->locals[0]));
	}
	matcher->present[id / 64] |= UINT64_C(1) << (id % 64);
	matcher->locals[matcher->local_count++] = (struct local){
		.id = id, .state = id_is_group(matcher->set, id) ? LOCAL_GROUP : LOCAL_ATOM};
	if (matcher->local_count * 2 > matcher->local_mask) {
		grow_slots(matcher);
	} else {
		file_local(matcher, (uint32_t)matcher->local_count - 1);
	}
	__builtin_prefetch(&matcher->set->ids[id]); /* it is asked for soon */
	return (uint32_t)matcher->local_count - 1;
}

/* The table is small unless the article was large: then it is made small again. */
static void clear_slots(struct matcher *matcher)
{
	if (matcher->local_mask >= LOCAL_SLOTS_MIN) {
		free(matcher->local_slots);
		positions_init(matcher);
		return;
	}
	memset(matcher->local_slots, 0, LOCAL_SLOTS_MIN * sizeof(matcher->local_slots[0]));
}

/* Forgets the article. */
static void clear(struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->local_count; i++) {
		matcher->present[matcher->locals[i].id / 64] = 0;
	}
	clear_slots(matcher);
	token_list_clear(&matcher->tokens);
	matcher->local_count = 0;
	matcher->sighting_count = 0;
	matcher->raw_count = 0;
	matcher->span_count = 0;
	matcher->dense_count = 0;
	matcher->dense_bit_count = 0;
	memset(matcher->dense_breaks, 0, sizeof(matcher->dense_breaks));
	matcher->mention_count = 0;
	matcher->mentions_ready = false;
	matcher->in_part = false;
	matcher->stack_count = 0;
	matcher->unit_count = 0;
	matcher->article++;
}

/* As positions_mark; most ids of a long article are known. */
static inline uint32_t mark_known(struct matcher *matcher, uint32_t id)
{
	const uint32_t *slots = matcher->local_slots;
	for (uint32_t at = local_slot(matcher, id); slots[at] != 0;
		at = (at + 1) & matcher->local_mask) {
		if (matcher->locals[slots[at] - 1].id == id) {
			return slots[at] - 1;
		}
	}
	return positions_mark(matcher, id);
}

static void add_sighting(struct matcher *matcher, uint32_t atom, uint32_t place, uint32_t words)
{
	uint32_t number = mark_known(matcher, atom);
	struct local *local = &matcher->locals[number];
	if (local->count == LIMIT_WORD_OCCURRENCES) {
		matcher->in_part = true;
		return;
	}
	local->count++;
	local->words = (uint16_t)words;
	if (matcher->sighting_count == matcher->sighting_cap) {
		matcher->sightings = mem_grow(matcher->sightings, &matcher->sighting_cap,
			matcher->sighting_count + 1, sizeof(matcher->sightings[0]));
	}
	matcher->sightings[matcher->sighting_count++] =
		(struct sighting){.id = atom, .local = number, .place = place};
}

/* True when the letters at that place are those of the exact spelling, the stops of dotted capitals aside. */
static bool letters_are(struct str text, struct str letters)
{
	size_t at = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '.') {
			continue;
		}
		if (at == letters.len || letters.ptr[at] != text.ptr[i]) {
			return false;
		}
		at++;
	}
	return at == letters.len;
}

static void add_exact(struct matcher *matcher, const struct form *form, uint32_t place)
{
	enum field field = positions_field(matcher, place);
	const struct dictionary *dictionary = &matcher->set->dictionary;
	const struct token *token = &matcher->tokens.tokens[place];
	struct str text =
		str_slice(matcher->fields[field], token->start, token->end - token->start);
	bool any_case = field == FIELD_TITLE && !matcher->exact_title;
	for (uint32_t i = 0; i < form->exact_count; i++) {
		uint32_t atom = form->atoms[form->atom_count + i];
		if (any_case || letters_are(text, dictionary->atoms[atom].text)) {
			add_sighting(matcher, atom, place, 1);
		}
	}
}

static void look_up_pair(struct matcher *matcher, uint32_t place)
{
	const struct token *token = &matcher->tokens.tokens[place];
	struct str both = str_make(matcher->tokens.folded + token->folded,
		(size_t)token->folded_len + token[1].folded_len);
	const struct dictionary *dictionary = &matcher->set->dictionary;
	uint64_t hash = hash_word_str(&dictionary->key, both);
	uint32_t found = form_table_may_have(&dictionary->table, hash)
				 ? form_table_find(&dictionary->table, hash)
				 : FORM_NONE;
	if (found == FORM_NONE) {
		return;
	}
	if (!(found & FORM_LIST)) {
		add_sighting(matcher, found, place, 2);
		return;
	}
	/* Wildcards do not apply to pairs; the word itself comes first. */
	const struct form *form = dictionary_form(dictionary, found & ~FORM_LIST);
	if (form->atom_count > 0) {
		add_sighting(matcher, form->atoms[0], place, 2);
	}
}

/* A word of an article that leads to more than one atom. */
static void look_up_form(struct matcher *matcher, uint32_t place, uint32_t found)
{
	const struct form *form = dictionary_form(&matcher->set->dictionary, found & ~FORM_LIST);
	for (uint32_t i = 0; i < form->atom_count; i++) {
		add_sighting(matcher, form->atoms[i], place, 1);
	}
	if (form->exact_count > 0) {
		add_exact(matcher, form, place);
	}
}

/* A word that the dictionary has, and what it found. */
struct found {
	uint32_t place;
	uint32_t value;
};

/* Finds the words [start, end) that the dictionary has, LOOK_AHEAD at most; returns how many. With many rules the table is
 * larger than the caches: each step asks for memory that the next one needs, for all words, so that their waits overlap. */
static uint32_t find_known(
	const struct matcher *matcher, uint32_t start, uint32_t end, struct found *out)
{
	const struct form_table *table = &matcher->set->dictionary.table;
	const uint64_t *hashes = matcher->tokens.hashes;
	uint32_t may = 0;
	uint32_t count = 0;
	for (uint32_t i = start; i < end; i++) {
		out[may].place = i;
		may += form_table_may_have(table, hashes[i]);
	}
	for (uint32_t i = 0; i < may; i++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.ArraySubscript): set up to may */
		form_table_prefetch(table, hashes[out[i].place]);
	}
	for (uint32_t i = 0; i < may; i++) {
		uint32_t place = out[i].place;
		out[count].place = place;
		out[count].value = form_table_find(table, hashes[place]);
		count += out[count].value != FORM_NONE;
	}
	return count;
}

static void add_found(struct matcher *matcher, const struct found *found)
{
	if (found->value < FORM_LIST) {
		add_sighting(matcher, found->value, found->place, 1);
	} else {
		look_up_form(matcher, found->place, found->value);
	}
}

/* Words that may count for more than the dictionary says. */
struct others {
	uint32_t places[LOOK_AHEAD + 1];
	uint32_t count;
};

/* Leaves of the words only those that patterns have to be asked for: without stems, those that the dictionary does not have. */
static void drop_known(const struct matcher *matcher, const struct found *found, uint32_t count,
	struct others *others)
{
	bool has_stems = matcher->set->dictionary.has_stems;
	uint32_t next = 0;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < others->count; i++) {
		uint32_t place = others->places[i];
		while (next < count && found[next].place < place) {
			next++;
		}
		bool is_known = next < count && found[next].place == place;
		bool is_ideograph = (matcher->tokens.tokens[place].flags & TOKEN_IDEOGRAPH) != 0;
		others->places[kept] = place;
		kept += (has_stems || !is_known) && !is_ideograph;
	}
	others->count = kept;
}

/* In a long article what is known of its words is larger than the caches, too. */
static void prefetch_locals(
	const struct matcher *matcher, const struct found *found, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		__builtin_prefetch(&matcher->local_slots[local_slot(matcher, found[i].value)]);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = matcher->local_slots[local_slot(matcher, found[i].value)];
		__builtin_prefetch(&matcher->locals[number > 0 ? number - 1 : 0]);
	}
}

/* The same of what patterns found in some words, the first of it. */
static void prefetch_expanded(
	const struct matcher *matcher, const struct form_atoms *atoms, uint32_t count)
{
	struct found found[LOOK_AHEAD];
	uint32_t found_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = 0; k < atoms[i].count && found_count < LOOK_AHEAD; k++) {
			found[found_count++].value = atoms[i].atoms[k];
		}
	}
	prefetch_locals(matcher, found, found_count);
}

/* What patterns find in the words at some places, EXPANSION_WORDS at most; and what the dictionary found from *next on, up to
 * the last of them: in the order of the text. */
static void add_expanded(struct matcher *matcher, const uint32_t *places, uint32_t place_count,
	const struct found *found, uint32_t count, uint32_t *next)
{
	uint64_t hashes[EXPANSION_WORDS];
	struct str words[EXPANSION_WORDS];
	struct form_atoms atoms[EXPANSION_WORDS];
	for (uint32_t i = 0; i < place_count; i++) {
		hashes[i] = matcher->tokens.hashes[places[i]];
		words[i] = token_folded(&matcher->tokens, places[i]);
	}
	form_cache_expand(matcher->forms, hashes, words, place_count, atoms);
	if (matcher->local_mask >= LOCAL_SLOTS_LARGE) {
		prefetch_expanded(matcher, atoms, place_count);
	}
	for (uint32_t i = 0; i < place_count; i++) {
		for (; *next < count && found[*next].place < places[i]; ++*next) {
			add_found(matcher, &found[*next]);
		}
		for (uint32_t k = 0; k < atoms[i].count; k++) {
			add_sighting(matcher, atoms[i].atoms[k], places[i], 1);
		}
	}
}

/* Looks up words when rules have wildcards, fuzzy words or stems: then those that the dictionary does not have may count, too,
 * and with stems those that it has for more than it says. */
static void look_up_patterns(struct matcher *matcher, uint32_t start, uint32_t end,
	const struct found *found, uint32_t count)
{
	struct others others;
	uint32_t next = 0;
	others.count =
		form_cache_pick(matcher->forms, matcher->tokens.hashes, start, end, others.places);
	drop_known(matcher, found, count, &others);
	for (uint32_t from = 0; from < others.count; from += EXPANSION_WORDS) {
		uint32_t left = others.count - from;
		add_expanded(matcher, others.places + from,
			left < EXPANSION_WORDS ? left : EXPANSION_WORDS, found, count, &next);
	}
	for (; next < count; next++) {
		add_found(matcher, &found[next]);
	}
}

static void look_up_all(struct matcher *matcher)
{
	const struct rule_set *set = matcher->set;
	uint32_t total = (uint32_t)matcher->tokens.count;
	for (uint32_t start = 0; start < total; start += LOOK_AHEAD) {
		uint32_t end = total - start < LOOK_AHEAD ? total : start + LOOK_AHEAD;
		struct found found[LOOK_AHEAD + 1];
		uint32_t count = find_known(matcher, start, end, found);
		if (set->dictionary.has_patterns) {
			look_up_patterns(matcher, start, end, found, count);
			continue;
		}
		if (matcher->local_mask >= LOCAL_SLOTS_LARGE) {
			prefetch_locals(matcher, found, count);
		}
		for (uint32_t i = 0; i < count; i++) {
			add_found(matcher, &found[i]);
		}
	}
}

/* Pairs of ideographs, when any rule has one. */
static void look_up_pairs(struct matcher *matcher)
{
	for (uint32_t i = 0; i + 1 < matcher->tokens.count; i++) {
		if (matcher->tokens.tokens[i].flags & TOKEN_CONTINUES) {
			look_up_pair(matcher, i);
		}
	}
}

/* False when the title's letters with case are all capitals or all small: then spelling says nothing. */
static bool has_mixed_case(struct str title)
{
	bool upper = false;
	bool lower = false;
	for (size_t at = 0; at < title.len;) {
		uint32_t entry = fold_entry(utf8_next(title, &at));
		upper |= fold_is_upper(entry);
		lower |= fold_is_lower(entry);
		if (upper && lower) {
			return true;
		}
	}
	return false;
}

/* "en" of "en-GB", in small letters; empty when there is none. Borrowed from the folded words. */
static struct str primary_language(const struct matcher *matcher)
{
	struct interval places = matcher->field_places[FIELD_LANG];
	if (places.start == places.end) {
		return STR("");
	}
	return token_folded(&matcher->tokens, places.start);
}

/* The lead begins behind a headline that the body repeats. */
static struct interval find_lead(const struct matcher *matcher)
{
	struct interval title = matcher->field_places[FIELD_TITLE];
	struct interval lead = matcher->field_places[FIELD_BODY];
	uint32_t words = title.end - title.start;
	uint32_t same = 0;
	while (same < words && lead.start + same < lead.end &&
		str_eq(token_folded(&matcher->tokens, title.start + same),
			token_folded(&matcher->tokens, lead.start + same))) {
		same++;
	}
	if (words >= 3 && same == words) {
		lead.start += words;
	}
	if (lead.end - lead.start > LEAD_WORDS) {
		lead.end = lead.start + LEAD_WORDS;
	}
	return lead;
}

static void scan_fields(struct matcher *matcher, const struct match_input *input)
{
	uint32_t wanted = matcher->set->fields | 1u << FIELD_LANG;
	matcher->filled = 0;
	for (size_t i = 0; i < SCAN_ORDER_COUNT; i++) {
		enum field field = scan_order[i];
		matcher->fields[field] = input->fields[field];
		uint32_t start = (uint32_t)matcher->tokens.count;
		if (wanted >> field & 1) {
			token_list_scan(&matcher->tokens, input->fields[field],
				field == FIELD_TAG ? TOKEN_LINES : TOKEN_TEXT);
		}
		matcher->field_places[field] =
			(struct interval){.start = start, .end = (uint32_t)matcher->tokens.count};
		matcher->filled |= (uint32_t)(start < matcher->tokens.count) << field;
	}
	matcher->in_part = matcher->tokens.count >= LIMIT_TOKENS;
	matcher->fields[FIELD_LEAD] = input->fields[FIELD_BODY];
	matcher->field_places[FIELD_LEAD] = find_lead(matcher);
	matcher->filled |= (matcher->filled >> FIELD_BODY & 1) << FIELD_LEAD;
	matcher->exact_title = has_mixed_case(input->fields[FIELD_TITLE]);
	matcher->language = primary_language(matcher);
}

/* Of many atoms, sightings that are asked for ahead: what is known of an atom, and then where its span goes to. */
#define MANY_LOCALS 4096u
#define LOCALS_AHEAD 32u
#define SPANS_AHEAD 16u

static inline void prefetch_sighting(const struct matcher *matcher, size_t at)
{
	if (at + LOCALS_AHEAD < matcher->sighting_count) {
		const struct sighting *ahead = &matcher->sightings[at + LOCALS_AHEAD];
		const struct local *local =
			&matcher->locals[matcher->sightings[at + SPANS_AHEAD].local];
		__builtin_prefetch(&matcher->locals[ahead->local]);
		__builtin_prefetch(&matcher->spans[local->first + local->count]);
	}
}

/* From sightings in the order of the text to spans by atom. */
static void sort_sightings(struct matcher *matcher)
{
	bool has_many = matcher->local_count >= MANY_LOCALS;
	uint32_t total = 0;
	for (size_t i = 0; i < matcher->local_count; i++) {
		matcher->locals[i].first = total;
		total += matcher->locals[i].count;
		matcher->locals[i].count = 0;
	}
	matcher->spans = mem_grow(
		matcher->spans, &matcher->span_cap, (size_t)total + 1, sizeof(matcher->spans[0]));
	for (size_t i = 0; i < matcher->sighting_count; i++) {
		const struct sighting *sighting = &matcher->sightings[i];
		struct local *local = &matcher->locals[sighting->local];
		if (has_many) {
			prefetch_sighting(matcher, i);
		}
		matcher->spans[local->first + local->count++] =
			(struct span){.start = sighting->place,
				.end = sighting->place + local->words,
				.entity = ID_NONE};
	}
	matcher->span_count = total;
}

void positions_scan(struct matcher *matcher, const struct match_input *input)
{
	clear(matcher);
	scan_fields(matcher, input);
	form_cache_set_language(matcher->forms, matcher->language);
	look_up_all(matcher);
	if (matcher->set->dictionary.has_pairs) {
		look_up_pairs(matcher);
	}
	sort_sightings(matcher);
}

enum field positions_field(const struct matcher *matcher, uint32_t place)
{
	for (size_t i = 0; i < SCAN_ORDER_COUNT; i++) {
		if (place < matcher->field_places[scan_order[i]].end) {
			return scan_order[i];
		}
	}
	return FIELD_LANG;
}

bool positions_has(const struct matcher *matcher, uint32_t atom, uint32_t place)
{
	if (!is_present(matcher, atom)) {
		return false;
	}
	const struct local *local = positions_local(matcher, atom);
	const struct span *spans = matcher->spans + local->first;
	uint32_t low = 0;
	uint32_t high = local->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (spans[middle].start < place) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < local->count && spans[low].start == place;
}
