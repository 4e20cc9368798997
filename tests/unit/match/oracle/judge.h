/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares what the engine says of a text with what the oracle says. */
#ifndef NUNCIO_TESTS_ORACLE_JUDGE_H
#define NUNCIO_TESTS_ORACLE_JUDGE_H

#include "match/hit.h"
#include "match/oracle/rule.h"

/* What is wrong, NULL: nothing. *ret_rule is the rule that it is about. */
const char *judge_hits(const struct naive *naive, const struct oracle_rule *rules, int count,
	const struct hits *hits, int *ret_rule);
/* The same for what explains one rule that is enabled. */
const char *judge_explanation(
	const struct naive *naive, const struct oracle_rule *rule, const char *explanation);
/* The same for one hit. */
const char *judge_hit(const struct naive *naive, const struct oracle_rule *rule,
	const struct verdict *verdict, const struct hit *hit);
/* The same for its captures. */
const char *judge_captures(const struct naive *naive, const struct oracle_rule *rule,
	const struct bindings *bindings, const struct hit *hit);

#endif
