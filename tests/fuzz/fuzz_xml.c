/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds in XML, and whatever is served instead of them. */
#include "feed_reading.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str document = str_make((const char *)data, size);
	struct str start = str_trim(document);

	if (str_starts(start, STR("{")) || str_starts(start, STR("["))) {
		return -1;
	}
	feed_reading_run(document, STR("application/rss+xml"));
	return 0;
}
