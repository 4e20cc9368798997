/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio check: everything that people write, judged by the functions that the daemon loads it with. Changes nothing and
 * asks nobody. Keeps true: what passes here is taken by a reload.
 */
#include "ctl/ctl.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "conf/feeds.h"
#include "conf/file.h"
#include "ctl/args.h"
#include "ctl/load.h"
#include "ctl/show.h"
#include "match/lint.h"
#include "match/lint_cost.h"
#include "text/json.h"
#include "text/yaml.h"

#define JSON_MAX ((size_t)16 << 20)

struct words {
	const char *conf_file;
	struct load_paths rules;
	struct load_paths feeds;
	bool wildcards; /* what each stands for is wanted */
	bool is_whole;  /* no paths: the configuration and all that it names */
};

struct findings {
	struct diags diags;
	struct arena *arena; /* owned: of the rules */
	bool wants_costs;
	struct lint_costs costs;
	bool has_rules; /* they were looked at */
	bool has_feeds;
	struct rule_set_stats stats;
	size_t files; /* of rules */
	size_t tests;
	size_t feeds;
};

/* --- what is checked --- */

static void check_rules(struct findings *findings, const char *const *paths, size_t count)
{
	struct arena *arena = findings->arena;
	struct diags *diags = &findings->diags;
	struct rule_book *book = rule_book_load(arena, paths, count, diags);
	struct rule_set *set = NULL;

	findings->has_rules = true;
	if (book) {
		findings->files = book->file_count;
		book_lint(book, diags);
		set = rule_set_compile(arena, book, diags);
	}
	if (set) {
		rule_set_stats(set, &findings->stats);
		findings->tests = rule_set_run_tests(set, book, diags);
	}
	if (set && findings->wants_costs) {
		lint_costs_init(&findings->costs, book);
	}
}

static void check_feeds(struct findings *findings, const struct conf *conf)
{
	struct feed_specs specs;

	feed_specs_init(&specs);
	findings->has_feeds = true;
	/* The outcome is in the diagnostics. */
	(void)!feeds_load(conf, &specs, &findings->diags);
	findings->feeds = specs.count;
	feed_specs_done(&specs);
}

/* The lists that were named, with the credentials of the configuration. */
static void check_named_feeds(struct findings *findings, const struct words *words)
{
	struct conf *conf = conf_load(words->conf_file, NULL, 0, &findings->diags);

	if (conf) {
		struct conf named = *conf;

		named.feeds = (struct conf_list){
			.items = words->feeds.items, .count = words->feeds.count};
		check_feeds(findings, &named);
	}
	conf_free(conf);
}

static void check_all(struct findings *findings, const struct words *words)
{
	struct conf *conf = conf_load(words->conf_file, NULL, 0, &findings->diags);

	if (conf) {
		check_feeds(findings, conf);
		check_rules(findings, conf->rules.items, conf->rules.count);
	}
	conf_free(conf);
}

static void check(struct findings *findings, const struct words *words)
{
	if (words->is_whole) {
		check_all(findings, words);
	}
	if (words->feeds.count > 0) {
		check_named_feeds(findings, words);
	}
	if (words->rules.count > 0) {
		check_rules(findings, words->rules.items, words->rules.count);
	}
}

/* --- what a path is --- */

enum path_kind { PATH_RULES, PATH_FEEDS, PATH_CONF };

static bool has_key(const struct yaml_node *node, const char *const *keys)
{
	for (; node && node->type == YAML_MAPPING && *keys; keys++) {
		if (yaml_get(node, str_from(*keys))) {
			return true;
		}
	}
	return false;
}

static enum path_kind kind_of_root(const struct yaml_node *root)
{
	static const char *const of_rules[] = {"rule", "macro", "list", "entity", NULL};
	static const char *const of_feeds[] = {"url", "feeds", NULL};
	const struct yaml_node *first = root ? root->first : NULL;

