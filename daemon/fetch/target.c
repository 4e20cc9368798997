/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a URL apart for a connection. It never resolves. Invariant: `host` is what libcurl takes for the host. */
#include "fetch/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/curl_loop.h"
#include "text/url.h"

static bool is_plain_host(struct str host)
{
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':';
		if (!plain) {
			return false;
		}
	}
	return true;
}

int target_parse(const char *url, struct target *ret)
{
	struct url parts;
	struct target target = {0};

	if (!url_is_web(str_from(url))) {
		return -EINVAL;
	}
	url_split(str_from(url), &parts);
	target.https = str_eq_nocase(parts.scheme, STR("https"));
	target.port = url_port(&parts);
	if (!is_plain_host(parts.host) || parts.host.len >= sizeof(target.host)) {
		return -EINVAL;
	}
	memcpy(target.host, parts.host.ptr, parts.host.len);
	for (char *c = target.host; *c; c++) {
		if (*c >= 'A' && *c <= 'Z') {
			*c = (char)(*c + ('a' - 'A'));
		}
	}
	target.is_address = ip_parse_url_host(str_from(target.host), &target.ip) == 0;
	*ret = target;
	return 0;
}

char *target_plain_url(const char *url)
{
	struct url parts;

	url_split(str_from(url), &parts);
	if (is_plain_host(parts.host)) {
		return mem_strdup(url);
	}
	return curl_url_to_ascii(url);
}

bool target_same_origin(const struct target *a, const struct target *b)
{
	return a->https == b->https && a->port == b->port && strcmp(a->host, b->host) == 0;
}

char *target_strip_user(const char *url)
{
	struct url parts;
	struct str whole = str_from(url);

	url_split(whole, &parts);
	if (parts.userinfo.ptr == NULL || parts.userinfo.len == 0) {
		return mem_strdup(url);
	}
	size_t head = (size_t)(parts.userinfo.ptr - url);
	size_t skip = parts.userinfo.len + 1;
	char *stripped = mem_alloc(whole.len - skip + 1);
	memcpy(stripped, url, head);
	memcpy(stripped + head, url + head + skip, whole.len - head - skip + 1);
	return stripped;
}
