/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads again what people edit. Never takes half of anything. Keeps true: one reload at a time, and whoever asked during one
 * is answered by the next.
 *
 *   asked --> configuration (at once) --> feed lists (in a thread) --> rules (in a process of their own) --> told, next one
 */
#include "reload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alert/event.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/feeds.h"
#include "daemon.h"
#include "feed_load.h"

#define RELOAD_TEXT_MAX (1u << 20)
#define AGAIN_MIN_MS 500
#define AGAIN_MAX_MS 60000
#define STOPPING "the daemon is stopping"

/* Somebody who waits for the outcome. */
struct waiter {
	struct list link;
	reload_done_fn *fn;
	void *arg;
};

/* One of the three things that people edit. */
struct part {
	bool refused; /* by the last attempt, which may not be over yet */
	bool from_last_good;
	struct buf text; /* diagnostics, likewise */
	/* As the last attempt left it that is over: what who asks in between is told. */
	bool told_refused;
	struct buf told;
};

struct reload {
	struct daemon *daemon;
	char *feeds_copy;            /* owned; path of the last good lists */
	struct feed_load *feed_load; /* owned; while the lists are loaded */
	struct part conf;
	struct part feeds;
	struct part rules;
	struct loop_timer *soon;  /* begins the next one; a deferred call would outlive us */
	struct loop_timer *again; /* for rules that could not be judged */
	int64_t again_ms;         /* the next pause */
	struct list waiters;      /* of the reload that runs */
	struct list next_waiters; /* of the one after it */
	unsigned scope;           /* of the one that runs; 0: none */
	unsigned next_scope;
	bool stopped;
	struct reload_status status; /* without its parts */
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

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void begin_part(struct part *part)
{
	part->refused = false;
	buf_clear(&part->text);
}

static void take_diags(struct part *part, struct diags *diags)
{
	diags_format(diags, &part->text);
	part->refused = part->refused || diags->errors > 0;
}

static void on_option_changed(
	const char *path, const char *before, const char *now, bool needs_restart, void *arg)
{
	struct reload *reload = arg;

	if (needs_restart) {
		log_warn("option", str_from(path),
			"%s instead of %s takes effect at the next start", now, before);
		buf_printf(&reload->conf.text,
			"%s: %s instead of %s takes effect at the next start\n", path, now, before);
	} else {
		log_info("option", str_from(path), "now %s instead of %s", now, before);
	}
}

static void load_conf(struct reload *reload)
{
	struct daemon *daemon = reload->daemon;
	struct diags diags;
	struct conf *conf;

	begin_part(&reload->conf);
	diags_init(&diags);
	conf = conf_load(daemon->conf_file, daemon->sets, daemon->set_count, &diags);
	take_diags(&reload->conf, &diags);
	diags_done(&diags);
	if (conf) {
		conf_compare(daemon->live, conf, on_option_changed, reload);
		daemon_take_conf(daemon, conf);
	}
}

static void take_feeds(struct reload *reload, struct feed_specs *specs)
{
	struct feed_list_changes changes = pipeline_take_feeds(reload->daemon->pipeline, specs);

	if (changes.added || changes.changed || changes.removed) {
		log_info("feeds", STR("lists"), "%zu added, %zu changed, %zu removed, %zu kept",
			changes.added, changes.changed, changes.removed, changes.kept);
	}
}

static void say_feeds(const struct reload *reload, const struct feed_loaded *loaded)
{
	if (loaded->copy_error) {
		log_warn("feeds", str_from(reload->feeds_copy),
			"the copy of the last good lists cannot be %s: %s",
			loaded->good ? "written" : "read", strerror(-loaded->copy_error));
	}
	if (!loaded->good) {
		log_error("feeds", STR("lists"), "refused, %zu error%s; %s", loaded->diags->errors,
			plural(loaded->diags->errors),
			loaded->from_last_good
				? "the last good lists of an earlier time are at work"
			: reload->scope & RELOAD_AT_START ? "what could be read of them is at work"
							  : "the lists before them stay at work");
	}
}

static void load_rules(struct reload *reload);

static void on_feeds_loaded(const struct feed_loaded *loaded, void *arg)
{
	struct reload *reload = arg;

	if (!reload->stopped) {
		say_feeds(reload, loaded);
		take_diags(&reload->feeds, loaded->diags);
		if (loaded->good || reload->scope & RELOAD_AT_START) {
			reload->feeds.from_last_good = loaded->from_last_good;
			take_feeds(reload, loaded->specs);
		}
	}
	feed_load_free(reload->feed_load);
	reload->feed_load = NULL;
	load_rules(reload);
}

static void load_feeds(struct reload *reload)
{
	if (!(reload->scope & RELOAD_FEEDS)) {
		load_rules(reload);
		return;
	}
	begin_part(&reload->feeds);
	reload->feed_load = feed_load_start(reload->daemon->loop,
		&(struct feed_load_config){
			.conf = reload->daemon->live,
			.copy = reload->feeds_copy,
			.fall_back = reload->scope & RELOAD_AT_START,
		},
		on_feeds_loaded, reload);
	if (!reload->feed_load) {
		reload->feeds.refused = true;
		buf_printf(&reload->feeds.text, "feed lists cannot be read: %s\n", strerror(errno));
		load_rules(reload);
	}
}

/* What was tried, in order. */
static bool gather(const struct reload *reload, struct buf *text)
{
	const struct part *tried[] = {reload->scope & RELOAD_CONF ? &reload->conf : NULL,
		reload->scope & RELOAD_FEEDS ? &reload->feeds : NULL,
		reload->scope & RELOAD_RULES ? &reload->rules : NULL};
	bool ok = true;

	for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
		if (tried[i]) {
			ok = ok && !tried[i]->refused;
			buf_add_str(text, buf_str(&tried[i]->text));
		}
	}
	return ok;
}

