/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one table of what may be configured. The defaults, the reading of the file, of the environment and of --set, the
 * sample file, the manual page and their test all run from it: a new option is one row here, one field in struct conf and
 * one paragraph in each document.
 */
#ifndef NUNCIO_CONF_OPTIONS_H
#define NUNCIO_CONF_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* How a value is written and kept; the type of the field in struct conf stands behind. */
enum option_type {
	OPTION_TEXT,     /* const char *; min and max are its length in bytes */
	OPTION_PATH,     /* const char *; relative ones start at the directory of the file */
	OPTION_SOCKET,   /* const char *; relative ones start at runtime_dir */
	OPTION_PROXY,    /* const char *; a URL, or empty */
	OPTION_BOOL,     /* bool */
	OPTION_NUMBER,   /* int64_t */
	OPTION_COUNT,    /* int64_t; `auto` is 0 */
	OPTION_PERCENT,  /* int64_t */
	OPTION_DURATION, /* int64_t, ms; min and max likewise */
	OPTION_SIZE,     /* int64_t, bytes; min and max likewise */
	OPTION_BACKLOG,  /* int64_t, ms; or `all`, `none` */
	OPTION_LEVEL,    /* enum log_level */
	OPTION_SERVER,   /* struct conf_address; `private`, a path, or host[:port] */
	OPTION_LISTEN,   /* struct conf_address; `off` or address:port */
	OPTION_PATHS,    /* struct conf_list; as PATH, patterns allowed */
	OPTION_NETWORKS, /* struct conf_list */
	OPTION_SERVERS,  /* struct conf_list; IP addresses with or without a port */
	OPTION_PORTS     /* struct conf_ports */
};

enum option_reload {
	OPTION_LIVE,   /* a reload applies it */
	OPTION_RESTART /* only a restart does */
};

struct conf_option {
	const char *path; /* "fetch.timeout": the keys of the file, joined by dots */
	const char *
		preset; /* the default, as it would be written; items of a list separated by commas */
	const char *help; /* one sentence; the sample file and the manual page begin with it */
	enum option_type type;
	enum option_reload reload;
	int64_t min;
	int64_t max;
	size_t offset; /* of the field in struct conf */
};

/* The rows, in the order of the documents. */
const struct conf_option *options_table(size_t *ret_count);
/* NULL when there is none of that path. */
const struct conf_option *options_find(struct str path);
/* The word for its type in the manual page: "duration". */
const char *option_type_name(enum option_type type);
/* True for those whose value is a list. */
bool option_is_list(const struct conf_option *option);

/* "NUNCIO_FETCH_TIMEOUT" for "fetch.timeout"; always terminated. */
#define OPTION_VARIABLE_SIZE 64
void option_variable(const struct conf_option *option, char out[OPTION_VARIABLE_SIZE]);

#endif
