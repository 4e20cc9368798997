/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzz target without libFuzzer: once on each file of the folders that are named, then on random changes of them,
 * the same ones each time. Says which input it was when the target ends the process, and fails when one takes too long.
 *
 * usage: replay_<name> CHANGES FOLDER...
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "fuzz.h"

#define INPUT_MAX ((size_t)4 << 20)
#define CHANGED_MAX ((size_t)64 << 10) /* larger inputs are run as they are only */
#define SECONDS_MAX 10                 /* of CPU time, for one input in a sanitizer build */

struct input {
	char *name;
	struct buf bytes;
};

struct replay {
	struct input *inputs; /* owned */
	size_t count;
	size_t cap;
	uint64_t random;
	double slowest;
	char slowest_name[600];
};

#ifdef NUNCIO_SANITIZE
/* Called by the sanitizers at their start: a finding ends in abort(), so that on_death hears of it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}
#endif

/* What on_death says: the input at work. */
static char at_work[600];

static void on_death(int signal_number)
{
	(void)!write(STDERR_FILENO, at_work, strlen(at_work));
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

static void add_file(struct replay *replay, const char *path)
{
	FILE *file = fopen(path, "rb");
	char piece[16384];
	size_t got;

	if (!file) {
		perror(path);
		exit(1);
	}
	replay->inputs =
		mem_grow(replay->inputs, &replay->cap, replay->count + 1, sizeof(*replay->inputs));
	struct input *input = &replay->inputs[replay->count++];
	input->name = mem_strdup(path);
	buf_init(&input->bytes, INPUT_MAX);
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
		buf_add(&input->bytes, piece, got);
	}
	(void)fclose(file);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct input *)a)->name, ((const struct input *)b)->name);
}

static void add_folder(struct replay *replay, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat status;
	char path[512];

	if (!dir) {
		return; /* no crasher yet */
	}
	while ((entry = readdir(dir)) != NULL) {
		int len = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);

		if (len > 0 && (size_t)len < sizeof(path) && stat(path, &status) == 0 &&
			S_ISREG(status.st_mode)) {
			add_file(replay, path);
		}
	}
	(void)closedir(dir);
}

static void run(struct replay *replay, const char *name, unsigned change, struct str bytes)
{
	/* A copy of its own, so that a read past the end is seen. */
	uint8_t *copy = mem_alloc(bytes.len ? bytes.len : 1);
	clock_t begin = clock();

	(void)snprintf(at_work, sizeof(at_work), "input: %s, change %u\n", name, change);
	if (bytes.len > 0) {
		memcpy(copy, bytes.ptr, bytes.len);
	}
	(void)LLVMFuzzerTestOneInput(copy, bytes.len);
	free(copy);
	double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
	if (seconds > replay->slowest) {
		replay->slowest = seconds;
		memcpy(replay->slowest_name, at_work, sizeof(at_work));
	}
}

/* xorshift: the same row of numbers in each run. */
static size_t pick(struct replay *replay, size_t below)
{
	replay->random ^= replay->random << 13;
	replay->random ^= replay->random >> 7;
	replay->random ^= replay->random << 17;
	return below > 0 ? (size_t)(replay->random >> 11) % below : 0;
}

static struct str piece_of(struct replay *replay)
{
	struct str from = buf_str(&replay->inputs[pick(replay, replay->count)].bytes);

	return str_slice(from, pick(replay, from.len + 1), 1 + pick(replay, 64));
}

/* Changes `out` once: other bytes, some left out, some put in. */
static void change_once(struct replay *replay, struct buf *out)
{
	static const char odd[] = "\0\xff\xfe\x80\xc3\xed\xf4\x1b\x7f<>&;\"'[]{}\n\r\t :-%";
	size_t at = pick(replay, out->len + 1);
	struct str head = str_slice(buf_str(out), 0, at);
	size_t gone = pick(replay, 3) == 0 ? pick(replay, 32) : pick(replay, 2);
	struct str tail = str_slice(buf_str(out), at + gone, out->len);
	struct buf changed;

	buf_init(&changed, out->max);
	buf_add_str(&changed, head);
	switch (pick(replay, 4)) {
	case 0:
		buf_add_byte(&changed, odd[pick(replay, sizeof(odd))]);
		break;
	case 1:
		buf_add_byte(&changed, (char)pick(replay, 256));
		break;
	case 2:
		buf_add_str(&changed, piece_of(replay));
		break;
	default:
		break;
	}
	buf_add_str(&changed, tail);
	buf_clear(out);
	buf_add_str(out, buf_str(&changed));
	buf_done(&changed);
}

static void run_changed(struct replay *replay, unsigned change)
{
	const struct input *input = &replay->inputs[pick(replay, replay->count)];
	struct buf bytes;

	if (input->bytes.len > CHANGED_MAX) {
		return;
	}
	buf_init(&bytes, CHANGED_MAX * 2);
	buf_add_str(&bytes, buf_str(&input->bytes));
	for (size_t i = 1 + pick(replay, 8); i > 0; i--) {
		change_once(replay, &bytes);
	}
	run(replay, input->name, change, buf_str(&bytes));
	buf_done(&bytes);
}

static void replay_done(struct replay *replay)
{
	for (size_t i = 0; i < replay->count; i++) {
		free(replay->inputs[i].name);
		buf_done(&replay->inputs[i].bytes);
	}
	free(replay->inputs);
}

int main(int argc, char **argv)
{
	struct replay replay = {.random = 0x9e3779b97f4a7c15u};
	unsigned changes = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;

	(void)signal(SIGABRT, on_death);
	for (int i = 2; i < argc; i++) {
		add_folder(&replay, argv[i]);
	}
	if (replay.count == 0) {
		(void)fprintf(stderr, "no inputs\n");
		return 1;
	}
	qsort(replay.inputs, replay.count, sizeof(*replay.inputs), by_name);
	for (size_t i = 0; i < replay.count; i++) {
		run(&replay, replay.inputs[i].name, 0, buf_str(&replay.inputs[i].bytes));
	}
	for (unsigned change = 1; change <= changes; change++) {
		run_changed(&replay, change);
	}
	(void)printf("%zu files, %u changed ones; slowest %.3f s CPU, %s", replay.count, changes,
		replay.slowest, replay.slowest_name);
	bool is_late = replay.slowest > SECONDS_MAX;
	replay_done(&replay);
	return is_late;
}
