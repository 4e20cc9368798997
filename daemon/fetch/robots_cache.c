/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of sites in the order of their last use. Never reads a robots.txt: rules come from a reader. Keeps true: the bytes
 * and the number of sites are within their bounds after each call.
 */
#include "fetch/robots_cache.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/list.h"
#include "base/map.h"
#include "base/mem.h"
#include "text/robots.h"
#include "text/url.h"

#define FRESH_MS (INT64_C(24) * 3600 * 1000) /* RFC 9309 2.4 */
#define RETRY_MS (INT64_C(10) * 60 * 1000)
/* RFC 9309 2.3.1.4 has a month for "a reasonably long period of time". */
#define STALE_MS (INT64_C(30) * 24 * 3600 * 1000)

struct site {
	struct list use; /* on cache.sites, the last used at the end */
	char *name;      /* owned; the key */
	char *rules;     /* owned, NULL: not known */
	size_t rules_len;
	char *error; /* owned, NULL: none */
	int64_t read_ms;
	int64_t fresh_until_ms;
};

struct robots_cache {
	struct map *by_name; /* owns the sites */
	struct list sites;
	size_t bytes; /* of all their texts */
	size_t max_bytes;
	size_t max_sites;
};

struct robots_cache *robots_cache_new(size_t max_bytes, size_t max_sites)
{
	struct robots_cache *cache = mem_zalloc(sizeof(*cache));

	cache->by_name = map_new();
	list_init(&cache->sites);
	cache->max_bytes = max_bytes;
	cache->max_sites = max_sites;
	return cache;
}

static size_t size_of(const struct site *site)
{
	return sizeof(*site) + str_from(site->name).len + site->rules_len +
	       str_from(site->error).len;
}

static void del(struct robots_cache *cache, struct site *site)
{
	cache->bytes -= size_of(site);
	list_del(&site->use);
	(void)map_del(cache->by_name, str_from(site->name));
	free(site->name);
	free(site->rules);
	free(site->error);
	free(site);
}

static void shrink(struct robots_cache *cache)
{
	while (cache->bytes > cache->max_bytes || map_count(cache->by_name) > cache->max_sites) {
		del(cache, LIST_ENTRY(list_first(&cache->sites), struct site, use));
	}
}

void robots_cache_free(struct robots_cache *cache)
{
	if (cache) {
		cache->max_sites = 0;
		shrink(cache);
		map_free(cache->by_name);
		free(cache);
	}
}

/* "http://host:port" in small letters. */
static void put_site(struct buf *out, struct str url)
{
	struct url parts;
	bool is_v6;

	url_split(url, &parts);
	is_v6 = str_find_byte(parts.host, ':') >= 0;
	buf_printf(out, "%s://%s", str_eq_nocase(parts.scheme, STR("https")) ? "https" : "http",
		is_v6 ? "[" : "");
	for (size_t i = 0; i < parts.host.len; i++) {
		char c = parts.host.ptr[i];

		buf_add_byte(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
	}
	buf_printf(out, "%s:%u", is_v6 ? "]" : "", (unsigned)url_port(&parts));
}

void robots_cache_url(struct str url, struct buf *ret)
{
	put_site(ret, url);
	buf_add_str(ret, STR("/robots.txt"));
}

static struct site *find(struct robots_cache *cache, struct str url)
{
	struct buf name;
	struct site *site;

	buf_init(&name, url.len + 64);
	put_site(&name, url);
	site = map_get(cache->by_name, buf_str(&name));
	buf_done(&name);
	if (site) {
		list_del(&site->use);
		list_add_tail(&cache->sites, &site->use);
	}
	return site;
}

static struct site *find_or_add(struct robots_cache *cache, struct str url)
{
	struct site *site = find(cache, url);
	struct buf name;

	if (site) {
		return site;
	}
	buf_init(&name, url.len + 64);
	put_site(&name, url);
	site = mem_zalloc(sizeof(*site));
	site->name = buf_take(&name, NULL);
	buf_done(&name);
	list_add_tail(&cache->sites, &site->use);
	map_put(cache->by_name, str_from(site->name), site);
	cache->bytes += size_of(site);
	return site;
}

enum robots_answer robots_cache_ask(
	struct robots_cache *cache, struct str url, int64_t now_ms, struct str *ret_error)
{
	const struct site *site = find(cache, url);

	if (!site || site->fresh_until_ms <= now_ms) {
		return ROBOTS_UNKNOWN;
	}
	if (!site->rules) {
		*ret_error = str_from(site->error);
		return ROBOTS_UNREACHABLE;
	}
	return robots_allow(str_make(site->rules, site->rules_len), url) ? ROBOTS_ALLOWED
									 : ROBOTS_FORBIDDEN;
}

static void forget(struct robots_cache *cache, struct site *site)
{
	cache->bytes -= size_of(site);
	free(site->rules);
	free(site->error);
	site->rules = NULL;
	site->rules_len = 0;
	site->error = NULL;
	cache->bytes += size_of(site);
}

void robots_cache_put(struct robots_cache *cache, struct str url, struct str rules, int64_t now_ms)
{
	struct site *site = find_or_add(cache, url);

	forget(cache, site);
	site->rules = str_dupz(rules);
	site->rules_len = rules.len;
	cache->bytes += rules.len;
	site->read_ms = now_ms;
	site->fresh_until_ms = now_ms + FRESH_MS;
	shrink(cache);
}

void robots_cache_put_unreachable(
	struct robots_cache *cache, struct str url, struct str error, int64_t now_ms)
{
	struct site *site = find_or_add(cache, url);

	site->fresh_until_ms = now_ms + RETRY_MS;
	if (!site->rules || site->read_ms + STALE_MS <= now_ms) {
		forget(cache, site);
		site->error = str_dupz(error);
		cache->bytes += error.len;
	}
	shrink(cache);
}

size_t robots_cache_bytes(const struct robots_cache *cache)
{
	return cache->bytes;
}

size_t robots_cache_sites(const struct robots_cache *cache)
{
	return map_count(cache->by_name);
}
