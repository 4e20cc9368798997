/* SPDX-License-Identifier: BSD-2-Clause */
/* One option's value: from text into its field of struct conf, checked, and back into text. */
#ifndef NUNCIO_CONF_VALUE_H
#define NUNCIO_CONF_VALUE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/options.h"

struct value_error {
	size_t item;    /* which of the items is meant */
	char text[256]; /* "must be a duration such as 30s, 15m or 1d" */
};

/* Sets the field of `option` from its items: exactly one unless it is a list. Relative paths start at `directory` (""
 * for the working directory). -EINVAL and *ret_error when a value is refused; the field is then as it was. */
MUST_CHECK int value_set(struct conf *conf, const struct conf_option *option,
	const struct str *items, size_t count, const char *directory,
	struct value_error *ret_error);
/* The same from one text, in which the items of a list are separated by commas; brackets around it are allowed. */
MUST_CHECK int value_set_text(struct conf *conf, const struct conf_option *option, struct str text,
	const char *directory, struct value_error *ret_error);
/* The value as it would be written. */
void value_format(const struct conf *conf, const struct conf_option *option, struct buf *out);

#endif
