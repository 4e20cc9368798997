/* SPDX-License-Identifier: BSD-2-Clause */
/* Boilerplate out of plain text; and texts of real articles, when NUNCIO_SHARED says where they are: none may lose a sentence. */
#include "parse/page.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check.h"

static void texts(void **state)
{
	static const struct {
		const char *text;
		const char *title;
		const char *want;
	} cases[] = {
		{"", "", ""},
		{"One sentence here.", "", "One sentence here."},
		{"Bridge closes\n\nThe bridge closes today.", "Bridge closes",
			"The bridge closes today."},
		{"The bridge closes today.\n\nAdvertisement \xc2\xb7 Scroll to continue\nAdvertisement "
		 "\xc2\xb7 Scroll to continue\n\nIt opens in June.",
			"", "The bridge closes today.\n\nIt opens in June."},
		{"The bridge closes today.\nRelated Stories:\nFerry prices go up again\nMore news",
			"", "The bridge closes today."},
		{"The bridge closes today.\nsomewhere.example\n18 November 2026", "",
			"The bridge closes today."},
		{"  \xe2\x80\xa2 Home/\n  \xe2\x80\xa2 Top News/\n\nThe bridge closes today.", "",
			"The bridge closes today."},
		{"Why it matters\n\nThe bridge closes today.\n\nTraffic\n\nBuses turn around.", "",
			"Why it matters\n\nThe bridge closes today.\n\nTraffic\n\nBuses turn around."},
		{"- One point to be made\n- Another point to be made\n\nThe bridge closes today.",
			"",
			"- One point to be made\n- Another point to be made\n\nThe bridge closes today."},
		{"The bridge closes.\n\nToday.", "", "The bridge closes.\n\nToday."},
		{"Bridge closes", "Bridge closes", "Bridge closes"},
		{"The bridge closes today.\n\nAll rights reserved.", "",
			"The bridge closes today."},
		{"The bridge closes today.\n\nLANGUAGE SELECTION", "", "The bridge closes today."},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(0);
		struct str got =
			page_clean_text(arena, str_from(cases[i].text), str_from(cases[i].title));

		check_str(got, cases[i].want, cases[i].text);
		arena_free(arena);
	}
}

static void nothing(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	assert_int_equal(page_clean_text(arena, str_make(NULL, 0), str_make(NULL, 0)).len, 0);
	arena_free(arena);
}

static void check_seed(const char *path)
{
	static const char *const gone[] = {"Scroll to continue", "LANGUAGE SELECTION",
		"Related Stories", "Home/", "CentralasianLIGHT.org"};
	struct arena *arena = arena_new(0);
	struct buf bytes;
	char room[4096];
	size_t got;
	FILE *file = fopen(path, "re");
	struct str line;

	assert_non_null(file);
	buf_init(&bytes, (size_t)1 << 24);
	while ((got = fread(room, 1, sizeof(room), file)) > 0) {
		buf_add(&bytes, room, got);
	}
	(void)fclose(file);
	struct str text = buf_str(&bytes);
	struct str clean = page_clean_text(arena, text, str_make(NULL, 0));
	for (size_t i = 0; i < COUNT(gone); i++) {
		if (str_find(clean, str_from(gone[i])) >= 0) {
			fail_msg("%s: still there: %s", path, gone[i]);
		}
	}
	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.len > 80 && str_find(clean, line) < 0 && str_ends(line, STR("."))) {
			fail_msg("%s: lost: %.*s", path, STR_ARG(line));
		}
	}
	buf_done(&bytes);
	arena_free(arena);
}

static void real_texts(void **state)
{
	const char *shared = getenv("NUNCIO_SHARED");
	struct dirent **entries;
	char directory[400];
	int found;

	(void)state;
	if (shared == NULL) {
		skip();
	}
	(void)snprintf(directory, sizeof(directory), "%s/data/seeds", shared);
	found = scandir(directory, &entries, NULL, alphasort);
	for (int i = 0; i < found; i++) {
		size_t len = strlen(entries[i]->d_name);

		if (len > 4 && strcmp(entries[i]->d_name + len - 4, ".txt") == 0) {
			char path[700];

			(void)snprintf(path, sizeof(path), "%s/%s", directory, entries[i]->d_name);
			check_seed(path);
		}
		free(entries[i]);
	}
	if (found >= 0) {
		free(entries);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(nothing),
		cmocka_unit_test(real_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
