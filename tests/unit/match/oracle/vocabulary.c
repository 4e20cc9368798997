/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vocabulary and plain ways to compare its words. Shares nothing with the engine's folding, stemming and search. The
 * invariant: what is true of a word stands in the table.
 */
#include "match/oracle/vocabulary.h"

#include <string.h>

#include "match/oracle/chance.h"

/* clang-format off */
#define PLAIN(small, capital, capitals) {.spelled = {(small), (capital), (capitals)}, .folded = (small)}
#define STEMS(english, german, russian) {(english), (english), (german), (russian), NULL}
#define CHARACTER(text, of_kind) {.spelled = {(text), (text), (text)}, .folded = (text), .kind = (of_kind)}

static const struct word words[] = {
	PLAIN("alpha", "Alpha", "ALPHA"),
	PLAIN("beta", "Beta", "BETA"),
	PLAIN("alphabeta", "Alphabeta", "ALPHABETA"),
	PLAIN("alphabet", "Alphabet", "ALPHABET"),
	PLAIN("bravo", "Bravo", "BRAVO"),
	PLAIN("gamma", "Gamma", "GAMMA"),
	{.spelled = {"alpine", "Alpine", "ALPINE"}, .folded = "alpine", .stems = STEMS("alpin", "alpin", NULL)},
	PLAIN("gulf", "Gulf", "GULF"),
	{.spelled = {"gulfs", "Gulfs", "GULFS"}, .folded = "gulfs", .stems = STEMS("gulf", "gulf", NULL)},
	PLAIN("delta", "Delta", "DELTA"),
	{.spelled = {"deltas", "Deltas", "DELTAS"}, .folded = "deltas", .stems = STEMS("delta", NULL, NULL)},
	{.spelled = {"dune", "Dune", "DUNE"}, .folded = "dune", .stems = STEMS(NULL, "dun", NULL)},
	{.spelled = {"dunes", "Dunes", "DUNES"}, .folded = "dunes", .stems = STEMS("dune", "dun", NULL)},
	PLAIN("echo", "Echo", "ECHO"),
	PLAIN("ehco", "Ehco", "EHCO"),
	PLAIN("betta", "Betta", "BETTA"),
	{.spelled = {"alhpabte", "Alhpabte", "ALHPABTE"}, .folded = "alhpabte", .stems = STEMS("alhpabt", "alhpabt", NULL)},
	PLAIN("us", "Us", "US"),
	PLAIN("plan", "Plan", "PLAN"),
	{.spelled = {"plans", "Plans", "PLANS"}, .folded = "plans", .stems = STEMS("plan", "plan", NULL)},
	{.spelled = {"planned", "Planned", "PLANNED"}, .folded = "planned", .stems = STEMS("plan", NULL, NULL)},
	PLAIN("may", "May", "MAY"),
	PLAIN("never", "Never", "NEVER"),
	PLAIN("yet", "Yet", "YET"),
	PLAIN("but", "But", "BUT"),
	{.spelled = {"résumé", "Résumé", "RÉSUMÉ"}, .folded = "resume", .stems = STEMS("resum", "resum", NULL)},
	{.spelled = {"resume", "Resume", "RESUME"}, .folded = "resume", .stems = STEMS("resum", "resum", NULL)},
	{.spelled = {"straße", "Straße", "STRASSE"}, .folded = "strasse", .stems = STEMS("strass", "strass", NULL)},
	PLAIN("hay'at", "Hay'at", "HAY'AT"),
	{.spelled = {"hay’at", "Hay’at", "HAY’AT"}, .folded = "hay'at"},
	PLAIN("посол", "Посол", "ПОСОЛ"),
	{.spelled = {"послы", "Послы", "ПОСЛЫ"}, .folded = "послы", .stems = STEMS(NULL, NULL, "посл")},
	{.spelled = {"посольство", "Посольство", "ПОСОЛЬСТВО"}, .folded = "посольство",
		.stems = STEMS(NULL, NULL, "посольств")},
	{.spelled = {"πρέσβης", "Πρέσβης", "ΠΡΈΣΒΗΣ"}, .folded = "πρεσβησ"},
	{.spelled = {"سفير", "سفیر", "ســفير"}, .folded = "سفير"},
	{.spelled = {"1931", "1931", "1931"}, .folded = "1931", .kind = NUMBER},
	{.spelled = {"2019", "2019", "２０１９"}, .folded = "2019", .kind = NUMBER},
	{.spelled = {"dr", "Dr", "DR"}, .folded = "dr", .kind = ABBREVIATION},
	CHARACTER("東", HAN), CHARACTER("京", HAN), CHARACTER("都", HAN), CHARACTER("北", HAN),
	CHARACTER("ก", THAI), CHARACTER("ท", THAI), CHARACTER("ย", THAI),
	/* Not among those that texts are made of. */
	PLAIN("en", "En", "EN"), PLAIN("de", "De", "DE"), PLAIN("ru", "Ru", "RU"), PLAIN("ja", "Ja", "JA"),
};
/* clang-format on */

enum {
	WORD_COUNT = sizeof(words) / sizeof(words[0]) - 4,
	LATIN_COUNT = 25,
	SCRIPTS_COUNT = 38, /* behind them come ideographs */
};

static int in_play[PLAY_WORDS];

const struct word *vocabulary_word(int number)
{
	return &words[number];
}

