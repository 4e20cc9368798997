/* SPDX-License-Identifier: BSD-2-Clause */
/* What systemd is told, and the journal as the place of the log. Everything here does nothing when systemd is not there. */
#ifndef NUNCIO_CONTROL_SYSTEMD_H
#define NUNCIO_CONTROL_SYSTEMD_H

#include <stdint.h>

#include "net/loop.h"

struct watchdog;

/* Sends log events to the journal with fields when standard error is connected to it. */
void systemd_log_to_journal(void);

/* READY=1, with a line for `systemctl status`. */
void systemd_ready(const char *status);
/* RELOADING=1; systemd_ready ends it. */
void systemd_reloading(void);
void systemd_stopping(void);

/* Keeps the watchdog fed from the loop, at half its interval; NULL when the unit asks for none. */
struct watchdog *watchdog_new(struct loop *loop);
void watchdog_free(struct watchdog *watchdog);

#endif
