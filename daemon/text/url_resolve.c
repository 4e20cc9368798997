/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reference resolution (RFC 3986 5.2), after references were mended as browsers do. Never decodes a percent escape. Keeps
 * true: a web address that was resolved stays as it is when it is resolved again.
 */
#include <string.h>

#include "text/url.h"
#include "text/url_draft.h"

/* Without the last segment and its slash, down to `from`. */
static void drop_segment(struct url_draft *draft, size_t from)
{
	while (draft->len > from && draft->ptr[draft->len - 1] != '/') {
		draft->len--;
	}
	if (draft->len > from) {
		draft->len--;
	}
}

/* The path without "." and ".." (RFC 3986 5.2.4). */
static void add_without_dots(struct url_draft *draft, struct str path)
{
	size_t from = draft->len;

	while (path.len > 0) {
		size_t slash = path.ptr[0] == '/' ? 1 : 0;
		size_t end = slash + url_find_any(str_slice(path, slash, SIZE_MAX), "/");
		struct str name = str_slice(path, slash, end - slash);
		bool is_up = str_eq(name, STR(".."));

		if (is_up) {
			drop_segment(draft, from);
		}
		if (!is_up && !str_eq(name, STR("."))) {
			url_draft_add(draft, str_slice(path, 0, end));
		} else if (end == path.len) {
			url_draft_add(draft, STR("/"));
		}
		path = str_slice(path, end, SIZE_MAX);
	}
}

/* RFC 3986 5.2.3. */
static struct str merge_paths(struct arena *arena, const struct url *base, struct str path)
{
	struct url_draft draft;
	struct str folder = base->path;

	if (!url_draft_start(&draft, arena, base->path.len + path.len + 1)) {
		return (struct str){0};
	}
	while (folder.len > 0 && folder.ptr[folder.len - 1] != '/') {
		folder.len--;
	}
	url_draft_add(&draft, folder.len > 0 ? folder : STR("/"));
	url_draft_add(&draft, path);
	return url_draft_str(&draft);
}

/* White space around it gone; line breaks and tabs inside gone, as browsers do; spaces inside as %20. */
static struct str tidy_reference(struct arena *arena, struct str s)
{
	struct url_draft draft;
	bool is_tidy = true;

	s = str_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		is_tidy = is_tidy && (unsigned char)s.ptr[i] > ' ';
	}
	if (is_tidy) {
		return s;
	}
	if (!url_draft_start(&draft, arena, 3 * s.len)) {
		return (struct str){0};
	}
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == ' ') {
			url_draft_add(&draft, STR("%20"));
		} else if (s.ptr[i] != '\t' && s.ptr[i] != '\n' && s.ptr[i] != '\r') {
			url_draft_add(&draft, str_slice(s, i, 1));
		}
	}
	return url_draft_str(&draft);
}

/* Before a query, "\\" is what people meant by it (WHATWG URL 4.4). */
static struct str mend_backslashes(struct arena *arena, struct str s)
{
	size_t end = url_find_any(s, "?#");
	char *out;

	if (str_find_byte(str_slice(s, 0, end), '\\') < 0) {
		return s;
	}
	s = arena_str(arena, s);
	out = (char *)s.ptr; /* our own copy */
	for (size_t i = 0; out && i < end; i++) {
		if (out[i] == '\\') {
			out[i] = '/';
		}
	}
	return s;
}

static bool is_web_scheme(struct str scheme)
{
	return str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
}

/* "www.example.org/a": nobody has a file of that name, and many forget the scheme. */
static bool is_bare_host(struct str ref)
{
	struct str host = str_slice(ref, 0, url_find_any(ref, "/?#"));

	return str_starts_nocase(host, STR("www.")) &&
	       str_find_byte(str_slice(host, 4, SIZE_MAX), '.') > 0;
}

/* Puts "//" where it belongs between the scheme and a host that was written with too few slashes, or too many. */
static struct str mend_slashes(struct arena *arena, struct str scheme, struct str rest)
{
	struct url_draft draft;
	size_t slashes = 0;

