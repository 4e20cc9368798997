/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One turn of a fetch: resolve, guard, ask, look at the response. It never parses a document, and asks again on its own
 * only to follow a redirect, or once when the content coding is broken.
 * Invariant: a fetch in here holds a turn of its host; it gives it back before anybody is called or anything queued.
 */
#include "fetch/exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "fetch/request.h"
#include "text/url.h"

/* Bounds of the time a host is left alone after 429 or 503, and the first step when it names none. */
enum { HOLD_MIN_S = 60, HOLD_MAX_S = 86400, HOLD_STEP_S = 900 };
/* Of the body of a response that is no document: read, so that the connection can be kept. */
enum { OTHER_BODY_MAX = 64 << 10 };
/* Feeds whose content coding is known to be broken; more are found out again. */
enum { IDENTITY_FEEDS_MAX = 100000 };

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

PRINTF_LIKE(4, 5)
static void fail(
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
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "the document is empty");
		return;
	}
	int result = spool_finish(fetch->spool);
	if (result != 0) {
		fail(fetch, FETCH_DEFERRED, FETCH_FAULT_LIMIT, "document: %s", strerror(-result));
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
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
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

/* Goes to the front of its host's queue again, for a redirect or a retry. */
static void go_on(struct fetch *fetch)
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
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
			"redirected to \"%.200s\", which is no web address", next);
		return false;
	}
	if (fetch->origin.https && !target.https) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL,
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
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "HTTP %d without a place to go to",
			fetch->response.status);
		return;
	}
	if (fetch->hops >= LIMIT_REDIRECTS) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "more than %d redirects",
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
	go_on(fetch);
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void end_response(struct fetch *fetch, const struct curl_outcome *done)
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
		fail(fetch, FETCH_FAILED, FETCH_FAULT_STATUS,
			"HTTP %d: the server wants proof that a person asks (cf-mitigated)",
			status);
	} else if (status == 429 || status == 503 ||
		   (status == 403 && (response->rate_limited || hosts_holds(&fetch->wait) > 0))) {
		end_throttled(fetch, done);
	} else if (status == 410) {
		fail(fetch, FETCH_GONE, FETCH_FAULT_STATUS, "HTTP 410: the feed is gone for good");
	} else {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_STATUS, "HTTP %d", status);
	}
}

/* What came of a document is worth reading; without validators, so that the next request brings all of it. */
static void end_cut(struct fetch *fetch, const struct curl_outcome *done)
{
	int status = fetch->response.status;

	if ((status != 200 && status != 203) || fetch->spool == NULL ||
		spool_size(fetch->spool) == 0) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "%s", done->error);
		return;
	}
	fetch->cut = true;
	(void)snprintf(fetch->error, sizeof(fetch->error), "the response broke off after %zu bytes",
		spool_size(fetch->spool));
	end_document(fetch);
}

/* ---- a transfer ---- */

static bool on_header(struct str line, void *arg)
{
	struct fetch *fetch = arg;

	if (!response_add_line(&fetch->response, line)) {
		fetch->stop = STOP_HEADERS;
		return false;
	}
	return true;
}

/* What the headers say of the body. */
static enum fetch_stop stop_at_once(const struct fetch *fetch)
{
	if (fetch->subject == FETCH_SUBJECT_PAGE && !response_is_page(&fetch->response)) {
		return STOP_NO_PAGE;
	}
	if (fetch->subject != FETCH_SUBJECT_ROBOTS &&
		fetch->response.content_length > (int64_t)fetch->max_bytes) {
		return STOP_TOO_LONG;
	}
	return STOP_NONE;
}

static bool on_body(struct str bytes, void *arg)
{
	struct fetch *fetch = arg;
	struct fetcher *fetcher = fetch->fetcher;

	fetch->bytes += (int64_t)bytes.len;
	if (++fetch->pieces > LIMIT_BODY_PIECES) {
		fetch->stop = STOP_PIECES;
		return false;
	}
	if (fetch->response.status != 200 && fetch->response.status != 203) {
		fetch->stop = fetch->bytes > OTHER_BODY_MAX ? STOP_ENOUGH : STOP_NONE;
		return fetch->stop == STOP_NONE;
	}
	if (fetch->spool == NULL) {
		fetch->stop = stop_at_once(fetch);
		if (fetch->stop != STOP_NONE) {
			return false;
		}
		fetch->spool = spool_new(&fetcher->budget, fetch->max_bytes);
	}
	if (fetch->subject == FETCH_SUBJECT_ROBOTS &&
		bytes.len > fetch->max_bytes - spool_size(fetch->spool)) {
		bytes.len = fetch->max_bytes - spool_size(fetch->spool);
		fetch->stop = STOP_ENOUGH;
	}
	fetch->spool_error = spool_add(fetch->spool, bytes);
	if (fetch->spool_error != 0) {
		fetch->stop = fetch->spool_error == -EFBIG     ? STOP_TOO_LONG
			      : fetch->spool_error == -ENOBUFS ? STOP_NO_ROOM
							       : STOP_SPOOL;
	}
	fetcher->spooled->value = (int64_t)fetcher->budget.used;
	return fetch->stop == STOP_NONE;
}

