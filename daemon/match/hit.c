/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of fields, priorities and assertions as files and alerts write them. Constant tables; decides nothing. The
 * invariant: a row for every enumerator.
 */
#include "match/hit.h"

const char *field_name(enum field field)
{
	static const char *const names[FIELD_COUNT] = {[FIELD_TITLE] = "title",
		[FIELD_LEAD] = "lead",
		[FIELD_BODY] = "body",
		[FIELD_URL] = "url",
		[FIELD_AUTHOR] = "author",
		[FIELD_TAG] = "tag",
		[FIELD_SOURCE] = "source",
		[FIELD_FEED_COUNTRY] = "feed_country",
		[FIELD_LANG] = "lang"};
	return names[field];
}

const char *priority_name(enum priority priority)
{
	static const char *const names[] = {[PRIORITY_LOW] = "low",
		[PRIORITY_MEDIUM] = "medium",
		[PRIORITY_HIGH] = "high",
		[PRIORITY_CRITICAL] = "critical"};
	return names[priority];
}

const char *assertion_name(enum assertion assertion)
{
	static const char *const names[] = {[ASSERTION_UNDETERMINED] = "undetermined",
		[ASSERTION_AFFIRMED] = "affirmed",
		[ASSERTION_PROSPECTIVE] = "prospective",
		[ASSERTION_NEGATED] = "negated",
		[ASSERTION_BACKGROUND] = "background"};
	return names[assertion];
}
