/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structured log lines about a named object: `warn feed="BBC World" msg="fetch: timeout after 20 s"`.
 * One line per event; every byte from outside is escaped here and nowhere else.
 *   error: the daemon cannot do its work   warn: someone may need to act
 *   info: a state has changed              debug: the rest
 */
#ifndef NUNCIO_BASE_LOG_H
#define NUNCIO_BASE_LOG_H

#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Receives each finished event. `kind` may be NULL (no object). All text is escaped already. */
typedef void log_sink_fn(
	enum log_level level, const char *kind, const char *name, const char *message);

/* Default: info, to stderr. */
void log_set_level(enum log_level level);
/* Where events go instead of stderr; NULL: stderr again. */
void log_set_sink(log_sink_fn *sink);
/* "error" … "debug" to a level; -EINVAL for anything else. */
MUST_CHECK int log_level_parse(struct str name, enum log_level *ret);
const char *log_level_name(enum log_level level);

/* `kind` is a word of the design ("feed", "channel", "rules", "redis"), `name` which one; kind NULL: none. */
void log_event(enum log_level level, const char *kind, struct str name, const char *format, ...)
	PRINTF_LIKE(4, 5);

void log_error(const char *kind, struct str name, const char *format, ...) PRINTF_LIKE(3, 4);
void log_warn(const char *kind, struct str name, const char *format, ...) PRINTF_LIKE(3, 4);
void log_info(const char *kind, struct str name, const char *format, ...) PRINTF_LIKE(3, 4);
void log_debug(const char *kind, struct str name, const char *format, ...) PRINTF_LIKE(3, 4);

/* Writes `text` with control bytes, invalid UTF-8, C1 and bidi controls, `"` and `\` as escapes; cuts at `size`
 * and always terminates. Returns the bytes written without the NUL. */
size_t log_escape(char *out, size_t size, struct str text);

#endif
