/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What came of a turn: what a response means, whom it holds for, and the end of a fetch. It never asks; to follow a redirect
 * a fetch queues itself again.
 * Invariant: the turn of the host is given back before anybody is called or anything queued; the callback is the last that
 * happens to a fetch.
 */
#include "fetch/exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "fetch/spool.h"
#include "text/url.h"

/* Bounds of the time a host is left alone after 429 or 503, and the first step when it names none. */
enum { HOLD_MIN_S = 60, HOLD_MAX_S = 86400, HOLD_STEP_S = 900 };

/* ---- the end of a fetch ---- */

void exchange_free(struct fetch *fetch)
{
	struct fetcher *fetcher = fetch->fetcher;

	resolve_cancel(fetch->query);
	curl_loop_cancel(fetch->transfer);
	hosts_del(fetcher->hosts, &fetch->wait, clock_mono_ms());
	list_del(&fetch->link);
	spool_free(fetch->spool);
	response_done(&fetch->response);
	free(fetch->text);
	free(fetch->current);
	free(fetch->permanent);
	free(fetch);
}

static void count(const struct fetch *fetch, const struct fetch_outcome *outcome)
{
	struct fetcher *fetcher = fetch->fetcher;

	fetcher->bytes->value += outcome->bytes;
	if (fetch->subject != FETCH_SUBJECT_FEED) {
		return;
	}
	fetcher->by_kind[outcome->kind]->value++;
	if (outcome->fault != FETCH_FAULT_NONE) {
		fetcher->by_fault[outcome->fault]->value++;
	}
}

/* Fills in what is the same for every outcome, calls back and frees. */
static void finish(struct fetch *fetch, struct fetch_outcome *outcome)
{
	struct fetcher *fetcher = fetch->fetcher;
	int64_t now_ms = clock_mono_ms();
	char *final = target_strip_user(fetch->current ? fetch->current : fetch->url.ptr);

	outcome->feed_id = fetch->feed_id;
	outcome->status = fetch->response.status;
	outcome->content_type = response_get(&fetch->response, RESPONSE_CONTENT_TYPE);
	outcome->final_url = str_from(final);
	outcome->permanent_url = str_from(fetch->permanent);
	outcome->bytes = fetch->bytes;
	outcome->elapsed_ms = fetch->started_ms > 0 ? now_ms - fetch->started_ms : 0;
	outcome->error = str_from(fetch->error);
	count(fetch, outcome);

	hosts_del(fetcher->hosts, &fetch->wait, now_ms);
	list_del(&fetch->link);
	fetcher_schedule_dispatch(fetcher);
	fetch->fn(outcome, fetch->arg);
	free(final);
	exchange_free(fetch);
}

void exchange_fail(
	struct fetch *fetch, enum fetch_kind kind, enum fetch_fault fault, const char *format, ...)
{
	struct fetch_outcome outcome = {.kind = kind, .fault = fault};
	va_list args;

	va_start(args, format);
	(void)vsnprintf(fetch->error, sizeof(fetch->error), format, args);
	va_end(args);
	finish(fetch, &outcome);
}

/* ---- a response ---- */

/* Whether 429 and its kin hold for the whole host. Bridges in our own network serve many feeds that have nothing in common;
 * behind a proxy we cannot tell. A page that is broken (503) says nothing of its host, unless that names a time. */
static bool is_for_host(const struct fetch *fetch, const struct curl_outcome *done, int64_t wait_s)
{
	if (fetch->subject != FETCH_SUBJECT_FEED && fetch->response.status == 503 && wait_s < 0) {
		return false;
	}
	return fetch->fetcher->proxy.host[0] != 0 || !done->has_peer ||
	       guard_kind(&done->peer) == NULL;
}

static void end_throttled(struct fetch *fetch, const struct curl_outcome *done)
{
	struct fetch_outcome outcome = {.kind = FETCH_THROTTLED, .fault = FETCH_FAULT_STATUS};
	int64_t wait_s = response_retry_after(&fetch->response, clock_wall_s());
	unsigned before = hosts_holds(&fetch->wait);
	bool is_held = is_for_host(fetch, done, wait_s);

	if (wait_s < 0) {
		wait_s = (int64_t)HOLD_STEP_S << (before < 7 ? before : 7);
	}
	wait_s = wait_s < HOLD_MIN_S ? HOLD_MIN_S : wait_s > HOLD_MAX_S ? HOLD_MAX_S : wait_s;
	if (is_held) {
		(void)hosts_hold(
			fetch->fetcher->hosts, &fetch->wait, clock_mono_ms() + wait_s * 1000);
	}
	outcome.retry_after_s = wait_s;
	(void)snprintf(fetch->error, sizeof(fetch->error),
		"HTTP %d: the server asks us to wait %lld s", fetch->response.status,
		(long long)wait_s);
	finish(fetch, &outcome);
}

/* What to send next time: what came with this response, each only when it fits a header. */
static struct str validator(const struct fetch *fetch, enum response_field field)
{
	struct str value = response_get(&fetch->response, field);
	return response_is_validator(value) ? value : STR("");
}

