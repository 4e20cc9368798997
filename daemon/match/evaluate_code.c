/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Truth of a packed condition (match/code), read where it lies: AND, OR and NOT are decided byte by byte, and of the other
 * clauses only those are unpacked that the outcome still depends on. Never collects anything for a hit. The invariant: the
 * same answer as evaluate() of the unpacked condition.
 */
#include "match/evaluate_code.h"

#include "match/evaluate.h"

/* Words of a sequence that are told from the bytes; longer ones are unpacked. */
#define SEQUENCE_WORDS 8

struct reading {
	struct matcher *matcher;
	const struct scope *scope;
	const uint8_t *at;
};

static bool clause_holds(struct reading *reading);

static uint32_t take_number(struct reading *reading)
{
	uint32_t number = 0;
	reading->at = code_get_number(reading->at, &number);
	return number;
}

static bool term_holds(const struct reading *reading, uint32_t id)
{
	struct node term = {.kind = NODE_TERM, .id = id};
	return is_present(reading->matcher, id) &&
	       evaluate(reading->matcher, &term, reading->scope);
}

/* A long OR of words: its group stands for them. */
static bool any_holds(struct reading *reading)
{
	uint32_t id = take_number(reading);
	uint32_t length = take_number(reading);
	(void)take_number(reading);
	reading->at += length;
	return term_holds(reading, id);
}

/* Any other clause, unpacked. */
static bool unpacked_holds(struct reading *reading)
{
	struct matcher *matcher = reading->matcher;
	struct code_space space = {.nodes = matcher->nodes,
		.node_count = 1,
		.elements = matcher->elements,
		.any = CODE_ANY_TERM};
	reading->at = code_get_node(&space, reading->at, matcher->nodes);
	return evaluate(matcher, matcher->nodes, reading->scope);
}

static bool sequence_holds(struct reading *reading)
{
	struct element elements[SEQUENCE_WORDS];
	const uint8_t *begin = reading->at;
	bool all = true;
	if (!(*reading->at++ & CODE_ORDERED)) {
		reading->at = begin;
		return unpacked_holds(reading);
	}
	uint32_t count = take_number(reading);
	if (count > SEQUENCE_WORDS) {
		reading->at = begin;
		return unpacked_holds(reading);
	}
	for (uint32_t i = 0; i < count; i++) {
		elements[i] = (struct element){.atom = take_number(reading), .offset = i};
		all = all && is_present(reading->matcher, elements[i].atom);
	}
	struct node node = {
		.kind = NODE_SEQUENCE, .elements = elements, .child_count = count, .id = count};
	return all && evaluate(reading->matcher, &node, reading->scope);
}

/* Of two terms the clause is told from the bytes. */
static bool near_holds(struct reading *reading)
{
	const uint8_t *begin = reading->at;
	struct node sides[2] = {{.kind = NODE_TERM}, {.kind = NODE_TERM}};
	struct node node = {.kind = NODE_NEAR,
		.children = sides,
		.child_count = 2,
		.ordered = (*begin & CODE_ORDERED) != 0};
	bool plain = !(*reading->at++ & CODE_NEGATED);
	node.number = take_number(reading);
	for (unsigned i = 0; i < 2 && plain; i++) {
		plain = (*reading->at++ & CODE_KIND) == NODE_TERM;
		if (plain) {
			sides[i].id = take_number(reading);
		}
	}
	if (!plain) {
		reading->at = begin;
		return unpacked_holds(reading);
	}
	return is_present(reading->matcher, sides[0].id) &&
	       is_present(reading->matcher, sides[1].id) &&
	       evaluate(reading->matcher, &node, reading->scope);
}

/* True when `least` of the `count` children that follow are; those that no longer matter are skipped. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static bool some_hold(struct reading *reading, uint32_t least, uint32_t count)
{
	uint32_t met = 0;
	uint32_t nodes = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (met >= least || met + (count - i) < least) {
			reading->at = code_skip_node(reading->at, &nodes);
		} else {
			met += clause_holds(reading);
		}
	}
	return met >= least;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the condition, LIMIT_CONDITION_DEPTH */
static bool clause_holds(struct reading *reading)
{
	uint32_t count = 0;
	uint32_t least = 1;
	switch (*reading->at & CODE_KIND) {
	case NODE_TERM:
		reading->at++;
		return term_holds(reading, take_number(reading));
	case NODE_ANY:
		reading->at++;
		return any_holds(reading);
	case NODE_SEQUENCE:
		return sequence_holds(reading);
	case NODE_NEAR:
		return near_holds(reading);
	case NODE_NOT:
		reading->at++;
		return !clause_holds(reading);
	case NODE_N_OF:
		reading->at++;
		least = take_number(reading);
		count = take_number(reading);
		return some_hold(reading, least, count);
	case NODE_AND:
		reading->at++;
		count = take_number(reading);
		return some_hold(reading, count, count);
	case NODE_OR:
		reading->at++;
		return some_hold(reading, 1, take_number(reading));
	default:
		return unpacked_holds(reading);
	}
}

bool evaluate_code(struct matcher *matcher, const uint8_t *at, const struct scope *scope)
{
	struct reading reading = {.matcher = matcher, .scope = scope, .at = at};
	return clause_holds(&reading);
}
