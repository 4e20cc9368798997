/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks for the article in the JSON-LD of a page: at the top, in an array or @graph, or as mainEntity. What other articles a
 * page lists (ItemList, related) is no article of it. No recursion: what is still to be looked at is a short list.
 */
#include "parse/page_data.h"

#include <string.h>

#include "text/json.h"

#define TODO_MAX 64
#define AUTHORS_MAX 8

struct todo {
	const struct json_value *values[TODO_MAX];
	size_t count;
	size_t at;
};

static void add_todo(struct todo *todo, const struct json_value *value)
{
	if (value != NULL && todo->count < TODO_MAX) {
		todo->values[todo->count++] = value;
	}
}

static bool type_fits(struct str type)
{
	return str_ends(type, STR("Article")) || str_ends(type, STR("BlogPosting")) ||
	       str_eq(type, STR("SocialMediaPosting")) || str_eq(type, STR("Report"));
}

static bool is_of_type(const struct json_value *object, bool (*fits)(struct str type))
{
	const struct json_value *type = json_get(object, "@type");

	if (json_type_of(type) == JSON_TYPE_ARRAY) {
		for (size_t i = 0; i < json_length(type) && i < TODO_MAX; i++) {
			if (fits(json_get_str(json_at(type, i)))) {
				return true;
			}
		}
		return false;
	}
	return fits(json_get_str(type));
}

/* A text, or the first of several, or the name of a thing. */
static struct str text_of(const struct json_value *value)
{
	if (json_type_of(value) == JSON_TYPE_ARRAY) {
		value = json_at(value, 0);
	}
	if (json_type_of(value) == JSON_TYPE_OBJECT) {
		const struct json_value *name = json_get(value, "name");

		value = name != NULL ? name : json_get(value, "@id");
	}
	return json_get_str(value);
}

static void keep(struct arena *arena, struct str *field, struct str text)
{
	text = str_trim(text);
	if (field->len == 0 && text.len > 0) {
		*field = arena_str(arena, text);
	}
}

/* The thing that {"@id": …} stands for, among what is in the same document; the value itself otherwise. */
static const struct json_value *follow(const struct todo *todo, const struct json_value *value)
{
	struct str id = json_get_str(json_get(value, "@id"));

	if (id.len == 0 || json_get(value, "name") != NULL) {
		return value;
	}
	for (size_t i = 0; i < todo->count; i++) {
		if (str_eq(json_get_str(json_get(todo->values[i], "@id")), id) &&
			json_get(todo->values[i], "name") != NULL) {
			return todo->values[i];
		}
	}
	return value;
}

static void keep_authors(struct arena *arena, const struct todo *todo, struct page_data *ret,
	const struct json_value *author)
{
	bool is_array = json_type_of(author) == JSON_TYPE_ARRAY;
	size_t count = is_array ? json_length(author) : 1;
	struct buf names;

	if (ret->author.len > 0) {
		return;
	}
	buf_init(&names, (size_t)LIMIT_NAME_POINTS * 4);
	for (size_t i = 0; i < count && i < AUTHORS_MAX; i++) {
		const struct json_value *one = follow(todo, is_array ? json_at(author, i) : author);
		struct str name = str_trim(text_of(one));

		if (name.len == 0 || str_starts(name, STR("http"))) {
			continue;
		}
		if (names.len > 0) {
			buf_add_str(&names, STR(", "));
		}
		buf_add_str(&names, name);
	}
	keep(arena, &ret->author, buf_str(&names));
	buf_done(&names);
}

static bool says_no(const struct json_value *value)
{
	return (json_type_of(value) == JSON_TYPE_BOOL && !json_get_bool(value)) ||
	       str_eq_nocase(json_get_str(value), STR("false"));
}

