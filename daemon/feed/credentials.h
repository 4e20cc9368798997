/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The secrets that feed lists refer to by name, so that a feed list can be shown to anyone:
 *     agency: {user: desk, password: "…"}
 *     wire:   {header: "Authorization: Bearer …"}
 */
#ifndef NUNCIO_FEED_CREDENTIALS_H
#define NUNCIO_FEED_CREDENTIALS_H

#include "base/diag.h"
#include "base/str.h"

struct credentials;

/* One of them; NULL what it does not have. Either user and password, or a header, or all. */
struct credential {
	const char *user;
	const char *password;
	const char *header; /* "Name: value" */
};

/* Reads the text of a credential file. Never NULL; what is wrong is left out and in `diags`, without quoting the file. */
struct credentials *credentials_parse(const char *file, struct str text, struct diags *diags);
void credentials_free(struct credentials *credentials);
/* NULL when there is none of that name. Borrowed. */
const struct credential *credentials_find(const struct credentials *credentials, struct str name);

#endif
