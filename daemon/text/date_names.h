/* SPDX-License-Identifier: BSD-2-Clause */
/* Months, weekdays and time zones by name, as tables; for the files of text/date only. */
#ifndef NUNCIO_TEXT_DATE_NAMES_H
#define NUNCIO_TEXT_DATE_NAMES_H

#include <stdbool.h>

#include "base/str.h"

/* 1 to 12, 0 for a word that is no month in any language we know. `word` is folded. */
int date_month_of(struct str word);
/* True and minutes east of UTC when the word is a time zone. */
bool date_zone_of(struct str word, int *ret_minutes);

#endif
