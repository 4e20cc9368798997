/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guesses an encoding with ICU's detector, the only file that knows it, from the words beyond ASCII of a document: mark-up
 * and English would drown them. What it cannot tell apart, the language decides that the document says it is in. A guess
 * needs a reason: few bytes, or languages that look alike, give none. Looks at a bounded part of the document only.
 */
#include "text/charset_guess.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unicode/ucsdet.h>

/* ICU looks at no more. */
#define SAMPLE_MAX 8000
/* Of a word: without white space there is one in Chinese, and the first sentences tell enough. */
#define WORD_MAX 2000
/* Fewer bytes beyond ASCII say nothing of an alphabet. */
#define HIGH_MIN 6
/* Of ICU's 100, and what Latin-2 and Latin-5 must have beyond Latin-1: their languages share most letters. */
#define SURE_MULTI_BYTE 50
#define SURE_SINGLE_BYTE 25
#define LEAD_OVER_LATIN 5
#define SURE_WITH_LANGUAGE 10

struct sample {
	char bytes[SAMPLE_MAX];
	size_t len;
	size_t high;  /* bytes from 0x80 on */
	size_t thai;  /* of them those that are letters of TIS-620 */
	size_t marks; /* of them vowels and tone marks, which stand in every other syllable */
};

enum script { SCRIPT_LATIN, SCRIPT_OTHER, SCRIPT_MULTI_BYTE };

/* ICU's name, and the larger encoding that is meant by it. KOI8-U differs from KOI8-R in Ukrainian letters for frames. */
static const struct candidate {
	const char *icu;
	const char *name;
	enum script script;
} candidates[] = {
	{"Shift_JIS", "Shift_JIS", SCRIPT_MULTI_BYTE},
	{"EUC-JP", "EUC-JP", SCRIPT_MULTI_BYTE},
	{"EUC-KR", "windows-949", SCRIPT_MULTI_BYTE},
	{"GB18030", "GB18030", SCRIPT_MULTI_BYTE},
	{"Big5", "Big5", SCRIPT_MULTI_BYTE},
	{"ISO-8859-1", "windows-1252", SCRIPT_LATIN},
	{"windows-1252", "windows-1252", SCRIPT_LATIN},
	{"ISO-8859-2", "ISO-8859-2", SCRIPT_LATIN},
	{"windows-1250", "windows-1250", SCRIPT_LATIN},
	{"ISO-8859-9", "windows-1254", SCRIPT_LATIN},
	{"windows-1254", "windows-1254", SCRIPT_LATIN},
	{"ISO-8859-5", "ISO-8859-5", SCRIPT_OTHER},
	{"windows-1251", "windows-1251", SCRIPT_OTHER},
	{"KOI8-R", "KOI8-U", SCRIPT_OTHER},
	{"ISO-8859-6", "ISO-8859-6", SCRIPT_OTHER},
	{"windows-1256", "windows-1256", SCRIPT_OTHER},
	{"ISO-8859-7", "ISO-8859-7", SCRIPT_OTHER},
	{"windows-1253", "windows-1253", SCRIPT_OTHER},
	{"ISO-8859-8", "windows-1255", SCRIPT_OTHER},
	{"ISO-8859-8-I", "windows-1255", SCRIPT_OTHER},
	{"windows-1255", "windows-1255", SCRIPT_OTHER},
};
#define CANDIDATE_COUNT (sizeof(candidates) / sizeof(candidates[0]))

