/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A naive evaluator, written from RULES.md and sharing no code with the engine, against the engine: random rules on random
 * texts. It keeps a text as a plain array of words with sentence and paragraph numbers, and an operand as the list of all its
 * spans. Captures must be those of a binding as much in the title as any, and each piece of evidence must lie where the
 * clause has an occurrence. NUNCIO_ORACLE_SETS in the environment sets how many sets of rules are tried.
 */
#include "match/rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum { VOCABULARY = 14, WORDS_MAX = 60, SPANS_MAX = 1024, NODES_MAX = 256, RULES = 20, TEXTS = 50 };

static const char *const vocabulary[VOCABULARY] = {"alpha", "alpine", "beta", "bravo", "gamma",
	"gulf", "delta", "dune", "echo", "gulfs", "betta", "ehco", "alphabet", "alhpabte"};

/* Words with the same number have the same stem in English. */
static const int stems[VOCABULARY] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 5, 10, 11, 12, 13};

static const char things[] =
	"- {entity: north, type: x, names: [gulf, gulf dune], unless: [alpha gulf]}\n"
	"- {entity: south, type: [x, y], names: [dune, beta dune echo]}\n"
	"- {entity: west, type: y, names: [{name: gamma, context: [echo]}]}\n"
	"- {list: things, items: [bravo, delta beta, '@south'], unless: [bravo delta]}\n";

enum entity_number { NORTH, SOUTH, WEST, NO_ENTITY };
static const char *const entity_names[] = {"north", "south", "west"};

/* How a word is written: in small letters, with a capital, in capitals. */
enum spelling { SMALL, CAPITAL, CAPITALS, SPELLINGS };

enum kind {
	WORD,
	EXACT,
	WILD,
	STEM,
	FUZZY,  /* b: letters that may be wrong */
	PHRASE, /* c: how the second word is written: WORD, STEM or FUZZY */
	LIST,
	ENTITY,
	TYPE,
	AND,
	OR,
	NOT,
	NEAR,
	SENT,
	PARA,
	FIRST,
	ATLEAST,
	NOF,
	FIELD,
	REGEX, /* below FIELD only */
	CAPTURE
};

/* What a regular expression looks for; its letters are three of a word. */
enum regex_form {
	LETTERS_ANYWHERE,
	LETTERS_ANY_CASE,
	LETTERS_FIRST,
	LETTERS_AND_OTHERS,
	REGEX_FORMS
};

struct tree {
	enum kind kind;
	int a; /* word, entity, number, field, name */
	int b; /* second word, or spelling */
	int c;
	bool ordered;
	bool negated;
	struct tree *child[3];
	int count;
};

struct place_of_word {
	int word;
	enum spelling spelling;
	int start; /* in code points of the field: all texts are ASCII */
	int end;
	int sentence;
	int paragraph;
	bool title;
};

struct range {
	int start;
	int end;
	int entity;
};

struct text {
	struct place_of_word words[WORDS_MAX];
	int count;
	int title_count;
	bool exact_title; /* capitals mean something */
	char title[1024];
	char body[4096];
	struct range mentions[WORDS_MAX]; /* of entities */
	int mention_count;
};

struct ranges {
	struct range items[SPANS_MAX];
	int count;
};

/* --- chance --- */

static uint64_t chance = 88172645463325252u;

static int pick(int n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (int)((chance >> 11) % (uint64_t)n);
}

/* --- texts --- */

static void spell(int word, enum spelling spelling, char out[16])
{
	size_t len = strlen(vocabulary[word]);
	memcpy(out, vocabulary[word], len + 1);
	for (size_t i = 0; i < len && spelling != SMALL; i++) {
		if (i == 0 || spelling == CAPITALS) {
			out[i] = (char)toupper((unsigned char)out[i]);
		}
	}
}

static void add_words(struct text *text, char *out, bool title)
{
	/* A field in one spelling, or in all of them. */
	int usual = pick(SPELLINGS);
	bool is_mixed = pick(2);
	int count = pick(title ? 8 : 40);
	int sentence = text->count > 0 ? text->words[text->count - 1].sentence + 1 : 0;
	int paragraph = text->count > 0 ? text->words[text->count - 1].paragraph + 1 : 0;
	out[0] = '\0';
	for (int i = 0; i < count; i++) {
		int word = pick(VOCABULARY);
		char letters[16];
		enum spelling spelling = (enum spelling)(is_mixed ? pick(SPELLINGS) : usual);
		int start = (int)strlen(out);
		spell(word, spelling, letters);
		strcat(out, letters);
		text->words[text->count++] = (struct place_of_word){.word = word,
			.spelling = spelling,
			.start = start,
			.end = (int)strlen(out),
			.sentence = sentence,
			.paragraph = paragraph,
			.title = title};
		int gap = title ? 0 : pick(12);
		strcat(out, gap < 9 ? " " : gap < 11 ? ". " : ".\n\n");
		sentence += gap >= 9;
		paragraph += gap == 11;
	}
}

