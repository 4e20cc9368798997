/* SPDX-License-Identifier: BSD-2-Clause */
/* The header lines of one request, beyond those that the transfer makes itself. Pure. */
#ifndef NUNCIO_FETCH_REQUEST_H
#define NUNCIO_FETCH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "fetch/fetch.h"

enum { REQUEST_LINES = 4 };

struct request_lines {
	const char *lines[REQUEST_LINES]; /* NUL-terminated, in `text` */
	size_t at[REQUEST_LINES];         /* where they start in `text` */
	size_t count;
	bool conditional; /* a validator is among them */
	struct buf text;  /* owned */
};

/* Empty strings: not given. Validators that cannot stand in a header are left out (they come from outside). */
void request_lines_init(struct request_lines *lines, enum fetch_subject subject, struct str etag,
	struct str last_modified, struct str header);
void request_lines_done(struct request_lines *lines);
/* "Name: value" without control bytes, and no field that is ours to set. */
bool request_header_is_good(struct str header);

#endif
