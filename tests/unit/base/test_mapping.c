/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of a mapping: gone when they are forgotten, back with the same bytes when they are read again. */
#include "base/mapping.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

#define PARTS 4
#define SIZE (PARTS * MAPPING_PART)

static size_t resident_pages(const char *bytes)
{
	char path[] = "/proc/self/smaps";
	FILE *file = fopen(path, "re");
	char line[512];
	char start[32];
	size_t kib = 0;
	bool is_inside = false;

	assert_non_null(file);
	(void)snprintf(start, sizeof(start), "%lx-", (unsigned long)bytes);
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, start, strlen(start)) == 0) {
			is_inside = true;
		} else if (is_inside && strncmp(line, "Rss:", 4) == 0) {
			kib = strtoul(line + 4, NULL, 10);
			break;
		}
	}
	assert_int_equal(fclose(file), 0);
	return kib / 4;
}

static void forgotten_pages_come_back(void **state)
{
	int fd = memfd_create("mapping", MFD_CLOEXEC);
	size_t sum = 0;
	char *bytes;

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < SIZE; i += 4096) {
		char page[4096];

		memset(page, (int)(i / 4096 % 251), sizeof(page));
		assert_int_equal(write(fd, page, sizeof(page)), sizeof(page));
	}
	bytes = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(bytes != MAP_FAILED);
	for (size_t i = 0; i < SIZE; i += 4096) {
		sum += (unsigned char)bytes[i];
	}
	assert_true(sum > 0);
	assert_true(resident_pages(bytes) >= SIZE / 4096);
	mapping_forget(str_make(bytes + 1, SIZE - 2));
	assert_true(resident_pages(bytes) < SIZE / 4096 / 8);
	mapping_forget(str_make(bytes, 100));
	mapping_forget(str_make(bytes, 0));
	for (size_t i = 0; i < SIZE; i += 1000) {
		assert_int_equal((unsigned char)bytes[i], i / 4096 % 251);
	}
	assert_int_equal(munmap(bytes, SIZE), 0);
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(forgotten_pages_come_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
