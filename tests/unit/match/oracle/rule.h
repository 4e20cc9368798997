/* SPDX-License-Identifier: BSD-2-Clause */
/* Random rules around random conditions, and what the oracle says of them. */
#ifndef NUNCIO_TESTS_ORACLE_RULE_H
#define NUNCIO_TESTS_ORACLE_RULE_H

#include "match/oracle/naive.h"

struct oracle_rule {
	struct forest forest;
	struct tree *tree;
	uint32_t fields;
	uint32_t languages; /* bits; 0: any */
	uint32_t asserts;   /* bits of assertions that alert */
	int priority;
	bool captures;
	bool event; /* its assertion is known */
	bool fulltext;
	bool disabled;
};

/* What has to come out for one text. */
struct verdict {
	bool matches;
	bool doubtful; /* there are more ways to bind its captures than anybody tries */
	bool alerts;   /* its assertion does */
	enum assertion assertion;
	struct bindings bindings; /* owned, of a rule with captures that matches */
	struct view view;
};

/* `like`: a rule that this one repeats, or NULL. */
void oracle_rule_make(struct oracle_rule *rule, int number, const struct oracle_rule *like);
void oracle_rule_done(struct oracle_rule *rule);
void oracle_rule_write(struct buf *out, const struct oracle_rule *rule);

struct verdict oracle_rule_try(const struct oracle_rule *rule, const struct naive *naive);
bool oracle_rule_speaks(const struct oracle_rule *rule, const struct text *text);

#endif
