/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading whole files that people write, with a ceiling. */
#ifndef NUNCIO_CONF_FILE_H
#define NUNCIO_CONF_FILE_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/buf.h"

/* Adds the whole of a regular file to `out`, whose ceiling holds. `is_secret`: -EACCES when others than its owner and group
 * may read it. -E2BIG when it does not fit, -EISDIR, -EINVAL for what is no file, or open's and read's error. */
MUST_CHECK int file_read(const char *path, bool is_secret, struct buf *out);
/* The words for what file_read returned: "No such file or directory". */
const char *file_error_text(int error);

#endif
