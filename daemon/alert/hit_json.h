/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a hit as JSON, the same in alerts and in what `nuncio match` prints. */
#ifndef NUNCIO_ALERT_HIT_JSON_H
#define NUNCIO_ALERT_HIT_JSON_H

#include "match/hit.h"
#include "text/json.h"

/* Key and value: "captures": {who: {id, label, text}}. */
void hit_json_captures(struct json_writer *w, const struct hit *hit);
/* One object of "evidence". */
void hit_json_evidence(struct json_writer *w, const struct hit *hit, const struct evidence *piece);
/* Two keys and their values: "excerpt" and "marks". */
void hit_json_excerpt(struct json_writer *w, const struct hit *hit);

#endif
