/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One turn of a fetch: resolve, guard, ask, take the body. It never parses a document, and asks again on its own only once,
 * when the content coding is broken; what a response means is said in fetch/verdict.c.
 * Invariant: a fetch in here holds a turn of its host; the verdict gives it back before anybody is called or anything queued.
 */
#include "fetch/exchange.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "fetch/request.h"

/* Of the body of a response that is no document: read, so that the connection can be kept. */
enum { OTHER_BODY_MAX = 64 << 10 };
/* Feeds whose content coding is known to be broken; more are found out again. */
enum { IDENTITY_FEEDS_MAX = 100000 };

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
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT, "headers over %u KiB",
			LIMIT_RESPONSE_HEADERS >> 10);
		return;
	case STOP_TOO_LONG:
		if (max >= 1u << 20) {
			exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT,
				"body over %llu MiB after decoding", (unsigned long long)max >> 20);
		} else {
			exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT,
				"body over %llu KiB after decoding", (unsigned long long)max >> 10);
		}
		return;
	case STOP_PIECES:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT, "body in more than %u pieces",
			LIMIT_BODY_PIECES);
		return;
	case STOP_NO_PAGE:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "no web page, but %.*s",
			STR_ARG(str_slice(
				response_get(&fetch->response, RESPONSE_CONTENT_TYPE), 0, 80)));
		return;
	case STOP_NO_ROOM:
		exchange_fail(fetch, FETCH_DEFERRED, FETCH_FAULT_LIMIT,
			"the memory for documents is used up (fetch.memory)");
		return;
	case STOP_ENOUGH:
		exchange_end_response(fetch, done);
		return;
	default:
		exchange_fail(fetch, FETCH_DEFERRED, FETCH_FAULT_LIMIT, "document: %s",
			strerror(-fetch->spool_error));
		return;
	}
}

static void end_timeout(struct fetch *fetch, const struct curl_outcome *done)
{
	const struct fetcher *fetcher = fetch->fetcher;

	if (!done->connected) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_TIMEOUT,
			"no connection after %.3g s", (double)fetcher->connect_timeout_ms / 1000);
	} else if (str_find(str_from(done->error), STR("too slow")) >= 0) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_TIMEOUT, "the server is too slow");
	} else {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_TIMEOUT, "timeout after %.3g s",
			(double)fetcher->timeout_ms / 1000);
	}
}

static void end_refused(struct fetch *fetch, const struct ip *ip, const char *kind)
{
	char text[IP_TEXT_SIZE];

	ip_format(ip, text);
	exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_ADDRESS,
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
	exchange_go_on(fetch);
}

static void on_transfer_done(const struct curl_outcome *done, void *arg)
{
	struct fetch *fetch = arg;
	struct fetcher *fetcher = fetch->fetcher;

	fetch->transfer = NULL;
	switch (done->result) {
	case CURL_LOOP_OK:
		exchange_end_response(fetch, done);
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
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "%s", done->error);
		return;
	case CURL_LOOP_CONNECT:
		resolver_forget(fetcher->resolver, str_from(fetch->target.host));
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_CONNECT, "%s", done->error);
		return;
	case CURL_LOOP_HEADERS:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_LIMIT, "a header line is too long");
		return;
	case CURL_LOOP_CUT:
		exchange_end_cut(fetch, done);
		return;
	case CURL_LOOP_RESOLVE:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_DNS, "%s", done->error);
		return;
	case CURL_LOOP_TLS:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_TLS, "TLS: %s", done->error);
		return;
	case CURL_LOOP_REQUEST:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_REQUEST, "%s", done->error);
		return;
	default:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "%s", done->error);
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
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_NO_HOST, "host %.200s: %s",
			fetch->target.host, answer->error);
		return;
	default:
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_DNS, "host %.200s: %s",
			fetch->target.host, answer->error);
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
		exchange_fail(
			fetch, FETCH_FAILED, FETCH_FAULT_REQUEST, "the URL is no web address");
		return;
	}
	if (!port_is_allowed(fetcher, target->port)) {
		exchange_fail(fetch, FETCH_FAILED, FETCH_FAULT_ADDRESS,
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
