/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose turn it is among the pages behind new articles, and which articles are settled. Keeps true: a set has one page under
 * way on each host, so that a long list of new articles cannot crowd out a host's feeds; and every set is whole in the end.
 */
#include "fulltext.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fulltext_page.h"
#include "reader/keep.h"
#include "text/url.h"

static const char *const end_names[] = {
	[PAGE_TAKEN] = "taken",
	[PAGE_NO_ARTICLE] = "no_article",
	[PAGE_STATUS] = "status",
	[PAGE_TIMEOUT] = "timeout",
	[PAGE_TOO_LARGE] = "too_large",
	[PAGE_REFUSED] = "refused",
	[PAGE_HOST] = "host",
	[PAGE_BROKEN] = "broken",
	[PAGE_BUSY] = "busy",
	[PAGE_DIED] = "died",
};

/* --- whose turn it is --- */

static bool is_host_busy(const struct fulltext_set *set, struct str host)
{
	for (size_t i = 0; i < set->under_way_count; i++) {
		if (str_eq(set->under_way[i]->host, host)) {
			return true;
		}
	}
	return false;
}

/* A page that may start, or NULL until one that is under way has ended. */
static struct page *next_page(struct fulltext_set *set)
{
	if (set->is_ending || set->under_way_count == FULLTEXT_PER_SET) {
		return NULL;
	}
	while (set->first_queued < set->page_count &&
		set->pages[set->first_queued].stage != PAGE_QUEUED) {
		set->first_queued++;
	}
	for (size_t i = set->first_queued; i < set->page_count; i++) {
		struct page *page = &set->pages[i];

		if (page->stage == PAGE_QUEUED && !is_host_busy(set, page->host)) {
			return page;
		}
	}
	return NULL;
}

static void give_turns(struct fulltext *fulltext)
{
	struct list *first;

	while (fulltext->under_way < fulltext->config.at_once &&
		(first = list_first(&fulltext->hungry))) {
		struct page *page = next_page(LIST_ENTRY(first, struct fulltext_set, link));

		list_del(first);
		if (page) {
			page_fetch(page);
			list_add_tail(&fulltext->hungry, first);
		}
	}
}

static void hand_out(struct fulltext_set *set, const struct read_article *article)
{
	set->done[set->settled.article_count++] = *article;
	loop_timer_set(set->teller, 0);
}

void fulltext_on_settled(struct page *page)
{
	struct fulltext_set *set = page->set;

	hand_out(set, page->article);
	if (!set->is_ending && list_is_empty(&set->link)) {
		list_add_tail(&set->fulltext->hungry, &set->link);
	}
	give_turns(set->fulltext);
}

void fulltext_read_waiting(struct fulltext *fulltext)
{
	struct list *first;

	while (readers_has_room(fulltext->parts.readers) &&
		(first = list_first(&fulltext->unread))) {
		list_del(first);
		page_read(LIST_ENTRY(first, struct page, unread));
	}
}

/* --- the articles of a document --- */

bool fulltext_is_wanted(const struct reader_result *result)
{
	for (size_t i = 0; i < result->article_count; i++) {
		if (result->articles[i].wants_page) {
			return true;
		}
	}
	return false;
}

static void tell(void *arg)
{
	struct fulltext_set *set = arg;

	set->on_settled(set->arg); /* the set may be gone */
}

/* All pages that are still wanted. */
static void settle_rest(struct fulltext_set *set, enum page_end end, struct str error)
{
	set->is_ending = true;
	for (size_t i = 0; i < set->page_count; i++) {
		if (set->pages[i].stage != PAGE_SETTLED) {
			page_settle(&set->pages[i], end, error);
		}
	}
}

static void on_patience(void *arg)
{
	settle_rest(arg, PAGE_TIMEOUT, STR("its turn did not come in time"));
}

static struct str host_of(struct str link)
{
	struct url parts;

	url_split(link, &parts);
	return parts.host;
}

static void add_pages(struct fulltext_set *set)
{
	struct read_article *articles = (struct read_article *)set->all.articles;

	for (size_t i = 0; i < set->all.article_count; i++) {
		struct page *page = &set->pages[set->page_count];

		if (!articles[i].wants_page) {
			hand_out(set, &articles[i]);
			continue;
		}
		*page = (struct page){.set = set, .article = &articles[i]};
		page->host = host_of(articles[i].article.link);
		list_init(&page->unread);
		set->page_count++;
		set->fulltext->waiting++;
	}
}