static void make_text(struct text *text)
{
	text->count = 0;
	add_words(text, text->title, true);
	text->title_count = text->count;
	bool upper = false;
	bool lower = false;
	for (const char *at = text->title; *at != '\0'; at++) {
		upper |= isupper((unsigned char)*at) != 0;
		lower |= islower((unsigned char)*at) != 0;
	}
	text->exact_title = upper && lower;
	add_words(text, text->body, false);
}

/* --- the naive evaluator --- */

/* The parts of the text that count: fields, a unit, the first words. */
struct view {
	bool title;
	bool body;
	int sentence;  /* -1: all */
	int paragraph; /* -1: all */
	int first;     /* words of a field */
	bool loose;    /* NOT NEAR holds everywhere: in a part of the view it may */
};

static bool sees(const struct text *text, const struct view *view, int at)
{
	const struct place_of_word *word = &text->words[at];
	int number = word->title ? at : at - text->title_count;
	return (word->title ? view->title : view->body) && number < view->first &&
	       (view->sentence < 0 || word->sentence == view->sentence) &&
	       (view->paragraph < 0 || word->paragraph == view->paragraph);
}

static void add_range(
	const struct text *text, const struct view *view, struct ranges *out, struct range range)
{
	for (int i = range.start; i < range.end; i++) {
		if (!sees(text, view, i) ||
			text->words[i].title != text->words[range.start].title) {
			return;
		}
	}
	for (int i = 0; i < out->count; i++) {
		const struct range *known = &out->items[i];
		if (known->start == range.start && known->end == range.end &&
			known->entity == range.entity) {
			return;
		}
	}
	assert_true(out->count < SPANS_MAX);
	out->items[out->count++] = range;
}

/* The words are at that place, in one paragraph. */
static bool words_at(const struct text *text, int at, const char *words)
{
	const char *rest = words;
	for (int i = at; *rest != '\0'; i++) {
		if (i >= text->count || text->words[i].paragraph != text->words[at].paragraph) {
			return false;
		}
		const char *word = vocabulary[text->words[i].word];
		size_t len = strlen(word);
		if (strncmp(rest, word, len) != 0 || (rest[len] != ' ' && rest[len] != '\0')) {
			return false;
		}
		rest += len + (rest[len] == ' ');
	}
	return true;
}

struct name {
	const char *words;
	int length;
	int entity;
};

static const struct name names[] = {{"gulf", 1, NORTH}, {"gulf dune", 2, NORTH}, {"dune", 1, SOUTH},
	{"beta dune echo", 3, SOUTH}, {"gamma", 1, WEST}};

static bool has_word(const struct text *text, const char *word)
{
	for (int i = 0; i < text->count; i++) {
		if (words_at(text, i, word)) {
			return true;
		}
	}
	return false;
}

/* The fewest letters inserted, dropped, changed or swapped, by the table that everybody knows. */
static int letters_apart(const char *a, const char *b)
{
	int apart[16][16];
	int rows = (int)strlen(a);
	int columns = (int)strlen(b);
	for (int i = 0; i <= rows; i++) {
		for (int k = 0; k <= columns; k++) {
			if (i == 0 || k == 0) {
				apart[i][k] = i + k;
				continue;
			}
			int best = apart[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
			int dropped = apart[i - 1][k] + 1;
			int inserted = apart[i][k - 1] + 1;
			best = dropped < best ? dropped : best;
			best = inserted < best ? inserted : best;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
				apart[i - 2][k - 2] + 1 < best) {
				best = apart[i - 2][k - 2] + 1;
			}
			apart[i][k] = best;
		}
	}
	return apart[rows][columns];
}

/* The word `written` as such, with its stem, or with wrong letters is this word of the text. */
static bool word_is(int word, enum kind kind, int written, int wrong)
{
	switch (kind) {
	case WILD:
		return strncmp(vocabulary[word], vocabulary[written], 3) == 0;
	case STEM:
		return stems[word] == stems[written];
	case FUZZY:
		return letters_apart(vocabulary[word], vocabulary[written]) <= wrong;
	default:
		return word == written;
	}
}

static bool phrase_at(const struct text *text, int at, const struct tree *tree)
{
	return at + 1 < text->count && text->words[at].paragraph == text->words[at + 1].paragraph &&
	       text->words[at].word == tree->a &&
	       word_is(text->words[at + 1].word, (enum kind)tree->c, tree->b, 1);
}

/* All mentions of entities in the whole text, the longest at a place first. */
static int find_mentions(const struct text *text, struct range *out)
{
	bool taken[WORDS_MAX] = {false};
	int count = 0;
	for (int length = 3; length >= 1; length--) {
		for (int at = 0; at < text->count; at++) {
			for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
				bool free = names[k].length == length &&
					    words_at(text, at, names[k].words);
				if (names[k].entity == NORTH && at > 0 && length == 1 &&
					words_at(text, at - 1, "alpha gulf")) {
					free = false;
				}
				if (names[k].entity == WEST && !has_word(text, "echo")) {
					free = false;
				}
				for (int i = at; free && i < at + length; i++) {
					free = !taken[i];
				}
				if (!free) {
					continue;
				}
				for (int i = at; i < at + length; i++) {
					taken[i] = true;
				}
				out[count++] = (struct range){
					.start = at, .end = at + length, .entity = names[k].entity};
			}
		}
	}
	return count;
}

