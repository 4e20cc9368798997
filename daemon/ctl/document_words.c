/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the words of `nuncio parse` and `nuncio page`. Never opens the file. */
#include "ctl/document_words.h"

#include <stdio.h>

#include "ctl/args.h"
#include "ctl/ctl.h"

enum { OPTION_URL, OPTION_TYPE };

int document_words_take(char **argv, struct document_words *ret)
{
	static const struct args_option options[] = {[OPTION_URL] = {"--url", true},
		[OPTION_TYPE] = {"--content-type", true},
		{NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;

	*ret = (struct document_words){.path = NULL};
	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind == ARGS_OPTION && item.option == OPTION_URL) {
			ret->document.url = str_from(item.value);
		} else if (item.kind == ARGS_OPTION) {
			ret->document.content_type = str_from(item.value);
		} else if (item.kind == ARGS_WORD && !ret->path) {
			ret->path = item.value;
		} else {
			if (item.kind == ARGS_WORD) {
				(void)fprintf(
					stderr, "nuncio %s: one document at a time\n", argv[0]);
			}
			return CTL_USAGE;
		}
	}
	if (!ret->path) {
		(void)fprintf(
			stderr, "nuncio %s: a FILE is missing, or - for standard input\n", argv[0]);
		return CTL_USAGE;
	}
	return CTL_OK;
}