	/* A rule without its "- " is still meant to be a rule. */
	if (root && root->type == YAML_MAPPING && !has_key(root, of_rules)) {
		return PATH_CONF;
	}
	if (root && root->type == YAML_SEQUENCE && first &&
		(first->type == YAML_SCALAR || has_key(first, of_feeds))) {
		return PATH_FEEDS;
	}
	return PATH_RULES;
}

/* Of a list the first item, so that a long file is not read twice; else all of it. Items begin at the beginning of a line. */
static struct str first_item(struct str text)
{
	struct str rest = text;
	struct str line;
	bool has_begun = false;

	while (str_cut(&rest, '\n', &line)) {
		struct str trimmed = str_trim(line);

		if (has_begun && str_starts(line, STR("- "))) {
			return str_slice(text, 0, (size_t)(line.ptr - text.ptr));
		}
		if (!has_begun && trimmed.len > 0 && trimmed.ptr[0] != '#') {
			has_begun = str_starts(line, STR("- "));
			if (!has_begun) {
				return text;
			}
		}
	}
	return text;
}

/* The first item tells. What cannot be read is left to those who load rules, who say why. */
static enum path_kind kind_of_yaml(const char *path)
{
	enum path_kind kind = PATH_RULES;
	struct arena *arena = arena_new(0);
	struct diags ignored;
	struct buf text;

	diags_init(&ignored);
	buf_init(&text, LIMIT_RULE_FILE);
	if (file_read(path, false, &text) == 0) {
		kind = kind_of_root(yaml_parse(arena, path, first_item(buf_str(&text)), &ignored));
	}
	buf_done(&text);
	diags_done(&ignored);
	arena_free(arena);
	return kind;
}

static enum path_kind kind_of(const char *path)
{
	struct str name = str_from(path);
	struct stat status;

	if (name.len > 5 && str_eq_nocase(str_slice(name, name.len - 5, 5), STR(".opml"))) {
		return PATH_FEEDS;
	}
	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode)) {
		return PATH_RULES;
	}
	return kind_of_yaml(path);
}

static void add_path(struct words *words, const char *path)
{
	switch (kind_of(path)) {
	case PATH_CONF:
		words->conf_file = path;
		words->is_whole = true;
		break;
	case PATH_FEEDS:
		load_paths_add(&words->feeds, path);
		break;
	default:
		load_paths_add(&words->rules, path);
		break;
	}
}

/* --- what is said --- */

static void write_diag(struct json_writer *w, const struct diag *diag)
{
	json_open_object(w);
	json_key_str(w, "level", diag->level == DIAG_ERROR ? STR("error") : STR("warning"));
	if (diag->file) {
		json_key_str(w, "file", str_from(diag->file));
	}
	if (diag->line) {
		json_key_int(w, "line", diag->line);
	}
	if (diag->column) {
		json_key_int(w, "column", diag->column);
	}
	json_key_str(w, "message", str_from(diag->message));
	if (diag->source_line) {
		json_key_str(w, "source", str_from(diag->source_line));
	}
	if (diag->suggestion) {
		json_key_str(w, "hint", str_from(diag->suggestion));
	}
	json_close_object(w);
}

static void write_rules(struct json_writer *w, const struct findings *findings)
{
	json_key_int(w, "files", (int64_t)findings->files);
	json_key_int(w, "rules", (int64_t)findings->stats.rules);
	json_key_int(w, "entities", (int64_t)findings->stats.entities);
	json_key_int(w, "terms", (int64_t)findings->stats.terms);
	json_key_int(w, "without_key", (int64_t)findings->stats.without_key);
	json_key_int(w, "index_bytes", (int64_t)findings->stats.index_bytes);
	json_key_int(w, "tests", (int64_t)findings->tests);
}

static void write_cost(struct json_writer *w, const struct lint_cost *cost)
{
	json_open_object(w);
	json_key_str(w, "wildcard", cost->pattern);
	json_key_str(w, "file", str_from(cost->place.file));
	json_key_int(w, "line", cost->place.line);
	json_key_int(w, "column", cost->place.column);
	json_key_int(w, "uses", (int64_t)cost->uses);
	json_key_str(w, "found_by", str_from(lint_cost_part_name(cost->part)));
	json_key_int(w, "letters", (int64_t)cost->letters);
	json_key_int(w, "words", (int64_t)cost->common.words);
	json_key(w, "stems");
	json_open_array(w);
	for (size_t i = 0; i < cost->common.count && i < LINT_WILDCARD_SHOWN; i++) {
		json_str(w, cost->common.shown[i]);
	}
	json_close_array(w);
	json_close_object(w);
}

