/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads again what people edit. Never takes half of anything. Keeps true: one reload at a time, and whoever asked during one
 * is answered by the next.
 *
 *   asked --> configuration, feed lists (at once) --> rules (aside, in their own process) --> told, next one
 */
#include "reload.h"

#include <stdio.h>
#include <stdlib.h>

#include "alert/event.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/feeds.h"
#include "daemon.h"

#define RELOAD_TEXT_MAX (1u << 20)

/* Somebody who waits for the outcome. */
struct waiter {
	struct list link;
	reload_done_fn *fn;
	void *arg;
};

struct reload {
	struct daemon *daemon;
	struct loop_timer *soon;  /* begins the next one; a deferred call would outlive us */
	struct list waiters;      /* of the reload that runs */
	struct list next_waiters; /* of the one after it */
	unsigned scope;           /* of the one that runs; 0: none */
	unsigned next_scope;
	bool ok;         /* of the one that runs, so far */
	struct buf text; /* diagnostics of the one that runs, then of the last */
	struct reload_status status;
};

/* --- what is watched --- */

struct patterns {
	char **items; /* owned */
	size_t count;
	size_t cap;
};

static void add_pattern(struct patterns *patterns, const char *folder, const char *name)
{
	struct buf path;

	buf_init(&path, RELOAD_TEXT_MAX);
	buf_printf(&path, "%s/%s", folder, name);
	patterns->items =
		mem_grow(patterns->items, &patterns->cap, patterns->count + 1, sizeof(char *));
	patterns->items[patterns->count++] = buf_take(&path, NULL);
}

static void add_feed_folder(const char *folder, void *arg)
{
	add_pattern(arg, folder, "*");
}

static void set_watch(struct watch *watch, struct patterns *patterns)
{
	if (watch) {
		watch_set(watch, (const char *const *)patterns->items, patterns->count);
	}
	for (size_t i = 0; i < patterns->count; i++) {
		free(patterns->items[i]);
	}
	free(patterns->items);
	*patterns = (struct patterns){0};
}

static void watch_files(struct reload *reload)
{
	struct daemon *daemon = reload->daemon;
	struct patterns patterns = {0};

	for (size_t i = 0; i < daemon->conf->rules.count; i++) {
		add_pattern(&patterns, daemon->conf->rules.items[i], "*.yaml");
	}
	set_watch(daemon->rules_watch, &patterns);
	feeds_each_directory(daemon->live, add_feed_folder, &patterns);
	set_watch(daemon->feeds_watch, &patterns);
}

static void on_rules_edited(void *arg)
{
	reload_start(arg, RELOAD_RULES, NULL, NULL);
}

static void on_feeds_edited(void *arg)
{
	reload_start(arg, RELOAD_FEEDS, NULL, NULL);
}

/* --- one reload --- */

static void take_diags(struct reload *reload, struct diags *diags)
{
	diags_format(diags, &reload->text);
	if (diags->errors) {
		reload->ok = false;
	}
	diags_done(diags);
}

static void on_option_changed(
	const char *path, const char *before, const char *now, bool needs_restart, void *arg)
{
	struct reload *reload = arg;

	if (needs_restart) {
		log_warn("option", str_from(path),
			"%s instead of %s takes effect at the next start", now, before);
		buf_printf(&reload->text, "%s: %s instead of %s takes effect at the next start\n",
			path, now, before);
	} else {
		log_info("option", str_from(path), "now %s instead of %s", now, before);
	}
}

static void load_conf(struct reload *reload)
{
	struct daemon *daemon = reload->daemon;
	struct diags diags;
	struct conf *conf;

	diags_init(&diags);
	conf = conf_load(daemon->conf_file, daemon->sets, daemon->set_count, &diags);
	take_diags(reload, &diags);
	if (!conf) {
		return;
	}
	conf_compare(daemon->live, conf, on_option_changed, reload);
	daemon_take_conf(daemon, conf);
}

static void load_feeds(struct reload *reload, bool first)
{
	struct daemon *daemon = reload->daemon;
	struct feed_specs specs;
	struct diags diags;
	int result;

	feed_specs_init(&specs);
	diags_init(&diags);
	result = feeds_load(daemon->live, &specs, &diags);
	if (result == 0 || first) {
		struct feed_list_changes changes = pipeline_take_feeds(daemon->pipeline, &specs);

		if (first || changes.added || changes.changed || changes.removed) {
			log_info("feeds", STR("lists"),
				"%zu added, %zu changed, %zu removed, %zu kept", changes.added,
				changes.changed, changes.removed, changes.kept);
		}
	}
	take_diags(reload, &diags);
	feed_specs_done(&specs);
}

static void run_next(struct reload *reload);

static void say_outcome(struct reload *reload)
{
	const struct event_field fields[] = {EVENT_NUMBER("generation", reload->status.generation),
		EVENT_NUMBER("rules", reload->status.rules),
		EVENT_NUMBER("feeds", feed_list_count(reload->daemon->feeds)),
		EVENT_TEXT("diagnostics", str_slice(buf_str(&reload->text), 0, 8192)), EVENT_END};
	struct str rest = buf_str(&reload->text);
	struct str line;

	while (rest.len && str_cut(&rest, '\n', &line)) {
		if (line.len) {
			log_event(reload->ok ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "reload",
				reload->ok ? STR("taken") : STR("refused"), "%.*s", STR_ARG(line));
		}
	}
	event_send(reload->daemon->outbox, reload->daemon->report.instance,
		reload->ok ? "reload" : "reload_failed", fields);
}

