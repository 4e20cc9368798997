/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The name of a process. Writes over the arguments, which lie one behind the other, and never beyond the last of them.
 */
#include "reader/title.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

void title_init(struct title *title, int argc, char **argv)
{
	char *end;

	*title = (struct title){.area = NULL};
	if (argc < 1 || !argv[0]) {
		return;
	}
	end = argv[0];
	for (int i = 0; i < argc && argv[i] == end; i++) {
		end += strlen(argv[i]) + 1;
	}
	title->area = argv[0];
	title->size = (size_t)(end - argv[0]);
}

void title_set(const struct title *title, const char *format, ...)
{
	char text[256];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len < 0) {
		return;
	}
	/* The first 15 bytes are what the kernel keeps as the name of the thread. */
	(void)prctl(PR_SET_NAME, text, 0, 0, 0);
	if (title->size > 1) {
		memset(title->area, 0, title->size);
		(void)snprintf(title->area, title->size, "%s", text);
	}
}
