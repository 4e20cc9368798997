/* SPDX-License-Identifier: BSD-2-Clause */
/* The words behind a subcommand: options from a table, and the rest in order. */
#ifndef NUNCIO_CTL_ARGS_H
#define NUNCIO_CTL_ARGS_H

#include <stdbool.h>
#include <stddef.h>

struct args_option {
	const char *name; /* "--rules"; NULL ends the table */
	bool has_value;   /* "--rules DIR" and "--rules=DIR" */
};

struct args {
	const char *command; /* for messages */
	const struct args_option *options;
	char **words;    /* borrowed: what is left */
	bool only_words; /* "--" has come */
};

enum args_kind {
	ARGS_END,
	ARGS_OPTION, /* `option` is its place in the table, `value` the text or NULL */
	ARGS_WORD,   /* `value` is the word; "-" is one */
	ARGS_BAD     /* a message was printed */
};

struct args_item {
	enum args_kind kind;
	size_t option;
	const char *value;
};

/* argv[0] is the command's name, argv[argc] NULL. */
struct args args_start(char **argv, const struct args_option *options);
struct args_item args_next(struct args *args);

#endif
