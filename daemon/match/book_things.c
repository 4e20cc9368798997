/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists, entities, types and macros: first all names, then their contents, so that the order of files does not matter.
 * Keeps true: every index in the book is that of a thing that exists.
 */
#include "match/loader.h"

#include <string.h>

#include "base/limits.h"

/* --- types --- */

/* The index of a type, made at its first use. False when the name is a list's or an entity's. */
static bool find_type(struct loader *loader, const struct book_source *source,
	const struct yaml_node *node, uint32_t *ret)
{
	struct rule_book *book = loader->book;
	struct name name = {.type = NAME_TYPE,
		.name = node->text,
		.index = (uint32_t)book->type_count,
		.place = yaml_place(node, source->file)};
	const struct name *holder;

	if (!value_is_name(loader, source, node)) {
		return false;
	}
	holder = names_add(book->names, &name);
	if (!holder) {
		book->type_count++;
		*ret = name.index;
		return true;
	}
	if (holder->type != NAME_TYPE) {
		loader_error(loader, source, node, "'%.*s' is %s %s already, at %s:%u",
			STR_ARG(node->text), holder->type == NAME_ENTITY ? "an" : "a",
			name_type_text(holder->type), holder->place.file, holder->place.line);
		diags_suggest(loader->diags, "@%.*s can mean one of them only: rename the type",
			STR_ARG(node->text));
		return false;
	}
	*ret = holder->index;
	return true;
}

static void read_types(struct loader *loader, const struct definition *definition)
{
	struct book_entity *entity = &loader->book->entities[definition->index];
	const struct piece *piece = definition_key(definition, KEY_TYPE);
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;

	entity->types = loader_alloc(loader, values_count(piece), sizeof(*entity->types));
	while (entity->types && (node = values_next(&values, &source))) {
		uint32_t type;
		bool again = false;

		if (entity->type_count == LIMIT_ENTITY_TYPES) {
			loader_error(loader, source, node, "an entity has at most %d types",
				LIMIT_ENTITY_TYPES);
			return;
		}
		if (!find_type(loader, source, node, &type)) {
			continue;
		}
		for (size_t i = 0; i < entity->type_count; i++) {
			again = again || entity->types[i] == type;
		}
		if (!again) {
			entity->types[entity->type_count++] = type;
		}
	}
}

static void fill_types(struct loader *loader)
{
	struct rule_book *book = loader->book;
	size_t cursor = 0;

	book->types = loader_alloc(loader, book->type_count, sizeof(*book->types));
	for (const struct name *name = NULL;
		book->types && names_next_type(book->names, &cursor, &name);) {
		(void)loader_copy(loader, name->name, &book->types[name->index].name);
	}
	for (size_t i = 0; book->types && i < book->entity_count; i++) {
		for (size_t j = 0; j < book->entities[i].type_count; j++) {
			book->types[book->entities[i].types[j]].entity_count++;
		}
	}
	for (size_t i = 0; book->types && i < book->type_count; i++) {
		struct book_type *type = &book->types[i];

		type->entities = loader_alloc(loader, type->entity_count, sizeof(*type->entities));
		type->entity_count = 0;
		if (!type->entities) {
			return;
		}
	}
	for (size_t i = 0; book->types && i < book->entity_count; i++) {
		for (size_t j = 0; j < book->entities[i].type_count; j++) {
			struct book_type *type = &book->types[book->entities[i].types[j]];

			type->entities[type->entity_count++] = (uint32_t)i;
		}
	}
}

/* --- items --- */

static struct condition *read_item_text(
	struct loader *loader, const struct book_source *source, const struct yaml_node *node)
{
	struct condition_origin origin = value_origin(source, node);
	struct condition_room room = loader_room(loader);

	if (!value_is_text(loader, source, node)) {
		return NULL;
	}
	/* No hit shows how an item was written. */
	room.texts = room.nodes;
	return condition_parse_item(room, loader->book, node->text, &origin, loader->diags);
}

static void read_conditions(struct loader *loader, const struct piece *piece,
	struct condition ***ret, size_t *ret_count)
{
	struct condition **conditions =
		loader_alloc(loader, values_count(piece), sizeof(struct condition *));
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;
	size_t count = 0;

	while (conditions && (node = values_next(&values, &source))) {
		struct condition *condition = read_item_text(loader, source, node);

		if (condition) {
			conditions[count++] = condition;
		}
	}
	*ret = conditions;
	*ret_count = count;
}

/* The long form: {name: IEA, case: exact, context: [Kabul]}. */
struct long_item {
	struct loader *loader;
	const struct book_source *source;
	struct book_item *item;
	bool is_name;
};

