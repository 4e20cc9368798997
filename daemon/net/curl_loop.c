/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcurl's multi_socket interface on our loop. It never lets libcurl resolve a name, follow a redirect, read the
 * environment or netrc, or keep a cookie; it never calls libcurl inside one of libcurl's callbacks.
 * Invariants: ios[fd] is watched only while the socket is open, for the event is dropped before the socket is closed
 * (libcurl may forget to say so: curl issues 6237, 14976, 17949); a transfer is on `active` exactly while its handle is
 * in the multi handle.
 */
#include "net/curl_loop.h"

#include <curl/curl.h>
#include <locale.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "net/pin.h"

/* Pins that no transfer uses and that are kept for the next one; libcurl's table of them has only 71 slots. */
#define SPARE_PINS_MAX 256
/* What libcurl remembers of a host that is an address is of no use; it is swept out when the next such host comes. Pinned
 * hosts never expire (-1): a lifetime in whole seconds can end between the pinning and its use. */
#define ADDRESS_CACHE_SECONDS 1L
#define PINNED_CACHE_SECONDS (-1L)
/* Below this many bytes a second a transfer is dripping. */
#define LOW_SPEED_BYTES 100L
#define PATIENCE_S 20L
/* Idle handles kept; more than this are made and freed again. */
#define SPARE_MAX 512

struct curl_transfer {
	struct list link; /* on `active` or `spare` */
	struct curl_loop *loop;
	CURL *easy;                 /* owned */
	struct curl_slist *headers; /* owned, NULL when none */
	struct curl_slist *resolve; /* owned, NULL when nothing is new */
	struct pin_use pin;         /* none: the host is an address */
	struct curl_request
		request; /* only the callbacks and their argument are used after the start */
	struct ip peer;
	bool has_peer;
	bool refused; /* the guard refused `peer`, and nothing was connected since */
	bool aborted; /* by a callback of ours */
	char error[CURL_ERROR_SIZE];
};

struct curl_loop {
	struct loop *loop; /* borrowed */
	CURLM *multi;      /* owned */
	struct loop_timer *timer;
	struct loop_io **ios; /* owned, by descriptor; NULL where there is none */
	size_t io_count;
	struct list active;
	struct list spare;
	size_t spare_count;
	struct pins *pins;
	const struct guard *guard; /* borrowed */
	char *ca_file;             /* owned, NULL: the system's */
	char *proxy;               /* owned, NULL: none */
	bool inside;               /* libcurl is running: its functions may not be called */
};

static const struct {
	CURLcode code;
	enum curl_loop_result result;
} results[] = {
	{CURLE_OK, CURL_LOOP_OK},
	{CURLE_URL_MALFORMAT, CURL_LOOP_REQUEST},
	{CURLE_COULDNT_RESOLVE_PROXY, CURL_LOOP_RESOLVE},
	{CURLE_COULDNT_RESOLVE_HOST, CURL_LOOP_RESOLVE},
	{CURLE_COULDNT_CONNECT, CURL_LOOP_CONNECT},
	{CURLE_OUT_OF_MEMORY, CURL_LOOP_HEADERS}, /* 7.88 says so for a header line over its cap */
	{(CURLcode)100, CURL_LOOP_HEADERS},       /* CURLE_TOO_LARGE of later versions */
	{CURLE_OPERATION_TIMEDOUT, CURL_LOOP_TIMEOUT},
	{CURLE_PARTIAL_FILE, CURL_LOOP_CUT},
	{CURLE_RECV_ERROR, CURL_LOOP_CUT},
	{CURLE_HTTP2, CURL_LOOP_CUT},
	{CURLE_HTTP2_STREAM, CURL_LOOP_CUT},
	{CURLE_BAD_CONTENT_ENCODING, CURL_LOOP_ENCODING},
	{CURLE_SSL_CONNECT_ERROR, CURL_LOOP_TLS},
	{CURLE_PEER_FAILED_VERIFICATION, CURL_LOOP_TLS},
	{CURLE_SSL_CACERT_BADFILE, CURL_LOOP_TLS},
	{CURLE_SSL_CERTPROBLEM, CURL_LOOP_TLS},
	{CURLE_SSL_CIPHER, CURL_LOOP_TLS},
	{CURLE_SSL_ISSUER_ERROR, CURL_LOOP_TLS},
	{CURLE_SSL_INVALIDCERTSTATUS, CURL_LOOP_TLS},
};

