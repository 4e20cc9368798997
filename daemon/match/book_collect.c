/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From YAML to definitions: which keys an item may have, which name it takes, and what overrides what. Looks at no value
 * beyond its outer form. Keeps true: a name has one definition, and of each key the pieces that count, in file order.
 */
#include "match/loader.h"

#include "base/limits.h"
#include "text/suggest.h"

#define ON_LIST (1u << DEFINITION_LIST)
#define ON_ENTITY (1u << DEFINITION_ENTITY)
#define ON_MACRO (1u << DEFINITION_MACRO)
#define ON_RULE (1u << DEFINITION_RULE)
#define ON_CUE (1u << DEFINITION_CUE)

enum form { FORM_TEXT, FORM_TEXTS, FORM_MAPPING };

struct key_form {
	struct str name;
	unsigned on;    /* on which types of definition it may stand */
	enum form form; /* FORM_TEXTS: a list, or one text; what `override: append` may add to */
};

static const struct key_form key_forms[KEY_COUNT] = {
	[KEY_ITEMS] = {STR_INIT("items"), ON_LIST | ON_CUE, FORM_TEXTS},
	[KEY_UNLESS] = {STR_INIT("unless"), ON_LIST | ON_ENTITY, FORM_TEXTS},
	[KEY_TYPE] = {STR_INIT("type"), ON_ENTITY, FORM_TEXTS},
	[KEY_LABEL] = {STR_INIT("label"), ON_ENTITY, FORM_TEXT},
	[KEY_NAMES] = {STR_INIT("names"), ON_ENTITY, FORM_TEXTS},
	[KEY_CONTEXT] = {STR_INIT("context"), ON_ENTITY, FORM_TEXTS},
	[KEY_OF] = {STR_INIT("of"), ON_ENTITY, FORM_TEXT},
	[KEY_FROM] = {STR_INIT("from"), ON_ENTITY, FORM_TEXT},
	[KEY_TO] = {STR_INIT("to"), ON_ENTITY, FORM_TEXT},
	[KEY_CONDITION] = {STR_INIT("condition"), ON_MACRO | ON_RULE, FORM_TEXT},
	[KEY_ID] = {STR_INIT("id"), ON_RULE, FORM_TEXT},
	[KEY_DESC] = {STR_INIT("desc"), ON_RULE, FORM_TEXT},
	[KEY_PRIORITY] = {STR_INIT("priority"), ON_RULE, FORM_TEXT},
	[KEY_CHANNEL] = {STR_INIT("channel"), ON_RULE, FORM_TEXT},
	[KEY_TAGS] = {STR_INIT("tags"), ON_RULE, FORM_TEXTS},
	[KEY_ASSERT] = {STR_INIT("assert"), ON_RULE, FORM_TEXTS},
	[KEY_FIELDS] = {STR_INIT("fields"), ON_RULE, FORM_TEXTS},
	[KEY_GROUP_BY] = {STR_INIT("group_by"), ON_RULE, FORM_TEXT},
	[KEY_UPDATES] = {STR_INIT("updates"), ON_RULE, FORM_TEXT},
	[KEY_THROTTLE] = {STR_INIT("throttle"), ON_RULE, FORM_TEXT},
	[KEY_LANGUAGES] = {STR_INIT("languages"), ON_RULE, FORM_TEXTS},
	[KEY_FULLTEXT] = {STR_INIT("fulltext"), ON_RULE, FORM_TEXT},
	[KEY_ENABLED] = {STR_INIT("enabled"), ON_RULE, FORM_TEXT},
	[KEY_OUTPUT] = {STR_INIT("output"), ON_RULE, FORM_TEXT},
	[KEY_TESTS] = {STR_INIT("tests"), ON_RULE | ON_CUE, FORM_MAPPING},
	[KEY_LANG] = {STR_INIT("lang"), ON_CUE, FORM_TEXT},
	[KEY_ASSERTION] = {STR_INIT("assertion"), ON_CUE, FORM_TEXT},
	[KEY_ENDS] = {STR_INIT("ends"), ON_CUE, FORM_TEXT},
	[KEY_KNOWN_BY] = {STR_INIT("known_by"), ON_CUE, FORM_TEXTS},
	[KEY_EVENT] = {STR_INIT("event"), ON_CUE, FORM_TEXT},
	[KEY_WITHIN] = {STR_INIT("within"), ON_CUE, FORM_TEXT},
	[KEY_WORDS] = {STR_INIT("words"), ON_CUE, FORM_TEXT},
};

