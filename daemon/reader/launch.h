/* SPDX-License-Identifier: BSD-2-Clause */
/* Starts the rules process from the main process. */
#ifndef NUNCIO_READER_LAUNCH_H
#define NUNCIO_READER_LAUNCH_H

#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"

/* Executes `program` as the rules process of generation `number`, with `fd` as its socket; `fd` stays the caller's. 0 or a
 * negative errno. */
MUST_CHECK int launch_rules_process(const char *program, uint32_t number, int fd, pid_t *ret_pid);

#endif
