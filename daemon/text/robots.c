/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads robots.txt and matches addresses against it. Never fails: a line that says nothing it knows is passed over, as RFC
 * 9309 wants it. Keeps true: the work on a file grows with its length, and that on an address is bounded, whatever the rules
 * are: it is done where nothing else goes on meanwhile.
 */
#include "text/robots.h"

#include <string.h>

#include "base/limits.h"
#include "text/url.h"

/* --- one form for all ways to write a path --- */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet at *at, which moves behind it; %XX is one. */
static unsigned char next_octet(struct str path, size_t *at, bool *ret_escaped)
{
	unsigned char c = (unsigned char)path.ptr[(*at)++];

	*ret_escaped = c == '%' && *at + 2 <= path.len && hex_value(path.ptr[*at]) >= 0 &&
		       hex_value(path.ptr[*at + 1]) >= 0;
	if (*ret_escaped) {
		c = (unsigned char)(hex_value(path.ptr[*at]) << 4 | hex_value(path.ptr[*at + 1]));
		*at += 2;
	}
	return c;
}

static void put_octet(struct buf *out, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	/* These three have a meaning of their own. */
	bool is_plain = c > 0x20 && c < 0x7f && c != '%' && c != '*' && c != '$';

	if (is_plain) {
		buf_add_byte(out, (char)c);
	} else {
		buf_add_byte(out, '%');
		buf_add_byte(out, digits[c >> 4]);
		buf_add_byte(out, digits[c & 15]);
	}
}

/* RFC 9309 2.2.2: an octet is the same whether it is escaped or not, the reserved ones too. */
static void put_path(struct buf *out, struct str path)
{
	size_t at = 0;
	bool is_escaped;

	while (at < path.len) {
		put_octet(out, next_octet(path, &at, &is_escaped));
	}
}

/* The same with "*" and, at the end, "$" (RFC 9309 2.2.3). */
static void put_pattern(struct buf *out, struct str path)
{
	size_t at = 0;
	bool is_escaped;
	bool after_star = false;

	while (at < path.len) {
		unsigned char c = next_octet(path, &at, &is_escaped);
		bool is_star = !is_escaped && c == '*';

		if (is_star && after_star) {
			continue;
		}
		after_star = is_star;
		if (is_star || (!is_escaped && c == '$' && at == path.len)) {
			buf_add_byte(out, (char)c);
		} else {
			put_octet(out, c);
		}
	}
}

/* --- a file --- */

enum line_kind { LINE_OTHER, LINE_AGENT, LINE_ALLOW, LINE_DISALLOW };

/* With the slips that are met again and again. */
static const struct {
	struct str name;
	enum line_kind kind;
} line_names[] = {
	{STR_INIT("user-agent"), LINE_AGENT},
	{STR_INIT("useragent"), LINE_AGENT},
	{STR_INIT("user agent"), LINE_AGENT},
	{STR_INIT("allow"), LINE_ALLOW},
	{STR_INIT("disallow"), LINE_DISALLOW},
	{STR_INIT("dissallow"), LINE_DISALLOW},
	{STR_INIT("dissalow"), LINE_DISALLOW},
	{STR_INIT("disalow"), LINE_DISALLOW},
	{STR_INIT("diasllow"), LINE_DISALLOW},
	{STR_INIT("disallaw"), LINE_DISALLOW},
};

/* Ends at CR, LF or both: an empty line more does no harm. */
static bool next_line(struct str *rest, struct str *ret_line)
{
	size_t len = 0;

	if (rest->len == 0) {
		return false;
	}
	while (len < rest->len && rest->ptr[len] != '\n' && rest->ptr[len] != '\r') {
		len++;
	}
	*ret_line = str_slice(*rest, 0, len);
	*rest = str_slice(*rest, len + 1, rest->len);
	return true;
}

static enum line_kind split_line(struct str line, struct str *ret_value)
{
	struct str rest = line;
	struct str name;

	(void)str_cut(&rest, '#', &line);
	rest = line;
	if (!str_cut(&rest, ':', &name) || !rest.ptr) {
		return LINE_OTHER;
	}
	name = str_trim(name);
	*ret_value = str_trim(rest);
	for (size_t i = 0; i < sizeof(line_names) / sizeof(line_names[0]); i++) {
		if (str_eq_nocase(name, line_names[i].name)) {
			return line_names[i].kind;
		}
	}
	return LINE_OTHER;
}

/* RFC 9309 2.2.1: the name of a robot is letters, "_" and "-"; what follows ("/1.0") is no part of it. */
static bool names_robot(struct str value, struct str robot)
{
	size_t len = 0;

	if (str_starts(value, STR("*"))) {
		return str_eq(robot, STR("*"));
	}
	while (len < value.len) {
		char c = (char)(value.ptr[len] | 0x20);
		bool is_letter = c >= 'a' && c <= 'z';

		if (!is_letter && value.ptr[len] != '_' && value.ptr[len] != '-') {
			break;
		}
		len++;
	}
	return str_eq_nocase(str_slice(value, 0, len), robot);
}