static void tell_part(struct part *part)
{
	part->told_refused = part->refused;
	buf_clear(&part->told);
	buf_add_str(&part->told, buf_str(&part->text));
}

static void say_outcome(struct reload *reload, bool ok, struct str text)
{
	const struct event_field fields[] = {EVENT_NUMBER("generation", reload->status.generation),
		EVENT_NUMBER("rules", reload->status.rules),
		EVENT_NUMBER("feeds", feed_list_count(reload->daemon->feeds)),
		EVENT_TEXT("diagnostics", str_slice(text, 0, 8192)), EVENT_END};
	struct str line;

	event_send(reload->daemon->outbox, reload->daemon->report.instance,
		ok ? "reload" : "reload_failed", fields);
	while (text.len && str_cut(&text, '\n', &line)) {
		if (line.len) {
			log_event(ok ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "reload",
				ok ? STR("taken") : STR("refused"), "%.*s", STR_ARG(line));
		}
	}
}

static void tell_waiters(struct list *waiters, bool ok, struct str text)
{
	struct list *first;

	while ((first = list_first(waiters))) {
		struct waiter *waiter = LIST_ENTRY(first, struct waiter, link);

		list_del(first);
		waiter->fn(ok, text, waiter->arg);
		free(waiter);
	}
}

static void finish(struct reload *reload)
{
	struct buf text;
	bool ok;

	buf_init(&text, 3 * (size_t)RELOAD_TEXT_MAX);
	ok = gather(reload, &text);
	tell_part(&reload->conf);
	tell_part(&reload->feeds);
	tell_part(&reload->rules);
	reload->status.tried_at = clock_wall_s();
	if (!reload->stopped) {
		say_outcome(reload, ok, buf_str(&text));
		daemon_tell_ready(reload->daemon);
	}
	tell_waiters(&reload->waiters, ok, buf_str(&text));
	buf_done(&text);
	reload->scope = 0;
	if (reload->next_scope) {
		loop_timer_set(reload->soon, 0);
	}
}

static void take_rules(struct reload *reload, const struct readers_loaded *loaded)
{
	reload->status.rules = loaded->rules;
	reload->status.entities = loaded->entities;
	reload->status.terms = loaded->terms;
	reload->status.generation = loaded->generation;
	reload->rules.from_last_good = loaded->from_last_good;
	reload->status.loaded_at = clock_wall_s();
	log_info("rules", STR("generation"),
		"%u works: %zu rules, %zu entities, %zu tests passed, %lld ms of CPU time",
		loaded->generation, loaded->rules, loaded->entities, loaded->tests,
		(long long)(loaded->cpu_us / 1000));
	pipeline_start(reload->daemon->pipeline);
}

/* Nobody edits what is not wrong, so nobody would load them again. */
static void try_again(struct reload *reload)
{
	reload->again_ms = reload->again_ms ? reload->again_ms * 4 : AGAIN_MIN_MS;
	if (reload->again_ms > AGAIN_MAX_MS) {
		reload->again_ms = AGAIN_MAX_MS;
	}
	loop_timer_set(reload->again, reload->again_ms);
}

static void on_again(void *arg)
{
	struct reload *reload = arg;

	reload_start(reload,
		reload->status.generation ? RELOAD_RULES : RELOAD_RULES | RELOAD_AT_START, NULL,
		NULL);
}

static void refuse_rules(struct reload *reload, const struct readers_loaded *loaded)
{
	const char *then =
		loaded->from_last_good ? "the last good rules of an earlier time are at work"
		: reload->status.generation
			? "the rules before them stay at work"
			: "there are no rules, so nothing is fetched until they are mended";

	reload->rules.refused = true;
	if (loaded->errors) {
		reload->again_ms = 0;
		log_error("rules", STR("refused"), "%u error%s; %s", loaded->errors,
			plural(loaded->errors), then);
	} else {
		log_error("rules", STR("process"), "%.*s; it is tried again soon",
			STR_ARG(loaded->diagnostics));
		try_again(reload);
	}
}

