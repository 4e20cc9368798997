/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiler attributes. */
#ifndef NUNCIO_BASE_ATTR_H
#define NUNCIO_BASE_ATTR_H

/* The result must be looked at. */
#define MUST_CHECK __attribute__((warn_unused_result))
/* Argument `f` is a printf format, the arguments for it start at `a`. */
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
/* The function keeps its registers to itself: a hot loop that would have too few of them inside of its caller. */
#define NEVER_INLINE __attribute__((noinline))

#endif