static void copy_source(struct fulltext_set *set, const struct fulltext_source *source)
{
	struct arena *arena = set->arena;

	set->source = (struct fulltext_source){.feed_id = source->feed_id,
		.feed_name = arena_str(arena, source->feed_name),
		.feed_country = arena_str(arena, source->feed_country),
		.feed_language = arena_str(arena, source->feed_language),
		.result = &set->all};
	set->settled = set->all;
	set->done = arena_alloc(arena, (set->all.article_count + 1) * sizeof(*set->done));
	set->settled.articles = set->done;
	set->settled.article_count = 0;
	set->pages = arena_alloc(arena, (set->all.article_count + 1) * sizeof(*set->pages));
	set->kept = arena_used(arena);
}

struct fulltext_set *fulltext_set_new(struct fulltext *fulltext,
	const struct fulltext_source *source, loop_fn *on_settled, void *arg)
{
	struct fulltext_set *set = mem_zalloc(sizeof(*set));
	struct loop *loop = fulltext->parts.loop;

	set->fulltext = fulltext;
	set->on_settled = on_settled;
	set->arg = arg;
	set->arena = arena_new(0);
	if (reader_result_keep(set->arena, source->result, &set->all) < 0) {
		arena_free(set->arena);
		free(set);
		return NULL;
	}
	copy_source(set, source);
	set->teller = loop_timer_new(loop, tell, set);
	set->patience = loop_timer_new(loop, on_patience, set);
	loop_timer_set(set->patience, fulltext->config.max_wait_ms);
	list_add_tail(&fulltext->hungry, &set->link);
	fulltext->set_count++;
	fulltext->kept += set->kept;
	add_pages(set);
	if (fulltext->kept > LIMIT_PAGES_KEPT) {
		settle_rest(set, PAGE_BUSY, STR("too many articles wait for their pages"));
	}
	give_turns(fulltext);
	return set;
}

void fulltext_set_free(struct fulltext_set *set)
{
	struct fulltext *fulltext;

	if (!set) {
		return;
	}
	fulltext = set->fulltext;
	set->is_ending = true;
	for (size_t i = 0; i < set->page_count; i++) {
		if (set->pages[i].stage != PAGE_SETTLED) {
			page_leave(&set->pages[i]);
		}
	}
	list_del(&set->link);
	fulltext->set_count--;
	fulltext->kept -= set->kept;
	loop_timer_free(set->teller);
	loop_timer_free(set->patience);
	arena_free(set->arena);
	free(set);
	give_turns(fulltext);
}

const struct reader_result *fulltext_set_result(const struct fulltext_set *set)
{
	return &set->settled;
}

bool fulltext_set_is_whole(const struct fulltext_set *set)
{
	return set->settled.article_count == set->all.article_count;
}

/* --- the stage --- */

struct fulltext *fulltext_new(
	const struct fulltext_parts *parts, const struct fulltext_config *config)
{
	struct fulltext *fulltext = mem_zalloc(sizeof(*fulltext));

	fulltext->parts = *parts;
	list_init(&fulltext->hungry);
	list_init(&fulltext->unread);
	for (enum page_end end = PAGE_TAKEN; end < PAGE_END_COUNT; end++) {
		char label[64];

		(void)snprintf(label, sizeof(label), "result=\"%s\"", end_names[end]);
		fulltext->by_end[end] = metrics_add(parts->metrics, METRIC_COUNTER,
			"nuncio_pages_total", label,
			"Pages behind articles, by what became of them: taken, or why the feed's text served.");
	}
	fulltext->under_way_metric = metrics_add(parts->metrics, METRIC_GAUGE,
		"nuncio_pages_under_way", NULL, "Pages behind articles that are fetched or read.");
	fulltext_configure(fulltext, config);
	return fulltext;
}

void fulltext_free(struct fulltext *fulltext)
{
	free(fulltext);
}

void fulltext_configure(struct fulltext *fulltext, const struct fulltext_config *config)
{
	fulltext->config = *config;
	fulltext->config.at_once = config->at_once > 0 ? config->at_once : 1;
}

void fulltext_get_status(const struct fulltext *fulltext, struct fulltext_status *ret)
{
	*ret = (struct fulltext_status){.sets = fulltext->set_count,
		.waiting = fulltext->waiting,
		.under_way = fulltext->under_way,
		.taken = fulltext->by_end[PAGE_TAKEN]->value};
	for (enum page_end end = PAGE_TAKEN + 1; end < PAGE_END_COUNT; end++) {
		ret->missed += fulltext->by_end[end]->value;
	}
}
