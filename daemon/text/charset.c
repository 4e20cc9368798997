/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guesses the encoding of a document from what is said of it and from its bytes, and turns it into UTF-8 with ICU. Claims
 * are believed as far as the bytes allow: text of some length that is valid UTF-8 by chance does not exist, so validity
 * beats any claim; and a claim that makes rubbish of a document is dropped for the next one. What is given out is
 * always valid UTF-8. Never opens a file: names come from charset_name.c, and charset_warm_up forbids it to ICU.
 */
#include "text/charset.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/udata.h>

#include "text/charset_name.h"
#include "text/utf8.h"

/* Where an XML declaration is looked for; it stands at the very start (XML 1.0 2.8). */
#define DECLARATION_WITHIN 512
#define PIVOT_UNITS 2048
#define OUTPUT_CHUNK 16384
/* So many sequences of a multi-byte encoding are not valid UTF-8 by chance: 0.2 to the power of 8. */
#define UTF8_SEQUENCES_SURE 8

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
	UErrorCode error = U_ZERO_ERROR;
	const char *name;

	udata_setFileAccess(UDATA_NO_FILES, &error);
	for (size_t i = 0; (name = charset_name_at(i)) != NULL; i++) {
		UErrorCode ignored = U_ZERO_ERROR;

		/* ICU keeps the tables of a converter that was closed. */
		ucnv_close(ucnv_open(name, &ignored));
	}
}

/* --- converting --- */

/* The value ICU hands to on_malformed. */
struct malformed {
	size_t count;
};

/* Replaces what is malformed or has no character by U+FFFD, and counts it. */
static void on_malformed(const void *context, UConverterToUnicodeArgs *args, const char *bytes,
	int32_t length, UConverterCallbackReason reason, UErrorCode *error)
{
	static const UChar replacement = 0xfffd; /* ICU's own choice is U+001A now and then */
	/* ICU hands back our own pointer, which is to nothing constant. */
	struct malformed *malformed = (struct malformed *)context;

	(void)bytes;
	(void)length;
	if (reason > UCNV_IRREGULAR) {
		return; /* reset, close, clone */
	}
	malformed->count++;
	*error = U_ZERO_ERROR;
	ucnv_cbToUWriteUChars(args, &replacement, 1, 0, error);
}

/* Runs the two converters over all bytes; `out` grows by what they give. */
static int convert_all(UConverter *from, UConverter *to, struct str bytes, struct buf *out)
{
	UChar pivot[PIVOT_UNITS];
	UChar *pivot_source = pivot;
	UChar *pivot_target = pivot;
	const char *source = bytes.ptr;
	UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
	UBool first = 1;

	for (; error == U_BUFFER_OVERFLOW_ERROR; first = 0) {
		size_t room =
			out->max - out->len < OUTPUT_CHUNK ? out->max - out->len : OUTPUT_CHUNK;
		char *chunk = room > 0 ? buf_extend(out, room) : NULL;
		char *target = chunk;

		if (!chunk) {
			return -E2BIG;
		}
		error = U_ZERO_ERROR;
		ucnv_convertEx(to, from, &target, chunk + room, &source, bytes.ptr + bytes.len,
			pivot, &pivot_source, &pivot_target, pivot + PIVOT_UNITS, first, true,
			&error);
		out->len -= room - (size_t)(target - chunk);
	}
	return U_FAILURE(error) ? -EINVAL : 0;
}

/* `bytes` in the encoding `name` as UTF-8 in `out`, which is emptied. -ENOTSUP when this ICU lacks the encoding. */
static int convert(const char *name, struct str bytes, struct buf *out, size_t *ret_malformed)
{
	UErrorCode error = U_ZERO_ERROR;
	struct malformed malformed = {0};
	UConverter *from = ucnv_open(name, &error);
	UConverter *to = ucnv_open("UTF-8", &error);
	int result = -ENOTSUP;

	buf_clear(out);
	if (U_SUCCESS(error)) {
		ucnv_setToUCallBack(from, on_malformed, &malformed, NULL, NULL, &error);
	}
	if (U_SUCCESS(error)) {
		result = convert_all(from, to, bytes, out);
		*ret_malformed = malformed.count;
	}
	ucnv_close(from);
	ucnv_close(to);
	return result;
}

/* The same for UTF-8 that is broken here and there: each bad byte becomes U+FFFD. */
static int repair_utf8(struct str bytes, struct buf *out, size_t *ret_malformed)
{
	size_t malformed = 0;
	size_t good = 0; /* start of what is not yet copied */
	size_t at = 0;

	buf_clear(out);
	while (at < bytes.len) {
		size_t from = at;

		if (utf8_next(bytes, &at) != 0xfffd || at != from + 1) {
			continue;
		}
		malformed++;
		buf_add(out, bytes.ptr + good, from - good);
		buf_add_str(out, STR("\xef\xbf\xbd"));
		good = at;
	}
	buf_add(out, bytes.ptr + good, at - good);
	*ret_malformed = malformed;
	return out->full ? -E2BIG : 0;
}