static void on_rules_loaded(const struct readers_loaded *loaded, void *arg)
{
	struct reload *reload = arg;

	buf_add_str(&reload->rules.text, loaded->diagnostics);
	if (loaded->ok) {
		reload->again_ms = 0;
		take_rules(reload, loaded);
	}
	if (!loaded->ok || loaded->from_last_good) {
		refuse_rules(reload, loaded);
	}
	finish(reload);
}

/* The rules process had died; its successor has loaded the files as they are now, or the last good ones. */
static void on_rules_rebuilt(const struct readers_loaded *loaded, void *arg)
{
	struct reload *reload = arg;

	if (loaded->ok) {
		take_rules(reload, loaded);
	} else {
		log_error("rules", STR("rebuilt"), "refused, %u error%s: %.*s", loaded->errors,
			plural(loaded->errors), STR_ARG(str_slice(loaded->diagnostics, 0, 1024)));
	}
}

static void load_rules(struct reload *reload)
{
	if (reload->scope & RELOAD_RULES && !reload->stopped) {
		loop_timer_clear(reload->again);
		begin_part(&reload->rules);
		readers_load(reload->daemon->readers, reload->scope & RELOAD_AT_START,
			on_rules_loaded, reload);
	} else {
		finish(reload);
	}
}

static void run_next(struct reload *reload)
{
	struct list *first;

	reload->scope = reload->next_scope;
	reload->next_scope = 0;
	while ((first = list_first(&reload->next_waiters))) {
		list_del(first);
		list_add_tail(&reload->waiters, first);
	}
	if (reload->scope & RELOAD_CONF) {
		load_conf(reload);
		watch_files(reload);
	}
	load_feeds(reload);
}

static void on_soon(void *arg)
{
	struct reload *reload = arg;

	if (!reload->scope && reload->next_scope && !reload->stopped) {
		run_next(reload);
	}
}

void reload_start(struct reload *reload, unsigned scope, reload_done_fn *fn, void *arg)
{
	if (reload->stopped) {
		if (fn) {
			fn(false, STR(STOPPING), arg);
		}
		return;
	}
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

void reload_stop(struct reload *reload)
{
	reload->stopped = true;
	tell_waiters(&reload->waiters, false, STR(STOPPING));
	tell_waiters(&reload->next_waiters, false, STR(STOPPING));
}

/* --- life --- */

static char *copy_path(const char *state_dir)
{
	struct buf path;

	buf_init(&path, RELOAD_TEXT_MAX);
	buf_printf(&path, "%s/feeds.last-good", state_dir);
	return buf_take(&path, NULL);
}

struct reload *reload_new(struct daemon *daemon)
{
	struct reload *reload = mem_zalloc(sizeof(*reload));

	reload->daemon = daemon;
	reload->soon = loop_timer_new(daemon->loop, on_soon, reload);
	reload->again = loop_timer_new(daemon->loop, on_again, reload);
	list_init(&reload->waiters);
	list_init(&reload->next_waiters);
	buf_init(&reload->conf.text, RELOAD_TEXT_MAX);
	buf_init(&reload->conf.told, RELOAD_TEXT_MAX);
	buf_init(&reload->feeds.text, RELOAD_TEXT_MAX);
	buf_init(&reload->feeds.told, RELOAD_TEXT_MAX);
	buf_init(&reload->rules.text, RELOAD_TEXT_MAX);
	buf_init(&reload->rules.told, RELOAD_TEXT_MAX);
	reload->feeds_copy = copy_path(daemon->conf->state_dir);
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
	feed_load_free(reload->feed_load);
	loop_timer_free(reload->soon);
	loop_timer_free(reload->again);
	watch_free(reload->daemon->rules_watch);
	watch_free(reload->daemon->feeds_watch);
	free_waiters(&reload->waiters);
	free_waiters(&reload->next_waiters);
	buf_done(&reload->conf.text);
	buf_done(&reload->conf.told);
	buf_done(&reload->feeds.text);
	buf_done(&reload->feeds.told);
	buf_done(&reload->rules.text);
	buf_done(&reload->rules.told);
	free(reload->feeds_copy);
	free(reload);
}

static struct reload_part describe(const struct part *part)
{
	return (struct reload_part){part->told_refused, part->from_last_good, buf_str(&part->told)};
}

void reload_get_status(const struct reload *reload, struct reload_status *ret)
{
	*ret = reload->status;
	ret->of_conf = describe(&reload->conf);
	ret->of_feeds = describe(&reload->feeds);
	ret->of_rules = describe(&reload->rules);
}
