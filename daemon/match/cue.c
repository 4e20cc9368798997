/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds cues among the words of a text. The patterns lie in a table by the first letters of their first word, or of their first
 * two ("to" begins more than a hundred), so that a word that begins none costs two looks; the common words of all languages lie
 * in one table. Never reads beyond the words it is given. The invariant: what a match with `assertion: none` shares a word with
 * is not returned.
 */
#include "match/cue.h"

#include <string.h>

#include "base/limits.h"

/* Letters that choose the slot; a shorter word is taken whole. */
#define HEAD_BYTES 3u
#define SLOTS 1024u /* twice the patterns of a language, a power of two */
/* Words that "..." may stand for. */
#define GAP_WORDS 5u
/* Of an article that names no language: one word of so many must be common, and a text of fewer words is taken on trust. */
#define COMMON_SHARE 12u
#define COMMON_WORDS_MIN 24u
/* So many words tell the language. */
#define COMMON_WORDS_MAX 100u

enum element_kind { ELEMENT_WORD, ELEMENT_PREFIX, ELEMENT_PAST_YEAR };

struct pattern_element {
	enum element_kind kind;
	bool gap_before; /* "..." stands before it */
	struct str text; /* folded */
};

struct pattern {
	const struct book_cue *cue;
	const struct pattern_element *elements;
	uint32_t count;
	uint32_t next; /* of the same slot, + 1 */
};

/* Punctuation that ends a phrase or a clause. */
struct mark_pattern {
	const struct book_cue *cue;
	struct str text;
};

struct cue_language {
	struct str lang;
	uint32_t slots[SLOTS]; /* by the first word: first pattern + 1 */
	uint32_t pairs
		[SLOTS]; /* by the first two, of patterns that begin with two words without a gap or a star */
	struct pattern *patterns;
	uint32_t count;
	struct mark_pattern *marks;
	uint32_t mark_count;
	bool knows;  /* it has common words */
	bool speaks; /* it has cues of an assertion: what a text is known to be in may have none */
};

/* A word by which a language is known. */
struct common {
	struct pattern_element element;
	uint32_t language;
	uint32_t next; /* of the same slot, + 1; those of a language stand together */
};

struct cue_set {
	struct cue_language *languages;
	size_t count;
	struct common *commons;
	uint32_t common_count;
	uint32_t common_slots[SLOTS];
};

/* --- compiling --- */

static uint32_t hash_head(struct str word)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < word.len && i < HEAD_BYTES; i++) {
		hash = (hash ^ (unsigned char)word.ptr[i]) * 16777619u;
	}
	return hash;
}

static uint32_t slot_of(uint32_t head)
{
	return (head ^ head >> 15) & (SLOTS - 1);
}

static uint32_t pair_of(uint32_t head, uint32_t next_head)
{
	return slot_of(head * 31u + next_head);
}

struct compiling {
	struct arena *arena;
	struct token_list tokens; /* scratch */
	const struct book_cue *cue;
	struct pattern_element elements[LIMIT_CUE_WORDS];
	uint32_t count;
	bool full;
};

static void add_element(struct compiling *compiling, struct pattern_element element)
{
	element.text = arena_str(compiling->arena, element.text);
	compiling->full = compiling->full || !element.text.ptr;
	if (compiling->count < LIMIT_CUE_WORDS) {
		compiling->elements[compiling->count++] = element;
	}
}

/* The words that one word of an item is to the tokenizer: a hyphen separates. */
static void add_word(struct compiling *compiling, struct str word, bool gap)
{
	bool prefix = str_ends(word, STR("*"));
	if (prefix) {
		word.len--;
	}
	token_list_clear(&compiling->tokens);
	token_list_scan(&compiling->tokens, word, TOKEN_TEXT);
	for (size_t i = 0; i < compiling->tokens.count; i++) {
		bool last = i + 1 == compiling->tokens.count;
		add_element(
			compiling, (struct pattern_element){
					   .kind = prefix && last ? ELEMENT_PREFIX : ELEMENT_WORD,
					   .gap_before = gap && i == 0,
					   .text = token_folded(&compiling->tokens, i)});
	}
}

static void read_item(struct compiling *compiling, struct str item)
{
	struct str word;
	bool gap = false;
	compiling->count = 0;
	while (str_cut(&item, ' ', &word)) {
		if (word.len == 0) {
			continue;
		}
		if (str_eq(word, STR("..."))) {
			gap = true;
			continue;
		}
		if (str_eq(word, STR("<past-year>"))) {
			add_element(compiling, (struct pattern_element){.kind = ELEMENT_PAST_YEAR,
						       .gap_before = gap,
						       .text = STR("")});
		} else {
			add_word(compiling, word, gap);
		}
		gap = false;
	}
}

