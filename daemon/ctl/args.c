/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes a command line apart. Prints what is wrong with it and nothing else. Keeps true: each word is given out once.
 */
#include "ctl/args.h"

#include <stdio.h>
#include <string.h>

struct args args_start(char **argv, const struct args_option *options)
{
	return (struct args){.command = argv[0], .options = options, .words = argv + 1};
}

static struct args_item bad(const struct args *args, const char *what, const char *word)
{
	(void)fprintf(stderr, "nuncio %s: %s %s (see nuncio %s --help)\n", args->command, what,
		word, args->command);
	return (struct args_item){.kind = ARGS_BAD};
}

/* `word` is the option itself, or the option with "=" and a value. */
static bool is_option(const struct args_option *option, const char *word)
{
	size_t len = strlen(option->name);

	return strncmp(word, option->name, len) == 0 && (word[len] == '\0' || word[len] == '=');
}

static struct args_item take_option(struct args *args, size_t index, const char *word)
{
	const struct args_option *option = &args->options[index];
	const char *given = word + strlen(option->name);
	struct args_item item = {.kind = ARGS_OPTION, .option = index};

	if (*given == '=') {
		item.value = given + 1;
	} else if (option->has_value) {
		item.value = *args->words;
		if (!item.value) {
			return bad(args, "a value is missing behind", option->name);
		}
		args->words++;
	}
	if (!option->has_value && item.value) {
		return bad(args, "there is no value for", option->name);
	}
	return item;
}

struct args_item args_next(struct args *args)
{
	const char *word = *args->words;

	if (!word) {
		return (struct args_item){.kind = ARGS_END};
	}
	args->words++;
	if (args->only_words || word[0] != '-' || word[1] == '\0') {
		return (struct args_item){.kind = ARGS_WORD, .value = word};
	}
	if (strcmp(word, "--") == 0) {
		args->only_words = true;
		return args_next(args);
	}
	for (size_t i = 0; args->options[i].name; i++) {
		if (is_option(&args->options[i], word)) {
			return take_option(args, i, word);
		}
	}
	return bad(args, "unknown option", word);
}
