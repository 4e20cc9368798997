/* SPDX-License-Identifier: BSD-2-Clause */
/* Two counts for each operator and each other thing that a rule may meet. Judges no rule. */
#include "match/oracle/coverage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const names[COVER_COUNT] = {[WORD] = "word",
	[EXACT] = "=word",
	[WILD] = "wor*",
	[STEM] = "word~",
	[FUZZY] = "word~1",
	[HYPHEN] = "two-words",
	[RUN] = "ideographs",
	[PHRASE] = "phrase",
	[LIST] = "@list",
	[ENTITY] = "@entity",
	[TYPE] = "@type",
	[NEAR] = "NEAR",
	[OR] = "OR",
	[CAPTURE] = "capture",
	[REGEX] = "/re/",
	[AND] = "AND",
	[NOT] = "NOT",
	[SENT] = "SENT",
	[PARA] = "PARA",
	[FIRST] = "FIRST",
	[ATLEAST] = "ATLEAST",
	[NOF] = "n OF",
	[FIELD] = "field:",
	[MACRO] = "$macro",
	[COVER_NOT_NEAR] = "NOT NEAR",
	[COVER_ORDERED_NEAR] = "ONEAR",
	[COVER_LONG_OR] = "long OR",
	[COVER_LEAD] = "lead:",
	[COVER_OTHER_FIELDS] = "url: author: tag: source: lang: feed_country:",
	[COVER_REGEX_CAPTURE] = "captured /re/",
	[COVER_DIFFERENT_CAPTURES] = "captures of different things",
	[COVER_RULE_LANGUAGE] = "languages:",
	[COVER_NAME_LANGUAGE] = "lang: of a name",
	[COVER_CONTEXT] = "context:",
	[COVER_UNLESS] = "unless:",
	[COVER_IN_OFFICE] = "person in office",
	[COVER_ALSO] = "also",
	[COVER_BEST_BINDING] = "only one binding",
	[COVER_TITLE_FIRST] = "binding in the title",
	[COVER_ASSERTED] = "assert:",
	[COVER_AFFIRMED] = "affirmed",
	[COVER_PROSPECTIVE] = "prospective",
	[COVER_NEGATED] = "negated",
	[COVER_BACKGROUND] = "background",
	[COVER_LEFT_OUT] = "hits left out",
	[COVER_PAGE] = "wants the page",
	[COVER_DOUBT] = "too many bindings to try",
	[COVER_ENTITIES] = "entity listed",
	[COVER_EXPLAINED] = "explained"};

static uint64_t counts[COVER_COUNT][2];

void coverage_note(int what, bool is_so)
{
	counts[what][is_so]++;
}

bool coverage_is_full(void)
{
	bool full = true;
	for (int i = 0; i < COVER_COUNT; i++) {
		bool both = counts[i][0] > 0 && counts[i][1] > 0;
		print_message("%-48s %10lu so %10lu not%s\n", names[i], (unsigned long)counts[i][1],
			(unsigned long)counts[i][0], both ? "" : "  NEVER OR ALWAYS");
		full = full && both;
	}
	return full;
}
