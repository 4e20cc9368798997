/* SPDX-License-Identifier: BSD-2-Clause */
/* The named character references of HTML as tables; only text/html_reference.c reads them. */
#ifndef NUNCIO_TEXT_HTML_ENTITIES_H
#define NUNCIO_TEXT_HTML_ENTITIES_H

#include <stdint.h>

#define HTML_ENTITIES 2231
/* The longest name that needs no ";". */
#define HTML_ENTITY_LEGACY_MAX 6
/* The longest name, with its ";". */
#define HTML_ENTITY_MAX 32

/* Names one after the other, each followed by a space; number i starts at offset i. */
extern const char html_entity_names[];
extern const uint16_t html_entity_offsets[HTML_ENTITIES + 1];
/* First code point in the low 21 bits; the top byte says which of the seconds follows it, 0: none. */
extern const uint32_t html_entity_points[HTML_ENTITIES];
extern const uint16_t html_entity_seconds[];

#endif
