/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes out of a condition what looks into the fields that a page fills. Never changes the condition: what has to differ
 * is copied. Keeps true: what comes out holds whenever the condition does (it may hold more often).
 */
#include "match/gate.h"

struct gate {
	struct arena *arena; /* borrowed */
	bool full;
};

/* What is left of a clause: NULL when it may come true with the right page, or when the arena is full. */
static const struct condition *left_of(
	struct gate *gate, const struct condition *condition, uint32_t fields);

/* True when any term of it looks into a field that a page fills. */
static bool is_open(const struct condition *condition, uint32_t fields)
{
	if (condition->type == CONDITION_FIELD) {
		fields = condition->fields;
	}
	if (!condition->first) {
		return fields & GATE_OPEN_FIELDS;
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		if (is_open(child, fields)) {
			return true;
		}
	}
	return false;
}

static struct condition *copy_of(struct gate *gate, const struct condition *condition)
{
	struct condition *copy = arena_alloc(gate->arena, sizeof(*copy));

	if (!copy) {
		gate->full = true;
		return NULL;
	}
	*copy = *condition;
	copy->next = NULL;
	return copy;
}

/* A copy of `parent` with what is left of its children. Sets how many of them are open. */
static struct condition *left_of_children(
	struct gate *gate, const struct condition *parent, uint32_t fields, uint32_t *ret_open)
{
	struct condition *copy = copy_of(gate, parent);
	struct condition **last = copy ? &copy->first : NULL;

	*ret_open = 0;
	if (!copy) {
		return NULL;
	}
	copy->first = NULL;
	copy->count = 0;
	for (const struct condition *child = parent->first; child && !gate->full;
		child = child->next) {
		const struct condition *left = left_of(gate, child, fields);
		struct condition *kept = left ? copy_of(gate, left) : NULL;

		if (kept) {
			*last = kept;
			last = &kept->next;
			copy->count++;
		} else {
			(*ret_open)++;
		}
	}
	return gate->full ? NULL : copy;
}

/* Of several clauses: all, one, or some of them have to hold. */
static const struct condition *left_of_several(
	struct gate *gate, const struct condition *condition, uint32_t fields)
{
	uint32_t open;
	struct condition *left = left_of_children(gate, condition, fields, &open);

	if (!left || left->count == 0) {
		return NULL;
	}
	if (condition->type == CONDITION_OR && open > 0) {
		return NULL;
	}
	if (condition->type == CONDITION_N_OF) {
		if (open >= condition->number) {
			return NULL;
		}
		left->number -= open;
	}
	return left->count == 1 && condition->type == CONDITION_AND ? left->first : left;
}

static const struct condition *left_of_field(struct gate *gate, const struct condition *condition)
{
	const struct condition *child = left_of(gate, condition->first, condition->fields);
	struct condition *copy = child ? copy_of(gate, condition) : NULL;
	struct condition *only = copy ? copy_of(gate, child) : NULL;

	if (!only) {
		return NULL;
	}
	copy->first = only;
	return copy;
}

static const struct condition *left_of(
	struct gate *gate, const struct condition *condition, uint32_t fields)
{
	switch (condition->type) {
	case CONDITION_AND:
	case CONDITION_OR:
	case CONDITION_N_OF:
		return left_of_several(gate, condition, fields);
	case CONDITION_FIELD:
		return left_of_field(gate, condition);
	case CONDITION_CAPTURE:
		/* That captures bind different entities only narrows. */
		return left_of(gate, condition->first, fields);
	default:
		return is_open(condition, fields) ? NULL : condition;
	}
}

bool gate_make(struct arena *arena, const struct condition *condition, uint32_t fields,
	const struct condition **ret)
{
	struct gate gate = {.arena = arena};
	const struct condition *left = left_of(&gate, condition, fields);

	*ret = left;
	return !gate.full;
}
