/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of a rule, one function each, and their defaults (RULES.md section 1). Keeps true: a rule that comes out has a
 * name, an id of its own, a channel and a condition.
 */
#include "match/loader.h"

#include "base/map.h"
#include "text/quantity.h"
#include "text/suggest.h"

#define DEFAULT_UPDATES 3
#define UPDATES_MAX 1000000
#define THROTTLE_MAX 1000000
#define THROTTLE_MAX_MS (366 * INT64_C(86400000))
#define NODE_STEPS                                                                                 \
	64 /* in which nodes are freed: each looks for its place among those that are left */

struct rule_reading {
	struct loader *loader;
	const struct definition *definition;
	struct book_rule *rule;
	struct map *ids;   /* that were given, to their rules */
	struct str output; /* the default one */
};

static const struct piece *key_of(const struct rule_reading *in, enum key key)
{
	return definition_key(in->definition, key);
}

bool condition_has_capture(const struct condition *condition, struct str name)
{
	if (condition->type == CONDITION_CAPTURE && str_eq(condition->text, name)) {
		return true;
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		if (condition_has_capture(child, name)) {
			return true;
		}
	}
	return false;
}

static void read_condition(struct rule_reading *in)
{
	const struct piece *piece = key_of(in, KEY_CONDITION);
	struct condition_origin origin;

	if (!piece && !in->definition->broken) {
		loader_error(in->loader, in->definition->source, in->definition->node,
			"the rule has no condition");
	}
	if (!piece) {
		return;
	}
	origin = value_origin(piece->source, piece->node);
	in->rule->condition_file = piece->source->file;
	in->rule->condition = condition_parse(loader_room(in->loader), in->loader->book,
		piece->node->text, &origin, in->loader->diags);
	if (in->rule->condition) {
		value_warn_of_comment(in->loader, piece->source, piece->node);
	}
}

/* --- plain texts --- */

static bool read_name(struct rule_reading *in, enum key key, struct str *ret)
{
	const struct piece *piece = key_of(in, key);

	if (!piece) {
		*ret = in->rule->name;
		return true;
	}
	return value_is_name(in->loader, piece->source, piece->node) &&
	       value_text(in->loader, piece, ret);
}

static void report_id(const struct rule_reading *in, struct str name, struct place place)
{
	const struct piece *piece = key_of(in, KEY_ID);

	loader_error(in->loader, piece->source, piece->node,
		"the rule %.*s has the id '%.*s' already, at %s:%u", STR_ARG(name),
		STR_ARG(in->rule->id), place.file, place.line);
	diags_suggest(in->loader->diags, "an id names one rule, also when its name changes");
}

/* Names are unique already, so that an id can only clash with one that was given, or with the name of a rule that has none. */
static void read_id(struct rule_reading *in)
{
	const struct book_rule *holder;
	const struct name *named;

	if (!read_name(in, KEY_ID, &in->rule->id) || !key_of(in, KEY_ID)) {
		return;
	}
	holder = map_get(in->ids, in->rule->id);
	named = names_holder(in->loader->book->names, NAME_RULE, in->rule->id);
	if (holder) {
		report_id(in, holder->name, holder->place);
		return;
	}
	map_put(in->ids, in->rule->id, in->rule);
	if (named && named->definition != in->definition &&
		!definition_key(named->definition, KEY_ID)) {
		report_id(in, named->name, named->place);
	}
}

static void read_tags(struct rule_reading *in)
{
	const struct piece *piece = key_of(in, KEY_TAGS);
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;

	if (!value_texts(in->loader, piece, &in->rule->tags, &in->rule->tag_count)) {
		return;
	}
	while ((node = values_next(&values, &source))) {
		(void)value_is_name(in->loader, source, node);
	}
}

static void read_languages(struct rule_reading *in)
{
	const struct piece *piece = key_of(in, KEY_LANGUAGES);
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;

	while ((node = values_next(&values, &source))) {
		if (!value_is_language(in->loader, source, node)) {
			return;
		}
	}
	(void)value_texts(in->loader, piece, &in->rule->languages, &in->rule->language_count);
}

/* --- choices --- */

