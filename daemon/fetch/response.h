/* SPDX-License-Identifier: BSD-2-Clause */
/* The headers of one response, as far as they matter for polling. Pure: header lines in, facts out. */
#ifndef NUNCIO_FETCH_RESPONSE_H
#define NUNCIO_FETCH_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum response_field {
	RESPONSE_ETAG,
	RESPONSE_LAST_MODIFIED,
	RESPONSE_CONTENT_TYPE,
	RESPONSE_LOCATION,
	RESPONSE_EXPIRES,
	RESPONSE_DATE,
	RESPONSE_RETRY_AFTER,
	RESPONSE_CACHE_CONTROL,
	RESPONSE_AGE,
	RESPONSE_FIELD_COUNT
};

struct response {
	int status;             /* 0: no status line yet */
	size_t header_bytes;    /* of all responses of the transfer, interim ones too */
	int64_t content_length; /* -1: not given */
	bool rate_limited;      /* has x-ratelimit headers that say nothing is left */
	bool challenged;        /* cf-mitigated: challenge */
	struct buf text;        /* owned: the values */
	struct {
		uint32_t at;
		uint32_t len; /* 0: not there, or not fit to be kept */
	} fields[RESPONSE_FIELD_COUNT];
};

void response_init(struct response *response);
void response_done(struct response *response);
/* Forgets all, for the next request. */
void response_clear(struct response *response);
/* A line without its end. A status line begins anew. False: more header bytes than LIMIT_RESPONSE_HEADERS. */
bool response_add_line(struct response *response, struct str line);

/* The value, or the empty string. Borrowed until the next change. */
struct str response_get(const struct response *response, enum response_field field);
/* True when its type is one that a web page may have, or is not given. */
bool response_is_page(const struct response *response);
/* For how many seconds the server wants no further request (RFC 9111 4.2): max-age or Expires, less Age, at most a day;
 * 0: it does not say, or says that the response is stale at once. */
int64_t response_freshness(const struct response *response, int64_t now_s);
/* Retry-After in seconds (RFC 9110 10.2.3), not clamped, never negative; -1: none that can be read. */
int64_t response_retry_after(const struct response *response, int64_t now_s);
/* True when the bytes may stand in a request header: printable, and at most LIMIT_VALIDATOR of them. */
bool response_is_validator(struct str value);

#endif
