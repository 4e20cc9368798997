/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads and writes the values of options. Each type has a pair of functions, one in each direction; nothing else knows how
 * a value is written. A field is written only when its whole value was good.
 */
#include "conf/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "conf/address.h"
#include "text/quantity.h"
#include "text/utf8.h"

/* Items of a list given as one text; more are refused. */
#define ITEMS_MAX 1024

/* What the functions for the types are given. */
struct setting {
	const struct conf_option *option;
	struct arena *arena;
	void *field;
	const struct str *items;
	size_t count;
	const char *directory;
	struct value_error *error;
};

static int refuse(const struct setting *set, size_t item, const char *format, ...)
	PRINTF_LIKE(3, 4);

static int refuse(const struct setting *set, size_t item, const char *format, ...)
{
	va_list args;

	set->error->item = item;
	va_start(args, format);
	(void)vsnprintf(set->error->text, sizeof(set->error->text), format, args);
	va_end(args);
	return -EINVAL;
}

/* Text that can stand in a log, a header or a path. */
static int check_text(const struct setting *set, size_t item)
{
	struct str s = set->items[item];

	if (!utf8_is_valid(s)) {
		return refuse(set, item, "must be valid UTF-8");
	}
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f) {
			return refuse(set, item, "must not hold control characters");
		}
	}
	return 0;
}

static int check_length(const struct setting *set, size_t item)
{
	int64_t length = (int64_t)set->items[item].len;

	if (length < set->option->min) {
		return refuse(set, item, "must not be empty");
	}
	if (length > set->option->max) {
		return refuse(
			set, item, "must not be longer than %" PRId64 " bytes", set->option->max);
	}
	return check_text(set, item);
}

static const char *copy(const struct setting *set, struct str s)
{
	return arena_str(set->arena, s).ptr;
}

static int set_text(const struct setting *set)
{
	int r = check_length(set, 0);

	if (r == 0) {
		*(const char **)set->field = copy(set, set->items[0]);
	}
	return r;
}

/* In the arena; `path` itself when it is absolute or empty. */
static const char *resolve_path(const struct setting *set, struct str path)
{
	size_t length = strlen(set->directory);

	if (path.len == 0 || path.ptr[0] == '/' || length == 0) {
		return copy(set, path);
	}
	char *joined = arena_alloc(set->arena, length + 1 + path.len + 1);

	memcpy(joined, set->directory, length);
	joined[length] = '/';
	memcpy(joined + length + 1, path.ptr, path.len);
	joined[length + 1 + path.len] = '\0';
	return joined;
}

static int set_path(const struct setting *set)
{
	int r = check_length(set, 0);

	if (r == 0) {
		*(const char **)set->field = resolve_path(set, set->items[0]);
	}
	return r;
}

static int set_proxy(const struct setting *set)
{
	static const struct str schemes[] = {STR_INIT("http://"), STR_INIT("https://"),
		STR_INIT("socks4://"), STR_INIT("socks4a://"), STR_INIT("socks5://"),
		STR_INIT("socks5h://")};
	struct str s = set->items[0];

	if (s.len == 0) {
		return set_text(set);
	}
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (str_starts_nocase(s, schemes[i]) && s.len > schemes[i].len) {
			return set_text(set);
		}
	}
	return refuse(set, 0,
		"must be a URL such as http://proxy.example:3128 or "
		"socks5h://127.0.0.1:1080");
}

static int set_bool(const struct setting *set)
{
	static const struct str yes[] = {STR_INIT("true"), STR_INIT("yes"), STR_INIT("on")};
	static const struct str no[] = {STR_INIT("false"), STR_INIT("no"), STR_INIT("off")};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (str_eq_nocase(set->items[0], yes[i])) {
			*(bool *)set->field = true;
			return 0;
		}
		if (str_eq_nocase(set->items[0], no[i])) {
			*(bool *)set->field = false;
			return 0;
		}
	}
	return refuse(set, 0, "must be true or false");
}

static int set_number(const struct setting *set)
{
	const struct conf_option *option = set->option;
	struct str s = set->items[0];
	int64_t number;

	if (option->type == OPTION_COUNT && str_eq(s, STR("auto"))) {
		*(int64_t *)set->field = 0;
		return 0;
	}
	if (option->type == OPTION_PERCENT) {
		if (!str_ends(s, STR("%"))) {
			return refuse(set, 0, "must be a percentage such as 10%%");
		}
		s.len--;
	}
	if (str_to_int64(s, &number) < 0) {
		return refuse(set, 0, "must be a whole number%s",
			option->type == OPTION_COUNT ? " or auto" : "");
	}
	if (number < option->min || number > option->max) {
		return refuse(
			set, 0, "must be from %" PRId64 " to %" PRId64, option->min, option->max);
	}
	*(int64_t *)set->field = number;
	return 0;
}

