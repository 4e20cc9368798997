/* SPDX-License-Identifier: BSD-2-Clause */
/* The words for what libfyaml finds wrong; for text/yaml.c only. */
#ifndef NUNCIO_TEXT_YAML_MESSAGE_H
#define NUNCIO_TEXT_YAML_MESSAGE_H

#include "base/str.h"

struct yaml_message {
	const char *text;
	const char *hint; /* NULL: none */
};

/* `theirs` as libfyaml says it, about that line; it stays as it is when there is nothing better. */
struct yaml_message yaml_message_of(const char *theirs, struct str line);

#endif