static void read_item_key(const struct long_item *in, const struct yaml_node *value)
{
	static const struct str name_keys[] = {STR_INIT("name"), STR_INIT("case"),
		STR_INIT("unless"), STR_INIT("context"), STR_INIT("lang"), STR_INIT("")};
	static const struct str item_keys[] = {STR_INIT("item"), STR_INIT("case"),
		STR_INIT("unless"), STR_INIT("context"), STR_INIT("lang"), STR_INIT("")};
	static const struct str cases[] = {STR_INIT("exact"), STR_INIT("")};
	struct piece piece = {.node = value, .source = in->source};
	struct str key = value->key->text;
	size_t word;

	if (str_eq(key, in->is_name ? STR("name") : STR("item"))) {
		in->item->condition = read_item_text(in->loader, in->source, value);
	} else if (str_eq(key, STR("case"))) {
		in->item->exact = value_choice(in->loader, in->source, value, cases, &word);
	} else if (str_eq(key, STR("unless"))) {
		read_conditions(in->loader, &piece, &in->item->unless, &in->item->unless_count);
	} else if (str_eq(key, STR("context"))) {
		read_conditions(in->loader, &piece, &in->item->context, &in->item->context_count);
	} else if (str_eq(key, STR("lang"))) {
		if (value_is_language(in->loader, in->source, value)) {
			(void)loader_copy(in->loader, value->text, &in->item->lang);
		}
	} else {
		value_unknown_key(
			in->loader, in->source, value, in->is_name ? name_keys : item_keys);
	}
}

static void read_item(const struct long_item *in, const struct yaml_node *node)
{
	size_t errors = in->loader->diags->errors;

	in->item->file = in->source->file;
	if (node->type != YAML_MAPPING) {
		in->item->condition = read_item_text(in->loader, in->source, node);
		return;
	}
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		read_item_key(in, value);
	}
	if (!in->item->condition && errors == in->loader->diags->errors) {
		loader_error(in->loader, in->source, node, "it has no %s",
			in->is_name ? "name" : "item");
	}
}

static void read_items(struct loader *loader, const struct piece *piece, bool are_names,
	struct book_item **ret, size_t *ret_count)
{
	struct book_item *items = loader_alloc(loader, values_count(piece), sizeof(*items));
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;
	size_t count = 0;

	while (items && (node = values_next(&values, &source))) {
		struct long_item in = {loader, source, &items[count], are_names};

		read_item(&in, node);
		if (!items[count].condition) {
			continue;
		}
		if (are_names && condition_has_reference(items[count].condition)) {
			loader_error(loader, source, node, "a name holds no references");
			diags_suggest(loader->diags, "put @names into a list");
		}
		count++;
	}
	*ret = items;
	*ret_count = count;
}

/* --- lists and entities --- */

/* A key that must be there. */
static bool has_key(struct loader *loader, const struct definition *definition, enum key key,
	const char *message)
{
	if (values_count(definition_key(definition, key)) > 0) {
		return true;
	}
	if (!definition->broken) {
		loader_error(loader, definition->source, definition->node, "%s", message);
		diags_suggest(loader->diags, "write %s",
			key == KEY_CONDITION ? "condition: A OR B"
			: key == KEY_NAMES   ? "names: [One, Another]"
					     : "items: [one, \"two words\"]");
	}
	return false;
}