static enum curl_loop_result result_of(const struct curl_transfer *transfer, CURLcode code)
{
	if (transfer->aborted) {
		return CURL_LOOP_ABORTED;
	}
	if (transfer->refused && code != CURLE_OK) {
		return CURL_LOOP_ADDRESS;
	}
	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++) {
		if (results[i].code == code) {
			return results[i].result;
		}
	}
	return CURL_LOOP_PROTOCOL;
}

/* Makes the handle idle again, or frees it. `ran` is false after a cancel. */
static void put_back(struct curl_transfer *transfer, bool ran)
{
	struct curl_loop *loop = transfer->loop;

	list_del(&transfer->link);
	curl_slist_free_all(transfer->headers);
	transfer->headers = NULL;
	curl_slist_free_all(transfer->resolve);
	transfer->resolve = NULL;
	pins_end(loop->pins, &transfer->pin, ran);
	if (loop->spare_count < SPARE_MAX) {
		list_add_head(&loop->spare, &transfer->link);
		loop->spare_count++;
		return;
	}
	curl_easy_cleanup(transfer->easy);
	free(transfer);
}

static void finish(struct curl_transfer *transfer, CURLcode code)
{
	struct curl_loop *loop = transfer->loop;
	struct curl_outcome outcome = {
		.result = result_of(transfer, code),
		.peer = transfer->peer,
		.has_peer = transfer->has_peer,
	};
	char error[CURL_ERROR_SIZE];
	long status = 0;
	curl_off_t connect_us = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK) {
		curl_easy_getinfo(transfer->easy, CURLINFO_CONNECT_TIME_T, &connect_us);
	}
	outcome.status = (int)status;
	if (!outcome.has_peer && status >= 400) {
		/* A kept connection: no socket was opened. */
		const char *peer = NULL;
		curl_easy_getinfo(transfer->easy, CURLINFO_PRIMARY_IP, &peer);
		outcome.has_peer = ip_parse(str_from(peer), &outcome.peer) == 0;
	}
	outcome.connected = code == CURLE_OK || connect_us > 0 || status != 0;
	const char *words = code == CURLE_OK     ? ""
			    : transfer->error[0] ? transfer->error
						 : curl_easy_strerror(code);
	(void)snprintf(error, sizeof(error), "%s", words);
	outcome.error = error;
	curl_multi_remove_handle(loop->multi, transfer->easy);

	void (*on_done)(const struct curl_outcome *, void *) = transfer->request.on_done;
	void *arg = transfer->request.arg;
	put_back(transfer, true);
	on_done(&outcome, arg);
}

static void drain_messages(struct curl_loop *loop)
{
	int left;
	CURLMsg *message;

	while ((message = curl_multi_info_read(loop->multi, &left)) != NULL) {
		if (message->msg == CURLMSG_DONE) {
			/* The message dies with the removal of its handle. */
			CURLcode code = message->data.result;
			struct curl_transfer *transfer = NULL;
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
			finish(transfer, code);
		}
	}
}

static void act(struct curl_loop *loop, curl_socket_t socket, int what)
{
	int running;

	loop->inside = true;
	(void)curl_multi_socket_action(loop->multi, socket, what, &running);
	loop->inside = false;
	drain_messages(loop);
}

static void on_socket_event(int fd, unsigned events, void *arg)
{
	int what = 0;

	if (events & LOOP_READ) {
		what |= CURL_CSELECT_IN;
	}
	if (events & LOOP_WRITE) {
		what |= CURL_CSELECT_OUT;
	}
	act(arg, fd, what);
}

static void on_timeout(void *arg)
{
	act(arg, CURL_SOCKET_TIMEOUT, 0);
}

/* CURLMOPT_TIMERFUNCTION: one timer, a new value replaces the old one; 0 is the next pass, never now. */
static int on_timer_change(CURLM *multi, long timeout_ms, void *arg)
{
	(void)multi;
	struct curl_loop *loop = arg;

	if (timeout_ms < 0) {
		loop_timer_clear(loop->timer);
	} else {
		loop_timer_set(loop->timer, timeout_ms);
	}
	return 0;
}

static void drop_io(struct curl_loop *loop, int fd)
{
	if (fd >= 0 && (size_t)fd < loop->io_count) {
		loop_io_free(loop->ios[fd]);
		loop->ios[fd] = NULL;
	}
}

/* CURLMOPT_SOCKETFUNCTION. A REMOVE for a socket we do not know is tolerated; the object stays for the next request on
 * a kept connection. An error here would end all transfers. */
