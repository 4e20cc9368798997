/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells whether a packed condition is true, without unpacking it. */
#ifndef NUNCIO_MATCH_EVALUATE_CODE_H
#define NUNCIO_MATCH_EVALUATE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "match/code.h"
#include "match/evaluate.h"

/* Of the condition packed at `at`. What was unpacked last is no longer there. */
bool evaluate_code(struct matcher *matcher, const uint8_t *at, const struct scope *scope);

#endif
