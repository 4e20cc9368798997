/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rule files of one load, as they were read once: compiled from memory, and when they are good, kept as a copy in the
 * state directory, so that the copy is exactly what was compiled whatever happens to the files meanwhile.
 */
#ifndef NUNCIO_READER_RULE_FILES_H
#define NUNCIO_READER_RULE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/diag.h"
#include "base/str.h"
#include "match/book.h"

struct rule_files {
	struct book_source *sources; /* owned array; names elsewhere, texts in `texts` */
	size_t count;
	struct arena *texts; /* owned */
};

void rule_files_init(struct rule_files *files);
void rule_files_done(struct rule_files *files);
/* Waits until no file in the paths was written for a moment, at most 2 s: a file that is written in place, line by line, is
 * half a file until then. Returns how long it waited. */
int64_t rule_files_settle(const struct str *paths, size_t path_count);
/* Reads what rule_book_load would read. File names go to `arena`, where they live as long as the book. False after an
 * error in `diags`. */
bool rule_files_read(struct rule_files *files, struct arena *arena, const struct str *paths,
	size_t path_count, struct diags *diags);

/* Writes them to `directory`, in place of what is there, in one step: at any moment it holds one whole set. Does nothing
 * when it holds the same already. 0 or a negative errno. */
MUST_CHECK int rule_files_save(const struct rule_files *files, const char *directory);

#endif
