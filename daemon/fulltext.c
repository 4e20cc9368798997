/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose turn it is among the pages behind new articles, and which articles are settled. Keeps true: a set has one page under
 * way on each host, so that a long list of new articles cannot crowd out a host's feeds; and every set is whole in the end.
 */
#include "fulltext.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
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
	[PAGE_ROBOTS] = "robots",
	[PAGE_HOST] = "host",
	[PAGE_BROKEN] = "broken",
	[PAGE_BUSY] = "busy",
	[PAGE_DIED] = "died",
};

/* --- whose turn it is --- */

void fulltext_on_no_host(
	struct fulltext *fulltext, struct str host, enum page_end end, struct str error)
{
	dead_hosts_put(fulltext->dead, host, (int)end, error, clock_mono_ms());
}

static void take_turn(struct page *page)
{
	struct fulltext *fulltext = page->set->fulltext;
	int64_t now_ms = clock_mono_ms();
	struct str error;
	int end;

	if (page->set->is_ending) {
		/* Whoever ends the set comes to this page, too. */
		hosts_del(fulltext->hosts, &page->wait, now_ms);
	} else if (dead_hosts_find(fulltext->dead, page->host, now_ms, &end, &error) ==
		   DEAD_HOSTS_DEAD) {
		page_settle(page, (enum page_end)end, error);
	} else {
		page_fetch(page);
	}
}

static void give_turns(struct fulltext *fulltext)
{
	struct host_wait *wait;

	if (fulltext->is_giving) {
		return; /* a page that gave its turn back at once */
	}
	fulltext->is_giving = true;
	while ((wait = hosts_take(fulltext->hosts, clock_mono_ms()))) {
		take_turn(LIST_ENTRY(wait, struct page, wait));
	}
	fulltext->is_giving = false;
	fulltext->under_way_metric->value = (int64_t)hosts_active(fulltext->hosts);
}

static void queue(struct page *page)
{
	struct fulltext *fulltext = page->set->fulltext;
	int64_t now_ms = clock_mono_ms();
	struct str error;
	int end;
	bool is_suspect = dead_hosts_find(fulltext->dead, page->host, now_ms, &end, &error) ==
			  DEAD_HOSTS_SUSPECT;

	page->wait.suspect = is_suspect;
	hosts_add(fulltext->hosts, &page->wait, page->host, false, now_ms);
}

/* In small letters. */
static struct str host_of(struct arena *arena, struct str link)
{
	struct url parts;
	char *host;

	url_split(link, &parts);
	host = arena_alloc(arena, parts.host.len + 1);
	for (size_t i = 0; i < parts.host.len; i++) {
		char c = parts.host.ptr[i];

		host[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return str_make(host, parts.host.len);
}

void fulltext_on_moved(struct page *page, struct str url)
{
	struct fulltext *fulltext = page->set->fulltext;
	struct str host = host_of(page->set->arena, url);

	page->url = arena_str(page->set->arena, url);
	if (str_eq(host, page->host)) {
		page_ask(page);
		return;
	}
	page->host = host;
	page->stage = PAGE_QUEUED;
	fulltext->waiting++;
	loop_timer_clear(page->timer);
	hosts_del(fulltext->hosts, &page->wait, clock_mono_ms());
	queue(page);
	give_turns(fulltext);
}

static void hand_out(struct fulltext_set *set, const struct read_article *article)
{
	set->done[set->settled.article_count++] = *article;
	loop_timer_set(set->teller, 0);
}

/* What has come for it since, too. */
static void count_kept(struct fulltext_set *set)
{
	struct fulltext *fulltext = set->fulltext;

	fulltext->kept -= set->kept;
	set->kept = arena_used(set->arena);
	fulltext->kept += set->kept;
}

void fulltext_on_settled(struct page *page, bool had_turn)
{
	struct page *next = page->next;

	count_kept(page->set);
	hand_out(page->set, page->article);
	while (next && next->stage == PAGE_SETTLED) {
		next = next->next;
	}
	if (next && had_turn && !page->set->is_ending) {
		queue(next);
	}
	give_turns(page->set->fulltext);
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
	struct fulltext_set *set = arg;

	set->is_ending = true;
	for (size_t i = 0; i < set->page_count; i++) {
		struct page *page = &set->pages[i];

		if (page->stage != PAGE_SETTLED && page->stage != PAGE_QUEUED) {
			page_settle(page, PAGE_TIMEOUT, STR("timeout"));
		}
	}
	settle_rest(set, PAGE_TIMEOUT, STR("its turn did not come in time"));
}

static void add_page(struct fulltext_set *set, struct read_article *article, struct map *last)
{
	struct page *page = &set->pages[set->page_count++];
	struct page *before;

	*page = (struct page){.set = set, .article = article, .url = article->article.link};
	page->host = host_of(set->arena, page->url);
	list_init(&page->unread);
	set->fulltext->waiting++;
	before = map_get(last, page->host);
	map_put(last, page->host, page);
	if (before) {
		before->next = page;
	} else {
		queue(page);
	}
}

static void add_pages(struct fulltext_set *set)
{
	struct read_article *articles = (struct read_article *)set->all.articles;
	struct map *last = map_new(); /* by host */

	for (size_t i = 0; i < set->all.article_count; i++) {
		if (articles[i].wants_page) {
			add_page(set, &articles[i], last);
		} else {
			hand_out(set, &articles[i]);
		}
	}
	map_free(last);
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
	fulltext->set_count++;
	add_pages(set);
	count_kept(set);
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
	fulltext->hosts = hosts_new(&(struct hosts_config){.per_host = 1, .total = 1});
	fulltext->robots = robots_cache_new(LIMIT_ROBOTS_KEPT, LIMIT_ROBOTS_SITES);
	fulltext->dead = dead_hosts_new(LIMIT_DEAD_HOSTS);
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
	if (fulltext) {
		dead_hosts_free(fulltext->dead);
		robots_cache_free(fulltext->robots);
		hosts_free(fulltext->hosts);
		free(fulltext);
	}
}

void fulltext_configure(struct fulltext *fulltext, const struct fulltext_config *config)
{
	fulltext->config = *config;
	hosts_configure(fulltext->hosts,
		&(struct hosts_config){.per_host = 1,
			.total = config->at_once > 0 ? (unsigned)config->at_once : 1});
}

void fulltext_get_status(const struct fulltext *fulltext, struct fulltext_status *ret)
{
	*ret = (struct fulltext_status){.sets = fulltext->set_count,
		.kept_bytes = fulltext->kept,
		.waiting = fulltext->waiting,
		.under_way = hosts_active(fulltext->hosts),
		.taken = fulltext->by_end[PAGE_TAKEN]->value};
	for (enum page_end end = PAGE_TAKEN + 1; end < PAGE_END_COUNT; end++) {
		ret->missed += fulltext->by_end[end]->value;
	}
}
