/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes articles word by word (RULES.md 3): what is written between two words says whether a sentence or a paragraph ends
 * there. Never cuts a text into words. The invariant: the places of words are in order, field by field.
 */
#include "match/oracle/text.h"

#include <stdio.h>
#include <string.h>

#include "match/oracle/chance.h"

/* What may stand between two words of a field. */
struct gap {
	const char *text;
	bool ends_sentence;
	bool ends_paragraph;
	char mark;
};

static const struct gap between[] = {{.text = " "}, {.text = "-"}, {.text = ", ", .mark = ','},
	{.text = "; ", .mark = ';'}, {.text = " ("}, {.text = "\n"}, {.text = "/"},
	{.text = " – "}};
static const struct gap stops[] = {{.text = ". ", .ends_sentence = true},
	{.text = "! ", .ends_sentence = true}, {.text = "?” ", .ends_sentence = true},
	{.text = ".\n", .ends_sentence = true}, {.text = "。", .ends_sentence = true}};
static const struct gap breaks[] = {
	{.text = ".\n\n", .ends_sentence = true, .ends_paragraph = true},
	{.text = "\n\n", .ends_sentence = true, .ends_paragraph = true},
	{.text = "!\n \n", .ends_sentence = true, .ends_paragraph = true}};

enum { BETWEEN = 8, STOPS = 5, BREAKS = 3 };

/* One field while it is made. */
struct writing {
	struct text *text;
	enum field field;
	char *out;
	size_t len;
	int sentence;
	int paragraph;
	enum spelling usual;
	bool is_mixed;
};

static struct gap pick_gap(const struct writing *writing, const struct place_of_word *last)
{
	struct gap plain = {.text = " "};
	enum word_kind kind = vocabulary_word(last->word)->kind;
	int chance = chance_pick(14);
	if (writing->field == FIELD_TAG) {
		struct gap line = {.text = "\n", .ends_sentence = true, .ends_paragraph = true};
		return chance < 7 ? plain : line;
	}
	if (kind == ABBREVIATION && last->spelling == CAPITAL && chance < 12) {
		plain.text = ". ";
		return plain;
	}
	/* Where a stop ends no sentence, none is written. */
	bool may_stop = kind != NUMBER && kind != ABBREVIATION && !last->dotted;
	if (writing->field == FIELD_TITLE || writing->field == FIELD_AUTHOR) {
		return chance < 12 ? plain : between[chance_pick(4)];
	}
	if (writing->field == FIELD_URL) {
		return between[1];
	}
	if (chance < 7) {
		return plain;
	}
	if (chance < 10) {
		return between[chance_pick(BETWEEN)];
	}
	if (chance < 12 && may_stop) {
		return stops[chance_pick(STOPS)];
	}
	return chance < 12 ? plain : breaks[may_stop ? chance_pick(BREAKS) : 1];
}

static void append(struct writing *writing, const char *text)
{
	size_t len = strlen(text);
	memcpy(writing->out + writing->len, text, len + 1);
	writing->len += len;
}

/* Writes the word; its place ends before a possessive 's. */
static void write_word(struct writing *writing, struct place_of_word *place)
{
	const struct word *word = vocabulary_word(place->word);
	const char *spelled = word->spelled[place->spelling];
	place->start = (uint32_t)points_in(writing->out, writing->len);
	place->dotted = strcmp(spelled, "US") == 0 && chance_one_in(2);
	append(writing, place->dotted ? "U.S." : spelled);
	place->end = (uint32_t)points_in(writing->out, writing->len);
	if (word->kind == LETTERS && !place->dotted && writing->field < FIELD_URL &&
		chance_one_in(12)) {
		append(writing, chance_one_in(2) ? "'s" : "’s");
	}
}

static void add_word(struct writing *writing, int word, enum spelling spelling)
{
	struct text *text = writing->text;
	struct place_of_word *place = &text->words[text->count];
	*place = (struct place_of_word){.word = word,
		.spelling = spelling,
		.field = writing->field,
		.sentence = writing->sentence,
		.paragraph = writing->paragraph,
		.lead = -1};
	if (writing->out[0] != '\0') {
		struct place_of_word *last = &place[-1];
		bool glued = word_is_ideograph(word) && chance_pick(3) > 0 &&
			     vocabulary_word(word)->kind == vocabulary_word(last->word)->kind;
		struct gap gap = pick_gap(writing, last);
		if (glued) {
			gap = (struct gap){.text = ""};
		}
		/* Behind a quotation a small letter goes on: "Really?" she said. */
		if (strcmp(gap.text, "?” ") == 0 && spelling == SMALL) {
			gap = stops[1];
		}
		append(writing, gap.text);
		last->glued = glued;
		last->mark = gap.mark;
		place->number = last->number + 1;
		writing->sentence += gap.ends_sentence;
		writing->paragraph += gap.ends_paragraph;
		place->sentence = writing->sentence;
		place->paragraph = writing->paragraph;
	}
	write_word(writing, place);
	text->count++;
}

static enum spelling pick_spelling(const struct writing *writing)
{
	return (enum spelling)(writing->is_mixed ? chance_pick(SPELLINGS) : (int)writing->usual);
}

