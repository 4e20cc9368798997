/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds header lines. Validators are sent byte for byte as they came (RFC 9110 13.1): never parsed, never made up.
 * It never sends a cookie, a referrer, or Cache-Control.
 */
#include "fetch/request.h"

#include "base/limits.h"
#include "fetch/response.h"

static const char *const accepts[] = {
	[FETCH_SUBJECT_FEED] =
		"Accept: application/atom+xml, application/rss+xml, application/feed+json, "
		"application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7",
	[FETCH_SUBJECT_PAGE] = "Accept: text/html, application/xhtml+xml, application/xml;q=0.8, "
			       "text/plain;q=0.5",
	[FETCH_SUBJECT_ROBOTS] = "Accept: text/plain, */*;q=0.1",
};

static void add(struct request_lines *lines, const char *name, struct str value)
{
	size_t at = lines->text.len;

	buf_add_str(&lines->text, str_from(name));
	buf_add_str(&lines->text, value);
	buf_add_byte(&lines->text, 0);
	if (!lines->text.full) {
		lines->at[lines->count++] = at;
	}
}

void request_lines_init(struct request_lines *lines, enum fetch_subject subject, struct str etag,
	struct str last_modified, struct str header)
{
	*lines = (struct request_lines){0};
	buf_init(&lines->text, 8192);
	bool has_date = response_is_validator(last_modified);
	/* Servers that compress on the fly mark the tag and then do not know it again (Apache 2.4). */
	bool broken = has_date && str_ends(etag, STR("-gzip\""));

	add(lines, accepts[subject], STR(""));
	if (response_is_validator(etag) && !broken) {
		add(lines, "If-None-Match: ", etag);
		lines->conditional = true;
	}
	if (has_date) {
		add(lines, "If-Modified-Since: ", last_modified);
		lines->conditional = true;
	}
	if (request_header_is_good(header)) {
		add(lines, "", header);
	}
	/* Only now does the buffer move no more. */
	for (size_t i = 0; i < lines->count; i++) {
		lines->lines[i] = lines->text.ptr + lines->at[i];
	}
}

void request_lines_done(struct request_lines *lines)
{
	buf_done(&lines->text);
}

bool request_header_is_good(struct str header)
{
	static const struct str ours[] = {STR_INIT("host"), STR_INIT("if-none-match"),
		STR_INIT("if-modified-since"), STR_INIT("accept-encoding"), STR_INIT("connection"),
		STR_INIT("content-length"), STR_INIT("transfer-encoding")};
	struct str name;
	struct str value = header;

	if (header.len == 0 || header.len > LIMIT_REQUEST_HEADER || !str_cut(&value, ':', &name) ||
		value.ptr == NULL || name.len == 0 || str_trim(value).len == 0) {
		return false;
	}
	for (size_t i = 0; i < header.len; i++) {
		unsigned char byte = (unsigned char)header.ptr[i];
		if (byte < 0x20 || byte == 0x7f ||
			(i < name.len && (byte <= 0x20 || byte > 0x7e))) {
			return false;
		}
	}
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		if (str_eq_nocase(name, ours[i])) {
			return false;
		}
	}
	return true;
}
