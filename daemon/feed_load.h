/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads the feed lists in a thread, because a million feeds take seconds and no article may wait for them; also keeps the
 * copy of the last good lists.
 */
#ifndef NUNCIO_FEED_LOAD_H
#define NUNCIO_FEED_LOAD_H

#include <stdbool.h>

#include "base/diag.h"
#include "conf/conf.h"
#include "feed/list.h"
#include "net/loop.h"

struct feed_load;

struct feed_loaded {
	bool good;           /* the lists have no error */
	bool from_last_good; /* `specs` is the kept copy */
	int copy_error;      /* of writing or reading the copy, -errno; 0: none */
	/* What could be read, or the copy. The receiver may empty them; both are freed after the call. */
	struct feed_specs *specs;
	struct diags *diags;
};
typedef void feed_loaded_fn(const struct feed_loaded *loaded, void *arg);

struct feed_load_config {
	const struct conf *conf; /* borrowed until the end */
	const char *copy;        /* path; copied */
	bool fall_back; /* lists with errors: take the kept copy instead, when there is one */
};

/* NULL: the kernel gives no descriptor (errno says why). `fn` is called once, in the loop, never inside this call; behind it the load is to be freed. */
struct feed_load *feed_load_start(
	struct loop *loop, const struct feed_load_config *config, feed_loaded_fn *fn, void *arg);
/* Waits for the thread. May be called in `fn`. */
void feed_load_free(struct feed_load *load);

#endif
