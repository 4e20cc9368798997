/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides the encoding of a document from what is said of it and from its bytes. Claims are believed as far as the bytes
 * allow: text of some length that is valid UTF-8 by chance does not exist, so validity beats any claim; a claim that makes
 * rubbish of a document is dropped for the next one; and where nothing usable is said, the bytes are asked. What is given
 * out is always valid UTF-8. A document that is UTF-8 already is looked at once and never copied.
 */
#include "text/charset.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mapping.h"
#include "text/charset_guess.h"
#include "text/charset_icu.h"
#include "text/charset_mend.h"
#include "text/charset_name.h"
#include "text/charset_said.h"
#include "text/charset_table.h"
#include "text/utf8.h"

/* So many sequences of a multi-byte encoding are not valid UTF-8 by chance: 0.2 to the power of 8. */
#define UTF8_SEQUENCES_SURE 8
/* And so many times as many are valid as are not in UTF-8 with a few strays: in any other encoding it is the reverse. */
#define UTF8_MOSTLY 16

struct str charset_of_content_type(struct str content_type)
{
	struct str part;
	struct str name;

	/* What stands before the first ";" is the type. */
	if (!str_cut(&content_type, ';', &part)) {
		return (struct str){0};
	}
	while (str_cut(&content_type, ';', &part)) {
		struct str value = part;

		if (!str_cut(&value, '=', &name) ||
			!str_eq_nocase(str_trim(name), STR("charset"))) {
			continue;
		}
		value = str_trim(value);
		while (value.len > 0 && strchr("\"'", value.ptr[0])) {
			value = str_slice(value, 1, SIZE_MAX);
		}
		while (value.len > 0 && strchr("\"',", value.ptr[value.len - 1])) {
			value.len--;
		}
		return str_trim(value);
	}
	return (struct str){0};
}

void charset_warm_up(void)
{
	const char *name;

	for (size_t i = 0; (name = charset_name_at(i)) != NULL; i++) {
		charset_icu_warm_up(name);
	}
	charset_guess_warm_up();
}

/* --- deciding --- */

/* A run of charset_to_utf8. Names are those of charset_name.c, NULL for nothing said or nothing known. */
struct decision {
	struct str bytes;
	struct buf *scratch;
	const char *mark;
	const char *header;
	const char *declaration;
	bool is_meta;   /* the declaration is HTML's */
	bool is_utf8;   /* the bytes are valid UTF-8 */
	bool is_mapped; /* the bytes may be forgotten */
	struct charset_census census;

	/* what came of it */
	struct charset_verdict verdict;
	struct str text;
	int error; /* -E2BIG */
};

static bool is_name(const char *name, const char *other)
{
	return name && strcmp(name, other) == 0;
}

static bool is_wide(const char *name)
{
	return name && (strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0);
}

/* Encodings that are ASCII until a sequence of ASCII says otherwise. */
static bool has_shifts(const char *name)
{
	return name && (strncmp(name, "ISO-2022", 8) == 0 || strncmp(name, "HZ", 2) == 0);
}

static bool is_multi_byte(const char *name)
{
	return name && (strncmp(name, "Big5", 4) == 0 || strcmp(name, "GB18030") == 0 ||
			       strncmp(name, "EUC-", 4) == 0 || strcmp(name, "Shift_JIS") == 0 ||
			       strcmp(name, "windows-949") == 0);
}

static void settle(struct decision *d, enum charset_rule rule, const char *name, struct str text)
{
	d->verdict.rule = rule;
	(void)snprintf(d->verdict.name, sizeof(d->verdict.name), "%s", name);
	d->text = text;
}

/* Tries one encoding; good when at most `malformed_max` sequences have to be replaced. True when that settles it, also
 * because the buffer is too small. NULL is never good. */
static bool attempt(
	struct decision *d, enum charset_rule rule, const char *name, size_t malformed_max)
{
	size_t malformed = 0;
	int result;

