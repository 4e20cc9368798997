/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/fetching.h"

#include "check.h"

/* Those of which a mix-up would be worst: the guard, the limits, the manners. */
static void test_values(void **state)
{
	const char *const sets[] = {"fetch.allow_private=true", "fetch.timeout=7s",
		"fetch.connect_timeout=3s", "fetch.host_gap=2s", "fetch.host_connections=3",
		"fetch.connections=44", "fetch.max_document=3MiB", "fetch.user_agent=someone/1",
		"fetch.ports=[80, 8080]", "fetch.allow_networks=[192.0.2.0/24]"};
	struct diags diags;
	struct conf *conf;
	struct fetch_config config;

	(void)state;
	diags_init(&diags);
	conf = conf_load(NULL, sets, COUNT(sets), &diags);
	if (!conf) {
		fail_msg("%s", diags.first->message);
	}
	config = conf_fetch_config(conf);
	assert_true(config.allow_private);
	assert_int_equal(config.timeout_ms, 7000);
	assert_int_equal(config.connect_timeout_ms, 3000);
	assert_int_equal(config.host_gap_ms, 2000);
	assert_int_equal(config.host_connections, 3);
	assert_int_equal(config.connections, 44);
	assert_int_equal(config.max_document_bytes, 3 << 20);
	assert_string_equal(config.user_agent, "someone/1");
	assert_int_equal(config.port_count, 2);
	assert_int_equal(config.ports[1], 8080);
	assert_int_equal(config.allow_network_count, 1);
	assert_string_equal(config.allow_networks[0], "192.0.2.0/24");
	conf_free(conf);
	diags_done(&diags);
}

static void test_defaults(void **state)
{
	struct diags diags;
	struct conf *conf;
	struct fetch_config config;

	(void)state;
	diags_init(&diags);
	conf = conf_load(NULL, NULL, 0, &diags);
	assert_non_null(conf);
	config = conf_fetch_config(conf);
	assert_true(config.timeout_ms > 0 && config.max_document_bytes > 0);
	assert_false(config.allow_private);
	conf_free(conf);
	diags_done(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_defaults)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
