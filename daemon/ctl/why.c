/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio why: the clauses of one rule for each article of a file, of what a URL gives, or of an alert, and what each of them
 * found. Fetches in this process, as the daemon does; reads and explains in a jail.
 */
#include "ctl/why.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "ctl/args.h"
#include "ctl/fetched.h"
#include "ctl/find_alert.h"
#include "ctl/input.h"
#include "ctl/input_alert.h"
#include "ctl/jailed.h"
#include "ctl/load.h"
#include "ctl/show.h"
#include "ctl/store_link.h"
#include "match/matcher.h"
#include "text/json.h"
#include "text/suggest.h"

#define EXPLANATION_MAX ((size_t)16 << 20)

struct asking {
	const struct rule_set *set;
	struct str rule;
	struct input_file file;
	struct input_alert alert; /* in the place of the file, when `is_alert` */
	bool is_alert;
	bool hit_then;    /* the alert says that the rule hit */
	const char *note; /* what is known of all articles; NULL: nothing */
	bool json;
	struct matcher *matcher; /* owned by the child */
	struct jailed *jailed;
	bool good;
};

/* True when the alerts have no room for the hit of the rule. */
static bool is_left_out(
	const struct asking *asking, const struct input_article *article, struct arena *arena)
{
	struct hits hits = {.count = 0};

	if (matcher_run(asking->matcher, &article->input, arena, &hits) < 0 || hits.left_out == 0) {
		return false;
	}
	for (size_t i = 0; i < hits.count; i++) {
		if (str_eq(hits.hits[i].rule, asking->rule) ||
			str_eq(hits.hits[i].rule_id, asking->rule)) {
			return false;
		}
	}
	return true;
}

/* What the clauses do not say. */
static void add_notes(const struct asking *asking, const struct input_article *article, bool hit,
	struct arena *arena, struct buf *explanation)
{
	if (hit && is_left_out(asking, article, arena)) {
		buf_printf(explanation,
			"left out of the alerts: the article has more than %d hits, and others go before this one\n",
			LIMIT_HITS);
	}
	if (asking->hit_then && !hit) {
		buf_printf(explanation,
			"the alert says that it hit: in text that is not kept, or the rule has changed since\n");
	}
}

static void write_json(struct buf *out, const struct asking *asking,
	const struct input_article *article, bool hit, struct str explanation)
{
	struct json_writer w = json_writer_start(out);

	json_open_object(&w);
	json_key_str(&w, "item", article->item);
	json_key_str(&w, "rule", asking->rule);
	if (asking->note) {
		json_key_str(&w, "source", str_from(asking->note));
	}
	if (article->note.len > 0) {
		json_key_str(&w, "note", article->note);
	}
	json_key_bool(&w, "hit", hit);
	json_key_str(&w, "explanation", explanation);
	json_close_object(&w);
	buf_add_byte(out, '\n');
}

static void write_plain(struct buf *out, const struct asking *asking,
	const struct input_article *article, struct str explanation)
{
	buf_printf(out, "%.*s\n", STR_ARG(article->item));
	if (asking->note) {
		buf_printf(out, "(%s)\n", asking->note);
	}
	if (article->note.len > 0) {
		buf_printf(out, "(%.*s)\n", STR_ARG(article->note));
	}
	buf_add_str(out, explanation);
	buf_add_byte(out, '\n');
}

static void on_article(const struct input_article *article, struct arena *arena, void *arg)
{
	struct asking *asking = arg;
	struct jailed *jailed = asking->jailed;
	struct buf explanation;
	bool hit = false;

	jailed_begin_document(jailed);
	buf_init(&explanation, EXPLANATION_MAX);
	if (matcher_explain(asking->matcher, asking->rule, &article->input, &explanation) < 0 ||
		matcher_hits_rule(asking->matcher, asking->rule, &article->input, arena, &hit) <
			0) {
		asking->good = false;
		buf_printf(&jailed->err, "%s: %.*s: the rule cannot be explained\n",
			asking->file.name, STR_ARG(article->item));
		buf_done(&explanation);
		return;
	}
	add_notes(asking, article, hit, arena, &explanation);
	if (asking->json) {
		write_json(&jailed->out, asking, article, hit, buf_str(&explanation));
	} else {
		write_plain(&jailed->out, asking, article, buf_str(&explanation));
	}
	buf_done(&explanation);
	jailed_flush(jailed);
}

static int explain(struct jailed *jailed, void *arg)
{
	struct asking *asking = arg;
	bool good;

	asking->jailed = jailed;
	asking->matcher = matcher_new(asking->set);
	jailed_begin_document(jailed);
	if (asking->is_alert) {
		good = input_read_alert(&asking->alert, on_article, asking, &jailed->err);
	} else {
		good = input_read(&asking->file, on_article, asking, &jailed->err);
	}
	asking->good = asking->good && good;
	matcher_free(asking->matcher);
	return asking->good ? CTL_OK : CTL_FAILED;
}

