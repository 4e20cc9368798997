/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URLs as bytes. Never fetches, never decodes a percent escape, never touches the case of a path. Keeps true: the
 * canonical form of a canonical form is itself, and likewise the loose one.
 */
#include "text/url.h"

#include <string.h>

#include "base/limits.h"
#include "text/url_draft.h"
#include "text/utf8.h"

/* --- parts --- */

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of the scheme in front of ":", 0 when there is none (RFC 3986 3.1). */
static size_t scheme_length(struct str s)
{
	size_t i = 0;

	if (s.len == 0 || !is_alpha(s.ptr[0])) {
		return 0;
	}
	while (i < s.len && (is_alpha(s.ptr[i]) || is_digit(s.ptr[i]) || s.ptr[i] == '+' ||
				    s.ptr[i] == '-' || s.ptr[i] == '.')) {
		i++;
	}
	return i < s.len && s.ptr[i] == ':' ? i : 0;
}

/* RFC 3986 3.2: [ userinfo "@" ] host [ ":" port ]. */
static void split_authority(struct str authority, struct url *url)
{
	ptrdiff_t close;
	size_t host = 0;

	for (size_t i = authority.len; i > 0; i--) {
		if (authority.ptr[i - 1] == '@') {
			url->userinfo = str_slice(authority, 0, i - 1);
			authority = str_slice(authority, i, SIZE_MAX);
			break;
		}
	}
	close = str_find_byte(authority, ']');
	if (str_starts(authority, STR("[")) && close > 0) {
		url->host = str_slice(authority, 1, (size_t)close - 1);
		authority = str_slice(authority, (size_t)close + 1, SIZE_MAX);
	} else {
		host = url_find_any(authority, ":");
		url->host = str_slice(authority, 0, host);
		authority = str_slice(authority, host, SIZE_MAX);
	}
	if (str_starts(authority, STR(":"))) {
		url->port = str_slice(authority, 1, SIZE_MAX);
	}
}

void url_split(struct str s, struct url *ret)
{
	struct url url = {0};
	size_t len = scheme_length(s);

	if (len > 0) {
		url.scheme = str_slice(s, 0, len);
		s = str_slice(s, len + 1, SIZE_MAX);
	}
	if (str_starts(s, STR("//"))) {
		url.has_authority = true;
		s = str_slice(s, 2, SIZE_MAX);
		len = url_find_any(s, "/?#");
		split_authority(str_slice(s, 0, len), &url);
		s = str_slice(s, len, SIZE_MAX);
	}
	len = url_find_any(s, "?#");
	url.path = str_slice(s, 0, len);
	s = str_slice(s, len, SIZE_MAX);
	if (str_starts(s, STR("?"))) {
		url.has_query = true;
		s = str_slice(s, 1, SIZE_MAX);
		len = url_find_any(s, "#");
		url.query = str_slice(s, 0, len);
		s = str_slice(s, len, SIZE_MAX);
	}
	if (str_starts(s, STR("#"))) {
		url.has_fragment = true;
		url.fragment = str_slice(s, 1, SIZE_MAX);
	}
	*ret = url;
}

static bool is_https(const struct url *url)
{
	return str_eq_nocase(url->scheme, STR("https"));
}

uint16_t url_port(const struct url *url)
{
	int64_t port = 0;

	if (url->port.len == 0) {
		return is_https(url) ? 443 : 80;
	}
	for (size_t i = 0; i < url->port.len; i++) {
		if (!is_digit(url->port.ptr[i])) {
			return 0;
		}
	}
	return str_to_int64(url->port, &port) == 0 && port <= UINT16_MAX ? (uint16_t)port : 0;
}

bool url_is_web(struct str s)
{
	struct url url;
	size_t at = 0;

	if (s.len > LIMIT_URL ||
		!(str_starts_nocase(s, STR("http://")) || str_starts_nocase(s, STR("https://")))) {
		return false;
	}
	while (at < s.len) {
		if (s.ptr[at] > ' ' && s.ptr[at] < 0x7f) {
			at++;
			continue;
		}
		uint32_t point = utf8_next(s, &at);

		if (point == ' ' || point == 0xa0 || point == 0x3000 || point == 0xfffd ||
			utf8_is_unsafe(point)) {
			return false;
		}
	}
	url_split(s, &url);
	/* No host has any of these; "\\" ends it for some readers and not for others. */
	return url.host.len > 0 && url_port(&url) != 0 &&
	       url_find_any(url.host, "\\\"<>[]^`{|}") == url.host.len &&
	       url_find_any(url.userinfo, "\\") == url.userinfo.len;
}

/* --- one form --- */

/* Parameters that say where a reader came from and never which article he sees, in small letters. Not here, because they
 * may select the article: cid, sid, source, ref, ir, sort. */
static const char *const tracking[] = {"__hsfp", "__hssc", "__hstc", "__readwiselocation", "_bhlid",
	"_branch_match_id", "_branch_referrer", "_hsenc", "_hsmi", "_openstat", "campaign_content",
	"campaign_id", "campaign_medium", "campaign_name", "campaign_source", "campaign_term",
	"dclid", "fb_action_ids", "fb_action_types", "fb_comment_id", "fb_ref", "fb_source",
	"fbclid", "gbraid", "gclid", "gclsrc", "hmb_campaign", "hmb_medium", "hmb_source",
	"hsa_cam", "hsctatracking", "itm_campaign", "itm_medium", "itm_source", "mc_cid", "mc_eid",
	"mc_tc", "mkt_tok", "msclkid", "oly_anon_id", "oly_enc_id", "rb_clickid", "sc_cid",
	"srsltid", "twclid", "vero_conv", "vero_id", "wbraid", "wickedid", "yclid", "ysclid"};
