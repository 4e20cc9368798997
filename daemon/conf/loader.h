/* SPDX-License-Identifier: BSD-2-Clause */
/* The places that options come from, each loaded into one configuration; what came from where is kept for messages. */
#ifndef NUNCIO_CONF_LOADER_H
#define NUNCIO_CONF_LOADER_H

#include "base/diag.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/options.h"

struct loader {
	struct conf *conf;   /* borrowed */
	struct diags *diags; /* borrowed; takes all that is wrong */
	struct place *
		places; /* owned; for each option, where its value came from; file NULL: the default */
	struct str text; /* of the file, while it is read */
	char *directory; /* owned; of the file, "" for the working directory */
};

void loader_init(struct loader *loader, struct conf *conf, struct diags *diags);
void loader_done(struct loader *loader);
/* From the weakest to the strongest; a later one replaces what an earlier one has set. */
void loader_take_presets(struct loader *loader);
/* NULL: the default file, which may be missing. */
void loader_take_file(struct loader *loader, const char *file);
void loader_take_environment(struct loader *loader);
/* "fetch.timeout=20s" */
void loader_take_set(struct loader *loader, const char *text);
/* Where the value of an option came from; `file` is NULL for a default. */
struct place loader_place(const struct loader *loader, const struct conf_option *option);

#endif
