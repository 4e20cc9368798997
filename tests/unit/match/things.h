/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of match: conditions on a few lists, entities and a macro, and rows of articles that must match or must not. */
#ifndef NUNCIO_TESTS_MATCH_THINGS_H
#define NUNCIO_TESTS_MATCH_THINGS_H

#include "match/rules.h"

/* What the conditions below may refer to. */
static const char things_yaml[] =
	"- list: envoys\n"
	"  items: [\"ambassador*\", \"envoy*\", \"charg\xc3\xa9 d'affaires\", \"head of mission\"]\n"
	"  unless: [\"brand ambassador*\", \"goodwill ambassador*\"]\n"
	"- list: staff\n"
	"  items: [\"@envoys\", \"consul of @state\", \"clerk\"]\n"
	"- entity: taliban\n"
	"  type: [authority, state]\n"
	"  label: the Taliban\n"
	"  names:\n"
	"    - Taliban\n"
	"    - Islamic Emirate of Afghanistan\n"
	"    - {name: IEA, case: exact, context: [Kabul, \"Taliban*\"]}\n"
	"  unless: [\"Pakistani Taliban\"]\n"
	"- entity: afghanistan\n"
	"  type: state\n"
	"  names: [Afghanistan, Afghan, Kabul]\n"
	"- entity: usa\n"
	"  type: state\n"
	"  names: [United States, \"U.S.\", {name: US, case: exact}, Washington]\n"
	"- entity: pakistan\n"
	"  type: state\n"
	"  names: [Pakistan, Pakistani]\n"
	"- entity: japan\n"
	"  type: state\n"
	"  names: [Japan, Tokyo, \xe6\x97\xa5\xe6\x9c\xac]\n"
	"- entity: ishiba\n"
	"  type: person\n"
	"  of: japan\n"
	"  names: [Ishiba]\n"
	"- entity: guinea-bissau\n"
	"  type: state\n"
	"  names: [Guinea-Bissau]\n"
	"- entity: guinea\n"
	"  type: state\n"
	"  names: [Guinea]\n"
	"- macro: travel\n"
	"  condition: arriv* OR visit* OR \"held talks\"\n";

struct things_row {
	const char *condition;
	const char *title;
	const char *body;
	bool matches;
};

/* With the rule r of that condition; the caller is done with the buffer. */
static inline void things_make_yaml(struct buf *out, const char *condition)
{
	buf_init(out, 1 << 20);
	buf_printf(out, "%s- rule: r\n  condition: |\n    %s\n", things_yaml, condition);
}

static inline void things_assert_row(const struct things_row *row)
{
	struct buf yaml;
	struct rules rules;
	things_make_yaml(&yaml, row->condition);
	rules_init(&rules, buf_cstr(&yaml));
	rules_must_be_good(&rules);
	struct match_input input = rules_input(row->title, row->body);
	struct hits hits = rules_match(&rules, &input);
	if ((hits.count == 1) != row->matches) {
		fail_msg("%s on \"%s\" / \"%s\": %s", row->condition, row->title, row->body,
			row->matches ? "should match" : "should not match");
	}
	rules_done(&rules);
	buf_done(&yaml);
}

static inline void things_assert_rows(const struct things_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		things_assert_row(&rows[i]);
	}
}

#define THINGS_ASSERT_ROWS(rows) things_assert_rows(rows, sizeof(rows) / sizeof((rows)[0]))

#endif