static bool has_type(int entity, int type)
{
	return type == 0 ? entity == NORTH || entity == SOUTH : entity == SOUTH || entity == WEST;
}

static void things_in(const struct text *text, const struct view *view, struct ranges *out)
{
	const struct range *mentions = text->mentions;
	for (int i = 0; i < text->mention_count; i++) {
		if (mentions[i].entity == SOUTH) {
			add_range(text, view, out, mentions[i]);
		}
	}
	for (int i = 0; i < text->count; i++) {
		if (words_at(text, i, "bravo") && !words_at(text, i, "bravo delta")) {
			add_range(text, view, out,
				(struct range){.start = i, .end = i + 1, .entity = NO_ENTITY});
		}
		if (words_at(text, i, "delta beta")) {
			add_range(text, view, out,
				(struct range){.start = i, .end = i + 2, .entity = NO_ENTITY});
		}
	}
}

static int words_between(const struct text *text, struct range a, struct range b)
{
	if (text->words[a.start].paragraph != text->words[b.start].paragraph) {
		return -1;
	}
	if (a.end <= b.start) {
		return b.start - a.end;
	}
	return b.end <= a.start ? a.start - b.end : -1;
}

static bool is_near(
	const struct text *text, const struct tree *tree, struct range a, struct range b)
{
	int between = words_between(text, a, b);
	return between >= 0 && between <= tree->a && (!tree->ordered || a.start < b.start);
}

static void ranges_of(const struct text *text, const struct tree *tree, const struct view *view,
	struct ranges *out);

static void near_ranges(const struct text *text, const struct tree *tree, const struct view *view,
	struct ranges *out)
{
	struct ranges *left = malloc(2 * sizeof(*left));
	struct ranges *right = left + 1;
	left->count = 0;
	right->count = 0;
	ranges_of(text, tree->child[0], view, left);
	ranges_of(text, tree->child[1], view, right);
	for (int i = 0; i < left->count; i++) {
		struct range a = left->items[i];
		bool any = false;
		for (int k = 0; k < right->count; k++) {
			struct range b = right->items[k];
			if (!is_near(text, tree, a, b)) {
				continue;
			}
			any = true;
			if (!tree->negated) {
				add_range(text, view, out,
					(struct range){
						.start = a.start < b.start ? a.start : b.start,
						.end = a.end > b.end ? a.end : b.end,
						.entity = NO_ENTITY});
			}
		}
		if (tree->negated && (view->loose || !any)) {
			add_range(text, view, out, a);
		}
	}
	free(left);
}

/* In a title of one case spelling says nothing. */
static void exact_ranges(const struct text *text, const struct tree *tree, const struct view *view,
	struct ranges *out)
{
	for (int i = 0; i < text->count; i++) {
		const struct place_of_word *word = &text->words[i];
		bool any_case = word->title && !text->exact_title;
		if (word->word == tree->a && (any_case || (int)word->spelling == tree->b)) {
			add_range(text, view, out,
				(struct range){.start = i, .end = i + 1, .entity = NO_ENTITY});
		}
	}
}

static void ranges_of(const struct text *text, const struct tree *tree, const struct view *view,
	struct ranges *out)
{
	const struct range *mentions = text->mentions;
	switch (tree->kind) {
	case EXACT:
		exact_ranges(text, tree, view, out);
		return;
	case WORD:
	case WILD:
	case STEM:
	case FUZZY:
	case PHRASE:
		for (int i = 0; i < text->count; i++) {
			bool here = tree->kind == PHRASE ? phrase_at(text, i, tree)
							 : word_is(text->words[i].word, tree->kind,
								   tree->a, tree->b);
			if (here) {
				add_range(text, view, out,
					(struct range){.start = i,
						.end = i + (tree->kind == PHRASE ? 2 : 1),
						.entity = NO_ENTITY});
			}
		}
		return;
	case LIST:
		things_in(text, view, out);
		return;
	case ENTITY:
	case TYPE:
		for (int i = 0; i < text->mention_count; i++) {
			int entity = mentions[i].entity;
			if (tree->kind == ENTITY ? entity == tree->a : has_type(entity, tree->a)) {
				add_range(text, view, out, mentions[i]);
			}
		}
		return;
	case NEAR:
		near_ranges(text, tree, view, out);
		return;
	case OR:
	case CAPTURE:
		for (int i = 0; i < tree->count; i++) {
			ranges_of(text, tree->child[i], view, out);
		}
		return;
	default:
		fail_msg("no operand");
	}
}

static int count_ranges(const struct text *text, const struct tree *tree, const struct view *view)
{
	struct ranges *ranges = malloc(sizeof(*ranges));
	ranges->count = 0;
	ranges_of(text, tree, view, ranges);
	int count = 0;
	for (int i = 0; i < ranges->count; i++) {
		bool repeated = false;
		for (int k = 0; k < i; k++) {
			repeated |= ranges->items[k].start == ranges->items[i].start &&
				    ranges->items[k].end == ranges->items[i].end;
		}
		count += !repeated;
	}
	free(ranges);
	return count;
}

/* What the captures who and event are bound to; start < 0: nothing yet. */
struct bound {
	struct range names[2];
};

