/* SPDX-License-Identifier: BSD-2-Clause */
/* One turn at a time with a name server and a TLS server of our own: names, addresses behind them, certificates. */
#include "fetch/exchange.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "fetch/http_server.h"
#include "net/fake_dns.h"

static const struct fake_record records[] = {
	{"good.test", "127.0.0.1", 0, false},
	{"two.test", "127.0.0.5 127.0.0.1", 0, false},
	{"inside.test", "10.0.0.1", 0, false},
	{"outside.test", "127.9.9.9", 0, false},
	{"metadata.test", "169.254.169.254", 0, false},
	{"mapped.test", "::ffff:127.9.0.1", 0, false},
	{"gone.test", "", 3, false},
	{"empty.test", "", 0, false},
	{"broken.test", "127.0.0.1", 0, true},
	{"tls.test", "127.0.0.1", 0, false},
	{"other.test", "127.0.0.1", 0, false},
	{"xn--bcher-kva.test", "127.0.0.1", 0, false},
};

static const struct http_answer answers[] = {
	{"/feed", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>", 0, false},
	{"/inside",
		"HTTP/1.1 302 Found\r\nLocation: http://inside.test/feed\r\nContent-Length: 0\r\n\r\n",
		0, false},
	{"/metadata",
		"HTTP/1.1 301 Moved\r\nLocation: "
		"//metadata.test/latest/meta-data/\r\nContent-Length: 0\r\n\r\n",
		0, false},
	{"/names",
		"HTTP/1.1 301 Moved\r\nLocation: http://b\303\274cher.test:@P/feed\r\nContent-Length: "
		"0\r\n\r\n",
		0, false},
};

struct scene {
	struct loop *loop;
	struct fake_dns dns;
	struct http_server server;
	struct fetcher *fetcher;
	enum fetch_kind kind;
	enum fetch_fault fault;
	char error[512];
	char final_url[256];
};

static void open_scene(struct scene *scene, const char *ca_file)
{
	static const char *const networks[] = {"127.0.0.0/16"};
	const char *servers[1];
	char *error = NULL;

	*scene = (struct scene){.loop = loop_new()};
	fake_dns_start(&scene->dns, scene->loop, records, sizeof(records) / sizeof(*records));
	http_server_start(&scene->server, scene->loop, answers, sizeof(answers) / sizeof(*answers));
	servers[0] = scene->dns.address;
	scene->fetcher = fetcher_new(
		&(struct fetch_config){
			.timeout_ms = 5000,
			.connect_timeout_ms = 5000,
			.host_connections = 2,
			.connections = 10,
			.max_document_bytes = 1u << 20,
			.memory_bytes = 8u << 20,
			.allow_networks = networks,
			.allow_network_count = 1,
			.nameservers = servers,
			.nameserver_count = 1,
			.ca_file = ca_file,
		},
		scene->loop, NULL, &error);
	assert_non_null(scene->fetcher);
}

static void close_scene(struct scene *scene)
{
	fetcher_free(scene->fetcher);
	http_server_stop(&scene->server);
	fake_dns_stop(&scene->dns);
	loop_free(scene->loop);
}

static void on_done(const struct fetch_outcome *outcome, void *arg)
{
	struct scene *scene = arg;

	scene->kind = outcome->kind;
	scene->fault = outcome->fault;
	(void)snprintf(scene->error, sizeof(scene->error), "%.*s", STR_ARG(outcome->error));
	(void)snprintf(
		scene->final_url, sizeof(scene->final_url), "%.*s", STR_ARG(outcome->final_url));
	spool_free(outcome->document);
	loop_stop(scene->loop);
}

static void get(struct scene *scene, const char *url)
{
	fetcher_start(
		scene->fetcher, &(struct fetch_request){.url = str_from(url)}, on_done, scene);
	loop_run(scene->loop);
}

static void check(const struct scene *scene, const char *what, enum fetch_kind kind,
	enum fetch_fault fault, const char *words)
{
	if (scene->kind != kind || scene->fault != fault || strstr(scene->error, words) == NULL) {
		fail_msg("%s: %s %s \"%s\"", what, fetch_kind_name(scene->kind),
			fetch_fault_name(scene->fault), scene->error);
	}
}

static void test_names(void **state)
{
	(void)state;
	static const struct {
		const char *host;
		const char *path;
		enum fetch_kind kind;
		enum fetch_fault fault;
		const char *words;
	} cases[] = {
		{"good.test", "/feed", FETCH_DOCUMENT, 0, ""},
		{"GOOD.Test", "/feed", FETCH_DOCUMENT, 0, ""},
		{"b\303\274cher.test", "/feed", FETCH_DOCUMENT, 0, ""},
		{"good.test", "/names", FETCH_DOCUMENT, 0, ""},
		{"two.test", "/feed", FETCH_DOCUMENT, 0, ""},
		{"inside.test", "/feed", FETCH_FAILED, FETCH_FAULT_ADDRESS,
			"address 10.0.0.1 of host inside.test is private"},
		{"outside.test", "/feed", FETCH_FAILED, FETCH_FAULT_ADDRESS, "loopback"},
		{"metadata.test", "/feed", FETCH_FAILED, FETCH_FAULT_ADDRESS, "link-local"},
		{"mapped.test", "/feed", FETCH_FAILED, FETCH_FAULT_ADDRESS, "loopback"},
		{"good.test", "/inside", FETCH_FAILED, FETCH_FAULT_ADDRESS,
			"inside.test is private"},
		{"good.test", "/metadata", FETCH_FAILED, FETCH_FAULT_ADDRESS, "metadata.test"},
		{"gone.test", "/feed", FETCH_FAILED, FETCH_FAULT_NO_HOST, "does not exist"},
		{"empty.test", "/feed", FETCH_FAILED, FETCH_FAULT_NO_HOST, "no address"},
		{"broken.test", "/feed", FETCH_FAILED, FETCH_FAULT_DNS, "too long"},
	};
	struct scene scene;

	open_scene(&scene, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char url[256];
		(void)snprintf(url, sizeof(url), "http://%s:%u%s", cases[i].host, scene.server.port,
			cases[i].path);
		get(&scene, url);
		check(&scene, url, cases[i].kind, cases[i].fault, cases[i].words);
	}
	close_scene(&scene);
}

/* Spellings of addresses that are not ours to ask, straight and behind a redirect: no connection may be tried. */
static void test_spellings(void **state)
{
	(void)state;
	static const char *const hosts[] = {"127.1.0.1", "169.254.169.254", "2130772993",
		"0x7f.0x10001", "0177.1.0.1", "127.65537", "[::1]", "[::ffff:127.1.0.1]",
		"[::ffff:7f01:1]", "[::127.1.0.1]", "[64:ff9b::7f01:1]", "[fe80::1]", "[fc00::1]",
		"0", "0.0.0.0", "[::]", "10.0.0.1", "0xa.1", "012.0.0.1", "172.16.0.1",
		"192.168.0.1", "3232235521", "100.64.0.1", "224.0.0.1", "255.255.255.255",
		"240.0.0.1", "198.18.0.1", "192.0.0.1", "metadata.test", "METADATA.TEST",
		"metadata.test.", "inside.test", "mapped.test", "%31%30.0.0.1", "10.0.0.1.",
		"\342\221\240\342\223\252.0.0.1", "user@10.0.0.1", "good.test@10.0.0.1",
		"good.test%40@10.0.0.1"};
	struct scene scene;

	open_scene(&scene, NULL);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		char url[256];
		char text[512];
		/* A port where nobody listens: an attempt would be told apart as a refused connection. */
		(void)snprintf(url, sizeof(url), "http://%s:9/", hosts[i]);
		get(&scene, url);
		if (scene.kind != FETCH_FAILED || (scene.fault != FETCH_FAULT_ADDRESS &&
							  scene.fault != FETCH_FAULT_REQUEST)) {
			fail_msg("%s: %s \"%s\"", url, fetch_fault_name(scene.fault), scene.error);
		}
		(void)snprintf(text, sizeof(text),
			"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", url);
		struct http_answer hop[] = {{"/to", text, 0, false}};
		scene.server.answers = hop;
		scene.server.answer_count = 1;
		(void)snprintf(url, sizeof(url), "http://good.test:%u/to", scene.server.port);
		get(&scene, url);
		if (scene.kind != FETCH_FAILED || (scene.fault != FETCH_FAULT_ADDRESS &&
							  scene.fault != FETCH_FAULT_PROTOCOL)) {
			fail_msg("to %s: %s \"%s\"", hosts[i], fetch_fault_name(scene.fault),
				scene.error);
		}
	}
	close_scene(&scene);
}

