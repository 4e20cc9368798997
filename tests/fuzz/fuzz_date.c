/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates of feeds and of HTTP: what is one can be written and read again. */
#include "fuzz.h"
#include "text/date.h"

static void check(int64_t seconds, struct str input)
{
	char text[DATE_RFC3339_SIZE];
	size_t len;
	int64_t again;

	fuzz_must(seconds >= INT64_C(-62135596800) && seconds <= INT64_C(253402300799),
		"a date lies in the years 1 to 9999", input);
	len = date_format(seconds, text);
	fuzz_must(len < sizeof(text) && text[len] == '\0', "a date fits", input);
	fuzz_must(date_parse(str_make(text, len), &again) == 0 && again == seconds,
		"a date that was written reads as the same", input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = str_make((const char *)data, size);
	int64_t seconds;

	if (date_parse(input, &seconds) == 0) {
		check(seconds, input);
	}
	if (date_parse_http(input, &seconds) == 0) {
		check(seconds, input);
	}
	return 0;
}
