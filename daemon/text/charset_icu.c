/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only file that knows ICU's converters. Never opens a file: all tables are in ICU's library, and charset_icu_warm_up
 * forbids the rest. What is given out is valid UTF-8, whatever came in.
 */
#include "text/charset_icu.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/udata.h>

#include "base/mapping.h"

#define PIVOT_UNITS 2048
#define OUTPUT_CHUNK 16384

/* Labels of strangers come this far: nothing but letters, digits and what stands between them. */
static bool is_label(const char *label)
{
	return label[0] != '\0' &&
	       label[strspn(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "-_.:()")] == '\0';
}

static bool is_wanted(UConverterType type)
{
	switch (type) {
	case UCNV_SBCS:
	case UCNV_DBCS:
	case UCNV_MBCS:
	case UCNV_EBCDIC_STATEFUL:
	case UCNV_ISO_2022:
	case UCNV_HZ:
	case UCNV_LATIN_1:
	case UCNV_US_ASCII:
	case UCNV_COMPOUND_TEXT:
		return true;
	default:
		return false;
	}
}

const char *charset_icu_find(const char *label)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter = is_label(label) ? ucnv_open(label, &error) : NULL;
	const char *name = NULL;
	bool wanted = converter && U_SUCCESS(error) && is_wanted(ucnv_getType(converter));

	ucnv_close(converter);
	if (!wanted) {
		return NULL;
	}
	error = U_ZERO_ERROR;
	name = ucnv_getStandardName(label, "MIME", &error);
	if (!name || U_FAILURE(error)) {
		error = U_ZERO_ERROR;
		name = ucnv_getStandardName(label, "IANA", &error);
	}
	if (!name || U_FAILURE(error)) {
		error = U_ZERO_ERROR;
		name = ucnv_getAlias(label, 0, &error);
	}
	return U_SUCCESS(error) ? name : NULL;
}

bool charset_icu_is_ascii(const char *name)
{
	static const char markup[] = "<?xml A='0'>/&;\"";
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter = ucnv_open(name, &error);
	UChar units[2 * sizeof(markup)];
	int32_t count = 0;

	if (U_SUCCESS(error)) {
		count = ucnv_toUChars(converter, units, (int32_t)(sizeof(units) / sizeof(units[0])),
			markup, (int32_t)sizeof(markup) - 1, &error);
	}
	ucnv_close(converter);
	if (U_FAILURE(error) || count != (int32_t)sizeof(markup) - 1) {
		return false;
	}
	for (int32_t i = 0; i < count; i++) {
		if (units[i] != (UChar)markup[i]) {
			return false;
		}
	}
	return true;
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

/* Forgets what lies before `source`, in large pieces; returns where the next one begins. */
static const char *forget_behind(const char *begin, const char *source)
{
	if ((size_t)(source - begin) < MAPPING_PART) {
		return begin;
	}
	mapping_forget(str_make(begin, (size_t)(source - begin)));
	return source;
}

/* Runs the two converters over all bytes; `out` grows by what they give. */
static int convert_all(
	UConverter *from, UConverter *to, struct str bytes, bool is_mapped, struct buf *out)
{
	UChar pivot[PIVOT_UNITS];
	UChar *pivot_source = pivot;
	UChar *pivot_target = pivot;
	const char *source = bytes.ptr;
	const char *kept = bytes.ptr;
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
		kept = is_mapped ? forget_behind(kept, source) : kept;
	}
	return U_FAILURE(error) ? -EINVAL : 0;
}

int charset_icu_convert(
	const char *name, struct str bytes, bool is_mapped, struct buf *out, size_t *ret_malformed)
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
		result = convert_all(from, to, bytes, is_mapped, out);
		*ret_malformed = malformed.count;
	}
	ucnv_close(from);
	ucnv_close(to);
	return result;
}

void charset_icu_warm_up(const char *name)
{
	UErrorCode error = U_ZERO_ERROR;

	udata_setFileAccess(UDATA_NO_FILES, &error);
	error = U_ZERO_ERROR;
	/* ICU keeps the tables of a converter that was closed. */
	ucnv_close(ucnv_open(name, &error));
}
