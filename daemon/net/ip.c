/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses and their text. It never resolves a name.
 * Invariant: bytes that the family does not use are zero, so that two equal addresses have equal bytes.
 */
#include "net/ip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

/* The text with a NUL behind it; false when it is too long to be an address. */
static bool copy_text(struct str text, char out[IP_TEXT_SIZE])
{
	if (text.len == 0 || text.len >= IP_TEXT_SIZE || memchr(text.ptr, 0, text.len) != NULL) {
		return false;
	}
	memcpy(out, text.ptr, text.len);
	out[text.len] = 0;
	return true;
}

int ip_parse(struct str text, struct ip *ret)
{
	char copy[IP_TEXT_SIZE];
	struct ip ip = {0};

	if (!copy_text(text, copy)) {
		return -EINVAL;
	}
	ip.v6 = strchr(copy, ':') != NULL;
	if (inet_pton(ip.v6 ? AF_INET6 : AF_INET, copy, ip.bytes) != 1) {
		return -EINVAL;
	}
	*ret = ip;
	return 0;
}

int ip_parse_url_host(struct str text, struct ip *ret)
{
	char copy[IP_TEXT_SIZE];
	struct in_addr address;

	if (ip_parse(text, ret) == 0) {
		return 0;
	}
	/* A final dot names the root and does not make a name of a number. */
	if (text.len > 1 && text.ptr[text.len - 1] == '.') {
		text.len--;
	}
	if (!copy_text(text, copy) || strspn(copy, "0123456789abcdefABCDEFxX.") != text.len ||
		inet_aton(copy, &address) == 0) {
		return -EINVAL;
	}
	*ret = (struct ip){.v6 = false};
	memcpy(ret->bytes, &address, sizeof(address));
	return 0;
}

int ip_from_sockaddr(const struct sockaddr *address, struct ip *ret)
{
	struct ip ip = {0};

	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof(in));
		memcpy(ip.bytes, &in.sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, address, sizeof(in6));
		ip.v6 = true;
		memcpy(ip.bytes, &in6.sin6_addr, 16);
	} else {
		return -EAFNOSUPPORT;
	}
	*ret = ip;
	return 0;
}

bool ip_eq(const struct ip *a, const struct ip *b)
{
	return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

size_t ip_format(const struct ip *ip, char out[IP_TEXT_SIZE])
{
	if (inet_ntop(ip->v6 ? AF_INET6 : AF_INET, ip->bytes, out, IP_TEXT_SIZE) == NULL) {
		out[0] = 0;
	}
	return strlen(out);
}
