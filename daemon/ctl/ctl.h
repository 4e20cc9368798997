/* SPDX-License-Identifier: BSD-2-Clause */
/* What the subcommands of `nuncio` share: how they are registered, and what the words before them have set. */
#ifndef NUNCIO_CTL_CTL_H
#define NUNCIO_CTL_CTL_H

#include <stdbool.h>

/* Exit codes, the same for every subcommand. */
enum ctl_exit {
	CTL_OK = 0,
	CTL_FAILED = 1,   /* it did not work, or what was checked is not good */
	CTL_USAGE = 2,    /* the words of the call are off */
	CTL_NO_DAEMON = 3 /* nobody answers at the control socket */
};

struct ctl {
	const char *socket; /* of the daemon */
	bool json;          /* machine-readable output */
	bool colour;        /* standard output is a terminal and wants it */
};

struct ctl_command {
	const char *name;
	const char *summary; /* one line, for the list */
	const char *usage;   /* the whole help text */
	/* argv[0] is the name; --json and --help are taken care of. Returns an exit code. */
	int (*run)(const struct ctl *ctl, int argc, char **argv);
};

/* One file each; daemon/ctl/main.c lists them. */
extern const struct ctl_command ctl_check;
extern const struct ctl_command ctl_parse;
extern const struct ctl_command ctl_page;
extern const struct ctl_command ctl_match;
extern const struct ctl_command ctl_why;
extern const struct ctl_command ctl_tail;
extern const struct ctl_command ctl_channels;
extern const struct ctl_command ctl_feeds;
extern const struct ctl_command ctl_status;
extern const struct ctl_command ctl_reload;
extern const struct ctl_command ctl_bench;

#endif
