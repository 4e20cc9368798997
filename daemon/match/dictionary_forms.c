/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files words and exact spellings by the hash of the folded word. Never sorts the words, which may be millions. The
 * invariant: each hash has one place in the table, which leads to all atoms it counts for.
 */
#include "match/dictionary_forms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/expander.h"
#include "text/fold.h"
#include "text/hash.h"

/* An exact spelling under the word it folds to. */
struct exact {
	uint64_t hash; /* of that word, and stands for it */
	struct str folded;
	uint32_t atom;
	bool has_word; /* the word is an atom itself, and leads here */
};

static int compare_exacts(const void *a, const void *b)
{
	const struct exact *left = a;
	const struct exact *right = b;
	if (left->hash != right->hash) {
		return left->hash < right->hash ? -1 : 1;
	}
	return left->atom < right->atom ? -1 : left->atom > right->atom;
}

struct exacts {
	struct exact *items; /* owned */
	size_t count;
	size_t cap;
};

static int collect_exacts(
	struct arena *arena, const struct dictionary *dictionary, struct exacts *exacts)
{
	for (uint32_t i = 0; i < dictionary->atom_count; i++) {
		const struct atom *atom = &dictionary->atoms[i];
		if (atom->kind != ATOM_EXACT) {
			continue;
		}
		char folded[512];
		size_t len = fold_text(atom->text, folded, sizeof(folded));
		struct exact exact = {.folded = arena_str(arena, str_make(folded, len)), .atom = i};
		if (!exact.folded.ptr) {
			return -ENOMEM;
		}
		exact.hash = hash_word_str(&dictionary->key, exact.folded);
		exacts->items =
			mem_grow(exacts->items, &exacts->cap, exacts->count + 1, sizeof(exact));
		exacts->items[exacts->count++] = exact;
	}
	if (exacts->count > 0) {
		qsort(exacts->items, exacts->count, sizeof(exacts->items[0]), compare_exacts);
	}
	return 0;
}

/* Counts those of one word from `first` on; `by_word`: it is an atom itself. */
static size_t count_same(struct exacts *exacts, size_t first, uint64_t hash, bool by_word)
{
	size_t end = first;
	while (end < exacts->count && exacts->items[end].hash == hash) {
		exacts->items[end++].has_word |= by_word;
	}
	return end - first;
}