	if (!name || is_name(name, "UTF-8")) {
		return false;
	}
	result =
		charset_table_has(name)
			? charset_table_convert(name, d->bytes, d->scratch, &malformed)
			: charset_icu_convert(name, d->bytes, d->is_mapped, d->scratch, &malformed);
	if (result == -E2BIG) {
		d->error = result;
		return true;
	}
	if (result < 0 || malformed > malformed_max) {
		return false;
	}
	d->verdict.replaced = malformed;
	settle(d, rule, name, buf_str(d->scratch));
	return true;
}

/* Passes over the document go part by part. A part is cut before the start of a character of UTF-8. */
static struct str part_at(const struct decision *d, size_t at)
{
	struct str part = str_slice(d->bytes, at, MAPPING_PART);

	for (size_t i = 0; i < 3 && at + part.len < d->bytes.len &&
			   ((unsigned char)part.ptr[part.len] & 0xc0) == 0x80;
		i++) {
		part.len--;
	}
	return part;
}

static void leave_part(const struct decision *d, struct str part)
{
	if (d->is_mapped) {
		mapping_forget(part);
	}
}

static void take_census(struct decision *d)
{
	struct charset_census census;

	for (size_t at = 0; at < d->bytes.len;) {
		struct str part = part_at(d, at);

		charset_mend_count(part, &census);
		d->census.high += census.high;
		d->census.valid += census.valid;
		d->census.sequences += census.sequences;
		d->census.longer += census.longer;
		leave_part(d, part);
		at += part.len;
	}
}

/* The first of what is said that says `name`, else `otherwise`. */
static enum charset_rule rule_for(
	const struct decision *d, const char *name, enum charset_rule otherwise)
{
	if (is_name(d->mark, name)) {
		return CHARSET_BY_BOM;
	}
	if (is_name(d->header, name)) {
		return CHARSET_BY_HEADER;
	}
	if (is_name(d->declaration, name)) {
		return d->is_meta ? CHARSET_BY_META : CHARSET_BY_DECLARATION;
	}
	return otherwise;
}

/* UTF-8, with what is none in it mended. */
static void settle_utf8(struct decision *d, enum charset_rule otherwise)
{
	enum charset_rule rule = rule_for(d, "UTF-8", otherwise);
	struct charset_strays strays = {0};

	if (d->is_utf8) {
		settle(d, rule, "UTF-8", d->bytes);
		return;
	}
	d->error = charset_mend_strays(d->bytes, d->scratch, &strays);
	d->verdict.replaced = strays.replaced;
	d->verdict.mixed = strays.mixed;
	settle(d, rule, "UTF-8", buf_str(d->scratch));
}

/* Bytes that are UTF-8, but for a few, are UTF-8 whatever is said, unless they are few and may well be both. */
static bool is_surely_utf8(const struct decision *d)
{
	const struct charset_census *census = &d->census;
	bool is_claimed = rule_for(d, "UTF-8", CHARSET_BY_UTF8) != CHARSET_BY_UTF8;

	if (!d->is_utf8) {
		return census->sequences >= UTF8_SEQUENCES_SURE &&
		       census->valid > UTF8_MOSTLY * (census->high - census->valid);
	}
	return census->high > 0 &&
	       (is_claimed || census->sequences >= UTF8_SEQUENCES_SURE ||
		       (!is_multi_byte(d->header) && !is_multi_byte(d->declaration)));
}

/* Nothing that was said fits, and it is no valid UTF-8. */
static void decide_by_bytes(struct decision *d)
{
	size_t malformed = d->census.high - d->census.valid;
	const char *guess;

	if (d->census.valid > 2 * malformed) {
		settle_utf8(d, CHARSET_BY_UTF8);
		return;
	}
	guess = charset_guess(d->bytes, charset_said_language(d->bytes));
	if (attempt(d, CHARSET_BY_GUESS, guess, d->census.high / 4)) {
		return;
	}
	if ((d->census.longer > 0 && d->census.valid > malformed) ||
		!attempt(d, CHARSET_BY_FALLBACK, "windows-1252", SIZE_MAX)) {
		settle_utf8(d, CHARSET_BY_FALLBACK);
	}
}

