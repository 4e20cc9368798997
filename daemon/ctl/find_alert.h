/* SPDX-License-Identifier: BSD-2-Clause */
/* One alert by its id, out of the streams of the store. Waits for it. */
#ifndef NUNCIO_CTL_FIND_ALERT_H
#define NUNCIO_CTL_FIND_ALERT_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"
#include "ctl/store_link.h"

/* True for what could be the id of an alert: 32 hexadecimal digits (ALERT.md). */
bool find_alert_is_id(const char *text);
/* Looks through all channels, that of the rule first, each from its newest alert on. Appends the alert as it stands there to `ret`.
 * An exit code, after a message when it is not CTL_OK. */
MUST_CHECK int find_alert(
	struct store_link *link, struct str first_channel, struct str id, struct buf *ret);

#endif
