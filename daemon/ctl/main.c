/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio: the command line. Finds the subcommand and gives it its words; one file a subcommand does the rest.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"

#define DEFAULT_SOCKET "/run/nuncio/control.sock"

static const struct ctl_command *const commands[] = {
	&ctl_check,
	&ctl_parse,
	&ctl_match,
	&ctl_why,
	&ctl_tail,
	&ctl_channels,
	&ctl_feeds,
	&ctl_status,
	&ctl_reload,
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *to)
{
	(void)fputs("usage: nuncio [--socket PATH] [--json] COMMAND [ARGUMENT]…\n\n", to);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		(void)fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	}
	(void)fputs(
		"\n`nuncio COMMAND --help` says more. The daemon is asked at --socket, else at $NUNCIO_SOCKET, "
		"else at " DEFAULT_SOCKET ".\n",
		to);
}

static const struct ctl_command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (strcmp(commands[i]->name, name) == 0) {
			return commands[i];
		}
	}
	return NULL;
}

/* Takes --json and --help out of the words behind the command. */
static int take_common(struct ctl *ctl, bool *help, int argc, char **argv)
{
	int kept = 0;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			ctl->json = true;
		} else if (strcmp(argv[i], "--help") == 0) {
			*help = true;
		} else {
			argv[kept++] = argv[i];
		}
	}
	argv[kept] = NULL;
	return kept;
}

/* Takes the words before the command; returns the place of the command, or -1 after a message. */
static int take_leading(struct ctl *ctl, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			ctl->json = true;
		} else if (strcmp(argv[i], "--socket") == 0 && i + 1 < argc) {
			ctl->socket = argv[++i];
		} else if (strncmp(argv[i], "--socket=", 9) == 0) {
			ctl->socket = argv[i] + 9;
		} else if (argv[i][0] != '-' || strcmp(argv[i], "--help") == 0 ||
			   strcmp(argv[i], "--version") == 0) {
			return i;
		} else {
			(void)fprintf(stderr, "nuncio: unknown option %s\n", argv[i]);
			return -1;
		}
	}
	return argc;
}

static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && no[0]) && term && strcmp(term, "dumb") != 0;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_command *command = find_command(argv[0]);
	bool help = false;

	if (!command) {
		(void)fprintf(stderr, "nuncio: there is no command \"%s\"\n\n", argv[0]);
		print_usage(stderr);
		return CTL_USAGE;
	}
	argc = take_common(ctl, &help, argc, argv);
	if (help) {
		return fputs(command->usage, stdout) < 0 ? CTL_FAILED : CTL_OK;
	}
	return command->run(ctl, argc, argv);
}

int main(int argc, char **argv)
{
	const char *socket = getenv("NUNCIO_SOCKET");
	struct ctl ctl = {
		.socket = socket && socket[0] ? socket : DEFAULT_SOCKET, .colour = wants_colour()};
	int at = take_leading(&ctl, argc, argv);
	int status;

	if (at < 0 || at == argc) {
		print_usage(stderr);
		return CTL_USAGE;
	}
	if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "help") == 0) {
		print_usage(stdout);
		return CTL_OK;
	}
	if (strcmp(argv[at], "--version") == 0) {
		return puts("nuncio " NUNCIO_VERSION) < 0 ? CTL_FAILED : CTL_OK;
	}
	(void)signal(SIGPIPE, SIG_DFL);
	status = run(&ctl, argc - at, argv + at);
	if (fflush(stdout) != 0 && status == CTL_OK) {
		(void)fprintf(stderr, "nuncio: cannot write: %s\n", strerror(errno));
		status = CTL_FAILED;
	}
	return status;
}