static const struct str type_words[DEFINITION_TYPE_COUNT] = {
	[DEFINITION_LIST] = STR_INIT("list"),
	[DEFINITION_ENTITY] = STR_INIT("entity"),
	[DEFINITION_MACRO] = STR_INIT("macro"),
	[DEFINITION_RULE] = STR_INIT("rule"),
	[DEFINITION_CUE] = STR_INIT("cue"),
};

static const enum name_type name_types[DEFINITION_TYPE_COUNT] = {
	[DEFINITION_LIST] = NAME_LIST,
	[DEFINITION_ENTITY] = NAME_ENTITY,
	[DEFINITION_MACRO] = NAME_MACRO,
	[DEFINITION_RULE] = NAME_RULE,
	[DEFINITION_CUE] = NAME_CUE,
};

enum override { OVERRIDE_NONE, OVERRIDE_MERGE, OVERRIDE_APPEND, OVERRIDE_REPLACE };

/* One item of a file while it is read. */
struct item {
	struct loader *loader;
	const struct book_source *source;
	const struct yaml_node *node;
	enum definition_type type;
	const struct yaml_node *name; /* the value that names it */
	enum override override;
	const struct yaml_node *override_node;
};

static bool same(struct str a, struct str b)
{
	return a.len == b.len && str_eq(a, b);
}

/* --- nuncio_version --- */

/* "1", "1.2" or "1.2.3" as one number. */
static bool parse_version(struct str text, int64_t *ret)
{
	int64_t version = 0;
	size_t parts = 0;
	struct str part;

	while (str_cut(&text, '.', &part)) {
		int64_t number;

		if (parts++ == 3 || part.len == 0 || part.len > 5 || part.ptr[0] < '0' ||
			part.ptr[0] > '9' || str_to_int64(part, &number) < 0) {
			return false;
		}
		version = version * 100000 + number;
	}
	for (; parts < 3; parts++) {
		version *= 100000;
	}
	*ret = version;
	return true;
}

/* One comparison, as ">=1.0". False when it is not one. */
static bool compare_version(struct str want, int64_t have, bool *ret_holds)
{
	size_t sign = 0;
	struct str comparison;
	int64_t version;

	while (sign < want.len &&
		(want.ptr[sign] == '<' || want.ptr[sign] == '>' || want.ptr[sign] == '=')) {
		sign++;
	}
	comparison = str_slice(want, 0, sign);
	if (!parse_version(str_trim(str_slice(want, sign, want.len)), &version)) {
		return false;
	}
	if (str_eq(comparison, STR(">="))) {
		*ret_holds = have >= version;
	} else if (str_eq(comparison, STR(">"))) {
		*ret_holds = have > version;
	} else if (str_eq(comparison, STR("<="))) {
		*ret_holds = have <= version;
	} else if (str_eq(comparison, STR("<"))) {
		*ret_holds = have < version;
	} else {
		*ret_holds = have == version;
		return str_eq(comparison, STR("="));
	}
	return true;
}

