/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Orders and notices as frames. Never acts on them. Keeps true: nothing that is read points outside the payload.
 */
#include "reader/orders.h"

#include <errno.h>
#include <limits.h>

#include "base/limits.h"
#include "base/pack.h"
#include "text/utf8.h"

void order_put_start(struct buf *out, const struct order_start *start)
{
	size_t begin = frame_begin(out, ORDER_START);

	pack_u32(out, start->generation);
	pack_i64(out, start->cpu_limit_ms);
	pack_u64(out, start->arena_bytes);
	pack_u64(out, start->data_bytes);
	pack_u8(out, start->fall_back ? 1 : 0);
	pack_str(out, start->last_good);
	pack_u32(out, (uint32_t)start->path_count);
	for (size_t i = 0; i < start->path_count; i++) {
		pack_str(out, start->paths[i]);
	}
	frame_end(out, begin);
}

int order_get_start(struct str payload, struct arena *arena, struct order_start *ret)
{
	struct unpack in = unpack_start(payload);
	struct order_start start = {.generation = unpack_u32(&in)};
	struct str *paths;
	uint8_t fall_back;

	start.cpu_limit_ms = unpack_i64(&in);
	start.arena_bytes = unpack_u64(&in);
	start.data_bytes = unpack_u64(&in);
	fall_back = unpack_u8(&in);
	start.fall_back = fall_back != 0;
	start.last_good = unpack_str(&in, PATH_MAX);
	start.path_count = unpack_count(&in, LIMIT_RULE_PATHS);
	paths = arena_zalloc(arena, (start.path_count + 1) * sizeof(*paths));
	if (!paths) {
		return -ENOMEM;
	}
	start.paths = paths;
	for (size_t i = 0; i < start.path_count; i++) {
		paths[i] = unpack_str(&in, PATH_MAX);
	}
	if (!unpack_is_whole(&in) || fall_back > 1 || start.cpu_limit_ms < 0) {
		return -EPROTO;
	}
	*ret = start;
	return 0;
}

void order_put_loaded(struct buf *out, const struct notice_loaded *loaded)
{
	size_t begin = frame_begin(out, NOTICE_LOADED);
	struct str diagnostics = loaded->diagnostics;

	/* Between two characters. */
	if (diagnostics.len > LIMIT_DIAGNOSTICS) {
		size_t len = LIMIT_DIAGNOSTICS;

		while (len > 0 && ((unsigned char)diagnostics.ptr[len] & 0xc0) == 0x80) {
			len--;
		}
		diagnostics.len = len;
	}
	pack_u8(out, loaded->ok ? 1 : 0);
	pack_u8(out, loaded->from_last_good ? 1 : 0);
	pack_u32(out, loaded->errors);
	pack_u32(out, loaded->warnings);
	pack_u32(out, loaded->files);
	pack_u32(out, loaded->tests);
	pack_u64(out, loaded->rules);
	pack_u64(out, loaded->entities);
	pack_u64(out, loaded->terms);
	pack_u64(out, loaded->without_key);
	pack_u64(out, loaded->index_bytes);
	pack_i64(out, loaded->cpu_us);
	pack_str(out, diagnostics);
	frame_end(out, begin);
}

int order_get_loaded(struct str payload, struct notice_loaded *ret)
{
	struct unpack in = unpack_start(payload);
	struct notice_loaded loaded = {.ok = false};
	uint8_t ok = unpack_u8(&in);
	uint8_t from_last_good = unpack_u8(&in);

	loaded.ok = ok != 0;
	loaded.from_last_good = from_last_good != 0;
	loaded.errors = unpack_u32(&in);
	loaded.warnings = unpack_u32(&in);
	loaded.files = unpack_u32(&in);
	loaded.tests = unpack_u32(&in);
	loaded.rules = unpack_u64(&in);
	loaded.entities = unpack_u64(&in);
	loaded.terms = unpack_u64(&in);
	loaded.without_key = unpack_u64(&in);
	loaded.index_bytes = unpack_u64(&in);
	loaded.cpu_us = unpack_i64(&in);
	loaded.diagnostics = unpack_str(&in, LIMIT_DIAGNOSTICS);
	if (!unpack_is_whole(&in) || ok > 1 || from_last_good > 1 ||
		!utf8_is_valid(loaded.diagnostics)) {
		return -EPROTO;
	}
	*ret = loaded;
	return 0;
}

void order_put_number(struct buf *out, enum order_type type, uint32_t number, int32_t value)
{
	size_t begin = frame_begin(out, (uint8_t)type);

	pack_u32(out, number);
	pack_u32(out, (uint32_t)value);
	frame_end(out, begin);
}

int order_get_number(struct str payload, struct order_number *ret)
{
	struct unpack in = unpack_start(payload);
	struct order_number order = {.number = unpack_u32(&in)};

	order.value = (int32_t)unpack_u32(&in);
	if (!unpack_is_whole(&in)) {
		return -EPROTO;
	}
	*ret = order;
	return 0;
}