/* The chain that a pattern of these words lies in. */
static uint32_t *chain_of(
	struct cue_language *language, const struct pattern_element *elements, uint32_t count)
{
	uint32_t head = hash_head(elements[0].text);
	bool pair = count > 1 && elements[0].kind == ELEMENT_WORD &&
		    elements[1].kind == ELEMENT_WORD && !elements[1].gap_before;
	return pair ? &language->pairs[pair_of(head, hash_head(elements[1].text))]
		    : &language->slots[slot_of(head)];
}

/* An item without letters is a mark. */
static void add_item(struct compiling *compiling, struct cue_language *language, struct str item)
{
	read_item(compiling, item);
	if (compiling->count == 0) {
		language->marks[language->mark_count++] = (struct mark_pattern){
			.cue = compiling->cue, .text = arena_str(compiling->arena, item)};
		return;
	}
	struct pattern *pattern = &language->patterns[language->count++];
	struct pattern_element *elements =
		arena_alloc(compiling->arena, compiling->count * sizeof(elements[0]));
	if (!elements) {
		compiling->full = true;
		return;
	}
	memcpy(elements, compiling->elements, compiling->count * sizeof(elements[0]));
	uint32_t *chain = chain_of(language, elements, compiling->count);
	*pattern = (struct pattern){.cue = compiling->cue,
		.elements = elements,
		.count = compiling->count,
		.next = *chain};
	*chain = language->count;
}

static void add_common(
	struct compiling *compiling, struct cue_set *set, size_t language, struct str item)
{
	read_item(compiling, item);
	if (compiling->count == 0) {
		return;
	}
	struct pattern_element element = compiling->elements[0];
	uint32_t *slot = &set->common_slots[slot_of(hash_head(element.text))];
	set->commons[set->common_count++] =
		(struct common){.element = element, .language = (uint32_t)language, .next = *slot};
	*slot = set->common_count;
}

static bool compile_language(struct compiling *compiling, const struct rule_book *book,
	struct cue_set *set, size_t index)
{
	struct cue_language *language = &set->languages[index];
	size_t items = 0;
	for (size_t i = 0; i < book->cue_count; i++) {
		items += str_eq(book->cues[i].lang, language->lang) ? book->cues[i].item_count : 0;
	}
	language->patterns = arena_zalloc(compiling->arena, items * sizeof(struct pattern));
	language->marks = arena_zalloc(compiling->arena, items * sizeof(struct mark_pattern));
	if (!language->patterns || !language->marks) {
		return false;
	}
	for (size_t i = 0; i < book->cue_count; i++) {
		const struct book_cue *cue = &book->cues[i];
		if (!str_eq(cue->lang, language->lang)) {
			continue;
		}
		compiling->cue = cue;
		language->speaks |= cue->role == CUE_SPEAKS;
		for (size_t k = 0; cue->role != CUE_KNOWN && k < cue->item_count; k++) {
			add_item(compiling, language, cue->items[k]);
		}
		if (cue->role != CUE_KNOWN || index >= LIMIT_CUE_LANGUAGES) {
			continue;
		}
		language->knows = true;
		for (size_t k = 0; k < cue->item_count; k++) {
			add_common(compiling, set, index, cue->items[k]);
		}
	}
	return !compiling->full;
}

static struct cue_language *find_language(const struct cue_set *set, struct str lang)
{
	for (size_t i = 0; i < set->count; i++) {
		if (str_eq_nocase(set->languages[i].lang, lang)) {
			return &set->languages[i];
		}
	}
	return NULL;
}

const struct cue_set *cue_set_compile(struct arena *arena, const struct rule_book *book)
{
	struct cue_set *set = arena_zalloc(arena, sizeof(*set));
	struct compiling compiling = {.arena = arena};
	bool fits = set != NULL;
	size_t commons = 0;
	for (size_t i = 0; fits && i < book->cue_count; i++) {
		commons += book->cues[i].role == CUE_KNOWN ? book->cues[i].item_count : 0;
		if (find_language(set, book->cues[i].lang)) {
			continue;
		}
		/* They are few: an array that is copied when it grows. */
		struct cue_language *grown =
			arena_zalloc(arena, (set->count + 1) * sizeof(grown[0]));
		if (!grown) {
			return NULL;
		}
		if (set->count > 0) {
			memcpy(grown, set->languages, set->count * sizeof(grown[0]));
		}
		grown[set->count].lang = book->cues[i].lang;
		set->languages = grown;
		set->count++;
	}
	if (fits && commons > 0) {
		set->commons = arena_zalloc(arena, commons * sizeof(set->commons[0]));
		fits = set->commons != NULL;
	}
	token_list_init(&compiling.tokens);
	for (size_t i = 0; fits && i < set->count; i++) {
		fits = compile_language(&compiling, book, set, i);
	}
	token_list_done(&compiling.tokens);
	return fits ? set : NULL;
}

