/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON (RFC 8259): a writer that appends to a buffer and always gives valid, one-line, UTF-8 JSON, and a reader on top of
 * jansson whose values are borrowed from one document.
 */
#ifndef NUNCIO_TEXT_JSON_H
#define NUNCIO_TEXT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

/* --- writing --- */

struct json_writer {
	struct buf *out;  /* borrowed */
	bool needs_comma; /* a value stands before the next one */
};

struct json_writer json_writer_start(struct buf *out);
void json_open_object(struct json_writer *w);
void json_close_object(struct json_writer *w);
void json_open_array(struct json_writer *w);
void json_close_array(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
/* Invalid UTF-8 becomes U+FFFD; controls, U+007F, C1 and U+2028/2029 become \u escapes. */
void json_str(struct json_writer *w, struct str s);
void json_int(struct json_writer *w, int64_t number);
void json_bool(struct json_writer *w, bool value);
/* Not json_null: libjansson exports that name, and ours would take the place of its own. */
void json_write_null(struct json_writer *w);
/* Text that is JSON already. */
void json_raw(struct json_writer *w, struct str json);
/* Key and value in one call. */
void json_key_str(struct json_writer *w, const char *key, struct str s);
void json_key_int(struct json_writer *w, const char *key, int64_t number);
void json_key_bool(struct json_writer *w, const char *key, bool value);

/* --- reading --- */

struct json_doc;   /* owns all values */
struct json_value; /* borrowed from its document */

enum json_type {
	JSON_TYPE_NULL,
	JSON_TYPE_BOOL,
	JSON_TYPE_NUMBER,
	JSON_TYPE_STRING,
	JSON_TYPE_ARRAY,
	JSON_TYPE_OBJECT
};

struct json_error {
	int line;
	int column;
	char text[160];
};

/* Depth is limited by jansson (2048). NULL and *ret_error when it is not JSON. Bytes must be valid UTF-8; U+0000 in
 * strings is allowed, in keys it is not. Integers beyond 64 bits become floating-point numbers. */
struct json_doc *json_parse(struct str text, struct json_error *ret_error);
void json_doc_free(struct json_doc *doc);
const struct json_value *json_root(const struct json_doc *doc);
/* JSON_TYPE_NULL for NULL. */
enum json_type json_type_of(const struct json_value *value);
/* Member of an object; NULL when there is none or it is no object. */
const struct json_value *json_get(const struct json_value *object, const char *key);
size_t json_length(const struct json_value *array);
const struct json_value *json_at(const struct json_value *array, size_t index);
/* Empty when it is no string. */
struct str json_get_str(const struct json_value *value);
/* 0 when it is no number; truncates towards zero. */
int64_t json_get_int(const struct json_value *value);
bool json_get_bool(const struct json_value *value);
/* A string as it is, a number as its decimal text into `scratch` (32 bytes); empty otherwise. */
struct str json_get_text(const struct json_value *value, char scratch[32]);
/* Walks the members of an object; *iterator starts NULL; false at the end. */
bool json_next_member(const struct json_value *object, void **iterator, struct str *ret_key,
	const struct json_value **ret_value);
/* Call once before a process is jailed (seeds jansson's hash). */
void json_warm_up(void);

#endif
