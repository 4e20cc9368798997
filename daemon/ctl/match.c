/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio match: which rules hit the articles of files, one JSON object a hit. Parsing and matching are those of the daemon,
 * in a jail as there; nothing is remembered, so that every article counts as new.
 */
#include "ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>

#include "alert/hit_json.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "ctl/args.h"
#include "ctl/input.h"
#include "ctl/jailed.h"
#include "ctl/load.h"
#include "ctl/show.h"
#include "match/matcher.h"

struct matching {
	const struct rule_set *set;
	struct input_file file;
	struct matcher *matcher; /* owned by the child */
	struct jailed *jailed;
	bool good;
};

static void write_hit(struct buf *out, struct str item, const struct hit *hit)
{
	struct json_writer w = json_writer_start(out);

	json_open_object(&w);
	json_key_str(&w, "item", item);
	json_key_str(&w, "rule", hit->rule);
	json_key_str(&w, "rule_id", hit->rule_id);
	json_key_str(&w, "channel", hit->channel);
	json_key_str(&w, "priority", str_from(priority_name(hit->priority)));
	json_key_str(&w, "assertion", str_from(assertion_name(hit->assertion)));
	json_key_str(&w, "output", hit->output);
	hit_json_captures(&w, hit, LIMIT_EVIDENCE_POINTS);
	hit_json_also(&w, hit, LIMIT_BINDINGS, LIMIT_EVIDENCE_POINTS);
	hit_json_excerpt(&w, hit, LIMIT_EXCERPT_POINTS);
	json_key(&w, "evidence");
	json_open_array(&w);
	for (size_t i = 0; i < hit->evidence_count; i++) {
		hit_json_evidence(&w, hit, &hit->evidence[i], LIMIT_EVIDENCE_POINTS);
	}
	json_close_array(&w);
	json_close_object(&w);
	buf_add_byte(out, '\n');
}

static void on_article(const struct input_article *article, struct arena *arena, void *arg)
{
	struct matching *matching = arg;
	struct jailed *jailed = matching->jailed;
	struct hits hits;

	jailed_begin_document(jailed);
	if (matcher_run(matching->matcher, &article->input, arena, &hits) < 0) {
		matching->good = false;
		buf_printf(&jailed->err, "%s: %.*s: not all hits fit into memory\n",
			matching->file.name, STR_ARG(article->item));
	}
	for (size_t i = 0; i < hits.count; i++) {
		write_hit(&jailed->out, article->item, &hits.hits[i]);
	}
	if (hits.left_out > 0) {
		buf_printf(&jailed->err, "%s: %.*s: %zu more rules hit\n", matching->file.name,
			STR_ARG(article->item), hits.left_out);
	}
	if (hits.in_part) {
		buf_printf(&jailed->err,
			"%s: %.*s: it is so long that not all of it was looked at\n",
			matching->file.name, STR_ARG(article->item));
	}
	jailed_flush(jailed);
}

static int match(struct jailed *jailed, void *arg)
{
	struct matching *matching = arg;

	matching->jailed = jailed;
	matching->matcher = matcher_new(matching->set);
	jailed_begin_document(jailed);
	if (!input_read(&matching->file, on_article, matching, &jailed->err)) {
		matching->good = false;
	}
	matcher_free(matching->matcher);
	return matching->good ? CTL_OK : CTL_FAILED;
}

static int match_file(const struct ctl *ctl, const struct rule_set *set, const char *path)
{
	struct matching matching = {.set = set, .file.name = path, .good = true};
	const struct jailed_file file = {path, &matching.file.bytes, false};

	return jailed_run_file(ctl, "match", &file, match, &matching);
}

enum { OPTION_RULES, OPTION_CONF };

struct words {
	struct load_paths rules;
	struct load_paths files;
	const char *conf_file;
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
		if (item.kind == ARGS_WORD) {
			load_paths_add(&words->files, item.value);
		} else if (item.option == OPTION_RULES) {
			load_paths_add(&words->rules, item.value);
		} else {
			words->conf_file = item.value;
		}
	}
	if (words->files.count == 0) {
		(void)fprintf(stderr, "nuncio match: a FILE is missing, or - for standard input\n");
		return CTL_USAGE;
	}
	return CTL_OK;
}

static int match_files(const struct ctl *ctl, struct words *words)
{
	struct loaded loaded;
	int status = CTL_OK;

	load_paths_ask(&words->rules, ctl, &words->conf_file);
	if (load_rules(&words->rules, words->conf_file, &loaded) < 0) {
		return CTL_FAILED;
	}
	for (size_t i = 0; i < words->files.count; i++) {
		int one = match_file(ctl, loaded.set, words->files.items[i]);

		status = one > status ? one : status;
	}
	loaded_done(&loaded);
	return status;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct words words = {.conf_file = NULL};
	int status = take_words(argv, &words);

	(void)argc;
	if (status == CTL_OK) {
		status = match_files(ctl, &words);
	}
	load_paths_done(&words.rules);
	load_paths_done(&words.files);
	return status;
}

const struct ctl_command ctl_match = {
	"match",
	"show which rules hit the articles of files",
	"usage: nuncio match [--rules PATH]... [--conf FILE] FILE|-...\n"
	"\n"
	"A FILE is a feed, a web page, a text, or JSON lines {id, title, text}. Prints one JSON object a hit:\n"
	"{item, rule, rule_id, channel, priority, assertion, output, captures, also, excerpt, marks, evidence}; item\n"
	"is the article's id, else its link, else its title; of a page or a text, the file.\n"
	"\n"
	"  --rules PATH   a file or directory of rules; may be repeated. Default: those at work in the daemon, else\n"
	"                 those of the configuration\n"
	"  --conf FILE    the configuration, when it is not that of the daemon or " CONF_DEFAULT_FILE
	"\n"
	"\n"
	"The exit status is 1 when the rules or a file could not be read; whether a rule hits does not matter.\n",
	run,
};
