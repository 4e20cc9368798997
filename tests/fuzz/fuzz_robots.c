/* SPDX-License-Identifier: BSD-2-Clause */
/* robots.txt: an address, a line feed and a file. */
#include "base/limits.h"
#include "fuzz.h"
#include "text/robots.h"

/* The rules written as a file say the same. */
static void check_again(struct str rules, struct str url, bool is_allowed)
{
	struct buf file;
	struct buf again;
	struct str rest = rules;
	struct str line;

	buf_init(&file, LIMIT_ROBOTS_RULES * 8);
	buf_init(&again, LIMIT_ROBOTS_RULES);
	buf_add_str(&file, STR("User-agent: *\n"));
	while (rest.len > 0 && str_cut(&rest, '\n', &line)) {
		struct str path = str_slice(line, 1, line.len);

		/* "#" begins a remark there. */
		if (path.len > LIMIT_URL || str_find_byte(path, '#') >= 0) {
			goto out;
		}
		buf_add_str(&file, line.ptr[0] == '+' ? STR("Allow: ") : STR("Disallow: "));
		buf_add_str(&file, path);
		buf_add_byte(&file, '\n');
	}
	if (file.len <= LIMIT_ROBOTS) {
		robots_take_rules(buf_str(&file), STR("*"), &again);
		fuzz_must(str_eq(buf_str(&again), rules), "rules have one form", rules);
		fuzz_must(robots_allow(buf_str(&again), url) == is_allowed,
			"and so they say one thing", rules);
	}
out:
	buf_done(&again);
	buf_done(&file);
}

static void check(struct str file, struct str url, struct str robot)
{
	struct buf rules;
	bool is_allowed;

	buf_init(&rules, LIMIT_ROBOTS_RULES);
	robots_take_rules(file, robot, &rules);
	fuzz_must(!rules.full, "there is room for the rules of any file", file);
	fuzz_must(
		robots_is_rules(buf_str(&rules)), "rules are such as the wire lets through", file);
	is_allowed = robots_allow(buf_str(&rules), url);
	fuzz_must(is_allowed || rules.len > 0, "what nobody forbids is allowed", file);

	check_again(buf_str(&rules), url, is_allowed);
	buf_done(&rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = str_make((const char *)data, size);
	struct str url = fuzz_take_until(&file, '\n');

	check(file, url, STR("nuncio"));
	check(file, url, STR("*"));
	return 0;
}
