/* SPDX-License-Identifier: BSD-2-Clause */
/* A small name server on a loopback port, in the loop of the test. Include it in one file of a test program. */
#ifndef NUNCIO_TEST_FAKE_DNS_H
#define NUNCIO_TEST_FAKE_DNS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/ip.h"
#include "net/loop.h"

struct fake_record {
	const char *name;
	const char *addresses; /* separated by spaces; "" : no data; NULL: never answers */
	int rcode;             /* 3: no such name, 2: server failure */
	bool truncated;
};

struct fake_dns {
	int fd;
	struct loop_io *io;
	char address[64]; /* for the configuration of the resolver */
	const struct fake_record *records;
	size_t record_count;
	size_t questions; /* that came */
	unsigned ttl_s;
};

/* The name at `at` with dots; the offset behind it. */
static size_t fake_dns_name(const uint8_t *packet, size_t at, size_t len, char out[256])
{
	size_t used = 0;
	while (at < len && packet[at] != 0) {
		size_t label = packet[at++];
		if (used > 0) {
			out[used++] = '.';
		}
		memcpy(out + used, packet + at, label);
		used += label;
		at += label;
	}
	out[used] = 0;
	return at + 1;
}

static const struct fake_record *fake_dns_find(const struct fake_dns *dns, const char *name)
{
	static const struct fake_record nothing = {NULL, "", 3, false};

	for (size_t i = 0; i < dns->record_count; i++) {
		if (strcasecmp(dns->records[i].name, name) == 0) {
			return &dns->records[i];
		}
	}
	return &nothing;
}

static void fake_dns_answer(int fd, unsigned events, void *arg)
{
	struct fake_dns *dns = arg;
	uint8_t packet[1500];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	char name[256];
	char words[256];

	(void)events;
	ssize_t got = recvfrom(fd, packet, 512, MSG_DONTWAIT, (struct sockaddr *)&from, &from_len);
	if (got < 17) {
		return;
	}
	dns->questions++;
	size_t at = fake_dns_name(packet, 12, (size_t)got, name);
	bool v6 = packet[at + 1] == 28;
	const struct fake_record *record = fake_dns_find(dns, name);
	if (record->addresses == NULL) {
		return;
	}
	at += 4;
	size_t end = at;
	unsigned answers = 0;
	(void)snprintf(words, sizeof(words), "%s", record->addresses);
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
		struct ip ip;
		if (ip_parse(str_from(word), &ip) != 0 || ip.v6 != v6) {
			continue;
		}
		uint8_t head[12] = {0xc0, 12, 0, v6 ? 28 : 1, 0, 1, 0, 0,
			(uint8_t)(dns->ttl_s >> 8), (uint8_t)dns->ttl_s, 0, v6 ? 16 : 4};
		memcpy(packet + end, head, sizeof(head));
		memcpy(packet + end + 12, ip.bytes, v6 ? 16 : 4);
		end += 12 + (v6 ? 16u : 4u);
		answers++;
	}
	packet[2] = (uint8_t)(0x81 | (record->truncated ? 2 : 0));
	packet[3] = (uint8_t)(0x80 | record->rcode);
	packet[6] = 0;
	packet[7] = (uint8_t)answers;
	memset(packet + 8, 0, 4);
	(void)sendto(fd, packet, end, 0, (struct sockaddr *)&from, from_len);
}

static void fake_dns_start(struct fake_dns *dns, struct loop *loop,
	const struct fake_record *records, size_t record_count)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);

	*dns = (struct fake_dns){.records = records, .record_count = record_count, .ttl_s = 300};
	dns->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (dns->fd < 0 || bind(dns->fd, (struct sockaddr *)&address, len) != 0 ||
		getsockname(dns->fd, (struct sockaddr *)&address, &len) != 0) {
		perror("fake name server");
		_exit(1);
	}
	(void)snprintf(dns->address, sizeof(dns->address), "127.0.0.1:%u",
		(unsigned)ntohs(address.sin_port));
	dns->io = loop_io_new(loop, dns->fd, fake_dns_answer, dns);
	loop_io_set(dns->io, LOOP_READ);
}

static void fake_dns_stop(struct fake_dns *dns)
{
	loop_io_free(dns->io);
	close(dns->fd);
}

#endif
