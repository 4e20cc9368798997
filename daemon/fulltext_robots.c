/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What robots.txt says of a page (RFC 9309). It is had as the page itself: in the turn of the page's host, of which there is
 * one, by the same fetcher, within the time of the page; and a reader takes it apart. Keeps true: no page is asked for at a
 * site whose robots.txt is not known.
 */
#include "fulltext_page.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/limits.h"

static void ask_for_robots(struct page *page)
{
	struct buf url;

	buf_init(&url, page->url.len + 64);
	robots_cache_url(page->url, &url);
	page_start_fetch(page, buf_str(&url), FETCH_SUBJECT_ROBOTS);
	buf_done(&url);
}

bool page_is_allowed(struct page *page)
{
	struct str error;

	switch (robots_cache_ask(page->set->fulltext->robots, page->url, clock_mono_ms(), &error)) {
	case ROBOTS_ALLOWED:
		return true;
	case ROBOTS_FORBIDDEN:
		page_settle(page, PAGE_ROBOTS, STR("robots.txt forbids it"));
		return false;
	case ROBOTS_UNREACHABLE:
		page_settle(page, PAGE_ROBOTS, error);
		return false;
	default:
		ask_for_robots(page);
		return false;
	}
}

static void go_on_without(struct page *page, struct str error)
{
	robots_cache_put_unreachable(
		page->set->fulltext->robots, page->url, error, clock_mono_ms());
	page_ask(page);
}

/* RFC 9309 2.3.1.4 has a site forbidden when it cannot be reached. That is so in any case; it is no news of robots.txt, and
 * is not remembered for longer than that the host did not answer. */
void page_on_no_robots(struct page *page, const struct fetch_outcome *outcome)
{
	char room[32];
	char text[48];
	struct page_failure failure = page_failure_of(outcome, room);

	if (outcome->fault == FETCH_FAULT_TIMEOUT || outcome->fault == FETCH_FAULT_STATUS) {
		(void)snprintf(text, sizeof(text), "robots.txt: %.*s", STR_ARG(failure.text));
		failure.text = str_from(text);
	}
	if (fetch_is_no_robots(outcome)) {
		robots_cache_put(page->set->fulltext->robots, page->url, STR(""), clock_mono_ms());
		page_ask(page);
	} else if (failure.is_of_host || outcome->kind == FETCH_DEFERRED ||
		   outcome->fault == FETCH_FAULT_ADDRESS || outcome->fault == FETCH_FAULT_REQUEST) {
		page_give_up(page, &failure);
	} else {
		go_on_without(page, outcome->fault == FETCH_FAULT_STATUS
					    ? failure.text
					    : STR("robots.txt cannot be had"));
	}
}

void page_on_robots(struct page *page, const struct reader_result *result)
{
	struct robots_cache *robots = page->set->fulltext->robots;

	spool_free(page->document);
	page->document = NULL;
	free(page->content_type);
	page->content_type = NULL;
	if (result->outcome == READER_OK) {
		robots_cache_put(robots, page->url, result->robots, clock_mono_ms());
		page_ask(page);
	} else {
		go_on_without(page, STR("robots.txt cannot be read"));
	}
}
