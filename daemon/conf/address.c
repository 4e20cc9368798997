/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads addresses out of options. Never asks a name server: whether a name exists is found out when it is used. A parsed
 * host has no brackets; they are added again where it is written.
 */
#include "conf/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "base/arena.h"

/* RFC 1035 2.3.4 */
#define HOST_NAME_MAX_BYTES 253

static bool is_ip(struct str s, int family)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (s.len == 0 || s.len >= sizeof(text)) {
		return false;
	}
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	return inet_pton(family, text, &address) == 1;
}

static bool is_any_ip(struct str s)
{
	return is_ip(s, AF_INET) || is_ip(s, AF_INET6);
}

static bool is_host_name(struct str s)
{
	if (s.len == 0 || s.len > HOST_NAME_MAX_BYTES) {
		return false;
	}
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';

		if (!fits) {
			return false;
		}
	}
	return s.ptr[0] != '-' && s.ptr[0] != '.';
}

static int parse_port(struct str s, uint16_t *ret)
{
	int64_t number;

	if (s.len == 0 || s.ptr[0] == '-' || s.ptr[0] == '+' || str_to_int64(s, &number) < 0 ||
		number > UINT16_MAX) {
		return -EINVAL;
	}
	*ret = (uint16_t)number;
	return 0;
}

/* What stands before the port, without brackets, and the port, empty when there is none. */
static int split_host(struct str s, struct str *ret_host, struct str *ret_port)
{
	ptrdiff_t colon;

	if (s.len > 0 && s.ptr[0] == '[') {
		ptrdiff_t end = str_find_byte(s, ']');

		if (end < 0) {
			return -EINVAL;
		}
		struct str host = str_slice(s, 1, (size_t)end - 1);
		struct str rest = str_slice(s, (size_t)end + 1, s.len);
		bool has_port = rest.len > 1 && rest.ptr[0] == ':';

		if (!is_ip(host, AF_INET6) || (rest.len > 0 && !has_port)) {
			return -EINVAL;
		}
		*ret_host = host;
		*ret_port = str_slice(rest, 1, rest.len);
		return 0;
	}
	if (is_ip(s, AF_INET6)) {
		*ret_host = s;
		*ret_port = STR("");
		return 0;
	}
	colon = str_find_byte(s, ':');
	if (colon >= 0 && (size_t)colon + 1 == s.len) {
		return -EINVAL;
	}
	*ret_host = colon < 0 ? s : str_slice(s, 0, (size_t)colon);
	*ret_port = colon < 0 ? STR("") : str_slice(s, (size_t)colon + 1, s.len);
	return is_host_name(*ret_host) ? 0 : -EINVAL;
}

int address_parse_server(struct arena *arena, struct str s, struct conf_address *ret)
{
	struct conf_address address = {.kind = CONF_ADDRESS_HOST, .port = ADDRESS_REDIS_PORT};
	struct str port;
	struct str name = s;

	if (str_eq(s, STR("private"))) {
		*ret = (struct conf_address){.kind = CONF_ADDRESS_NONE, .name = ""};
		return 0;
	}
	if (str_starts(s, STR("unix:"))) {
		name = str_slice(s, 5, s.len);
	}
	if (name.len > 1 && name.ptr[0] == '/') {
		address.kind = CONF_ADDRESS_SOCKET;
		address.port = 0;
	} else if (split_host(s, &name, &port) < 0 ||
		   (port.len > 0 && (parse_port(port, &address.port) < 0 || address.port == 0))) {
		return -EINVAL;
	}
	address.name = arena_str(arena, name).ptr;
	*ret = address;
	return 0;
}

int address_parse_listen(struct arena *arena, struct str s, struct conf_address *ret)
{
	struct conf_address address = {.kind = CONF_ADDRESS_HOST};
	struct str host;
	struct str port;

	if (str_eq(s, STR("off"))) {
		*ret = (struct conf_address){.kind = CONF_ADDRESS_NONE, .name = ""};
		return 0;
	}
	if (split_host(s, &host, &port) < 0 || !is_any_ip(host) ||
		parse_port(port, &address.port) < 0) {
		return -EINVAL;
	}
	address.name = arena_str(arena, host).ptr;
	*ret = address;
	return 0;
}

void address_format(const struct conf_address *address, const char *none, struct buf *out)
{
	switch (address->kind) {
	case CONF_ADDRESS_NONE:
		buf_add_str(out, str_from(none));
		break;
	case CONF_ADDRESS_SOCKET:
		buf_add_str(out, str_from(address->name));
		break;
	case CONF_ADDRESS_HOST:
		buf_printf(out, strchr(address->name, ':') ? "[%s]:%u" : "%s:%u", address->name,
			(unsigned)address->port);
		break;
	}
}

bool address_is_network(struct str s)
{
	struct str address = s;
	struct str bits;
	int64_t number = 0;
	ptrdiff_t slash = str_find_byte(s, '/');

	if (slash >= 0) {
		address = str_slice(s, 0, (size_t)slash);
		bits = str_slice(s, (size_t)slash + 1, s.len);
		if (str_to_int64(bits, &number) < 0 || number < 0) {
			return false;
		}
	}
	return (is_ip(address, AF_INET) && number <= 32) ||
	       (is_ip(address, AF_INET6) && number <= 128);
}

bool address_is_nameserver(struct str s)
{
	struct str host;
	struct str port;
	uint16_t number;

	return split_host(s, &host, &port) == 0 && is_any_ip(host) &&
	       (port.len == 0 || (parse_port(port, &number) == 0 && number > 0));
}