static void test_nobody_listens(void **state)
{
	(void)state;
	struct scene scene;
	char url[64];

	open_scene(&scene, NULL);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	(void)snprintf(url, sizeof(url), "http://good.test:%u/feed", ntohs(address.sin_port));
	get(&scene, url);
	check(&scene, url, FETCH_FAILED, FETCH_FAULT_CONNECT, "");
	close(fd);
	close_scene(&scene);
}

/* ---- TLS ---- */

static const char tls_server[] =
	"import socket, ssl, sys\n"
	"context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
	"context.load_cert_chain('cert.pem', 'key.pem')\n"
	"server = socket.create_server(('127.0.0.1', 0))\n"
	"print(server.getsockname()[1], flush=True)\n"
	"while True:\n"
	"    connection, _ = server.accept()\n"
	"    try:\n"
	"        tls = context.wrap_socket(connection, server_side=True)\n"
	"        path = tls.recv(65536).split(b' ')[1]\n"
	"        if path == b'/plain':\n"
	"            tls.sendall(b'HTTP/1.1 301 M\\r\\nLocation: http://good.test/\\r\\nContent-Length: 0\\r\\n\\r\\n')\n"
	"        else:\n"
	"            tls.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\n<rss>')\n"
	"        tls.close()\n"
	"    except Exception:\n"
	"        connection.close()\n";

