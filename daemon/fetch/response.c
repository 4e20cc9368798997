/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads header lines. It never interprets a validator and never changes a byte of one. Invariant: what is kept fits in
 * `text`, whose ceiling is small; a value that does not fit, or holds control bytes, counts as absent.
 */
#include "fetch/response.h"

#include <string.h>

#include "base/limits.h"
#include "text/date.h"

enum { DAY_S = 86400 };

static const struct {
	struct str name;
	enum response_field field;
	size_t max;
} known_fields[] = {
	{STR_INIT("etag"), RESPONSE_ETAG, LIMIT_VALIDATOR},
	{STR_INIT("last-modified"), RESPONSE_LAST_MODIFIED, LIMIT_VALIDATOR},
	{STR_INIT("content-type"), RESPONSE_CONTENT_TYPE, 256},
	{STR_INIT("location"), RESPONSE_LOCATION, LIMIT_LOCATION},
	{STR_INIT("expires"), RESPONSE_EXPIRES, 64},
	{STR_INIT("date"), RESPONSE_DATE, 64},
	{STR_INIT("retry-after"), RESPONSE_RETRY_AFTER, 64},
	{STR_INIT("cache-control"), RESPONSE_CACHE_CONTROL, 512},
	{STR_INIT("age"), RESPONSE_AGE, 32},
};

void response_init(struct response *response)
{
	*response = (struct response){.content_length = -1};
	buf_init(&response->text, 32u << 10);
}

void response_done(struct response *response)
{
	buf_done(&response->text);
}

static void begin(struct response *response)
{
	size_t header_bytes = response->header_bytes;
	struct buf text = response->text;

	*response = (struct response){.content_length = -1, .header_bytes = header_bytes};
	response->text = text;
	buf_clear(&response->text);
}

void response_clear(struct response *response)
{
	begin(response);
	response->header_bytes = 0;
}

static bool has_controls(struct str value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char byte = (unsigned char)value.ptr[i];
		if (byte < 0x20 || byte == 0x7f) {
			return true;
		}
	}
	return false;
}

bool response_is_validator(struct str value)
{
	return value.len > 0 && value.len <= LIMIT_VALIDATOR && !has_controls(value);
}

static void add_status_line(struct response *response, struct str line)
{
	int64_t status = 0;
	ptrdiff_t space = str_find_byte(line, ' ');

	begin(response);
	if (space >= 0 && str_to_int64(str_slice(line, (size_t)space + 1, 3), &status) == 0) {
		response->status = (int)status;
	}
}

static void keep(struct response *response, enum response_field field, struct str value, size_t max)
{
	response->fields[field].len = 0;
	if (value.len > max || has_controls(value)) {
		return;
	}
	size_t at = response->text.len;
	buf_add_str(&response->text, value);
	if (!response->text.full) {
		response->fields[field].at = (uint32_t)at;
		response->fields[field].len = (uint32_t)value.len;
	}
}

/* More values of one field are one list (RFC 9110 5.3); of the fields we read, Cache-Control is the only list. */
static void keep_more(struct response *response, enum response_field field, struct str value)
{
	struct buf joined;

	buf_init(&joined, 512);
	buf_add_str(&joined, response_get(response, field));
	buf_add(&joined, ",", 1);
	buf_add_str(&joined, value);
	keep(response, field, buf_str(&joined), 512);
	buf_done(&joined);
}

static void note_others(struct response *response, struct str name, struct str value)
{
	int64_t number;

	if (str_eq_nocase(name, STR("content-length"))) {
		response->content_length = str_to_int64(value, &number) == 0 ? number : -1;
	} else if (str_eq_nocase(name, STR("x-ratelimit-remaining"))) {
		response->rate_limited = str_starts(value, STR("0"));
	} else if (str_eq_nocase(name, STR("cf-mitigated"))) {
		response->challenged = str_eq_nocase(value, STR("challenge"));
	}
}