static const char *const tracking_prefixes[] = {"utm_", "mtm_"};

static bool is_tracking(struct str name)
{
	for (size_t i = 0; i < sizeof(tracking_prefixes) / sizeof(tracking_prefixes[0]); i++) {
		if (str_starts_nocase(name, str_from(tracking_prefixes[i]))) {
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++) {
		if (str_eq_nocase(name, str_from(tracking[i]))) {
			return true;
		}
	}
	return false;
}

/* Parameters that choose the AMP page of an article, as name and value. */
static bool is_amp(struct str name, struct str value)
{
	if (str_eq_nocase(name, STR("amp"))) {
		return value.len == 0 || str_eq(value, STR("1")) ||
		       str_eq_nocase(value, STR("true"));
	}
	return str_eq_nocase(name, STR("outputType")) && str_eq_nocase(value, STR("amp"));
}

/* The parameters that stay, with "?" before them when there are any. */
static void add_query(struct url_draft *draft, struct str query, bool is_loose)
{
	size_t from = draft->len;
	struct str one;

	while (str_cut(&query, '&', &one)) {
		size_t equals = url_find_any(one, "=");
		struct str name = str_slice(one, 0, equals);

		if (one.len == 0 || is_tracking(name) ||
			(is_loose && is_amp(name, str_slice(one, equals + 1, SIZE_MAX)))) {
			continue;
		}
		url_draft_add(draft, draft->len == from ? STR("?") : STR("&"));
		url_draft_add(draft, one);
	}
}

/* Without labels that only choose a presentation, as long as two labels stay. */
static struct str loose_host(struct str host)
{
	static const struct str labels[] = {STR_INIT("www."), STR_INIT("m."), STR_INIT("amp.")};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct str rest = str_slice(host, labels[i].len, SIZE_MAX);

		if (str_starts_nocase(host, labels[i]) && str_find_byte(rest, '.') > 0) {
			return loose_host(rest);
		}
	}
	return host;
}

/* The page without what makes it the AMP page: "/amp" or "/amp/" at the end, "/amp/" in front, ".amp" or ".amp.html"; and
 * without the slash at the end. */
static struct str loose_path(struct str path)
{
	static const struct str ends[] = {
		STR_INIT("/"), STR_INIT("/amp"), STR_INIT(".amp"), STR_INIT(".amp.html")};

	if (str_starts(path, STR("/amp/"))) {
		return loose_path(str_slice(path, 4, SIZE_MAX));
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (path.len > ends[i].len && str_ends(path, ends[i])) {
			return loose_path(str_slice(path, 0, path.len - ends[i].len));
		}
	}
	return path;
}

static void add_host(struct url_draft *draft, const struct url *url, bool is_loose)
{
	bool is_literal = str_find_byte(url->host, ':') >= 0;
	struct str host = url->host;
	uint16_t port = url_port(url);

	while (host.len > 1 && host.ptr[host.len - 1] == '.') {
		host.len--; /* the root of the DNS, written out */
	}
	url_draft_add(draft, is_literal ? STR("[") : STR(""));
	url_draft_add_lower(draft, is_loose ? loose_host(host) : host);
	url_draft_add(draft, is_literal ? STR("]") : STR(""));
	/* The loose form is https whatever it was. */
	if (url->port.len > 0 && port != (is_https(url) ? 443 : 80) && !(is_loose && port == 443)) {
		struct str digits = url->port;

		while (digits.ptr[0] == '0') {
			digits = str_slice(digits, 1, SIZE_MAX);
		}
		url_draft_add(draft, STR(":"));
		url_draft_add(draft, digits);
	}
}

static struct str one_form(struct arena *arena, struct str s, bool is_loose)
{
	struct url_draft draft;
	struct url url;
	struct str path;

	if (!url_is_web(s)) {
		return s;
	}
	url_split(s, &url);
	if (!url_draft_start(&draft, arena, s.len + 8)) {
		return (struct str){0};
	}
	if (is_loose) {
		url_draft_add(&draft, STR("https"));
	} else {
		url_draft_add_lower(&draft, url.scheme);
	}
	url_draft_add(&draft, STR("://"));
	if (url.userinfo.len > 0 && !is_loose) {
		url_draft_add(&draft, url.userinfo);
		url_draft_add(&draft, STR("@"));
	}
	add_host(&draft, &url, is_loose);
	path = is_loose ? loose_path(url.path) : url.path;
	url_draft_add(&draft, path.len > 0 ? path : STR("/"));
	add_query(&draft, url.query, is_loose);
	if (str_starts(url.fragment, STR("!")) || str_starts(url.fragment, STR("/"))) {
		/* "#!/news/5": the page of a site that is one script. */
		url_draft_add(&draft, STR("#"));
		url_draft_add(&draft, url.fragment);
	}
	return url_draft_str(&draft);
}

struct str url_canonical(struct arena *arena, struct str s)
{
	return one_form(arena, s, false);
}

struct str url_loose(struct arena *arena, struct str s)
{
	return one_form(arena, s, true);
}