static void read_priority(struct rule_reading *in)
{
	static const struct str words[] = {STR_INIT("low"), STR_INIT("medium"), STR_INIT("high"),
		STR_INIT("critical"), STR_INIT("")};
	const struct piece *piece = key_of(in, KEY_PRIORITY);
	size_t word;

	if (value_choice(in->loader, piece->source, piece->node, words, &word)) {
		in->rule->priority = (enum priority)(PRIORITY_LOW + (int)word);
	}
}

static void read_group_by(struct rule_reading *in)
{
	static const struct str words[] = {STR_INIT("story"), STR_INIT("none"), STR_INIT("")};
	const struct piece *piece = key_of(in, KEY_GROUP_BY);
	size_t word;

	if (value_choice(in->loader, piece->source, piece->node, words, &word)) {
		in->rule->group_by_story = word == 0;
	}
}

static void read_assertions(struct rule_reading *in)
{
	static const struct str words[] = {STR_INIT("affirmed"), STR_INIT("prospective"),
		STR_INIT("negated"), STR_INIT("background"), STR_INIT("")};
	const struct piece *piece = key_of(in, KEY_ASSERT);
	struct values values = values_of(piece);
	const struct book_source *source = NULL;
	const struct yaml_node *node;
	size_t word;

	in->rule->assertions = 1u << ASSERTION_UNDETERMINED;
	if (values_count(piece) == 0) {
		loader_error(in->loader, piece->source, piece->node, "assert names no assertion");
		diags_suggest(in->loader->diags, "enabled: false switches a rule off");
	}
	while ((node = values_next(&values, &source))) {
		if (value_choice(in->loader, source, node, words, &word)) {
			in->rule->assertions |= 1u << (ASSERTION_AFFIRMED + word);
		}
	}
}

static void read_fields(struct rule_reading *in)
{
	struct str words[FIELD_COUNT + 1];
	struct values values = values_of(key_of(in, KEY_FIELDS));
	const struct book_source *source = NULL;
	const struct yaml_node *node;
	size_t word;

	for (int i = 0; i < FIELD_COUNT; i++) {
		words[i] = str_from(field_name((enum field)i));
	}
	words[FIELD_COUNT] = STR("");
	in->rule->fields = 0;
	while ((node = values_next(&values, &source))) {
		if (value_choice(in->loader, source, node, words, &word)) {
			in->rule->fields |= 1u << word;
		}
	}
	if (values_count(key_of(in, KEY_FIELDS)) == 0) {
		const struct piece *piece = key_of(in, KEY_FIELDS);

		loader_error(in->loader, piece->source, piece->node, "fields names no field");
	}
}

static void read_bool(struct rule_reading *in, enum key key, const char *name, bool *ret)
{
	const struct piece *piece = key_of(in, key);

	if (yaml_to_bool(piece->node, ret) < 0) {
		loader_error(in->loader, piece->source, piece->node,
			"%s must be true or false, not '%.*s'", name,
			STR_ARG(str_slice(piece->node->text, 0, 40)));
	}
}

static void read_fulltext(struct rule_reading *in)
{
	read_bool(in, KEY_FULLTEXT, "fulltext", &in->rule->fulltext);
}

static void read_enabled(struct rule_reading *in)
{
	read_bool(in, KEY_ENABLED, "enabled", &in->rule->enabled);
}

/* --- none, first N, all --- */

static bool parse_count(struct str text, int64_t max, uint32_t *ret)
{
	int64_t number;

	if (text.len == 0 || text.ptr[0] < '0' || text.ptr[0] > '9' ||
		str_to_int64(text, &number) < 0 || number < 1 || number > max) {
		return false;
	}
	*ret = (uint32_t)number;
	return true;
}

static void read_updates(struct rule_reading *in)
{
	const struct piece *piece = key_of(in, KEY_UPDATES);
	struct str text = str_trim(piece->node->text);

	in->rule->updates_first = 0;
	if (str_eq(text, STR("none"))) {
		in->rule->updates = BOOK_UPDATES_NONE;
	} else if (str_eq(text, STR("all"))) {
		in->rule->updates = BOOK_UPDATES_ALL;
	} else if (!str_starts(text, STR("first ")) ||
		   !parse_count(str_trim(str_slice(text, 6, text.len)), UPDATES_MAX,
			   &in->rule->updates_first)) {
		loader_error(in->loader, piece->source, piece->node,
			"'%.*s' does not say which updates of a story alert",
			STR_ARG(str_slice(text, 0, 40)));
		diags_suggest(in->loader->diags, "write none, first 3 or all");
	}
}

