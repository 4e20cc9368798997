/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One page behind an article: fetched, read, settled. Never parses it, and never decides who the article is. Keeps true: a
 * page is in one place at most, and whatever becomes of it, its article is settled once.
 *
 *   QUEUED --turn--> FETCHING --document--> UNREAD --reader has room--> READING --article--> SETTLED (the page's text)
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
		return (struct verdict){PAGE_BUSY, false, "no memory"};
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
		fulltext_on_no_host(page->set->fulltext, page->host, verdict.end, error);
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
	fulltext_on_no_host(page->set->fulltext, page->host, PAGE_TIMEOUT, STR("timeout"));
	page_settle(page, PAGE_TIMEOUT, STR("timeout"));
}

void page_fetch(struct page *page)
{
	struct fulltext_set *set = page->set;
	struct fulltext *fulltext = set->fulltext;
	struct str link = page->article->article.link;

	page->stage = PAGE_FETCHING;
	fulltext->waiting--;
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
