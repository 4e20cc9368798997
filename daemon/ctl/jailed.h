/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Work on documents of strangers, done in a jailed child as in the daemon (reader/jail.h): it has no files and no network,
 * only a socket to us. What it writes is printed by us, and nothing in it can disturb a terminal.
 */
#ifndef NUNCIO_CTL_JAILED_H
#define NUNCIO_CTL_JAILED_H

#include "base/attr.h"
#include "base/buf.h"
#include "ctl/ctl.h"

struct jailed {
	struct buf out; /* for standard output: lines of JSON, or text */
	struct buf err; /* for standard error: text */
	int socket;
};

/* In the child: sends both buffers when they have grown, and empties them. To be called after each line. */
void jailed_flush(struct jailed *jailed);
/* In the child: a document begins; its CPU clock starts anew. */
void jailed_begin_document(const struct jailed *jailed);

/* `work` returns an exit code. Everything that libraries set up on first use is set up before the jail is entered. */
typedef int jailed_fn(struct jailed *jailed, void *arg);
/* Does the work in a child, prints what comes, and returns the exit code. `is_text`: the output is for people, and shown
 * with everything but line ends escaped; otherwise it is JSON, which escapes by itself, and anything else ends the work. */
MUST_CHECK int jailed_run(
	const struct ctl *ctl, const char *command, bool is_text, jailed_fn *work, void *arg);
/* The same for work whose output is wanted here: it is added to `out`, and nothing is printed but errors. */
MUST_CHECK int jailed_collect(
	const struct ctl *ctl, const char *command, jailed_fn *work, void *arg, struct buf *out);
/* The same with the bytes of the file `path` ("-": standard input), which *bytes has during the work. */
struct jailed_file {
	const char *path;
	struct str *bytes;
	bool is_text;
};
MUST_CHECK int jailed_run_file(const struct ctl *ctl, const char *command,
	const struct jailed_file *file, jailed_fn *work, void *arg);

#endif
