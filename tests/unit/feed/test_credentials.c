/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <string.h>

#include "feed/credentials.h"

static void test_parse(void **state)
{
	(void)state;
	struct diags diags;

	diags_init(&diags);
	struct credentials *credentials = credentials_parse("c.yaml",
		STR("agency: {user: desk, password: \"a: b\"}\n"
		    "wire: {header: \"Authorization: Bearer x\"}\n"),
		&diags);
	assert_int_equal(diags.errors, 0);
	const struct credential *agency = credentials_find(credentials, STR("agency"));
	assert_string_equal(agency->user, "desk");
	assert_string_equal(agency->password, "a: b");
	assert_null(agency->header);
	assert_string_equal(
		credentials_find(credentials, STR("wire"))->header, "Authorization: Bearer x");
	assert_null(credentials_find(credentials, STR("other")));
	assert_null(credentials_find(NULL, STR("other")));
	credentials_free(credentials);
	credentials_free(NULL);

	credentials = credentials_parse("c.yaml", STR("# empty\n"), &diags);
	assert_int_equal(diags.errors, 0);
	credentials_free(credentials);
	diags_done(&diags);
}

static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t line;
		uint32_t column;
		const char *message;
	} rows[] = {
		{"- a\n", 1, 1, "must be names"},
		{"a: b\n", 1, 4, "a must have a user and a password, or a header"},
		{"a: {user: x}\n", 1, 4, "a must have a user and a password, or a header"},
		{"a: {password: hunter}\n", 1, 4, "a must have"},
		{"a: {user: x, pasword: hunter}\n", 1, 14, "unknown key \"pasword\""},
		{"a: {user: \"x:y\", password: hunter}\n", 1, 12, "colon"},
		{"a: {user: x, password: [hunter]}\n", 1, 24, "password must be one line"},
		{"a: {header: \"no colon\"}\n", 1, 14, "Name: value"},
		{"a: {header: \"X Y: z\"}\n", 1, 14, "Name: value"},
		{"a: {header: \"X: y\\r\\nZ: z\"}\n", 1, 14, "one line"},
		{"a: {header: \"X:\"}\n", 1, 14, "Name: value"},
		{"\n\na: {}\n", 3, 4, "a must have"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct diags diags;
		struct credentials *credentials;

		diags_init(&diags);
		credentials = credentials_parse("c.yaml", str_from(rows[i].text), &diags);
		if (!diags.first || !strstr(diags.first->message, rows[i].message)) {
			fail_msg("%s: %s", rows[i].text,
				diags.first ? diags.first->message : "accepted");
		}
		check_int(diags.first->line, rows[i].line, rows[i].text);
		check_int(diags.first->column, rows[i].column, rows[i].text);
		/* No diagnostic repeats a secret. */
		assert_null(diags.first->source_line);
		assert_null(strstr(diags.first->message, "hunter"));
		assert_null(credentials_find(credentials, STR("a")));
		credentials_free(credentials);
		diags_done(&diags);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
