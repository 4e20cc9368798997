/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds the EVALSHA commands and reads what comes back. It decides nothing: the order of keys and arguments is the one
 * described at the top of each script.
 * Invariant: the text of a script never depends on data.
 */
#include "store/scripts.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/commit.lua.h"
#include "store/keys.h"
#include "store/resume.lua.h"
#include "text/hash.h"

/* Enough for the names of all keys of one commit at the highest level. */
#define TEXT_MAX (1u << 20)

void scripts_init(struct scripts *scripts)
{
	memset(scripts, 0, sizeof(*scripts));
	buf_init(&scripts->text, TEXT_MAX);
}

void scripts_done(struct scripts *scripts)
{
	buf_done(&scripts->text);
	free(scripts->args);
}

void scripts_load(struct redis *redis, enum script which, redis_reply_fn *fn, void *arg)
{
	const struct str args[] = {STR("SCRIPT"), STR("LOAD"),
		which == SCRIPT_COMMIT ? str_make(commit_lua, sizeof(commit_lua))
				       : str_make(resume_lua, sizeof(resume_lua))};
	redis_send(redis, args, 3, 0, fn, arg);
}

bool scripts_loaded(struct scripts *scripts, enum script which, const struct redis_reply *reply)
{
	char *name = which == SCRIPT_COMMIT ? scripts->commit : scripts->resume;
	struct str sha = redis_get_text(reply);
	if (redis_type_of(reply) != REDIS_TEXT || sha.len != sizeof(scripts->commit) - 1) {
		return false;
	}
	memcpy(name, sha.ptr, sha.len);
	name[sha.len] = '\0';
	return true;
}

/* --- building: the text is written first, as pieces; the arguments point into it when it no longer moves --- */

struct builder {
	struct scripts *scripts;
	size_t count;
};

static struct builder builder_start(struct scripts *scripts, const char *sha)
{
	struct builder builder = {scripts, 0};
	buf_clear(&scripts->text);
	scripts->args = mem_grow(scripts->args, &scripts->args_cap, 2, sizeof(*scripts->args));
	scripts->args[builder.count++] = STR("EVALSHA");
	scripts->args[builder.count++] = str_from(sha);
	return builder;
}

/* Text that stays where it is. */
static void add(struct builder *builder, struct str text)
{
	struct scripts *scripts = builder->scripts;
	scripts->args = mem_grow(
		scripts->args, &scripts->args_cap, builder->count + 1, sizeof(*scripts->args));
	scripts->args[builder->count++] = text;
}

/* What was written to the scratch since `from`: its place is kept as an offset until the end. */
static void add_written(struct builder *builder, size_t from)
{
	add(builder, (struct str){NULL, builder->scripts->text.len - from});
}

static void add_number(struct builder *builder, int64_t number)
{
	size_t from = builder->scripts->text.len;
	buf_printf(&builder->scripts->text, "%" PRId64, number);
	add_written(builder, from);
}

static void builder_send(
	struct builder *builder, struct redis *redis, redis_reply_fn *fn, void *arg)
{
	struct scripts *scripts = builder->scripts;
	size_t at = 0;
	assert(!scripts->text.full);
	for (size_t i = 0; i < builder->count; i++) {
		if (scripts->args[i].ptr == NULL) {
			scripts->args[i].ptr = scripts->text.ptr + at;
			at += scripts->args[i].len;
		}
	}
	redis_send(redis, scripts->args, builder->count, 0, fn, arg);
}

static void add_key(
	struct builder *builder, void (*add_name)(struct buf *, struct str), struct str channel)
{
	size_t from = builder->scripts->text.len;
	add_name(&builder->scripts->text, channel);
	add_written(builder, from);
}

static void add_stories(struct builder *builder, struct str channel, int64_t epoch)
{
	size_t from = builder->scripts->text.len;
	keys_add_stories(&builder->scripts->text, channel, epoch);
	add_written(builder, from);
}

static void add_seen(struct builder *builder, const struct script_commit *commit, int64_t epoch,
	unsigned level, uint64_t mark)
{
	size_t from = builder->scripts->text.len;
	keys_add_seen(&builder->scripts->text, commit->channel, epoch, level, mark);
	add_written(builder, from);
}

static void add_buckets(struct builder *builder, const struct script_commit *commit, int64_t epoch)
{
	for (unsigned level = 0; level <= commit->level; level++) {
		for (int64_t back = 0; back < 2; back++) {
			for (size_t i = 0; i < commit->mark_count; i++) {
				add_seen(builder, commit, epoch - back, level, commit->marks[i]);
			}
		}
	}
}

static void add_marks(struct builder *builder, const uint64_t *marks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add_number(builder, keys_mark(marks[i]));
	}
}