static void write_costs(struct json_writer *w, const struct lint_costs *costs)
{
	json_key(w, "wildcards");
	json_open_array(w);
	for (size_t i = 0; i < costs->count; i++) {
		write_cost(w, &costs->items[i]);
	}
	json_close_array(w);
}

static void print_costs(const struct ctl *ctl, const struct lint_costs *costs)
{
	if (costs->count > 0) {
		show_format(ctl, SHOW_BOLD, "WORDS  USES  FOUND BY         WILDCARD\n");
	}
	for (size_t i = 0; i < costs->count; i++) {
		const struct lint_cost *cost = &costs->items[i];

		show_format(ctl, SHOW_PLAIN, "%5zu %5zu  %-9s %2zu letter%s  ", cost->common.words,
			cost->uses, lint_cost_part_name(cost->part), cost->letters,
			cost->letters == 1 ? " " : "s");
		show_text(ctl, SHOW_CYAN, cost->pattern);
		for (size_t k = 0; k < cost->common.count && k < LINT_WILDCARD_SHOWN; k++) {
			show_format(ctl, SHOW_DIM, "%s%.*s", k == 0 ? "  " : ", ",
				STR_ARG(cost->common.shown[k]));
		}
		show_format(ctl, SHOW_DIM, "%s  ",
			cost->common.count > LINT_WILDCARD_SHOWN ? " …" : "");
		show_text(ctl, SHOW_DIM, str_from(cost->place.file));
		show_format(ctl, SHOW_DIM, ":%u:%u\n", cost->place.line, cost->place.column);
	}
}

static void print_json(const struct findings *findings)
{
	const struct diags *diags = &findings->diags;
	struct json_writer w;
	struct buf out;

	buf_init(&out, JSON_MAX);
	w = json_writer_start(&out);
	json_open_object(&w);
	json_key_bool(&w, "ok", diags->errors == 0);
	json_key_int(&w, "errors", (int64_t)diags->errors);
	json_key_int(&w, "warnings", (int64_t)diags->warnings);
	json_key(&w, "diagnostics");
	json_open_array(&w);
	for (const struct diag *diag = diags->first; diag; diag = diag->next) {
		write_diag(&w, diag);
	}
	json_close_array(&w);
	if (findings->has_rules) {
		write_rules(&w, findings);
	}
	if (findings->wants_costs) {
		write_costs(&w, &findings->costs);
	}
	if (findings->has_feeds) {
		json_key_int(&w, "feeds", (int64_t)findings->feeds);
	}
	json_close_object(&w);
	buf_add_byte(&out, '\n');
	(void)fwrite(out.ptr, 1, out.len, stdout);
	buf_done(&out);
}

static void show_count(const struct ctl *ctl, size_t count, const char *one, const char *more)
{
	show_format(ctl, SHOW_PLAIN, "%zu %s", count, count == 1 ? one : more);
}

static void print_summary(const struct ctl *ctl, const struct findings *findings)
{
	const struct diags *diags = &findings->diags;

	(void)fflush(stderr);
	if (findings->has_rules && diags->errors == 0) {
		show_count(ctl, findings->stats.rules, "rule", "rules");
		show_format(ctl, SHOW_PLAIN, ", ");
		show_count(ctl, findings->stats.entities, "entity", "entities");
		show_format(ctl, SHOW_PLAIN, ", ");
		show_count(ctl, findings->tests, "test", "tests");
		show_format(ctl, SHOW_PLAIN, " in ");
		show_count(ctl, findings->files, "file", "files");
		show_format(ctl, SHOW_PLAIN, "; ");
	}
	if (findings->has_feeds && diags->errors == 0) {
		show_count(ctl, findings->feeds, "feed", "feeds");
		show_format(ctl, SHOW_PLAIN, "; ");
	}
	show_format(ctl, diags->errors ? SHOW_RED : SHOW_GREEN, "%zu error%s", diags->errors,
		diags->errors == 1 ? "" : "s");
	show_format(ctl, SHOW_PLAIN, ", ");
	show_format(ctl, diags->warnings ? SHOW_YELLOW : SHOW_PLAIN, "%zu warning%s\n",
		diags->warnings, diags->warnings == 1 ? "" : "s");
}

