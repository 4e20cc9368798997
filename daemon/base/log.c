/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Log lines. The only place where bytes from outside are made safe for a line of text. Keeps true: one event is one line, and
 * a line holds no control byte. The level and the sink are the only mutable statics of the program.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define LOG_MESSAGE_MAX 2048
#define LOG_NAME_MAX 256

static enum log_level shown_level = LOG_LEVEL_INFO;
static log_sink_fn *event_sink;

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_set_level(enum log_level level)
{
	shown_level = level;
}

static bool is_on(enum log_level level)
{
	return level <= shown_level;
}

void log_set_sink(log_sink_fn *sink)
{
	event_sink = sink;
}

int log_level_parse(struct str name, enum log_level *ret)
{
	for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++) {
		if (str_eq(name, str_from(level_names[i]))) {
			*ret = (enum log_level)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *log_level_name(enum log_level level)
{
	return level_names[level];
}

/* Length of the well-formed UTF-8 sequence at `s` (RFC 3629 4), 0 when it is none or must not be shown. */
static size_t shown_sequence(struct str s)
{
	const unsigned char *byte = (const unsigned char *)s.ptr;
	uint32_t point;
	size_t len;

	if (byte[0] < 0x80) {
		return byte[0] >= 0x20 && byte[0] != 0x7f ? 1 : 0;
	}
	len = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
	if (byte[0] < 0xc2 || byte[0] > 0xf4 || s.len < len) {
		return 0;
	}
	point = byte[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((byte[i] & 0xc0) != 0x80) {
			return 0;
		}
		point = point << 6 | (byte[i] & 0x3fu);
	}
	if ((len == 3 && point < 0x800) || (len == 4 && point < 0x10000) || point > 0x10ffff ||
		(point >= 0xd800 && point <= 0xdfff)) {
		return 0;
	}
	/* C1 controls, direction marks, overrides and isolates, line and paragraph separators. */
	if (point < 0xa0 || (point >= 0x200e && point <= 0x200f) ||
		(point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)) {
		return 0;
	}
	return len;
}

static size_t escape_byte(char out[4], unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";

	out[0] = '\\';
	if (byte == '\n' || byte == '\t' || byte == '\r') {
		out[1] = "tn__r"[byte - '\t'];
		return 2;
	}
	if (byte == '"' || byte == '\\') {
		out[1] = (char)byte;
		return 2;
	}
	out[1] = 'x';
	out[2] = digits[byte >> 4];
	out[3] = digits[byte & 15];
	return 4;
}

size_t log_escape(char *out, size_t size, struct str text)
{
	size_t used = 0;

	if (size == 0) {
		return 0;
	}
	while (text.len) {
		char piece[4];
		size_t taken = shown_sequence(text);
		size_t len = taken;

		if (taken == 0 || text.ptr[0] == '"' || text.ptr[0] == '\\') {
			len = escape_byte(piece, (unsigned char)text.ptr[0]);
			taken = 1;
		} else {
			memcpy(piece, text.ptr, taken);
		}
		if (used + len >= size) {
			break;
		}
		memcpy(out + used, piece, len);
		used += len;
		text = str_slice(text, taken, text.len);
	}
	out[used] = '\0';
	return used;
}

static void write_stderr(
	enum log_level level, const char *kind, const char *name, const char *message)
{
	char line[LOG_MESSAGE_MAX * 2 + LOG_NAME_MAX * 4];
	char when[32];
	int64_t now = clock_wall_ms();
	time_t seconds = (time_t)(now / 1000);
	struct tm utc;
	int len;

	if (!gmtime_r(&seconds, &utc) ||
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &utc) == 0) {
		when[0] = '\0';
	}
	if (kind) {
		len = snprintf(line, sizeof(line), "%s.%03dZ %s %s=\"%s\" msg=\"%s\"\n", when,
			(int)(now % 1000), level_names[level], kind, name, message);
	} else {
		len = snprintf(line, sizeof(line), "%s.%03dZ %s msg=\"%s\"\n", when,
			(int)(now % 1000), level_names[level], message);
	}
	if (len > 0) {
		size_t whole = (size_t)len < sizeof(line) ? (size_t)len : sizeof(line) - 1;
		ssize_t written = write(STDERR_FILENO, line, whole);

		(void)written; /* a log that cannot be written must not stop the daemon */
	}
}

static PRINTF_LIKE(4, 0) void log_arguments(
	enum log_level level, const char *kind, struct str name, const char *format, va_list args)
{
	char raw[LOG_MESSAGE_MAX];
	char message[LOG_MESSAGE_MAX * 2];
	char object[LOG_NAME_MAX * 2];

	if (!is_on(level)) {
		return;
	}
	if (vsnprintf(raw, sizeof(raw), format, args) < 0) {
		raw[0] = '\0';
	}
	(void)log_escape(message, sizeof(message), str_from(raw));
	(void)log_escape(object, sizeof(object), str_slice(name, 0, LOG_NAME_MAX));
	if (event_sink) {
		event_sink(level, kind, object, message);
	} else {
		write_stderr(level, kind, object, message);
	}
}

void log_event(enum log_level level, const char *kind, struct str name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_arguments(level, kind, name, format, args);
	va_end(args);
}

void log_error(const char *kind, struct str name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_arguments(LOG_LEVEL_ERROR, kind, name, format, args);
	va_end(args);
}

void log_warn(const char *kind, struct str name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_arguments(LOG_LEVEL_WARN, kind, name, format, args);
	va_end(args);
}

void log_info(const char *kind, struct str name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_arguments(LOG_LEVEL_INFO, kind, name, format, args);
	va_end(args);
}

void log_debug(const char *kind, struct str name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_arguments(LOG_LEVEL_DEBUG, kind, name, format, args);
	va_end(args);
}
