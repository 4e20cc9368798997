/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * YAML through libfyaml's events, made into our own small nodes. Never prints, never resolves anything, and gives either
 * a whole tree or at least one error. Places are counted here, from byte offsets: libfyaml's columns jump at tabs.
 * Depth is bounded by LIMIT_YAML_DEPTH and memory by the arena.
 */
#include "text/yaml.h"

#include <libfyaml.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "text/utf8.h"
#include "text/yaml_message.h"

/* From so many keys on, a mapping's keys are looked up in a table. */
#define KEYS_IN_LIST 16

/* A byte of the text and its place; moves forward cheaply. */
struct cursor {
	size_t pos;
	uint32_t line;
	uint32_t column;
};

/* A sequence or mapping that is open. */
struct level {
	struct yaml_node *node;
	struct yaml_node *last; /* its last child */
	struct yaml_node *key;  /* a mapping's key that waits for its value */
	struct map *keys;       /* owned; NULL while the mapping is small */
};

struct reading {
	struct arena *nodes;
	struct arena *texts;
	const char *file;
	struct str text;
	struct diags *diags;
	struct cursor cursor;
	struct level levels[LIMIT_YAML_DEPTH];
	size_t depth;
	size_t documents;
	struct yaml_node *root;
	bool has_failed;
};

static void fail(struct reading *r, uint32_t line, uint32_t column, const char *message)
{
	struct place place = {.file = r->file, .line = line, .column = column};

	diags_error(r->diags, place, "%s", message);
	diags_quote(r->diags, r->text);
	r->has_failed = true;
}

static struct cursor cursor_start(void)
{
	return (struct cursor){.pos = 0, .line = 1, .column = 1};
}

static bool begins_point(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Whether all eight bytes are ASCII and none is a line feed: the next step over them is a simple one. */
static bool are_simple(const char *bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;
	uint64_t line_feeds;

	memcpy(&word, bytes, sizeof(word));
	/* A byte of zero becomes a high bit; one above a zero may, too, and then the slow way is taken for nothing. */
	line_feeds = word ^ ones * '\n';
	line_feeds = (line_feeds - ones) & ~line_feeds;
	return ((word | line_feeds) & ones * 0x80) == 0;
}

static void cursor_step(struct cursor *c, char byte)
{
	c->pos++;
	if (byte == '\n') {
		c->line++;
		c->column = 1;
	} else {
		c->column += begins_point(byte);
	}
}

static void cursor_move_back(struct reading *r, size_t pos)
{
	struct cursor *c = &r->cursor;
	uint32_t line = c->line;

	while (c->pos > pos) {
		char byte = r->text.ptr[--c->pos];

		c->line -= byte == '\n';
		c->column -= begins_point(byte);
	}
	if (c->line == line) {
		return;
	}
	c->column = 1;
	for (size_t at = pos; at > 0 && r->text.ptr[at - 1] != '\n'; at--) {
		c->column += begins_point(r->text.ptr[at - 1]);
	}
}

/* The cursor at byte `pos`, which is mostly before it, and rarely far behind: the key of a pair in a flow sequence. */
static void cursor_move(struct reading *r, size_t pos)
{
	struct cursor *c = &r->cursor;

	if (pos < c->pos) {
		cursor_move_back(r, pos);
	}
	if (pos > r->text.len) {
		pos = r->text.len;
	}
	while (c->pos < pos) {
		if (pos - c->pos >= sizeof(uint64_t) && are_simple(r->text.ptr + c->pos)) {
			c->pos += sizeof(uint64_t);
			c->column += sizeof(uint64_t);
		} else {
			cursor_step(c, r->text.ptr[c->pos]);
		}
	}
}

/* The cursor at the start of the event; it stays where it is for what has no text, such as an empty value. */
static struct cursor event_place(struct reading *r, struct fy_event *event)
{
	const struct fy_mark *mark = fy_event_start_mark(event);

	if (mark) {
		cursor_move(r, mark->input_pos);
	}
	return r->cursor;
}

/* The innermost open sequence or mapping, or NULL. */
static struct level *innermost(struct reading *r)
{
	return r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
}

static void fail_here(struct reading *r, const char *message)
{
	fail(r, r->cursor.line, r->cursor.column, message);
}

/* The same at the &, ! or * before the cursor. */
static void fail_at_sign(struct reading *r, const char *message)
{
	uint32_t column = r->cursor.column;

	for (size_t at = r->cursor.pos; at > 0 && column > 1; at--) {
		char byte = r->text.ptr[at - 1];

		if (byte == '\n') {
			break;
		}
		column -= ((unsigned char)byte & 0xc0) != 0x80;
		if (byte == '&' || byte == '*' ||
			(byte == '!' && (at < 2 || r->text.ptr[at - 2] != '!'))) {
			fail(r, r->cursor.line, column, message);
			return;
		}
	}
	fail_here(r, message);
}

/* --- before libfyaml: it stops quietly at bytes that YAML does not allow (YAML 1.2.2, 5.1) --- */

static bool is_allowed(uint32_t point)
{
	if (point < 0x20) {
		return point == '\t' || point == '\n' || point == '\r';
	}
	return point != 0x7f && (point < 0x80 || point > 0x9f || point == 0x85) &&
	       (point & 0xfffe) != 0xfffe;
}

#define BLOCK 64

/* Whether the bytes of a block are printable ASCII and line feeds, as nearly all of nearly every file are. */
static bool is_plain_block(const char *bytes)
{
	unsigned char others = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		others |= (unsigned char)((unsigned char)(byte - 0x20) >= 0x5f) & (byte != '\n');
	}
	return others == 0;
}