/* NULL when there is no such rule or it is not at work; then it was said what is nearest. */
static const struct book_rule *find_rule(const struct rule_book *book, struct str name)
{
	struct suggest suggest = suggest_start(name);

	for (size_t i = 0; i < book->rule_count; i++) {
		const struct book_rule *rule = &book->rules[i];

		if (str_eq(rule->name, name) || str_eq(rule->id, name)) {
			if (!rule->enabled) {
				(void)fprintf(stderr, "nuncio why: the rule is not enabled\n");
			}
			return rule->enabled ? rule : NULL;
		}
		suggest_offer(&suggest, rule->name);
		suggest_offer(&suggest, rule->id);
	}
	if (suggest.best.len > 0) {
		(void)fprintf(stderr,
			"nuncio why: there is no rule \"%.*s\"; did you mean \"%.*s\"?\n",
			STR_ARG(name), STR_ARG(suggest.best));
	} else {
		(void)fprintf(stderr, "nuncio why: there is no rule \"%.*s\"\n", STR_ARG(name));
	}
	return NULL;
}

/* --- what is explained --- */

enum { OPTION_RULES, OPTION_CONF, OPTION_FEED, OPTION_FETCH, OPTION_STORE };

struct words {
	struct load_paths rules;
	const char *conf_file;
	const char *rule;
	const char *what;
	bool as_feed;
	bool fetch;
	struct store_link link;
};

static struct conf *load_conf(const struct words *words)
{
	struct diags diags;
	struct conf *conf;

	diags_init(&diags);
	conf = conf_load(words->conf_file, NULL, 0, &diags);
	if (!conf) {
		load_print(&diags);
	}
	diags_done(&diags);
	return conf;
}

/* False: `why` says why it could not be had. */
static bool fetch(const struct ctl *ctl, const struct words *words, const char *url,
	struct fetched *ret, struct buf *why)
{
	struct conf *conf = load_conf(words);
	bool good = false;

	*ret = (struct fetched){.url = NULL};
	if (conf) {
		const struct fetched_wish wish = {"why", conf, url, words->as_feed};

		good = fetched_get(ctl, &wish, ret, why);
	} else {
		buf_printf(why, "without a configuration nothing is fetched");
	}
	conf_free(conf);
	return good;
}

static void show_failure(const char *url, struct str why)
{
	struct buf line;

	buf_init(&line, 8192);
	buf_printf(&line, "nuncio why: %s: %.*s", url, STR_ARG(why));
	show_error(buf_str(&line));
	buf_done(&line);
}

static int explain_url(const struct ctl *ctl, const struct words *words, struct asking *asking)
{
	struct fetched fetched;
	struct buf why;
	int status = CTL_FAILED;

	buf_init(&why, 4096);
	if (fetch(ctl, words, words->what, &fetched, &why)) {
		asking->file.bytes = buf_str(&fetched.bytes);
		asking->file.content_type = str_from(fetched.content_type);
		asking->file.url = str_from(fetched.url);
		asking->note = "explained on what the address gives now";
		status = jailed_run(ctl, "why", !ctl->json, explain, asking);
	} else {
		show_failure(words->what, buf_str(&why));
	}
	fetched_done(&fetched);
	buf_done(&why);
	return status;
}

/* Whether the page is wanted: the alert was made of it, or the call says so. Appends its address. */
static bool wants_page(const struct words *words, struct str alert, struct buf *ret_url)
{
	struct json_error error;
	struct json_doc *doc = json_parse(alert, &error);
	const struct json_value *article = json_get(doc ? json_root(doc) : NULL, "article");
	bool wants =
		words->fetch || str_eq(json_get_str(json_get(article, "text_source")), STR("page"));

	buf_add_str(ret_url, json_get_str(json_get(article, "url")));
	json_doc_free(doc);
	return wants && ret_url->len > 0;
}

/* Whether the alert says that the rule hit. */
static bool has_rule(struct str alert, const struct book_rule *rule)
{
	struct json_error error;
	struct json_doc *doc = json_parse(alert, &error);
	const struct json_value *rules = json_get(doc ? json_root(doc) : NULL, "rules");
	bool has = false;

	for (size_t i = 0; i < json_length(rules) && !has; i++) {
		const struct json_value *one = json_at(rules, i);

		has = str_eq(json_get_str(json_get(one, "id")), rule->id) ||
		      str_eq(json_get_str(json_get(one, "name")), rule->name);
	}
	json_doc_free(doc);
	return has;
}

static int explain_alert(const struct ctl *ctl, struct words *words, const struct book_rule *rule,
	struct asking *asking)
{
	struct fetched fetched = {.url = NULL};
	struct buf alert;
	struct buf url;
	struct buf why;
	int status;

