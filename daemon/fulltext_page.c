/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One page behind an article: fetched, read, settled. Never parses it, and never decides who the article is. Keeps true: a
 * page is in one place at most, and whatever becomes of it, its article is settled once.
 *
 *   QUEUED --turn--> FETCHING --document--> UNREAD --reader has room--> READING --article--> SETTLED (the page's text)
 *      ^               ^ |                    |                            |
 *      +- other host --|-+                    |                            |
 *      |               +-------- robots.txt has been read: now the page ---+
 *      |                 |                    |                            |
 *      +-- host is dead -+------ timeout -----+------ no article, died ----+---------------> SETTLED (the feed's text)
 */
#include "fulltext_page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "reader/keep.h"
#include "text/hash.h"
#include "text/utf8.h"

/* --- the end of a page --- */

void page_leave(struct page *page)
{
	struct fulltext *fulltext = page->set->fulltext;

	fulltext->waiting -= page->stage == PAGE_QUEUED;
	hosts_del(fulltext->hosts, &page->wait, clock_mono_ms());
	if (page->stage == PAGE_READING) {
		readers_cancel(fulltext->parts.readers, page);
	}
	list_del(&page->unread);
	fetch_cancel(page->fetch);
	spool_free(page->document);
	free(page->content_type);
	loop_timer_free(page->timer);
	page->fetch = NULL;
	page->document = NULL;
	page->content_type = NULL;
	page->timer = NULL;
	page->stage = PAGE_SETTLED;
}

void page_settle(struct page *page, enum page_end end, struct str error)
{
	struct fulltext_set *set = page->set;
	bool had_turn = page->wait.host != NULL;

	page_leave(page);
	set->fulltext->by_end[end]->value++;
	page->article->page_error = arena_str(
		set->arena, utf8_clean(set->arena, error, UTF8_LINE, LIMIT_PAGE_ERROR_POINTS));
	fulltext_on_settled(page, had_turn);
}

/* --- a page in a reader --- */

/* The page's text and what it says of itself; who the article is stays the feed's to say. */
static void take_page(struct page *page, const struct read_article *from_page)
{
	struct read_article *article = page->article;
	struct article feed = article->article;
	struct read_article kept;

	if (page->set->fulltext->kept > LIMIT_PAGES_KEPT ||
		read_article_keep(page->set->arena, from_page, &kept) < 0) {
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
	if (page->is_robots) {
		page_on_robots(page, result);
	} else if (result->outcome == READER_DIED) {
		page_settle(page, PAGE_DIED, STR("it cannot be read"));
	} else if (result->article_count == 0) {
		page_settle(page, PAGE_NO_ARTICLE, result->error);
	} else {
		take_page(page, &result->articles[0]);
	}
	fulltext->parts.on_read(fulltext->parts.arg);
}

static int page_submit(struct page *page)
{
	const struct fulltext_source *source = &page->set->source;
	struct reader_job job = {
		.feed_id = source->feed_id,
		.feed_name = source->feed_name,
		.feed_country = source->feed_country,
		.feed_language = source->feed_language,
		.url = page->url,
		.content_type = str_from(page->content_type),
		.now = clock_wall_s(),
		.first_poll = page->article->backlog,
		.article = page->is_robots ? NULL : page->article,
		.robots = page->is_robots,
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

void page_read(struct page *page)
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

/* --- a page on its way --- */

struct page_failure page_failure_of(const struct fetch_outcome *outcome, char room[32])
{
	static const struct {
		enum page_end end;
		bool is_of_host;
		const char *text; /* NULL: the fetch's own */
	} failures[FETCH_FAULT_COUNT] = {
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
	const char *text = failures[outcome->fault].text;
	struct page_failure failure = {failures[outcome->fault].end,
		failures[outcome->fault].is_of_host, text ? str_from(text) : outcome->error};

	if (outcome->kind == FETCH_DEFERRED) {
		return (struct page_failure){PAGE_BUSY, false, STR("no memory")};
	}
	if (outcome->fault == FETCH_FAULT_STATUS) {
		(void)snprintf(room, 32, "HTTP %d", outcome->status);
		failure.text = str_from(room);
	}
	/* A page that is broken (503) says nothing of its host. */
	failure.is_of_host |= outcome->kind == FETCH_THROTTLED && outcome->status != 503;
	return failure;
}

void page_give_up(struct page *page, const struct page_failure *failure)
{
	if (failure->is_of_host) {
		fulltext_on_no_host(page->set->fulltext, page->host, failure->end, failure->text);
	}
	page_settle(page, failure->end, failure->text);
}

static void follow(struct page *page, struct str url)
{
	char text[64];

	if (page->hops++ < LIMIT_REDIRECTS) {
		fulltext_on_moved(page, url);
		return;
	}
	(void)snprintf(text, sizeof(text), "more than %d redirects", LIMIT_REDIRECTS);
	page_settle(page, PAGE_BROKEN, str_from(text));
}

static void on_fetched(const struct fetch_outcome *outcome, void *arg)
{
	struct page *page = arg;
	struct page_failure failure;
	char room[32];

	page->fetch = NULL;
	if (outcome->kind == FETCH_REDIRECTED) {
		follow(page, outcome->final_url);
	} else if (page->is_robots && (outcome->kind != FETCH_DOCUMENT || outcome->cut)) {
		spool_free(outcome->document);
		page_on_no_robots(page, outcome);
	} else if (outcome->kind == FETCH_DOCUMENT) {
		dead_hosts_del(page->set->fulltext->dead, page->host);
		page->document = outcome->document;
		page->url = page->is_robots ? page->url
					    : arena_str(page->set->arena, outcome->final_url);
		page->content_type = str_dupz(outcome->content_type);
		page_read(page);
	} else {
		failure = page_failure_of(outcome, room);
		page_give_up(page, &failure);
	}
}

static void on_timeout(void *arg)
{
	struct page *page = arg;
	struct page_failure failure = {PAGE_TIMEOUT, true, STR("timeout")};

	if (page->is_robots) {
		failure.text = STR("robots.txt: timeout");
	}
	if (page->stage != PAGE_FETCHING) {
		failure = (struct page_failure){PAGE_BUSY, false, STR("no reader had time")};
	}
	page_give_up(page, &failure);
}

void page_start_fetch(struct page *page, struct str url, enum fetch_subject subject)
{
	struct fulltext *fulltext = page->set->fulltext;

	page->stage = PAGE_FETCHING;
	page->is_robots = subject == FETCH_SUBJECT_ROBOTS;
	page->fetch = fetcher_start(fulltext->parts.fetcher,
		&(struct fetch_request){
			.feed_id =
				hash64(0, url), /* what is learned of a feed is not of its pages */
			.url = url,
			.subject = subject,
			.max_bytes =
				page->is_robots ? LIMIT_ROBOTS : fulltext->config.max_page_bytes,
		},
		on_fetched, page);
}

void page_ask(struct page *page)
{
	if (!page->set->fulltext->config.robots || page_is_allowed(page)) {
		page_start_fetch(page, page->url, FETCH_SUBJECT_PAGE);
	}
}

void page_fetch(struct page *page)
{
	struct fulltext *fulltext = page->set->fulltext;

	fulltext->waiting--;
	page->stage = PAGE_FETCHING;
	if (!page->timer) {
		page->timer = loop_timer_new(fulltext->parts.loop, on_timeout, page);
	}
	loop_timer_set(page->timer, fulltext->config.timeout_ms);
	page_ask(page);
}