/* --- 1 per who,where per 1d --- */

static bool parse_throttle(struct rule_reading *in, struct str text, struct str *ret_captures)
{
	struct book_throttle *throttle = &in->rule->throttle;
	ptrdiff_t first = str_find(text, STR(" per "));
	struct str rest = str_slice(text, (size_t)(first < 0 ? 0 : first) + 5, text.len);
	ptrdiff_t second = str_find(rest, STR(" per "));
	int64_t period_ms;

	*ret_captures = str_trim(str_slice(rest, 0, second < 0 ? 0 : (size_t)second));
	if (second >= 0) {
		rest = str_slice(rest, (size_t)second + 5, rest.len);
	}
	if (first < 0 ||
		!parse_count(str_trim(str_slice(text, 0, (size_t)first)), THROTTLE_MAX,
			&throttle->count) ||
		duration_parse(str_trim(rest), &period_ms) < 0 || period_ms < 1000 ||
		period_ms > THROTTLE_MAX_MS) {
		return false;
	}
	throttle->period_s = (uint32_t)(period_ms / 1000);
	return true;
}

static void read_throttle_captures(struct rule_reading *in, struct str names)
{
	struct book_throttle *throttle = &in->rule->throttle;
	const struct piece *piece = key_of(in, KEY_THROTTLE);
	struct str name;

	throttle->captures = loader_alloc(in->loader, LIMIT_CAPTURES, sizeof(struct str));
	while (throttle->captures && str_cut(&names, ',', &name)) {
		name = str_trim(name);
		if (in->rule->condition && !condition_has_capture(in->rule->condition, name)) {
			loader_error(in->loader, piece->source, piece->node,
				"the condition captures no '%.*s'", STR_ARG(name));
			diags_suggest(
				in->loader->diags, "write %.*s=@… in the condition", STR_ARG(name));
			return;
		}
		if (throttle->capture_count == LIMIT_CAPTURES ||
			!loader_copy(
				in->loader, name, &throttle->captures[throttle->capture_count++])) {
			return;
		}
	}
}

static void read_throttle(struct rule_reading *in)
{
	const struct piece *piece = key_of(in, KEY_THROTTLE);
	struct str text = str_trim(piece->node->text);
	struct str captures;

	if (str_eq(text, STR("none"))) {
		return;
	}
	if (!parse_throttle(in, text, &captures)) {
		in->rule->throttle.count = 0;
		loader_error(in->loader, piece->source, piece->node, "'%.*s' is not a throttle",
			STR_ARG(str_slice(text, 0, 60)));
		diags_suggest(in->loader->diags, "write 1 per 1d, 3 per who,where per 6h or none");
		return;
	}
	if (captures.len) {
		read_throttle_captures(in, captures);
	}
}

/* --- output --- */

static const struct str placeholders[] = {STR_INIT("title"), STR_INIT("url"), STR_INIT("author"),
	STR_INIT("source"), STR_INIT("feed_country"), STR_INIT("lang"), STR_INIT("rule"),
	STR_INIT("desc"), STR_INIT("channel"), STR_INIT("priority"), STR_INIT("assertion")};

static void offer_captures(struct suggest *suggest, const struct condition *condition)
{
	if (condition->type == CONDITION_CAPTURE) {
		suggest_offer(suggest, condition->text);
	}
	for (const struct condition *child = condition->first; child; child = child->next) {
		offer_captures(suggest, child);
	}
}

static bool check_placeholder(struct rule_reading *in, struct str name)
{
	const struct piece *piece = key_of(in, KEY_OUTPUT);
	struct suggest suggest = suggest_start(name);

	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
		if (str_eq(placeholders[i], name)) {
			return true;
		}
		suggest_offer(&suggest, placeholders[i]);
	}
	if (!in->rule->condition || condition_has_capture(in->rule->condition, name)) {
		return true;
	}
	offer_captures(&suggest, in->rule->condition);
	loader_error(in->loader, piece->source, piece->node,
		"{%.*s} is neither a capture of the condition nor a known value", STR_ARG(name));
	if (suggest.best.len) {
		diags_suggest(in->loader->diags, "did you mean {%.*s}", STR_ARG(suggest.best));
	}
	return false;
}