static void end_document(struct fetch *fetch)
{
	struct fetch_outcome outcome = {.kind = FETCH_DOCUMENT};

	if (fetch->spool == NULL || spool_size(fetch->spool) == 0) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "the document is empty");
		return;
	}
	int result = spool_finish(fetch->spool);
	if (result != 0) {
		exchange_fail(fetch, FETCH_DEFERRED, FETCH_FAULT_LIMIT, "document: %s",
			strerror(-result));
		return;
	}
	outcome.body_hash = spool_hash(fetch->spool);
	outcome.cut = fetch->cut;
	if (!fetch->cut) {
		outcome.etag = validator(fetch, RESPONSE_ETAG);
		outcome.last_modified = validator(fetch, RESPONSE_LAST_MODIFIED);
		outcome.freshness_s = response_freshness(&fetch->response, clock_wall_s());
	}
	if (outcome.body_hash == fetch->body_hash) {
		outcome.kind = FETCH_SAME;
	} else {
		outcome.document = fetch->spool;
		fetch->spool = NULL;
	}
	hosts_answered(&fetch->wait);
	finish(fetch, &outcome);
}

/* RFC 9111 4.3.4: what a 304 does not say stays as it was. */
static void end_not_modified(struct fetch *fetch)
{
	struct fetch_outcome outcome = {.kind = FETCH_NOT_MODIFIED};

	if (!fetch->conditional) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"HTTP 304 to a request without validators");
		return;
	}
	outcome.etag = validator(fetch, RESPONSE_ETAG);
	if (outcome.etag.len == 0) {
		outcome.etag = fetch->etag;
	}
	outcome.last_modified = validator(fetch, RESPONSE_LAST_MODIFIED);
	if (outcome.last_modified.len == 0) {
		outcome.last_modified = fetch->last_modified;
	}
	outcome.body_hash = fetch->body_hash;
	outcome.freshness_s = response_freshness(&fetch->response, clock_wall_s());
	hosts_answered(&fetch->wait);
	finish(fetch, &outcome);
}

void exchange_go_on(struct fetch *fetch)
{
	int64_t now_ms = clock_mono_ms();

	spool_free(fetch->spool);
	fetch->spool = NULL;
	fetch->bytes = 0;
	fetch->pieces = 0;
	fetch->stage = STAGE_QUEUED;
	hosts_del(fetch->fetcher->hosts, &fetch->wait, now_ms);
	hosts_add(fetch->fetcher->hosts, &fetch->wait, str_from(fetch->target.host), true, now_ms);
	fetcher_schedule_dispatch(fetch->fetcher);
}

static bool is_permanent(int status)
{
	return status == 301 || status == 308;
}

/* Takes `next` over when it may be followed, else ends the fetch. */
static bool follow(struct fetch *fetch, char *next)
{
	struct target target;

	if (target_parse(next, &target) != 0) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"redirected to \"%.200s\", which is no web address", next);
		return false;
	}
	if (fetch->origin.https && !target.https) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"redirected from https to \"%.200s\", without encryption", next);
		return false;
	}
	if (!is_permanent(fetch->response.status)) {
		fetch->temporary = true;
	}
	if (!fetch->temporary) {
		free(fetch->permanent);
		fetch->permanent = target_strip_user(next);
	}
	free(fetch->current);
	fetch->current = next;
	fetch->target = target;
	fetch->hops++;
	return true;
}

static void redirect(struct fetch *fetch)
{
	struct fetcher *fetcher = fetch->fetcher;
	struct str location = response_get(&fetch->response, RESPONSE_LOCATION);

	if (location.len == 0) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"HTTP %d without a place to go to", fetch->response.status);
		return;
	}
	if (fetch->hops >= LIMIT_REDIRECTS) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "more than %d redirects",
			LIMIT_REDIRECTS);
		return;
	}
	arena_clear(fetcher->scratch);
	struct str base = str_from(fetch->current ? fetch->current : fetch->url.ptr);
	char *given = str_dupz(url_resolve(fetcher->scratch, base, location));
	char *next = target_plain_url(given);
	if (next == NULL) {
		next = given;
		given = NULL;
	}
	free(given);
	if (!follow(fetch, next)) {
		free(next);
		return;
	}
	fetcher->redirects->value++;
	if (fetch->subject == FETCH_SUBJECT_PAGE) {
		finish(fetch, &(struct fetch_outcome){.kind = FETCH_REDIRECTED});
		return;
	}
	exchange_go_on(fetch);
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

void exchange_end_response(struct fetch *fetch, const struct curl_outcome *done)
{
	const struct response *response = &fetch->response;
	int status = response->status;

	if (is_redirect(status)) {
		redirect(fetch);
	} else if (status == 200 || status == 203) {
		end_document(fetch);
	} else if (status == 304) {
		end_not_modified(fetch);
	} else if (response->challenged) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_STATUS,
			"HTTP %d: the server wants proof that a person asks (cf-mitigated)",
			status);
	} else if (status == 429 || status == 503 ||
		   (status == 403 && (response->rate_limited || hosts_holds(&fetch->wait) > 0))) {
		end_throttled(fetch, done);
	} else if (status == 410) {
		exchange_fail(fetch, FETCH_GONE, FETCH_FAULT_STATUS,
			"HTTP 410: the feed is gone for good");
	} else {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_STATUS, "HTTP %d", status);
	}
}

void exchange_end_cut(struct fetch *fetch, const struct curl_outcome *done)
{
	int status = fetch->response.status;

	if ((status != 200 && status != 203) || fetch->spool == NULL ||
		spool_size(fetch->spool) == 0) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "%s", done->error);
		return;
	}
	fetch->cut = true;
	(void)snprintf(fetch->error, sizeof(fetch->error), "the response broke off after %zu bytes",
		spool_size(fetch->spool));
	end_document(fetch);
}
