/* SPDX-License-Identifier: BSD-2-Clause */
/* Rule files: loaded, compiled, their tests run, as nuncio check does, and tried on one article. */
#include "base/diag.h"
#include "base/limits.h"
#include "fuzz.h"
#include "match/lint.h"
#include "match/matcher.h"

static void check_diagnostics(const struct diags *diags)
{
	struct buf text;

	buf_init(&text, (size_t)16 << 20);
	diags_format(diags, &text);
	fuzz_must_be_printable(buf_str(&text), "diagnostics");
	buf_done(&text);
}

static void try_article(const struct rule_set *set, struct arena *arena)
{
	struct match_input input = {
		.fields = {[FIELD_TITLE] = STR("The envoy of one state visits another"),
			[FIELD_BODY] = STR("alpha beta gamma. Delta alpha, beta!\n\none two three"),
			[FIELD_URL] = STR("https://a.example/b"),
			[FIELD_SOURCE] = STR("Feed")}};
	struct matcher *matcher = matcher_new(set);
	struct hits hits;

	fuzz_must(matcher_run(matcher, &input, arena, &hits) == 0, "a small article is matched",
		STR(""));
	fuzz_must(hits.count <= LIMIT_HITS, "number of hits", STR(""));
	for (size_t i = 0; i < hits.count; i++) {
		fuzz_must_be_text(hits.hits[i].excerpt, LIMIT_EXCERPT_POINTS, "excerpt");
	}
	matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct book_source source = {
		.file = "fuzz.yaml", .text = str_make((const char *)data, size)};
	struct arena *arena = fuzz_arena();
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
		try_article(set, arena);
	}
	check_diagnostics(&diags);
	diags_done(&diags);
	return 0;
}
