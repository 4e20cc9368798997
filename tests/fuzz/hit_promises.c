/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at each part of a hit by itself: offsets lie in their field, text is clean, counts keep their ceilings. */
#include "hit_promises.h"

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz.h"
#include "text/utf8.h"

#define LONG_TEXT 100000

static struct str field_of(const struct match_input *input, enum field field)
{
	return input->fields[field == FIELD_LEAD ? FIELD_BODY : field];
}

static void check_place(struct str field, uint32_t start, uint32_t end, struct str text)
{
	size_t from = utf8_offset(field, start);
	size_t to = utf8_offset(field, end);

	fuzz_must(start <= end && end <= utf8_length(field), "evidence lies in its field", field);
	fuzz_must(text.len == 0 ||
			  str_starts(str_slice(field, from, to - from), str_slice(text, 0, 1)),
		"evidence begins where it says", text);
}

static void check_evidence(const struct evidence *evidence, const struct match_input *input)
{
	struct str field = field_of(input, evidence->field);

	check_place(field, evidence->start, evidence->end, evidence->text);
	fuzz_must_be_text(evidence->snippet, LIMIT_EVIDENCE_POINTS, "snippet");
	fuzz_must_be_text(evidence->clause, LIMIT_CONDITION, "clause");
	fuzz_must_be_text(evidence->text, LONG_TEXT, "evidence");
	fuzz_must(evidence->distance >= -1 && evidence->distance <= LIMIT_DISTANCE, "distance",
		evidence->clause);
	if (evidence->cue.len > 0) {
		check_place(field, evidence->cue_start, evidence->cue_end, evidence->cue);
	}
}

static void check_captures(const struct capture *captures, size_t count)
{
	fuzz_must(count <= LIMIT_CAPTURES, "number of captures", STR(""));
	for (size_t i = 0; i < count; i++) {
		fuzz_must(captures[i].name.len > 0, "a capture has a name", captures[i].text);
		fuzz_must_be_line(captures[i].label, LONG_TEXT, "capture");
	}
}

static void check_marks(const struct hit *hit)
{
	size_t length = utf8_length(hit->excerpt);
	size_t end = 0;

	for (size_t i = 0; i < hit->mark_count; i++) {
		fuzz_must(hit->marks[i].start >= end && hit->marks[i].start < hit->marks[i].end &&
				  hit->marks[i].end <= length,
			"marks lie in the excerpt, one behind the other", hit->excerpt);
		end = hit->marks[i].end;
	}
}

static void check_hit(const struct hit *hit, const struct match_input *input)
{
	fuzz_must_be_text(hit->excerpt, LIMIT_EXCERPT_POINTS, "excerpt");
	fuzz_must_be_line(hit->output, LONG_TEXT, "output");
	fuzz_must(hit->assertion <= ASSERTION_BACKGROUND, "an assertion", hit->rule);
	check_marks(hit);
	check_captures(hit->captures, hit->capture_count);
	fuzz_must(hit->also_count <= LIMIT_BINDINGS, "number of other bindings", hit->rule);
	for (size_t i = 0; i < hit->also_count; i++) {
		check_captures(hit->also[i].captures, hit->also[i].count);
	}
	fuzz_must(hit->evidence_count <= LIMIT_EVIDENCE, "pieces of evidence", STR(""));
	for (size_t i = 0; i < hit->evidence_count; i++) {
		check_evidence(&hit->evidence[i], input);
	}
}

void hit_promises_check(const struct hits *hits, const struct match_input *input)
{
	fuzz_must(hits->count <= LIMIT_HITS, "number of hits", STR(""));
	for (size_t i = 0; i < hits->count; i++) {
		fuzz_must(i == 0 || hits->hits[i - 1].priority >= hits->hits[i].priority,
			"the highest priority comes first", hits->hits[i].rule);
		check_hit(&hits->hits[i], input);
	}
	for (size_t i = 0; i < hits->entity_count; i++) {
		fuzz_must(hits->entities[i].count > 0, "an entity that is listed occurs",
			hits->entities[i].id);
	}
}

void hit_promises_explain(struct matcher *matcher, struct str rule, const struct match_input *input)
{
	struct buf text;

	buf_init(&text, (size_t)16 << 20);
	fuzz_must(matcher_explain(matcher, rule, input, &text) == 0, "a rule is explained", rule);
	fuzz_must_be_utf8(buf_str(&text), "an explanation");
	buf_done(&text);
}
