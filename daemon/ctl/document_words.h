/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of a command that reads one document: FILE or "-", and what a server would have said of it. */
#ifndef NUNCIO_CTL_DOCUMENT_WORDS_H
#define NUNCIO_CTL_DOCUMENT_WORDS_H

#include "base/attr.h"
#include "parse/document.h"

struct document_words {
	const char *path; /* borrowed; "-" is standard input */
	struct document
		document; /* url (--url) and content_type (--content-type); the bytes are the caller's */
};

/* argv[0] is the command's name. CTL_OK, or CTL_USAGE when a message was printed. */
MUST_CHECK int document_words_take(char **argv, struct document_words *ret);

#endif
