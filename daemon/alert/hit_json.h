/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a hit as JSON, the same in alerts and in what `nuncio match` prints. */
#ifndef NUNCIO_ALERT_HIT_JSON_H
#define NUNCIO_ALERT_HIT_JSON_H

#include "match/hit.h"
#include "text/json.h"

/* Key and value: "captures": {who: {id, label, text}}; label and text have at most `max_points` code points. */
void hit_json_captures(struct json_writer *w, const struct hit *hit, size_t max_points);
/* Key and value: "also": an array of the same objects, of other bindings; nothing when there are none. At most `max`. */
void hit_json_also(struct json_writer *w, const struct hit *hit, size_t max, size_t max_points);
/* One object of "evidence"; each of its texts has at most `max_points` code points. */
void hit_json_evidence(struct json_writer *w, const struct hit *hit, const struct evidence *piece,
	size_t max_points);
/* Two keys and their values: "excerpt", of at most `max_points` code points, and "marks" in it. */
void hit_json_excerpt(struct json_writer *w, const struct hit *hit, size_t max_points);

#endif
