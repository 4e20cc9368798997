/* SPDX-License-Identifier: BSD-2-Clause */
/* A document on its whole way through a reader: parsed, matched, packed, and unpacked as the main process does. */
#ifndef NUNCIO_TESTS_FUZZ_FEED_READING_H
#define NUNCIO_TESTS_FUZZ_FEED_READING_H

#include "base/str.h"

void feed_reading_run(struct str document, struct str content_type);

#endif
