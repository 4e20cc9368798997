/* SPDX-License-Identifier: BSD-2-Clause */
/* Months, weekdays and time zones by name, as tables; only text/date.c reads them. */
#ifndef NUNCIO_TEXT_DATE_NAMES_H
#define NUNCIO_TEXT_DATE_NAMES_H

#include <stdbool.h>

#include "base/str.h"

/* 1 to 12, 0 for a word that is no month in any language we know. */
int date_month_of(struct str word);
/* True and minutes east of UTC when the word is a time zone. */
bool date_zone_of(struct str word, int *ret_minutes);

#endif
