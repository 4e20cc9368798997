/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From tokens to elements and blocks, as tolerant as browsers are where it matters for text: p, li, cells and the like end
 * by themselves, an end tag that fits nothing is ignored, what nobody closed ends with its parent. No recursion; the open
 * elements are a stack of bounded depth. Invariant: elements and blocks are in document order, so subtrees are ranges.
 */
#include "parse/page_tree.h"

#include <string.h>

#include "parse/page_attribute.h"
#include "text/html.h"
#include "text/html_token.h"
#include "text/utf8.h"

/* Steps up the stack in vain, in one page: beyond that, end tags that fit nothing are not looked up any more. */
#define FUTILE_MAX (1u << 22)

struct open_element {
	uint32_t node;
	enum page_tag tag;
	bool was_link; /* an <a> that counts */
	bool mutes;    /* text inside is left out (photo credits in a line) */
	struct str name;
};

struct builder {
	struct page_tree *tree;
	struct arena *arena;
	struct html_scanner scanner;
	struct open_element stack[LIMIT_PAGE_DEPTH];
	size_t depth;
	size_t dropped; /* elements open beyond that depth */
	size_t futile;
	size_t links; /* open <a> */
	size_t muted;
	size_t breaks; /* <br> in a row */
	char *text;
	size_t text_len;
	bool owes_space;
	bool in_block;
	bool has_title;
	bool has_open_title; /* nothing closes a <title> from here on */
	size_t room;         /* for elements, and for blocks */
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_heading(enum page_tag tag)
{
	return tag >= PAGE_HEADING_1 && tag <= PAGE_HEADING_6;
}

/* --- blocks --- */

struct counts {
	uint32_t words;
	uint32_t sentences;
	bool ends_sentence;
};

static bool is_sentence_end(uint32_t point)
{
	return point == '.' || point == '!' || point == '?' || point == 0x3002 || point == 0xff01 ||
	       point == 0xff1f || point == 0x061f || point == 0x06d4 || point == 0x2026 ||
	       point == 0x0964;
}

static bool is_closing(uint32_t point)
{
	return point == '"' || point == '\'' || point == ')' || point == ']' || point == 0xbb ||
	       point == 0x201d || point == 0x201c || point == 0x2019 || point == 0x300d ||
	       point == 0xff09;
}

/* Han, Kana, Thai and the like: no spaces between words. */
static bool is_dense(uint32_t point)
{
	return (point >= 0x2e80 && point <= 0x9fff && point != 0x3000) ||
	       (point >= 0xf900 && point <= 0xfaff) || (point >= 0x20000 && point <= 0x3ffff) ||
	       (point >= 0x0e00 && point <= 0x0eff);
}

static struct counts count_text(struct str text)
{
	struct counts counts = {0};
	uint32_t dense = 0;
	bool in_word = false;

