/* SPDX-License-Identifier: BSD-2-Clause */
/* HTML fragments to text. The first byte chooses the ceiling of the output. */
#include "base/limits.h"
#include "fuzz.h"
#include "text/charset.h"
#include "text/html.h"

static void check_text(struct str text, size_t max_bytes, const char *what)
{
	fuzz_must_be_text(text, LIMIT_ARTICLE_TEXT, what);
	fuzz_must(text.len <= max_bytes, what, text);
	fuzz_must(text.len == 0 ||
			  (text.ptr[0] != ' ' && text.ptr[0] != '\n' &&
				  text.ptr[text.len - 1] != ' ' && text.ptr[text.len - 1] != '\n'),
		"text has no white space around it", text);
	fuzz_must(str_find(text, STR("  ")) < 0, "text has no run of spaces", text);
	fuzz_must(str_find(text, STR(" \n")) < 0 && str_find(text, STR("\n ")) < 0,
		"lines have no spaces around them", text);
	fuzz_must(str_find(text, STR("\n\n\n")) < 0, "text has no run of blank lines", text);
}

/* As documents arrive here: any bytes, but UTF-8. */
static struct str to_utf8(struct arena *arena, struct str bytes)
{
	struct charset_verdict verdict;
	struct buf scratch;
	struct str text;

	buf_init(&scratch, LIMIT_DOCUMENT);
	fuzz_must(charset_to_utf8(bytes, STR(""), &scratch, &verdict, &text) == 0,
		"a small document can be converted", bytes);
	text = arena_str(arena, text);
	buf_done(&scratch);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t ceilings[] = {LIMIT_ARTICLE_TEXT, LIMIT_TITLE_POINTS * 4, 100, 7, 1, 0};
	struct str input = str_make((const char *)data, size);
	struct arena *arena = fuzz_arena();
	size_t max = ceilings[fuzz_take_byte(&input) % (sizeof(ceilings) / sizeof(ceilings[0]))];
	struct str html = to_utf8(arena, input);
	struct str text = html_to_text(arena, html, max);
	struct str plain = html_fold_plain(arena, html, max);
	uint32_t points[2];

	check_text(text, max, "text of HTML");
	check_text(plain, max, "text of plain text");
	fuzz_must(str_eq(html_fold_plain(arena, plain, max), plain),
		"folding what is folded changes nothing", plain);
	(void)html_looks_like_markup(html);
	if (html.len > 0 && html.ptr[0] == '&') {
		fuzz_must(html_reference(html, points) <= html.len, "a reference lies in the text",
			html);
	}
	fuzz_must_be_utf8(html_unescape(arena, text), "unescaped text");
	return 0;
}
