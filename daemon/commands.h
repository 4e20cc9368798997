/* SPDX-License-Identifier: BSD-2-Clause */
/* What the control socket can ask of the daemon: status, feeds, channels, redis, reload. */
#ifndef NUNCIO_COMMANDS_H
#define NUNCIO_COMMANDS_H

#include "control/server.h"

/* Ends with a NULL name; their argument is the daemon. */
extern const struct control_command daemon_commands[];

#endif
