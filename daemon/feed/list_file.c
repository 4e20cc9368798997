/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads YAML feed lists. Strict: a key that means nothing is an error, since a mistyped one would silently do nothing.
 * One bad feed does not hide the others. Opens no file.
 */
#include "feed/list_file.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "feed/credentials.h"
#include "text/quantity.h"
#include "text/suggest.h"
#include "text/url.h"
#include "text/utf8.h"
#include "text/yaml.h"

#define INTERVAL_MIN_MS 1000
#define INTERVAL_MAX_MS (INT64_C(30) * 24 * 3600 * 1000)
#define TAGS_MAX_BYTES 1024

struct reading {
	const char *file;
	struct str text;
	const struct credentials *credentials;
	struct feed_specs *specs;
	struct diags *diags;
	struct arena *arena; /* of the nodes and of texts that are put together */
};

/* What a feed or a group says; strings are arena. */
struct entry {
	struct feed_spec spec;
	const struct yaml_node *feeds; /* of a group */
	const struct yaml_node *url;   /* where it stands */
};

typedef void read_fn(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry);

static void refuse(const struct reading *reading, const struct yaml_node *node, const char *message)
{
	diags_error(reading->diags, yaml_place(node, reading->file), "%s", message);
	diags_quote(reading->diags, reading->text);
}

/* One line of text without controls, in the arena; NULL after an error. */
static const char *read_line(const struct reading *reading, const struct yaml_node *node)
{
	if (node->type != YAML_SCALAR) {
		refuse(reading, node, "this must be one value");
		return NULL;
	}
	struct str clean = utf8_clean(reading->arena, node->text, UTF8_LINE, LIMIT_FEED_TEXT);

	if (clean.len == 0 || node->text.len > LIMIT_FEED_TEXT) {
		refuse(reading, node,
			clean.len == 0 ? "this must not be empty" : "this is too long");
		return NULL;
	}
	return arena_str(reading->arena, clean).ptr;
}

const char *list_file_check_url(struct str url)
{
	struct url parts;

	if (!url_is_web(url)) {
		return url.len > LIMIT_URL ? "the URL is too long"
					   : "a feed needs an http or https URL";
	}
	url_split(url, &parts);
	if (parts.userinfo.len > 0) {
		return "a URL with a user or password in it would be shown to everyone: use a "
		       "credential";
	}
	return NULL;
}

static void read_url(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	const char *wrong;

	entry->url = node;
	if (node->type != YAML_SCALAR) {
		refuse(reading, node, "a URL must be one value");
		return;
	}
	wrong = list_file_check_url(node->text);
	if (wrong) {
		refuse(reading, node, wrong);
		return;
	}
	entry->spec.url = arena_str(reading->arena, node->text).ptr;
}

static void read_name(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	entry->spec.name = read_line(reading, node);
}

static void read_country(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	entry->spec.country = read_line(reading, node);
}

static bool is_language(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (i > 0 && ((c >= '0' && c <= '9') || c == '-')))) {
			return false;
		}
	}
	return s.len >= 2 && s.len <= 35;
}

static void read_language(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	/* RFC 5646 2.1, its shape only */
	if (node->type != YAML_SCALAR || !is_language(node->text)) {
		refuse(reading, node, "language must be a tag such as en, fr or pt-BR");
		return;
	}
	entry->spec.language = arena_str(reading->arena, node->text).ptr;
}

static void read_interval(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	int64_t ms;

	if (node->type != YAML_SCALAR || duration_parse(node->text, &ms) < 0 ||
		ms < INTERVAL_MIN_MS || ms > INTERVAL_MAX_MS) {
		refuse(reading, node, "interval must be a duration from 1s to 30d");
		return;
	}
	entry->spec.interval_s = (int32_t)(ms / 1000);
}

static void read_fulltext(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	bool wanted;

	if (node->type != YAML_SCALAR || yaml_to_bool(node, &wanted) < 0) {
		refuse(reading, node, "fulltext must be true or false");
		return;
	}
	entry->spec.fulltext = wanted ? FEED_FULLTEXT_ALWAYS : FEED_FULLTEXT_NEVER;
}

/* One tag, or a list of them. Those of the group, which are in the entry already, come first. */
static void read_tags(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	struct buf tags;
	const struct yaml_node *tag = node->type == YAML_SCALAR ? node : node->first;

	buf_init(&tags, TAGS_MAX_BYTES);
	buf_add_str(&tags, str_from(entry->spec.tags));
	if (node->type == YAML_MAPPING) {
		refuse(reading, node, "tags must be a list of words");
		tag = NULL;
	}
	for (; tag; tag = node->type == YAML_SCALAR ? NULL : tag->next) {
		const char *text = read_line(reading, tag);

		if (text && str_find_byte(str_from(text), ',') >= 0) {
			refuse(reading, tag, "a tag must not hold a comma: write a list");
		} else if (text) {
			buf_printf(&tags, "%s%s", tags.len > 0 ? "," : "", text);
		}
	}
	if (tags.full) {
		refuse(reading, node, "these tags are too long");
	} else if (tags.len > 0) {
		entry->spec.tags = arena_str(reading->arena, buf_str(&tags)).ptr;
	}
	buf_done(&tags);
}

