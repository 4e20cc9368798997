/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the attributes of a tag once and keeps what pages say with them: what an element is, and values of <meta>, <link>
 * and <time>. Pure; linear in the tag.
 */
#include "parse/page_attribute.h"

#include <string.h>

#include "parse/page_tag.h"
#include "text/html_token.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool style_hides(struct str style)
{
	ptrdiff_t at = str_find(style, STR("display"));

	if (at < 0) {
		return false;
	}
	style = str_trim(str_slice(style, (size_t)at + 7, style.len));
	return str_starts(style, STR(":")) &&
	       str_starts_nocase(str_trim(str_slice(style, 1, style.len)), STR("none"));
}

/* The attributes that every element may have. */
static void take_common_attribute(struct page_attributes *ret, struct str name, struct str value)
{
	static const char *const worded[] = {"class", "id", "data-component", "data-testid",
		"data-gu-name", "data-module", "data-type", "data-name", "data-dtm-region"};

	for (size_t i = 0; i < COUNT(worded); i++) {
		if (str_eq_nocase(name, str_from(worded[i]))) {
			ret->hints |= page_hints_of_words(value);
			return;
		}
	}
	if (str_eq_nocase(name, STR("role"))) {
		ret->hints |= page_hints_of_role(str_trim(value));
	} else if (str_eq_nocase(name, STR("itemprop"))) {
		ret->hints |= page_hints_of_property(value);
	} else if (str_eq_nocase(name, STR("hidden")) ||
		   (str_eq_nocase(name, STR("style")) && style_hides(value)) ||
		   (str_eq_nocase(name, STR("aria-hidden")) && str_eq_nocase(value, STR("true")))) {
		ret->hints |= PAGE_HINT_HIDDEN;
	} else if (str_eq_nocase(name, STR("lang")) || str_eq_nocase(name, STR("xml:lang"))) {
		ret->lang = value;
	} else if (str_eq_nocase(name, STR("datetime"))) {
		ret->datetime = value;
	} else if (str_eq_nocase(name, STR("title"))) {
		ret->title = value;
	}
}

void page_attributes_read(struct str rest, struct page_attributes *ret)
{
	struct str name;
	struct str value;

	memset(ret, 0, sizeof(*ret));
	while (html_next_attribute(&rest, &name, &value)) {
		if (str_eq_nocase(name, STR("content")) || str_eq_nocase(name, STR("href"))) {
			ret->value = value;
			ret->is_link = name.len == 4;
		} else if (str_eq_nocase(name, STR("name")) ||
			   str_eq_nocase(name, STR("property")) ||
			   str_eq_nocase(name, STR("http-equiv")) ||
			   str_eq_nocase(name, STR("rel"))) {
			ret->name = value;
		} else if (str_eq_nocase(name, STR("type"))) {
			ret->type = value;
		} else {
			take_common_attribute(ret, name, value);
		}
		if (str_eq_nocase(name, STR("itemprop")) && ret->name.len == 0) {
			ret->name = value;
		}
	}
	/* The hAtom way of writing a date: <abbr class="published" title="2026-…">. */
	if ((ret->hints & PAGE_HINT_DATE) != 0 && ret->datetime.len == 0) {
		ret->datetime = ret->title;
	}
	if (str_eq_nocase(ret->name, STR("author"))) {
		ret->hints |= PAGE_HINT_AUTHOR;
	}
}