static void take_article(struct arena *arena, const struct todo *todo,
	const struct json_value *object, struct page_data *ret)
{
	const struct json_value *entity = json_get(object, "mainEntityOfPage");

	ret->is_article = true;
	ret->is_closed |= says_no(json_get(object, "isAccessibleForFree"));
	keep(arena, &ret->headline, text_of(json_get(object, "headline")));
	keep(arena, &ret->headline, text_of(json_get(object, "name")));
	keep(arena, &ret->published, text_of(json_get(object, "datePublished")));
	keep(arena, &ret->updated, text_of(json_get(object, "dateModified")));
	keep(arena, &ret->body, text_of(json_get(object, "articleBody")));
	keep(arena, &ret->lang, text_of(json_get(object, "inLanguage")));
	keep(arena, &ret->site, text_of(follow(todo, json_get(object, "publisher"))));
	keep(arena, &ret->url, json_get_str(json_get(object, "url")));
	keep(arena, &ret->url, json_get_str(entity));
	keep(arena, &ret->url, json_get_str(json_get(entity, "@id")));
	keep_authors(arena, todo, ret, json_get(object, "author"));
}

static bool is_site(struct str type)
{
	return str_eq(type, STR("WebSite"));
}

static void look_at(struct arena *arena, const struct json_value *root, struct page_data *ret)
{
	struct todo todo = {.count = 0};

	add_todo(&todo, root);
	while (todo.at < todo.count) {
		const struct json_value *value = todo.values[todo.at++];

		if (json_type_of(value) == JSON_TYPE_ARRAY) {
			for (size_t i = 0; i < json_length(value) && todo.count < TODO_MAX; i++) {
				add_todo(&todo, json_at(value, i));
			}
			continue;
		}
		add_todo(&todo, json_get(value, "@graph"));
		add_todo(&todo, json_get(value, "mainEntity"));
	}
	for (size_t i = 0; i < todo.count; i++) {
		const struct json_value *value = todo.values[i];

		if (!ret->is_article && is_of_type(value, type_fits)) {
			take_article(arena, &todo, value, ret);
		}
		if (is_of_type(value, is_site)) {
			keep(arena, &ret->site, text_of(json_get(value, "name")));
		}
	}
}

/* From the first to the last bracket: what a comment or a CDATA section is around. */
static struct str between_brackets(struct str json)
{
	size_t from = 0;

	while (from < json.len && json.ptr[from] != '{' && json.ptr[from] != '[') {
		from++;
	}
	while (json.len > from && json.ptr[json.len - 1] != '}' && json.ptr[json.len - 1] != ']') {
		json.len--;
	}
	return str_slice(json, from, json.len - from);
}

/* Takes a comma before a closing bracket back; returns the new length. */
static size_t drop_comma(const char *copy, size_t len)
{
	size_t before = len;

	while (before > 0 && copy[before - 1] == ' ') {
		before--;
	}
	return before > 0 && copy[before - 1] == ',' ? before - 1 : len;
}

/* What stands in a script is often no JSON for trifles: line ends inside strings, a comma too many. */
static struct str mend(struct arena *arena, struct str json)
{
	char *copy;
	size_t len = 0;
	bool in_string = false;

	json = between_brackets(json);
	copy = arena_alloc(arena, json.len + 1);
	if (copy == NULL) {
		return json;
	}
	for (size_t i = 0; i < json.len; i++) {
		char c = json.ptr[i];

		if (c == '\\' && in_string && i + 1 < json.len) {
			copy[len++] = c;
			c = json.ptr[++i];
		} else if (c == '"') {
			in_string = !in_string;
		} else if (!in_string && (c == '}' || c == ']')) {
			len = drop_comma(copy, len);
		}
		if (c >= 0 && c < ' ') {
			c = ' ';
		}
		copy[len++] = c;
	}
	return str_make(copy, len);
}

void page_data_read(struct arena *arena, const struct page_tree *tree, struct page_data *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < tree->data_count; i++) {
		struct json_error error;
		struct json_doc *doc = json_parse(tree->data[i], &error);

		if (doc == NULL) {
			doc = json_parse(mend(arena, tree->data[i]), &error);
		}
		if (doc != NULL) {
			look_at(arena, json_root(doc), ret);
			json_doc_free(doc);
		}
	}
}