bool response_add_line(struct response *response, struct str line)
{
	struct str name;
	struct str value = line;

	response->header_bytes += line.len + 2;
	if (response->header_bytes > LIMIT_RESPONSE_HEADERS) {
		return false;
	}
	if (str_starts(line, STR("HTTP/"))) {
		add_status_line(response, line);
		return true;
	}
	if (!str_cut(&value, ':', &name) || value.ptr == NULL) {
		return true;
	}
	value = str_trim(value);
	for (size_t i = 0; i < sizeof(known_fields) / sizeof(*known_fields); i++) {
		if (!str_eq_nocase(name, known_fields[i].name)) {
			continue;
		}
		enum response_field field = known_fields[i].field;
		if (field == RESPONSE_CACHE_CONTROL && response->fields[field].len > 0) {
			keep_more(response, field, value);
		} else {
			keep(response, field, value, known_fields[i].max);
		}
		return true;
	}
	note_others(response, name, value);
	return true;
}

struct str response_get(const struct response *response, enum response_field field)
{
	if (response->fields[field].len == 0) {
		return STR("");
	}
	return str_make(
		response->text.ptr + response->fields[field].at, response->fields[field].len);
}

bool response_is_page(const struct response *response)
{
	static const struct str types[] = {
		STR_INIT("text/"), STR_INIT("application/xhtml+xml"), STR_INIT("application/xml")};
	struct str type = response_get(response, RESPONSE_CONTENT_TYPE);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (str_starts_nocase(type, types[i])) {
			return true;
		}
	}
	return type.len == 0;
}

/* A number of seconds, tolerating quotes; -1 when it is none. Too large a number is a day. */
static int64_t seconds_of(struct str text)
{
	int64_t seconds = 0;

	text = str_trim(text);
	if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"') {
		text = str_trim(str_slice(text, 1, text.len - 2));
	}
	if (text.len == 0) {
		return -1;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9') {
			return -1;
		}
		if (seconds < (int64_t)1 << 40) {
			seconds = seconds * 10 + (text.ptr[i] - '0');
		}
	}
	return seconds;
}

/* max-age of Cache-Control: -1 when it does not say, 0 when every request must be answered afresh. */
static int64_t max_age(struct str directives)
{
	struct str directive;
	int64_t age = -1;

	while (str_cut(&directives, ',', &directive)) {
		struct str name;
		struct str argument = str_trim(directive);
		if (!str_cut(&argument, '=', &name)) {
			continue;
		}
		name = str_trim(name);
		if (str_eq_nocase(name, STR("no-store")) || str_eq_nocase(name, STR("no-cache"))) {
			return 0;
		}
		if (str_eq_nocase(name, STR("max-age")) && argument.ptr != NULL) {
			age = seconds_of(argument);
		}
	}
	return age;
}

int64_t response_freshness(const struct response *response, int64_t now_s)
{
	int64_t fresh = max_age(response_get(response, RESPONSE_CACHE_CONTROL));
	int64_t expires;
	int64_t date;

	if (fresh < 0) {
		if (date_parse_http(response_get(response, RESPONSE_EXPIRES), &expires) != 0) {
			return 0;
		}
		if (date_parse_http(response_get(response, RESPONSE_DATE), &date) != 0) {
			date = now_s;
		}
		fresh = expires - date;
	}
	int64_t age = seconds_of(response_get(response, RESPONSE_AGE));
	if (age > 0) {
		fresh -= age;
	}
	if (fresh < 0) {
		return 0;
	}
	return fresh > DAY_S ? DAY_S : fresh;
}

int64_t response_retry_after(const struct response *response, int64_t now_s)
{
	struct str value = response_get(response, RESPONSE_RETRY_AFTER);
	int64_t seconds = seconds_of(value);
	int64_t date;

	if (seconds < 0 && date_parse_http(value, &date) == 0) {
		seconds = date > now_s ? date - now_s : 0;
	}
	return seconds;
}
