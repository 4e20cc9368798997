/* SPDX-License-Identifier: BSD-2-Clause */
/* The pages of the HTTP server: metrics and health. */
#ifndef NUNCIO_PAGES_H
#define NUNCIO_PAGES_H

#include "http/server.h"

/* Ends with a NULL path; their argument is the daemon. */
extern const struct http_page daemon_pages[];

#endif