	for (size_t at = 0; at < text.len;) {
		uint32_t point = (unsigned char)text.ptr[at] < 0x80 ? (unsigned char)text.ptr[at++]
								    : utf8_next(text, &at);

		if (point == ' ' || point == '\n') {
			in_word = false;
			continue;
		}
		if (is_sentence_end(point)) {
			counts.sentences += !counts.ends_sentence;
			counts.ends_sentence = true;
			continue;
		}
		if (is_closing(point)) {
			continue;
		}
		counts.ends_sentence = false;
		if (is_dense(point)) {
			dense++;
			in_word = false;
		} else if (!in_word) {
			counts.words++;
			in_word = true;
		}
	}
	counts.words += (dense + 1) / 2;
	return counts;
}

static void end_block(struct builder *b)
{
	struct page_block *block;
	struct counts counts;

	b->owes_space = false;
	b->breaks = 0;
	if (!b->in_block) {
		return;
	}
	b->in_block = false;
	block = &b->tree->blocks[b->tree->block_count++];
	while (b->text_len > block->text_at && is_space(b->text[b->text_len - 1])) {
		b->text_len--;
	}
	block->text_len = (uint32_t)b->text_len - block->text_at;
	if (block->link_len > block->text_len) {
		block->link_len = block->text_len;
	}
	counts = count_text(str_make(b->text + block->text_at, block->text_len));
	block->words = counts.words;
	block->sentences = counts.sentences;
	block->ends_sentence = counts.ends_sentence;
	b->text[b->text_len++] = '\n';
}

/* Finds what the block is in: the innermost block-level element, and whether that is a heading, an item or a caption. */
static void start_block(struct builder *b)
{
	struct page_block *block = &b->tree->blocks[b->tree->block_count];
	bool found = false;

	memset(block, 0, sizeof(*block));
	block->text_at = (uint32_t)b->text_len;
	for (size_t i = b->depth; i-- > 0;) {
		enum page_tag tag = b->stack[i].tag;

		if (!found && page_tag_is_block(tag)) {
			block->node = b->stack[i].node;
			found = true;
		}
		if (is_heading(tag)) {
			block->kind = PAGE_HEADING;
			block->level = (uint8_t)(tag - PAGE_HEADING_1 + 1);
			break;
		}
		if (tag == PAGE_ITEM_TAG || tag == PAGE_FIGCAPTION) {
			block->kind = tag == PAGE_ITEM_TAG ? PAGE_ITEM : PAGE_CAPTION;
			break;
		}
		if (tag == PAGE_LIST || tag == PAGE_ARTICLE || tag == PAGE_BODY ||
			tag == PAGE_MAIN || tag == PAGE_CELL) {
			break;
		}
	}
	b->in_block = true;
}

/* --- text --- */

static void add_byte(struct builder *b, char c)
{
	if (!b->in_block) {
		if (b->tree->block_count + 2 >= b->room) {
			b->tree->is_cut = true;
			return;
		}
		start_block(b);
		b->owes_space = false;
	}
	if (b->breaks == 1) {
		b->text[b->text_len++] = '\n';
	} else if (b->owes_space) {
		b->text[b->text_len++] = ' ';
	}
	b->owes_space = false;
	b->breaks = 0;
	b->text[b->text_len++] = c;
}

/* Text of a page: white space folds; U+00A0 is a space as well. The output never grows beyond the input: `text` has room. */
static void add_text(struct builder *b, struct str text)
{
	bool is_pre = b->depth > 0 && b->stack[b->depth - 1].tag == PAGE_PRE;
	size_t len_before;

	if (b->muted > 0) {
		return;
	}
	if (str_find_byte(text, '&') >= 0) {
		text = html_unescape(b->arena, text);
	}
	len_before = b->in_block ? b->text_len : SIZE_MAX;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_space(c)) {
			b->owes_space = true;
			if (is_pre && c == '\n' && ++b->breaks == 2) {
				end_block(b);
			}
		} else if (c == '\xc2' && i + 1 < text.len && text.ptr[i + 1] == '\xa0') {
			b->owes_space = true;
			i++;
		} else if (c != '\0') {
			add_byte(b, c);
		}
	}
	if (b->links > 0 && b->in_block) {
		struct page_block *block = &b->tree->blocks[b->tree->block_count];
		size_t from = len_before == SIZE_MAX ? block->text_at : len_before;

		block->link_len +=
			(uint32_t)(b->text_len - (from < b->text_len ? from : b->text_len));
	}
}

/* --- elements --- */

static void pop(struct builder *b)
{
	struct open_element *open = &b->stack[--b->depth];
	struct page_node *node = &b->tree->nodes[open->node];

	if (page_tag_is_block(open->tag)) {
		end_block(b);
	}
	b->links -= open->was_link;
	b->muted -= open->mutes;
	node->end = b->tree->node_count;
	node->end_block = b->tree->block_count;
	node->text_end = (uint32_t)b->text_len;
}

/* Closes everything down to and with the innermost open `tag`, if there is one before `barrier` says stop. */
static void close_implied(struct builder *b, enum page_tag tag, enum page_tag barrier)
{
	for (size_t i = b->depth; i-- > 1;) {
		enum page_tag open = b->stack[i].tag;

		if (open == tag) {
			while (b->depth > i) {
				pop(b);
			}
			return;
		}
		if (open == barrier || open == PAGE_TABLE ||
			(barrier == PAGE_BLOCK && page_tag_is_block(open))) {
			return;
		}
	}
}

/* What a start tag ends (WHATWG HTML 13.2.6.4.7, the parts that pages rely on). */
static void end_implied(struct builder *b, enum page_tag tag, struct str name)
{
	switch (tag) {
	case PAGE_ITEM_TAG:
	case PAGE_DEFINITION:
		close_implied(b, tag, PAGE_LIST);
		break;
	case PAGE_CELL:
		close_implied(b, PAGE_CELL, PAGE_ROW);
		break;
	case PAGE_ROW:
		close_implied(b, PAGE_CELL, PAGE_ROW);
		if (str_eq_nocase(b->stack[b->depth - 1].name, name)) {
			pop(b);
		}
		break;
	case PAGE_A:
		if (b->depth > 0 && b->stack[b->depth - 1].tag == PAGE_A) {
			pop(b);
		}
		break;
	default:
		if (page_tag_is_block(tag)) {
			close_implied(b, PAGE_P, PAGE_BLOCK);
		}
		if (is_heading(tag) && is_heading(b->stack[b->depth - 1].tag)) {
			pop(b);
		}
		break;
	}
}