static int set_quantity(const struct setting *set, int (*parse)(struct str, int64_t *),
	size_t (*format)(int64_t, char *), const char *expected)
{
	const struct conf_option *option = set->option;
	char least[QUANTITY_SIZE];
	char most[QUANTITY_SIZE];
	int64_t value;
	int r = parse(set->items[0], &value);

	if (r == -EINVAL) {
		return refuse(set, 0, "must be %s", expected);
	}
	if (r < 0 || value < option->min || value > option->max) {
		format(option->min, least);
		format(option->max, most);
		return refuse(set, 0, "must be from %s to %s", least, most);
	}
	*(int64_t *)set->field = value;
	return 0;
}

static int set_duration(const struct setting *set)
{
	return set_quantity(
		set, duration_parse, duration_format, "a duration such as 500ms, 30s, 15m or 1d");
}

static int set_size(const struct setting *set)
{
	return set_quantity(set, size_parse, size_format, "a size such as 512KiB, 8MiB or 1GiB");
}

static int set_backlog(const struct setting *set)
{
	if (str_eq(set->items[0], STR("all"))) {
		*(int64_t *)set->field = CONF_BACKLOG_ALL;
		return 0;
	}
	if (str_eq(set->items[0], STR("none"))) {
		*(int64_t *)set->field = CONF_BACKLOG_NONE;
		return 0;
	}
	return set_quantity(
		set, duration_parse, duration_format, "all, none, or a duration such as 12h or 1d");
}

static int set_level(const struct setting *set)
{
	if (log_level_parse(set->items[0], set->field) < 0) {
		return refuse(set, 0, "must be error, warn, info or debug");
	}
	return 0;
}

static int set_server(const struct setting *set)
{
	if (address_parse_server(set->arena, set->items[0], set->field) < 0) {
		return refuse(set, 0, "must be private, the path of a socket, or host:port");
	}
	return 0;
}

static int set_listen(const struct setting *set)
{
	if (address_parse_listen(set->arena, set->items[0], set->field) < 0) {
		return refuse(set, 0, "must be off, or an address and port such as 127.0.0.1:9747");
	}
	return 0;
}

static int check_item(const struct setting *set, size_t item)
{
	struct str s = set->items[item];

	switch (set->option->type) {
	case OPTION_PATHS:
		return s.len == 0 ? refuse(set, item, "must not be empty") : check_text(set, item);
	case OPTION_NETWORKS:
		if (!address_is_network(s)) {
			return refuse(set, item, "must be networks such as 10.0.0.0/8 or fd00::/8");
		}
		return 0;
	default:
		if (!address_is_nameserver(s)) {
			return refuse(
				set, item, "must be IP addresses such as 192.0.2.1 or [::1]:53");
		}
		return 0;
	}
}

static int set_list(const struct setting *set)
{
	const char **items = arena_alloc(set->arena, (set->count + 1) * sizeof(*items));

	for (size_t i = 0; i < set->count; i++) {
		int r = check_item(set, i);

		if (r < 0) {
			return r;
		}
		items[i] = set->option->type == OPTION_PATHS ? resolve_path(set, set->items[i])
							     : copy(set, set->items[i]);
	}
	*(struct conf_list *)set->field = (struct conf_list){.items = items, .count = set->count};
	return 0;
}

static int set_ports(const struct setting *set)
{
	uint16_t *ports = arena_alloc(set->arena, (set->count + 1) * sizeof(*ports));

	for (size_t i = 0; i < set->count; i++) {
		int64_t number;

		if (str_to_int64(set->items[i], &number) < 0 || number < 1 || number > UINT16_MAX) {
			return refuse(set, i, "must be port numbers from 1 to 65535");
		}
		ports[i] = (uint16_t)number;
	}
	*(struct conf_ports *)set->field = (struct conf_ports){.items = ports, .count = set->count};
	return 0;
}