/* RFC 3339, UTC, as everywhere in an alert. */
static void add_time(struct builder *builder, int64_t wall_ms)
{
	size_t from = builder->scripts->text.len;
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;
	memset(&tm, 0, sizeof(tm));
	(void)gmtime_r(&seconds, &tm);
	buf_printf(&builder->scripts->text, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
		tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	add_written(builder, from);
}

/* Sources are told apart by a hash: all of one length, without spaces. */
static void add_source(struct builder *builder, struct str source)
{
	size_t from = builder->scripts->text.len;
	buf_printf(&builder->scripts->text, "%016" PRIx64, hash64(0, source));
	add_written(builder, from);
}

/* Of one length, each behind a space, so that they can be found in a list of such. */
static void add_rules(struct builder *builder, const uint32_t *rules, size_t count)
{
	size_t from = builder->scripts->text.len;
	for (size_t i = 0; i < count; i++) {
		buf_printf(&builder->scripts->text, " %08" PRIx32, rules[i]);
	}
	add_written(builder, from);
}

void scripts_send_commit(struct scripts *scripts, struct redis *redis,
	const struct script_commit *commit, redis_reply_fn *fn, void *arg)
{
	struct builder builder = builder_start(scripts, scripts->commit);
	int64_t epoch = keys_epoch(commit->detected_ms);

	add_number(&builder, (int64_t)(4 + 2 * commit->mark_count * (commit->level + 1)));
	add_key(&builder, keys_add_alerts, commit->channel);
	add_key(&builder, keys_add_meta, commit->channel);
	add_stories(&builder, commit->channel, epoch);
	add_stories(&builder, commit->channel, epoch - 1);
	add_buckets(&builder, commit, epoch);

	add(&builder, commit->producer);
	add_number(&builder, commit->pseq);
	add_number(&builder, commit->level);
	add_number(&builder, keys_epoch_expires_at(epoch));
	add_number(&builder, (int64_t)commit->stream_max_length);
	add_number(&builder, commit->stream_min_ms);
	add_key(&builder, keys_add_live, commit->channel);
	add(&builder, commit->id);
	add_source(&builder, commit->source);
	add_time(&builder, commit->detected_ms);
	assert(commit->alert.len > 0);
	add(&builder, str_slice(commit->alert, 0, commit->alert.len - 1));
	add_rules(&builder, commit->rules, commit->rule_count);
	add_number(&builder, commit->changed);
	add_number(&builder, epoch);
	add_marks(&builder, commit->marks, commit->mark_count);
	builder_send(&builder, redis, fn, arg);
}

void scripts_send_resume(struct scripts *scripts, struct redis *redis,
	const struct script_resume *resume, redis_reply_fn *fn, void *arg)
{
	struct builder builder = builder_start(scripts, scripts->resume);
	int64_t epoch = keys_epoch(resume->now_ms);
	const struct script_commit bucket = {.channel = resume->channel};

	assert(resume->producer_count > 0);
	add_number(&builder, 4);
	add_key(&builder, keys_add_alerts, resume->channel);
	add_key(&builder, keys_add_meta, resume->channel);
	add_stories(&builder, resume->channel, epoch);
	add_seen(&builder, &bucket, epoch, 0, 0);

	add(&builder, str_from(resume->producers[0]));
	add_number(&builder, resume->acked);
	add_number(&builder, resume->acked_seq);
	if (resume->lost_off < 0) {
		add(&builder, STR("refuse"));
	} else {
		add_number(&builder, resume->lost_off);
	}
	add_key(&builder, keys_add_live, resume->channel);
	add_number(&builder, resume->oldest);
	for (size_t i = 1; i < resume->producer_count; i++) {
		add(&builder, str_from(resume->producers[i]));
	}
	builder_send(&builder, redis, fn, arg);
}

/* --- reading --- */

/* Errors that speak of the server and not of the channel: what holds now must be found out anew. */
static bool has_server_changed(const struct redis_reply *reply)
{
	static const char *const codes[] = {
		"NOSCRIPT", "READONLY", "LOADING", "MASTERDOWN", "NOAUTH"};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (redis_is_error(reply, codes[i])) {
			return true;
		}
	}
	return false;
}

struct commit_result scripts_read_commit(const struct redis_reply *reply)
{
	static const enum commit_outcome outcomes[] = {
		COMMIT_DUPLICATE, COMMIT_PUBLISHED, COMMIT_DONE_BEFORE};
	struct commit_result result = {.outcome = COMMIT_FAILED};
	if (redis_get_count(reply) == 3) {
		int64_t code = redis_get_int(redis_at(reply, 0));
		result.seq = redis_get_int(redis_at(reply, 1));
		result.full = redis_get_int(redis_at(reply, 2)) != 0;
		if (code >= 0 && code <= 2) {
			result.outcome = outcomes[code];
		}
	} else if (redis_is_error(reply, "GAP") || redis_is_error(reply, "LEVEL")) {
		result.outcome = COMMIT_OUT_OF_STEP;
	} else if (has_server_changed(reply)) {
		result.outcome = COMMIT_SERVER_CHANGED;
	}
	return result;
}

struct resume_result scripts_read_resume(const struct redis_reply *reply)
{
	struct resume_result result = {.outcome = RESUME_FAILED, .text = redis_get_text(reply)};
	struct str word = redis_get_text(redis_at(reply, 0));
	if (str_eq(word, STR("ok")) && redis_get_count(reply) == 5) {
		int64_t level = redis_get_int(redis_at(reply, 3));
		result.outcome = RESUME_OK;
		result.off = redis_get_int(redis_at(reply, 1));
		result.seq = redis_get_int(redis_at(reply, 2));
		result.level =
			level < 0 || level >= KEYS_LEVELS ? KEYS_LEVELS - 1 : (unsigned)level;
		result.text = redis_get_text(redis_at(reply, 4));
	} else if (str_eq(word, STR("denied"))) {
		result.outcome = RESUME_DENIED;
		result.text = redis_get_text(redis_at(reply, 1));
	} else if (str_eq(word, STR("lost"))) {
		result.outcome = RESUME_LOST;
	} else if (has_server_changed(reply)) {
		result.outcome = RESUME_SERVER_CHANGED;
	}
	return result;
}
