/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules process: executed by the main process for each generation of the rules, so that it inherits nothing. It
 * compiles the rules, forks the readers and sees them end. Its standard input is nothing, its socket is descriptor 3.
 */
#ifndef NUNCIO_READER_RULES_PROCESS_H
#define NUNCIO_READER_RULES_PROCESS_H

#include <stdbool.h>

/* The only argument. */
#define RULES_PROCESS_ARGUMENT "--rules-process"
#define RULES_PROCESS_SOCKET 3

/* True when main() must go on as rules_process_main and do nothing else before. */
bool rules_process_is_asked(int argc, char **argv);
/* Returns the exit status. */
int rules_process_main(int argc, char **argv);

#endif