static void end_stopped(struct fetch *fetch, const struct curl_outcome *done)
{
	uint64_t max = fetch->max_bytes;

	switch (fetch->stop) {
	case STOP_HEADERS:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT, "headers over %u KiB",
			LIMIT_RESPONSE_HEADERS >> 10);
		return;
	case STOP_TOO_LONG:
		if (max >= 1u << 20) {
			fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT,
				"body over %llu MiB after decoding", (unsigned long long)max >> 20);
		} else {
			fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT,
				"body over %llu KiB after decoding", (unsigned long long)max >> 10);
		}
		return;
	case STOP_PIECES:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT, "body in more than %u pieces",
			LIMIT_BODY_PIECES);
		return;
	case STOP_NO_PAGE:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "no web page, but %.*s",
			STR_ARG(str_slice(
				response_get(&fetch->response, RESPONSE_CONTENT_TYPE), 0, 80)));
		return;
	case STOP_NO_ROOM:
		fail(fetch, FETCH_DEFERRED, FETCH_FAULT_LIMIT,
			"the memory for documents is used up (fetch.memory)");
		return;
	case STOP_ENOUGH:
		end_response(fetch, done);
		return;
	default:
		fail(fetch, FETCH_DEFERRED, FETCH_FAULT_LIMIT, "document: %s",
			strerror(-fetch->spool_error));
		return;
	}
}

static void end_timeout(struct fetch *fetch, const struct curl_outcome *done)
{
	const struct fetcher *fetcher = fetch->fetcher;

	if (!done->connected) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_TIMEOUT, "no connection after %.3g s",
			(double)fetcher->connect_timeout_ms / 1000);
	} else if (str_find(str_from(done->error), STR("too slow")) >= 0) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_TIMEOUT, "the server is too slow");
	} else {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_TIMEOUT, "timeout after %.3g s",
			(double)fetcher->timeout_ms / 1000);
	}
}

static void end_refused(struct fetch *fetch, const struct ip *ip, const char *kind)
{
	char text[IP_TEXT_SIZE];

	ip_format(ip, text);
	fail(fetch, FETCH_FAILED, FETCH_FAULT_ADDRESS,
		"address %s of host %.200s is %s (fetch.allow_private, fetch.allow_networks)", text,
		fetch->target.host, kind);
}

static void retry_without_coding(struct fetch *fetch)
{
	struct set64 *feeds = fetch->fetcher->identity_feeds;

	if (set64_count(feeds) >= IDENTITY_FEEDS_MAX) {
		set64_clear(feeds);
	}
	(void)set64_add(feeds, fetch->feed_id);
	fetch->identity = true;
	go_on(fetch);
}

static void on_transfer_done(const struct curl_outcome *done, void *arg)
{
	struct fetch *fetch = arg;
	struct fetcher *fetcher = fetch->fetcher;

	fetch->transfer = NULL;
	switch (done->result) {
	case CURL_LOOP_OK:
		end_response(fetch, done);
		return;
	case CURL_LOOP_ABORTED:
		end_stopped(fetch, done);
		return;
	case CURL_LOOP_TIMEOUT:
		if (!done->connected) {
			resolver_forget(fetcher->resolver, str_from(fetch->target.host));
		}
		end_timeout(fetch, done);
		return;
	case CURL_LOOP_ADDRESS: {
		const char *kind = guard_check(&fetcher->guard, &done->peer);
		end_refused(fetch, &done->peer, kind ? kind : "refused");
		return;
	}
	case CURL_LOOP_ENCODING:
		if (!fetch->identity) {
			retry_without_coding(fetch);
			return;
		}
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "%s", done->error);
		return;
	case CURL_LOOP_CONNECT:
		resolver_forget(fetcher->resolver, str_from(fetch->target.host));
		fail(fetch, FETCH_FAILED, FETCH_FAULT_CONNECT, "%s", done->error);
		return;
	case CURL_LOOP_HEADERS:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT, "a header line is too long");
		return;
	case CURL_LOOP_CUT:
		end_cut(fetch, done);
		return;
	case CURL_LOOP_RESOLVE:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_DNS, "%s", done->error);
		return;
	case CURL_LOOP_TLS:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_TLS, "TLS: %s", done->error);
		return;
	case CURL_LOOP_REQUEST:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_REQUEST, "%s", done->error);
		return;
	default:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "%s", done->error);
		return;
	}
}

