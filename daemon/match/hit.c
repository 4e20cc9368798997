/* SPDX-License-Identifier: BSD-2-Clause */
/* The words for the values of a hit, as rule files and alerts write them. Pure tables. */
#include "match/hit.h"

const char *field_name(enum field field)
{
	static const char *const NAMES[FIELD_COUNT] = {
		[FIELD_TITLE] = "title",
		[FIELD_LEAD] = "lead",
		[FIELD_BODY] = "body",
		[FIELD_URL] = "url",
		[FIELD_AUTHOR] = "author",
		[FIELD_TAG] = "tag",
		[FIELD_SOURCE] = "source",
		[FIELD_FEED_COUNTRY] = "feed_country",
		[FIELD_LANG] = "lang",
	};

	return NAMES[field];
}

const char *priority_name(enum priority priority)
{
	static const char *const NAMES[] = {
		[PRIORITY_LOW] = "low",
		[PRIORITY_MEDIUM] = "medium",
		[PRIORITY_HIGH] = "high",
		[PRIORITY_CRITICAL] = "critical",
	};

	return NAMES[priority];
}

const char *assertion_name(enum assertion assertion)
{
	static const char *const NAMES[] = {
		[ASSERTION_UNDETERMINED] = "undetermined",
		[ASSERTION_AFFIRMED] = "affirmed",
		[ASSERTION_PROSPECTIVE] = "prospective",
		[ASSERTION_NEGATED] = "negated",
		[ASSERTION_BACKGROUND] = "background",
	};

	return NAMES[assertion];
}
