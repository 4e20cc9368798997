/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of rules: which of a directory are read, and every refusal in tests/data/rules-bad, where x.txt is what must be said of
 * x.yaml. To write the .txt of a new file, run with NUNCIO_REGENERATE=1 and read the difference.
 */
#include "match/books.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static void test_directory(void **state)
{
	char directory[] = "/tmp/nuncio-book-XXXXXX";
	const char *paths[] = {directory};
	struct arena *arena = arena_new(0);
	struct diags diags;
	struct rule_book *book;

	(void)state;
	diags_init(&diags);
	assert_non_null(mkdtemp(directory));
	write_file_in(directory, "b.yaml", "- rule: r\n  override: merge\n  desc: second\n");
	write_file_in(directory, "a.yaml", "\xef\xbb\xbf- rule: r\n  condition: a\n");
	write_file_in(directory, ".hidden.yaml", "[");
	write_file_in(directory, "note.txt", "[");
	write_file_in(directory, "c.yaml~", "[");
	book = rule_book_load(arena, paths, 1, &diags);
	assert_non_null(book);
	assert_int_equal(book->file_count, 2);
	ASSERT_STR(book->rules[0].desc, "second");
	assert_true(str_ends(str_from(book->rules[0].place.file), STR("/a.yaml")));
	remove_tree(directory);
	assert_null(rule_book_load(arena, paths, 1, &diags));
	assert_int_equal(diags.errors, 1);
	assert_true(str_starts(str_from(diags.first->message), STR("cannot be opened")));
	diags_done(&diags);
	arena_free(arena);
}

/* --- tests/data/rules-bad --- */

#define BAD NUNCIO_SOURCE "/tests/data/rules-bad"

static char *read_whole(const char *path, size_t *ret_len)
{
	FILE *file = fopen(path, "re");
	struct buf text;
	char *bytes;

	if (!file) {
		return NULL;
	}
	buf_init(&text, 1 << 20);
	bytes = buf_extend(&text, 1 << 18);
	assert_non_null(bytes);
	text.len = fread(bytes, 1, 1 << 18, file);
	(void)fclose(file);
	return buf_take(&text, ret_len);
}

static void check_bad(const char *name)
{
	char path[512];
	char *text;
	char *expected;
	size_t len = 0;
	struct arena *arena = arena_new(0);
	struct diags diags;
	struct buf out;
	struct book_source source = {.file = name};

	diags_init(&diags);
	buf_init(&out, 1 << 20);
	(void)snprintf(path, sizeof(path), "%s/%s", BAD, name);
	text = read_whole(path, &len);
	assert_non_null(text);
	source.text = str_make(text, len);
	if (rule_book_parse(arena, &source, 1, &diags)) {
		fail_msg("%s was accepted", name);
	}
	diags_format(&diags, &out);
	memcpy(path + strlen(path) - strlen("yaml"), "txt", sizeof("txt"));
	if (getenv("NUNCIO_REGENERATE")) {
		FILE *file = fopen(path, "we");

		assert_non_null(file);
		assert_int_equal(fwrite(out.ptr, 1, out.len, file), out.len);
		assert_int_equal(fclose(file), 0);
	}
	expected = read_whole(path, &len);
	if (!expected) {
		fail_msg("%s is missing", path);
	}
	assert_string_equal(buf_cstr(&out), expected);
	free(expected);
	free(text);
	buf_done(&out);
	diags_done(&diags);
	arena_free(arena);
}

static int is_yaml(const struct dirent *entry)
{
	return str_ends(str_from(entry->d_name), STR(".yaml"));
}

static void test_bad_files(void **state)
{
	struct dirent **entries = NULL;
	int count = scandir(BAD, &entries, is_yaml, alphasort);

	(void)state;
	assert_true(count > 10);
	for (int i = 0; i < count; i++) {
		check_bad(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_bad_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
