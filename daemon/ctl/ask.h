/* SPDX-License-Identifier: BSD-2-Clause */
/* One question to the daemon, with the messages that a person needs when it does not work. */
#ifndef NUNCIO_CTL_ASK_H
#define NUNCIO_CTL_ASK_H

#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "ctl/ctl.h"
#include "text/json.h"

/* Asks; on success *ret_doc is the answer, owned by the caller. Otherwise prints why to standard error and returns the
 * exit code. With --json, the answer is printed as it is too. */
MUST_CHECK int ask_daemon(
	const struct ctl *ctl, struct str request, int64_t timeout_ms, struct json_doc **ret_doc);
/* NULL when there is no daemon, or its answer is an error; says nothing. The caller owns the answer. */
MUST_CHECK struct json_doc *ask_quietly(const struct ctl *ctl, struct str request);
/* For commands without arguments: prints a message when there are any. */
MUST_CHECK int ask_no_arguments(int argc, char **argv);

#endif