static bool check_characters(struct reading *r)
{
	size_t at = 0;

	while (at < r->text.len) {
		size_t from = at;
		uint32_t point = (unsigned char)r->text.ptr[at];

		if (r->text.len - at >= BLOCK && is_plain_block(r->text.ptr + at)) {
			at += BLOCK;
			continue;
		}
		if (point - 0x20 < 0x5f || point == '\n') {
			at++;
			continue;
		}
		point = utf8_next(r->text, &at);
		if (point == 0xfffd && at == from + 1 && !utf8_is_valid(r->text)) {
			cursor_move(r, from);
			fail_here(r, "not valid UTF-8: save the file as UTF-8");
			return false;
		}
		if (!is_allowed(point)) {
			cursor_move(r, from);
			fail_here(r, "a control character is not allowed here");
			return false;
		}
	}
	r->cursor = cursor_start();
	return true;
}

/* --- errors of libfyaml --- */

/* The line with number `line`, from 1; empty past the end. */
static struct str line_of(struct str text, uint32_t line)
{
	struct str one = {0};

	while (line-- > 0) {
		if (!str_cut(&text, '\n', &one)) {
			return (struct str){0};
		}
	}
	return one;
}

/* The column of a tab that stands before the first text of a line, 0 when there is none. */
static uint32_t tab_in_indent(struct str line)
{
	for (size_t i = 0; i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'); i++) {
		if (line.ptr[i] == '\t') {
			return (uint32_t)i + 1;
		}
	}
	return 0;
}

/* Tells the first error only; those behind it are mostly its children. */
static void report(struct reading *r, struct fy_diag *diag)
{
	void *iterator = NULL;
	const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &iterator);
	const struct level *open = innermost(r);
	uint32_t line = error && error->line > 0 ? (uint32_t)error->line : 1;
	uint32_t column = error && error->column > 0 ? (uint32_t)error->column : 1;
	struct yaml_message said;

	for (uint32_t i = 0; i < 2; i++) {
		uint32_t tab = tab_in_indent(line_of(r->text, line + i));

		if (tab > 0) {
			fail(r, line + i, tab, "a tab in the indentation; YAML wants spaces");
			return;
		}
	}
	if (line_of(r->text, line).len == 0 && open && open->node) {
		/* The end of the file: what was left open says more. */
		line = open->node->line;
		column = open->node->column;
	}
	said = yaml_message_of(
		error && error->msg ? error->msg : "not valid YAML", line_of(r->text, line));
	fail(r, line, column, said.text);
	if (said.hint) {
		diags_suggest(r->diags, "%s", said.hint);
	}
}

/* --- the tree --- */

static struct yaml_node *node_new(struct reading *r, enum yaml_type type, struct cursor at)
{
	struct yaml_node *node = arena_zalloc(r->nodes, sizeof(*node));