static void check_version(struct loader *loader, const struct book_source *source,
	const struct yaml_node *item, bool is_first)
{
	const struct yaml_node *value = item->first;
	struct str rest = value->text;
	struct str want;
	int64_t have = 0;

	if (item->count != 1 || !is_first) {
		loader_error(loader, source, item,
			"nuncio_version stands alone, as the first item of its file");
		return;
	}
	(void)parse_version(STR(NUNCIO_VERSION), &have);
	if (!value_is_text(loader, source, value)) {
		return;
	}
	while (str_cut(&rest, ',', &want)) {
		bool holds = false;

		if (!compare_version(str_trim(want), have, &holds)) {
			loader_error(loader, source, value, "'%.*s' is not a version",
				STR_ARG(str_slice(value->text, 0, 60)));
			diags_suggest(loader->diags, "write \">=1.0\" or \">=1.0, <2\"");
			return;
		}
		if (!holds) {
			loader_error(loader, source, value,
				"this file wants nuncio %.*s, and this is " NUNCIO_VERSION,
				STR_ARG(str_trim(want)));
			return;
		}
	}
}

/* --- one item --- */

static bool find_key(const struct item *item, struct str name, enum key *ret)
{
	unsigned on = 1u << item->type;

	for (int i = 0; i < KEY_COUNT; i++) {
		if ((key_forms[i].on & on) && same(key_forms[i].name, name)) {
			*ret = (enum key)i;
			return true;
		}
	}
	return false;
}

/* What the key is called elsewhere. */
static const struct {
	struct str theirs;
	enum key ours;
} aliases[] = {
	{STR_INIT("description"), KEY_DESC},
	{STR_INIT("summary"), KEY_DESC},
	{STR_INIT("severity"), KEY_PRIORITY},
	{STR_INIT("level"), KEY_PRIORITY},
	{STR_INIT("query"), KEY_CONDITION},
	{STR_INIT("expression"), KEY_CONDITION},
	{STR_INIT("exclude"), KEY_UNLESS},
	{STR_INIT("except"), KEY_UNLESS},
	{STR_INIT("alias"), KEY_NAMES},
	{STR_INIT("aliases"), KEY_NAMES},
	{STR_INIT("terms"), KEY_ITEMS},
	{STR_INIT("words"), KEY_ITEMS},
	{STR_INIT("lang"), KEY_LANGUAGES},
	{STR_INIT("format"), KEY_OUTPUT},
};

static struct str find_alias(const struct item *item, struct str name)
{
	struct suggest suggest = suggest_start(name);
	struct str best = STR("");

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		const struct key_form *form = &key_forms[aliases[i].ours];

		if (!(form->on & (1u << item->type))) {
			continue;
		}
		suggest_offer(&suggest, aliases[i].theirs);
		if (suggest.best.ptr == aliases[i].theirs.ptr) {
			best = form->name;
		}
	}
	return best;
}

static void report_key(const struct item *item, const struct yaml_node *value)
{
	struct str name = value->key->text;
	struct suggest suggest = suggest_start(name);

	for (int i = 0; i < KEY_COUNT; i++) {
		if (str_eq(key_forms[i].name, name)) {
			loader_error(item->loader, item->source, value->key,
				"a %.*s has no key '%.*s'", STR_ARG(type_words[item->type]),
				STR_ARG(name));
			return;
		}
		if (key_forms[i].on & (1u << item->type)) {
			suggest_offer(&suggest, key_forms[i].name);
		}
	}
	suggest_offer(&suggest, STR("override"));
	loader_error(item->loader, item->source, value->key, "unknown key '%.*s'", STR_ARG(name));
	if (!suggest.best.len) {
		suggest.best = find_alias(item, name);
	}
	if (suggest.best.len) {
		diags_suggest(item->loader->diags, "did you mean %.*s", STR_ARG(suggest.best));
	}
}

static bool check_form(const struct item *item, const struct yaml_node *value, enum form form)
{
	struct str name = value->key->text;

	if (form == FORM_TEXT) {
		return value_is_text(item->loader, item->source, value);
	}
	if (form == FORM_MAPPING) {
		if (value->type != YAML_MAPPING) {
			loader_error(item->loader, item->source, value,
				"%.*s must be a mapping of match and no_match", STR_ARG(name));
			return false;
		}
		return true;
	}
	if (value->type == YAML_MAPPING) {
		loader_error(
			item->loader, item->source, value, "%.*s must be a list", STR_ARG(name));
		diags_suggest(
			item->loader->diags, "write [one, two], or each on a line after \"- \"");
		return false;
	}
	return value->type == YAML_SEQUENCE || value_is_text(item->loader, item->source, value);
}

