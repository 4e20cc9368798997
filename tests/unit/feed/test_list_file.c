/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"

#include <string.h>

#include "base/buf.h"
#include "feed/credentials.h"
#include "feed/list_file.h"

static const char secrets[] = "agency: {user: desk, password: pw}\n";

struct outcome {
	struct feed_specs specs;
	struct diags diags;
	struct credentials *credentials;
};

static void parse(struct outcome *outcome, const char *text)
{
	struct diags none;

	diags_init(&none);
	diags_init(&outcome->diags);
	feed_specs_init(&outcome->specs);
	outcome->credentials = credentials_parse("c.yaml", str_from(secrets), &none);
	list_file_parse(
		"f.yaml", str_from(text), outcome->credentials, &outcome->specs, &outcome->diags);
}

static void done(struct outcome *outcome)
{
	credentials_free(outcome->credentials);
	feed_specs_done(&outcome->specs);
	diags_done(&outcome->diags);
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static void describe(const struct feed_specs *specs, struct buf *out)
{
	static const char *const fulltext[] = {[FEED_FULLTEXT_UNSAID] = "",
		[FEED_FULLTEXT_NEVER] = " feed",
		[FEED_FULLTEXT_ALWAYS] = " pages"};

	for (size_t i = 0; i < specs->count; i++) {
		const struct feed_spec *spec = &specs->items[i];

		buf_printf(out, "%s %s %s %s %s %d%s %s:%s\n", spec->url, or_dash(spec->name),
			or_dash(spec->country), or_dash(spec->language), or_dash(spec->tags),
			(int)spec->interval_s, fulltext[spec->fulltext], or_dash(spec->user),
			or_dash(spec->password));
	}
}

static void test_good(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *feeds;
	} rows[] = {
		{"", ""},
		{"# nothing\n", ""},
		{"[]\n", ""},
		{"- https://a.example/\n- http://b.example/x?y=z&a=b\n",
			"https://a.example/ - - - - 0 -:-\n"
			"http://b.example/x?y=z&a=b - - - - 0 -:-\n"},
		{"- url: https://a.example/\n"
		 "  name: The  Wire \n"
		 "  country: FR\n"
		 "  language: pt-BR\n"
		 "  interval: 5m\n"
		 "  tags: [one, two words]\n"
		 "  credential: agency\n",
			"https://a.example/ The Wire FR pt-BR one,two words 300 desk:pw\n"},
		{"- country: FR\n"
		 "  language: fr\n"
		 "  interval: 1h\n"
		 "  tags: ministry\n"
		 "  credential: agency\n"
		 "  feeds:\n"
		 "    - https://a.example/\n"
		 "    - {url: https://b.example/, country: BE, tags: [x], interval: 10s}\n"
		 "- https://c.example/\n",
			"https://a.example/ - FR fr ministry 3600 desk:pw\n"
			"https://b.example/ - BE fr ministry,x 10 desk:pw\n"
			"https://c.example/ - - - - 0 -:-\n"},
		{"- fulltext: true\n"
		 "  feeds:\n"
		 "    - https://a.example/\n"
		 "    - {url: https://b.example/, fulltext: false}\n"
		 "- {url: https://c.example/, fulltext: yes}\n"
		 "- https://d.example/\n",
			"https://a.example/ - - - - 0 pages -:-\n"
			"https://b.example/ - - - - 0 feed -:-\n"
			"https://c.example/ - - - - 0 pages -:-\n"
			"https://d.example/ - - - - 0 -:-\n"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct outcome outcome;
		struct buf out;

		buf_init(&out, 65536);
		parse(&outcome, rows[i].text);
		diags_format(&outcome.diags, &out);
		check_int((int64_t)outcome.diags.errors, 0, buf_cstr(&out));
		describe(&outcome.specs, &out);
		check_str(buf_str(&out), rows[i].feeds, rows[i].text);
		buf_done(&out);
		done(&outcome);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t line;
		uint32_t column;
		const char *message;
		const char *hint; /* NULL: none */
	} rows[] = {
		{"a: b\n", 1, 1, "must be a list", NULL},
		{"- ftp://a.example/\n", 1, 3, "http or https", NULL},
		{"- a.example\n", 1, 3, "http or https", NULL},
		{"- url: [x]\n", 1, 8, "one value", NULL},
		{"- url: https://u:p@a.example/\n", 1, 8, "credential", NULL},
		{"- {url: https://a.example/, fulltext: perhaps}\n", 1, 39, "true or false", NULL},
		{"- url: https://a.example/\n  contry: FR\n", 2, 3,
			"unknown key \"contry\" of a feed", "country"},
		{"- url: https://a.example/\n  feed: []\n", 2, 3, "unknown key \"feed\"", NULL},
		{"- name: x\n", 1, 3, "a feed needs a url", NULL},
		{"- {url: https://a.example/, interval: 15}\n", 1, 39, "1s to 30d", NULL},
		{"- {url: https://a.example/, interval: 200ms}\n", 1, 39, "1s to 30d", NULL},
		{"- {url: https://a.example/, language: \"e\"}\n", 1, 40, "en, fr", NULL},
		{"- {url: https://a.example/, tags: [\"a,b\"]}\n", 1, 37, "comma", NULL},
		{"- {url: https://a.example/, name: \"\"}\n", 1, 36, "empty", NULL},
		{"- {url: https://a.example/, credential: agenzy}\n", 1, 41, "no credential",
			"feed_credentials"},
		{"- {feeds: [{feeds: []}]}\n", 1, 12, "another group", NULL},
		{"- {feeds: https://a.example/}\n", 1, 11, "must be a list", NULL},
		{"- {feeds: [], name: x}\n", 1, 15, "unknown key \"name\" of a group", NULL},
		{"- [https://a.example/]\n", 1, 3, "a feed needs a url", NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct outcome outcome;

		parse(&outcome, rows[i].text);
		const struct diag *diag = outcome.diags.first;
		if (!diag || !strstr(diag->message, rows[i].message)) {
			fail_msg("%s: %s", rows[i].text, diag ? diag->message : "accepted");
		}
		check_int(diag->line, rows[i].line, rows[i].text);
		check_int(diag->column, rows[i].column, rows[i].text);
		if (rows[i].hint) {
			assert_non_null(diag->suggestion);
			assert_non_null(strstr(diag->suggestion, rows[i].hint));
		}
		check_int((int64_t)outcome.specs.count, 0, rows[i].text);
		done(&outcome);
	}
}

/* One bad feed does not hide the others; a second one of the same URL does nothing but warn. */
static void test_partial(void **state)
{
	(void)state;
	struct outcome outcome;
	struct buf out;

	buf_init(&out, 4096);
	parse(&outcome, "- https://a.example/\n"
			"- {url: nonsense}\n"
			"- {url: https://a.example/, name: again}\n"
			"- https://b.example/\n");
	check_int((int64_t)outcome.diags.errors, 1, "errors");
	check_int((int64_t)outcome.diags.warnings, 1, "warnings");
	check_int(outcome.diags.last->line, 3, "line");
	describe(&outcome.specs, &out);
	check_str(buf_str(&out),
		"https://a.example/ - - - - 0 -:-\nhttps://b.example/ - - - - 0 -:-\n", "feeds");
	buf_done(&out);
	done(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_partial),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