static const char *const capture_names[] = {"who", "event"};

/* The bindings that are best by what comes before tightness. */
struct outcome {
	bool any;
	int off_title; /* of the event in the title: how many captures are not there; 2: the event is not */
	int unbound;
	bool pairs
		[4]
		[4]; /* entities of who and event that one binding has; NO_ENTITY: text or nothing */
};

/* What is left to be satisfied, as a list of clauses. */
struct goal {
	const struct tree *tree;
	struct view view;
	const struct goal *next;
};

static bool has_capture(const struct tree *tree)
{
	bool found = tree->kind == CAPTURE;
	for (int i = 0; i < tree->count; i++) {
		found |= has_capture(tree->child[i]);
	}
	return found;
}

static bool holds(const struct text *text, const struct tree *tree, const struct view *view);

static void solve(const struct text *text, const struct goal *goal, struct bound *bound,
	struct outcome *outcome);

static bool bind(struct bound *bound, int name, struct range range)
{
	struct range other = bound->names[1 - name];
	if (other.start >= 0) {
		bool both_text = other.entity == NO_ENTITY && range.entity == NO_ENTITY;
		bool same_mention = other.start == range.start && other.end == range.end;
		bool overlap = other.start < range.end && range.start < other.end;
		if (same_mention || (both_text ? overlap : other.entity == range.entity)) {
			return false;
		}
	}
	bound->names[name] = range;
	return true;
}

/* Every way to choose a range for an operand; captures in it are bound on the way. */
static void each_range(const struct text *text, const struct tree *tree, const struct view *view,
	const struct goal *goal, struct bound bound, struct outcome *outcome)
{
	if (tree->kind == CAPTURE) {
		struct ranges *ranges = malloc(sizeof(*ranges));
		ranges->count = 0;
		ranges_of(text, tree->child[0], view, ranges);
		for (int i = 0; i < ranges->count; i++) {
			struct bound now = bound;
			if (bind(&now, tree->a, ranges->items[i])) {
				solve(text, goal, &now, outcome);
			}
		}
		free(ranges);
		return;
	}
	/* NEAR with captures directly on its sides. */
	struct ranges *left = malloc(2 * sizeof(*left));
	struct ranges *right = left + 1;
	left->count = 0;
	right->count = 0;
	ranges_of(text, tree->child[0], view, left);
	ranges_of(text, tree->child[1], view, right);
	for (int i = 0; i < left->count; i++) {
		for (int k = 0; k < right->count; k++) {
			struct bound now = bound;
			if (!is_near(text, tree, left->items[i], right->items[k]) ||
				(tree->child[0]->kind == CAPTURE &&
					!bind(&now, tree->child[0]->a, left->items[i])) ||
				(tree->child[1]->kind == CAPTURE &&
					!bind(&now, tree->child[1]->a, right->items[k]))) {
				continue;
			}
			solve(text, goal, &now, outcome);
		}
	}
	free(left);
}

static void note_binding(
	const struct text *text, const struct bound *bound, struct outcome *outcome)
{
	int entities[2];
	bool off[2];
	int unbound = 0;
	for (int i = 0; i < 2; i++) {
		struct range range = bound->names[i];
		entities[i] = range.start < 0 ? NO_ENTITY : range.entity;
		off[i] = range.start < 0 || !text->words[range.start].title;
		unbound += range.start < 0;
	}
	int off_title = off[1] ? 2 : bound->names[0].start >= 0 && off[0];
	if (!outcome->any || off_title < outcome->off_title ||
		(off_title == outcome->off_title && unbound < outcome->unbound)) {
		*outcome =
			(struct outcome){.any = true, .off_title = off_title, .unbound = unbound};
	}
	if (off_title == outcome->off_title && unbound == outcome->unbound) {
		outcome->pairs[entities[0]][entities[1]] = true;
	}
}

static void solve(const struct text *text, const struct goal *goal, struct bound *bound,
	struct outcome *outcome)
{
	if (!goal) {
		note_binding(text, bound, outcome);
		return;
	}
	const struct tree *tree = goal->tree;
	if (!has_capture(tree)) {
		if (holds(text, tree, &goal->view)) {
			solve(text, goal->next, bound, outcome);
		}
		return;
	}
	struct goal rest[3];
	switch (tree->kind) {
	case AND:
		for (int i = 0; i < tree->count; i++) {
			rest[i] = (struct goal){.tree = tree->child[i],
				.view = goal->view,
				.next = i + 1 < tree->count ? &rest[i + 1] : goal->next};
		}
		solve(text, &rest[0], bound, outcome);
		return;
	case OR:
		for (int i = 0; i < tree->count; i++) {
			rest[0] = (struct goal){
				.tree = tree->child[i], .view = goal->view, .next = goal->next};
			solve(text, &rest[0], bound, outcome);
		}
		return;
	case SENT:
		for (int i = 0; text->count > 0 && i <= text->words[text->count - 1].sentence;
			i++) {
			rest[0] = (struct goal){
				.tree = tree->child[0], .view = goal->view, .next = goal->next};
			rest[0].view.sentence = i;
			solve(text, &rest[0], bound, outcome);
		}
		return;
	default:
		each_range(text, tree, &goal->view, goal->next, *bound, outcome);
	}
}

