/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cues are looked for at each word of an event's sentence. Nothing is remembered from event to event. The invariant: an
 * event without a cue is affirmed.
 */
#include "match/oracle/cues.h"

#include <stdlib.h>
#include <string.h>

#include "match/oracle/coverage.h"

enum role { SPEAKS, TAKES_BACK, ENDS };
enum side { AFTER = 1, BEFORE = 2, EITHER = 3 }; /* where the event stands */
enum within { PHRASES, CLAUSES, SENTENCES };
enum { CUE_WORDS = 2, FOUND_MAX = 200, GAP_MAX = 5, EVENTS_MAX = 16 };

struct cue {
	enum role role;
	enum assertion assertion;
	enum side side;
	int words;
	enum within within;
	const char *items[CUE_WORDS]; /* word, prefix*, <past-year>, or a mark */
	int count;
	bool gap; /* "..." between them */
};

static const char cue_file[] =
	"- {cue: intent, lang: en, assertion: prospective, words: 3, items: [may, plan* ... beta]}\n"
	"- {cue: denial, lang: en, assertion: negated, within: sentence, items: [never, never yet]}\n"
	"- {cue: doubt, lang: en, assertion: negated, event: before, words: 2, within: phrase, items: [yet]}\n"
	"- {cue: past, lang: en, assertion: background, event: either, words: 5, items: [alpha <past-year>, may <past-year>]}\n"
	"- {cue: after-all, lang: en, assertion: affirmed, event: either, words: 4, items: [bravo yet]}\n"
	"- {cue: not-so, lang: en, assertion: none, items: [never gamma]}\n"
	"- {cue: ends, lang: en, ends: clause, items: [but, ',']}\n"
	"- {cue: rests, lang: en, ends: phrase, items: [';', delta]}\n";

static const struct cue cues[] = {
	{SPEAKS, ASSERTION_PROSPECTIVE, AFTER, 3, CLAUSES, {"may"}, 1, false},
	{SPEAKS, ASSERTION_PROSPECTIVE, AFTER, 3, CLAUSES, {"plan*", "beta"}, 2, true},
	{SPEAKS, ASSERTION_NEGATED, AFTER, 8, SENTENCES, {"never"}, 1, false},
	{SPEAKS, ASSERTION_NEGATED, AFTER, 8, SENTENCES, {"never", "yet"}, 2, false},
	{SPEAKS, ASSERTION_NEGATED, BEFORE, 2, PHRASES, {"yet"}, 1, false},
	{SPEAKS, ASSERTION_BACKGROUND, EITHER, 5, CLAUSES, {"alpha", "<past-year>"}, 2, false},
	{SPEAKS, ASSERTION_BACKGROUND, EITHER, 5, CLAUSES, {"may", "<past-year>"}, 2, false},
	{SPEAKS, ASSERTION_AFFIRMED, EITHER, 4, CLAUSES, {"bravo", "yet"}, 2, false},
	{TAKES_BACK, ASSERTION_UNDETERMINED, EITHER, 0, CLAUSES, {"never", "gamma"}, 2, false},
	{ENDS, ASSERTION_UNDETERMINED, EITHER, 0, CLAUSES, {"but"}, 1, false},
	{ENDS, ASSERTION_UNDETERMINED, EITHER, 0, CLAUSES, {","}, 1, false},
	{ENDS, ASSERTION_UNDETERMINED, EITHER, 0, PHRASES, {"delta"}, 1, false},
	{ENDS, ASSERTION_UNDETERMINED, EITHER, 0, PHRASES, {";"}, 1, false},
};

enum { CUES = sizeof(cues) / sizeof(cues[0]) };

void cues_write(struct buf *out)
{
	buf_add_str(out, str_from(cue_file));
}

/* A cue in the text. */
struct found {
	const struct cue *cue;
	int places[CUE_WORDS];
	bool speaks;
};

struct finds {
	struct found items[FOUND_MAX];
	int count;
};

static bool item_is(const struct text *text, int at, const char *item)
{
	const char *folded = vocabulary_word(text->words[at].word)->folded;
	size_t len = strlen(item);
	if (strcmp(item, "<past-year>") == 0) {
		int year = vocabulary_word(text->words[at].word)->kind == NUMBER
				   ? (int)strtol(folded, NULL, 10)
				   : text->year;
		return year < text->year;
	}
	if (item[len - 1] == '*') {
		return strncmp(folded, item, len - 1) == 0;
	}
	if (item[0] == ',' || item[0] == ';') {
		return text->words[at].mark == item[0];
	}
	return strcmp(folded, item) == 0;
}

static bool cue_at(
	const struct text *text, const struct cue *cue, int at, int end, struct found *ret)
{
	*ret = (struct found){.cue = cue};
	for (int i = 0; i < cue->count; i++) {
		int last = at + (i > 0 && cue->gap ? GAP_MAX : 0);
		while (at < end && at <= last && !item_is(text, at, cue->items[i])) {
			at++;
		}
		if (at >= end || at > last) {
			return false;
		}
		ret->places[i] = at++;
	}
	return true;
}

