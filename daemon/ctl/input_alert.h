/* SPDX-License-Identifier: BSD-2-Clause */
/* The article of an alert (ALERT.md), as far as the alert keeps it, or with its page as the daemon would read that. */
#ifndef NUNCIO_CTL_INPUT_ALERT_H
#define NUNCIO_CTL_INPUT_ALERT_H

#include "ctl/input.h"

struct input_alert {
	struct str json;
	struct str page; /* its bytes; ptr NULL: it was not fetched */
	struct str page_url;
	struct str page_content_type;
	struct str page_error; /* why it could not be had; empty: it was not wanted */
};

/* Hands out the article, whose note says what its text is. False when the alert is none; then `errors` says so. */
MUST_CHECK bool input_read_alert(
	const struct input_alert *alert, input_fn *fn, void *arg, struct buf *errors);

#endif
