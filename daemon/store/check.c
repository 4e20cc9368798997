/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Judges a server by its INFO. A server that evicts keys would forget what was seen and lose entries; a replica takes no
 * writes; before version 7 scripts neither declare their keys nor can ask what they may do.
 */
#include "store/check.h"

#include <stdint.h>

#define VERSION_MIN 7

struct str check_get(struct str info, const char *field)
{
	struct str rest = info;
	struct str line;
	while (str_cut(&rest, '\n', &line)) {
		struct str value = line;
		struct str name;
		if (str_cut(&value, ':', &name) && str_eq(name, str_from(field))) {
			return str_trim(value);
		}
	}
	return STR("");
}

static int64_t major_version(struct str info)
{
	struct str version = check_get(info, "redis_version");
	struct str major;
	int64_t number = 0;
	if (!str_cut(&version, '.', &major) || str_to_int64(major, &number) != 0) {
		return 0;
	}
	return number;
}

/* A server with a limit that may not throw anything away refuses writes instead, and we wait. */
static bool evicts(struct str info)
{
	struct str limit = check_get(info, "maxmemory");
	struct str policy = check_get(info, "maxmemory_policy");
	return !str_is_empty(limit) && !str_eq(limit, STR("0")) &&
	       !str_eq(policy, STR("noeviction"));
}

enum check_verdict check_info(struct str info, struct buf *reason)
{
	struct str role = check_get(info, "role");
	if (major_version(info) < VERSION_MIN) {
		buf_printf(reason, "version %.*s is too old: at least %d.0 is needed",
			STR_ARG(check_get(info, "redis_version")), VERSION_MIN);
		return CHECK_REFUSE;
	}
	if (str_eq(check_get(info, "loading"), STR("1"))) {
		buf_printf(reason, "it is loading its data");
		return CHECK_WAIT;
	}
	if (!str_eq(role, STR("master"))) {
		buf_printf(reason, "it is a %.*s: alerts can only be written to a master",
			STR_ARG(str_eq(role, STR("slave")) ? STR("replica") : role));
		return CHECK_WAIT;
	}
	if (evicts(info)) {
		buf_printf(reason,
			"it throws data away when memory is short (maxmemory-policy %.*s):"
			" set maxmemory-policy noeviction",
			STR_ARG(check_get(info, "maxmemory_policy")));
		return CHECK_REFUSE;
	}
	return CHECK_GOOD;
}
