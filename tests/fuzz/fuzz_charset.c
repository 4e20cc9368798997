/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes to UTF-8. The first byte chooses what the server says: a charset of ours, a text of the input, or nothing. */
#include <string.h>

#include "base/limits.h"
#include "fuzz.h"
#include "text/charset.h"
#include "text/charset_name.h"

static struct str said(struct str *input)
{
	uint8_t choice = fuzz_take_byte(input);
	const char *name;

	if (choice == 0xff) {
		return charset_of_content_type(fuzz_take_until(input, '\n'));
	}
	name = choice >= 0x80 ? charset_name_at(choice & 0x7f) : NULL;
	return str_from(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = str_make((const char *)data, size);
	struct str header = said(&bytes);
	struct charset_verdict verdict;
	struct charset_verdict again;
	struct str text;
	struct str same;
	struct buf scratch;
	struct buf more;

	buf_init(&scratch, LIMIT_DOCUMENT);
	buf_init(&more, LIMIT_DOCUMENT);
	fuzz_must(charset_to_utf8(bytes, header, &scratch, &verdict, &text) == 0,
		"a small document can be converted", bytes);
	fuzz_must_be_utf8(text, "converted text");
	fuzz_must_be_line(
		str_make(verdict.name, strnlen(verdict.name, sizeof(verdict.name))), 63, "charset");
	fuzz_must(text.len <= bytes.len * 4 + 4, "converted text has a bounded size", bytes);
	/* What is UTF-8 now stays what it is when the server says so. */
	fuzz_must(charset_to_utf8(text, STR("utf-8"), &more, &again, &same) == 0,
		"text can be converted again", text);
	fuzz_must_be_utf8(same, "text converted again");
	buf_done(&scratch);
	buf_done(&more);
	return 0;
}
