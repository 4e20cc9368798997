/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rule files: loaded, compiled, their tests run, as nuncio check does, tried on one article and explained. Behind the rules
 * a title and a body may stand, separated by U+0001.
 */
#include "base/diag.h"
#include "base/limits.h"
#include "fuzz.h"
#include "hit_promises.h"
#include "match/lint.h"
#include "match/matcher.h"
#include "text/utf8.h"

/* Rules of one file. */
#define EXPLAINED_MAX 8

static void check_diagnostics(const struct diags *diags)
{
	struct buf text;

	buf_init(&text, (size_t)16 << 20);
	diags_format(diags, &text);
	fuzz_must_be_printable(buf_str(&text), "diagnostics");
	buf_done(&text);
}

/* The article behind the rules, or one of our own. */
static struct match_input read_article(struct arena *arena, struct str text)
{
	struct match_input input = {
		.fields = {[FIELD_TITLE] = STR("The envoy of one state visits another"),
			[FIELD_BODY] = STR("alpha beta gamma. Delta alpha, beta!\n\none two three"),
			[FIELD_URL] = STR("https://a.example/b"),
			[FIELD_TAG] = STR("alpha\nbeta"),
			[FIELD_LANG] = STR("en"),
			[FIELD_SOURCE] = STR("Feed")}};

	if (text.len > 0) {
		struct str title = fuzz_take_until(&text, 1);

		input.date = 1000000000;
		input.fields[FIELD_TITLE] = utf8_clean(arena, title, UTF8_LINE, LIMIT_TITLE_POINTS);
		input.fields[FIELD_BODY] = utf8_clean(arena, text, UTF8_TEXT, LIMIT_ARTICLE_TEXT);
	}
	return input;
}

static void try_article(const struct rule_set *set, const struct rule_book *book,
	const struct match_input *input, struct arena *arena)
{
	struct matcher *matcher = matcher_new(set);
	struct hits hits;
	size_t explained = 0;

	fuzz_must(matcher_run(matcher, input, arena, &hits) == 0, "a small article is matched",
		STR(""));
	hit_promises_check(&hits, input);
	for (size_t i = 0; i < book->rule_count && explained < EXPLAINED_MAX; i++) {
		if (book->rules[i].enabled) {
			hit_promises_explain(matcher, book->rules[i].name, input);
			explained++;
		}
	}
	matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_make((const char *)data, size);
	struct book_source source = {.file = "fuzz.yaml", .text = fuzz_take_until(&text, 1)};
	struct arena *arena = fuzz_arena();
	struct match_input input = read_article(arena, text);
	struct rule_book *book;
	struct rule_set *set;
	struct diags diags;

	diags_init(&diags);
	book = rule_book_parse(arena, &source, 1, &diags);
	fuzz_must(book ? diags.errors == 0 : diags.errors > 0,
		"a load gives a book or says why not", source.text);
	set = book ? rule_set_compile(arena, book, &diags) : NULL;
	fuzz_must(!book || set || diags.errors > 0, "rules compile or it is said why not",
		source.text);
	if (set) {
		(void)rule_set_run_tests(set, book, &diags);
		book_lint(book, &diags);
		try_article(set, book, &input, arena);
	}
	check_diagnostics(&diags);
	diags_done(&diags);
	return 0;
}
