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
	&ctl_page,
	&ctl_match,
	&ctl_why,
	&ctl_tail,
	&ctl_channels,
	&ctl_feeds,
	&ctl_status,
	&ctl_reload,
	&ctl_bench,
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

/* Takes one of the options that every command has; returns how many words it had, 0 for another word. */
static int take_option(struct ctl *ctl, bool *help, char *const *words)
{
	if (strcmp(words[0], "--json") == 0) {
		ctl->json = true;
		return 1;
	}
	if (help && (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)) {
		*help = true;
		return 1;
	}
	if (strncmp(words[0], "--socket=", 9) == 0) {
		ctl->socket = words[0] + 9;
		return 1;
	}
	if (strcmp(words[0], "--socket") == 0 && words[1]) {
		ctl->socket = words[1];
		return 2;
	}
	return 0;
}

/* Takes them out of the words behind the command, up to "--". */
static int take_common(struct ctl *ctl, bool *help, int argc, char **argv)
{
	int kept = 0;
	int at = 0;

	while (at < argc && strcmp(argv[at], "--") != 0) {
		int taken = take_option(ctl, help, &argv[at]);

		if (taken == 0) {
			argv[kept++] = argv[at++];
		}
		at += taken;
	}
	while (at < argc) {
		argv[kept++] = argv[at++];
	}
	argv[kept] = NULL;
	return kept;
}

/* Takes the words before the command; returns the place of the command, or -1 after a message. */
static int take_leading(struct ctl *ctl, int argc, char **argv)
{
	int at = 1;

	while (at < argc) {
		const char *word = argv[at];
		int taken = take_option(ctl, NULL, &argv[at]);

		if (taken == 0 &&
			(word[0] != '-' || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
				strcmp(word, "--version") == 0)) {
			return at;
		}
		if (taken == 0) {
			(void)fprintf(stderr, "nuncio: unknown option %s\n", word);
			return -1;
		}
		at += taken;
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
	if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0 ||
		strcmp(argv[at], "help") == 0) {
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