static int on_socket_change(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
	(void)easy;
	(void)socket_arg;
	struct curl_loop *loop = arg;
	unsigned events = 0;

	if (fd < 0) {
		return 0;
	}
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) {
		events |= LOOP_READ;
	}
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) {
		events |= LOOP_WRITE;
	}
	if ((size_t)fd >= loop->io_count) {
		size_t count = loop->io_count == 0 ? 64 : loop->io_count;
		while (count <= (size_t)fd) {
			count *= 2;
		}
		loop->ios = mem_realloc(loop->ios, count * sizeof(struct loop_io *));
		memset(loop->ios + loop->io_count, 0,
			(count - loop->io_count) * sizeof(struct loop_io *));
		loop->io_count = count;
	}
	if (loop->ios[fd] == NULL) {
		if (events == 0) {
			return 0;
		}
		loop->ios[fd] = loop_io_new(loop->loop, fd, on_socket_event, loop);
	}
	loop_io_set(loop->ios[fd], events);
	return 0;
}

/* CURLOPT_OPENSOCKETFUNCTION: the last look at the address before the connection. */
static curl_socket_t on_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct curl_transfer *transfer = arg;
	const struct curl_loop *loop = transfer->loop;
	struct ip ip;

	(void)purpose;
	if (ip_from_sockaddr(&address->addr, &ip) != 0) {
		return CURL_SOCKET_BAD;
	}
	transfer->peer = ip;
	transfer->has_peer = true;
	transfer->refused = loop->proxy == NULL && guard_check(loop->guard, &ip) != NULL;
	if (transfer->refused) {
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		address->protocol);
}

/* CURLOPT_RESOLVER_START_FUNCTION: whatever is not pinned is not resolved, so that libcurl starts no thread of its own and
 * no disagreement about what the host of a URL is leads anywhere. */
static int on_resolver_start(void *state, void *reserved, void *arg)
{
	(void)state;
	(void)reserved;
	const struct curl_transfer *transfer = arg;
	return transfer->pin.pin != NULL;
}

static int on_close_socket(void *arg, curl_socket_t fd)
{
	drop_io(arg, fd);
	return close(fd);
}

static size_t on_header_bytes(char *bytes, size_t size, size_t count, void *arg)
{
	struct curl_transfer *transfer = arg;
	struct str line = str_make(bytes, size * count);

	while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r')) {
		line.len--;
	}
	if (!transfer->request.on_header(line, transfer->request.arg)) {
		transfer->aborted = true;
		return 0;
	}
	return size * count;
}

static size_t on_body_bytes(char *bytes, size_t size, size_t count, void *arg)
{
	struct curl_transfer *transfer = arg;

	if (!transfer->request.on_body(str_make(bytes, size * count), transfer->request.arg)) {
		transfer->aborted = true;
		return CURL_WRITEFUNC_ERROR;
	}
	return size * count;
}

/* What is the same for every request of this loop, so that a reused handle needs no reset. */
static struct curl_transfer *make_transfer(struct curl_loop *loop)
{
	CURL *easy = curl_easy_init();
	if (easy == NULL) {
		abort(); /* out of memory: as base/mem */
	}
	struct curl_transfer *transfer = mem_zalloc(sizeof(*transfer));
	transfer->loop = loop;
	transfer->easy = easy;
	list_init(&transfer->link);

	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES);
	/* The certificate store is cached only when it comes from a file alone (curl issue 9620). */
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	if (loop->ca_file != NULL) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, loop->ca_file);
	}
	/* "" also keeps the proxies of the environment out. */
	curl_easy_setopt(easy, CURLOPT_PROXY, loop->proxy != NULL ? loop->proxy : "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, on_resolver_start);
	curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, transfer);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, loop);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header_bytes);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body_bytes);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	return transfer;
}

static void add_line(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);
	if (longer == NULL) {
		abort(); /* out of memory: as base/mem */
	}
	*list = longer;
}

/* A line for CURLOPT_RESOLVE. */
static void tell_pin(const char *line, void *arg)
{
	struct curl_transfer *transfer = arg;

	add_line(&transfer->resolve, line);
}

struct curl_transfer *curl_loop_start(struct curl_loop *loop, const struct curl_request *request)
{
	struct list *link = list_first(&loop->spare);
	struct curl_transfer *transfer;

