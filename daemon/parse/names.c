/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Namespace names as they are found: compared without case, scheme and closing "/" or "#", because feeds get these wrong;
 * several names for one vocabulary, because it was moved. Two tables and nothing else.
 */
#include "parse/names.h"

#include <stddef.h>

struct name_row {
	struct str text;
	enum names names;
};

static const struct name_row by_uri[] = {
	{STR_INIT("www.w3.org/2005/atom"), NAMES_ATOM},
	{STR_INIT("purl.org/atom/ns"), NAMES_ATOM},
	{STR_INIT("purl.org/atom"), NAMES_ATOM},
	{STR_INIT("purl.org/atom/app"), NAMES_OTHER},
	{STR_INIT("purl.org/echo"), NAMES_ATOM},
	{STR_INIT("purl.org/pie"), NAMES_ATOM},
	{STR_INIT("uri/of/echo/namespace"), NAMES_ATOM},
	{STR_INIT("example.com/necho"), NAMES_ATOM},
	{STR_INIT("example.com/newformat"), NAMES_ATOM},
	{STR_INIT("purl.org/rss/1.0"), NAMES_RSS},
	{STR_INIT("purl.org/rss/2.0"), NAMES_RSS},
	{STR_INIT("purl.org/net/rss1.1"), NAMES_RSS},
	{STR_INIT("purl.org/rss/1.0/modules/rss091"), NAMES_RSS},
	{STR_INIT("purl.org/rss/1.0/modules/rss2.0"), NAMES_RSS},
	{STR_INIT("my.netscape.com/rdf/simple/0.9"), NAMES_RSS},
	{STR_INIT("channel.netscape.com/rdf/simple/0.9"), NAMES_RSS},
	{STR_INIT("my.netscape.com/publish/formats/rss-0.91.dtd"), NAMES_RSS},
	{STR_INIT("backend.userland.com/rss"), NAMES_RSS},
	{STR_INIT("backend.userland.com/rss2"), NAMES_RSS},
	{STR_INIT("backend.userland.com/rss091"), NAMES_RSS},
	{STR_INIT("backend.userland.com/rss092"), NAMES_RSS},
	{STR_INIT("backend.userland.com/rss093"), NAMES_RSS},
	{STR_INIT("blogs.law.harvard.edu/tech/rss"), NAMES_RSS},
	{STR_INIT("cyber.law.harvard.edu/rss"), NAMES_RSS},
	{STR_INIT("cyber.law.harvard.edu/rss/rss.html"), NAMES_RSS},
	{STR_INIT("www.rssboard.org/rss-specification"), NAMES_RSS},
	{STR_INIT("www.w3.org/1999/02/22-rdf-syntax-ns"), NAMES_RDF},
	{STR_INIT("www.w3.org/tr/rdf-schema"), NAMES_OTHER},
	{STR_INIT("purl.org/dc/elements/1.1"), NAMES_DC},
	{STR_INIT("purl.org/dc/elements/1.0"), NAMES_DC},
	{STR_INIT("purl.org/dc/elements"), NAMES_DC},
	{STR_INIT("purl.org/dc/1.1"), NAMES_DC},
	{STR_INIT("purl.org/metadata/dublin_core"), NAMES_DC},
	{STR_INIT("dublincore.org/documents/dcmi-namespace"), NAMES_DC},
	{STR_INIT("purl.org/dc/terms"), NAMES_DC},
	{STR_INIT("purl.org/rss/1.0/modules/dcterms"), NAMES_DC},
	{STR_INIT("purl.org/rss/1.0/modules/dc"), NAMES_DC},
	{STR_INIT("purl.org/rss/1.0/modules/content"), NAMES_CONTENT},
	{STR_INIT("purl.org/rss/2.0/modules/content"), NAMES_CONTENT},
	{STR_INIT("purl.org/rss/modules/content"), NAMES_CONTENT},
	{STR_INIT("web.resource.org/rss/1.0/modules/content"), NAMES_CONTENT},
	{STR_INIT("search.yahoo.com/mrss"), NAMES_MEDIA},
	{STR_INIT("search.yahoo.com/mrss/1.0"), NAMES_MEDIA},
	{STR_INIT("search.yahoo.com/rss"), NAMES_MEDIA},
	{STR_INIT("search.yahoo.com/rss/media"), NAMES_MEDIA},
	{STR_INIT("api.search.yahoo.com/mrss"), NAMES_MEDIA},
	{STR_INIT("tools.search.yahoo.com/mrss"), NAMES_MEDIA},
	{STR_INIT("video.search.yahoo.com/mrss"), NAMES_MEDIA},
	{STR_INIT("www.rssboard.org/media-rss"), NAMES_MEDIA},
	{STR_INIT("www.itunes.com/dtds/podcast-1.0.dtd"), NAMES_PODCAST},
	{STR_INIT("itunes.com/dtds/podcast-1.0.dtd"), NAMES_PODCAST},
	{STR_INIT("www.itunes.com/podcast-1.0.dtd"), NAMES_PODCAST},
	{STR_INIT("www.itunes.com/dtds/podcast-1.0"), NAMES_PODCAST},
	{STR_INIT("example.com/dtds/podcast-1.0.dtd"), NAMES_PODCAST},
	{STR_INIT("www.google.com/schemas/play-podcasts/1.0"), NAMES_PODCAST},
	{STR_INIT("www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd"), NAMES_PODCAST},
	{STR_INIT("www.w3.org/1999/xhtml"), NAMES_XHTML},
	{STR_INIT("www.w3.org/tr/xhtml1"), NAMES_XHTML},
	{STR_INIT("www.w3.org/tr/xhtml1/strict"), NAMES_XHTML},
	{STR_INIT("www.w3.org/tr/html4"), NAMES_XHTML},
	{STR_INIT("www.w3.org/tr/rec-html40"), NAMES_XHTML},
	{STR_INIT("rssnamespace.org/feedburner/ext/1.0"), NAMES_ORIGIN},
	{STR_INIT("www.pheedo.com/namespace/pheedo"), NAMES_ORIGIN},
	{STR_INIT("news.yandex.ru"), NAMES_FULLTEXT},
	{STR_INIT("news.yandex.ru/yandex"), NAMES_FULLTEXT},
	{STR_INIT("turbo.yandex.ru"), NAMES_FULLTEXT},
	{STR_INIT("zen.yandex.ru"), NAMES_FULLTEXT},
	{STR_INIT("news.rambler.ru"), NAMES_FULLTEXT},
	{STR_INIT("news.mail.ru"), NAMES_FULLTEXT},
	{STR_INIT("prismstandard.org/namespaces/basic/2.0"), NAMES_PRISM},
	{STR_INIT("prismstandard.org/namespaces/basic/2.1"), NAMES_PRISM},
	{STR_INIT("prismstandard.org/namespaces/1.2/basic"), NAMES_PRISM},
	{STR_INIT("prismstandard.org/namespaces/basic/1.2"), NAMES_PRISM},
	{STR_INIT("purl.org/rss/1.0/modules/prism"), NAMES_PRISM},
	{STR_INIT("purl.org/rss/1.0/modules/slash"), NAMES_SLASH},
	{STR_INIT("www.sitemaps.org/schemas/sitemap/0.9"), NAMES_SITEMAP},
	{STR_INIT("www.google.com/schemas/sitemap/0.9"), NAMES_SITEMAP},
	{STR_INIT("www.google.com/schemas/sitemap/0.84"), NAMES_SITEMAP},
	{STR_INIT("www.google.com/schemas/sitemap-news/0.9"), NAMES_NEWS},
	{STR_INIT("www.google.com/schemas/sitemap-news/0.84"), NAMES_NEWS},
	{STR_INIT("www.w3.org/xml/1998/namespace"), NAMES_XML},
};