static void read_output(struct rule_reading *in)
{
	const struct piece *piece = key_of(in, KEY_OUTPUT);
	struct str rest = piece->node->text;
	struct str before;
	struct str name;

	while (str_cut(&rest, '{', &before)) {
		bool closed = !rest.ptr || str_find_byte(rest, '}') >= 0;

		if (str_find_byte(before, '}') >= 0 || !closed) {
			loader_error(
				in->loader, piece->source, piece->node, "the braces do not close");
			diags_suggest(in->loader->diags, "write {title}, {who}");
			return;
		}
		if (!rest.ptr) {
			break;
		}
		(void)str_cut(&rest, '}', &name);
		if (!check_placeholder(in, name)) {
			return;
		}
	}
	(void)value_text(in->loader, piece, &in->rule->output);
}

/* --- one rule --- */

struct key_reader {
	enum key key;
	void (*read)(struct rule_reading *in);
};

/* The condition is read before them: some speak of its captures. */
static const struct key_reader readers[] = {
	{KEY_PRIORITY, read_priority},
	{KEY_TAGS, read_tags},
	{KEY_ASSERT, read_assertions},
	{KEY_FIELDS, read_fields},
	{KEY_GROUP_BY, read_group_by},
	{KEY_UPDATES, read_updates},
	{KEY_THROTTLE, read_throttle},
	{KEY_LANGUAGES, read_languages},
	{KEY_FULLTEXT, read_fulltext},
	{KEY_ENABLED, read_enabled},
	{KEY_OUTPUT, read_output},
};

static void set_defaults(struct book_rule *rule)
{
	rule->priority = PRIORITY_MEDIUM;
	rule->assertions = BOOK_ASSERTIONS;
	rule->fields = 1u << FIELD_TITLE | 1u << FIELD_BODY;
	rule->group_by_story = true;
	rule->updates = BOOK_UPDATES_FIRST;
	rule->updates_first = DEFAULT_UPDATES;
	rule->enabled = true;
}

static void read_rule(struct rule_reading *in)
{
	struct loader *loader = in->loader;
	const struct definition *definition = in->definition;

	set_defaults(in->rule);
	in->rule->place = yaml_place(definition->node, definition->source->file);
	in->rule->output = in->output;
	if (!loader_copy(loader, definition->name, &in->rule->name)) {
		return;
	}
	read_id(in);
	(void)read_name(in, KEY_CHANNEL, &in->rule->channel);
	if (definition_key(definition, KEY_DESC)) {
		(void)value_text(loader, definition_key(definition, KEY_DESC), &in->rule->desc);
	}
	read_condition(in);
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (definition_key(definition, readers[i].key)) {
			readers[i].read(in);
		}
	}
	if (definition_key(definition, KEY_TESTS)) {
		loader_read_tests(loader, definition_key(definition, KEY_TESTS), in->rule);
	}
}

/* A million rules are gigabytes as nodes and as conditions: the one makes room for the other. Definitions stand in the order of
 * their first items, and what changes one stands behind it: before the node of one that is read, no node is needed any more. */
static void free_nodes(struct loader *loader, const struct definition *done, size_t count)
{
	if (count % (loader->book->rule_count / NODE_STEPS + 1) == 0 && !done->replaced) {
		arena_free_before(loader->nodes, done->node);
	}
}

void loader_read_rules(struct loader *loader)
{
	struct rule_book *book = loader->book;
	struct rule_reading in = {.loader = loader};
	size_t count = 0;

	book->rule_count = loader->counts[DEFINITION_RULE];
	book->rules = loader_alloc(loader, book->rule_count, sizeof(*book->rules));
	if (!book->rules || !loader_copy(loader, STR("{title} ({source})"), &in.output)) {
		return;
	}
	in.ids = map_new();
	for (const struct definition *d = loader->first; d && !loader->full; d = d->next) {
		if (d->type == DEFINITION_RULE) {
			in.definition = d;
			in.rule = &book->rules[d->index];
			read_rule(&in);
			free_nodes(loader, d, ++count);
		}
	}
	map_free(in.ids);
}