struct tls {
	char dir[32];
	pid_t pid;
	unsigned port;
	int out;
};

static bool start_tls(struct tls *tls)
{
	int out[2];
	char digits[16] = {0};

	*tls = (struct tls){.dir = "/tmp/nuncio-tls-XXXXXX"};
	assert_non_null(mkdtemp(tls->dir));
	char command[1024];
	(void)snprintf(command, sizeof(command),
		"cd %s && exec 2>/dev/null && "
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key"
		" -out ca.pem -days 30 -subj /CN=ca && "
		"openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem"
		" -out req.pem -subj /CN=tls.test && "
		"printf 'subjectAltName=DNS:tls.test' > ext && "
		"openssl x509 -req -in req.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30"
		" -extfile ext -out cert.pem",
		tls->dir);
	if (system(command) != 0) { /* NOLINT(cert-env33-c): a fixed command of a test */
		return false;
	}
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	tls->pid = fork();
	assert_true(tls->pid >= 0);
	if (tls->pid == 0) {
		if (chdir(tls->dir) == 0 && dup2(out[1], 1) == 1) {
			execlp("/usr/bin/python3", "python3", "-c", tls_server, (char *)NULL);
		}
		_exit(127);
	}
	close(out[1]);
	ssize_t got = read(out[0], digits, sizeof(digits) - 1);
	tls->out = out[0]; /* kept open: the server may still write to it */
	tls->port = got > 0 ? (unsigned)strtoul(digits, NULL, 10) : 0;
	return tls->port != 0;
}

static void stop_tls(const struct tls *tls)
{
	static const char *const files[] = {
		"ca.key", "ca.pem", "ca.srl", "key.pem", "req.pem", "ext", "cert.pem"};

	if (tls->pid > 0) {
		kill(tls->pid, SIGKILL);
		waitpid(tls->pid, NULL, 0);
		close(tls->out);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[64];
		(void)snprintf(path, sizeof(path), "%s/%s", tls->dir, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(tls->dir);
}

static void test_tls(void **state)
{
	(void)state;
	struct tls tls;
	struct scene scene;
	char ca[64];
	char url[128];

	if (!start_tls(&tls)) {
		stop_tls(&tls);
		skip(); /* no openssl or python3 here */
	}
	(void)snprintf(ca, sizeof(ca), "%s/ca.pem", tls.dir);
	open_scene(&scene, ca);
	for (int i = 0; i < 3; i++) {
		(void)snprintf(url, sizeof(url), "https://tls.test:%u/feed", tls.port);
		get(&scene, url);
		check(&scene, url, FETCH_DOCUMENT, 0, "");
	}
	/* The certificate is for another name. */
	(void)snprintf(url, sizeof(url), "https://other.test:%u/feed", tls.port);
	get(&scene, url);
	check(&scene, url, FETCH_FAILED, FETCH_FAULT_TLS, "other.test");
	/* From https nothing leads to a page without encryption. */
	(void)snprintf(url, sizeof(url), "https://tls.test:%u/plain", tls.port);
	get(&scene, url);
	check(&scene, url, FETCH_FAILED, FETCH_FAULT_PROTOCOL, "without encryption");
	/* Not TLS at all. */
	(void)snprintf(url, sizeof(url), "https://good.test:%u/feed", scene.server.port);
	get(&scene, url);
	check(&scene, url, FETCH_FAILED, FETCH_FAULT_TLS, "TLS");
	close_scene(&scene);

	/* The authorities of the system do not know ours. */
	open_scene(&scene, NULL);
	(void)snprintf(url, sizeof(url), "https://tls.test:%u/feed", tls.port);
	get(&scene, url);
	check(&scene, url, FETCH_FAILED, FETCH_FAULT_TLS, "certificate");
	close_scene(&scene);
	stop_tls(&tls);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_tls),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