/* --- the command --- */

enum { OPTION_CONF, OPTION_RULES, OPTION_FEEDS, OPTION_WILDCARDS };

static int take_words(char **argv, struct words *words)
{
	static const struct args_option options[] = {[OPTION_CONF] = {"--conf", true},
		[OPTION_RULES] = {"--rules", true},
		[OPTION_FEEDS] = {"--feeds", true},
		[OPTION_WILDCARDS] = {"--wildcards", false},
		{NULL, false}};
	struct args args = args_start(argv, options);
	struct args_item item;

	while ((item = args_next(&args)).kind != ARGS_END) {
		if (item.kind == ARGS_BAD) {
			return CTL_USAGE;
		}
		if (item.kind == ARGS_WORD) {
			add_path(words, item.value);
		} else if (item.option == OPTION_CONF) {
			words->conf_file = item.value;
		} else if (item.option == OPTION_WILDCARDS) {
			words->wildcards = true;
		} else {
			load_paths_add(item.option == OPTION_RULES ? &words->rules : &words->feeds,
				item.value);
		}
	}
	if (words->rules.count + words->feeds.count == 0) {
		words->is_whole = true;
	}
	return CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct words words = {.conf_file = NULL};
	struct findings findings = {.arena = arena_new(0)};
	int status = take_words(argv, &words);

	(void)argc;
	diags_init(&findings.diags);
	if (status == CTL_OK) {
		findings.wants_costs = words.wildcards;
		check(&findings, &words);
		load_quote(&findings.diags);
		if (ctl->json) {
			print_json(&findings);
		} else {
			load_print(&findings.diags);
			print_costs(ctl, &findings.costs);
			print_summary(ctl, &findings);
		}
		status = findings.diags.errors > 0 ? CTL_FAILED : CTL_OK;
	}
	lint_costs_done(&findings.costs);
	diags_done(&findings.diags);
	arena_free(findings.arena);
	load_paths_done(&words.rules);
	load_paths_done(&words.feeds);
	return status;
}

const struct ctl_command ctl_check = {
	"check",
	"check configuration, feed lists and rules",
	"usage: nuncio check [--json] [--conf FILE] [--rules PATH]... [--feeds PATH]... [--wildcards]\n"
	"                    [PATH]...\n"
	"\n"
	"Without paths: the configuration, all feed lists and all rules that it names, with the tests in them.\n"
	"With paths, only these. A PATH that ends in .opml, or a YAML file whose first item is a URL or has\n"
	"url or feeds, is a feed list; a YAML file that is a mapping is a configuration; everything else,\n"
	"directories included, is rules.\n"
	"\n"
	"  --conf FILE    the configuration, when it is not " CONF_DEFAULT_FILE "\n"
	"  --rules PATH   rules, whatever they look like: a file or a directory\n"
	"  --feeds PATH   a feed list, whatever it looks like\n"
	"  --wildcards    lists each wildcard of the rules: how many of the words that English news is made of it\n"
	"                 stands for, how often it is used, and by what part of it words are found: its beginning or\n"
	"                 end costs least, a middle is looked for at each letter\n"
	"\n"
	"Each fault names file, line and column. The exit status is 1 when there are errors; warnings do not\n"
	"matter for it. With --json: {ok, errors, warnings, diagnostics: [{level, file, line, column, message,\n"
	"source, hint}], files, rules, entities, tests, feeds}, and with --wildcards also wildcards: [{wildcard,\n"
	"file, line, column, uses, found_by, letters, words, stems}].\n",
	run,
};