/* Most words are Latin; the cues and the two that a hyphen joins are often there. */
void vocabulary_choose(void)
{
	for (int i = 0; i < PLAY_WORDS; i++) {
		in_play[i] = chance_pick(i < 12 ? LATIN_COUNT : WORD_COUNT);
	}
	if (chance_one_in(2)) {
		for (int i = 0; i < 3; i++) {
			in_play[i] = i;
		}
	}
	if (chance_pick(4) > 0) {
		in_play[3] = 21; /* "may", "never" */
		in_play[4] = 22;
		in_play[5] = SCRIPTS_COUNT - 3 + chance_pick(2); /* a year */
	}
	if (chance_one_in(3)) {
		int from = chance_one_in(2) ? SCRIPTS_COUNT : SCRIPTS_COUNT + 4;
		for (int i = 0; i < 3; i++) {
			in_play[PLAY_WORDS - 1 - i] = from + i;
		}
	}
}

int vocabulary_pick(void)
{
	return in_play[chance_pick(PLAY_WORDS)];
}

int vocabulary_pick_letters(size_t letters)
{
	for (;;) {
		int word = vocabulary_pick();
		const char *folded = words[word].folded;
		if (words[word].kind == LETTERS && points_in(folded, strlen(folded)) >= letters &&
			!strchr(folded, '\'')) {
			return word;
		}
		if (chance_one_in(50)) {
			return 3; /* "alphabet" */
		}
	}
}

int vocabulary_pick_ideograph(void)
{
	int found = -1;
	int count = 0;
	for (int i = 0; i < PLAY_WORDS; i++) {
		if (word_is_ideograph(in_play[i]) && chance_one_in(++count)) {
			found = in_play[i];
		}
	}
	return found;
}

int vocabulary_tag(enum language language)
{
	return WORD_COUNT + (int)language - 1;
}

bool vocabulary_hyphenated(int *ret_first, int *ret_second, int *ret_solid)
{
	*ret_first = 0;
	*ret_second = 1;
	*ret_solid = 2;
	return in_play[0] == 0 && in_play[1] == 1;
}

bool word_is_ideograph(int word)
{
	return words[word].kind == HAN || words[word].kind == THAI;
}

bool word_same(int a, int b)
{
	return strcmp(words[a].folded, words[b].folded) == 0;
}

static const char *stem_of(int word, enum language language)
{
	const char *stem = words[word].stems[language];
	return stem ? stem : words[word].folded;
}

bool word_same_stem(int a, int b, enum language language)
{
	return strcmp(stem_of(a, language), stem_of(b, language)) == 0;
}

/* --- letters --- */

static bool is_first_byte(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t points_in(const char *text, size_t bytes)
{
	size_t count = 0;
	for (size_t i = 0; i < bytes; i++) {
		count += is_first_byte(text[i]);
	}
	return count;
}

size_t points_offset(const char *text, size_t number)
{
	size_t at = 0;
	while (text[at] != '\0' && (number > 0 || !is_first_byte(text[at]))) {
		at++;
		number -= is_first_byte(text[at]);
	}
	return at;
}

static int letters_of(const char *text, const char *out[LETTERS_MAX])
{
	int count = 0;
	for (; *text != '\0'; text++) {
		if (is_first_byte(*text)) {
			out[count++] = text;
		}
	}
	out[count] = text;
	return count;
}

static bool is_letter(const char *a, const char *b)
{
	size_t i = 0;
	do {
		if (a[i] != b[i]) {
			return false;
		}
		i++;
	} while (!is_first_byte(a[i]) || !is_first_byte(b[i]));
	return true;
}

/* By the table that everybody knows. */
int word_letters_apart(int a, int b)
{
	int apart[LETTERS_MAX][LETTERS_MAX];
	const char *left[LETTERS_MAX];
	const char *right[LETTERS_MAX];
	int rows = letters_of(words[a].folded, left);
	int columns = letters_of(words[b].folded, right);
	for (int i = 0; i <= rows; i++) {
		for (int k = 0; k <= columns; k++) {
			if (i == 0 || k == 0) {
				apart[i][k] = i + k;
				continue;
			}
			int best = apart[i - 1][k - 1] + !is_letter(left[i - 1], right[k - 1]);
			int dropped = apart[i - 1][k] + 1;
			int inserted = apart[i][k - 1] + 1;
			best = dropped < best ? dropped : best;
			best = inserted < best ? inserted : best;
			if (i > 1 && k > 1 && is_letter(left[i - 1], right[k - 2]) &&
				is_letter(left[i - 2], right[k - 1]) &&
				apart[i - 2][k - 2] + 1 < best) {
				best = apart[i - 2][k - 2] + 1;
			}
			apart[i][k] = best;
		}
	}
	return apart[rows][columns];
}

static const char *behind_letter(const char *text)
{
	text++;
	while (!is_first_byte(*text)) {
		text++;
	}
	return text;
}

static bool fits(const char *text, const char *pattern)
{
	if (*pattern == '\0') {
		return *text == '\0';
	}
	if (*pattern == '*') {
		return fits(text, pattern + 1) ||
		       (*text != '\0' && fits(behind_letter(text), pattern));
	}
	if (*text == '\0') {
		return false;
	}
	if (*pattern == '?') {
		return fits(behind_letter(text), pattern + 1);
	}
	return *text == *pattern && fits(text + 1, pattern + 1);
}

bool word_fits(int word, const char *pattern)
{
	return !word_is_ideograph(word) && fits(words[word].folded, pattern);
}
