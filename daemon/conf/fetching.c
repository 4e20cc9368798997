/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One value behind the other, from the options to the fetcher. Never judges one: the options have. Keeps true: what fetches by
 * it has the guard, the limits and the manners of the daemon.
 */
#include "conf/fetching.h"

static const char *or_null(const char *text)
{
	return text && text[0] ? text : NULL;
}

struct fetch_config conf_fetch_config(const struct conf *conf)
{
	return (struct fetch_config){
		.user_agent = or_null(conf->fetch.user_agent),
		.timeout_ms = conf->fetch.timeout_ms,
		.connect_timeout_ms = conf->fetch.connect_timeout_ms,
		.host_gap_ms = conf->fetch.host_gap_ms,
		.host_connections = (unsigned)conf->fetch.host_connections,
		.connections = (unsigned)conf->fetch.connections,
		.max_document_bytes = (uint64_t)conf->fetch.max_document_bytes,
		.memory_bytes = (uint64_t)conf->fetch.memory_bytes,
		.allow_private = conf->fetch.allow_private,
		.allow_networks = conf->fetch.allow_networks.items,
		.allow_network_count = conf->fetch.allow_networks.count,
		.ports = conf->fetch.ports.items,
		.port_count = conf->fetch.ports.count,
		.ca_file = conf->fetch.ca_file,
		.proxy = conf->fetch.proxy,
		.nameservers = conf->fetch.nameservers.items,
		.nameserver_count = conf->fetch.nameservers.count,
	};
}