static void read_credential(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	const struct credential *found = NULL;

	if (node->type == YAML_SCALAR) {
		found = credentials_find(reading->credentials, node->text);
	}
	if (!found) {
		refuse(reading, node, "there is no credential of that name");
		diags_suggest(reading->diags, "%s",
			reading->credentials ? "credentials stand in the file feed_credentials"
					     : "the option feed_credentials is not set");
		return;
	}
	entry->spec.user = found->user;
	entry->spec.password = found->password;
	entry->spec.header = found->header;
}

static void read_feeds(
	const struct reading *reading, const struct yaml_node *node, struct entry *entry)
{
	if (node->type != YAML_SEQUENCE) {
		refuse(reading, node, "feeds must be a list");
		return;
	}
	entry->feeds = node;
}

static const struct {
	struct str key;
	read_fn *read;
	bool in_group;
	bool in_feed;
} keys[] = {
	{STR_INIT("url"), read_url, false, true},
	{STR_INIT("name"), read_name, false, true},
	{STR_INIT("country"), read_country, true, true},
	{STR_INIT("language"), read_language, true, true},
	{STR_INIT("interval"), read_interval, true, true},
	{STR_INIT("fulltext"), read_fulltext, true, true},
	{STR_INIT("tags"), read_tags, true, true},
	{STR_INIT("credential"), read_credential, true, true},
	{STR_INIT("feeds"), read_feeds, true, false},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static void read_key(const struct reading *reading, const struct yaml_node *node, bool is_group,
	struct entry *entry)
{
	struct suggest suggest = suggest_start(node->key->text);

	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (!(is_group ? keys[i].in_group : keys[i].in_feed)) {
			continue;
		}
		if (str_eq(node->key->text, keys[i].key)) {
			keys[i].read(reading, node, entry);
			return;
		}
		suggest_offer(&suggest, keys[i].key);
	}
	diags_error(reading->diags, yaml_place(node->key, reading->file),
		"unknown key \"%.*s\" of a %s", STR_ARG(node->key->text),
		is_group ? "group" : "feed");
	diags_quote(reading->diags, reading->text);
	if (suggest.best.len > 0) {
		diags_suggest(reading->diags, "did you mean \"%.*s\"?", STR_ARG(suggest.best));
	}
}

static void add_feed(const struct reading *reading, const struct yaml_node *node,
	const struct feed_spec *defaults)
{
	struct entry entry = {.spec = *defaults};
	size_t errors = reading->diags->errors;

	if (node->type == YAML_SCALAR) {
		read_url(reading, node, &entry);
	}
	for (const struct yaml_node *key = node->first; node->type == YAML_MAPPING && key;
		key = key->next) {
		read_key(reading, key, false, &entry);
	}
	if (reading->diags->errors > errors) {
		return;
	}
	if (!entry.spec.url) {
		refuse(reading, node, "a feed needs a url");
	} else if (!feed_specs_add(reading->specs, &entry.spec)) {
		diags_warning(reading->diags, yaml_place(entry.url, reading->file),
			"this feed is listed already, and only the first entry counts");
		diags_quote(reading->diags, reading->text);
	}
}

static void add_group(const struct reading *reading, const struct yaml_node *node)
{
	struct entry group = {0};

	for (const struct yaml_node *key = node->first; key; key = key->next) {
		read_key(reading, key, true, &group);
	}
	for (const struct yaml_node *feed = group.feeds ? group.feeds->first : NULL; feed;
		feed = feed->next) {
		if (feed->type == YAML_MAPPING && yaml_get(feed, STR("feeds"))) {
			refuse(reading, feed, "a group must not hold another group");
		} else {
			add_feed(reading, feed, &group.spec);
		}
	}
}

void list_file_parse(const char *file, struct str text, const struct credentials *credentials,
	struct feed_specs *specs, struct diags *diags)
{
	static const struct feed_spec none = {0};
	struct reading reading = {
		.file = file,
		.text = text,
		.credentials = credentials,
		.specs = specs,
		.diags = diags,
		.arena = arena_new(0),
	};
	const struct yaml_node *root = yaml_parse(reading.arena, file, text, diags);

	if (root && root->type != YAML_SEQUENCE) {
		refuse(&reading, root, "a feed list must be a list: each entry begins with \"- \"");
		root = NULL;
	}
	for (const struct yaml_node *node = root ? root->first : NULL; node; node = node->next) {
		if (node->type == YAML_MAPPING && yaml_get(node, STR("feeds"))) {
			add_group(&reading, node);
		} else {
			add_feed(&reading, node, &none);
		}
	}
	arena_free(reading.arena);
}
