/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of the scripts: a real Redis, and calls of them. */
#ifndef NUNCIO_TESTS_STORE_SCRIPTS_SCENE_H
#define NUNCIO_TESTS_STORE_SCRIPTS_SCENE_H

#include "store/scripts.h"

#include "base/mem.h"
#include "store/keys.h"
#include "store/redis_server.h"

/* In the year 2096: the server forgets by its own clock. */
#define DETECTED_MS INT64_C(4000000000123)

#define LONG_AGO_MS INT64_C(1700000000123)

struct fixture {
	struct redis_server server;
	struct loop *loop;
	struct redis *redis;
	struct scripts scripts;
	int loaded;
	struct commit_result commit;
	struct resume_result resume;
	char error[256];
	int64_t oldest; /* what resume tells the server */
	char resume_text[128];
	char reply[65536];
};

static inline void on_lost(struct redis *redis, const char *reason, bool refused, void *arg)
{
	(void)redis;
	(void)refused;
	(void)arg;
	fail_msg("%s", reason);
}

static inline void on_loaded(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	if (!scripts_loaded(&f->scripts, f->loaded == 0 ? SCRIPT_COMMIT : SCRIPT_RESUME, reply)) {
		fail_msg("%.*s", STR_ARG(redis_get_text(reply)));
	}
	if (++f->loaded == 2) {
		loop_stop(f->loop);
	}
}

static inline void on_ready(struct redis *redis, void *arg)
{
	scripts_load(redis, SCRIPT_COMMIT, on_loaded, arg);
	scripts_load(redis, SCRIPT_RESUME, on_loaded, arg);
}

static inline void dial(struct fixture *f, const char *user, const char *password)
{
	const struct redis_handlers handlers = {.on_ready = on_ready, .on_lost = on_lost, .arg = f};
	const struct redis_address address = {
		.socket = f->server.socket, .user = user, .password = password};
	redis_free(f->redis);
	f->loaded = 0;
	f->redis = redis_connect(f->loop, &address, &handlers);
	loop_run(f->loop);
}

static inline int set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	redis_server_make_dir(&f->server);
	redis_server_start(&f->server, NULL);
	f->loop = loop_new();
	scripts_init(&f->scripts);
	dial(f, NULL, NULL);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	redis_free(f->redis);
	scripts_done(&f->scripts);
	loop_free(f->loop);
	redis_server_remove(&f->server);
	free(f);
	return 0;
}

static inline void on_commit(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	f->commit = scripts_read_commit(reply);
	(void)snprintf(f->error, sizeof(f->error), "%.*s", STR_ARG(redis_get_text(reply)));
	loop_stop(f->loop);
}

/* A commit with one mark; tests change what they need. */
static inline struct script_commit make(int64_t pseq, const char *id, const uint64_t *mark)
{
	return (struct script_commit){
		.producer = STR("p-0"),
		.pseq = pseq,
		.channel = STR("a.b"),
		.id = str_from(id),
		.source = STR("example.org"),
		.alert = STR("{\"v\":1,\"t\":\"\xc3\xa9 } \\\" %s\"}"),
		.marks = mark,
		.mark_count = 1,
		.detected_ms = DETECTED_MS,
		.stream_max_length = 1000,
	};
}

static inline enum commit_outcome commit(struct fixture *f, const struct script_commit *commit)
{
	scripts_send_commit(&f->scripts, f->redis, commit, on_commit, f);
	loop_run(f->loop);
	return f->commit.outcome;
}

static inline enum commit_outcome commit_one(
	struct fixture *f, int64_t pseq, const char *id, uint64_t mark)
{
	struct script_commit one = make(pseq, id, &mark);
	return commit(f, &one);
}

static inline void on_resume(struct redis *redis, const struct redis_reply *reply, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	f->resume = scripts_read_resume(reply);
	(void)snprintf(f->resume_text, sizeof(f->resume_text), "%.*s", STR_ARG(f->resume.text));
	loop_stop(f->loop);
}

static inline enum resume_outcome resume(
	struct fixture *f, int64_t acked, int64_t lost_off, const char *before)
{
	const char *producers[] = {"p-0", before};
	const struct script_resume resume = {
		.producers = producers,
		.producer_count = before != NULL ? 2 : 1,
		.channel = STR("a.b"),
		.acked = acked,
		.acked_seq = acked * 10,
		.lost_off = lost_off,
		.oldest = f->oldest,
		.now_ms = DETECTED_MS,
	};
	scripts_send_resume(&f->scripts, f->redis, &resume, on_resume, f);
	loop_run(f->loop);
	return f->resume.outcome;
}

static inline long length(struct fixture *f)
{
	return redis_server_number(&f->server, "XLEN nuncio:{a.b}:alerts");
}

static inline const char *ask(struct fixture *f, const char *command)
{
	return redis_server_ask(&f->server, command, f->reply, sizeof(f->reply));
}

static inline void on_message(struct redis *redis, const struct redis_reply *push, void *arg)
{
	struct fixture *f = arg;
	(void)redis;
	(void)snprintf(f->reply, sizeof(f->reply), "%.*s %.*s",
		STR_ARG(redis_get_text(redis_at(push, 1))),
		STR_ARG(redis_get_text(redis_at(push, 2))));
	loop_stop(f->loop);
}

static inline void on_subscriber_ready(struct redis *redis, void *arg)
{
	const struct str names[] = {STR("nuncio:a.b")};
	(void)arg;
	redis_subscribe(redis, false, names, 1);
}

#endif
