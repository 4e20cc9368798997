/* SPDX-License-Identifier: BSD-2-Clause */
/* The resolver against a name server of our own on loopback. */
#include "net/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "files.h"
#include "net/fake_dns.h"

static const struct fake_record records[] = {
	{"good.test", "8.8.8.8 2606:4700::1111", 0, false},
	{"four.test", "8.8.4.4", 0, false},
	{"six.test", "2606:4700::1001", 0, false},
	{"inside.test", "10.0.0.1", 0, false},
	{"mixed.test", "127.0.0.1 8.8.8.8 ::1", 0, false},
	{"mapped.test", "::ffff:169.254.169.254", 0, false},
	{"empty.test", "", 0, false},
	{"gone.test", "", 3, false},
	{"long.test", "8.8.8.8", 0, true},
	{"silent.test", NULL, 0, false},
};

struct scene {
	struct loop *loop;
	struct fake_dns dns;
	struct guard guard;
	struct resolver *resolver;
	struct resolve_answer answer;
	size_t answers; /* callbacks that came */
	size_t want;    /* stop at so many */
};

static void open_scene(struct scene *scene)
{
	char *error = NULL;
	const char *servers[1];

	*scene = (struct scene){.loop = loop_new(), .want = 1};
	fake_dns_start(&scene->dns, scene->loop, records, sizeof(records) / sizeof(*records));
	guard_init(&scene->guard, false);
	servers[0] = scene->dns.address;
	struct resolver_config config = {
		.guard = &scene->guard,
		.nameservers = servers,
		.nameserver_count = 1,
		.hosts = "/nonexistent",
	};
	scene->resolver = resolver_new(scene->loop, &config, &error);
	assert_non_null(scene->resolver);
}

static void close_scene(struct scene *scene)
{
	resolver_free(scene->resolver);
	fake_dns_stop(&scene->dns);
	guard_done(&scene->guard);
	loop_free(scene->loop);
}

static void on_answer(const struct resolve_answer *answer, void *arg)
{
	struct scene *scene = arg;

	scene->answer = *answer;
	if (++scene->answers == scene->want) {
		loop_stop(scene->loop);
	}
}

static void format(const struct resolve_answer *answer, char out[256])
{
	out[0] = 0;
	for (size_t i = 0; i < answer->count; i++) {
		char one[IP_TEXT_SIZE];
		ip_format(&answer->addresses[i], one);
		/* Machines without a way to IPv6 leave those out when there is another. */
		if (answer->addresses[i].v6 && answer->count > 1) {
			continue;
		}
		strcat(out, out[0] ? "," : "");
		strcat(out, one);
	}
}

static void test_answers(void **state)
{
	(void)state;
	static const struct {
		const char *host;
		enum resolve_status status;
		const char *addresses;
		const char *words; /* error or kind of what is refused */
	} cases[] = {
		{"good.test", RESOLVE_OK, "8.8.8.8", ""},
		{"GOOD.test.", RESOLVE_OK, "8.8.8.8", ""},
		{"four.test", RESOLVE_OK, "8.8.4.4", ""},
		{"six.test", RESOLVE_OK, "2606:4700::1001", ""},
		{"inside.test", RESOLVE_REFUSED, "", "private"},
		{"mixed.test", RESOLVE_OK, "8.8.8.8", ""},
		{"mapped.test", RESOLVE_REFUSED, "", "link-local"},
		{"empty.test", RESOLVE_NO_HOST, "", "the name has no address"},
		{"gone.test", RESOLVE_NO_HOST, "", "the name does not exist"},
		{"unknown.test", RESOLVE_NO_HOST, "", "the name does not exist"},
		{"long.test", RESOLVE_FAILED, "", "the answer of the name server is too long"},
		{"127.0.0.1", RESOLVE_REFUSED, "", "loopback"},
		{"0x7f.1", RESOLVE_REFUSED, "", "loopback"},
		{"2130706433", RESOLVE_REFUSED, "", "loopback"},
		{"::1", RESOLVE_REFUSED, "", "loopback"},
		{"8.8.8.8", RESOLVE_OK, "8.8.8.8", ""},
		{"localhost", RESOLVE_REFUSED, "", "loopback"},
		{"LocalHost.", RESOLVE_REFUSED, "", "loopback"},
		{"", RESOLVE_NO_HOST, "", "it is not a host name"},
		{"x..test", RESOLVE_NO_HOST, "", "it is not a host name"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
			RESOLVE_FAILED, "", "it is not a host name"},
	};
	struct scene scene;

	open_scene(&scene);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct resolve_answer *answer = &scene.answer;
		struct str host = str_from(cases[i].host);
		char addresses[256];

		if (!resolver_find(scene.resolver, host, &answer)) {
			scene.answers = 0;
			resolver_start(scene.resolver, host, on_answer, &scene);
			assert_int_equal(scene.answers, 0);
			loop_run(scene.loop);
			answer = &scene.answer;
		}
		format(answer, addresses);
		const char *words =
			answer->status == RESOLVE_REFUSED ? answer->refused_kind : answer->error;
		if (answer->status != cases[i].status ||
			strcmp(addresses, cases[i].addresses) != 0 ||
			strcmp(words, cases[i].words) != 0) {
			fail_msg("%s: %d, \"%s\", %s", cases[i].host, (int)answer->status,
				addresses, words);
		}
	}
	close_scene(&scene);
}

