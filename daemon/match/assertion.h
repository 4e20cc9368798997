/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How news asserts the event of a hit (RULES.md 5): affirmed, prospective, negated, background; undetermined without cues
 * for its language. Read at the occurrences of the event, in the title, else in the lead, else in the body.
 */
#ifndef NUNCIO_MATCH_ASSERTION_H
#define NUNCIO_MATCH_ASSERTION_H

#include <stdbool.h>
#include <stdint.h>

#include "match/binding.h"
#include "match/hit.h"
#include "match/workspace.h"

struct assertion_reading {
	enum assertion assertion;
	struct span event;         /* the occurrence that decided; empty: there was none */
	const struct book_cue *by; /* NULL: nothing says so; affirmed needs no cue */
	struct span cue;           /* from its first word to its last */
};

/* False: the language of the article has no cues, and nothing is asserted. */
bool assertion_can_read(struct matcher *matcher);
/* Reads the article of the last run. `events` are occurrences in any field; those outside title and body do not count. */
struct assertion_reading assertion_read(
	struct matcher *matcher, const struct span *events, uint32_t count);
/* Of a rule that matches: at the events of its bindings; when it has no `event=`, at the operands that are no entities of
 * its smallest NEAR or SENT that is true, else at its first one. The rule is the one unpacked. */
struct assertion_reading assertion_of_rule(
	struct matcher *matcher, const struct rule *rule, const struct binding_survey *survey);

#endif
