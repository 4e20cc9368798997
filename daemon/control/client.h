/* SPDX-License-Identifier: BSD-2-Clause */
/* The other end of the control socket, for the command line: one request, one answer, blocking. */
#ifndef NUNCIO_CONTROL_CLIENT_H
#define NUNCIO_CONTROL_CLIENT_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

/* Sends the request (a JSON object without newline) and gives the answer without its newline in `ret_answer`. 0, or a
 * negative errno: -ENOENT or -ECONNREFUSED when no daemon runs, -EACCES when the socket may not be used, -ETIMEDOUT,
 * -EPROTO when the answer is cut off. */
MUST_CHECK int control_client_ask(
	const char *path, struct str request, int64_t timeout_ms, struct buf *ret_answer);

#endif
