/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Executes the rules process. Keeps true: it inherits one socket and standard error, and nothing of the environment, the
 * signal mask or the other descriptors of the main process.
 */
#include "reader/launch.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "reader/rules_process.h"

/* The environment of the rules process: what the loader and the C library need, nothing of the site's. */
static char **make_environment(void)
{
	static const char *const kept[] = {
#ifdef NUNCIO_SANITIZE
		"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
#endif
		"LLVM_PROFILE_FILE", "TZ", NULL};
	char **environment = mem_zalloc((sizeof(kept) / sizeof(kept[0]) + 2) * sizeof(char *));
	size_t count = 0;

	environment[count++] = mem_strdup("LC_ALL=C.UTF-8");
	for (size_t i = 0; kept[i]; i++) {
		const char *value = getenv(kept[i]);
		size_t size = strlen(kept[i]) + (value ? strlen(value) : 0) + 2;

		if (value) {
			environment[count] = mem_alloc(size);
			(void)snprintf(environment[count++], size, "%s=%s", kept[i], value);
		}
	}
	return environment;
}

static void free_environment(char **environment)
{
	for (size_t i = 0; environment[i]; i++) {
		free(environment[i]);
	}
	free(environment);
}

static int add_actions(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int fd)
{
	sigset_t none;
	sigset_t all;
	int rc;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	rc = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	rc = rc ? rc
		: posix_spawn_file_actions_addopen(
			  actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	rc = rc ? rc : posix_spawn_file_actions_adddup2(actions, fd, RULES_PROCESS_SOCKET);
	rc = rc ? rc : posix_spawn_file_actions_addclosefrom_np(actions, RULES_PROCESS_SOCKET + 1);
	rc = rc ? rc : posix_spawnattr_setsigmask(attributes, &none);
	rc = rc ? rc : posix_spawnattr_setsigdefault(attributes, &all);
	rc = rc ? rc
		: posix_spawnattr_setflags(
			  attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	return rc;
}

/* posix_spawn shares our memory until the exec: starting costs the same however large the main process is. */
int launch_rules_process(const char *program, uint32_t number, int fd, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char title[64];
	char argument[] = RULES_PROCESS_ARGUMENT;
	char *argv[] = {title, argument, NULL};
	char **environment = make_environment();
	int rc;

	(void)snprintf(title, sizeof(title), "nunciod: rules %u", number);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawnattr_init(&attributes);
	rc = add_actions(&actions, &attributes, fd);
	if (rc == 0) {
		rc = posix_spawn(ret_pid, program, &actions, &attributes, argv, environment);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attributes);
	free_environment(environment);
	return -rc;
}