/* True when the key may have one more piece. */
static bool check_append(const struct item *item, enum key key, const struct yaml_node *value)
{
	if (key_forms[key].form == FORM_TEXTS) {
		return true;
	}
	loader_error(item->loader, item->source, value->key,
		"override: append cannot change %.*s, which is not a list",
		STR_ARG(key_forms[key].name));
	diags_suggest(item->loader->diags, "use override: merge");
	return false;
}

static void set_key(const struct item *item, struct definition *definition, enum key key,
	const struct yaml_node *value)
{
	struct piece *given = definition_key(definition, key);
	struct piece *piece = given;

	if (!given) {
		piece = arena_zalloc(item->loader->scratch, sizeof(*piece));
		piece->key = key;
		piece->next_key = definition->keys;
		piece->last = piece;
		definition->keys = piece;
	} else if (item->override != OVERRIDE_APPEND) {
		piece->next = NULL;
		piece->last = piece;
	} else if (check_append(item, key, value)) {
		piece = arena_zalloc(item->loader->scratch, sizeof(*piece));
		given->last->next = piece;
		given->last = piece;
	} else {
		return;
	}
	piece->node = value;
	piece->source = item->source;
}

static void set_keys(const struct item *item, struct definition *definition)
{
	for (const struct yaml_node *value = item->node->first; value; value = value->next) {
		enum key key;

		if (value == item->name || value == item->override_node) {
			continue;
		}
		if (!find_key(item, value->key->text, &key)) {
			report_key(item, value);
			definition->broken = true;
		} else if (check_form(item, value, key_forms[key].form)) {
			set_key(item, definition, key, value);
		} else {
			definition->broken = true;
		}
	}
}

static void report_taken(const struct item *item, const struct name *holder)
{
	loader_error(item->loader, item->source, item->name,
		"the %s '%.*s' is defined already, at %s:%u", name_type_text(holder->type),
		STR_ARG(item->name->text), holder->place.file, holder->place.line);
	if (holder->type == name_types[item->type]) {
		diags_suggest(item->loader->diags,
			"give it another name, or say override: merge, append or replace");
	} else {
		diags_suggest(item->loader->diags, "give it another name");
	}
}

static struct definition *add_definition(const struct item *item)
{
	struct loader *loader = item->loader;
	struct definition *definition = arena_zalloc(loader->scratch, sizeof(*definition));

	definition->type = (uint8_t)item->type;
	definition->name = item->name->text;
	definition->node = item->name;
	definition->source = item->source;
	definition->index = (uint32_t)loader->counts[item->type]++;
	if (item->type == DEFINITION_MACRO) {
		definition->macro = arena_zalloc(loader->scratch, sizeof(struct macro));
		definition->macro->name = definition->name;
		definition->macro->state = MACRO_FAILED;
	}
	if (loader->last) {
		loader->last->next = definition;
	} else {
		loader->first = definition;
	}
	loader->last = definition;
	return definition;
}

static void report_nothing_to_override(const struct item *item)
{
	loader_error(item->loader, item->source, item->override_node,
		"there is no earlier %.*s '%.*s' to override", STR_ARG(type_words[item->type]),
		STR_ARG(item->name->text));
	(void)names_suggest(item->loader->book->names, name_types[item->type], item->name->text, "",
		item->loader->diags);
}

/* The definition that the item makes or changes; NULL after an error. */
static struct definition *find_definition(const struct item *item)
{
	struct names *names = item->loader->book->names;
	struct name name = {
		.type = name_types[item->type],
		.name = item->name->text,
		.index = (uint32_t)item->loader->counts[item->type],
		.place = yaml_place(item->name, item->source->file),
	};
	const struct name *holder = names_holder(names, name.type, name.name);

