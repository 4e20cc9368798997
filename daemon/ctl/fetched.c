/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fetches with the daemon's fetcher in a loop of its own, one request behind the other; robots.txt is taken apart in a jail. Never
 * looks into a document. Keeps true: no page is asked for at a site whose robots.txt is not known, unless that is configured.
 */
#include "ctl/fetched.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "conf/fetching.h"
#include "ctl/jailed.h"
#include "fetch/fetch.h"
#include "fetch/robots_cache.h"
#include "reader/read.h"

#define SITES_MAX ((size_t)LIMIT_REDIRECTS + 1)

struct fetching {
	const struct ctl *ctl;
	const struct fetched_wish *wish;
	struct loop *loop;
	struct fetcher *fetcher;
	struct robots_cache *robots;
	struct buf *why;

	/* What came of the request that was made last. */
	struct fetch_outcome outcome; /* its texts are not to be looked at any more */
	bool is_no_robots;
	char *url;          /* owned */
	char *content_type; /* owned */
	struct buf *bytes;
};

/* --- one request --- */

static int take_bytes(struct spool *document, struct buf *out)
{
	struct str bytes = spool_bytes(document);
	size_t size = spool_size(document);
	char *room;
	int fd;

	buf_clear(out);
	if (bytes.ptr || size == 0) {
		buf_add_str(out, bytes);
		return out->full ? -EFBIG : 0;
	}
	fd = spool_take_fd(document);
	room = buf_extend(out, size);
	if (!room || pread(fd, room, size, 0) != (ssize_t)size) {
		(void)close(fd);
		return -EFBIG;
	}
	(void)close(fd);
	return 0;
}

static void on_fetched(const struct fetch_outcome *outcome, void *arg)
{
	struct fetching *fetching = arg;

	free(fetching->url);
	free(fetching->content_type);
	fetching->outcome = *outcome;
	fetching->is_no_robots = fetch_is_no_robots(outcome);
	fetching->url = str_dupz(outcome->final_url);
	fetching->content_type = str_dupz(outcome->content_type);
	buf_clear(fetching->why);
	buf_add_str(fetching->why, outcome->error);
	if (outcome->kind == FETCH_DOCUMENT && take_bytes(outcome->document, fetching->bytes) < 0) {
		fetching->outcome.kind = FETCH_FAILED;
		fetching->outcome.fault = FETCH_FAULT_LIMIT;
		buf_printf(fetching->why, "too large");
	}
	if (outcome->kind == FETCH_DOCUMENT) {
		spool_free(outcome->document);
	}
	loop_stop(fetching->loop);
}

static void ask(struct fetching *fetching, struct str url, enum fetch_subject subject)
{
	uint64_t max = subject == FETCH_SUBJECT_ROBOTS
			       ? LIMIT_ROBOTS
			       : (uint64_t)fetching->wish->conf->fulltext.max_page_bytes;

	(void)fetcher_start(fetching->fetcher,
		&(struct fetch_request){.url = url, .subject = subject, .max_bytes = max},
		on_fetched, fetching);
	loop_run(fetching->loop);
}

/* --- robots.txt --- */

static bool take_rules(const struct read_article *article, struct arena *scratch, void *arg)
{
	(void)article;
	(void)scratch;
	(void)arg;
	return true;
}

static int read_robots(struct jailed *jailed, void *arg)
{
	const struct fetching *fetching = arg;
	struct read_context *context = read_context_new(NULL, LIMIT_READER_ARENA);
	const struct reader_job job = {
		.robots = true, .body = buf_str(fetching->bytes), .body_fd = -1};
	struct reader_result result;

	jailed_begin_document(jailed);
	read_document(context, &job, take_rules, NULL, &result);
	buf_add_str(&jailed->out, result.robots);
	read_context_free(context);
	return CTL_OK;
}

/* What befell the host is no news of its robots.txt. */
static void put_unreachable(struct fetching *fetching, struct str url, int64_t now_ms)
{
	enum fetch_fault fault = fetching->outcome.fault;
	bool is_of_file = fault == FETCH_FAULT_STATUS || fault == FETCH_FAULT_TIMEOUT ||
			  fault == FETCH_FAULT_PROTOCOL || fault == FETCH_FAULT_LIMIT;
	struct buf text;

	buf_init(&text, 4096);
	buf_printf(
		&text, "%s%.*s", is_of_file ? "robots.txt: " : "", STR_ARG(buf_str(fetching->why)));
	robots_cache_put_unreachable(fetching->robots, url, buf_str(&text), now_ms);
	buf_done(&text);
}

