/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of the stage of pages: one page from its turn to its end (fulltext_page.c), what robots.txt says of it
 * (fulltext_robots.c), and whose turn it is (fulltext.c).
 * Nobody else includes this.
 */
#ifndef NUNCIO_FULLTEXT_PAGE_H
#define NUNCIO_FULLTEXT_PAGE_H

#include "base/arena.h"
#include "base/list.h"
#include "base/map.h"
#include "fetch/dead_hosts.h"
#include "fetch/host.h"
#include "fetch/robots_cache.h"
#include "fetch/spool.h"
#include "fulltext.h"

enum page_stage { PAGE_QUEUED, PAGE_FETCHING, PAGE_UNREAD, PAGE_READING, PAGE_SETTLED };

/* What became of a page; names of the metric. */
enum page_end {
	PAGE_TAKEN,
	PAGE_NO_ARTICLE,
	PAGE_STATUS,
	PAGE_TIMEOUT,
	PAGE_TOO_LARGE,
	PAGE_REFUSED,
	PAGE_ROBOTS,
	PAGE_HOST,
	PAGE_BROKEN,
	PAGE_BUSY,
	PAGE_DIED,
	PAGE_END_COUNT
};

struct page {
	struct fulltext_set *set;
	struct page *next;     /* of the same host in the set; it comes when this one has ended */
	struct host_wait wait; /* in fulltext.hosts, from when it is the first of these on */
	struct list unread;    /* on fulltext.unread while UNREAD */
	struct read_article *article; /* of the set's own */
	struct str url;  /* the article's link, or where that led to: in the set's arena */
	struct str host; /* likewise */
	unsigned hops;
	enum page_stage stage;
	bool is_robots;         /* what is fetched or read just now is the robots.txt of the page */
	struct fetch *fetch;    /* FETCHING */
	struct spool *document; /* owned: UNREAD, READING */
	char *content_type;     /* owned: likewise */
	struct loop_timer *timer; /* owned: while it is under way */
};

struct fulltext_set {
	struct fulltext *fulltext;
	struct arena *arena;           /* owned: all that was copied */
	struct fulltext_source source; /* its texts in the arena; its result is `all` */
	struct reader_result all;
	struct reader_result settled; /* what is handed out */
	struct read_article *done;    /* arena: the articles of `settled` */
	struct page *pages;           /* arena: of the articles that want one */
	size_t page_count;
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
	/* Whose turn it is: one page a host, of each set one page at a time. The fetcher has queues of its own, in which the
	 * feeds of a host would have to wait behind all its pages. */
	struct hosts *hosts;
	bool is_giving; /* turns, just now */
	struct robots_cache *robots;
	struct dead_hosts *dead; /* `kind` is an enum page_end */
	struct list unread;      /* pages that wait for a reader */
	size_t set_count;
	size_t waiting;
	size_t kept;
	struct metric *by_end[PAGE_END_COUNT];
	struct metric *under_way_metric;
};

/* How the end of a fetch is counted and told. */
struct page_failure {
	enum page_end end;
	bool is_of_host; /* its other pages would fare the same */
	struct str text;
};

/* Its turn has come: QUEUED to FETCHING. */
void page_fetch(struct page *page);
/* Asks for the page, or first for its robots.txt. */
void page_ask(struct page *page);
/* FETCHING, at a URL. */
void page_start_fetch(struct page *page, struct str url, enum fetch_subject subject);
/* UNREAD to READING, or it waits for a reader. */
void page_read(struct page *page);
/* `room` may hold the text. */
struct page_failure page_failure_of(const struct fetch_outcome *outcome, char room[32]);
/* Whatever it is doing. `error` empty: the page's text is in the article. */
void page_settle(struct page *page, enum page_end end, struct str error);
/* The same by a failure. */
void page_give_up(struct page *page, const struct page_failure *failure);
/* The same without an answer. */
void page_leave(struct page *page);

/* fulltext_robots.c: whether its robots.txt lets the page be asked for now. False: that is fetched first, or the page has been
 * settled. */
bool page_is_allowed(struct page *page);
/* Its robots.txt has not come. */
void page_on_no_robots(struct page *page, const struct fetch_outcome *outcome);
/* It has been read. */
void page_on_robots(struct page *page, const struct reader_result *result);

/* fulltext.c: a page has been settled. `had_turn`: it is the next one's of its host. */
void fulltext_on_settled(struct page *page, bool had_turn);
/* fulltext.c: a page under way has been led to another URL, which it asks for in its turn. */
void fulltext_on_moved(struct page *page, struct str url);
/* fulltext.c: for a while nobody waits for that host. */
void fulltext_on_no_host(
	struct fulltext *fulltext, struct str host, enum page_end end, struct str error);

#endif
