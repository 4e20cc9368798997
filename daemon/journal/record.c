/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of the journal. It never looks into an alert beyond its first and last bytes: what those two say is all that the
 * commit script relies on when it adds members before the last brace.
 */
#include "journal/record.h"

#include <errno.h>
#include <string.h>

#include "base/pack.h"

/* The first byte of each row, so that a later form can be told apart. */
enum { RECORD_FORM = 2 };

static bool is_name(struct str s, size_t max)
{
	if (s.len == 0 || s.len > max) {
		return false;
	}
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && c != '.' && c != '_' && c != '-') {
			return false;
		}
	}
	return true;
}

/* It goes into JSON and into a list separated by spaces as it is. */
static bool is_id(struct str s)
{
	if (s.len == 0 || s.len > LIMIT_ALERT_ID) {
		return false;
	}
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' || s.ptr[i] == '"' || s.ptr[i] == '\\') {
			return false;
		}
	}
	return true;
}

static bool is_alert(struct str s)
{
	return s.len > 2 && s.len <= LIMIT_RECORD && str_starts(s, STR("{\"")) &&
	       s.ptr[s.len - 1] == '}' && memchr(s.ptr, '\n', s.len) == NULL;
}

bool record_is_valid(const struct journal_record *record)
{
	return is_name(record->channel, LIMIT_CHANNEL) && is_id(record->id) &&
	       is_alert(record->alert) && record->source.len <= LIMIT_URL &&
	       record->mark_count >= 1 && record->mark_count <= LIMIT_MARKS &&
	       record->rule_count <= LIMIT_HITS;
}

static void pack_marks(struct buf *out, const uint64_t *marks, size_t count)
{
	pack_u32(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		pack_u64(out, marks[i]);
	}
}

static size_t unpack_marks(struct unpack *in, uint64_t marks[LIMIT_MARKS])
{
	size_t count = unpack_count(in, LIMIT_MARKS);
	for (size_t i = 0; i < count; i++) {
		marks[i] = unpack_u64(in);
	}
	return count;
}

static void pack_rules(struct buf *out, const uint32_t *rules, size_t count)
{
	pack_u32(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		pack_u32(out, rules[i]);
	}
}

static size_t unpack_rules(struct unpack *in, uint32_t rules[LIMIT_HITS])
{
	size_t count = unpack_count(in, LIMIT_HITS);
	for (size_t i = 0; i < count; i++) {
		rules[i] = unpack_u32(in);
	}
	return count;
}

void record_pack(const struct journal_record *record, struct buf *out)
{
	pack_u8(out, RECORD_FORM);
	pack_i64(out, record->detected_ms);
	pack_marks(out, record->marks, record->mark_count);
	pack_u8(out, record->changed);
	pack_rules(out, record->rules, record->rule_count);
	pack_str(out, record->id);
	pack_str(out, record->source);
	pack_str(out, record->alert);
}

int record_unpack(struct str bytes, struct str channel, struct record_view *ret)
{
	struct unpack in = unpack_start(bytes);
	bool known = unpack_u8(&in) == RECORD_FORM;
	uint8_t changed;
	struct journal_record *record = &ret->record;

	record->channel = channel;
	record->detected_ms = unpack_i64(&in);
	record->marks = ret->marks;
	record->mark_count = unpack_marks(&in, ret->marks);
	changed = unpack_u8(&in);
	record->changed = changed == 1;
	record->rules = ret->rules;
	record->rule_count = unpack_rules(&in, ret->rules);
	record->id = unpack_str(&in, LIMIT_ALERT_ID);
	record->source = unpack_str(&in, LIMIT_URL);
	record->alert = unpack_str(&in, LIMIT_RECORD);
	return known && changed <= 1 && unpack_is_whole(&in) && record_is_valid(record) ? 0
											: -EBADMSG;
}
