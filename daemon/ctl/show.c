/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes to standard output for people. Keeps true: no control byte leaves this file but \n and our own colours.
 */
#include "ctl/show.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/width.h"
#include "text/date.h"
#include "text/utf8.h"

#define WIDTH_WITHOUT_TERMINAL 100
#define SHOW_MAX (1u << 20)

static const char *const codes[] = {
	[SHOW_PLAIN] = "",
	[SHOW_BOLD] = "\033[1m",
	[SHOW_DIM] = "\033[2m",
	[SHOW_RED] = "\033[31m",
	[SHOW_GREEN] = "\033[32m",
	[SHOW_YELLOW] = "\033[33m",
	[SHOW_CYAN] = "\033[36m",
};

static void write_coloured(const struct ctl *ctl, enum show_colour colour, struct str safe)
{
	bool coloured = ctl->colour && colour != SHOW_PLAIN;

	if (coloured) {
		(void)fputs(codes[colour], stdout);
	}
	if (safe.len > 0) {
		(void)fwrite(safe.ptr, 1, safe.len, stdout);
	}
	if (coloured) {
		(void)fputs("\033[0m", stdout);
	}
}

/* log_escape marks quotes and backslashes too, which only a log line needs. */
static struct str escape(struct str text, struct buf *out)
{
	size_t size = text.len * 4 + 1;
	char *escaped = mem_alloc(size);
	size_t len = log_escape(escaped, size, text);

	for (size_t i = 0; i < len; i++) {
		if (escaped[i] == '\\' && i + 1 < len &&
			(escaped[i + 1] == '"' || escaped[i + 1] == '\\')) {
			i++;
		}
		buf_add_byte(out, escaped[i]);
	}
	free(escaped);
	return buf_str(out);
}

void show_text(const struct ctl *ctl, enum show_colour colour, struct str text)
{
	struct buf safe;

	buf_init(&safe, SHOW_MAX);
	write_coloured(ctl, colour, escape(str_slice(text, 0, SHOW_MAX / 4), &safe));
	buf_done(&safe);
}

void show_error(struct str line)
{
	struct buf safe;
	struct str text;

	buf_init(&safe, SHOW_MAX);
	text = escape(str_slice(line, 0, SHOW_MAX / 4), &safe);
	if (text.len > 0) {
		(void)fwrite(text.ptr, 1, text.len, stderr);
	}
	(void)fputc('\n', stderr);
	buf_done(&safe);
}

void show_lines(const struct ctl *ctl, struct str text)
{
	struct str line;

	while (text.len && str_cut(&text, '\n', &line)) {
		show_text(ctl, SHOW_PLAIN, line);
		(void)putchar('\n');
	}
}

void show_format(const struct ctl *ctl, enum show_colour colour, const char *format, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text, SHOW_MAX);
	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	write_coloured(ctl, colour, buf_str(&text));
	buf_done(&text);
}

void show_cell(const struct ctl *ctl, enum show_colour colour, struct str text, size_t width)
{
	struct buf safe;
	struct str whole;
	size_t used = 0;
	size_t at = 0;
	size_t cut = 0; /* bytes that leave a column for the ellipsis */
	size_t cut_used = 0;

	buf_init(&safe, SHOW_MAX);
	whole = escape(str_slice(text, 0, SHOW_MAX / 4), &safe);
	while (at < whole.len) {
		size_t next = at;
		size_t columns = width_of_point(utf8_next(whole, &next));

		if (used + columns > width) {
			break;
		}
		used += columns;
		at = next;
		if (used < width) {
			cut = at;
			cut_used = used;
		}
	}
	if (at < whole.len && width > 0) {
		write_coloured(ctl, colour, str_slice(whole, 0, cut));
		(void)printf("…%*s", (int)(width - cut_used - 1), "");
	} else if (at == whole.len) {
		write_coloured(ctl, colour, whole);
		(void)printf("%*s", (int)(width - used), "");
	}
	buf_done(&safe);
}

struct str show_duration(int64_t seconds, char out[32])
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	size_t unit = 0;
	int len;

	while (seconds < units[unit].seconds && units[unit].seconds > 1) {
		unit++;
	}
	len = snprintf(
		out, 32, "%lld %s", (long long)(seconds / units[unit].seconds), units[unit].name);
	return str_make(out, len > 0 ? (size_t)len : 0);
}

struct str show_age(struct str rfc3339, int64_t now_s, char out[32])
{
	int64_t then = 0;

	if (date_parse(rfc3339, &then) < 0) {
		return STR("-");
	}
	return show_duration(now_s > then ? now_s - then : then - now_s, out);
}

size_t show_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) {
		return size.ws_col;
	}
	return WIDTH_WITHOUT_TERMINAL;
}