static void begin_field(struct text *text, enum field field, struct writing *writing)
{
	const struct place_of_word *last = text->count > 0 ? &text->words[text->count - 1] : NULL;
	*writing = (struct writing){.text = text,
		.field = field,
		.out = text->fields[field],
		.sentence = last ? last->sentence + 1 : 0,
		.paragraph = last ? last->paragraph + 1 : 0,
		.usual = (enum spelling)chance_pick(SPELLINGS),
		.is_mixed = chance_one_in(2)};
	writing->out[0] = '\0';
}

static void add_field(struct text *text, enum field field, int most)
{
	struct writing writing;
	int count = chance_pick(most + 1);
	begin_field(text, field, &writing);
	for (int i = 0; i < count; i++) {
		add_word(&writing, vocabulary_pick(), pick_spelling(&writing));
	}
}

/* The title's letters with case, all capitals or all small: Latin, Greek and Cyrillic words of one spelling. */
static void look_at_title(struct text *text)
{
	bool upper = false;
	bool lower = false;
	for (int i = 0; i < text->count; i++) {
		const struct word *word = vocabulary_word(text->words[i].word);
		enum spelling spelling = text->words[i].spelling;
		if (word->kind == LETTERS || word->kind == ABBREVIATION) {
			bool has_case = (unsigned char)word->folded[0] < 0xd8;
			lower |= has_case && spelling != CAPITALS;
			upper |= has_case && spelling != SMALL;
		}
	}
	lower |= strstr(text->fields[FIELD_TITLE], "'s") || strstr(text->fields[FIELD_TITLE], "’s");
	text->exact_title = upper && lower;
}

/* A body may begin with the headline. */
static void add_body(struct text *text)
{
	struct writing writing;
	int title = text->count;
	int count = chance_pick(4) > 0 ? chance_pick(40) : chance_pick(BODY_WORDS);
	int repeated = chance_one_in(6) ? title : 0;
	begin_field(text, FIELD_BODY, &writing);
	for (int i = 0; i < repeated; i++) {
		add_word(&writing, text->words[i].word, text->words[i].spelling);
	}
	for (int i = 0; i < count; i++) {
		add_word(&writing, vocabulary_pick(), pick_spelling(&writing));
	}
}

/* The lead: 60 words of the body behind a headline of three words or more that it repeats. */
static void find_lead(struct text *text)
{
	int title = 0;
	int body = 0;
	int same = 0;
	while (title < text->count && text->words[title].field == FIELD_TITLE) {
		title++;
	}
	body = title; /* the fields behind the title begin with the body */
	while (same < title && body + same < text->count &&
		text->words[body + same].field == FIELD_BODY &&
		word_same(text->words[same].word, text->words[body + same].word)) {
		same++;
	}
	int start = title >= 3 && same == title ? body + title : body;
	for (int i = start; i < text->count && i < start + LEAD_WORDS; i++) {
		if (text->words[i].field == FIELD_BODY) {
			text->words[i].lead = i - start;
		}
	}
}

static void choose_date(struct text *text)
{
	static const struct {
		int64_t date;
		int year;
	} dates[] = {{INT64_C(1276560000), 2010}, {INT64_C(1434326400), 2015},
		{INT64_C(1592179200), 2020}, {INT64_C(1781481600), 2026}, {0, 0}, {0, 0}};
	int which = chance_pick(6);
	text->date = dates[which].date;
	text->year = dates[which].year;
	if (text->year > 0) {
		return;
	}
	/* The latest year that it names, and 2000 at least. */
	text->year = 2000;
	for (int i = 0; i < text->count; i++) {
		bool named = strcmp(vocabulary_word(text->words[i].word)->folded, "2019") == 0;
		if (named && text->words[i].field <= FIELD_BODY) {
			text->year = 2019;
		}
	}
}

void text_make(struct text *text)
{
	struct writing writing;
	memset(text->fields, 0, sizeof(text->fields));
	text->count = 0;
	text->mention_count = 0;
	add_field(text, FIELD_TITLE, TITLE_WORDS);
	look_at_title(text);
	add_body(text);
	find_lead(text);
	add_field(text, FIELD_URL, 4);
	add_field(text, FIELD_AUTHOR, 3);
	add_field(text, FIELD_TAG, 5);
	add_field(text, FIELD_SOURCE, 2);
	text->language = chance_one_in(2) ? ENGLISH : (enum language)chance_pick(LANGUAGES);
	if (text->language != UNKNOWN) {
		begin_field(text, FIELD_LANG, &writing);
		add_word(&writing, vocabulary_tag(text->language),
			chance_one_in(2) ? SMALL : CAPITALS);
	}
	if (chance_one_in(2)) {
		begin_field(text, FIELD_FEED_COUNTRY, &writing);
		add_word(&writing, vocabulary_tag((enum language)(1 + chance_pick(LANGUAGES - 1))),
			CAPITALS);
	}
	choose_date(text);
}

struct match_input text_input(const struct text *text)
{
	struct match_input input;
	memset(&input, 0, sizeof(input));
	for (int i = 0; i < FIELD_COUNT; i++) {
		input.fields[i] = str_from(text->fields[i]);
	}
	input.date = text->date;
	return input;
}

struct str text_slice(const char *field, uint32_t start, uint32_t end)
{
	size_t from = points_offset(field, start);
	return str_make(field + from, points_offset(field, end) - from);
}