	if (link != NULL) {
		transfer = LIST_ENTRY(link, struct curl_transfer, link);
		list_del(link);
		loop->spare_count--;
	} else {
		transfer = make_transfer(loop);
	}
	CURL *easy = transfer->easy;
	transfer->request = *request;
	transfer->error[0] = 0;
	transfer->has_peer = false;
	transfer->refused = false;
	transfer->aborted = false;
	for (size_t i = 0; i < request->header_count; i++) {
		add_line(&transfer->headers, request->headers[i]);
	}
	struct pin_host host = {
		request->host, request->port, request->addresses, request->address_count};
	bool pinned = pins_begin(loop->pins, &transfer->pin, &host, tell_pin, transfer);
	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	curl_easy_setopt(easy, CURLOPT_RESOLVE, transfer->resolve);
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT,
		pinned ? PINNED_CACHE_SECONDS : ADDRESS_CACHE_SECONDS);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, request->user_agent);
	curl_easy_setopt(easy, CURLOPT_USERNAME, request->user);
	curl_easy_setopt(easy, CURLOPT_PASSWORD, request->user ? request->password : NULL);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, request->close ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, request->identity ? NULL : "");
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
	/* Matters for long time-outs only: a server may think for a while before it answers, but not drip. */
	long patience_s = (long)(request->timeout_ms / 2 / 1000);
	curl_easy_setopt(
		easy, CURLOPT_LOW_SPEED_TIME, patience_s > PATIENCE_S ? patience_s : PATIENCE_S);
	list_add_tail(&loop->active, &transfer->link);
	if (curl_multi_add_handle(loop->multi, easy) != CURLM_OK) {
		abort(); /* only a handle that is in already is refused, or memory is out */
	}
	return transfer;
}

void curl_loop_cancel(struct curl_transfer *transfer)
{
	if (transfer == NULL) {
		return;
	}
	if (transfer->loop->inside) {
		abort(); /* our bug: libcurl may not be called in its own callbacks */
	}
	curl_multi_remove_handle(transfer->loop->multi, transfer->easy);
	put_back(transfer, false);
}

struct curl_loop *curl_loop_new(
	struct loop *loop, const struct curl_loop_config *config, char **ret_error)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
	if (code != CURLE_OK) {
		*ret_error = mem_strdup(curl_easy_strerror(code));
		return NULL;
	}
	CURLM *multi = curl_multi_init();
	if (multi == NULL) {
		abort(); /* out of memory: as base/mem */
	}
	struct curl_loop *made = mem_zalloc(sizeof(*made));
	made->loop = loop;
	made->multi = multi;
	made->guard = config->guard;
	made->timer = loop_timer_new(loop, on_timeout, made);
	list_init(&made->active);
	list_init(&made->spare);
	made->pins = pins_new(SPARE_PINS_MAX);
	if (config->ca_file != NULL && config->ca_file[0] != 0) {
		made->ca_file = mem_strdup(config->ca_file);
	}
	if (config->proxy != NULL && config->proxy[0] != 0) {
		made->proxy = mem_strdup(config->proxy);
	}
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket_change);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, made);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer_change);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, made);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)config->kept_connections);
	curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	return made;
}

void curl_loop_free(struct curl_loop *loop)
{
	struct list *link;

	if (loop == NULL) {
		return;
	}
	while ((link = list_first(&loop->active)) != NULL) {
		curl_loop_cancel(LIST_ENTRY(link, struct curl_transfer, link));
	}
	while ((link = list_first(&loop->spare)) != NULL) {
		struct curl_transfer *transfer = LIST_ENTRY(link, struct curl_transfer, link);
		list_del(link);
		curl_easy_cleanup(transfer->easy);
		free(transfer);
	}
	/* Closes the kept connections, and still calls the socket callbacks. */
	curl_multi_cleanup(loop->multi);
	pins_free(loop->pins);
	for (size_t i = 0; i < loop->io_count; i++) {
		loop_io_free(loop->ios[i]);
	}
	free(loop->ios);
	loop_timer_free(loop->timer);
	free(loop->ca_file);
	free(loop->proxy);
	free(loop);
	curl_global_cleanup();
}

char *curl_url_to_ascii(const char *url)
{
	CURLU *parts = curl_url();
	/* The library takes the bytes of a name for text of the locale, and the daemon runs in the "C" one. */
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
	char *ascii = NULL;
	char *copy = NULL;

	if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
		curl_url_get(parts, CURLUPART_URL, &ascii, CURLU_PUNYCODE) == CURLUE_OK) {
		copy = mem_strdup(ascii);
	}
	curl_free(ascii);
	curl_url_cleanup(parts);
	if (utf8 != (locale_t)0) {
		uselocale(before);
		freelocale(utf8);
	}
	return copy;
}