static void read_list(struct loader *loader, const struct definition *definition)
{
	struct book_list *list = &loader->book->lists[definition->index];

	(void)has_key(loader, definition, KEY_ITEMS, "the list has no items");
	read_items(loader, definition_key(definition, KEY_ITEMS), false, &list->items,
		&list->item_count);
	read_conditions(
		loader, definition_key(definition, KEY_UNLESS), &list->unless, &list->unless_count);
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static void read_day(struct loader *loader, const struct piece *piece, struct str *ret)
{
	static const char form[] = "0000-00-00";
	struct str text = piece->node->text;
	bool good = text.len == 4 || text.len == 7 || text.len == 10;

	for (size_t i = 0; good && i < text.len; i++) {
		bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';

		good = form[i] == '0' ? digit : text.ptr[i] == '-';
	}
	if (!good) {
		loader_error(loader, piece->source, piece->node, "'%.*s' is not a day",
			STR_ARG(str_slice(text, 0, 40)));
		diags_suggest(loader->diags, "write 2024, 2024-03 or 2024-03-31");
		return;
	}
	(void)loader_copy(loader, text, ret);
}

/* As far as both are precise. */
static void check_days(
	struct loader *loader, const struct piece *to, const struct book_entity *entity)
{
	size_t len = entity->from.len < entity->to.len ? entity->from.len : entity->to.len;

	if (str_cmp(str_slice(entity->from, 0, len), str_slice(entity->to, 0, len)) > 0) {
		loader_error(loader, to->source, to->node, "the term ends before it begins");
	}
}

static void read_of(struct loader *loader, const struct definition *definition)
{
	struct book_entity *entity = &loader->book->entities[definition->index];
	const struct piece *piece = definition_key(definition, KEY_OF);
	struct str text = piece->node->text;
	const struct name *name = names_find(loader->book->names, text);

	if (name && name->type == NAME_ENTITY && name->index != definition->index) {
		entity->has_of = true;
		entity->of = name->index;
		return;
	}
	loader_error(loader, piece->source, piece->node, "there is no other entity '%.*s'",
		STR_ARG(str_slice(text, 0, 100)));
	(void)names_suggest(loader->book->names, NAME_ENTITY, text, "", loader->diags);
}

/* The first name that is written out, else that of the entity. */
static bool default_label(struct loader *loader, const struct definition *definition,
	const struct book_entity *entity, struct str *ret)
{
	for (size_t i = 0; i < entity->name_count; i++) {
		struct str text = str_trim(entity->names[i].condition->source);

		if (str_find_byte(text, '*') < 0 && str_find_byte(text, '?') < 0 &&
			str_find_byte(text, '~') < 0) {
			/* The conditions of a book do not live as long as the rest of it. */
			return loader_copy(
				loader, str_slice(text, text.ptr[0] == '=' ? 1 : 0, text.len), ret);
		}
	}
	return loader_copy(loader, definition->name, ret);
}

static void read_entity(struct loader *loader, const struct definition *definition)
{
	struct book_entity *entity = &loader->book->entities[definition->index];
	const struct piece *label = definition_key(definition, KEY_LABEL);
	const struct piece *from = definition_key(definition, KEY_FROM);
	const struct piece *to = definition_key(definition, KEY_TO);

	(void)has_key(loader, definition, KEY_NAMES, "the entity has no names");
	read_items(loader, definition_key(definition, KEY_NAMES), true, &entity->names,
		&entity->name_count);
	read_conditions(loader, definition_key(definition, KEY_UNLESS), &entity->unless,
		&entity->unless_count);
	read_conditions(loader, definition_key(definition, KEY_CONTEXT), &entity->context,
		&entity->context_count);
	if (label) {
		(void)value_text(loader, label, &entity->label);
	} else {
		(void)default_label(loader, definition, entity, &entity->label);
	}
	if (definition_key(definition, KEY_OF)) {
		read_of(loader, definition);
	}
	if (from) {
		read_day(loader, from, &entity->from);
	}
	if (to) {
		read_day(loader, to, &entity->to);
		check_days(loader, to, entity);
	}
}

/* --- macros --- */

static void set_macro(struct loader *loader, const struct definition *definition)
{
	const struct piece *piece = definition_key(definition, KEY_CONDITION);

	if (!has_key(loader, definition, KEY_CONDITION, "the macro has no condition")) {
		return;
	}
	definition->macro->text = piece->node->text;
	definition->macro->origin = value_origin(piece->source, piece->node);
	definition->macro->state = MACRO_FRESH;
	value_warn_of_comment(loader, piece->source, piece->node);
}

/* --- all of them --- */

static bool make_room(struct loader *loader)
{
	struct rule_book *book = loader->book;

	book->list_count = loader->counts[DEFINITION_LIST];
	book->entity_count = loader->counts[DEFINITION_ENTITY];
	book->lists = loader_alloc(loader, book->list_count, sizeof(*book->lists));
	book->entities = loader_alloc(loader, book->entity_count, sizeof(*book->entities));
	return book->lists && book->entities;
}

static void read_names(struct loader *loader, const struct definition *definition)
{
	struct rule_book *book = loader->book;
	struct place place = yaml_place(definition->node, definition->source->file);

	switch (definition->type) {
	case DEFINITION_LIST:
		(void)loader_copy(loader, definition->name, &book->lists[definition->index].name);
		book->lists[definition->index].place = place;
		break;
	case DEFINITION_ENTITY:
		(void)loader_copy(
			loader, definition->name, &book->entities[definition->index].name);
		book->entities[definition->index].place = place;
		read_types(loader, definition);
		break;
	case DEFINITION_MACRO:
		set_macro(loader, definition);
		break;
	default:
		break;
	}
}

static void read_contents(struct loader *loader, const struct definition *definition)
{
	if (definition->type == DEFINITION_LIST) {
		read_list(loader, definition);
	} else if (definition->type == DEFINITION_ENTITY) {
		read_entity(loader, definition);
	} else if (definition->type == DEFINITION_MACRO) {
		(void)condition_parse_macro(
			loader_room(loader), loader->book, definition->macro, loader->diags);
	}
}

void loader_read_things(struct loader *loader)
{
	if (!make_room(loader)) {
		return;
	}
	for (const struct definition *d = loader->first; d; d = d->next) {
		read_names(loader, d);
	}
	fill_types(loader);
	for (const struct definition *d = loader->first; d && !loader->full; d = d->next) {
		read_contents(loader, d);
	}
}