	if (!holder && item->override != OVERRIDE_NONE) {
		report_nothing_to_override(item);
		return NULL;
	}
	if (!holder) {
		name.definition = add_definition(item);
		name.macro = name.definition->macro;
		names_take(names, &name);
		return name.definition;
	}
	if (holder->type != name.type || item->override == OVERRIDE_NONE) {
		report_taken(item, holder);
		return NULL;
	}
	if (item->override == OVERRIDE_REPLACE) {
		holder->definition->keys = NULL;
		holder->definition->node = item->name;
		holder->definition->source = item->source;
		holder->definition->replaced = true;
	}
	return holder->definition;
}

static bool read_override(struct item *item)
{
	static const struct str words[] = {
		STR_INIT("merge"), STR_INIT("append"), STR_INIT("replace"), STR_INIT("")};
	size_t word;

	item->override_node = yaml_get(item->node, STR("override"));
	if (!item->override_node) {
		return true;
	}
	if (!value_choice(item->loader, item->source, item->override_node, words, &word)) {
		return false;
	}
	item->override = (enum override)(OVERRIDE_MERGE + (int)word);
	return true;
}

/* Which kind of item it is: one key says so. */
static bool find_type(struct item *item)
{
	for (const struct yaml_node *value = item->node->first; value; value = value->next) {
		for (int i = 0; i < DEFINITION_TYPE_COUNT; i++) {
			if (!same(value->key->text, type_words[i])) {
				continue;
			}
			if (item->name) {
				loader_error(item->loader, item->source, value->key,
					"an item is one thing; this one is a %.*s already",
					STR_ARG(type_words[item->type]));
				diags_suggest(item->loader->diags, "begin a new item with \"- \"");
				return false;
			}
			item->name = value;
			item->type = (enum definition_type)i;
		}
	}
	return item->name != NULL;
}

static void report_no_type(struct loader *loader, const struct item *item)
{
	const struct yaml_node *first = item->node->first;
	struct suggest suggest = suggest_start(first ? first->key->text : STR(""));

	loader_error(loader, item->source, first ? first->key : item->node,
		"this item does not say what it is: a list, entity, macro, rule or cue");
	for (int i = 0; i < DEFINITION_TYPE_COUNT; i++) {
		suggest_offer(&suggest, type_words[i]);
	}
	if (suggest.best.len) {
		diags_suggest(loader->diags, "did you mean %.*s", STR_ARG(suggest.best));
	} else {
		diags_suggest(loader->diags, "begin it with \"- rule: name\"");
	}
}

static void collect_item(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, bool is_first)
{
	struct item item = {.loader = loader, .source = source, .node = node};
	struct definition *definition;
	size_t errors = loader->diags->errors;

	if (node->type != YAML_MAPPING) {
		loader_error(loader, source, node, "an item must be a mapping");
		diags_suggest(loader->diags, "begin it with \"- rule: name\"");
		return;
	}
	if (yaml_get(node, STR("nuncio_version"))) {
		check_version(loader, source, node, is_first);
		return;
	}
	if (!find_type(&item)) {
		if (errors == loader->diags->errors) {
			report_no_type(loader, &item);
		}
		return;
	}
	if (!value_is_name(loader, source, item.name) || !read_override(&item)) {
		return;
	}
	definition = find_definition(&item);
	if (definition) {
		set_keys(&item, definition);
	}
}

static void collect_file(struct loader *loader, const struct book_source *source)
{
	struct yaml_node *root = yaml_parse_apart(
		loader->nodes, loader->scratch, source->file, source->text, loader->diags);

	if (!root) {
		return;
	}
	if (root->type != YAML_SEQUENCE) {
		loader_error(loader, source, root, "a rule file is a list of items");
		diags_suggest(
			loader->diags, "begin each with \"- rule: name\", \"- list: name\" …");
		return;
	}
	for (const struct yaml_node *node = root->first; node; node = node->next) {
		collect_item(loader, source, node, node == root->first);
	}
}

void loader_collect(struct loader *loader)
{
	for (size_t i = 0; i < loader->source_count; i++) {
		collect_file(loader, &loader->sources[i]);
	}
}
