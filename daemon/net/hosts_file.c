/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks a name up in the text of a hosts file. It never fails: a line it cannot read is no line. */
#include "net/hosts_file.h"

#include <string.h>

static struct str next_word(struct str *rest)
{
	*rest = str_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->ptr[len] != ' ' && rest->ptr[len] != '\t') {
		len++;
	}
	struct str word = str_slice(*rest, 0, len);
	*rest = str_slice(*rest, len, rest->len);
	return word;
}

static bool line_has(struct str names, struct str name)
{
	for (;;) {
		struct str word = next_word(&names);
		if (word.len == 0) {
			return false;
		}
		if (str_eq_nocase(word, name)) {
			return true;
		}
	}
}

static bool is_localhost(struct str name)
{
	static const struct str word = STR_INIT("localhost");

	if (name.len < word.len) {
		return false;
	}
	struct str tail = str_slice(name, name.len - word.len, word.len);
	return str_eq_nocase(tail, word) &&
	       (name.len == word.len || name.ptr[name.len - word.len - 1] == '.');
}

size_t hosts_file_find(struct str text, struct str name, struct ip *ret, size_t max)
{
	struct str line;
	size_t count = 0;

	while (count < max && str_cut(&text, '\n', &line)) {
		struct str content;
		struct ip ip;

		(void)str_cut(&line, '#', &content);
		struct str address = next_word(&content);
		if (ip_parse(address, &ip) == 0 && line_has(content, name)) {
			ret[count++] = ip;
		}
	}
	if (count == 0 && is_localhost(name)) {
		if (count < max) {
			ret[count++] = (struct ip){.bytes = {127, 0, 0, 1}};
		}
		if (count < max) {
			ret[count++] = (struct ip){.v6 = true, .bytes = {[15] = 1}};
		}
	}
	return count;
}
