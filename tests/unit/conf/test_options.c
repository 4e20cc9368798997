/* SPDX-License-Identifier: BSD-2-Clause */
/* The table itself, and that the sample file and the manual page say what it says: names, order, defaults, help. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "conf/file.h"
#include "conf/options.h"
#include "conf/value.h"

#define SAMPLE NUNCIO_SOURCE "/etc/nuncio.yaml"
#define PAGE NUNCIO_SOURCE "/docs/man/nuncio.yaml.5"
#define FILE_MAX (1u << 20)

static void read_whole(const char *path, struct buf *out)
{
	buf_init(out, FILE_MAX);
	assert_int_equal(file_read(path, false, out), 0);
}

static void test_table(void **state)
{
	(void)state;
	size_t count;
	const struct conf_option *options = options_table(&count);
	struct diags diags;

	diags_init(&diags);
	for (size_t i = 0; i < count; i++) {
		char variable[OPTION_VARIABLE_SIZE];

		assert_ptr_equal(options_find(str_from(options[i].path)), &options[i]);
		assert_true(strlen(options[i].path) + sizeof("NUNCIO_") <= OPTION_VARIABLE_SIZE);
		option_variable(&options[i], variable);
		for (size_t j = 0; j < i; j++) {
			char other[OPTION_VARIABLE_SIZE];

			option_variable(&options[j], other);
			assert_string_not_equal(variable, other);
			assert_true(options[i].offset != options[j].offset);
		}
		/* A sentence. */
		assert_true(options[i].help[strlen(options[i].help) - 1] == '.');
	}
	assert_null(options_find(STR("fetch")));
	assert_null(options_find(STR("")));
	diags_done(&diags);
}

/* Each default is read and written again as it stands in the table, but for what is found out at run time. */
static void test_defaults(void **state)
{
	(void)state;
	size_t count;
	const struct conf_option *options = options_table(&count);
	struct diags diags;
	struct buf out;

	buf_init(&out, 4096);
	diags_init(&diags);
	unsetenv("CREDENTIALS_DIRECTORY");
	struct conf *conf = conf_load("/dev/null/none", NULL, 0, &diags);
	assert_null(conf);
	diags_done(&diags);
	conf = conf_load(SAMPLE, NULL, 0, &diags);
	assert_non_null(conf);
	assert_int_equal(diags.warnings, 0);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&out);
		value_format(conf, &options[i], &out);
		if (options[i].type == OPTION_COUNT) {
			continue;
		}
		if (options[i].type == OPTION_SOCKET) {
			assert_true(str_ends(buf_str(&out), str_from(options[i].preset)));
			continue;
		}
		check_str(buf_str(&out), options[i].preset, options[i].path);
	}
	conf_free(conf);
	buf_done(&out);
	diags_done(&diags);
}

/* --- the sample file --- */

struct sample {
	struct buf live;    /* the file with its options made live */
	struct buf comment; /* the lines above the line at hand, joined */
	char path[128];     /* of the option at hand */
	size_t sections[8]; /* length of `path` at each depth */
	size_t next;        /* index of the option that must come */
};

static size_t indent_of(struct str line)
{
	size_t indent = 0;

	while (indent < line.len && line.ptr[indent] == ' ') {
		indent++;
	}
	return indent;
}

/* Puts the key of a line in its place of the path; returns the key's depth. */
static void set_path(struct sample *sample, size_t depth, struct str key)
{
	size_t at = depth == 0 ? 0 : sample->sections[depth - 1];

	snprintf(sample->path + at, sizeof(sample->path) - at, "%s%.*s", depth > 0 ? "." : "",
		STR_ARG(key));
	sample->sections[depth] = strlen(sample->path);
}

static void check_option(struct sample *sample)
{
	size_t count;
	const struct conf_option *options = options_table(&count);
	const struct conf_option *option = &options[sample->next++];
	struct str comment = buf_str(&sample->comment);
	bool says_restart = str_ends(comment, STR(" restart "));

	assert_true(sample->next <= count);
	assert_string_equal(sample->path, option->path);
	if (!str_starts(comment, str_from(option->help))) {
		fail_msg("%s: the sample says \"%s\", the table \"%s\"", option->path,
			buf_cstr(&sample->comment), option->help);
	}
	check_int(says_restart, option->reload == OPTION_RESTART, option->path);
}

