/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The deny list: the special-purpose registries of IANA (RFC 6890) and what a tunnel or translator would hide in an
 * address. It never resolves, never logs. Invariant: of IPv6 only 2000::/3, the space given out for the public, can pass
 * without being allowed by name.
 */
#include "net/guard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct range {
	uint8_t bytes[16];
	unsigned bits;
	const char *kind;
};

/* One range a line: */
/* clang-format off */
static const struct range ranges_v4[] = {
	{{0}, 8, "reserved"},             /* this network, RFC 791; Linux takes 0.0.0.0 for loopback */
	{{10}, 8, "private"},             /* RFC 1918 */
	{{100, 64}, 10, "private"},       /* carrier-grade NAT, RFC 6598 */
	{{127}, 8, "loopback"},
	{{169, 254}, 16, "link-local"},   /* RFC 3927; metadata services of clouds */
	{{172, 16}, 12, "private"},       /* RFC 1918 */
	{{192, 0, 0}, 24, "reserved"},    /* IETF protocol assignments */
	{{192, 0, 2}, 24, "reserved"},    /* documentation, RFC 5737 */
	{{192, 88, 99}, 24, "reserved"},  /* 6to4 relays, RFC 7526 */
	{{192, 168}, 16, "private"},      /* RFC 1918 */
	{{198, 18}, 15, "reserved"},      /* benchmarks, RFC 2544 */
	{{198, 51, 100}, 24, "reserved"}, /* documentation */
	{{203, 0, 113}, 24, "reserved"},  /* documentation */
	{{224}, 4, "multicast"},
	{{240}, 4, "reserved"},           /* class E and broadcast */
};

static const struct range ranges_v6[] = {
	{{[15] = 1}, 128, "loopback"},
	{{0xfc}, 7, "private"},                     /* unique local, RFC 4193 */
	{{0xfe, 0x80}, 10, "link-local"},
	{{0xfe, 0xc0}, 10, "private"},              /* site-local, RFC 3879 */
	{{0xff}, 8, "multicast"},
	{{0x20, 0x01, 0x00}, 23, "reserved"},       /* IETF assignments: Teredo, ORCHID, benchmarks */
	{{0x20, 0x01, 0x0d, 0xb8}, 32, "reserved"}, /* documentation, RFC 3849 */
	{{0x20, 0x02}, 16, "reserved"},             /* 6to4: holds any IPv4 address */
	{{0x3f, 0xff, 0x00}, 20, "reserved"},       /* documentation, RFC 9637 */
};
/* clang-format on */

static const uint8_t prefix_mapped[12] = {[10] = 0xff, [11] = 0xff};
static const uint8_t prefix_compatible[12] = {0};

static bool in_prefix(const uint8_t *bytes, const uint8_t *prefix, unsigned bits)
{
	unsigned whole = bits / 8;
	unsigned rest = bits % 8;

	if (memcmp(bytes, prefix, whole) != 0) {
		return false;
	}
	return rest == 0 || (bytes[whole] >> (8 - rest)) == (prefix[whole] >> (8 - rest));
}

/* An IPv4 address written as IPv6 is the IPv4 address; :: and ::1 are not of that kind. */
static struct ip unwrap(const struct ip *ip)
{
	struct ip inner = *ip;

	if (!ip->v6) {
		return inner;
	}
	bool mapped = memcmp(ip->bytes, prefix_mapped, sizeof(prefix_mapped)) == 0;
	bool compatible = memcmp(ip->bytes, prefix_compatible, sizeof(prefix_compatible)) == 0 &&
			  (ip->bytes[12] != 0 || ip->bytes[13] != 0 || ip->bytes[14] != 0 ||
				  ip->bytes[15] > 1);
	if (mapped || compatible) {
		inner = (struct ip){.v6 = false};
		memcpy(inner.bytes, ip->bytes + 12, 4);
	}
	return inner;
}

const char *guard_kind(const struct ip *ip)
{
	struct ip inner = unwrap(ip);
	const struct range *ranges = inner.v6 ? ranges_v6 : ranges_v4;
	size_t count = inner.v6 ? sizeof(ranges_v6) / sizeof(*ranges_v6)
				: sizeof(ranges_v4) / sizeof(*ranges_v4);

	for (size_t i = 0; i < count; i++) {
		if (in_prefix(inner.bytes, ranges[i].bytes, ranges[i].bits)) {
			return ranges[i].kind;
		}
	}
	if (inner.v6 && (inner.bytes[0] >> 5) != 1) {
		return "reserved"; /* outside 2000::/3: ::, 64:ff9b::/96, 100::/64 … */
	}
	return NULL;
}

const char *guard_check(const struct guard *guard, const struct ip *ip)
{
	const char *kind = guard_kind(ip);

	if (kind == NULL) {
		return NULL;
	}
	if (guard->allow_private &&
		(strcmp(kind, "loopback") == 0 || strcmp(kind, "private") == 0 ||
			strcmp(kind, "link-local") == 0)) {
		return NULL;
	}
	struct ip inner = unwrap(ip);
	for (size_t i = 0; i < guard->network_count; i++) {
		const struct guard_network *network = &guard->networks[i];
		if (network->ip.v6 == inner.v6 &&
			in_prefix(inner.bytes, network->ip.bytes, network->bits)) {
			return NULL;
		}
	}
	return kind;
}

void guard_init(struct guard *guard, bool allow_private)
{
	*guard = (struct guard){.allow_private = allow_private};
}

void guard_done(struct guard *guard)
{
	free(guard->networks);
	*guard = (struct guard){0};
}

int guard_allow(struct guard *guard, struct str network)
{
	struct guard_network parsed = {0};
	struct str address;
	struct str rest = network;
	int64_t bits = -1;

	if (!str_cut(&rest, '/', &address) || ip_parse(address, &parsed.ip) != 0) {
		return -EINVAL;
	}
	int64_t width = parsed.ip.v6 ? 128 : 32;
	if (rest.ptr == NULL) {
		bits = width;
	} else if (str_to_int64(rest, &bits) != 0 || bits < 0 || bits > width) {
		return -EINVAL;
	}
	parsed.bits = (unsigned)bits;
	guard->networks =
		mem_realloc(guard->networks, (guard->network_count + 1) * sizeof(*guard->networks));
	guard->networks[guard->network_count++] = parsed;
	return 0;
}