/* --- finding --- */

bool cue_set_is_empty(const struct cue_set *set)
{
	return set->count == 0;
}

bool cue_set_has(const struct cue_set *set, struct str lang)
{
	const struct cue_language *language = find_language(set, lang);
	return language && language->speaks;
}

/* A number of four digits, "1931" or "1930s"; 0: it is none. */
static int32_t year_of(struct str word)
{
	int32_t year = 0;
	if (word.len == 5 && word.ptr[4] == 's') {
		word.len = 4;
	}
	if (word.len != 4 || word.ptr[0] < '1' || word.ptr[0] > '2') {
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		if (word.ptr[i] < '0' || word.ptr[i] > '9') {
			return 0;
		}
		year = year * 10 + (word.ptr[i] - '0');
	}
	return year;
}

int32_t cue_latest_year(const struct token_list *tokens, uint32_t start, uint32_t end)
{
	int32_t latest = 0;
	for (uint32_t i = start; i < end; i++) {
		const struct token *token = &tokens->tokens[i];
		if (token->folded_len == 4 || token->folded_len == 5) {
			int32_t year = year_of(token_folded(tokens, i));
			/* "2500" is an amount. */
			latest = year > latest && year < 2100 ? year : latest;
		}
	}
	return latest;
}

static bool is_word(
	const struct cue_text *text, uint32_t place, const struct pattern_element *element)
{
	struct str word = token_folded(text->tokens, place);
	switch (element->kind) {
	case ELEMENT_WORD:
		return str_eq(word, element->text);
	case ELEMENT_PREFIX:
		return str_starts(word, element->text);
	case ELEMENT_PAST_YEAR: {
		int32_t year = year_of(word);
		return year > 0 && year < text->year;
	}
	}
	return false;
}

/* The pattern with its first word at `place`; gaps are as short as they can be. */
static bool find_at(const struct cue_text *text, const struct pattern *pattern, uint32_t place,
	struct cue_match *ret)
{
	uint32_t at = place;
	for (uint32_t i = 0; i < pattern->count; i++) {
		const struct pattern_element *element = &pattern->elements[i];
		uint32_t last = at + (element->gap_before ? GAP_WORDS : 0);
		while (at < text->end && at <= last && !is_word(text, at, element)) {
			at++;
		}
		if (at >= text->end || at > last) {
			return false;
		}
		ret->places[i] = at++;
	}
	ret->cue = pattern->cue;
	ret->count = pattern->count;
	return true;
}

bool cue_overlaps(const struct cue_match *a, const struct cue_match *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		for (uint32_t k = 0; k < b->count; k++) {
			if (a->places[i] == b->places[k]) {
				return true;
			}
		}
	}
	return false;
}

/* True when `a` takes back what `b` says or ends: it shares a word with it, is as long, and says nothing; or it speaks with a
 * word that would be an end. */
static bool takes_back(const struct cue_match *a, const struct cue_match *b)
{
	if (a->cue->role != CUE_SPEAKS || a->count < b->count || !cue_overlaps(a, b)) {
		return false;
	}
	return b->cue->role == CUE_ENDS || (a->cue->assertion == ASSERTION_UNDETERMINED &&
						   b->cue->assertion != ASSERTION_UNDETERMINED);
}

/* Adds the match unless another takes it back; drops what it takes back. */
static uint32_t add_match(struct cue_match *matches, uint32_t count, const struct cue_match *match)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (takes_back(&matches[i], match)) {
			return count;
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!takes_back(match, &matches[i])) {
			matches[kept++] = matches[i];
		}
	}
	if (kept < CUE_MATCHES_MAX) {
		matches[kept++] = *match;
	}
	return kept;
}

/* The marks between the word at `place` and the next one. */
static uint32_t add_marks(const struct cue_language *language, const struct cue_text *text,
	uint32_t place, struct cue_match *matches, uint32_t count)
{
	const struct token *token = &text->tokens->tokens[place];
	struct str between = str_slice(text->text, token->end, token[1].start - token->end);
	/* A blank; or a mark inside a word or a number: "face-to-face", "1,000". */
	if (between.len < 2 || count == CUE_MATCHES_MAX) {
		return count;
	}
	for (uint32_t i = 0; i < language->mark_count; i++) {
		if (str_find(between, language->marks[i].text) >= 0) {
			matches[count++] = (struct cue_match){
				.cue = language->marks[i].cue, .places = {place + 1}};
			return count;
		}
	}
	return count;
}

