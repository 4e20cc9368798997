/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps what reads as an article. Blocks are dropped for one of a few reasons, each a function: the element around them
 * (links, bylines), their words (boilerplate phrases), or their place (labels before the first sentence and after the last).
 */
#include "parse/page_pick.h"

#include <string.h>

#include "parse/page_phrase.h"
#include "text/date.h"
#include "text/utf8.h"

#define NO_BLOCK UINT32_MAX
#define LABEL_WORDS_MAX 25 /* of a byline or date */
#define STAMP_WORDS_MAX 16 /* of a line with a clock or a date in figures */
#define LEAD_WORDS_MIN 6   /* of a standfirst without a mark */
#define LEAD_BLOCKS_MAX 40 /* between title and article: beyond, the title is another's */
#define CAPTION_WORDS_MIN 4
#define CARD_PERCENT 30 /* of the region's prose: more is no teaser */
#define TAIL_PERCENT 30 /* of the prose may follow a section that is taken to be the end */
#define LINK_LIST_PERCENT 50

static struct str text_of(const struct page_pick *pick, uint32_t at)
{
	return page_block_text(pick->tree, &pick->tree->blocks[at]);
}

static bool is_link(const struct page_block *block)
{
	return block->link_len * 10 >= block->text_len * 8;
}

/* Prose from that block to the end of the region. */
static int64_t prose_from(const struct page_pick *pick, uint32_t at)
{
	const struct page_node *region = &pick->tree->nodes[pick->region];

	return (int64_t)pick->sums->prose[region->end_block] - pick->sums->prose[at];
}

/* --- reasons --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "10:20" or "9/3/2026" stands in it: the line above or below a headline. */
static bool has_clock(struct str text)
{
	for (size_t i = 1; i + 2 < text.len; i++) {
		bool is_sign = text.ptr[i] == ':' || text.ptr[i] == '/' || text.ptr[i] == 'h' ||
			       text.ptr[i] == '.';

		if (is_sign && is_digit(text.ptr[i - 1]) && is_digit(text.ptr[i + 1]) &&
			is_digit(text.ptr[i + 2])) {
			return true;
		}
	}
	return false;
}

/* Nothing but figures and signs: a clock, a page number. */
static bool has_no_letter(struct str text)
{
	char room[PAGE_NORMAL_MAX];
	size_t len = page_phrase_normal(text, room);

	for (size_t i = 0; i < len; i++) {
		if (!is_digit(room[i]) && room[i] != ' ') {
			return false;
		}
	}
	return true;
}

static bool is_label(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];
	uint32_t hints = pick->hints[block->node];
	int64_t seconds;

	if ((hints & PAGE_HINT_CAPTION) != 0 || block->kind == PAGE_CAPTION) {
		return false;
	}
	if ((hints & (PAGE_HINT_BYLINE | PAGE_HINT_DATE | PAGE_HINT_CREDIT | PAGE_HINT_AUTHOR)) !=
			0 &&
		block->words <= LABEL_WORDS_MAX && !(block->ends_sentence && block->words >= 12)) {
		return true;
	}
	if (block->words <= 3 && block->kind != PAGE_ITEM && has_no_letter(text_of(pick, at))) {
		return true;
	}
	if (block->kind == PAGE_HEADING || block->ends_sentence) {
		return false;
	}
	return (block->words <= 8 && date_parse(text_of(pick, at), &seconds) == 0) ||
	       (block->words <= STAMP_WORDS_MAX && block->kind == PAGE_TEXT &&
		       has_clock(text_of(pick, at)));
}

static bool is_boilerplate(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];

	return page_phrase_of(text_of(pick, at), block->words, block->ends_sentence) != PHRASE_NONE;
}

/* Lists and lines of links. A list of sources in a sentence or two stays. */
static bool is_link_list(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];
	const struct page_node *node = &pick->tree->nodes[block->node];

	if (is_link(block)) {
		return true;
	}
	if (block->kind != PAGE_ITEM) {
		return block->link_len * 2 > block->text_len && block->words < 20;
	}
	const struct page_node *list = &pick->tree->nodes[node->parent];
	return page_sums_link_percent(pick->sums, list) >= LINK_LIST_PERCENT;
}

/* What stands in a figure and is no caption: the agency, "1/6". */
static bool is_in_figure(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];
	const struct page_node *node = &pick->tree->nodes[block->node];
	bool in_figure =
		node->tag == PAGE_FIGURE || pick->tree->nodes[node->parent].tag == PAGE_FIGURE;

	return in_figure && block->kind == PAGE_TEXT && block->words < CAPTION_WORDS_MIN;
}

static bool is_wanted(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];
	uint32_t hints = pick->hints[block->node];

	if (pick->sums->excluded[block->node] || block->words == 0) {
		return false;
	}
	if (is_label(pick, at) || is_boilerplate(pick, at) || is_link_list(pick, at) ||
		is_in_figure(pick, at)) {
		return false;
	}
	if (block->kind == PAGE_CAPTION || (hints & PAGE_HINT_CAPTION) != 0) {
		struct str caption = page_phrase_strip_credit(text_of(pick, at));

		return caption.len * 3 > block->text_len && block->words >= CAPTION_WORDS_MIN;
	}
	return !page_phrase_equal(text_of(pick, at), pick->title);
}

