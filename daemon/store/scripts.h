/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two scripts that run inside Redis (commit.lua, resume.lua) and the commands that call them. Their text is constant;
 * data go in as arguments only.
 */
#ifndef NUNCIO_STORE_SCRIPTS_H
#define NUNCIO_STORE_SCRIPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "store/redis.h"

/* Names given by the server when it loaded the scripts: valid for one connection. */
struct scripts {
	char commit[41];
	char resume[41];
	struct buf text;  /* scratch: names of keys and numbers of one command */
	struct str *args; /* owned scratch */
	size_t args_cap;
};

void scripts_init(struct scripts *scripts);
void scripts_done(struct scripts *scripts);

enum script { SCRIPT_COMMIT, SCRIPT_RESUME };
/* Asks the server to load one; give its reply to scripts_loaded. */
void scripts_load(struct redis *redis, enum script which, redis_reply_fn *fn, void *arg);
/* Keeps the name; false when the reply is none (an error, which the caller reports). */
bool scripts_loaded(struct scripts *scripts, enum script which, const struct redis_reply *reply);

/* One record on its way; all borrowed for the call. */
struct script_commit {
	struct str producer;
	int64_t pseq;
	unsigned level; /* of the buckets to write to */
	struct str channel;
	struct str id;
	struct str source;
	struct str alert;
	const uint64_t *marks;
	size_t mark_count;
	const uint32_t *rules;
	size_t rule_count;
	bool changed;
	int64_t detected_ms;
	uint64_t stream_max_length;
	int64_t stream_min_ms; /* entries older than this may go */
};
void scripts_send_commit(struct scripts *scripts, struct redis *redis,
	const struct script_commit *commit, redis_reply_fn *fn, void *arg);

enum commit_outcome {
	COMMIT_PUBLISHED,
	COMMIT_DUPLICATE,
	COMMIT_DONE_BEFORE,
	COMMIT_OUT_OF_STEP,    /* ask again where to go on */
	COMMIT_SERVER_CHANGED, /* no script, a replica, loading: begin anew with the connection */
	COMMIT_FAILED          /* this channel cannot be written */
};
struct commit_result {
	enum commit_outcome outcome;
	int64_t seq;
	bool full; /* the buckets should grow */
};
struct commit_result scripts_read_commit(const struct redis_reply *reply);

struct script_resume {
	const char *const *producers; /* ours, then those of earlier epochs */
	size_t producer_count;
	struct str channel;
	int64_t acked;
	int64_t acked_seq;
	int64_t lost_off; /* where to go on when the data set is lost; -1: refuse */
	int64_t oldest;   /* the first pseq that can still be sent */
	int64_t now_ms;
};
void scripts_send_resume(struct scripts *scripts, struct redis *redis,
	const struct script_resume *resume, redis_reply_fn *fn, void *arg);

enum resume_outcome { RESUME_OK, RESUME_DENIED, RESUME_LOST, RESUME_SERVER_CHANGED, RESUME_FAILED };
struct resume_result {
	enum resume_outcome outcome;
	int64_t off;
	int64_t seq;
	unsigned level;
	struct str
		text; /* the id of the record at `off`, the command denied, the error; borrowed from the reply */
};
struct resume_result scripts_read_resume(const struct redis_reply *reply);

#endif