static bool share_a_word(const struct found *a, const struct found *b)
{
	for (int i = 0; i < a->cue->count; i++) {
		for (int k = 0; k < b->cue->count; k++) {
			if (a->places[i] == b->places[k]) {
				return true;
			}
		}
	}
	return false;
}

static bool is_mark(const struct cue *cue)
{
	return cue->items[0][0] == ',' || cue->items[0][0] == ';';
}

/* All cues from `start` to below `end`, without those that another takes back. */
static void find_cues(const struct text *text, int start, int end, struct finds *finds)
{
	finds->count = 0;
	for (int at = start; at < end; at++) {
		for (int i = 0; i < CUES; i++) {
			struct found found;
			bool behind_last = is_mark(&cues[i]) && at + 1 == end;
			if (!behind_last && cue_at(text, &cues[i], at, end, &found) &&
				finds->count < FOUND_MAX) {
				finds->items[finds->count++] = found;
			}
		}
	}
	for (int i = 0; i < finds->count; i++) {
		struct found *found = &finds->items[i];
		found->speaks = found->cue->role == SPEAKS;
		for (int k = 0; k < finds->count; k++) {
			const struct found *other = &finds->items[k];
			if (other->cue->role == TAKES_BACK &&
				other->cue->count >= found->cue->count &&
				share_a_word(other, found)) {
				found->speaks = false;
			}
		}
	}
}

/* A phrase or clause ends between the words `from` and `to`. */
static bool is_cut(const struct finds *finds, const struct cue *cue, int from, int to)
{
	for (int i = 0; i < finds->count; i++) {
		const struct cue *end = finds->items[i].cue;
		int at = finds->items[i].places[0];
		bool between = is_mark(end) ? at >= from && at < to : at > from && at < to;
		if (end->role == ENDS && end->within >= cue->within && between) {
			return true;
		}
	}
	return false;
}

static bool reaches(const struct finds *finds, const struct found *found, struct range event)
{
	const struct cue *cue = found->cue;
	int first = found->places[0];
	int last = found->places[cue->count - 1];
	if (last < event.start) {
		return (cue->side & AFTER) && event.start - last - 1 <= cue->words &&
		       !is_cut(finds, cue, last, event.start);
	}
	if (first >= event.end) {
		return (cue->side & BEFORE) && first - event.end <= cue->words &&
		       !is_cut(finds, cue, event.end - 1, first);
	}
	/* Among the event's own words: some that are not the cue's stand on the side that it looks to. */
	return ((cue->side & AFTER) && (first < event.start || last + 1 < event.end)) ||
	       ((cue->side & BEFORE) && (first > event.start || last >= event.end));
}

static enum assertion read_event(const struct text *text, struct range event)
{
	struct finds finds;
	enum assertion assertion = ASSERTION_AFFIRMED;
	int start = event.start;
	int end = event.end;
	while (start > 0 && text->words[start - 1].sentence == text->words[event.start].sentence) {
		start--;
	}
	while (end < text->count &&
		text->words[end].sentence == text->words[event.end - 1].sentence) {
		end++;
	}
	find_cues(text, start, end, &finds);
	for (int i = 0; i < finds.count; i++) {
		struct found *found = &finds.items[i];
		found->speaks = found->speaks && reaches(&finds, found, event);
	}
	for (int i = 0; i < finds.count; i++) {
		const struct found *found = &finds.items[i];
		bool longest = found->speaks;
		for (int k = 0; k < finds.count && longest; k++) {
			const struct found *other = &finds.items[k];
			longest = !other->speaks || other->cue->count <= found->cue->count ||
				  !share_a_word(found, other);
		}
		/* Background outweighs negated, and that one prospective. */
		if (longest && found->cue->assertion > assertion) {
			assertion = found->cue->assertion;
		}
	}
	return assertion;
}

/* Title, lead, body, nowhere. */
static int place_of(const struct text *text, struct range event)
{
	bool lead = true;
	for (int i = event.start; i < event.end; i++) {
		lead = lead && text->words[i].lead >= 0;
	}
	if (text->words[event.start].field == FIELD_TITLE) {
		return 0;
	}
	return lead ? 1 : text->words[event.start].field == FIELD_BODY ? 2 : 3;
}

enum assertion cues_read(const struct naive *naive, const struct ranges *events)
{
	enum assertion best = ASSERTION_UNDETERMINED;
	int best_place = 3;
	if (!naive->things->has_cues || naive->text->language != ENGLISH) {
		return best;
	}
	for (int i = 0; i < events->count && i < EVENTS_MAX; i++) {
		int place = place_of(naive->text, events->items[i]);
		if (place == 3 || place > best_place) {
			continue;
		}
		enum assertion assertion = read_event(naive->text, events->items[i]);
		if (place < best_place || assertion < best) {
			best = assertion;
		}
		best_place = place;
	}
	for (int i = ASSERTION_AFFIRMED; i <= ASSERTION_BACKGROUND; i++) {
		coverage_note(COVER_AFFIRMED + i - ASSERTION_AFFIRMED, (int)best == i);
	}
	return best;
}
