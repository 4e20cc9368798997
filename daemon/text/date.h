/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates as feeds write them, to seconds since 1970 UTC, and back as RFC 3339. Pure: no clock, no time zone of the machine. */
#ifndef NUNCIO_TEXT_DATE_H
#define NUNCIO_TEXT_DATE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

/* "No date". */
#define DATE_NONE INT64_MIN
/* Bytes of "2026-01-31T23:59:59Z" and a NUL. */
#define DATE_RFC3339_SIZE 32

/* RFC 822 and its successors with their wild forms, months in some thirty languages, RFC 3339, ISO 8601 and W3CDTF in all
 * precisions, asctime, East Asian dates, seconds since 1970. -EINVAL when it is none of these or outside the years 1 to
 * 9999; *ret_seconds stays as it was. */
MUST_CHECK int date_parse(struct str s, int64_t *ret_seconds);
/* A day or a time as people write them for us: RFC 3339, or its date alone. Otherwise the same. */
MUST_CHECK int date_parse_rfc3339(struct str s, int64_t *ret_seconds);
/* "2026-01-31T23:59:59Z", terminated. Returns its length. */
size_t date_format(int64_t seconds, char out[DATE_RFC3339_SIZE]);
/* RFC 9110 5.6.7 HTTP-date in its three forms. */
MUST_CHECK int date_parse_http(struct str s, int64_t *ret_seconds);

#endif
