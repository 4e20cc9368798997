/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which hosts libcurl has been told the addresses of (CURLOPT_RESOLVE), so that each is told once, again when its
 * addresses change, and forgotten when nobody has used it for long. Pure: lines out, no library.
 */
#ifndef NUNCIO_NET_PIN_H
#define NUNCIO_NET_PIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "net/ip.h"

struct pins;
struct pin;

/* Lives in a transfer. Zero it before its first use. */
struct pin_use {
	struct pin *pin;  /* borrowed; NULL: none */
	unsigned version; /* of the line that this transfer tells; 0: it tells none */
};

/* Where a host is. Borrowed for the call. */
struct pin_host {
	struct str name;
	uint16_t port;
	const struct ip *addresses;
	size_t address_count;
};

/* Receives a line for libcurl: "host:port:address,address" or "-host:port". */
typedef void pin_tell_fn(const char *line, void *arg);

/* `spare_max`: hosts kept that no transfer uses. */
struct pins *pins_new(size_t spare_max);
/* All uses must have ended. */
void pins_free(struct pins *pins);

/* Tells what this transfer has to say to libcurl, often nothing. False when there is no address or the host is no name. */
bool pins_begin(struct pins *pins, struct pin_use *use, const struct pin_host *host,
	pin_tell_fn *tell, void *arg);
/* The transfer is over. `ran` is false when it was cancelled: libcurl may not have seen its lines. */
void pins_end(struct pins *pins, struct pin_use *use, bool ran);

#endif
