/* SPDX-License-Identifier: BSD-2-Clause */
/* The document type declaration: a few words are taken out of it, nothing is ever done for it. */
#ifndef NUNCIO_PARSE_DOCTYPE_H
#define NUNCIO_PARSE_DOCTYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "base/str.h"

/* An entity that stands for plain text; both borrowed from the document. */
struct entity {
	struct str name;
	struct str
		value; /* may hold numeric character references, nothing else that is marked up */
};

struct doctype {
	struct str root; /* the name after <!DOCTYPE, empty when there was none */
	struct entity entities[LIMIT_ENTITIES];
	size_t count;
	size_t refused; /* declarations that are not plain text, or too many */
};

/* Reads the declaration at the start of `s` ("<!DOCTYPE"); returns its length, s.len when it never ends. */
size_t doctype_read(struct str s, struct doctype *doctype);
/* The entity of that name, or NULL. */
const struct entity *doctype_find(const struct doctype *doctype, struct str name);

#endif