static void decide(struct decision *d)
{
	const char *claim = d->mark ? d->mark : d->header ? d->header : d->declaration;
	const char *escape;
	enum charset_rule declared = d->is_meta ? CHARSET_BY_META : CHARSET_BY_DECLARATION;
	size_t few;

	if (d->is_utf8 && !has_shifts(d->header) && !has_shifts(d->declaration)) {
		escape = charset_said_by_escape(d->bytes);
		if (escape && attempt(d, CHARSET_BY_GUESS, escape, 0)) {
			return;
		}
		if (!claim || is_name(claim, "UTF-8")) {
			settle_utf8(d, CHARSET_BY_UTF8);
			return;
		}
	}
	take_census(d);
	if (claim && d->census.high == 0 && !has_shifts(claim)) {
		/* ASCII is the same in all of them. */
		settle(d, rule_for(d, claim, CHARSET_BY_UTF8), claim, d->bytes);
		return;
	}
	if (is_surely_utf8(d)) {
		settle_utf8(d, CHARSET_BY_UTF8);
		return;
	}
	/* In a wrong encoding most characters beyond ASCII are malformed; in the right one few are. */
	few = d->census.high / 4;
	if (attempt(d, CHARSET_BY_HEADER, d->header, 0) ||
		attempt(d, declared, d->declaration, few)) {
		return;
	}
	if (d->is_utf8) {
		settle_utf8(d, CHARSET_BY_UTF8);
	} else if (!attempt(d, CHARSET_BY_HEADER, d->header, few)) {
		decide_by_bytes(d);
	}
}

/* --- EBCDIC and the wide ones --- */

/* Mark-up in EBCDIC: its declaration is read in the letters that all its code pages share (XML 1.0 appendix F.1). */
static bool decide_ebcdic(struct decision *d, const char *header)
{
	size_t malformed;
	struct str declared;
	const char *name = NULL;

	if (charset_icu_convert(
		    "IBM037", str_slice(d->bytes, 0, 512), false, d->scratch, &malformed) == 0) {
		declared = charset_said_in_declaration(buf_str(d->scratch));
		name = charset_name_find(declared);
	}
	if (name && !charset_icu_is_ascii(name) && !is_wide(name) &&
		attempt(d, CHARSET_BY_DECLARATION, name, SIZE_MAX)) {
		return true;
	}
	if (header && !charset_icu_is_ascii(header) && !is_wide(header) &&
		attempt(d, CHARSET_BY_HEADER, header, SIZE_MAX)) {
		return true;
	}
	return attempt(d, CHARSET_BY_GUESS, "IBM037", SIZE_MAX);
}

/* What is said, as far as the bytes can be read at all in it: whoever can read the declaration, or sees no zero bytes, has
 * neither UTF-16 nor EBCDIC before him. */
static const char *usable(const char *name)
{
	bool is_usable = is_name(name, "UTF-8") || has_shifts(name) ||
			 (name && charset_table_has(name)) ||
			 (name && !is_wide(name) && charset_icu_is_ascii(name));

	return is_usable ? name : NULL;
}

/* True when something was said and it was another encoding. The byte order is not what people mean. */
static bool is_other(const char *said, const char *name)
{
	size_t len = is_wide(said) ? strlen("UTF-16") : SIZE_MAX;

	return said && strncmp(said, name, len) != 0;
}

static size_t count_zeros(struct str text)
{
	size_t count = 0;
	ptrdiff_t at;

	while ((at = str_find_byte(text, '\0')) >= 0) {
		count++;
		text = str_slice(text, (size_t)at + 1, text.len);
	}
	return count;
}

static bool is_valid_utf8(struct decision *d)
{
	for (size_t at = 0; at < d->bytes.len;) {
		struct str part = part_at(d, at);

		if (!utf8_is_valid(part)) {
			return false;
		}
		d->verdict.zeros += count_zeros(part);
		leave_part(d, part);
		at += part.len;
	}
	return true;
}

