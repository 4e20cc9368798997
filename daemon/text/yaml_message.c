/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libfyaml says is right for who writes parsers; here is what tells the author of a rule more. Never judges YAML. Keeps true: a
 * message that is not known is not changed.
 */
#include "text/yaml_message.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Compared by its beginning. */
static const struct wording {
	const char *theirs;
	const char *ours;
	const char *hint; /* NULL: none */
} wordings[] = {
	{"invalid multiline plain key",
		"a key must stand on one line with its \":\"; is this line, the one before it or the "
		"next not indented as it should be, or is a quote missing?",
		NULL},
	{"invalid nested block mapping on the same line",
		"\": \" is not allowed inside plain text; put the text in quotes", NULL},
	{"plain scalar cannot start with",
		"text must not start with this character; put it in quotes",
		"write '…', or key: | and the text on the next line"},
	{"invalid trailing content after", "text that begins with a quote ends at the next one",
		"write key: | and all of the text on the next line, or put it in '…'"},
	{"block scalar no linebreak found", "nothing may stand behind | or > on its line",
		"write the text on the next line, indented"},
	{"missing document start",
		"text after the end of the value; is a quote or a comma missing?", NULL},
	{"did not find expected key", "expected a key; is the line indented as those before it?",
		NULL},
	{"did not find expected '-'", "the line is indented unlike those before it",
		"the keys of an item stand under its first one; a new item begins with \"- \""},
	{"invalid indentation in mapping", "the line is indented unlike those before it", NULL},
	{"invalid value after mapping", "the line is indented unlike those before it", NULL},
};

static const struct wording *find_wording(const char *message)
{
	for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++) {
		if (strncmp(message, wordings[i].theirs, strlen(wordings[i].theirs)) == 0) {
			return &wordings[i];
		}
	}
	return NULL;
}

/* A line of a mapping without what makes it one. */
static bool lacks_colon(const char *message, struct str line)
{
	static const char *const messages[] = {"invalid indentation in mapping",
		"invalid value after mapping", "could not find expected ':'"};
	bool may = false;

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		may = may || strncmp(message, messages[i], strlen(messages[i])) == 0;
	}
	return may && str_trim(line).len > 0 && str_find_byte(line, ':') < 0;
}

struct yaml_message yaml_message_of(const char *theirs, struct str line)
{
	const struct wording *wording = find_wording(theirs);

	if (lacks_colon(theirs, line)) {
		return (struct yaml_message){
			"this line has no \":\", or is indented unlike the text that it belongs to",
			"write key: value; text of several lines is indented by the same, deeper than its "
			"key"};
	}
	return wording ? (struct yaml_message){wording->ours, wording->hint}
		       : (struct yaml_message){theirs, NULL};
}