	buf_init(&alert, LIMIT_ALERT);
	buf_init(&url, LIMIT_URL);
	buf_init(&why, 4096);
	status = find_alert(&words->link, rule->channel, str_from(words->what), &alert);
	if (status == CTL_OK) {
		asking->is_alert = true;
		asking->hit_then = has_rule(buf_str(&alert), rule);
		asking->alert.json = buf_str(&alert);
		if (wants_page(words, buf_str(&alert), &url) &&
			fetch(ctl, words, buf_cstr(&url), &fetched, &why)) {
			asking->alert.page = buf_str(&fetched.bytes);
			asking->alert.page_url = str_from(fetched.url);
			asking->alert.page_content_type = str_from(fetched.content_type);
		}
		asking->alert.page_error = buf_str(&why);
		status = jailed_run(ctl, "why", !ctl->json, explain, asking);
	}
	fetched_done(&fetched);
	buf_done(&why);
	buf_done(&url);
	buf_done(&alert);
	return status;
}

static int explain_what(const struct ctl *ctl, struct words *words, const struct book_rule *rule,
	struct asking *asking)
{
	const struct jailed_file file = {words->what, &asking->file.bytes, !ctl->json};

	if (str_starts_nocase(str_from(words->what), STR("http://")) ||
		str_starts_nocase(str_from(words->what), STR("https://"))) {
		return explain_url(ctl, words, asking);
	}
	if (find_alert_is_id(words->what) && access(words->what, F_OK) < 0) {
		return explain_alert(ctl, words, rule, asking);
	}
	return jailed_run_file(ctl, "why", &file, explain, asking);
}

/* --- the command --- */

static bool take_option(struct words *words, const struct args_item *item)
{
	switch (item->option) {
	case OPTION_RULES:
		load_paths_add(&words->rules, item->value);
		return true;
	case OPTION_CONF:
		words->conf_file = item->value;
		return true;
	case OPTION_FEED:
		words->as_feed = true;
		return true;
	case OPTION_FETCH:
		words->fetch = true;
		return true;
	default:
		return store_link_take(&words->link, item->option - OPTION_STORE, item->value);
	}
}

static int take_words(char **argv, struct words *words)
{
	static const struct args_option options[] = {[OPTION_RULES] = {"--rules", true},
		[OPTION_CONF] = {"--conf", true},
		[OPTION_FEED] = {"--feed", false},
		[OPTION_FETCH] = {"--fetch", false},
		[OPTION_STORE] = STORE_LINK_OPTIONS,
		{NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;

	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind == ARGS_BAD ||
			(item.kind == ARGS_OPTION && !take_option(words, &item))) {
			return CTL_USAGE;
		}
		if (item.kind == ARGS_OPTION) {
			continue;
		}
		if (!words->rule) {
			words->rule = item.value;
		} else if (!words->what) {
			words->what = item.value;
		} else {
			(void)fprintf(stderr,
				"nuncio why: one RULE and one FILE, URL or alert at a time\n");
			return CTL_USAGE;
		}
	}
	if (!words->what) {
		(void)fprintf(stderr,
			"nuncio why: RULE and FILE, URL or ALERT-ID are wanted (see nuncio why --help)\n");
		return CTL_USAGE;
	}
	return CTL_OK;
}

/* argv[0] is the name of the command. */
static int run(const struct ctl *ctl, char **argv)
{
	struct words words = {.conf_file = NULL};
	struct loaded loaded = {.arena = NULL};
	int status;

	store_link_init(&words.link, ctl, "why");
	status = take_words(argv, &words);
	if (status == CTL_OK) {
		struct asking asking = {.rule = str_from(words.rule),
			.file.name = words.what,
			.json = ctl->json,
			.good = true};
		const struct book_rule *rule = NULL;

		status = CTL_FAILED;
		load_paths_ask(&words.rules, ctl, &words.conf_file);
		if (load_rules(&words.rules, words.conf_file, &loaded) == 0 &&
			(rule = find_rule(loaded.book, asking.rule))) {
			asking.set = loaded.set;
			status = explain_what(ctl, &words, rule, &asking);
		}
	}
	loaded_done(&loaded);
	load_paths_done(&words.rules);
	store_link_done(&words.link);
	return status;
}

/* --- where it runs --- */

bool why_is_asked(int argc, char **argv)
{
	return argc > WHY_WORDS && strcmp(argv[1], WHY_ARGUMENT) == 0;
}

int why_main(int argc, char **argv)
{
	const struct ctl ctl = {.socket = argv[2],
		.json = strcmp(argv[3], WHY_YES) == 0,
		.colour = strcmp(argv[4], WHY_YES) == 0};
	int status;

	(void)argc;
	(void)signal(SIGPIPE, SIG_DFL);
	status = run(&ctl, argv + WHY_WORDS);
	if (fflush(stdout) != 0 && status == CTL_OK) {
		(void)fprintf(stderr, "nuncio why: cannot write: %s\n", strerror(errno));
		status = CTL_FAILED;
	}
	return status;
}