static int run(struct decision *d, struct str bytes, struct str header_charset,
	struct charset_verdict *ret_verdict, struct str *ret_text)
{
	const char *header = charset_name_find(header_charset);
	const char *declaration;
	const char *wide;
	struct str declared;
	size_t mark_len = 0;

	d->mark = charset_said_by_mark(bytes, &mark_len);
	d->bytes = str_slice(bytes, mark_len, SIZE_MAX);
	while (is_name(d->mark, "UTF-8") && str_starts(d->bytes, STR("\xef\xbb\xbf"))) {
		d->bytes = str_slice(d->bytes, 3, SIZE_MAX); /* editors put it there each time */
	}
	wide = d->mark ? NULL : charset_said_by_zeros(d->bytes);
	declared = charset_said_in_declaration(d->bytes);
	if (declared.len == 0) {
		declared = charset_said_in_meta(d->bytes);
		d->is_meta = declared.len > 0;
	}
	declaration = charset_name_find(declared);
	d->header = usable(header);
	d->declaration = usable(declaration);
	if (is_wide(d->mark)) {
		(void)attempt(d, CHARSET_BY_BOM, d->mark, SIZE_MAX);
	} else if (wide) {
		(void)attempt(d, is_wide(header) ? CHARSET_BY_HEADER : CHARSET_BY_DECLARATION, wide,
			SIZE_MAX);
	} else if (d->mark || !charset_said_is_ebcdic(d->bytes) || !decide_ebcdic(d, header)) {
		d->is_utf8 = is_valid_utf8(d);
		decide(d);
	}
	if (d->error < 0) {
		return d->error;
	}
	d->verdict.contradicts = is_other(d->mark, d->verdict.name) ||
				 is_other(header, d->verdict.name) ||
				 is_other(declaration, d->verdict.name);
	if (!d->is_utf8 || d->text.ptr != d->bytes.ptr) {
		d->verdict.zeros = count_zeros(d->text);
	}
	*ret_verdict = d->verdict;
	*ret_text = d->text;
	return 0;
}

int charset_to_utf8(struct str bytes, struct str header_charset, struct buf *scratch,
	struct charset_verdict *ret_verdict, struct str *ret_text)
{
	struct decision d = {.scratch = scratch};

	return run(&d, bytes, header_charset, ret_verdict, ret_text);
}

int charset_map_to_utf8(struct str bytes, struct str header_charset, struct buf *scratch,
	struct charset_verdict *ret_verdict, struct str *ret_text)
{
	struct decision d = {.scratch = scratch, .is_mapped = true};

	return run(&d, bytes, header_charset, ret_verdict, ret_text);
}

/* --- saying it --- */

bool charset_is_guessed(const struct charset_verdict *verdict)
{
	return verdict->rule == CHARSET_BY_GUESS || verdict->rule == CHARSET_BY_FALLBACK;
}

size_t charset_describe(const struct charset_verdict *verdict, char *out, size_t size)
{
	bool is_plain = !charset_is_guessed(verdict) && !verdict->contradicts;
	const char *why = verdict->rule == CHARSET_BY_FALLBACK ? " (fallback)"
			  : verdict->rule == CHARSET_BY_GUESS  ? " (guessed)"
			  : verdict->contradicts               ? " (not what was said)"
							       : "";
	char malformed[48] = "";
	char mixed[48] = "";
	int len;

	if (size > 0) {
		out[0] = '\0';
	}
	if (is_plain && verdict->replaced == 0 && verdict->mixed == 0) {
		return 0;
	}
	if (verdict->replaced > 0) {
		(void)snprintf(malformed, sizeof(malformed), ", %zu malformed", verdict->replaced);
	}
	if (verdict->mixed > 0) {
		(void)snprintf(mixed, sizeof(mixed), ", %zu bytes of windows-1252", verdict->mixed);
	}
	len = snprintf(out, size, "charset %s%s%s%s", verdict->name, why, malformed, mixed);
	return len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1;
}
