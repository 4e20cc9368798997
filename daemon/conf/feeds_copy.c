/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packs feeds into one file and back. Keeps true: the file is whole or as it was before, for a new one is written and synced
 * beside it and then takes its name; and what does not fit its sum is not believed.
 */
#include "conf/feeds_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/pack.h"
#include "conf/file.h"
#include "text/hash.h"

#define FORM 2
#define COPY_MAX (2 * (size_t)LIMIT_FEED_FILE)
#define TEXTS 8
#define FEEDS_MAX UINT32_C(100000000)

static const char **text_of(struct feed_spec *spec, size_t index)
{
	const char **const texts[TEXTS] = {&spec->url, &spec->name, &spec->country, &spec->language,
		&spec->tags, &spec->user, &spec->password, &spec->header};

	return texts[index];
}

/* --- packing --- */

/* Which texts are there, then those, each with its NUL. */
static void pack_spec(const struct feed_spec *spec, struct buf *out)
{
	struct feed_spec copy = *spec;
	uint8_t there = 0;

	for (size_t i = 0; i < TEXTS; i++) {
		there |= (uint8_t)((*text_of(&copy, i) != NULL) << i);
	}
	pack_u8(out, there);
	pack_u32(out, (uint32_t)spec->interval_s);
	pack_u8(out, spec->fulltext);
	for (size_t i = 0; i < TEXTS; i++) {
		const char *text = *text_of(&copy, i);

		if (text) {
			pack_str(out, str_make(text, strlen(text) + 1));
		}
	}
}

static void pack_specs(const struct feed_specs *specs, struct buf *out)
{
	pack_u8(out, FORM);
	pack_u32(out, (uint32_t)specs->count);
	for (size_t i = 0; i < specs->count; i++) {
		pack_spec(&specs->items[i], out);
	}
	pack_u64(out, hash64(0, buf_str(out)));
}

static bool unpack_text(struct unpack *in, const char **ret)
{
	struct str text = unpack_str(in, LIMIT_FEED_TEXT + 1);

	*ret = text.ptr;
	return text.len > 0 && text.ptr[text.len - 1] == '\0';
}

/* Its texts are borrowed from the input. */
static bool unpack_spec(struct unpack *in, struct feed_spec *ret)
{
	uint8_t there = unpack_u8(in);
	bool good = there & 1;

	*ret = (struct feed_spec){.interval_s = (int32_t)unpack_u32(in)};
	ret->fulltext = unpack_u8(in);
	good = good && ret->fulltext <= FEED_FULLTEXT_ALWAYS;
	for (size_t i = 0; good && i < TEXTS; i++) {
		if (there & (1u << i)) {
			good = unpack_text(in, text_of(ret, i));
		}
	}
	return good && !in->bad;
}

static bool unpack_specs(struct str bytes, struct feed_specs *specs)
{
	struct unpack in = unpack_start(bytes);
	uint8_t form = unpack_u8(&in);
	uint32_t count = unpack_count(&in, FEEDS_MAX);

	for (uint32_t i = 0; i < count; i++) {
		struct feed_spec spec;

		if (!unpack_spec(&in, &spec)) {
			return false;
		}
		(void)feed_specs_add(specs, &spec);
	}
	return form == FORM && unpack_is_whole(&in);
}

/* The bytes before the sum, when they fit it. */
static bool check_sum(struct str bytes, struct str *ret)
{
	struct unpack in;

	if (bytes.len < sizeof(uint64_t)) {
		return false;
	}
	*ret = str_slice(bytes, 0, bytes.len - sizeof(uint64_t));
	in = unpack_start(str_slice(bytes, ret->len, SIZE_MAX));
	return unpack_u64(&in) == hash64(0, *ret);
}

/* --- the file --- */

static int write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t done = write(fd, bytes.ptr, bytes.len);

		if (done >= 0) {
			bytes = str_slice(bytes, (size_t)done, SIZE_MAX);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_file(const char *path, struct str bytes)
{
	int fd;
	int result;

	(void)unlink(path); /* of a write that was cut off */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		return -errno;
	}
	result = write_all(fd, bytes);
	if (close(fd) < 0 && result == 0) {
		result = -errno;
	}
	return result;
}

/* A new name is kept by its directory. */
static int sync_directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 || fsync(fd) < 0 ? -errno : 0;

	if (fd >= 0) {
		(void)close(fd);
	}
	free(directory);
	return result;
}

static int replace_file(const char *path, struct str bytes)
{
	struct buf fresh;
	int result;

	buf_init(&fresh, SIZE_MAX);
	buf_printf(&fresh, "%s.new", path);
	result = write_file(buf_cstr(&fresh), bytes);
	if (result == 0 && rename(buf_cstr(&fresh), path) < 0) {
		result = -errno;
	}
	buf_done(&fresh);
	return result == 0 ? sync_directory_of(path) : result;
}

static void forget(struct buf *bytes)
{
	if (bytes->ptr) {
		explicit_bzero(bytes->ptr, bytes->len);
	}
	buf_done(bytes);
}

int feeds_copy_write(const char *path, const struct feed_specs *specs)
{
	struct buf bytes;
	int result;

	buf_init(&bytes, COPY_MAX);
	pack_specs(specs, &bytes);
	result = bytes.full ? -E2BIG : replace_file(path, buf_str(&bytes));
	forget(&bytes);
	return result;
}

int feeds_copy_read(const char *path, struct feed_specs *specs)
{
	struct feed_specs read;
	struct str packed;
	struct buf bytes;
	int result;

	buf_init(&bytes, COPY_MAX);
	feed_specs_init(&read);
	result = file_read(path, true, &bytes);
	if (result == 0 && (!check_sum(buf_str(&bytes), &packed) || !unpack_specs(packed, &read))) {
		result = -EBADMSG;
	}
	for (size_t i = 0; result == 0 && i < read.count; i++) {
		(void)feed_specs_add(specs, &read.items[i]);
	}
	feed_specs_done(&read);
	forget(&bytes);
	return result;
}
