/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one segmentation (RULES.md 3): words, sentences, paragraphs. Letters and digits make words; an apostrophe between
 * letters joins, a possessive 's is left out, dotted capitals are one word ("U.S." folds to "us"), hyphens separate. In
 * scripts without spaces each character is a token that knows whether the next one continues its run. Pure.
 */
#ifndef NUNCIO_TEXT_TOKEN_H
#define NUNCIO_TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "text/hash.h"
#include "text/token_classify.h"

enum token_flag {
	TOKEN_IDEOGRAPH = 1, /* one character of a script without spaces */
	TOKEN_CONTINUES = 2, /* the next token belongs to the same run of such characters */
	TOKEN_DOTTED = 4     /* dotted capitals */
};

struct token {
	uint32_t start; /* bytes in the text; without a possessive 's */
	uint32_t end;
	uint32_t folded; /* where its folded form begins in the folded bytes of the list */
	uint16_t folded_len;
	uint16_t flags;
	uint32_t sentence; /* from 0 over the whole list; a paragraph's end ends a sentence */
	uint32_t paragraph;
};

/* Words longer than this (folded bytes) are cut, and the rest of them is skipped: no real word is that long. */
#define TOKEN_MAX_BYTES 256

struct token_list {
	struct token *tokens; /* owned */
	uint64_t *hashes;     /* owned: hash_word of each folded form, with `key` */
	size_t count;
	size_t cap;
	size_t hash_cap;
	/* Owned: of each text scanned a copy in small letters, in which plain words are where they are in the text, and behind
	 * it the other words. Consecutive ideographs lie side by side. */
	char *folded;
	size_t folded_len;
	size_t folded_cap;
	uint32_t *sentence_starts; /* owned: the first token of each sentence */
	size_t sentence_cap;
	uint32_t sentences;         /* as many as there are */
	uint32_t *paragraph_starts; /* owned: likewise */
	size_t paragraph_cap;
	uint32_t paragraphs;
	struct hash_key key;       /* of the hashes */
	struct token_masks *masks; /* owned: of the text that is being scanned */
	size_t mask_cap;
	token_classify_fn *classify;
};

void token_list_init(struct token_list *list);
void token_list_done(struct token_list *list);
/* Empties; keeps the memory. */
void token_list_clear(struct token_list *list);

enum token_mode {
	TOKEN_TEXT, /* paragraphs are separated by blank lines */
	TOKEN_LINES /* each line is a paragraph */
};

/* Where sentence `number` begins; for the number of sentences itself where the last one ends. */
static inline uint32_t token_sentence_start(const struct token_list *list, uint32_t number)
{
	return number < list->sentences ? list->sentence_starts[number] : (uint32_t)list->count;
}

static inline uint32_t token_paragraph_start(const struct token_list *list, uint32_t number)
{
	return number < list->paragraphs ? list->paragraph_starts[number] : (uint32_t)list->count;
}

/* Adds the tokens of `text` (valid UTF-8, below 4 GiB). Sentence and paragraph numbers go on from what is in the list, in a
 * new paragraph; bytes count from the start of `text`. Stops when the list holds `LIMIT_TOKENS`. */
void token_list_scan(struct token_list *list, struct str text, enum token_mode mode);

static inline struct str token_folded(const struct token_list *list, size_t index)
{
	const struct token *token = &list->tokens[index];
	return str_make(list->folded + token->folded, token->folded_len);
}

#endif
