/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters and gauges by name and label. Few (tens), so a plain list in the order of registration serves; what counts holds
 * a pointer and never looks one up. Keeps true: all labels of one name stand together in the output.
 */
#include "base/metric.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct entry {
	struct metric metric; /* first: what callers hold */
	struct entry *next;   /* owned */
	enum metric_type type;
	char *name;  /* owned */
	char *label; /* owned, NULL when none */
	char *help;  /* owned */
};

struct metrics {
	struct entry *first; /* owned */
};

struct metrics *metrics_new(void)
{
	return mem_zalloc(sizeof(struct metrics));
}

void metrics_free(struct metrics *metrics)
{
	if (!metrics) {
		return;
	}
	while (metrics->first) {
		struct entry *entry = metrics->first;

		metrics->first = entry->next;
		free(entry->name);
		free(entry->label);
		free(entry->help);
		free(entry);
	}
	free(metrics);
}

static bool same_label(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

struct metric *metrics_add(struct metrics *metrics, enum metric_type type, const char *name,
	const char *label, const char *help)
{
	struct entry **slot = &metrics->first;
	bool met = false;
	struct entry *entry;

	for (; *slot; slot = &(*slot)->next) {
		bool same = strcmp((*slot)->name, name) == 0;

		if (same && same_label((*slot)->label, label)) {
			return &(*slot)->metric;
		}
		if (met && !same) {
			break;
		}
		met = same;
	}
	entry = mem_zalloc(sizeof(*entry));
	entry->type = type;
	entry->name = mem_strdup(name);
	entry->label = label ? mem_strdup(label) : NULL;
	entry->help = mem_strdup(help);
	entry->next = *slot;
	*slot = entry;
	return &entry->metric;
}

void metrics_render(const struct metrics *metrics, struct buf *out)
{
	const char *before = "";

	for (const struct entry *entry = metrics->first; entry; entry = entry->next) {
		if (strcmp(entry->name, before) != 0) {
			buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", entry->name, entry->help,
				entry->name, entry->type == METRIC_COUNTER ? "counter" : "gauge");
			before = entry->name;
		}
		if (entry->label) {
			buf_printf(out, "%s{%s} %lld\n", entry->name, entry->label,
				(long long)entry->metric.value);
		} else {
			buf_printf(out, "%s %lld\n", entry->name, (long long)entry->metric.value);
		}
	}
}

int64_t metrics_get(const struct metrics *metrics, const char *name)
{
	int64_t sum = 0;

	for (const struct entry *entry = metrics->first; entry; entry = entry->next) {
		if (strcmp(entry->name, name) == 0) {
			sum += entry->metric.value;
		}
	}
	return sum;
}
