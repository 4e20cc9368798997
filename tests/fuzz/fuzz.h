/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fuzz targets share: the promises that hold for all text that leaves the project, checked by code that shares
 * nothing with the code under test. One target is one file fuzz_<name>.c; libFuzzer drives it, and replay.c in the unit
 * tests.
 */
#ifndef NUNCIO_TESTS_FUZZ_H
#define NUNCIO_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* The target. 0: keep the input when it reaches new code, -1: do not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process with what was promised and the text that breaks it. */
void fuzz_must(bool holds, const char *what, struct str text);
/* Valid UTF-8 without controls (C0, DEL, C1), direction overrides, line separators, tags and noncharacters. */
void fuzz_must_be_line(struct str text, size_t max_points, const char *what);
/* The same, but it may have line feeds. */
void fuzz_must_be_text(struct str text, size_t max_points, const char *what);
/* Valid UTF-8 that cannot disturb a terminal: line feeds, but no other controls, and no direction overrides. */
void fuzz_must_be_printable(struct str text, const char *what);
/* Valid UTF-8, nothing more. */
void fuzz_must_be_utf8(struct str text, const char *what);
/* `part` lies inside `whole`; an empty one may lie anywhere. */
void fuzz_must_be_inside(struct str part, struct str whole, const char *what);

/* An arena that is kept between the inputs, empty, for the target's whole life. */
struct arena *fuzz_arena(void);

/* The next byte of an input, 0 behind its end. */
uint8_t fuzz_take_byte(struct str *input);
/* What stands before the next byte of that value, which goes too; all of the rest when there is none. */
struct str fuzz_take_until(struct str *input, char byte);

#endif