/* As far as the site can be reached, it is known afterwards. */
static bool learn_robots(struct fetching *fetching, struct str url)
{
	int64_t now_ms = clock_mono_ms();
	struct buf text;
	bool good = true;

	buf_init(&text, (size_t)LIMIT_ROBOTS_RULES + LIMIT_URL + 64);
	robots_cache_url(url, &text);
	ask(fetching, buf_str(&text), FETCH_SUBJECT_ROBOTS);
	buf_clear(&text);
	if (fetching->outcome.kind == FETCH_DOCUMENT && !fetching->outcome.cut) {
		good = jailed_collect(fetching->ctl, fetching->wish->command, read_robots, fetching,
			       &text) == CTL_OK;
		robots_cache_put(fetching->robots, url, buf_str(&text), now_ms);
	} else if (fetching->is_no_robots) {
		robots_cache_put(fetching->robots, url, STR(""), now_ms);
	} else {
		put_unreachable(fetching, url, now_ms);
	}
	buf_done(&text);
	return good;
}

static bool is_allowed(struct fetching *fetching, struct str url)
{
	struct str error = STR("");
	enum robots_answer answer;

	if (!fetching->wish->conf->fulltext.robots || fetching->wish->as_feed) {
		return true;
	}
	answer = robots_cache_ask(fetching->robots, url, clock_mono_ms(), &error);
	if (answer == ROBOTS_UNKNOWN) {
		if (!learn_robots(fetching, url)) {
			buf_printf(fetching->why, "robots.txt cannot be read");
			return false;
		}
		answer = robots_cache_ask(fetching->robots, url, clock_mono_ms(), &error);
	}
	if (answer == ROBOTS_ALLOWED) {
		return true;
	}
	buf_clear(fetching->why);
	if (answer == ROBOTS_FORBIDDEN) {
		buf_printf(fetching->why, "robots.txt forbids it");
	} else {
		buf_add_str(fetching->why, error);
	}
	return false;
}

/* --- the document --- */

/* The server says that it is no page, and that it may be a feed. */
static bool may_be_feed(const struct fetching *fetching)
{
	static const struct str parts[] = {STR_INIT("xml"), STR_INIT("json")};
	struct str type = str_from(fetching->content_type);

	if (fetching->outcome.fault != FETCH_FAULT_PROTOCOL ||
		(fetching->outcome.status != 200 && fetching->outcome.status != 203)) {
		return false;
	}
	return str_find(type, parts[0]) >= 0 || str_find(type, parts[1]) >= 0;
}

static bool get(struct fetching *fetching)
{
	char *url = mem_strdup(fetching->wish->url);
	unsigned hops = 0;
	bool good = false;

	while (is_allowed(fetching, str_from(url))) {
		ask(fetching, str_from(url),
			fetching->wish->as_feed ? FETCH_SUBJECT_FEED : FETCH_SUBJECT_PAGE);
		if (!fetching->wish->as_feed && may_be_feed(fetching)) {
			ask(fetching, str_from(url), FETCH_SUBJECT_FEED);
		}
		if (fetching->outcome.kind != FETCH_REDIRECTED) {
			good = fetching->outcome.kind == FETCH_DOCUMENT;
			break;
		}
		if (++hops > LIMIT_REDIRECTS) {
			buf_printf(fetching->why, "more than %d redirects", LIMIT_REDIRECTS);
			break;
		}
		free(url);
		url = mem_strdup(fetching->url);
	}
	free(url);
	return good;
}

bool fetched_get(const struct ctl *ctl, const struct fetched_wish *wish, struct fetched *ret,
	struct buf *why)
{
	struct fetch_config config = conf_fetch_config(wish->conf);
	struct fetching fetching = {
		.ctl = ctl, .wish = wish, .loop = loop_new(), .why = why, .bytes = &ret->bytes};
	char *error = NULL;
	bool good = false;

	*ret = (struct fetched){.url = NULL};
	buf_init(&ret->bytes, LIMIT_DOCUMENT);
	fetching.robots = robots_cache_new(SITES_MAX * LIMIT_ROBOTS_RULES, SITES_MAX);
	fetching.fetcher = fetching.loop ? fetcher_new(&config, fetching.loop, NULL, &error) : NULL;
	if (fetching.fetcher) {
		good = get(&fetching);
	} else {
		buf_printf(why, "%s", error ? error : strerror(errno));
	}
	free(error);
	fetcher_free(fetching.fetcher);
	robots_cache_free(fetching.robots);
	loop_free(fetching.loop);
	ret->url = fetching.url;
	ret->content_type = fetching.content_type;
	return good;
}

void fetched_done(struct fetched *fetched)
{
	buf_done(&fetched->bytes);
	free(fetched->url);
	free(fetched->content_type);
}