static void on_sample_line(struct sample *sample, struct str line)
{
	size_t indent = indent_of(line);
	struct str text = str_slice(line, indent, line.len);
	bool is_option = text.len > 1 && text.ptr[0] == '#' && text.ptr[1] != ' ';
	struct str key;

	if (str_starts(text, STR("# "))) {
		buf_printf(&sample->comment, "%.*s ", STR_ARG(str_slice(text, 2, text.len)));
		return;
	}
	if (text.len > 0 && !str_eq(text, STR("#"))) {
		struct str rest = str_slice(text, is_option ? 1 : 0, text.len);

		buf_printf(&sample->live, "%*s%.*s\n", (int)indent, "", STR_ARG(rest));
		assert_true(str_cut(&rest, ':', &key));
		set_path(sample, indent / 2, key);
		if (is_option) {
			check_option(sample);
		}
	}
	buf_clear(&sample->comment);
}

static void on_change(
	const char *path, const char *before, const char *now, bool needs_restart, void *arg)
{
	(void)needs_restart;
	(void)arg;
	fail_msg("%s: the sample has %s, the table %s", path, now, before);
}

/* The sample, made live, changes nothing. */
static void check_values(const struct sample *sample)
{
	char path[] = "/tmp/nuncio-test-options-XXXXXX";
	struct diags diags;
	struct buf out;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, sample->live.ptr, sample->live.len), sample->live.len);
	close(fd);
	buf_init(&out, FILE_MAX);
	diags_init(&diags);
	struct conf *before = conf_load(SAMPLE, NULL, 0, &diags);
	struct conf *now = conf_load(path, NULL, 0, &diags);
	unlink(path);
	diags_format(&diags, &out);
	assert_string_equal(buf_cstr(&out), "");
	conf_compare(before, now, on_change, NULL);
	conf_free(before);
	conf_free(now);
	buf_done(&out);
	diags_done(&diags);
}

static void test_sample(void **state)
{
	(void)state;
	struct sample sample = {0};
	struct buf text;
	struct str rest;
	struct str line;
	size_t count;

	options_table(&count);
	read_whole(SAMPLE, &text);
	buf_init(&sample.live, FILE_MAX);
	buf_init(&sample.comment, FILE_MAX);
	rest = buf_str(&text);
	while (rest.len > 0 && str_cut(&rest, '\n', &line)) {
		on_sample_line(&sample, line);
	}
	check_int((int64_t)sample.next, (int64_t)count, "options in the sample");
	check_values(&sample);
	buf_done(&text);
	buf_done(&sample.live);
	buf_done(&sample.comment);
}

/* --- the manual page --- */

/* The options' part of the page as one text per entry: "path Ar type Pq Cm default|first sentence …". */
static struct str next_entry(struct str *rest)
{
	ptrdiff_t start = str_find(*rest, STR("\n.It Cm "));
	ptrdiff_t end;

	if (start < 0) {
		return STR("");
	}
	*rest = str_slice(*rest, (size_t)start + 8, rest->len);
	end = str_find(*rest, STR("\n.It Cm "));
	return str_slice(*rest, 0, end < 0 ? rest->len : (size_t)end);
}

/* Newlines become spaces and "\&" goes: how the page looks does not matter here. */
static void flatten(struct str text, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == '&') {
			i++;
		} else {
			buf_add_byte(out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
		}
	}
}

static void test_page(void **state)
{
	(void)state;
	struct buf text;
	struct buf entry;
	struct buf expected;
	size_t count;
	const struct conf_option *options = options_table(&count);

	read_whole(PAGE, &text);
	buf_init(&entry, FILE_MAX);
	buf_init(&expected, FILE_MAX);
	struct str rest = buf_str(&text);
	ptrdiff_t start = str_find(rest, STR(".Sh OPTIONS\n"));
	ptrdiff_t end = str_find(rest, STR(".Sh FEED LISTS\n"));
	assert_true(start > 0 && end > start);
	rest = str_slice(rest, (size_t)start, (size_t)(end - start));
	for (size_t i = 0; i < count; i++) {
		const struct conf_option *option = &options[i];

		flatten(next_entry(&rest), &entry);
		buf_clear(&expected);
		buf_printf(&expected, "%s Ar %s", option->path, option_type_name(option->type));
		if (option->preset[0] != '\0') {
			buf_printf(&expected, " Pq Cm %s", option->preset);
		}
		buf_printf(&expected, " %s", option->help);
		if (!str_starts(buf_str(&entry), buf_str(&expected))) {
			fail_msg("the page says \"%s\", the table \"%s\"", buf_cstr(&entry),
				buf_cstr(&expected));
		}
		check_int(strstr(buf_cstr(&entry), "Needs a restart.") != NULL,
			option->reload == OPTION_RESTART, option->path);
	}
	check_str(next_entry(&rest), "", "one entry too many");
	buf_done(&text);
	buf_done(&entry);
	buf_done(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_page),
	};

	/* Options could come from the environment of whoever runs the tests. */
	assert_int_equal(clearenv(), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
