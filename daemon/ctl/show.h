/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people see: text from outside made safe for a terminal, tables, colours. Nothing that a feed says reaches the
 * terminal but through here.
 */
#ifndef NUNCIO_CTL_SHOW_H
#define NUNCIO_CTL_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "ctl/ctl.h"

enum show_colour { SHOW_PLAIN, SHOW_BOLD, SHOW_DIM, SHOW_RED, SHOW_GREEN, SHOW_YELLOW, SHOW_CYAN };

/* Prints the text with controls, invalid UTF-8 and direction overrides escaped; \n and \t are escaped too. */
void show_text(const struct ctl *ctl, enum show_colour colour, struct str text);
/* The same, cut to or filled up to `width` columns (East Asian wide characters count two). */
void show_cell(const struct ctl *ctl, enum show_colour colour, struct str text, size_t width);
/* Our own words and numbers. */
void show_format(const struct ctl *ctl, enum show_colour colour, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* Several lines: \n stays, the rest as show_text. */
void show_lines(const struct ctl *ctl, struct str text);
/* One line to standard error, as safe as show_text, and its end. */
void show_error(struct str line);
/* "12 s", "3 min", "5 h", "2 d" into `out`; an RFC 3339 time as its distance from now; "-" when it is empty. */
struct str show_age(struct str rfc3339, int64_t now_s, char out[32]);
/* The same units for a number of seconds. */
struct str show_duration(int64_t seconds, char out[32]);
/* Columns of the terminal, 100 when it is none. */
size_t show_width(void);

#endif