static bool in_some_unit(const struct text *text, const struct tree *tree, const struct view *view)
{
	int tried = -1;
	for (int i = 0; i < text->count; i++) {
		struct view inner = *view;
		int *unit = tree->kind == SENT ? &inner.sentence : &inner.paragraph;
		*unit = tree->kind == SENT ? text->words[i].sentence : text->words[i].paragraph;
		bool is_inside = view->sentence < 0 || text->words[i].sentence == view->sentence;
		is_inside &= view->paragraph < 0 || text->words[i].paragraph == view->paragraph;
		/* A unit of nothing that counts is none. */
		if (!is_inside || *unit == tried || !sees(text, &inner, i)) {
			continue;
		}
		tried = *unit;
		if (holds(text, tree->child[0], &inner)) {
			return true;
		}
	}
	return false;
}

static void letters_of(int word, char out[4])
{
	snprintf(out, 4, "%.3s", vocabulary[word] + 1);
}

/* Whether the expression matches all of these bytes. */
static bool regex_is(const struct tree *tree, const char *field, const char *from, size_t len)
{
	char first[4];
	char second[4];
	letters_of(tree->a, first);
	letters_of(tree->c, second);
	switch ((enum regex_form)tree->b) {
	case LETTERS_ANY_CASE:
		return len == 3 && strncasecmp(from, first, 3) == 0;
	case LETTERS_FIRST:
		return len == 3 && from == field && strncmp(from, first, 3) == 0;
	case LETTERS_AND_OTHERS:
		return len >= 6 && strncmp(from, first, 3) == 0 &&
		       strncmp(from + len - 3, second, 3) == 0 && !memchr(from, '\n', len);
	default:
		return len == 3 && strncmp(from, first, 3) == 0;
	}
}

static bool regex_holds_in(const struct tree *tree, const char *field)
{
	size_t len = strlen(field);
	for (size_t from = 0; from < len; from++) {
		for (size_t to = from + 3; to <= len; to++) {
			if (regex_is(tree, field, field + from, to - from)) {
				return true;
			}
		}
	}
	return false;
}

static bool holds(const struct text *text, const struct tree *tree, const struct view *view)
{
	struct view inner = *view;
	int met = 0;
	switch (tree->kind) {
	case AND:
	case OR:
	case NOF:
		if (tree->kind == OR && tree->count == 0) {
			return false;
		}
		for (int i = 0; i < tree->count; i++) {
			met += holds(text, tree->child[i], view);
		}
		return met >= (tree->kind == AND ? tree->count : tree->kind == OR ? 1 : tree->a);
	case NOT:
		return !holds(text, tree->child[0], view);
	case SENT:
	case PARA:
		return in_some_unit(text, tree, view);
	case FIRST:
		inner.first = tree->a < inner.first ? tree->a : inner.first;
		return holds(text, tree->child[0], &inner);
	case FIELD:
		inner.title = tree->a == 0;
		inner.body = tree->a == 1;
		return holds(text, tree->child[0], &inner);
	case REGEX:
		return regex_holds_in(tree, view->title ? text->title : text->body);
	case ATLEAST:
		return count_ranges(text, tree->child[0], view) >= tree->a;
	default:
		return count_ranges(text, tree, view) > 0;
	}
}

/* --- random conditions --- */

struct forest {
	struct tree trees[NODES_MAX];
	struct buf sources[NODES_MAX]; /* owned: as they are written in the rule */
	int count;
};

static struct tree *plant(struct forest *forest, enum kind kind)
{
	struct tree *tree = &forest->trees[forest->count++];
	memset(tree, 0, sizeof(*tree));
	tree->kind = kind;
	return tree;
}

static struct tree *grow_term(struct forest *forest)
{
	static const enum kind kinds[] = {
		WORD, WORD, WORD, EXACT, WILD, STEM, FUZZY, PHRASE, LIST, ENTITY, TYPE};
	static const enum kind seconds[] = {WORD, WORD, STEM, FUZZY, WILD};
	struct tree *tree = plant(forest, kinds[pick(11)]);
	tree->a = tree->kind == TYPE ? pick(2) : tree->kind == ENTITY ? pick(3) : pick(VOCABULARY);
	tree->b = pick(tree->kind == EXACT ? SPELLINGS : VOCABULARY);
	tree->c = (int)seconds[pick(5)];
	if (tree->kind == FUZZY) {
		tree->b = strlen(vocabulary[tree->a]) >= 8 ? 1 + pick(2) : 1;
	}
	return tree;
}

/* A term or a group of OR. */
static struct tree *grow_group(struct forest *forest)
{
	if (pick(4) > 0) {
		return grow_term(forest);
	}
	struct tree *tree = plant(forest, OR);
	tree->count = 2;
	tree->child[0] = grow_term(forest);
	tree->child[1] = grow_term(forest);
	return tree;
}

static struct tree *grow_operand(struct forest *forest, int depth, bool may_be_negated)
{
	if (depth == 0 || pick(10) > 3) {
		return grow_group(forest);
	}
	struct tree *tree = plant(forest, NEAR);
	tree->a = pick(4);
	tree->ordered = pick(2);
	tree->negated = may_be_negated && pick(3) == 0;
	tree->count = 2;
	tree->child[0] = grow_operand(forest, depth - 1, true);
	tree->child[1] = grow_operand(forest, depth - 1, false);
	return tree;
}

