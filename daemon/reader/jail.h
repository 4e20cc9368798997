/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What holds a reader in: an allow-list of system calls, resource limits, one descriptor. The filter is made once by the
 * rules process; entering the jail after a fork then costs a few system calls.
 */
#ifndef NUNCIO_READER_JAIL_H
#define NUNCIO_READER_JAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* How a reader ends by itself. */
enum jail_exit {
	JAIL_EXIT_DONE = 0,    /* its socket was closed */
	JAIL_EXIT_FRAME = 80,  /* the main process sent what is no job */
	JAIL_EXIT_JAIL = 81,   /* the jail could not be entered */
	JAIL_EXIT_MEMORY = 82, /* no memory left within the limit */
	JAIL_EXIT_ABORT = 83   /* abort(), with memory left */
};

struct jail;

/* NULL when the filter cannot be built (errno says why). Sanitizer builds have no filter: ASan needs many more calls. */
struct jail *jail_new(void);
void jail_free(struct jail *jail);
/* For good: keeps only the descriptor `socket`, as number 3; caps private memory at what is mapped now and `data_bytes`
 * more; no core, no files, no new privileges, no ptrace, and only the calls that jail.c lists. 0 or a negative errno,
 * after which the process must end. */
MUST_CHECK int jail_enter(const struct jail *jail, int socket, size_t data_bytes);
/* True when jail_enter really jails. */
bool jail_is_built(void);
/* Arms the CPU clock of this document, 0 disarms it; when it runs out, SIGPROF kills the process. */
MUST_CHECK int jail_set_cpu_limit(int64_t limit_ms);

/* The descriptor that is left. */
#define JAIL_SOCKET 3

#endif