static int set_field(const struct setting *set)
{
	switch (set->option->type) {
	case OPTION_TEXT:
	case OPTION_SOCKET: /* made absolute when runtime_dir is known */
		return set_text(set);
	case OPTION_PATH:
		return set_path(set);
	case OPTION_PROXY:
		return set_proxy(set);
	case OPTION_BOOL:
		return set_bool(set);
	case OPTION_NUMBER:
	case OPTION_COUNT:
	case OPTION_PERCENT:
		return set_number(set);
	case OPTION_DURATION:
		return set_duration(set);
	case OPTION_SIZE:
		return set_size(set);
	case OPTION_BACKLOG:
		return set_backlog(set);
	case OPTION_LEVEL:
		return set_level(set);
	case OPTION_SERVER:
		return set_server(set);
	case OPTION_LISTEN:
		return set_listen(set);
	case OPTION_PATHS:
	case OPTION_NETWORKS:
	case OPTION_SERVERS:
		return set_list(set);
	case OPTION_PORTS:
		return set_ports(set);
	}
	return -EINVAL;
}

int value_set(struct conf *conf, const struct conf_option *option, const struct str *items,
	size_t count, const char *directory, struct value_error *ret_error)
{
	const struct setting set = {
		.option = option,
		.arena = conf->arena,
		.field = (char *)conf + option->offset,
		.items = items,
		.count = count,
		.directory = directory,
		.error = ret_error,
	};
	int64_t number = (int64_t)count;

	if (!option_is_list(option)) {
		return count == 1 ? set_field(&set) : refuse(&set, 0, "must be one value");
	}
	if (number < option->min) {
		return refuse(&set, 0, "must name at least one");
	}
	if (number > option->max) {
		return refuse(&set, 0, "must not name more than %" PRId64, option->max);
	}
	return set_field(&set);
}

int value_set_text(struct conf *conf, const struct conf_option *option, struct str text,
	const char *directory, struct value_error *ret_error)
{
	struct str items[ITEMS_MAX] = {{0}};
	size_t count = 0;
	struct str item;

	text = str_trim(text);
	if (!option_is_list(option)) {
		return value_set(conf, option, &text, 1, directory, ret_error);
	}
	if (text.len >= 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']') {
		text = str_trim(str_slice(text, 1, text.len - 2));
	}
	while (text.len > 0 && count < ITEMS_MAX && str_cut(&text, ',', &item)) {
		items[count++] = str_trim(item);
	}
	return value_set(conf, option, items, count, directory, ret_error);
}

static void format_list(const struct conf_list *list, struct buf *out)
{
	for (size_t i = 0; i < list->count; i++) {
		buf_printf(out, "%s%s", i > 0 ? ", " : "", list->items[i]);
	}
}

static void format_ports(const struct conf_ports *ports, struct buf *out)
{
	for (size_t i = 0; i < ports->count; i++) {
		buf_printf(out, "%s%u", i > 0 ? ", " : "", (unsigned)ports->items[i]);
	}
}

static void format_number(const struct conf_option *option, int64_t number, struct buf *out)
{
	char text[QUANTITY_SIZE];

	if (option->type == OPTION_SIZE) {
		size_format(number, text);
	} else if (option->type == OPTION_DURATION || option->type == OPTION_BACKLOG) {
		duration_format(number, text);
	} else {
		(void)snprintf(text, sizeof(text), "%" PRId64 "%s", number,
			option->type == OPTION_PERCENT ? "%" : "");
	}
	if (option->type == OPTION_BACKLOG && number == CONF_BACKLOG_ALL) {
		(void)snprintf(text, sizeof(text), "all");
	} else if (option->type == OPTION_BACKLOG && number == CONF_BACKLOG_NONE) {
		(void)snprintf(text, sizeof(text), "none");
	}
	buf_add_str(out, str_from(text));
}

void value_format(const struct conf *conf, const struct conf_option *option, struct buf *out)
{
	const void *field = (const char *)conf + option->offset;

	switch (option->type) {
	case OPTION_TEXT:
	case OPTION_PATH:
	case OPTION_SOCKET:
	case OPTION_PROXY:
		buf_add_str(out, str_from(*(const char *const *)field));
		break;
	case OPTION_BOOL:
		buf_add_str(out, *(const bool *)field ? STR("true") : STR("false"));
		break;
	case OPTION_NUMBER:
	case OPTION_COUNT:
	case OPTION_PERCENT:
	case OPTION_DURATION:
	case OPTION_SIZE:
	case OPTION_BACKLOG:
		format_number(option, *(const int64_t *)field, out);
		break;
	case OPTION_LEVEL:
		buf_add_str(out, str_from(log_level_name(*(const enum log_level *)field)));
		break;
	case OPTION_SERVER:
		address_format(field, "private", out);
		break;
	case OPTION_LISTEN:
		address_format(field, "off", out);
		break;
	case OPTION_PATHS:
	case OPTION_NETWORKS:
	case OPTION_SERVERS:
		format_list(field, out);
		break;
	case OPTION_PORTS:
		format_ports(field, out);
		break;
	}
}