/* What stands around a clause. */
struct around {
	bool sentence;
	bool paragraph;
	bool field;
	bool first;
};

static struct tree *grow(struct forest *forest, int depth, struct around around);

static struct tree *grow_child(
	struct forest *forest, const struct tree *parent, int depth, struct around around)
{
	around.sentence |= parent->kind == SENT;
	around.paragraph |= parent->kind == PARA;
	around.field |= parent->kind == FIELD;
	around.first |= parent->kind == FIRST;
	if (parent->kind == FIELD && !around.first && pick(2)) {
		struct tree *regex = plant(forest, REGEX);
		regex->a = pick(VOCABULARY);
		regex->b = pick(REGEX_FORMS);
		regex->c = pick(VOCABULARY);
		return regex;
	}
	if (parent->kind == ATLEAST) {
		return grow_operand(forest, 1, true);
	}
	if (parent->kind != AND || parent->count == 0 || pick(3) > 0) {
		return grow(forest, depth - 1, around);
	}
	struct tree *tree = plant(forest, NOT);
	tree->child[tree->count++] = grow(forest, depth - 2, around);
	return tree;
}

static struct tree *grow(struct forest *forest, int depth, struct around around)
{
	static const enum kind kinds[] = {AND, AND, OR, NOF, SENT, PARA, FIRST, ATLEAST, FIELD};
	enum kind kind = kinds[pick(9)];
	bool no_field = kind == FIELD && (around.field || around.sentence || around.paragraph);
	bool no_unit = ((kind == SENT || kind == PARA) && around.sentence) ||
		       (kind == PARA && around.paragraph);
	if (depth <= 0 || pick(4) == 0 || no_field || no_unit) {
		return grow_operand(forest, 2, true);
	}
	struct tree *tree = plant(forest, kind);
	int count = kind == AND || kind == OR ? 2 : kind == NOF ? 3 : 1;
	tree->a = kind == FIELD ? pick(2) : kind == FIRST ? 1 + pick(12) : 1 + pick(2);
	while (tree->count < count) {
		struct tree *child = grow_child(forest, tree, depth, around);
		tree->child[tree->count++] = child;
	}
	return tree;
}

/* Entities or words under a name. */
static struct tree *grow_capture(struct forest *forest, int name)
{
	struct tree *tree = plant(forest, CAPTURE);
	tree->a = name;
	tree->count = 1;
	tree->child[0] = grow_term(forest);
	return tree;
}

/* who and event, in a sentence, near each other or anywhere, with something else. */
static struct tree *grow_captures(struct forest *forest)
{
	struct tree *both = plant(forest, pick(2) ? AND : NEAR);
	both->a = pick(5);
	both->ordered = pick(2);
	both->count = 2;
	both->child[0] = grow_capture(forest, 0);
	both->child[1] = grow_capture(forest, 1);
	if (both->kind == AND && pick(2)) {
		both->child[2] = grow_operand(forest, 1, true);
		both->count = 3;
	}
	if (pick(2)) {
		struct tree *sentence = plant(forest, SENT);
		sentence->count = 1;
		sentence->child[0] = both;
		both = sentence;
	}
	if (pick(3) > 0) {
		return both;
	}
	/* An alternative that binds only one of them. */
	struct tree *either = plant(forest, OR);
	either->count = 2;
	either->child[0] = both;
	either->child[1] = grow_capture(forest, pick(2));
	return either;
}

static void write_tree(struct buf *out, const struct tree *tree);

static void write_children(struct buf *out, const struct tree *tree, const char *gap)
{
	for (int i = 0; i < tree->count; i++) {
		buf_add_str(out, str_from(i > 0 ? gap : ""));
		write_tree(out, tree->child[i]);
	}
}

static void write_regex(struct buf *out, const struct tree *tree)
{
	char first[4];
	char second[4];
	letters_of(tree->a, first);
	letters_of(tree->c, second);
	buf_printf(out, "/%s%s%s%s/%s", tree->b == LETTERS_FIRST ? "^" : "", first,
		tree->b == LETTERS_AND_OTHERS ? ".*" : "",
		tree->b == LETTERS_AND_OTHERS ? second : "",
		tree->b == LETTERS_ANY_CASE ? "i" : "");
}