/* --- sections that are no article --- */

/* The largest element that begins with that block and does not hold much of the article; the block's own element if none. */
static uint32_t section_of(const struct page_pick *pick, uint32_t at)
{
	const struct page_tree *tree = pick->tree;
	int64_t all = page_sums_prose(pick->sums, &tree->nodes[pick->region]);
	uint32_t node = tree->blocks[at].node;

	while (tree->nodes[node].parent > pick->region &&
		tree->nodes[tree->nodes[node].parent].first_block == at) {
		uint32_t parent = tree->nodes[node].parent;

		if (page_sums_prose(pick->sums, &tree->nodes[parent]) * 100 > all * CARD_PERCENT) {
			break;
		}
		node = parent;
	}
	return node;
}

static void drop(const struct page_pick *pick, uint32_t from, uint32_t to)
{
	while (from < to) {
		pick->keep[from++] = false;
	}
}

/* Drops what follows "Related stories" up to where the article goes on: behind the element that holds both, or at the next
 * sentence, or nowhere when little of the article is left. Returns the next block to look at. */
static uint32_t drop_section(const struct page_pick *pick, uint32_t at, uint32_t end)
{
	const struct page_tree *tree = pick->tree;
	uint32_t behind = tree->nodes[section_of(pick, at)].end_block;
	int64_t all = page_sums_prose(pick->sums, &tree->nodes[pick->region]);

	pick->keep[at] = false;
	if (behind > at + 1) {
		behind = behind < end ? behind : end;
		drop(pick, at, behind);
		return behind;
	}
	bool is_tail = prose_from(pick, at) * 100 < all * TAIL_PERCENT;
	uint32_t next = at + 1;
	while (next < end) {
		const struct page_block *block = &tree->blocks[next];
		bool goes_on = page_sums_is_prose(block) && block->kind == PAGE_TEXT &&
			       block->words >= 12 && !is_boilerplate(pick, next);

		if (goes_on && (!is_tail || tree->nodes[block->node].tag == PAGE_P) &&
			!pick->sums->excluded[block->node]) {
			break;
		}
		if (block->kind == PAGE_HEADING && block->level < tree->blocks[at].level) {
			break;
		}
		pick->keep[next++] = false;
	}
	return next;
}

/* A heading that is a link, with what else is in its element: a teaser. */
static uint32_t drop_card(const struct page_pick *pick, uint32_t at, uint32_t end)
{
	uint32_t behind = pick->tree->nodes[section_of(pick, at)].end_block;

	behind = behind > end ? end : behind;
	behind = behind > at ? behind : at + 1;
	drop(pick, at, behind);
	return behind;
}

static void drop_sections(const struct page_pick *pick, uint32_t from, uint32_t end)
{
	for (uint32_t at = from; at < end;) {
		const struct page_block *block = &pick->tree->blocks[at];

		bool is_out = pick->sums->excluded[block->node];
		bool is_card = !is_out && block->kind == PAGE_HEADING && is_link(block) &&
			       block->words >= 2;
		bool is_section = !is_out && !is_card &&
				  page_phrase_of(text_of(pick, at), block->words,
					  block->ends_sentence) == PHRASE_SECTION;

		if (is_card) {
			at = drop_card(pick, at, end);
		} else if (is_section) {
			at = drop_section(pick, at, end);
		} else {
			at++;
		}
	}
}

/* --- what stands before the first sentence and after the last --- */

static void find_prose(struct page_pick *pick, uint32_t from, uint32_t end)
{
	pick->first_prose = NO_BLOCK;
	pick->last_prose = from;
	for (uint32_t at = from; at < end; at++) {
		if (pick->keep[at] && page_sums_is_prose(&pick->tree->blocks[at])) {
			pick->first_prose = pick->first_prose == NO_BLOCK ? at : pick->first_prose;
			pick->last_prose = at;
		}
	}
}

/* Labels: short, no sentence, neither in a list nor marked as a standfirst. */
static bool is_loose(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];

	return !page_sums_is_prose(block) && block->kind != PAGE_ITEM &&
	       block->kind != PAGE_CAPTION &&
	       (pick->hints[block->node] & (PAGE_HINT_LEAD | PAGE_HINT_CAPTION)) == 0;
}

static void trim_ends(const struct page_pick *pick, uint32_t from, uint32_t end)
{
	if (pick->first_prose == NO_BLOCK) {
		return;
	}
	for (uint32_t at = from; at < pick->first_prose; at++) {
		const struct page_block *block = &pick->tree->blocks[at];
		bool is_section_heading = block->kind == PAGE_HEADING && block->level > 1 &&
					  at + 1 == pick->first_prose;

		if (is_loose(pick, at) && !is_section_heading &&
			block->words < LEAD_WORDS_MIN * 2) {
			pick->keep[at] = false;
		}
		if (pick->title_block != NO_BLOCK && at < pick->title_block) {
			pick->keep[at] = false;
		}
	}
	for (uint32_t at = end; at-- > pick->last_prose + 1;) {
		if (is_loose(pick, at) && !pick->tree->blocks[at].ends_sentence) {
			pick->keep[at] = false;
		}
	}
}