static void test_one_question_for_many_and_then_the_cache(void **state)
{
	(void)state;
	struct scene scene;
	const struct resolve_answer *answer;

	open_scene(&scene);
	scene.want = 49;
	struct resolve_query *cancelled = NULL;
	for (size_t i = 0; i < 50; i++) {
		struct resolve_query *query =
			resolver_start(scene.resolver, STR("good.test"), on_answer, &scene);
		cancelled = i == 20 ? query : cancelled;
	}
	resolve_cancel(cancelled);
	loop_run(scene.loop);
	assert_int_equal(scene.answers, 49);
	assert_true(scene.dns.questions <= 2);
	assert_true(resolver_find(scene.resolver, STR("good.test"), &answer));
	assert_int_equal(answer->status, RESOLVE_OK);

	size_t before = scene.dns.questions;
	resolver_forget(scene.resolver, STR("Good.test"));
	assert_false(resolver_find(scene.resolver, STR("good.test"), &answer));
	scene.want = 50;
	resolver_start(scene.resolver, STR("good.test"), on_answer, &scene);
	loop_run(scene.loop);
	assert_true(scene.dns.questions > before);
	close_scene(&scene);
}

static void test_many_names_wait_for_their_turn(void **state)
{
	(void)state;
	struct scene scene;

	open_scene(&scene);
	scene.want = 500;
	for (size_t i = 0; i < 500; i++) {
		char host[32];
		(void)snprintf(host, sizeof(host), "n%zu.test", i);
		resolver_start(scene.resolver, str_from(host), on_answer, &scene);
	}
	loop_run(scene.loop);
	assert_int_equal(scene.answers, 500);
	assert_int_equal(scene.answer.status, RESOLVE_NO_HOST);
	close_scene(&scene);
}

static void test_freed_while_asking(void **state)
{
	(void)state;
	struct scene scene;

	open_scene(&scene);
	resolver_start(scene.resolver, STR("silent.test"), on_answer, &scene);
	for (size_t i = 0; i < 100; i++) {
		char host[32];
		(void)snprintf(host, sizeof(host), "n%zu.test", i);
		resolver_start(scene.resolver, str_from(host), on_answer, &scene);
	}
	loop_run(scene.loop); /* until the first answer */
	close_scene(&scene);
	assert_true(scene.answers >= 1 && scene.answers <= 100);
}

static void test_bad_nameserver(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	const char *servers[] = {"not an address"};
	struct resolver_config config = {.nameservers = servers, .nameserver_count = 1};
	char *error = NULL;

	assert_null(resolver_new(loop, &config, &error));
	assert_string_equal(error, "\"not an address\" is not the address of a name server");
	free(error);
	loop_free(loop);
}

static void test_files_of_the_system(void **state)
{
	(void)state;
	struct scene scene;
	char dir[] = "/tmp/nuncio-resolve-XXXXXX";
	char conf[64];
	char hosts[64];
	char *error = NULL;
	const struct resolve_answer *answer;

	assert_non_null(mkdtemp(dir));
	(void)snprintf(conf, sizeof(conf), "%s/resolv.conf", dir);
	(void)snprintf(hosts, sizeof(hosts), "%s/hosts", dir);
	write_file(hosts, "8.8.4.4 box.test\n");
	open_scene(&scene);
	char line[128];
	(void)snprintf(line, sizeof(line), "nameserver %s\n", scene.dns.address);
	write_file(conf, line);
	resolver_free(scene.resolver);
	struct resolver_config config = {
		.guard = &scene.guard, .resolv_conf = conf, .hosts = hosts};
	scene.resolver = resolver_new(scene.loop, &config, &error);
	assert_non_null(scene.resolver);

	assert_true(resolver_find(scene.resolver, STR("BOX.test"), &answer));
	assert_int_equal(answer->count, 1);
	assert_false(resolver_find(scene.resolver, STR("good.test"), &answer));
	resolver_start(scene.resolver, STR("good.test"), on_answer, &scene);
	loop_run(scene.loop);
	assert_int_equal(scene.answer.status, RESOLVE_OK);
	close_scene(&scene);
	unlink(conf);
	unlink(hosts);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_one_question_for_many_and_then_the_cache),
		cmocka_unit_test(test_many_names_wait_for_their_turn),
		cmocka_unit_test(test_freed_while_asking),
		cmocka_unit_test(test_bad_nameserver),
		cmocka_unit_test(test_files_of_the_system),
	};
	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