static void write_tree(struct buf *out, const struct tree *tree)
{
	static const char *const types[] = {"x", "y"};
	switch (tree->kind) {
	case WORD:
		buf_printf(out, "%s", vocabulary[tree->a]);
		return;
	case EXACT: {
		char letters[16];
		spell(tree->a, (enum spelling)tree->b, letters);
		buf_printf(out, "=%s", letters);
		return;
	}
	case WILD:
		buf_printf(out, "%.3s*", vocabulary[tree->a]);
		return;
	case STEM:
		buf_printf(out, "%s~", vocabulary[tree->a]);
		return;
	case FUZZY:
		buf_printf(out, "%s~%d", vocabulary[tree->a], tree->b);
		return;
	case REGEX:
		write_regex(out, tree);
		return;
	case PHRASE:
		buf_printf(out, "\"%s %.*s%s\"", vocabulary[tree->a], tree->c == WILD ? 3 : 16,
			vocabulary[tree->b],
			tree->c == STEM    ? "~"
			: tree->c == FUZZY ? "~1"
			: tree->c == WILD  ? "*"
					   : "");
		return;
	case LIST:
		buf_add_str(out, STR("@things"));
		return;
	case ENTITY:
		buf_printf(out, "@%s", entity_names[tree->a]);
		return;
	case TYPE:
		buf_printf(out, "@%s", types[tree->a]);
		return;
	case NEAR:
		buf_add_byte(out, '(');
		write_tree(out, tree->child[0]);
		buf_printf(out, " %s%sNEAR/%d ", tree->negated ? "NOT " : "",
			tree->ordered ? "O" : "", tree->a);
		write_tree(out, tree->child[1]);
		buf_add_byte(out, ')');
		return;
	case NOT:
		buf_add_str(out, STR("NOT ("));
		break;
	case SENT:
		buf_add_str(out, STR("SENT("));
		break;
	case PARA:
		buf_add_str(out, STR("PARA("));
		break;
	case FIRST:
		buf_printf(out, "FIRST/%d(", tree->a);
		break;
	case ATLEAST:
		buf_printf(out, "ATLEAST/%d(", tree->a);
		break;
	case NOF:
		buf_printf(out, "%d OF (", tree->a);
		break;
	case FIELD:
		buf_printf(out, "%s:(", tree->a == 0 ? "title" : "body");
		break;
	case CAPTURE:
		buf_printf(out, "%s=", capture_names[tree->a]);
		write_tree(out, tree->child[0]);
		return;
	case AND:
	case OR:
		buf_add_byte(out, '(');
		break;
	}
	write_children(out, tree, tree->kind == AND ? " AND " : tree->kind == OR ? " OR " : ", ");
	buf_add_byte(out, ')');
}

/* --- the comparison --- */

static void write_sources(struct forest *forest)
{
	for (int i = 0; i < forest->count; i++) {
		buf_init(&forest->sources[i], 65536);
		write_tree(&forest->sources[i], &forest->trees[i]);
	}
}

/* As evidence quotes it: without the parentheses around it. */
static struct str source_of(const struct forest *forest, int number)
{
	enum kind kind = forest->trees[number].kind;
	struct str source = buf_str(&forest->sources[number]);
	return kind == NEAR || kind == OR || kind == AND ? str_slice(source, 1, source.len - 2)
							 : source;
}

static void clear_sources(struct forest *forest)
{
	for (int i = 0; i < forest->count; i++) {
		buf_done(&forest->sources[i]);
	}
}

static bool is_operand(const struct tree *tree)
{
	return tree->kind <= TYPE || tree->kind == NEAR || tree->kind == OR ||
	       tree->kind == CAPTURE;
}

static bool occurs_at(const struct text *text, const struct tree *tree, struct range range)
{
	struct view all = {.title = true,
		.body = true,
		.sentence = -1,
		.paragraph = -1,
		.first = WORDS_MAX,
		.loose = true};
	struct ranges *ranges = malloc(sizeof(*ranges));
	bool found = false;
	ranges->count = 0;
	if (is_operand(tree)) {
		ranges_of(text, tree, &all, ranges);
	}
	for (int i = 0; i < ranges->count; i++) {
		found |= ranges->items[i].start == range.start && ranges->items[i].end == range.end;
	}
	free(ranges);
	return found;
}

static int entity_of(const struct hit *hit, const char *name)
{
	for (size_t i = 0; i < hit->capture_count; i++) {
		if (str_eq(hit->captures[i].name, str_from(name))) {
			for (int k = 0; k < NO_ENTITY; k++) {
				if (str_eq(hit->captures[i].id, str_from(entity_names[k]))) {
					return k;
				}
			}
		}
	}
	return NO_ENTITY;
}

static const struct hit *find_hit(const struct hits *hits, int number)
{
	char name[16];
	snprintf(name, sizeof(name), "r%d", number);
	for (size_t i = 0; i < hits->count; i++) {
		if (str_eq(hits->hits[i].rule, str_from(name))) {
			return &hits->hits[i];
		}
	}
	return NULL;
}

/* Of a regular expression evidence is what it matched, not words. */
static bool is_regex_evidence(
	const struct forest *forest, const struct evidence *evidence, struct str field)
{
	for (int i = 0; i < forest->count; i++) {
		const struct tree *tree = &forest->trees[i];
		if (tree->kind == REGEX && str_eq(evidence->clause, source_of(forest, i)) &&
			regex_is(
				tree, field.ptr, field.ptr + evidence->start, evidence->text.len)) {
			return true;
		}
	}
	return false;
}