/* --- what is said, and what the bytes say --- */

/* The value of `encoding` in an XML declaration at the start (XML 1.0 2.8); empty when there is none. */
static struct str declared_encoding(struct str bytes)
{
	struct str head = str_trim(str_slice(bytes, 0, DECLARATION_WITHIN));
	ptrdiff_t at;
	char quote;

	if (!str_starts(head, STR("<?xml"))) {
		return (struct str){0};
	}
	at = str_find(head, STR("?>"));
	head = str_slice(head, 0, at >= 0 ? (size_t)at : 0);
	at = str_find(head, STR("encoding"));
	if (at < 0) {
		return (struct str){0};
	}
	head = str_trim(str_slice(head, (size_t)at + strlen("encoding"), SIZE_MAX));
	if (!str_starts(head, STR("="))) {
		return (struct str){0};
	}
	head = str_trim(str_slice(head, 1, SIZE_MAX));
	if (!str_starts(head, STR("\"")) && !str_starts(head, STR("'"))) {
		return (struct str){0};
	}
	quote = head.ptr[0];
	head = str_slice(head, 1, SIZE_MAX);
	at = str_find_byte(head, quote);
	return at >= 0 ? str_slice(head, 0, (size_t)at) : (struct str){0};
}

/* UTF-16 and UTF-32 by the zero bytes of a first character that is ASCII (XML 1.0 appendix F.1, RFC 4627 3). */
static const char *wide_by_zeros(struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;

	if (bytes.len < 4) {
		return NULL;
	}
	switch ((p[0] != 0) << 3 | (p[1] != 0) << 2 | (p[2] != 0) << 1 | (p[3] != 0)) {
	case 0x1:
		return "UTF-32BE";
	case 0x8:
		return "UTF-32LE";
	case 0x5:
		return "UTF-16BE";
	case 0xa:
		return "UTF-16LE";
	default:
		return NULL;
	}
}

static const char *by_mark(struct str bytes, size_t *ret_len)
{
	static const struct {
		struct str mark;
		const char *name;
	} marks[] = {
		{STR_INIT("\xef\xbb\xbf"), "UTF-8"},
		{STR_INIT("\xff\xfe\0\0"), "UTF-32LE"},
		{STR_INIT("\0\0\xfe\xff"), "UTF-32BE"},
		{STR_INIT("\xff\xfe"), "UTF-16LE"},
		{STR_INIT("\xfe\xff"), "UTF-16BE"},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (str_starts(bytes, marks[i].mark)) {
			*ret_len = marks[i].mark.len;
			return marks[i].name;
		}
	}
	return NULL;
}

static bool is_wide(const char *name)
{
	return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0;
}

/* --- deciding --- */

/* A run of charset_to_utf8. Names are those of charset_name.c, NULL for nothing said or nothing known. */
struct decision {
	struct str bytes;
	struct buf *scratch;
	const char *header;
	const char *declaration;
	bool is_utf8;     /* the bytes are valid UTF-8 */
	size_t high;      /* bytes from 0x80 on */
	size_t sequences; /* of them starts of sequences */

	/* what came of it */
	struct charset_verdict verdict;
	struct str text;
	int error; /* -E2BIG */
};

static void count_high(struct decision *d)
{
	for (size_t i = 0; i < d->bytes.len; i++) {
		unsigned char byte = (unsigned char)d->bytes.ptr[i];

		d->high += byte >= 0x80;
		d->sequences += byte >= 0xc0;
	}
}

static void settle(struct decision *d, enum charset_rule rule, const char *name, struct str text)
{
	d->verdict.rule = rule;
	strncpy(d->verdict.name, name, sizeof(d->verdict.name) - 1);
	d->text = text;
}

/* Tries one encoding; good when at most `malformed_max` sequences have to be replaced. True when that settles it, also
 * because the buffer is too small. NULL is never good. */
static bool attempt(
	struct decision *d, enum charset_rule rule, const char *name, size_t malformed_max)
{
	bool is_utf8 = name && strcmp(name, "UTF-8") == 0;
	size_t malformed = 0;
	int result;

