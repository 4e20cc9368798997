/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio why runs in the program of the daemon, which has libcurl: no other subcommand fetches, and to load it takes two thirds of
 * the time in which `nuncio` starts. So `nuncio` executes "nunciod", which stands beside it, with WHY_ARGUMENT, the control
 * socket, whether JSON is wanted and whether colours are, and then the words of the command.
 */
#ifndef NUNCIO_CTL_WHY_H
#define NUNCIO_CTL_WHY_H

#include <stdbool.h>

#define WHY_ARGUMENT "--nuncio-why"
#define WHY_YES "yes"
#define WHY_WORDS 5 /* the place of the command's own words */

bool why_is_asked(int argc, char **argv);
/* Returns the exit status. */
int why_main(int argc, char **argv);

#endif
