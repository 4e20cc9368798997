/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hit in the words of ALERT.md. Never writes more of a text than the ceilings for alerts allow.
 */
#include "alert/hit_json.h"

#include <string.h>

#include "base/limits.h"
#include "text/utf8.h"

static void write_captures(
	struct json_writer *w, const struct capture *captures, size_t count, size_t max_points)
{
	json_open_object(w);
	for (size_t i = 0; i < count; i++) {
		const struct capture *capture = &captures[i];
		char name[64];
		size_t len =
			capture->name.len < sizeof(name) ? capture->name.len : sizeof(name) - 1;

		memcpy(name, capture->name.ptr, len);
		name[len] = '\0';
		json_key(w, name);
		json_open_object(w);
		if (capture->id.len) {
			json_key_str(w, "id", capture->id);
		}
		json_key_str(w, "label", utf8_truncate(capture->label, max_points));
		json_key_str(w, "text", utf8_truncate(capture->text, max_points));
		json_close_object(w);
	}
	json_close_object(w);
}

void hit_json_captures(struct json_writer *w, const struct hit *hit, size_t max_points)
{
	json_key(w, "captures");
	write_captures(w, hit->captures, hit->capture_count, max_points);
}

void hit_json_also(struct json_writer *w, const struct hit *hit, size_t max, size_t max_points)
{
	if (hit->also_count == 0 || max == 0) {
		return;
	}
	json_key(w, "also");
	json_open_array(w);
	for (size_t i = 0; i < hit->also_count && i < max; i++) {
		write_captures(w, hit->also[i].captures, hit->also[i].count, max_points);
	}
	json_close_array(w);
}

void hit_json_evidence(struct json_writer *w, const struct hit *hit, const struct evidence *piece,
	size_t max_points)
{
	size_t max_name = max_points < LIMIT_NAME_POINTS ? max_points : LIMIT_NAME_POINTS;

	json_open_object(w);
	json_key_str(w, "rule", hit->rule_id);
	json_key_str(w, "clause", utf8_truncate(piece->clause, max_name));
	json_key_str(w, "field", str_from(field_name(piece->field)));
	json_key_int(w, "start", piece->start);
	json_key_int(w, "end", piece->end);
	json_key_str(w, "text", utf8_truncate(piece->text, max_name));
	if (piece->entity.len) {
		json_key_str(w, "entity", piece->entity);
	}
	if (piece->distance >= 0) {
		json_key_int(w, "distance", piece->distance);
	}
	if (piece->cue.len) {
		json_key_str(w, "cue", utf8_truncate(piece->cue, max_name));
		json_key_int(w, "cue_start", piece->cue_start);
		json_key_int(w, "cue_end", piece->cue_end);
	}
	json_key_str(w, "snippet", utf8_truncate(piece->snippet, max_points));
	json_close_object(w);
}

void hit_json_excerpt(struct json_writer *w, const struct hit *hit, size_t max_points)
{
	json_key_str(w, "excerpt", utf8_truncate(hit->excerpt, max_points));
	json_key(w, "marks");
	json_open_array(w);
	for (size_t i = 0; i < hit->mark_count; i++) {
		if (hit->marks[i].end > max_points) {
			continue; /* it points behind what is left */
		}
		json_open_array(w);
		json_int(w, hit->marks[i].start);
		json_int(w, hit->marks[i].end);
		json_close_array(w);
	}
	json_close_array(w);
}
