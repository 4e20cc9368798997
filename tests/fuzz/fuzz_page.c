/* SPDX-License-Identifier: BSD-2-Clause */
/* Web pages: the article in them, and the text of feeds without boilerplate. */
#include "base/limits.h"
#include "fuzz.h"
#include "parse/page.h"
#include "text/date.h"

static void check_time(int64_t seconds)
{
	fuzz_must(seconds == DATE_NONE ||
			  (seconds >= INT64_C(-62135596800) && seconds <= INT64_C(253402300799)),
		"a date lies in the years 1 to 9999", STR(""));
}

static void check_page(const struct page *page)
{
	fuzz_must(page->is_article == (page->error[0] == '\0'),
		"a page is an article or it is said why not", str_from(page->error));
	fuzz_must_be_line(str_from(page->error), sizeof(page->error), "error");
	fuzz_must_be_line(page->title, LIMIT_TITLE_POINTS, "title");
	fuzz_must_be_line(page->author, LIMIT_NAME_POINTS, "author");
	fuzz_must_be_line(page->site, LIMIT_NAME_POINTS, "site");
	fuzz_must_be_line(page->canonical, LIMIT_URL, "canonical");
	fuzz_must_be_line(page->lang, LIMIT_LANG_POINTS, "lang");
	fuzz_must_be_text(page->text, LIMIT_ARTICLE_TEXT, "text");
	check_time(page->published);
	check_time(page->updated);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct document document = {
		.bytes = str_make((const char *)data, size),
		.content_type = STR("text/html"),
		.url = STR("https://served.example/dir/page.html"),
	};
	struct str clean;
	struct page page;

	parse_page(arena, &document, &page);
	check_page(&page);
	clean = page_clean_text(arena, page.text, page.title);
	fuzz_must_be_text(clean, LIMIT_ARTICLE_TEXT, "text without boilerplate");
	fuzz_must(clean.len <= page.text.len, "cleaning adds nothing", clean);
	return 0;
}