static void push(struct builder *b, const struct html_tag *tag, enum page_tag kind,
	const struct page_attributes *attributes)
{
	struct page_tree *tree = b->tree;
	struct page_node *node = &tree->nodes[tree->node_count];
	struct open_element *open = &b->stack[b->depth];

	memset(node, 0, sizeof(*node));
	node->tag = kind;
	node->hints = attributes->hints;
	node->parent = b->depth > 0 ? b->stack[b->depth - 1].node : 0;
	node->first_block = tree->block_count + b->in_block;
	node->text_at = (uint32_t)b->text_len;
	node->datetime = attributes->datetime.len > 0 ? attributes->datetime : attributes->value;
	open->node = tree->node_count++;
	open->tag = kind;
	open->name = tag->name;
	open->was_link = kind == PAGE_A && attributes->is_link;
	open->mutes = !page_tag_is_block(kind) &&
		      ((attributes->hints & (PAGE_HINT_CREDIT | PAGE_HINT_HIDDEN)) != 0 ||
			      kind == PAGE_CONTROL);
	/* Caption and credit are often told apart by style alone. */
	b->owes_space |= !page_tag_is_block(kind) && b->depth > 0 &&
			 b->stack[b->depth - 1].tag == PAGE_FIGCAPTION;
	b->links += open->was_link;
	b->muted += open->mutes;
	b->depth++;
}

static void take_meta(struct builder *b, const struct page_attributes *attributes, bool is_link)
{
	struct page_tree *tree = b->tree;

	if (tree->meta_count < LIMIT_PAGE_METAS && attributes->name.len > 0 &&
		attributes->value.len > 0) {
		tree->metas[tree->meta_count++] =
			(struct page_meta_tag){attributes->name, attributes->value, is_link};
	}
}

static void take_script(
	struct builder *b, struct str name, const struct page_attributes *attributes)
{
	struct page_tree *tree = b->tree;
	struct str content = html_take_raw(&b->scanner, name);

	if (str_eq_nocase(str_trim(attributes->type), STR("application/ld+json")) &&
		tree->data_count < LIMIT_PAGE_DATA_PARTS && content.len <= LIMIT_PAGE_DATA) {
		tree->data[tree->data_count++] = content;
	}
}

static void take_title(struct builder *b, struct str name)
{
	size_t start = b->scanner.at;
	struct str content;
	ptrdiff_t less;

	if (b->has_open_title) {
		return;
	}
	content = html_take_raw(&b->scanner, name);
	less = str_find_byte(content, '<');
	/* One that is not closed would take the page with it: it ends where the next tag starts. */
	if (b->scanner.at == b->scanner.html.len && less >= 0) {
		content.len = (size_t)less;
		b->scanner.at = start + (size_t)less;
		b->has_open_title = true;
	}
	/* That of an <svg> is another's. */
	if (!b->has_title && b->stack[b->depth - 1].tag != PAGE_CONTROL) {
		b->tree->title = content;
		b->has_title = true;
	}
}

/* Elements without content that is text; false for all others. */
static bool take_empty(struct builder *b, const struct html_tag *tag, enum page_tag kind,
	const struct page_attributes *attributes)
{
	switch (kind) {
	case PAGE_META:
	case PAGE_LINK:
		take_meta(b, attributes, kind == PAGE_LINK);
		return true;
	case PAGE_BASE:
		if (b->tree->base.len == 0) {
			b->tree->base = attributes->value;
		}
		return true;
	case PAGE_BR:
		if (++b->breaks == 2) {
			end_block(b);
		}
		return true;
	case PAGE_VOID:
		if (str_eq_nocase(tag->name, STR("hr"))) {
			end_block(b);
		}
		return true;
	case PAGE_SCRIPT:
		take_script(b, tag->name, attributes);
		return true;
	case PAGE_RAW:
		(void)html_take_raw(&b->scanner, tag->name);
		return true;
	case PAGE_TITLE:
		take_title(b, tag->name);
		return true;
	default:
		return false;
	}
}

