/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules that a subcommand works with: those named by --rules, else those of the configuration. */
#ifndef NUNCIO_CTL_LOAD_H
#define NUNCIO_CTL_LOAD_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/diag.h"
#include "match/book.h"
#include "match/rule_set.h"

struct ctl;
struct json_doc;

/* Files and directories, in the order of loading. */
struct load_paths {
	const char **items; /* owned array of borrowed paths */
	size_t count;
	size_t cap;
	struct json_doc *told; /* owned: what the daemon said, which holds them then; NULL */
};

void load_paths_add(struct load_paths *paths, const char *path);
/* When no paths are named and no configuration either: adds those of the rules at work, and sets *conf_file to what the daemon
 * has read, as long as it answers. Says nothing when it does not. */
void load_paths_ask(struct load_paths *paths, const struct ctl *ctl, const char **conf_file);
void load_paths_done(struct load_paths *paths);

struct loaded {
	struct arena *arena; /* owned */
	struct rule_book *book;
	struct rule_set *set;
};

/* Loads and compiles them; without any in `paths`, those of the configuration `conf_file` (NULL: the default one). Errors are
 * printed to standard error; then -EINVAL, and `ret` holds nothing. */
MUST_CHECK int load_rules(
	const struct load_paths *paths, const char *conf_file, struct loaded *ret);
void loaded_done(struct loaded *loaded);

/* Adds the lines that are meant to those diagnostics that have none yet, out of their files. */
void load_quote(struct diags *diags);
/* Prints diagnostics to standard error. */
void load_print(const struct diags *diags);

#endif
