/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The book of pinned hosts. It never expires one by the clock: libcurl counts lifetimes in whole seconds, and one of a
 * second can end between the pinning and its use. Invariant: a pin without users is on `spare`.
 */
#include "net/pin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"

struct pin {
	struct list link; /* on `spare` when nobody uses it */
	char *line;       /* owned: what libcurl is told */
	size_t key_len;   /* of "host:port" at its start */
	unsigned version; /* of the line, from 1 */
	size_t users;     /* transfers under way */
	bool told;        /* a transfer with this line has run */
};

struct pins {
	struct map *by_key; /* "host:port" -> struct pin, owned */
	struct list spare;  /* the one used longest ago first */
	size_t spare_count;
	size_t spare_max;
};

struct pins *pins_new(size_t spare_max)
{
	struct pins *pins = mem_zalloc(sizeof(*pins));

	pins->by_key = map_new();
	pins->spare_max = spare_max;
	list_init(&pins->spare);
	return pins;
}

static void pin_free(struct pins *pins, struct pin *pin)
{
	(void)map_del(pins->by_key, str_make(pin->line, pin->key_len));
	list_del(&pin->link);
	free(pin->line);
	free(pin);
}

void pins_free(struct pins *pins)
{
	struct list *link;

	if (pins == NULL) {
		return;
	}
	while ((link = list_first(&pins->spare)) != NULL) {
		pin_free(pins, LIST_ENTRY(link, struct pin, link));
	}
	map_free(pins->by_key);
	free(pins);
}

/* Writes "host:port:address,address"; returns the length of "host:port", 0 when it does not fit. */
static size_t format_line(char *out, size_t size, const struct pin_host *host)
{
	char text[IP_TEXT_SIZE];

	int key = snprintf(out, size, "%.*s:%u", STR_ARG(host->name), (unsigned)host->port);
	if (key < 0 || (size_t)key + IP_TEXT_SIZE >= size) {
		return 0;
	}
	size_t len = (size_t)key;
	for (size_t i = 0; i < host->address_count; i++) {
		bool v6 = host->addresses[i].v6;
		size_t need = ip_format(&host->addresses[i], text);
		if (len + need + 4 > size) {
			break;
		}
		int added = snprintf(out + len, size - len, "%s%s%s%s", i > 0 ? "," : ":",
			v6 ? "[" : "", text, v6 ? "]" : "");
		len += added > 0 ? (size_t)added : 0;
	}
	return (size_t)key;
}

/* The pin of the line, made or changed as needed. */
static struct pin *take_line(struct pins *pins, const char *line, size_t key_len)
{
	struct pin *pin = map_get(pins->by_key, str_make(line, key_len));

	if (pin == NULL) {
		pin = mem_zalloc(sizeof(*pin));
		list_init(&pin->link);
	} else if (strcmp(pin->line, line) == 0) {
		return pin;
	} else {
		(void)map_del(pins->by_key, str_make(line, key_len));
		free(pin->line);
	}
	pin->line = mem_strdup(line);
	pin->key_len = key_len;
	pin->version++;
	pin->told = false;
	map_put(pins->by_key, str_make(pin->line, key_len), pin);
	return pin;
}

static void forget_oldest(struct pins *pins, pin_tell_fn *tell, void *arg)
{
	char line[300];

	while (pins->spare_count > pins->spare_max) {
		struct pin *pin = LIST_ENTRY(list_first(&pins->spare), struct pin, link);
		(void)snprintf(line, sizeof(line), "-%.*s", (int)pin->key_len, pin->line);
		tell(line, arg);
		pins->spare_count--;
		pin_free(pins, pin);
	}
}

bool pins_begin(struct pins *pins, struct pin_use *use, const struct pin_host *host,
	pin_tell_fn *tell, void *arg)
{
	char line[768];

	*use = (struct pin_use){0};
	if (host->address_count == 0 || host->name.len == 0 || host->name.len > 255) {
		return false;
	}
	size_t key_len = format_line(line, sizeof(line), host);
	if (key_len == 0) {
		return false;
	}
	struct pin *pin = take_line(pins, line, key_len);
	if (!pin->told) {
		tell(line, arg);
		use->version = pin->version;
	}
	if (pin->users++ == 0 && !list_is_empty(&pin->link)) {
		list_del(&pin->link);
		pins->spare_count--;
	}
	use->pin = pin;
	forget_oldest(pins, tell, arg);
	return true;
}

void pins_end(struct pins *pins, struct pin_use *use, bool ran)
{
	struct pin *pin = use->pin;

	if (pin == NULL) {
		return;
	}
	if (ran && use->version == pin->version) {
		pin->told = true;
	}
	if (--pin->users == 0) {
		list_add_tail(&pins->spare, &pin->link);
		pins->spare_count++;
	}
	*use = (struct pin_use){0};
}
