/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of rule books: books from texts, each a file of its own. */
#ifndef NUNCIO_TESTS_MATCH_BOOKS_H
#define NUNCIO_TESTS_MATCH_BOOKS_H

#include "match/book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

struct loaded {
	struct arena *arena;
	struct diags diags;
	struct rule_book *book;
};

static inline void load(struct loaded *loaded, const char *const *texts, size_t count)
{
	static const char *const files[] = {"one.yaml", "two.yaml", "three.yaml"};
	struct book_source sources[3];

	loaded->arena = arena_new(0);
	diags_init(&loaded->diags);
	for (size_t i = 0; i < count; i++) {
		sources[i] = (struct book_source){.file = files[i], .text = str_from(texts[i])};
	}
	loaded->book = rule_book_parse(loaded->arena, sources, count, &loaded->diags);
}

static inline void unload(struct loaded *loaded)
{
	diags_done(&loaded->diags);
	arena_free(loaded->arena);
}

static inline void load_good(struct loaded *loaded, const char *const *texts, size_t count)
{
	load(loaded, texts, count);
	if (!loaded->book) {
		struct buf out;

		buf_init(&out, 1 << 20);
		diags_format(&loaded->diags, &out);
		fail_msg("%s", buf_cstr(&out));
	}
}

#define ASSERT_STR(s, literal)                                                                     \
	do {                                                                                       \
		assert_int_equal((s).len, sizeof(literal) - 1);                                    \
		assert_memory_equal((s).ptr, literal, (s).len);                                    \
	} while (0)

#endif