static void add_rule(struct buf *out, enum line_kind kind, struct str path)
{
	/* No address that is asked for is longer: it would match none. */
	if (path.len == 0 || path.len > LIMIT_URL) {
		return;
	}
	buf_add_byte(out, kind == LINE_ALLOW ? '+' : '-');
	if (path.ptr[0] != '/' && path.ptr[0] != '*') {
		buf_add_byte(out, '/');
	}
	put_pattern(out, path);
	buf_add_byte(out, '\n');
}

/* True when a group names the robot. Groups of one name count as one. */
static bool take_groups(struct str file, struct str robot, struct buf *out)
{
	bool is_found = false;
	bool is_ours = false;
	bool is_naming = false; /* rules have not begun yet */
	struct str line;

	while (next_line(&file, &line)) {
		struct str value = STR("");
		enum line_kind kind = split_line(line, &value);

		if (kind == LINE_AGENT) {
			is_ours = (is_naming && is_ours) || names_robot(value, robot);
			is_found = is_found || is_ours;
			is_naming = true;
		} else if (kind != LINE_OTHER) {
			is_naming = false;
			if (is_ours) {
				add_rule(out, kind, value);
			}
		}
	}
	return is_found;
}

void robots_take_rules(struct str file, struct str robot, struct buf *out)
{
	file = str_slice(file, 0, LIMIT_ROBOTS);
	if (str_starts(file, STR("\xef\xbb\xbf"))) {
		file = str_slice(file, 3, file.len);
	}
	if (!take_groups(file, robot, out)) {
		(void)take_groups(file, STR("*"), out);
	}
}

bool robots_is_rules(struct str rules)
{
	struct str line;

	if (rules.len == 0) {
		return true;
	}
	if (rules.len > LIMIT_ROBOTS_RULES || !str_ends(rules, STR("\n"))) {
		return false;
	}
	while (rules.len > 0 && str_cut(&rules, '\n', &line)) {
		if (line.len < 2 || (line.ptr[0] != '+' && line.ptr[0] != '-') ||
			(line.ptr[1] != '/' && line.ptr[1] != '*')) {
			return false;
		}
		for (size_t i = 0; i < line.len; i++) {
			if (line.ptr[i] <= 0x20 || line.ptr[i] >= 0x7f) {
				return false;
			}
		}
	}
	return true;
}

/* --- an address --- */

/* Each part between stars where it first fits: what is left for the others is then the longest. `work` counts bytes. */
static bool matches(struct str pattern, struct str path, size_t *work)
{
	bool is_whole = str_ends(pattern, STR("$"));
	struct str part;

	pattern.len -= is_whole ? 1 : 0;
	(void)str_cut(&pattern, '*', &part);
	if (!str_starts(path, part)) {
		return false;
	}
	path = str_slice(path, part.len, path.len);
	if (!pattern.ptr) {
		return !is_whole || path.len == 0;
	}
	while (str_cut(&pattern, '*', &part)) {
		ptrdiff_t at;

		if (!pattern.ptr && is_whole) {
			return str_ends(path, part);
		}
		at = str_find(path, part);
		*work += at < 0 ? path.len : (size_t)at;
		if (at < 0) {
			return false;
		}
		path = str_slice(path, (size_t)at + part.len, path.len);
	}
	return true;
}

static bool allow_path(struct str rules, struct str path)
{
	struct str line;
	size_t longest = 0;
	size_t work = 0;
	bool is_allowed = true;

	while (rules.len > 0 && str_cut(&rules, '\n', &line)) {
		bool allows = line.ptr[0] == '+';
		struct str pattern = str_slice(line, 1, line.len);
		/* Of two that are as long, the one that allows is used (RFC 9309 2.2.2). */
		bool decides = pattern.len > longest || (pattern.len == longest && allows);

		if (decides && matches(pattern, path, &work)) {
			longest = pattern.len;
			is_allowed = allows;
		}
		if (work > LIMIT_ROBOTS_WORK) {
			return false; /* nobody needs so many who wants to be read */
		}
	}
	return is_allowed;
}

bool robots_allow(struct str rules, struct str url)
{
	struct url parts;
	struct buf path;
	bool is_allowed;

	if (rules.len == 0) {
		return true;
	}
	url_split(url, &parts);
	buf_init(&path, (size_t)LIMIT_URL * 3 + 8);
	put_path(&path, parts.path.len > 0 ? parts.path : STR("/"));
	if (parts.has_query) {
		buf_add_byte(&path, '?');
		put_path(&path, parts.query);
	}
	is_allowed = !path.full && allow_path(rules, buf_str(&path));
	buf_done(&path);
	return is_allowed;
}