/* For documents that forgot to declare their prefixes. */
static const struct name_row by_prefix[] = {
	{STR_INIT("atom"), NAMES_ATOM},
	{STR_INIT("atom10"), NAMES_ATOM},
	{STR_INIT("a10"), NAMES_ATOM},
	{STR_INIT("content"), NAMES_CONTENT},
	{STR_INIT("dc"), NAMES_DC},
	{STR_INIT("dcterms"), NAMES_DC},
	{STR_INIT("feedburner"), NAMES_ORIGIN},
	{STR_INIT("pheedo"), NAMES_ORIGIN},
	{STR_INIT("googleplay"), NAMES_PODCAST},
	{STR_INIT("itunes"), NAMES_PODCAST},
	{STR_INIT("media"), NAMES_MEDIA},
	{STR_INIT("news"), NAMES_NEWS},
	{STR_INIT("prism"), NAMES_PRISM},
	{STR_INIT("rdf"), NAMES_RDF},
	{STR_INIT("rss"), NAMES_RSS},
	{STR_INIT("slash"), NAMES_SLASH},
	{STR_INIT("turbo"), NAMES_FULLTEXT},
	{STR_INIT("xhtml"), NAMES_XHTML},
	{STR_INIT("xml"), NAMES_XML},
	{STR_INIT("yandex"), NAMES_FULLTEXT},
};

static enum names find_row(const struct name_row *rows, size_t count, struct str text)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq_nocase(rows[i].text, text)) {
			return rows[i].names;
		}
	}
	return NAMES_OTHER;
}

enum names names_of(struct str uri, struct str prefix)
{
	uri = str_trim(uri);
	if (uri.len == 0) {
		return prefix.len == 0 ? NAMES_NONE
				       : find_row(by_prefix,
						 sizeof(by_prefix) / sizeof(by_prefix[0]), prefix);
	}
	if (str_starts_nocase(uri, STR("http://"))) {
		uri = str_slice(uri, 7, uri.len);
	} else if (str_starts_nocase(uri, STR("https://"))) {
		uri = str_slice(uri, 8, uri.len);
	}
	while (uri.len > 0 && (uri.ptr[uri.len - 1] == '/' || uri.ptr[uri.len - 1] == '#')) {
		uri.len--;
	}
	return find_row(by_uri, sizeof(by_uri) / sizeof(by_uri[0]), uri);
}
