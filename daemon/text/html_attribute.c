/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attributes that decide about text. Reads each attribute once and style sheets not at all; never decodes character
 * references, which nobody writes in what is looked at here.
 */
#include "text/html_attribute.h"

/* An alternative text of fewer words is a caption at most ("logo", "photo: dpa"). */
#define ALT_WORDS_MIN 5
/* Characters of scripts without spaces that make up one word. */
#define IDEOGRAPHS_PER_WORD 2

/* Whether one declaration of a style ("display: none !important") hides. */
static bool declaration_hides(struct str declaration)
{
	struct str name;
	struct str value = declaration;

	if (!str_cut(&value, ':', &name) || value.ptr == NULL) {
		return false;
	}
	name = str_trim(name);
	value = str_trim(value);
	if (str_eq_nocase(name, STR("display"))) {
		return str_starts_nocase(value, STR("none"));
	}
	return str_eq_nocase(name, STR("visibility")) &&
	       (str_starts_nocase(value, STR("hidden")) ||
		       str_starts_nocase(value, STR("collapse")));
}

static bool style_hides(struct str style)
{
	struct str declaration;

	while (str_cut(&style, ';', &declaration)) {
		if (declaration_hides(declaration)) {
			return true;
		}
	}
	return false;
}

bool html_is_hidden(const struct html_tag *tag, bool is_inline)
{
	struct str rest = tag->attributes;
	struct str name;
	struct str value;

	while (html_next_attribute(&rest, &name, &value)) {
		switch (name.len) {
		case 5:
			if (str_eq_nocase(name, STR("style")) && style_hides(value)) {
				return true;
			}
			break;
		case 6:
			if (str_eq_nocase(name, STR("hidden"))) {
				return true;
			}
			break;
		case 11:
			if (is_inline && str_eq_nocase(name, STR("aria-hidden")) &&
				str_eq_nocase(str_trim(value), STR("true"))) {
				return true;
			}
			break;
		default:
			break;
		}
	}
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Words between spaces; of scripts without spaces (CJK, from U+2E80 on) by the number of characters. */
static size_t count_words(struct str text)
{
	size_t ideographs = 0;
	size_t words = 0;

	for (size_t i = 0; i < text.len; i++) {
		ideographs +=
			(unsigned char)text.ptr[i] >= 0xe3 && (unsigned char)text.ptr[i] <= 0xed;
		words += !is_space(text.ptr[i]) && (i == 0 || is_space(text.ptr[i - 1]));
	}
	return words + ideographs / IDEOGRAPHS_PER_WORD;
}

static bool is_file_name(struct str text)
{
	static const struct str endings[] = {STR_INIT(".jpg"), STR_INIT(".jpeg"), STR_INIT(".png"),
		STR_INIT(".gif"), STR_INIT(".webp"), STR_INIT(".svg"), STR_INIT(".avif"),
		STR_INIT(".tif"), STR_INIT(".bmp")};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t from = text.len - endings[i].len;

		if (text.len > endings[i].len &&
			str_eq_nocase(str_slice(text, from, text.len), endings[i])) {
			return true;
		}
	}
	return false;
}

/* "0", "1", "1px": an image that counts who reads. */
static bool is_tiny(struct str size)
{
	size = str_trim(size);
	return size.len > 0 && (size.ptr[0] == '0' || size.ptr[0] == '1') &&
	       (size.len == 1 || size.ptr[1] < '0' || size.ptr[1] > '9');
}

struct str html_image_text(const struct html_tag *tag)
{
	struct str rest = tag->attributes;
	struct str alt = {NULL, 0};
	struct str name;
	struct str value;

	while (html_next_attribute(&rest, &name, &value)) {
		if (str_eq_nocase(name, STR("alt"))) {
			alt = str_trim(value);
		} else if ((str_eq_nocase(name, STR("width")) ||
				   str_eq_nocase(name, STR("height"))) &&
			   is_tiny(value)) {
			return str_make(NULL, 0);
		}
	}
	if (count_words(alt) < ALT_WORDS_MIN || is_file_name(alt) || str_find_byte(alt, '<') >= 0) {
		return str_make(NULL, 0);
	}
	return alt;
}