/* What browsers presume in a language (WHATWG HTML 13.2.3.2), and others that a language is found in. */
static const struct habit {
	const char *language;
	const char *names[4]; /* the first is the most usual one */
} habits[] = {
	{"zh-tw", {"Big5"}},
	{"zh-hk", {"Big5"}},
	{"zh-hant", {"Big5"}},
	{"zh", {"GB18030", "Big5"}},
	{"ja", {"Shift_JIS", "EUC-JP"}},
	{"ko", {"windows-949"}},
	{"ru", {"windows-1251", "KOI8-U", "ISO-8859-5"}},
	{"uk", {"windows-1251", "KOI8-U", "ISO-8859-5"}},
	{"bg", {"windows-1251", "ISO-8859-5"}},
	{"be", {"windows-1251", "ISO-8859-5"}},
	{"mk", {"windows-1251", "ISO-8859-5"}},
	{"sr", {"windows-1251", "windows-1250", "ISO-8859-2", "ISO-8859-5"}},
	{"kk", {"windows-1251"}},
	{"ky", {"windows-1251"}},
	{"tt", {"windows-1251"}},
	{"he", {"windows-1255"}},
	{"iw", {"windows-1255"}},
	{"yi", {"windows-1255"}},
	{"ar", {"windows-1256", "ISO-8859-6"}},
	{"fa", {"windows-1256"}},
	{"ur", {"windows-1256"}},
	{"el", {"ISO-8859-7", "windows-1253"}},
	{"tr", {"windows-1254"}},
	{"az", {"windows-1254"}},
	{"ku", {"windows-1254"}},
	{"pl", {"ISO-8859-2", "windows-1250"}},
	{"hu", {"ISO-8859-2", "windows-1250"}},
	{"cs", {"windows-1250", "ISO-8859-2"}},
	{"sk", {"windows-1250", "ISO-8859-2"}},
	{"sl", {"ISO-8859-2", "windows-1250"}},
	{"hr", {"windows-1250", "ISO-8859-2"}},
	{"bs", {"windows-1250", "ISO-8859-2"}},
	{"ro", {"ISO-8859-2", "windows-1250"}},
	{"lt", {"windows-1257"}},
	{"lv", {"windows-1257"}},
	{"et", {"windows-1257", "windows-1252"}},
	{"th", {"windows-874"}},
	{"vi", {"windows-1258"}},
};

static const struct habit *habit_of(struct str language)
{
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
		struct str known = str_from(habits[i].language);

		if (str_starts_nocase(language, known) &&
			(language.len == known.len || language.ptr[known.len] == '-')) {
			return &habits[i];
		}
	}
	return NULL;
}