	if (!name) {
		return false;
	}
	if (is_utf8 && d->is_utf8) {
		settle(d, rule, name, d->bytes);
		return true;
	}
	result = is_utf8 ? repair_utf8(d->bytes, d->scratch, &malformed)
			 : convert(name, d->bytes, d->scratch, &malformed);
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

/* The first of what is said that says `name`, else `otherwise`. */
static enum charset_rule rule_for(
	const struct decision *d, const char *name, enum charset_rule otherwise)
{
	if (d->header && strcmp(d->header, name) == 0) {
		return CHARSET_BY_HEADER;
	}
	if (d->declaration && strcmp(d->declaration, name) == 0) {
		return CHARSET_BY_DECLARATION;
	}
	return otherwise;
}

static bool is_multi_byte(const char *name)
{
	return name && (strncmp(name, "Big5", 4) == 0 || strcmp(name, "GB18030") == 0 ||
			       strcmp(name, "EUC-JP") == 0 || strcmp(name, "Shift_JIS") == 0 ||
			       strcmp(name, "windows-949") == 0);
}

/* Bytes that are valid UTF-8 are UTF-8 whatever is said, unless they are few and may well be both. */
static bool is_surely_utf8(const struct decision *d)
{
	bool is_claimed = rule_for(d, "UTF-8", CHARSET_BY_UTF8) != CHARSET_BY_UTF8;

	if (!d->is_utf8 || d->high == 0) {
		return false;
	}
	return is_claimed || d->sequences >= UTF8_SEQUENCES_SURE ||
	       (!is_multi_byte(d->header) && !is_multi_byte(d->declaration));
}

static void decide(struct decision *d)
{
	const char *claim = d->header ? d->header : d->declaration;
	bool has_shifts = claim && strcmp(claim, "ISO-2022-JP") == 0;
	size_t few;

	if (d->is_utf8 && (!claim || strcmp(claim, "UTF-8") == 0)) {
		settle(d, rule_for(d, "UTF-8", CHARSET_BY_UTF8), "UTF-8", d->bytes);
		return;
	}
	count_high(d);
	if (claim && d->high == 0 && !has_shifts) {
		/* ASCII is the same in all of them. */
		settle(d, rule_for(d, claim, CHARSET_BY_UTF8), claim, d->bytes);
		return;
	}
	if (is_surely_utf8(d)) {
		settle(d, rule_for(d, "UTF-8", CHARSET_BY_UTF8), "UTF-8", d->bytes);
		return;
	}
	/* In a wrong encoding most characters beyond ASCII are malformed; in the right one few are. */
	few = d->high / 4;
	if (attempt(d, CHARSET_BY_HEADER, d->header, 0) ||
		attempt(d, CHARSET_BY_DECLARATION, d->declaration, few) ||
		attempt(d, CHARSET_BY_UTF8, "UTF-8", 0) ||
		attempt(d, CHARSET_BY_HEADER, d->header, few) ||
		attempt(d, CHARSET_BY_UTF8, "UTF-8", few) ||
		attempt(d, CHARSET_BY_FALLBACK, "windows-1252", SIZE_MAX)) {
		return;
	}
	(void)attempt(d, CHARSET_BY_FALLBACK, "UTF-8", SIZE_MAX);
}

/* True when something was said and it was another encoding. The byte order is not what people mean. */
static bool is_other(const char *said, const char *name)
{
	size_t len = said && is_wide(said) ? strlen("UTF-16") : SIZE_MAX;

	return said && strncmp(said, name, len) != 0;
}

int charset_to_utf8(struct str bytes, struct str header_charset, struct buf *scratch,
	struct charset_verdict *ret_verdict, struct str *ret_text)
{
	struct decision d = {.bytes = bytes, .scratch = scratch};
	const char *header = charset_name_find(header_charset);
	const char *declaration;
	size_t mark_len = 0;
	const char *mark = by_mark(bytes, &mark_len);
	const char *wide = mark ? NULL : wide_by_zeros(bytes);

	d.bytes = str_slice(bytes, mark_len, SIZE_MAX);
	d.is_utf8 = utf8_is_valid(d.bytes);
	declaration = charset_name_find(declared_encoding(d.bytes));
	/* Whoever can read the declaration, or sees no zero bytes, has no UTF-16 before him. */
	d.header = header && is_wide(header) ? NULL : header;
	d.declaration = declaration && is_wide(declaration) ? NULL : declaration;
	if (mark) {
		(void)attempt(&d, CHARSET_BY_BOM, mark, SIZE_MAX);
	} else if (wide) {
		(void)attempt(&d,
			header && is_wide(header) ? CHARSET_BY_HEADER : CHARSET_BY_DECLARATION,
			wide, SIZE_MAX);
	} else {
		decide(&d);
	}
	if (d.error < 0) {
		return d.error;
	}
	d.verdict.contradicts =
		is_other(header, d.verdict.name) || is_other(declaration, d.verdict.name);
	*ret_verdict = d.verdict;
	*ret_text = d.text;
	return 0;
}