	if (!node) {
		fail_here(r, "the file is too large");
		return NULL;
	}
	node->type = type;
	node->line = at.line;
	node->column = at.column;
	return node;
}

static bool has_key(const struct level *level, struct str key)
{
	return level->keys ? map_get(level->keys, key) != NULL : yaml_get(level->node, key) != NULL;
}

static void add_key(struct reading *r, struct level *level, struct yaml_node *key)
{
	if (key->type != YAML_SCALAR) {
		fail(r, key->line, key->column, "a key must be plain text");
		return;
	}
	if (key->text.len == 0) {
		fail(r, key->line, key->column, "a key is missing before the \":\"");
		return;
	}
	if (has_key(level, key->text)) {
		struct place place = {.file = r->file, .line = key->line, .column = key->column};

		diags_error(
			r->diags, place, "the key \"%.*s\" stands here twice", STR_ARG(key->text));
		diags_quote(r->diags, r->text);
		r->has_failed = true;
		return;
	}
	level->key = key;
	if (level->node->count == KEYS_IN_LIST && !level->keys) {
		level->keys = map_new();
		for (struct yaml_node *n = level->node->first; n; n = n->next) {
			map_put(level->keys, n->key->text, n);
		}
	}
	if (level->keys) {
		map_put(level->keys, key->text, key);
	}
}

/* Puts a node where it belongs: as the root, a key, a value or an item. */
static void add_node(struct reading *r, struct yaml_node *node)
{
	struct level *level = innermost(r);

	if (!level) {
		r->root = node;
		return;
	}
	if (level->node->type == YAML_MAPPING) {
		if (!level->key) {
			add_key(r, level, node);
			return;
		}
		node->key = level->key;
		level->key = NULL;
	}
	if (level->last) {
		level->last->next = node;
	} else {
		level->node->first = node;
	}
	level->last = node;
	level->node->count++;
}

static size_t leading_spaces(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] == ' ') {
		n++;
	}
	return n;
}

/* How many columns the value of a block scalar lost: its first line with text, compared with the same line of the file. */
static uint32_t block_indent(struct reading *r, struct str value, size_t pos)
{
	struct str rest = str_slice(r->text, pos, SIZE_MAX);
	struct str value_line;
	struct str file_line;

	while (str_cut(&value, '\n', &value_line) && str_cut(&rest, '\n', &file_line)) {
		size_t kept = leading_spaces(value_line);
		size_t written = leading_spaces(file_line);

		if (kept < value_line.len) {
			return written > kept ? (uint32_t)(written - kept) : 0;
		}
	}
	return 0;
}

/* What is written as it reads lies in the file's text already. */
static bool is_part_of(struct str text, struct str value)
{
	uintptr_t at = (uintptr_t)value.ptr - (uintptr_t)text.ptr;

	return at <= text.len && value.len <= text.len - at;
}

static void on_scalar(struct reading *r, struct fy_event *event)
{
	struct fy_token *token = event->scalar.value;
	enum fy_scalar_style style = fy_token_scalar_style(token);
	struct cursor at = event_place(r, event);
	struct yaml_node *node;
	size_t len = 0;
	const char *bytes = token ? fy_token_get_text(token, &len) : NULL;
	struct str value = str_make(bytes ? bytes : "", bytes ? len : 0);

	if (event->scalar.anchor || event->scalar.tag) {
		fail_at_sign(
			r, "anchors (&) and tags (!) are not supported; put the text in quotes");
		return;
	}
	if (style == FYSS_DOUBLE_QUOTED &&
		(!utf8_is_valid(value) || str_find_byte(value, 0) >= 0)) {
		fail_here(r, "an escape in the quotes gives no character");
		return;
	}
	node = node_new(r, YAML_SCALAR, at);
	if (!node) {
		return;
	}
	if (style == FYSS_LITERAL || style == FYSS_FOLDED) {
		node->style = YAML_BLOCK;
		node->indent = block_indent(r, value, at.pos);
		node->column = node->indent + 1;
	} else if (style != FYSS_PLAIN) {
		node->style = YAML_QUOTED;
	}
	node->text = is_part_of(r->text, value) ? value : arena_str(r->texts, value);
	if (!node->text.ptr) {
		fail_here(r, "the file is too large");
		return;
	}
	add_node(r, node);
}