static void take_start(struct builder *b, const struct html_tag *tag)
{
	enum page_tag kind = page_tag_of(tag->name);
	struct page_attributes attributes;

	page_attributes_read(tag->attributes, &attributes);
	if (kind == PAGE_HTML || kind == PAGE_BODY) {
		if (b->tree->lang.len == 0) {
			b->tree->lang = attributes.lang;
		}
		end_block(b);
		/* Their classes speak of the page, not of an element. */
		attributes.hints = 0;
	}
	if (take_empty(b, tag, kind, &attributes)) {
		return;
	}
	if (page_tag_is_block(kind)) {
		end_block(b);
		if (str_find_byte(tag->name, '-') > 0) {
			attributes.hints |= page_hints_of_words(tag->name);
		}
	}
	end_implied(b, kind, tag->name);
	if (b->depth == LIMIT_PAGE_DEPTH) {
		b->dropped += !tag->is_closed;
		return;
	}
	push(b, tag, kind, &attributes);
	/* Only in XHTML is <div/> empty; pages that write it mean it all the same when it is not a container. */
	if (tag->is_closed && (kind == PAGE_INLINE || kind == PAGE_A || kind == PAGE_CONTROL)) {
		pop(b);
	}
}

static bool is_table_part(enum page_tag tag)
{
	return tag == PAGE_TABLE || tag == PAGE_ROW || tag == PAGE_CELL;
}

/* Where on the stack the element is that this end tag closes; 0 when there is none. */
static size_t find_open(struct builder *b, struct str name, enum page_tag kind)
{
	bool is_block = page_tag_is_block(kind);

	for (size_t i = b->depth; i-- > 1;) {
		const struct open_element *open = &b->stack[i];

		if ((open->tag == kind && str_eq_nocase(open->name, name)) ||
			(is_heading(kind) && is_heading(open->tag))) {
			return i;
		}
		if (++b->futile > FUTILE_MAX) {
			return 0;
		}
		if ((!is_block && kind != PAGE_A && kind != PAGE_CONTROL &&
			    page_tag_is_block(open->tag)) ||
			(is_block && !is_table_part(kind) && open->tag == PAGE_CELL)) {
			return 0;
		}
	}
	return 0;
}

static void take_end(struct builder *b, const struct html_tag *tag)
{
	enum page_tag kind = page_tag_of(tag->name);
	size_t at;

	if (page_tag_is_block(kind)) {
		end_block(b);
	}
	if (kind == PAGE_HTML || kind == PAGE_BODY) {
		return;
	}
	if (b->dropped > 0) {
		b->dropped--;
		return;
	}
	at = find_open(b, tag->name, kind);
	if (at == 0) {
		return;
	}
	if (kind == PAGE_A && at + 1 < b->depth && page_tag_is_block(b->stack[b->depth - 1].tag)) {
		/* A link around blocks that are still open: it ends, they do not. */
		b->links -= b->stack[at].was_link;
		b->stack[at].was_link = false;
		b->stack[at].tag = PAGE_INLINE;
		return;
	}
	while (b->depth > at) {
		pop(b);
	}
}

static void run(struct builder *b)
{
	struct page_tree *tree = b->tree;
	const struct html_tag root = {.name = STR("html")};
	const struct page_attributes none = {0};
	struct html_token token;

	push(b, &root, PAGE_HTML, &none);
	while (html_next_token(&b->scanner, &token)) {
		if (!token.is_tag) {
			add_text(b, token.text);
		} else if (token.tag.is_end) {
			take_end(b, &token.tag);
		} else {
			take_start(b, &token.tag);
		}
		if (tree->node_count >= LIMIT_PAGE_NODES ||
			tree->block_count + 1 >= LIMIT_PAGE_NODES) {
			tree->is_cut = true;
			break;
		}
	}
	while (b->depth > 0) {
		pop(b);
	}
	end_block(b);
	tree->nodes[0].end_block = tree->block_count;
}

bool page_tree_build(struct arena *arena, struct str html, struct page_tree *ret)
{
	struct builder b = {.tree = ret, .arena = arena, .scanner = {.html = html}};
	size_t less = 0;

	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < html.len; i++) {
		less += html.ptr[i] == '<';
	}
	/* An element and a block at most for each tag; text never grows but by a line end for each block. */
	size_t room = b.room = (less < LIMIT_PAGE_NODES ? less : LIMIT_PAGE_NODES) + 4;
	ret->nodes = arena_alloc(arena, room * sizeof(*ret->nodes));
	ret->blocks = arena_alloc(arena, room * sizeof(*ret->blocks));
	b.text = arena_alloc(arena, html.len + html.len / 5 + room + 16);
	if (ret->nodes == NULL || ret->blocks == NULL || b.text == NULL) {
		return false;
	}
	run(&b);
	ret->text = str_make(b.text, b.text_len);
	return true;
}

struct str page_block_text(const struct page_tree *tree, const struct page_block *block)
{
	return str_slice(tree->text, block->text_at, block->text_len);
}

struct str page_node_text(const struct page_tree *tree, const struct page_node *node)
{
	return str_slice(tree->text, node->text_at, node->text_end - node->text_at);
}