/* What is found at `place` of the patterns from `at` on. */
static uint32_t add_chain(const struct cue_language *language, uint32_t at,
	const struct cue_text *text, uint32_t place, struct cue_match *matches, uint32_t count)
{
	for (; at > 0; at = language->patterns[at - 1].next) {
		struct cue_match match;
		if (find_at(text, &language->patterns[at - 1], place, &match)) {
			count = add_match(matches, count, &match);
		}
	}
	return count;
}

uint32_t cue_set_find(const struct cue_set *set, struct str lang, const struct cue_text *text,
	struct cue_match ret[CUE_MATCHES_MAX])
{
	const struct cue_language *language = find_language(set, lang);
	uint32_t count = 0;
	if (!language || text->start >= text->end) {
		return 0;
	}
	uint32_t head = hash_head(token_folded(text->tokens, text->start));
	for (uint32_t place = text->start; place < text->end; place++) {
		count = add_chain(
			language, language->slots[slot_of(head)], text, place, ret, count);
		if (place + 1 == text->end) {
			break;
		}
		uint32_t next_head = hash_head(token_folded(text->tokens, place + 1));
		uint32_t pair = language->pairs[pair_of(head, next_head)];
		count = add_chain(language, pair, text, place, ret, count);
		count = add_marks(language, text, place, ret, count);
		head = next_head;
	}
	return count;
}

/* --- the language --- */

/* How many of the words before `end` are common ones, for each language. */
static void count_common(const struct cue_set *set, const struct token_list *tokens, uint32_t end,
	uint8_t counts[LIMIT_CUE_LANGUAGES])
{
	const struct cue_text text = {.tokens = tokens, .end = end};
	memset(counts, 0, LIMIT_CUE_LANGUAGES);
	for (uint32_t place = 0; place < end; place++) {
		uint32_t at = set->common_slots[slot_of(hash_head(token_folded(tokens, place)))];
		uint32_t last = UINT32_MAX;
		for (; at > 0; at = set->commons[at - 1].next) {
			const struct common *common = &set->commons[at - 1];
			/* A word counts once, though it may be in a language's list twice. */
			if (common->language != last && is_word(&text, place, &common->element)) {
				counts[common->language]++;
				last = common->language;
			}
		}
	}
}

/* Most words are of a script that no common word of a language with cues is in. */
static bool is_foreign(const struct token_list *tokens, uint32_t end)
{
	uint32_t foreign = 0;
	for (uint32_t place = 0; place < end; place++) {
		foreign += (unsigned char)token_folded(tokens, place).ptr[0] >= 0x80;
	}
	return foreign * 2 > end;
}

/* The only language whose cues there are: of a short text without a common word of any language nothing better is known. */
static struct str fallback(const struct cue_set *set, const struct token_list *tokens, uint32_t end)
{
	struct str lang = STR("");
	for (size_t i = set->count; i > 0; i--) {
		const struct cue_language *language = &set->languages[i - 1];
		lang = language->speaks && language->knows ? language->lang : lang;
	}
	return is_foreign(tokens, end) ? STR("") : lang;
}

static bool any_speaks(const struct cue_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->languages[i].speaks) {
			return true;
		}
	}
	return false;
}

struct str cue_set_guess(const struct cue_set *set, const struct token_list *tokens, uint32_t end)
{
	uint8_t counts[LIMIT_CUE_LANGUAGES];
	if (!any_speaks(set)) {
		return STR(""); /* it makes no difference */
	}
	end = end < COMMON_WORDS_MAX ? end : COMMON_WORDS_MAX;
	count_common(set, tokens, end, counts);
	struct str best = STR("");
	uint32_t most = 0;
	bool speaks = false;
	for (size_t i = 0; i < set->count; i++) {
		const struct cue_language *language = &set->languages[i];
		uint32_t count = language->knows ? counts[i] : 0;
		bool enough = end < COMMON_WORDS_MIN || count * COMMON_SHARE >= end;
		/* Of two that are equal it is the one with cues. */
		bool more = count > most || (count == most && language->speaks && !speaks);
		if (count > 0 && enough && more) {
			best = language->lang;
			most = count;
			speaks = language->speaks;
		}
	}
	return best.len == 0 && end < COMMON_WORDS_MIN ? fallback(set, tokens, end) : best;
}