static void on_open(struct reading *r, struct fy_event *event, enum yaml_type type)
{
	bool is_sequence = type == YAML_SEQUENCE;
	struct fy_token *anchor =
		is_sequence ? event->sequence_start.anchor : event->mapping_start.anchor;
	struct fy_token *tag = is_sequence ? event->sequence_start.tag : event->mapping_start.tag;
	struct yaml_node *node;

	(void)event_place(r, event);
	if (anchor || tag) {
		fail_at_sign(r, "anchors (&) and tags (!) are not supported");
		return;
	}
	if (r->depth == LIMIT_YAML_DEPTH) {
		fail_here(r, "nested too deeply");
		return;
	}
	node = node_new(r, type, r->cursor);
	if (!node) {
		return;
	}
	add_node(r, node);
	r->levels[r->depth++] = (struct level){.node = node};
}

static void on_close(struct reading *r)
{
	struct level *level = &r->levels[--r->depth];

	map_free(level->keys);
	level->keys = NULL;
}

static void on_event(struct reading *r, struct fy_event *event)
{
	switch (event->type) {
	case FYET_DOCUMENT_START:
		(void)event_place(r, event);
		if (r->documents++ > 0) {
			fail_here(r, "a second document; one file holds one");
		}
		break;
	case FYET_SCALAR:
		on_scalar(r, event);
		break;
	case FYET_ALIAS:
		(void)event_place(r, event);
		fail_at_sign(r,
			"text that starts with \"*\" must be in quotes (YAML aliases are not supported)");
		break;
	case FYET_SEQUENCE_START:
		on_open(r, event, YAML_SEQUENCE);
		break;
	case FYET_MAPPING_START:
		on_open(r, event, YAML_MAPPING);
		break;
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		on_close(r);
		break;
	default:
		break;
	}
}

/* A diagnostic object that collects and has nowhere to print to. */
static struct fy_diag *quiet_diag(void)
{
	struct fy_diag_cfg config;
	struct fy_diag *diag;

	fy_diag_cfg_default(&config);
	config.fp = NULL;
	config.output_fn = NULL;
	config.colorize = false;
	diag = fy_diag_create(&config);
	if (diag) {
		fy_diag_set_collect_errors(diag, true);
	}
	return diag;
}

static void read_events(struct reading *r)
{
	struct fy_diag *diag = quiet_diag();
	struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = diag};
	struct fy_parser *parser = diag ? fy_parser_create(&config) : NULL;

	if (!parser || fy_parser_set_string(parser, r->text.ptr, r->text.len) != 0) {
		fail(r, 0, 0, "the YAML parser did not start");
	}
	while (!r->has_failed) {
		struct fy_event *event = fy_parser_parse(parser);

		if (!event) {
			break;
		}
		on_event(r, event);
		fy_parser_event_free(parser, event);
	}
	if (!r->has_failed && (fy_parser_get_stream_error(parser) || r->depth > 0)) {
		report(r, diag);
	}
	while (r->depth > 0) {
		on_close(r);
	}
	if (parser) {
		fy_parser_destroy(parser);
	}
	if (diag) {
		fy_diag_destroy(diag);
	}
}

struct yaml_node *yaml_parse_apart(struct arena *nodes, struct arena *texts, const char *file,
	struct str text, struct diags *diags)
{
	struct reading r = {.nodes = nodes,
		.texts = texts,
		.file = file,
		.diags = diags,
		.cursor = cursor_start()};

	r.text = str_starts(text, STR("\xef\xbb\xbf")) ? str_slice(text, 3, SIZE_MAX) : text;
	if (r.text.len > 0 && check_characters(&r)) {
		read_events(&r);
	}
	if (r.has_failed) {
		return NULL;
	}
	return r.root ? r.root : node_new(&r, YAML_SEQUENCE, cursor_start());
}

struct yaml_node *yaml_parse(
	struct arena *arena, const char *file, struct str text, struct diags *diags)
{
	return yaml_parse_apart(arena, arena, file, text, diags);
}