/* Why a piece of evidence is wrong; NULL: it is right. */
static const char *judge_evidence(
	const struct text *text, const struct forest *forest, const struct evidence *evidence)
{
	bool title = evidence->field == FIELD_TITLE;
	struct str field = str_from(title ? text->title : text->body);
	struct range range = {.start = -1, .end = -1};
	if (!str_eq(str_slice(field, evidence->start, evidence->end - evidence->start),
		    evidence->text)) {
		return "other text than at its offsets";
	}
	if (is_regex_evidence(forest, evidence, field)) {
		return NULL;
	}
	for (int i = 0; i < text->count; i++) {
		const struct place_of_word *word = &text->words[i];
		if (word->title == title && word->start == (int)evidence->start) {
			range.start = i;
		}
		if (word->title == title && word->end == (int)evidence->end) {
			range.end = i + 1;
		}
	}
	if (range.start < 0 || range.end <= range.start) {
		return "not from word to word";
	}
	bool known = false;
	for (int i = 0; i < forest->count; i++) {
		const struct tree *tree = &forest->trees[i];
		if (!str_eq(evidence->clause, source_of(forest, i))) {
			continue;
		}
		known = true;
		if (occurs_at(text, tree, range)) {
			return NULL;
		}
	}
	return known ? "where the clause has no occurrence" : "of a clause that is not there";
}

static const char *judge_captures(const struct hit *hit, const struct outcome *outcome)
{
	if (!outcome->pairs[entity_of(hit, "who")][entity_of(hit, "event")]) {
		return "other captures";
	}
	return (int)hit->capture_count == 2 - outcome->unbound ? NULL : "more or fewer captures";
}

static const char *judge(const struct text *text, const struct forest *forest,
	const struct outcome *outcome, bool captures, const struct hit *hit)
{
	const char *wrong = NULL;
	if (!hit) {
		return outcome->any ? "no match" : NULL;
	}
	if (!outcome->any) {
		return "match";
	}
	if (captures) {
		wrong = judge_captures(hit, outcome);
	}
	for (size_t i = 0; i < hit->evidence_count && !wrong; i++) {
		wrong = judge_evidence(text, forest, &hit->evidence[i]);
	}
	return wrong;
}

static void compare(const struct text *text, const struct forest *forest, const struct tree *tree,
	const struct hit *hit)
{
	struct view all = {
		.title = true, .body = true, .sentence = -1, .paragraph = -1, .first = WORDS_MAX};
	struct goal goal = {.tree = tree, .view = all};
	struct bound none = {.names = {{.start = -1}, {.start = -1}}};
	struct outcome outcome = {0};
	bool captures = has_capture(tree);
	/* A binding in the title is best of all; no capture stands beside a NOT, so that the title alone shows it. */
	goal.view.body = !captures;
	solve(text, &goal, &none, &outcome);
	if (!outcome.any) {
		goal.view.body = true;
		solve(text, &goal, &none, &outcome);
	}
	const char *wrong = judge(text, forest, &outcome, captures, hit);
	if (!wrong) {
		return;
	}
	struct buf out;
	buf_init(&out, 65536);
	write_tree(&out, tree);
	for (size_t i = 0; hit && i < hit->evidence_count; i++) {
		buf_printf(&out, "\n%.*s: %s %u-%u %.*s", STR_ARG(hit->evidence[i].clause),
			field_name(hit->evidence[i].field), hit->evidence[i].start,
			hit->evidence[i].end, STR_ARG(hit->evidence[i].text));
	}
	fail_msg("%s\ntitle: %s\nbody: %s\nthe oracle says %s, the engine: %s", buf_cstr(&out),
		text->title, text->body, outcome.any ? "match" : "no match", wrong);
}

static void test_against_the_oracle(void **state)
{
	(void)state;
	const char *wanted = getenv("NUNCIO_ORACLE_SETS");
	long sets = wanted ? strtol(wanted, NULL, 10) : 100;
	static struct forest forests[RULES];
	struct tree *trees[RULES];
	size_t pairs = 0;
	size_t matches = 0;
	for (long set = 0; set < sets; set++) {
		struct buf yaml;
		struct rules rules;
		buf_init(&yaml, 1 << 20);
		buf_add_str(&yaml, str_from(things));
		for (int i = 0; i < RULES; i++) {
			forests[i].count = 0;
			trees[i] = i < 14 ? grow(&forests[i], 3, (struct around){0})
					  : grow_captures(&forests[i]);
			buf_printf(&yaml, "- rule: r%d\n  condition: |\n    ", i);
			write_tree(&yaml, trees[i]);
			buf_add_byte(&yaml, '\n');
			write_sources(&forests[i]);
		}
		rules_init(&rules, buf_cstr(&yaml));
		rules_must_be_good(&rules);
		for (int t = 0; t < TEXTS; t++) {
			struct text text;
			make_text(&text);
			text.mention_count = find_mentions(&text, text.mentions);
			struct match_input input = rules_input(text.title, text.body);
			struct hits hits = rules_match(&rules, &input);
			for (int i = 0; i < RULES; i++) {
				compare(&text, &forests[i], trees[i], find_hit(&hits, i));
			}
			pairs += RULES;
			matches += hits.count;
		}
		for (int i = 0; i < RULES; i++) {
			clear_sources(&forests[i]);
		}
		rules_done(&rules);
		buf_done(&yaml);
	}
	print_message("%zu pairs, %zu matches\n", pairs, matches);
	assert_true(matches > pairs / 10 && matches < pairs * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_the_oracle)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