static void finish(struct reload *reload)
{
	struct list *first;

	reload->status.refused = !reload->ok;
	reload->status.tried_at = clock_wall_s();
	say_outcome(reload);
	reload->scope = 0;
	while ((first = list_first(&reload->waiters))) {
		struct waiter *waiter = LIST_ENTRY(first, struct waiter, link);

		list_del(first);
		waiter->fn(reload->ok, buf_str(&reload->text), waiter->arg);
		free(waiter);
	}
	daemon_tell_ready(reload->daemon);
	if (reload->next_scope) {
		run_next(reload);
	}
}

static void take_rules(struct reload *reload, const struct readers_loaded *loaded)
{
	reload->status.rules = loaded->rules;
	reload->status.entities = loaded->entities;
	reload->status.terms = loaded->terms;
	reload->status.generation = loaded->generation;
	reload->status.from_last_good = loaded->from_last_good;
	reload->status.loaded_at = clock_wall_s();
	log_info("rules", STR("generation"),
		"%u works: %zu rules, %zu entities, %zu tests passed, %lld ms of CPU time",
		loaded->generation, loaded->rules, loaded->entities, loaded->tests,
		(long long)(loaded->cpu_us / 1000));
	pipeline_start(reload->daemon->pipeline);
}

static void on_rules_loaded(const struct readers_loaded *loaded, void *arg)
{
	struct reload *reload = arg;

	buf_add_str(&reload->text, loaded->diagnostics);
	if (loaded->ok) {
		take_rules(reload, loaded);
	}
	if (!loaded->ok || loaded->from_last_good) {
		reload->ok = false;
		log_error("rules", STR("refused"), "%u errors; %s", loaded->errors,
			loaded->from_last_good
				? "the last good rules of an earlier time are at work"
			: reload->status.generation
				? "the rules before them stay at work"
				: "there are no rules, so nothing is fetched until they are mended");
	}
	finish(reload);
}

/* The rules process had died; its successor has loaded the files as they are now, or the last good ones. */
static void on_rules_rebuilt(const struct readers_loaded *loaded, void *arg)
{
	if (loaded->ok) {
		take_rules(arg, loaded);
	}
}

static void run_next(struct reload *reload)
{
	unsigned scope = reload->next_scope;
	struct list *first;

	reload->scope = scope;
	reload->next_scope = 0;
	while ((first = list_first(&reload->next_waiters))) {
		list_del(first);
		list_add_tail(&reload->waiters, first);
	}
	reload->ok = true;
	buf_clear(&reload->text);
	if (scope & RELOAD_CONF) {
		load_conf(reload);
		watch_files(reload);
	}
	if (scope & RELOAD_FEEDS) {
		load_feeds(reload, scope == RELOAD_FIRST);
	}
	if (scope & RELOAD_RULES) {
		readers_load(
			reload->daemon->readers, scope == RELOAD_FIRST, on_rules_loaded, reload);
	} else {
		finish(reload);
	}
}

static void on_soon(void *arg)
{
	struct reload *reload = arg;

	if (!reload->scope && reload->next_scope) {
		run_next(reload);
	}
}

void reload_start(struct reload *reload, unsigned scope, reload_done_fn *fn, void *arg)
{
	if (fn) {
		struct waiter *waiter = mem_zalloc(sizeof(*waiter));

		waiter->fn = fn;
		waiter->arg = arg;
		list_add_tail(&reload->next_waiters, &waiter->link);
	}
	reload->next_scope |= scope;
	if (scope & RELOAD_CONF) {
		systemd_reloading();
	}
	if (!reload->scope) {
		loop_timer_set(reload->soon, 0);
	}
}

struct reload *reload_new(struct daemon *daemon)
{
	struct reload *reload = mem_zalloc(sizeof(*reload));

	reload->daemon = daemon;
	reload->soon = loop_timer_new(daemon->loop, on_soon, reload);
	list_init(&reload->waiters);
	list_init(&reload->next_waiters);
	buf_init(&reload->text, RELOAD_TEXT_MAX);
	daemon->rules_watch = watch_new(daemon->loop, on_rules_edited, reload);
	daemon->feeds_watch = watch_new(daemon->loop, on_feeds_edited, reload);
	if (!daemon->rules_watch || !daemon->feeds_watch) {
		log_warn(NULL, STR(""),
			"files cannot be watched: edits are taken over with `nuncio reload` only");
	}
	watch_files(reload);
	readers_on_rebuilt(daemon->readers, on_rules_rebuilt, reload);
	return reload;
}

static void free_waiters(struct list *waiters)
{
	struct list *first;

	while ((first = list_first(waiters))) {
		list_del(first);
		free(LIST_ENTRY(first, struct waiter, link));
	}
}

void reload_free(struct reload *reload)
{
	if (!reload) {
		return;
	}
	loop_timer_free(reload->soon);
	watch_free(reload->daemon->rules_watch);
	watch_free(reload->daemon->feeds_watch);
	free_waiters(&reload->waiters);
	free_waiters(&reload->next_waiters);
	buf_done(&reload->text);
	free(reload);
}

void reload_get_status(const struct reload *reload, struct reload_status *ret)
{
	*ret = reload->status;
	ret->text = reload->scope ? (struct str){NULL, 0} : buf_str(&reload->text);
}