static void ask(struct fetch *fetch, const struct ip *addresses, size_t address_count)
{
	struct fetcher *fetcher = fetch->fetcher;
	bool proxied = fetcher->proxy.host[0] != 0;
	const struct target *peer = proxied ? &fetcher->proxy : &fetch->target;
	bool ours = fetch->hops == 0 || target_same_origin(&fetch->origin, &fetch->target);
	struct request_lines lines;

	request_lines_init(&lines, fetch->subject, fetch->etag, fetch->last_modified,
		ours ? fetch->header : STR(""));
	response_clear(&fetch->response);
	fetch->conditional = lines.conditional;
	fetch->stop = STOP_NONE;
	fetch->bytes = 0;
	fetch->pieces = 0;
	fetch->stage = STAGE_ASKING;
	struct curl_request request = {
		.url = fetch->current ? fetch->current : fetch->url.ptr,
		.headers = lines.lines,
		.header_count = lines.count,
		.user_agent = fetcher->user_agent,
		.user = ours && fetch->user.len > 0 ? fetch->user.ptr : NULL,
		.password = ours ? fetch->password.ptr : NULL,
		.close = !proxied && !hosts_is_busy(&fetch->wait),
		.identity = fetch->identity,
		.host = str_from(peer->host),
		.port = peer->port,
		.addresses = addresses,
		.address_count = peer->is_address ? 0 : address_count,
		.timeout_ms = fetcher->timeout_ms,
		.connect_timeout_ms = fetcher->connect_timeout_ms,
		.on_header = on_header,
		.on_body = on_body,
		.on_done = on_transfer_done,
		.arg = fetch,
	};
	fetch->transfer = curl_loop_start(fetcher->curl, &request);
	request_lines_done(&lines);
}

static void use_answer(struct fetch *fetch, const struct resolve_answer *answer)
{
	switch (answer->status) {
	case RESOLVE_OK:
		ask(fetch, answer->addresses, answer->count);
		return;
	case RESOLVE_REFUSED:
		end_refused(fetch, &answer->refused, answer->refused_kind);
		return;
	case RESOLVE_NO_HOST:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_NO_HOST, "host %.200s: %s",
			fetch->target.host, answer->error);
		return;
	default:
		fail(fetch, FETCH_FAILED, FETCH_FAULT_DNS, "host %.200s: %s", fetch->target.host,
			answer->error);
		return;
	}
}

static void on_resolved(const struct resolve_answer *answer, void *arg)
{
	struct fetch *fetch = arg;

	fetch->query = NULL;
	use_answer(fetch, answer);
}

static bool port_is_allowed(const struct fetcher *fetcher, uint16_t port)
{
	for (size_t i = 0; i < fetcher->port_count; i++) {
		if (fetcher->ports[i] == port) {
			return true;
		}
	}
	return fetcher->port_count == 0;
}

/* Its turn has come. */
void exchange_begin(struct fetch *fetch)
{
	struct fetcher *fetcher = fetch->fetcher;
	const struct target *target = &fetch->target;
	const struct resolve_answer *answer;

	fetch->stage = STAGE_RESOLVING;
	if (fetch->started_ms == 0) {
		fetch->started_ms = clock_mono_ms();
	}
	if (fetch->unusable) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_REQUEST, "the URL is no web address");
		return;
	}
	if (!port_is_allowed(fetcher, target->port)) {
		fail(fetch, FETCH_FAILED, FETCH_FAULT_ADDRESS,
			"port %u is not allowed (fetch.ports)", (unsigned)target->port);
		return;
	}
	const char *kind = target->is_address ? guard_check(&fetcher->guard, &target->ip) : NULL;
	if (kind != NULL) {
		end_refused(fetch, &target->ip, kind);
		return;
	}
	bool proxied = fetcher->proxy.host[0] != 0;
	struct str host = str_from(proxied ? fetcher->proxy.host : target->host);
	if (resolver_find(fetcher->resolver, host, &answer)) {
		use_answer(fetch, answer);
	} else {
		fetch->query = resolver_start(fetcher->resolver, host, on_resolved, fetch);
	}
}
