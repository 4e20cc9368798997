/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads credential files. Never repeats a secret: diagnostics name the place and the key, and no line is quoted.
 */
#include "feed/credentials.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "text/suggest.h"
#include "text/yaml.h"

struct credentials {
	struct arena *arena; /* owned; holds the text of all */
	struct map *by_name; /* of struct credential, arena */
};

struct reading {
	struct credentials *credentials;
	const char *file;
	struct diags *diags;
};

/* RFC 9110 5.6.2 token, a colon, and a value of visible characters, spaces and tabs. */
static bool is_header(struct str s)
{
	ptrdiff_t colon = str_find_byte(s, ':');

	if (colon <= 0) {
		return false;
	}
	for (size_t i = 0; i < (size_t)colon; i++) {
		char c = s.ptr[i];
		bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || str_find_byte(STR("!#$%&'*+-.^_`|~"), c) >= 0;

		if (!fits) {
			return false;
		}
	}
	return str_trim(str_slice(s, (size_t)colon + 1, s.len)).len > 0;
}

static bool has_controls(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f) {
			return true;
		}
	}
	return false;
}

/* The text of one key, checked; NULL after an error. */
static const char *read_value(const struct reading *reading, const struct yaml_node *node)
{
	struct str key = node->key->text;
	struct place place = yaml_place(node, reading->file);
	bool is_header_key = str_eq(key, STR("header"));

	if (node->type != YAML_SCALAR || node->text.len == 0 || node->text.len > LIMIT_FEED_TEXT ||
		has_controls(node->text)) {
		diags_error(reading->diags, place, "%.*s must be one line of text", STR_ARG(key));
		return NULL;
	}
	if (is_header_key && !is_header(node->text)) {
		diags_error(reading->diags, place, "header must be of the form \"Name: value\"");
		return NULL;
	}
	if (str_eq(key, STR("user")) && str_find_byte(node->text, ':') >= 0) {
		/* RFC 7617 2 */
		diags_error(reading->diags, place, "user must not hold a colon");
		return NULL;
	}
	return arena_str(reading->credentials->arena, node->text).ptr;
}

static const char **field_of(struct credential *credential, struct str key)
{
	if (str_eq(key, STR("user"))) {
		return &credential->user;
	}
	if (str_eq(key, STR("password"))) {
		return &credential->password;
	}
	return str_eq(key, STR("header")) ? &credential->header : NULL;
}

static void refuse_key(const struct reading *reading, const struct yaml_node *node)
{
	struct suggest suggest = suggest_start(node->key->text);

	diags_error(reading->diags, yaml_place(node->key, reading->file), "unknown key \"%.*s\"",
		STR_ARG(node->key->text));
	suggest_offer(&suggest, STR("user"));
	suggest_offer(&suggest, STR("password"));
	suggest_offer(&suggest, STR("header"));
	if (suggest.best.len > 0) {
		diags_suggest(reading->diags, "did you mean \"%.*s\"?", STR_ARG(suggest.best));
	}
}

static void read_credential(const struct reading *reading, const struct yaml_node *node)
{
	struct credentials *credentials = reading->credentials;
	struct credential credential = {0};
	size_t errors = reading->diags->errors;
	struct place place = yaml_place(node, reading->file);

	if (node->type != YAML_MAPPING) {
		diags_error(reading->diags, place,
			"%.*s must have a user and a password, or a header",
			STR_ARG(node->key->text));
		return;
	}
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		const char **field = field_of(&credential, child->key->text);

		if (field) {
			*field = read_value(reading, child);
		} else {
			refuse_key(reading, child);
		}
	}
	if (reading->diags->errors > errors) {
		return;
	}
	if (!credential.user != !credential.password || (!credential.user && !credential.header)) {
		diags_error(reading->diags, place,
			"%.*s must have a user and a password, or a header",
			STR_ARG(node->key->text));
		return;
	}
	struct credential *kept = arena_alloc(credentials->arena, sizeof(*kept));

	*kept = credential;
	map_put(credentials->by_name, arena_str(credentials->arena, node->key->text), kept);
}

struct credentials *credentials_parse(const char *file, struct str text, struct diags *diags)
{
	struct credentials *credentials = mem_zalloc(sizeof(*credentials));
	struct reading reading = {.credentials = credentials, .file = file, .diags = diags};
	struct arena *arena = arena_new(0);
	const struct yaml_node *root = yaml_parse(arena, file, text, diags);

	credentials->arena = arena_new(0);
	credentials->by_name = map_new();
	if (root && root->type == YAML_MAPPING) {
		for (const struct yaml_node *node = root->first; node; node = node->next) {
			read_credential(&reading, node);
		}
	} else if (root && (root->type != YAML_SEQUENCE || root->count > 0)) {
		diags_error(diags, yaml_place(root, file),
			"a credential file must be names with a user and a password, or a header");
	}
	arena_free(arena);
	return credentials;
}

void credentials_free(struct credentials *credentials)
{
	if (credentials) {
		map_free(credentials->by_name);
		arena_free(credentials->arena);
		free(credentials);
	}
}

const struct credential *credentials_find(const struct credentials *credentials, struct str name)
{
	return credentials ? map_get(credentials->by_name, name) : NULL;
}