/* --- before the region --- */

/* The last block with the title before the article's third block. */
static uint32_t find_title(const struct page_pick *pick)
{
	const struct page_node *region = &pick->tree->nodes[pick->region];
	uint32_t at = region->first_block + 12;

	at = at < region->end_block ? at : region->end_block;
	while (at-- > 0) {
		const struct page_block *block = &pick->tree->blocks[at];

		if ((block->kind == PAGE_HEADING || block->words >= 3) &&
			(page_phrase_equal(text_of(pick, at), pick->title) ||
				(block->kind == PAGE_HEADING &&
					str_ends(text_of(pick, at), pick->title)))) {
			return at;
		}
	}
	return NO_BLOCK;
}

static bool is_lead(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];
	uint32_t hints = pick->hints[block->node];

	if (!is_wanted(pick, at)) {
		return false;
	}
	if ((hints & PAGE_HINT_LEAD) != 0 && block->words >= 3) {
		return true;
	}
	if (block->kind == PAGE_CAPTION || (hints & PAGE_HINT_CAPTION) != 0) {
		return true;
	}
	if (page_phrase_equal(text_of(pick, at), pick->summary)) {
		return true;
	}
	if (block->kind == PAGE_ITEM) {
		return page_sums_is_prose(block);
	}
	return block->words >= LEAD_WORDS_MIN &&
	       (page_sums_is_prose(block) || block->kind == PAGE_HEADING || block->words >= 10);
}

static void keep_leads(const struct page_pick *pick)
{
	uint32_t first = pick->tree->nodes[pick->region].first_block;
	uint32_t from = pick->title_block;

	if (from == NO_BLOCK || from >= first || first - from > LEAD_BLOCKS_MAX) {
		return;
	}
	for (uint32_t at = from + 1; at < first; at++) {
		pick->keep[at] = is_lead(pick, at);
	}
}

/* --- all of it --- */

/* An element's hints with those around it. A standfirst, a date, a caption hold for what is inside; what stands outside the
 * region holds for the standfirst only. */
static void inherit_hints(const struct page_pick *pick)
{
	const struct page_tree *tree = pick->tree;

	for (uint32_t i = 1; i < tree->node_count; i++) {
		uint32_t parent = tree->nodes[i].parent;
		bool is_around = i <= pick->region && tree->nodes[i].end > pick->region;

		pick->hints[i] = is_around ? 0 : tree->nodes[i].hints | pick->hints[parent];
	}
}

bool page_pick_blocks(struct arena *arena, struct page_pick *pick)
{
	const struct page_tree *tree = pick->tree;
	const struct page_node *region = &tree->nodes[pick->region];

	pick->keep = arena_zalloc(arena, (size_t)tree->block_count + 1);
	pick->hints = arena_zalloc(arena, (size_t)tree->node_count * sizeof(*pick->hints));
	if (pick->keep == NULL || pick->hints == NULL) {
		return false;
	}
	inherit_hints(pick);
	pick->title_block = find_title(pick);
	for (uint32_t at = region->first_block; at < region->end_block; at++) {
		pick->keep[at] = is_wanted(pick, at);
	}
	drop_sections(pick, region->first_block, region->end_block);
	find_prose(pick, region->first_block, region->end_block);
	trim_ends(pick, region->first_block, region->end_block);
	keep_leads(pick);
	return true;
}

/* --- output --- */

static struct str final_text(const struct page_pick *pick, uint32_t at)
{
	const struct page_block *block = &pick->tree->blocks[at];
	struct str text = text_of(pick, at);
	bool is_caption =
		block->kind == PAGE_CAPTION || (pick->hints[block->node] & PAGE_HINT_CAPTION) != 0;

	return is_caption ? page_phrase_strip_credit(text) : text;
}

void page_pick_write(struct arena *arena, const struct page_pick *pick, struct page_body *ret)
{
	const struct page_tree *tree = pick->tree;
	char *out = arena_alloc(arena, tree->text.len + tree->block_count + 1);
	struct str last = {NULL, 0};
	size_t len = 0;

	if (out == NULL) {
		return;
	}
	for (uint32_t at = 0; at < tree->block_count && len < LIMIT_ARTICLE_TEXT; at++) {
		const struct page_block *block = &tree->blocks[at];
		struct str text = final_text(pick, at);

		if (!pick->keep[at] || text.len == 0 || str_eq(text, last)) {
			continue;
		}
		if (len > 0) {
			out[len++] = '\n';
			out[len++] = '\n';
		}
		memcpy(out + len, text.ptr, text.len);
		len += text.len;
		last = text;
		ret->words += block->words;
		ret->prose += page_sums_is_prose(block) ? block->words : 0;
		ret->longest = block->words > ret->longest ? block->words : ret->longest;
	}
	ret->text = utf8_clean(arena, str_make(out, len), UTF8_TEXT, LIMIT_ARTICLE_TEXT);
}
