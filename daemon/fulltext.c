/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages behind new articles. Never parses a page, and never decides who an article is. Keeps true: a page is under way
 * in one place at most; a set has one page under way on each host, so that a long list of new articles cannot crowd out a
 * host's feeds; and whatever becomes of a page, its article is settled once.
 *
 *   QUEUED --turn--> FETCHING --document--> UNREAD --reader has room--> READING --article--> SETTLED (the page's text)
 *      |                 |                    |                            |
 *      +-- host is dead -+------ timeout -----+------ no article, died ----+---------------> SETTLED (the feed's text)
 */
#include "fulltext.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/mem.h"
#include "reader/keep.h"
#include "text/hash.h"
#include "text/url.h"
#include "text/utf8.h"

#define PER_SET 4 /* pages of one document that are under way, each on another host */

enum page_stage { PAGE_QUEUED, PAGE_FETCHING, PAGE_UNREAD, PAGE_READING, PAGE_SETTLED };

/* What became of a page; names of the metric. */
enum page_end {
	PAGE_TAKEN,
	PAGE_NO_ARTICLE,
	PAGE_STATUS,
	PAGE_TIMEOUT,
	PAGE_TOO_LARGE,
	PAGE_REFUSED,
	PAGE_HOST,
	PAGE_BROKEN,
	PAGE_BUSY,
	PAGE_DIED,
	PAGE_END_COUNT
};

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

struct page {
	struct fulltext_set *set;
	struct list unread;           /* on fulltext.unread while UNREAD */
	struct read_article *article; /* of the set's own */
	struct str host;              /* arena */
	enum page_stage stage;
	struct fetch *fetch;      /* FETCHING */
	struct spool *document;   /* owned: UNREAD, READING */
	char *final_url;          /* owned: likewise */
	char *content_type;       /* owned: likewise */
	struct loop_timer *timer; /* owned: while it is under way */
};

struct fulltext_set {
	struct list link; /* on fulltext.hungry, while a page of it may be able to start */
	struct fulltext *fulltext;
	struct arena *arena;           /* owned: all that was copied */
	struct fulltext_source source; /* its texts in the arena; its result is `all` */
	struct reader_result all;
	struct reader_result settled; /* what is handed out */
	struct read_article *done;    /* arena: the articles of `settled` */
	struct page *pages;           /* arena: of the articles that want one */
	size_t page_count;
	size_t first_queued; /* no page before it is QUEUED */
	struct page *under_way[PER_SET];
	size_t under_way_count;
	bool is_ending; /* nothing starts any more */
	size_t kept;    /* bytes */
	struct loop_timer *teller;
	struct loop_timer *patience; /* max_wait_ms */
	loop_fn *on_settled;
	void *arg;
};

struct fulltext {
	struct fulltext_parts parts;
	struct fulltext_config config;
	struct list hungry; /* sets; one page of each in turn */
	struct list unread; /* pages that wait for a reader */
	size_t set_count;
	size_t waiting;
	size_t under_way;
	size_t kept;
	struct metric *by_end[PAGE_END_COUNT];
	struct metric *under_way_metric;
};

static void give_turns(struct fulltext *fulltext);

/* --- the end of a page --- */

static void leave_turn(struct page *page)
{
	struct fulltext_set *set = page->set;
	struct fulltext *fulltext = set->fulltext;
	size_t at = 0;

	while (set->under_way[at] != page) {
		at++;
	}
	set->under_way[at] = set->under_way[--set->under_way_count];
	fulltext->under_way--;
	fulltext->under_way_metric->value = (int64_t)fulltext->under_way;
}

static void page_leave(struct page *page)
{
	struct fulltext *fulltext = page->set->fulltext;

	if (page->stage == PAGE_QUEUED) {
		fulltext->waiting--;
	} else {
		leave_turn(page);
	}
	if (page->stage == PAGE_READING) {
		readers_cancel(fulltext->parts.readers, page);
	}
	list_del(&page->unread);
	fetch_cancel(page->fetch);
	spool_free(page->document);
	free(page->final_url);
	free(page->content_type);
	loop_timer_free(page->timer);
	page->fetch = NULL;
	page->document = NULL;
	page->final_url = NULL;
	page->content_type = NULL;
	page->timer = NULL;
	page->stage = PAGE_SETTLED;
}

static void hand_out(struct fulltext_set *set, const struct read_article *article)
{
	set->done[set->settled.article_count++] = *article;
	loop_timer_set(set->teller, 0);
}

/* `error` empty: the page's text is in the article. */
static void page_settle(struct page *page, enum page_end end, struct str error)
{
	struct fulltext_set *set = page->set;

	page_leave(page);
	if (!set->is_ending && list_is_empty(&set->link)) {
		list_add_tail(&set->fulltext->hungry, &set->link);
	}
	set->fulltext->by_end[end]->value++;
	page->article->page_error = arena_str(
		set->arena, utf8_clean(set->arena, error, UTF8_LINE, LIMIT_PAGE_ERROR_POINTS));
	hand_out(set, page->article);
	give_turns(set->fulltext);
}

/* What is wrong with a host is wrong with all its pages: none that waits for `page` need do so. */
static void settle_host(const struct page *page_of_host, enum page_end end, struct str error)
{
	struct fulltext_set *set = page_of_host->set;

	for (size_t i = set->first_queued; i < set->page_count; i++) {
		struct page *page = &set->pages[i];

		if (page->stage == PAGE_QUEUED && str_eq(page->host, page_of_host->host)) {
			page_settle(page, end, error);
		}
	}
}

/* --- a page in a reader --- */

/* The page's text and what it says of itself; who the article is stays the feed's to say. */
static void take_page(struct page *page, const struct read_article *from_page)
{
	struct read_article *article = page->article;
	struct article feed = article->article;
	struct read_article kept;

	if (read_article_keep(page->set->arena, from_page, &kept) < 0) {
		page_settle(page, PAGE_BUSY, STR("no memory"));
		return;
	}
	article->article = kept.article;
	article->article.guid = feed.guid;
	article->article.link = feed.link;
	article->hits = kept.hits;
	article->has_detail = kept.has_detail;
	article->from_page = true;
	page_settle(page, PAGE_TAKEN, STR(""));
}

static void on_read(const struct reader_result *result, void *arg)
{
	struct page *page = arg;
	struct fulltext *fulltext = page->set->fulltext;

	page->stage = PAGE_UNREAD; /* there is nothing to cancel any more */
	if (result->outcome == READER_DIED) {
		page_settle(page, PAGE_DIED, STR("it cannot be read"));
	} else if (result->article_count == 0) {
		page_settle(page, PAGE_NO_ARTICLE, result->error);
	} else {
		take_page(page, &result->articles[0]);
	}
	fulltext_read_waiting(fulltext);
}

static int page_submit(struct page *page)
{
	const struct fulltext_source *source = &page->set->source;
	struct reader_job job = {
		.feed_id = source->feed_id,
		.feed_name = source->feed_name,
		.feed_country = source->feed_country,
		.feed_language = source->feed_language,
		.url = str_from(page->final_url),
		.content_type = str_from(page->content_type),
		.now = clock_wall_s(),
		.first_poll = page->article->backlog,
		.article = page->article,
		.body = spool_bytes(page->document),
		.body_fd = -1,
		.body_size = spool_size(page->document),
	};
	int result;

	if (!readers_has_room(page->set->fulltext->parts.readers)) {
		return -EAGAIN;
	}
	if (!job.body.ptr) {
		job.body_fd = spool_take_fd(page->document);
	}
	result = readers_submit(page->set->fulltext->parts.readers, &job, on_read, page);
	if (result < 0 && job.body_fd >= 0) {
		(void)close(job.body_fd);
	}
	return result;
}

static void page_read(struct page *page)
{
	int result = page_submit(page);

	page->stage = PAGE_UNREAD;
	if (result == 0) {
		page->stage = PAGE_READING;
	} else if (result == -EAGAIN) {
		list_add_tail(&page->set->fulltext->unread, &page->unread);
	} else {
		page_settle(page, PAGE_BUSY, STR("it cannot be handed to a reader"));
	}
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

/* --- a page on its way --- */

/* How the end of a fetch is counted and told. */
struct verdict {
	enum page_end end;
	bool is_of_host;  /* its other pages would fare the same */
	const char *text; /* NULL: the fetch's own */
};

static struct verdict verdict_of(const struct fetch_outcome *outcome)
{
	static const struct verdict verdicts[FETCH_FAULT_COUNT] = {
		[FETCH_FAULT_NONE] = {PAGE_BROKEN, false, NULL},
		[FETCH_FAULT_REQUEST] = {PAGE_BROKEN, false, NULL},
		[FETCH_FAULT_DNS] = {PAGE_HOST, true, "host not found"},
		[FETCH_FAULT_NO_HOST] = {PAGE_HOST, true, "host not found"},
		[FETCH_FAULT_ADDRESS] = {PAGE_REFUSED, false, "address refused"},
		[FETCH_FAULT_CONNECT] = {PAGE_HOST, true, "no connection"},
		[FETCH_FAULT_TLS] = {PAGE_HOST, true, "TLS failed"},
		[FETCH_FAULT_TIMEOUT] = {PAGE_TIMEOUT, true, "timeout"},
		[FETCH_FAULT_PROTOCOL] = {PAGE_BROKEN, false, NULL},
		[FETCH_FAULT_STATUS] = {PAGE_STATUS, false, NULL},
		[FETCH_FAULT_LIMIT] = {PAGE_TOO_LARGE, false, "too large"},
	};

	if (outcome->kind == FETCH_DEFERRED) {
		return (struct verdict){PAGE_BUSY, true, "no memory"};
	}
	if (outcome->kind == FETCH_THROTTLED) {
		return (struct verdict){PAGE_STATUS, outcome->status == 429, NULL};
	}
	return verdicts[outcome->fault];
}

static void end_fetch(struct page *page, const struct fetch_outcome *outcome)
{
	struct verdict verdict = verdict_of(outcome);
	char status[32];
	struct str error = verdict.text ? str_from(verdict.text) : outcome->error;

	if (outcome->fault == FETCH_FAULT_STATUS) {
		(void)snprintf(status, sizeof(status), "HTTP %d", outcome->status);
		error = str_from(status);
	}
	if (verdict.is_of_host) {
		settle_host(page, verdict.end, error);
	}
	page_settle(page, verdict.end, error);
}

static void on_fetched(const struct fetch_outcome *outcome, void *arg)
{
	struct page *page = arg;

	page->fetch = NULL;
	if (outcome->kind != FETCH_DOCUMENT) {
		end_fetch(page, outcome);
		return;
	}
	page->document = outcome->document;
	page->final_url = str_dupz(outcome->final_url);
	page->content_type = str_dupz(outcome->content_type);
	page_read(page);
}

static void on_timeout(void *arg)
{
	struct page *page = arg;

	if (page->stage != PAGE_FETCHING) {
		page_settle(page, PAGE_BUSY, STR("no reader had time"));
		return;
	}
	settle_host(page, PAGE_TIMEOUT, STR("timeout"));
	page_settle(page, PAGE_TIMEOUT, STR("timeout"));
}

static void page_fetch(struct page *page)
{
	struct fulltext_set *set = page->set;
	struct fulltext *fulltext = set->fulltext;
	struct str link = page->article->article.link;

	page->stage = PAGE_FETCHING;
	fulltext->waiting--;
	fulltext->under_way++;
	fulltext->under_way_metric->value = (int64_t)fulltext->under_way;
	set->under_way[set->under_way_count++] = page;
	page->timer = loop_timer_new(fulltext->parts.loop, on_timeout, page);
	loop_timer_set(page->timer, fulltext->config.timeout_ms);
	page->fetch = fetcher_start(fulltext->parts.fetcher,
		&(struct fetch_request){
			.feed_id =
				hash64(0, link), /* what is learned of a feed is not of its pages */
			.url = link,
			.page = true,
			.max_bytes = fulltext->config.max_page_bytes,
		},
		on_fetched, page);
}

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
	if (set->is_ending || set->under_way_count == PER_SET) {
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
		.under_way = fulltext->under_way};
}