static bool is_habit(const struct habit *habit, const char *name)
{
	for (size_t i = 0; habit && i < 4 && habit->names[i]; i++) {
		if (strcmp(habit->names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/* --- the sample --- */

static bool is_gap(char c)
{
	return c == ' ' || c == '<' || c == '>' || (c >= '\t' && c <= '\r');
}

static void count_byte(struct sample *sample, unsigned char byte)
{
	sample->high += byte >= 0x80;
	sample->thai += (byte >= 0xa1 && byte <= 0xda) || (byte >= 0xdf && byte <= 0xfb);
	sample->marks +=
		byte == 0xd1 || (byte >= 0xd4 && byte <= 0xda) || (byte >= 0xe7 && byte <= 0xee);
}

/* The words that are not ASCII, a space behind each. */
static void collect(struct str bytes, struct sample *sample)
{
	size_t at = 0;

	while (at < bytes.len && sample->len < SAMPLE_MAX) {
		size_t from = at;
		bool is_high = false;

		while (at < bytes.len && at - from < WORD_MAX && !is_gap(bytes.ptr[at])) {
			is_high = is_high || (unsigned char)bytes.ptr[at] >= 0x80;
			at++;
		}
		for (size_t i = from; is_high && i < at && sample->len < SAMPLE_MAX; i++) {
			count_byte(sample, (unsigned char)bytes.ptr[i]);
			sample->bytes[sample->len++] = bytes.ptr[i];
		}
		if (at < bytes.len && !is_gap(bytes.ptr[at])) {
			continue; /* a long word goes on */
		}
		if (is_high && sample->len < SAMPLE_MAX) {
			sample->bytes[sample->len++] = ' ';
		}
		at++;
	}
}

/* ICU does not know Thai. Its letters leave gaps in the code, and marks stand among them; spaces are few. */
static bool is_thai(const struct sample *sample)
{
	return sample->high >= 2 * (size_t)HIGH_MIN && sample->thai == sample->high &&
	       sample->high * 10 >= sample->len * 9 && sample->marks * 8 >= sample->high &&
	       sample->marks * 2 <= sample->high;
}

/* --- the decision --- */

/* ICU's confidence in each candidate. */
static void ask(const struct sample *sample, int ret_sure[CANDIDATE_COUNT])
{
	UErrorCode error = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&error);
	const UCharsetMatch **matches = NULL;
	int32_t count = 0;

	if (U_SUCCESS(error)) {
		ucsdet_setText(detector, sample->bytes, (int32_t)sample->len, &error);
		matches = ucsdet_detectAll(detector, &count, &error);
	}
	for (int32_t i = 0; U_SUCCESS(error) && i < count; i++) {
		const char *name = ucsdet_getName(matches[i], &error);
		int32_t sure = ucsdet_getConfidence(matches[i], &error);

		for (size_t j = 0; U_SUCCESS(error) && j < CANDIDATE_COUNT; j++) {
			if (strcmp(candidates[j].icu, name) == 0) {
				ret_sure[j] = sure;
			}
		}
	}
	ucsdet_close(detector);
}

/* The candidate of a script, or of all, that is the surest; NULL when none reaches `min`. */
static const struct candidate *best_of(const int sure[CANDIDATE_COUNT], int min, bool multi_byte,
	const struct habit *habit, int *ret_sure)
{
	const struct candidate *best = NULL;

	for (size_t i = 0; i < CANDIDATE_COUNT; i++) {
		if (sure[i] < min || (candidates[i].script == SCRIPT_MULTI_BYTE) != multi_byte ||
			(habit && !is_habit(habit, candidates[i].name))) {
			continue;
		}
		if (!best || sure[i] > *ret_sure) {
			best = &candidates[i];
			*ret_sure = sure[i];
		}
	}
	return best;
}

static int sure_of_latin1(const int sure[CANDIDATE_COUNT])
{
	int best = 0;

	for (size_t i = 0; i < CANDIDATE_COUNT; i++) {
		if (strcmp(candidates[i].name, "windows-1252") == 0 && sure[i] > best) {
			best = sure[i];
		}
	}
	return best;
}

/* What fits the language that was said. */
static const char *by_language(const int sure[CANDIDATE_COUNT], const struct habit *habit)
{
	int ignored = 0;
	const struct candidate *best = best_of(sure, SURE_WITH_LANGUAGE, true, habit, &ignored);

	if (!best) {
		best = best_of(sure, SURE_WITH_LANGUAGE, false, habit, &ignored);
	}
	return best ? best->name : habit->names[0];
}

const char *charset_guess(struct str bytes, struct str language)
{
	const struct habit *habit = habit_of(language);
	struct sample sample = {.len = 0};
	int sure[CANDIDATE_COUNT] = {0};
	const struct candidate *best;
	int best_sure = 0;

	collect(bytes, &sample);
	if (sample.high == 0) {
		return NULL;
	}
	ask(&sample, sure);
	best = best_of(sure, SURE_MULTI_BYTE, true, NULL, &best_sure);
	if (best && (!habit || is_habit(habit, best->name) || best_sure == 100)) {
		return best->name;
	}
	if (habit) {
		return by_language(sure, habit);
	}
	best = best_of(sure, SURE_SINGLE_BYTE, false, NULL, &best_sure);
	if (!best && is_thai(&sample)) {
		return "windows-874";
	}
	if (!best || sample.high < HIGH_MIN) {
		return NULL;
	}
	if (best->script == SCRIPT_LATIN && best_sure < sure_of_latin1(sure) + LEAD_OVER_LATIN) {
		return NULL;
	}
	return best->name;
}

void charset_guess_warm_up(void)
{
	(void)charset_guess(STR("\xcf\xf0\xe8\xe2\xe5\xf2 \xcc\xee\xf1\xea\xe2\xe0"), STR(""));
}
