/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs: a base and a reference, separated by a line feed. */
#include "base/limits.h"
#include "fuzz.h"
#include "text/url.h"

static void check_split(struct str s)
{
	struct url url;

	url_split(s, &url);
	fuzz_must_be_inside(url.scheme, s, "scheme");
	fuzz_must_be_inside(url.userinfo, s, "user");
	fuzz_must_be_inside(url.host, s, "host");
	fuzz_must_be_inside(url.port, s, "port");
	fuzz_must_be_inside(url.path, s, "path");
	fuzz_must_be_inside(url.query, s, "query");
	fuzz_must_be_inside(url.fragment, s, "fragment");
	(void)url_port(&url);
}

static void check_canonical(struct arena *arena, struct str s)
{
	struct str canonical = url_canonical(arena, s);
	struct str loose = url_loose(arena, s);

	fuzz_must(str_eq(url_canonical(arena, canonical), canonical),
		"the canonical form of a canonical form is itself", s);
	fuzz_must(str_eq(url_loose(arena, canonical), loose),
		"the loose form of the canonical form is the loose form", s);
	fuzz_must(!url_is_web(s) || url_is_web(canonical),
		"the canonical form of a web address is one", s);
	fuzz_must(canonical.len <= s.len + 1, "a canonical form adds a slash at most", s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str reference = str_make((const char *)data, size);
	struct str base = fuzz_take_until(&reference, '\n');
	struct arena *arena = fuzz_arena();
	struct str resolved = url_resolve(arena, base, reference);

	check_split(base);
	check_split(resolved);
	check_canonical(arena, base);
	check_canonical(arena, resolved);
	fuzz_must(!url_is_web(resolved) || resolved.len <= LIMIT_URL, "a web address is short",
		resolved);
	fuzz_must(!url_is_web(resolved) || url_is_web(url_resolve(arena, base, resolved)),
		"a web address stays one", resolved);
	return 0;
}