/* The first whose hash is not below `hash`. */
static size_t find_exacts(const struct exacts *exacts, uint64_t hash)
{
	size_t low = 0;
	size_t high = exacts->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (exacts->items[middle].hash < hash) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* What the table of the words is made of. */
struct forms {
	uint32_t *words; /* owned: one form behind the other */
	size_t word_count;
	size_t word_cap;
	struct filed *filed; /* owned: a place for each atom */
	size_t filed_count;
};

static uint32_t *add_words(struct forms *forms, size_t count)
{
	forms->words = mem_grow(
		forms->words, &forms->word_cap, forms->word_count + count, sizeof(forms->words[0]));
	forms->word_count += count;
	return forms->words + forms->word_count - count;
}

struct word {
	uint64_t hash;
	struct str folded;
	uint32_t atom; /* FORM_NONE: only its exact spellings are */
};

/* Files a word with its exact spellings and with the patterns it matches. */
static void add_form(struct forms *forms, const struct word *word,
	const struct expansion *expansion, const struct exact *exacts, size_t count)
{
	size_t found = expansion ? expansion->count : 0;
	struct form form = {.atom_count = (uint32_t)found + (word->atom != FORM_NONE),
		.exact_count = (uint32_t)count};
	struct filed *filed = &forms->filed[forms->filed_count++];
	*filed = (struct filed){.hash = word->hash, .value = word->atom};
	if (count == 0 && found == 0) {
		return;
	}
	filed->value = FORM_LIST | (uint32_t)forms->word_count;
	uint32_t *at =
		add_words(forms, sizeof(form) / sizeof(*at) + form.atom_count + form.exact_count);
	memcpy(at, &form, sizeof(form));
	at += sizeof(form) / sizeof(*at);
	if (word->atom != FORM_NONE) {
		*at++ = word->atom;
	}
	for (size_t i = 0; i < found; i++) {
		*at++ = expansion->atoms[i];
	}
	for (size_t i = 0; i < count; i++) {
		*at++ = exacts[i].atom;
	}
}

/* Words that are filed together. */
struct batch {
	const struct dictionary *dictionary;
	struct expander *expander; /* owned; NULL: what patterns they match is in no form */
	struct word words[EXPANSION_WORDS];
	struct str texts[EXPANSION_WORDS];
	/* With readable bytes behind each; of one that is too long for a word, which matches nothing, nothing. */
	char padded[EXPANSION_WORDS][HASH_WORD_MAX + HASH_WORD_PADDING];
	const struct exact *exacts[EXPANSION_WORDS];
	size_t exact_counts[EXPANSION_WORDS];
	size_t count;
};

static void file_batch(struct forms *forms, struct batch *batch)
{
	const struct expansion *expansions =
		batch->expander ? expander_run(batch->expander, batch->dictionary, batch->texts,
					  batch->count)
				: NULL;
	for (size_t i = 0; i < batch->count; i++) {
		add_form(forms, &batch->words[i], expansions ? &expansions[i] : NULL,
			batch->exacts[i], batch->exact_counts[i]);
	}
	batch->count = 0;
}

static struct str pad(struct str word, char *out)
{
	size_t len = word.len <= HASH_WORD_MAX ? word.len : 0;
	memcpy(out, word.ptr, len);
	memset(out + len, 0, HASH_WORD_PADDING);
	return str_make(out, len);
}

static void add_to_batch(struct forms *forms, struct batch *batch, const struct word *word,
	const struct exact *exacts, size_t count)
{
	if (batch->count == EXPANSION_WORDS) {
		file_batch(forms, batch);
	}
	batch->words[batch->count] = *word;
	batch->texts[batch->count] = pad(word->folded, batch->padded[batch->count]);
	batch->exacts[batch->count] = exacts;
	batch->exact_counts[batch->count++] = count;
}

static void add_forms(
	struct forms *forms, const struct dictionary *dictionary, struct exacts *exacts)
{
	struct batch batch = {.dictionary = dictionary};
	if (dictionary->has_patterns && !dictionary->has_stems) {
		batch.expander = expander_new();
	}
	for (uint32_t i = 0; i < dictionary->atom_count; i++) {
		const struct atom *atom = &dictionary->atoms[i];
		if (atom->kind != ATOM_WORD) {
			continue;
		}
		struct word word = {.hash = hash_word_str(&dictionary->key, atom->text),
			.folded = atom->text,
			.atom = i};
		size_t first = find_exacts(exacts, word.hash);
		size_t count = count_same(exacts, first, word.hash, true);
		add_to_batch(forms, &batch, &word, count > 0 ? &exacts->items[first] : NULL, count);
	}
	for (size_t i = 0; i < exacts->count;) {
		const struct exact *first = &exacts->items[i];
		struct word word = {
			.hash = first->hash, .folded = first->folded, .atom = FORM_NONE};
		size_t count = count_same(exacts, i, first->hash, false);
		if (!first->has_word) {
			add_to_batch(forms, &batch, &word, first, count);
		}
		i += count;
	}
	file_batch(forms, &batch);
	expander_free(batch.expander);
}

int dictionary_build_forms(struct arena *arena, struct dictionary *dictionary)
{
	struct exacts exacts = {0};
	struct forms forms = {
		.filed = mem_alloc((dictionary->atom_count + 1) * sizeof(struct filed))};
	uint32_t *words = NULL;
	int rc = collect_exacts(arena, dictionary, &exacts);
	if (rc == 0) {
		add_forms(&forms, dictionary, &exacts);
		words = forms.word_count < FORM_LIST
				? arena_alloc(arena, (forms.word_count + 1) * sizeof(words[0]))
				: NULL;
		rc = words ? 0 : -ENOMEM;
	}
	if (rc == 0) {
		if (forms.word_count > 0) {
			memcpy(words, forms.words, forms.word_count * sizeof(words[0]));
		}
		dictionary->form_words = words;
		rc = form_table_build(arena, forms.filed, forms.filed_count, &dictionary->table);
		dictionary->bytes = dictionary->table.bytes + forms.word_count * sizeof(words[0]);
	}
	free(exacts.items);
	free(forms.filed);
	free(forms.words);
	return rc;
}
