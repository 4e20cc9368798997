/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration as the fetcher takes it, for all who fetch. */
#ifndef NUNCIO_CONF_FETCHING_H
#define NUNCIO_CONF_FETCHING_H

#include "conf/conf.h"
#include "fetch/fetch.h"

/* Its texts are borrowed from `conf`. */
struct fetch_config conf_fetch_config(const struct conf *conf);

#endif
