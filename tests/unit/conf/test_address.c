/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include "base/arena.h"
#include "conf/address.h"

struct row {
	const char *text;
	const char *formatted; /* NULL: refused */
};

static const struct row servers[] = {
	{"private", "private"},
	{"/run/redis/redis.sock", "/run/redis/redis.sock"},
	{"unix:/run/redis.sock", "/run/redis.sock"},
	{"redis.example", "redis.example:6379"},
	{"redis.example:7000", "redis.example:7000"},
	{"192.0.2.1", "192.0.2.1:6379"},
	{"2001:db8::1", "[2001:db8::1]:6379"},
	{"[2001:db8::1]:7000", "[2001:db8::1]:7000"},
	{"", NULL},
	{"/", NULL},
	{"unix:", NULL},
	{"unix:relative", NULL},
	{":6379", NULL},
	{"host:", NULL},
	{"host:0", NULL},
	{"host:65536", NULL},
	{"host:-1", NULL},
	{"host:+1", NULL},
	{"host:1:2", NULL},
	{"[::1", NULL},
	{"[::1]x", NULL},
	{"[::1]:", NULL},
	{"[192.0.2.1]:1", NULL},
	{"-host", NULL},
	{"ho st", NULL},
	{"redis://host", NULL},
};

static const struct row listens[] = {
	{"off", "off"},
	{"127.0.0.1:9747", "127.0.0.1:9747"},
	{"0.0.0.0:0", "0.0.0.0:0"},
	{"[::1]:80", "[::1]:80"},
	{"127.0.0.1", NULL},
	{"localhost:80", NULL},
	{"::1:80", NULL},
	{"/run/http.sock", NULL},
	{"", NULL},
};

static void check(const struct row *rows, size_t count,
	int (*parse)(struct arena *, struct str, struct conf_address *), const char *none)
{
	struct arena *arena = arena_new(0);
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < count; i++) {
		struct conf_address address;
		int r = parse(arena, str_from(rows[i].text), &address);

		check_int(r == 0, rows[i].formatted != NULL, rows[i].text);
		if (r == 0) {
			buf_clear(&out);
			address_format(&address, none, &out);
			check_str(buf_str(&out), rows[i].formatted, rows[i].text);
		}
	}
	buf_done(&out);
	arena_free(arena);
}

static void test_servers(void **state)
{
	(void)state;
	check(servers, COUNT(servers), address_parse_server, "private");
}

static void test_listens(void **state)
{
	(void)state;
	check(listens, COUNT(listens), address_parse_listen, "off");
}

static void test_networks(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_network;
		bool is_nameserver;
	} rows[] = {
		{"192.0.2.0/24", true, false},
		{"192.0.2.1", true, true},
		{"192.0.2.1:53", false, true},
		{"0.0.0.0/0", true, false},
		{"192.0.2.0/33", false, false},
		{"192.0.2.0/", false, false},
		{"192.0.2.0/-1", false, false},
		{"192.0.2/24", false, false},
		{"fd00::/8", true, false},
		{"fd00::/129", false, false},
		{"::1", true, true},
		{"[::1]:53", false, true},
		{"[::1]:0", false, false},
		{"dns.example", false, false},
		{"", false, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = str_from(rows[i].text);

		check_int(address_is_network(s), rows[i].is_network, rows[i].text);
		check_int(address_is_nameserver(s), rows[i].is_nameserver, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_listens),
		cmocka_unit_test(test_networks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
