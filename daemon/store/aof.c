/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks over the commands of an append-only file (RESP arrays of bulk strings) without reading what is in them. It never
 * changes a byte and never cuts anything but a transaction that nothing follows: all else is for Redis to judge.
 * Invariant: only async-signal-safe calls (signal-safety(7)), so neither stdio nor the heap.
 */
#include "store/aof.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "appendonlydir"
#define MANIFEST FOLDER "/appendonly.aof.manifest"
#define MANIFEST_MAX 4096 /* one line for each file; there are two, rarely more */
#define BLOCK 32768
#define WORD_MAX 8 /* "MULTI", "EXEC" */

struct walk {
	int fd;
	int64_t size;
	int64_t block_at; /* where `block` begins in the file */
	size_t at;
	size_t len;
	char block[BLOCK];
};

static int64_t tell(const struct walk *walk)
{
	return walk->block_at + (int64_t)walk->at;
}

/* -1: the end, or the file cannot be read. */
static int next_byte(struct walk *walk)
{
	if (walk->at == walk->len) {
		walk->block_at += (int64_t)walk->len;
		ssize_t got = pread(walk->fd, walk->block, BLOCK, walk->block_at);
		walk->at = 0;
		walk->len = got > 0 ? (size_t)got : 0;
		if (walk->len == 0) {
			return -1;
		}
	}
	return (unsigned char)walk->block[walk->at++];
}

static bool skip(struct walk *walk, int64_t count)
{
	if (count > walk->size - tell(walk)) {
		return false;
	}
	if (count <= (int64_t)(walk->len - walk->at)) {
		walk->at += (size_t)count;
	} else {
		walk->block_at = tell(walk) + count;
		walk->at = 0;
		walk->len = 0;
	}
	return true;
}

enum step { STEP_DONE, STEP_END, STEP_FOREIGN };

/* What stands between `mark` and CR LF. */
static enum step read_number(struct walk *walk, char mark, int64_t *ret)
{
	int byte = next_byte(walk);
	*ret = 0;
	if (byte < 0) {
		return STEP_END;
	}
	if (byte != mark) {
		return STEP_FOREIGN;
	}
	while ((byte = next_byte(walk)) >= '0' && byte <= '9' && *ret < INT32_MAX) {
		*ret = *ret * 10 + (byte - '0');
	}
	if (byte == '\r') {
		byte = next_byte(walk);
	}
	if (byte < 0) {
		return STEP_END;
	}
	return byte == '\n' ? STEP_DONE : STEP_FOREIGN;
}

/* `word`: the command when it stands alone and is short, else empty. */
static enum step read_command(struct walk *walk, char word[WORD_MAX])
{
	int64_t count = 0;
	enum step step = read_number(walk, '*', &count);
	word[0] = '\0';
	for (int64_t i = 0; step == STEP_DONE && i < count; i++) {
		int64_t len = 0;
		step = read_number(walk, '$', &len);
		if (step != STEP_DONE) {
			break;
		}
		if (count == 1 && len < WORD_MAX) {
			for (int64_t at = 0; at < len; at++) {
				word[at] = (char)next_byte(walk);
			}
			word[len] = '\0';
			len = 0;
		}
		step = skip(walk, len + 2) ? STEP_DONE : STEP_END;
	}
	return step;
}

/* Where the transaction begins that has no end; -1: there is none. */
static int64_t find_open_transaction(struct walk *walk)
{
	int64_t open_at = -1;
	char word[WORD_MAX];
	while (tell(walk) < walk->size) {
		int64_t begin = tell(walk);
		switch (read_command(walk, word)) {
		case STEP_END:
			return open_at;
		case STEP_FOREIGN:
			return -1;
		case STEP_DONE:
			break;
		}
		if (strcasecmp(word, "EXEC") == 0) {
			open_at = -1;
		} else if (strcasecmp(word, "MULTI") == 0 && open_at < 0) {
			open_at = begin;
		}
	}
	return open_at;
}

static int64_t cut_file(int folder, const char *name)
{
	struct walk walk = {.fd = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
	struct stat file;
	int64_t result = 0;
	if (walk.fd < 0) {
		return -errno;
	}
	if (fstat(walk.fd, &file) == 0) {
		walk.size = file.st_size;
		int64_t end = find_open_transaction(&walk);
		if (end >= 0) {
			result = ftruncate(walk.fd, end) == 0 ? walk.size - end : -errno;
		}
	}
	close(walk.fd);
	return result;
}

/* The last line "file NAME seq N type i" of the manifest; NULL: none. Ends the name with a NUL. */
static char *find_last_name(char *manifest)
{
	char *found = NULL;
	for (char *line = manifest; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');
		char *name_end = strncmp(line, "file ", 5) == 0 ? strchr(line + 5, ' ') : NULL;
		if (name_end != NULL && end != NULL && name_end < end && end[-1] == 'i') {
			found = line + 5;
			*name_end = '\0';
		}
		line = end != NULL ? end + 1 : NULL;
	}
	return found;
}

int64_t aof_cut_transaction(const char *dir)
{
	char manifest[MANIFEST_MAX];
	ssize_t len = -1;
	int64_t result = 0;
	int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int folder = top < 0 ? -1 : openat(top, FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = top < 0 ? -1 : openat(top, MANIFEST, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, manifest, sizeof(manifest) - 1);
		close(fd);
	}
	if (folder >= 0 && len > 0) {
		manifest[len] = '\0';
		const char *name = find_last_name(manifest);
		result = name != NULL ? cut_file(folder, name) : 0;
	}
	if (folder >= 0) {
		close(folder);
	}
	if (top >= 0) {
		close(top);
	}
	return result;
}