	while (str_starts(str_slice(rest, slashes, 1), STR("/"))) {
		slashes++;
	}
	if (!url_draft_start(&draft, arena, scheme.len + rest.len + 3)) {
		return (struct str){0};
	}
	url_draft_add(&draft, scheme);
	url_draft_add(&draft, STR("://"));
	url_draft_add(&draft, str_slice(rest, slashes, SIZE_MAX));
	return url_draft_str(&draft);
}

/* The reference as browsers take it: "http:/a/b" and "http:b" are relative to a base of the same scheme and else begin
 * with a host (WHATWG URL 4.4), "https:///x.org" begins with one in any case. */
static struct str mend_reference(struct arena *arena, const struct url *base, struct str ref)
{
	struct url r;
	struct str rest;

	url_split(ref, &r);
	if (r.scheme.len == 0) {
		return is_bare_host(ref)
			       ? mend_slashes(arena,
					 is_web_scheme(base->scheme) ? base->scheme : STR("http"),
					 ref)
			       : ref;
	}
	rest = str_slice(ref, r.scheme.len + 1, SIZE_MAX);
	if (!is_web_scheme(r.scheme) || r.host.len > 0 || rest.len == 0) {
		return ref;
	}
	if (!r.has_authority && base->has_authority && str_eq_nocase(base->scheme, r.scheme)) {
		return rest;
	}
	return mend_slashes(arena, r.scheme, rest);
}

/* What stands before the path: the base's scheme, and the authority of the first that has one. */
static void add_origin(struct url_draft *draft, struct str base, const struct url *parts)
{
	const char *end = parts->path.ptr;

	url_draft_add(draft, str_slice(base, 0, end ? (size_t)(end - base.ptr) : base.len));
}

/* Both as browsers take them; false when the arena is full. */
static bool mend_both(struct arena *arena, struct str *base, struct str *reference)
{
	struct str ref = tidy_reference(arena, *reference);
	size_t base_len = base->len;
	struct url b;
	struct url r;

	url_split(*base, &b);
	url_split(ref, &r);
	if (is_web_scheme(b.scheme)) {
		*base = mend_backslashes(arena, *base);
		url_split(*base, &b);
	}
	if (is_web_scheme(r.scheme) || (r.scheme.len == 0 && is_web_scheme(b.scheme))) {
		ref = mend_backslashes(arena, ref);
	}
	ref = mend_reference(arena, &b, ref);
	if (base->len < base_len || (ref.len == 0 && str_trim(*reference).len > 0)) {
		return false;
	}
	*reference = ref;
	return true;
}

struct str url_resolve(struct arena *arena, struct str base, struct str reference)
{
	struct str ref = reference;
	struct url b;
	struct url r;
	struct url_draft draft;
	struct str path;

	if (!mend_both(arena, &base, &ref)) {
		return (struct str){0};
	}
	url_split(ref, &r);
	url_split(base, &b);
	if (r.scheme.len > 0 || b.scheme.len == 0 || !b.has_authority) {
		return ref;
	}
	path = r.path;
	if (!r.has_authority && path.len > 0 && path.ptr[0] != '/') {
		path = merge_paths(arena, &b, path);
		if (path.len == 0) {
			return (struct str){0};
		}
	}
	if (!url_draft_start(&draft, arena, base.len + ref.len + path.len + 8)) {
		return (struct str){0};
	}
	if (r.has_authority) {
		url_draft_add(&draft, b.scheme);
		url_draft_add(&draft, STR(":"));
		url_draft_add(&draft,
			str_slice(ref, 0, url_find_any(str_slice(ref, 2, SIZE_MAX), "/?#") + 2));
	} else {
		add_origin(&draft, base, &b);
	}
	if (!r.has_authority && path.len == 0) {
		url_draft_add(&draft, b.path);
		if (!r.has_query && b.has_query) {
			url_draft_add(&draft, STR("?"));
			url_draft_add(&draft, b.query);
		}
	} else {
		add_without_dots(&draft, path);
	}
	if (r.has_query) {
		url_draft_add(&draft, STR("?"));
		url_draft_add(&draft, r.query);
	}
	if (r.has_fragment) {
		url_draft_add(&draft, STR("#"));
		url_draft_add(&draft, r.fragment);
	}
	return url_draft_str(&draft);
}
