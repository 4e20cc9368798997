/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One generation of the rules as the main process sees it: the rules process and the readers that it forked.
 */
#ifndef NUNCIO_READER_GENERATION_H
#define NUNCIO_READER_GENERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/list.h"
#include "net/loop.h"
#include "reader/orders.h"
#include "reader/worker.h"

/*   LOADING --LOADED(good)--> STARTING --first reader ready--> WORKING --generation_drain--> DRAINING
 *   LOADING --LOADED(bad), ended, too long--> FAILED        STARTING --no reader lives--> FAILED
 *   WORKING --rules process ended--> ORPHANED (its readers go on) --generation_drain--> DRAINING
 *   DRAINING, FAILED --no process, no reader left--> on_gone */
enum generation_state {
	GENERATION_LOADING,
	GENERATION_STARTING,
	GENERATION_WORKING,
	GENERATION_ORPHANED,
	GENERATION_DRAINING,
	GENERATION_FAILED
};

struct generation;

struct generation_handlers {
	/* Once: the readers work (notice->ok), or they never will and the diagnostics say why. Valid during the call. */
	void (*on_loaded)(
		struct generation *generation, const struct notice_loaded *notice, void *arg);
	/* A reader can take a document. */
	void (*on_idle)(struct generation *generation, struct worker *worker, void *arg);
	/* A reader has ended that should not; its document has had its result. */
	void (*on_death)(struct generation *generation, const struct worker *worker, void *arg);
	/* The rules process of a working generation has ended. */
	void (*on_orphaned)(struct generation *generation, const char *why, void *arg);
	/* The copy of its files was kept: 0 or an errno. */
	void (*on_saved)(struct generation *generation, int error, void *arg);
	/* Nothing of it is left. Free it later, not in this call. */
	void (*on_gone)(struct generation *generation, void *arg);
	void *arg;
};

struct generation_config {
	const char *program; /* borrowed for generation_new */
	size_t reader_count;
	int64_t deadline_ms;      /* of one document */
	int64_t load_timeout_ms;  /* 0: none */
	struct order_start start; /* borrowed for generation_new */
};

struct generation {
	struct list list; /* the owner's */
	uint32_t number;
	enum generation_state state; /* read only for others */
	struct list workers;         /* of struct worker */
	pid_t pid;                   /* 0: reaped */
	struct generation_private *private;
};

/* Starts the process. NULL with errno when that fails. */
struct generation *generation_new(struct loop *loop, const struct generation_config *config,
	const struct generation_handlers *handlers);
/* Kills what is left. Not allowed in a callback of the generation. */
void generation_free(struct generation *generation);
/* No more documents: idle readers end now, busy ones after theirs, the rules process after them. */
void generation_drain(struct generation *generation);
/* A reader that can take a document, or NULL. */
struct worker *generation_find_idle(const struct generation *generation);

#endif
