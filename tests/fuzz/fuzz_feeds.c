/* SPDX-License-Identifier: BSD-2-Clause */
/* Feed lists in YAML. */
#include "base/diag.h"
#include "base/limits.h"
#include "feed/list_file.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = str_make((const char *)data, size);
	struct feed_specs specs;
	struct diags diags;
	struct buf text;

	feed_specs_init(&specs);
	diags_init(&diags);
	list_file_parse("feeds.yaml", input, NULL, &specs, &diags);
	buf_init(&text, (size_t)16 << 20);
	diags_format(&diags, &text);
	fuzz_must_be_printable(buf_str(&text), "diagnostics");
	buf_done(&text);
	diags_done(&diags);
	feed_specs_done(&specs);
	return 0;
}
