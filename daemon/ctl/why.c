/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio why: the clauses of one rule for each article of a file, and what each of them found. Done in a jail, as matching.
 */
#include "ctl/ctl.h"

#include <stdio.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "ctl/args.h"
#include "ctl/input.h"
#include "ctl/jailed.h"
#include "ctl/load.h"
#include "match/matcher.h"
#include "text/json.h"
#include "text/suggest.h"

#define EXPLANATION_MAX ((size_t)16 << 20)

struct asking {
	const struct rule_set *set;
	struct str rule;
	struct input_file file;
	bool json;
	struct matcher *matcher; /* owned by the child */
	struct jailed *jailed;
	bool good;
};

static bool is_hit(
	const struct asking *asking, const struct input_article *article, struct arena *arena)
{
	struct hits hits = {.count = 0};

	if (matcher_run(asking->matcher, &article->input, arena, &hits) < 0) {
		return false;
	}
	for (size_t i = 0; i < hits.count; i++) {
		if (str_eq(hits.hits[i].rule, asking->rule) ||
			str_eq(hits.hits[i].rule_id, asking->rule)) {
			return true;
		}
	}
	return false;
}

static void write_json(struct buf *out, const struct asking *asking, struct str item, bool hit,
	struct str explanation)
{
	struct json_writer w = json_writer_start(out);

	json_open_object(&w);
	json_key_str(&w, "item", item);
	json_key_str(&w, "rule", asking->rule);
	json_key_bool(&w, "hit", hit);
	json_key_str(&w, "explanation", explanation);
	json_close_object(&w);
	buf_add_byte(out, '\n');
}

static void on_article(const struct input_article *article, struct arena *arena, void *arg)
{
	struct asking *asking = arg;
	struct jailed *jailed = asking->jailed;
	struct buf explanation;

	jailed_begin_document(jailed);
	buf_init(&explanation, EXPLANATION_MAX);
	if (matcher_explain(asking->matcher, asking->rule, &article->input, &explanation) < 0) {
		asking->good = false;
		buf_printf(&jailed->err, "%s: %.*s: the rule cannot be explained\n",
			asking->file.name, STR_ARG(article->item));
	} else if (asking->json) {
		write_json(&jailed->out, asking, article->item, is_hit(asking, article, arena),
			buf_str(&explanation));
	} else {
		buf_printf(&jailed->out, "%.*s\n", STR_ARG(article->item));
		buf_add_str(&jailed->out, buf_str(&explanation));
		buf_add_byte(&jailed->out, '\n');
	}
	buf_done(&explanation);
	jailed_flush(jailed);
}

static int explain(struct jailed *jailed, void *arg)
{
	struct asking *asking = arg;

	asking->jailed = jailed;
	asking->matcher = matcher_new(asking->set);
	jailed_begin_document(jailed);
	if (!input_read(&asking->file, on_article, asking, &jailed->err)) {
		asking->good = false;
	}
	matcher_free(asking->matcher);
	return asking->good ? CTL_OK : CTL_FAILED;
}

/* True when there is such a rule and it is at work; else says what is nearest. */
static bool find_rule(const struct rule_book *book, struct str name)
{
	struct suggest suggest = suggest_start(name);

	for (size_t i = 0; i < book->rule_count; i++) {
		const struct book_rule *rule = &book->rules[i];

		if (str_eq(rule->name, name) || str_eq(rule->id, name)) {
			if (!rule->enabled) {
				(void)fprintf(stderr, "nuncio why: the rule is not enabled\n");
			}
			return rule->enabled;
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
	return false;
}

enum { OPTION_RULES, OPTION_CONF };

struct words {
	struct load_paths rules;
	const char *conf_file;
	const char *rule;
	const char *file;
};

static int take_words(char **argv, struct words *words)
{
	static const struct args_option options[] = {[OPTION_RULES] = {"--rules", true},
		[OPTION_CONF] = {"--conf", true},
		{NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;

	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind == ARGS_BAD) {
			return CTL_USAGE;
		}
		if (item.kind == ARGS_OPTION && item.option == OPTION_RULES) {
			load_paths_add(&words->rules, item.value);
		} else if (item.kind == ARGS_OPTION) {
			words->conf_file = item.value;
		} else if (!words->rule) {
			words->rule = item.value;
		} else if (!words->file) {
			words->file = item.value;
		} else {
			(void)fprintf(stderr, "nuncio why: one RULE and one FILE at a time\n");
			return CTL_USAGE;
		}
	}
	if (!words->file) {
		(void)fprintf(
			stderr, "nuncio why: RULE and FILE are wanted (see nuncio why --help)\n");
		return CTL_USAGE;
	}
	return CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct words words = {.conf_file = NULL};
	struct loaded loaded = {.arena = NULL};
	int status = take_words(argv, &words);

	(void)argc;
	if (status == CTL_OK) {
		struct asking asking = {.rule = str_from(words.rule),
			.file.name = words.file,
			.json = ctl->json,
			.good = true};
		const struct jailed_file file = {words.file, &asking.file.bytes, !ctl->json};

		status = CTL_FAILED;
		if (load_rules(&words.rules, words.conf_file, &loaded) == 0 &&
			find_rule(loaded.book, asking.rule)) {
			asking.set = loaded.set;
			status = jailed_run_file(ctl, "why", &file, explain, &asking);
		}
	}
	loaded_done(&loaded);
	load_paths_done(&words.rules);
	return status;
}

const struct ctl_command ctl_why = {
	"why",
	"explain why a rule hits the articles of a file, or not",
	"usage: nuncio why [--json] [--rules PATH]... [--conf FILE] RULE FILE|-\n"
	"\n"
	"Prints the clauses of the rule (its name or id) as a tree for each article of FILE, which may be what\n"
	"`nuncio match` takes: what each clause found, and which one is nearest to being true when the rule\n"
	"does not hit. With --json, {item, rule, hit, explanation} a line.\n"
	"\n"
	"  --rules PATH   a file or directory of rules; may be repeated. Default: those of the configuration\n"
	"  --conf FILE    the configuration, when it is not " CONF_DEFAULT_FILE "\n",
	run,
};
