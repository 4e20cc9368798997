/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in dates. Months are known by their first letters, in the languages that feeds are found in; letters beyond ASCII
 * compare by their bytes, so both cases are listed. Zone names are those of RFC 822 and the ones that newsrooms use; where
 * a name means several zones, the one with more newsrooms.
 */
#include "text/date_names.h"

#include <stddef.h>

struct month_row {
	struct str start;
	int month;
};

static const struct month_row months[] = {
	/* English, and what shares its first letters */
	{STR_INIT("jan"), 1},
	{STR_INIT("feb"), 2},
	{STR_INIT("mar"), 3},
	{STR_INIT("apr"), 4},
	{STR_INIT("may"), 5},
	{STR_INIT("jun"), 6},
	{STR_INIT("jul"), 7},
	{STR_INIT("aug"), 8},
	{STR_INIT("sep"), 9},
	{STR_INIT("oct"), 10},
	{STR_INIT("nov"), 11},
	{STR_INIT("dec"), 12},
	/* German, Dutch, Scandinavian */
	{STR_INIT("jän"), 1},
	{STR_INIT("mär"), 3},
	{STR_INIT("mrz"), 3},
	{STR_INIT("mrt"), 3},
	{STR_INIT("maa"), 3},
	{STR_INIT("mai"), 5},
	{STR_INIT("mei"), 5},
	{STR_INIT("maj"), 5},
	{STR_INIT("okt"), 10},
	{STR_INIT("dez"), 12},
	{STR_INIT("des"), 12},
	/* French, Spanish, Italian, Portuguese */
	{STR_INIT("ene"), 1},
	{STR_INIT("gen"), 1},
	{STR_INIT("fév"), 2},
	{STR_INIT("fev"), 2},
	{STR_INIT("avr"), 4},
	{STR_INIT("abr"), 4},
	{STR_INIT("mag"), 5},
	{STR_INIT("juin"), 6},
	{STR_INIT("giu"), 6},
	{STR_INIT("juil"), 7},
	{STR_INIT("lug"), 7},
	{STR_INIT("aoû"), 8},
	{STR_INIT("aou"), 8},
	{STR_INIT("ago"), 8},
	{STR_INIT("set"), 9},
	{STR_INIT("ott"), 10},
	{STR_INIT("out"), 10},
	{STR_INIT("déc"), 12},
	{STR_INIT("dic"), 12},
	/* Polish */
	{STR_INIT("sty"), 1},
	{STR_INIT("lut"), 2},
	{STR_INIT("kwi"), 4},
	{STR_INIT("cze"), 6},
	{STR_INIT("lip"), 7},
	{STR_INIT("sie"), 8},
	{STR_INIT("wrz"), 9},
	{STR_INIT("paź"), 10},
	{STR_INIT("paz"), 10},
	{STR_INIT("lis"), 11},
	{STR_INIT("gru"), 12},
	/* Hungarian, where it differs */
	{STR_INIT("már"), 3},
	{STR_INIT("ápr"), 4},
	{STR_INIT("máj"), 5},
	{STR_INIT("máu"), 5},
	{STR_INIT("jún"), 6},
	{STR_INIT("júl"), 7},
	{STR_INIT("sze"), 9},
	/* Russian */
	{STR_INIT("янв"), 1},
	{STR_INIT("Янв"), 1},
	{STR_INIT("фев"), 2},
	{STR_INIT("Фев"), 2},
	{STR_INIT("мар"), 3},
	{STR_INIT("Мар"), 3},
	{STR_INIT("апр"), 4},
	{STR_INIT("Апр"), 4},
	{STR_INIT("май"), 5},
	{STR_INIT("Май"), 5},
	{STR_INIT("мая"), 5},
	{STR_INIT("Мая"), 5},
	{STR_INIT("июн"), 6},
	{STR_INIT("Июн"), 6},
	{STR_INIT("июл"), 7},
	{STR_INIT("Июл"), 7},
	{STR_INIT("авг"), 8},
	{STR_INIT("Авг"), 8},
	{STR_INIT("сен"), 9},
	{STR_INIT("Сен"), 9},
	{STR_INIT("окт"), 10},
	{STR_INIT("Окт"), 10},
	{STR_INIT("ноя"), 11},
	{STR_INIT("Ноя"), 11},
	{STR_INIT("дек"), 12},
	{STR_INIT("Дек"), 12},
	/* Greek */
	{STR_INIT("Ιαν"), 1},
	{STR_INIT("Φεβ"), 2},
	{STR_INIT("Μάώ"), 3},
	{STR_INIT("Μαώ"), 3},
	{STR_INIT("Μάρ"), 3},
	{STR_INIT("Μαρ"), 3},
	{STR_INIT("Απρ"), 4},
	{STR_INIT("Μάι"), 5},
	{STR_INIT("Μαϊ"), 5},
	{STR_INIT("Μαι"), 5},
	{STR_INIT("Ιούν"), 6},
	{STR_INIT("Ιον"), 6},
	{STR_INIT("Ιουν"), 6},
	{STR_INIT("Ιούλ"), 7},
	{STR_INIT("Ιολ"), 7},
	{STR_INIT("Ιουλ"), 7},
	{STR_INIT("Αύγ"), 8},
	{STR_INIT("Αυγ"), 8},
	{STR_INIT("Σεπ"), 9},
	{STR_INIT("Οκτ"), 10},
	{STR_INIT("Νοέ"), 11},
	{STR_INIT("Νοε"), 11},
	{STR_INIT("Δεκ"), 12},
};

/* Weekdays that begin like a month. */
static const struct str weekdays[] = {STR_INIT("mardi"), STR_INIT("martes"), STR_INIT("marted"),
	STR_INIT("maandag"), STR_INIT("marți")};

struct zone_row {
	struct str name;
	int minutes;
};

static const struct zone_row zones[] = {
	{STR_INIT("Z"), 0},
	{STR_INIT("UT"), 0},
	{STR_INIT("UTC"), 0},
	{STR_INIT("GMT"), 0},
	{STR_INIT("WET"), 0},
	{STR_INIT("EST"), -300},
	{STR_INIT("EDT"), -240},
	{STR_INIT("ET"), -300},
	{STR_INIT("CST"), -360},
	{STR_INIT("CDT"), -300},
	{STR_INIT("CT"), -360},
	{STR_INIT("MST"), -420},
	{STR_INIT("MDT"), -360},
	{STR_INIT("MT"), -420},
	{STR_INIT("PST"), -480},
	{STR_INIT("PDT"), -420},
	{STR_INIT("PT"), -480},
	{STR_INIT("AST"), -240},
	{STR_INIT("ADT"), -180},
	{STR_INIT("AT"), -240},
	{STR_INIT("NST"), -210},
	{STR_INIT("NDT"), -150},
	{STR_INIT("AKST"), -540},
	{STR_INIT("AKDT"), -480},
	{STR_INIT("HST"), -600},
	{STR_INIT("BRT"), -180},
	{STR_INIT("ART"), -180},
	{STR_INIT("BST"), 60},
	{STR_INIT("WEST"), 60},
	{STR_INIT("CET"), 60},
	{STR_INIT("CEST"), 120},
	{STR_INIT("MET"), 60},
	{STR_INIT("MEST"), 120},
	{STR_INIT("MEZ"), 60},
	{STR_INIT("MESZ"), 120},
	{STR_INIT("WAT"), 60},
	{STR_INIT("SAST"), 120},
	{STR_INIT("CAT"), 120},
	{STR_INIT("EET"), 120},
	{STR_INIT("EEST"), 180},
	{STR_INIT("EAT"), 180},
	{STR_INIT("MSK"), 180},
	{STR_INIT("MSD"), 240},
	{STR_INIT("TRT"), 180},
	{STR_INIT("IRST"), 210},
	{STR_INIT("IRDT"), 270},
	{STR_INIT("GST"), 240},
	{STR_INIT("AFT"), 270},
	{STR_INIT("PKT"), 300},
	{STR_INIT("IST"), 330},
	{STR_INIT("NPT"), 345},
	{STR_INIT("ICT"), 420},
	{STR_INIT("WIB"), 420},
	{STR_INIT("SGT"), 480},
	{STR_INIT("HKT"), 480},
	{STR_INIT("PHT"), 480},
	{STR_INIT("AWST"), 480},
	{STR_INIT("JST"), 540},
	{STR_INIT("KST"), 540},
	{STR_INIT("ACST"), 570},
	{STR_INIT("ACDT"), 630},
	{STR_INIT("AEST"), 600},
	{STR_INIT("AEDT"), 660},
	{STR_INIT("NZST"), 720},
	{STR_INIT("NZDT"), 780},
};

int date_month_of(struct str word)
{
	for (size_t i = 0; i < sizeof(weekdays) / sizeof(weekdays[0]); i++) {
		if (str_starts_nocase(word, weekdays[i])) {
			return 0;
		}
	}
	for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
		if (str_starts_nocase(word, months[i].start)) {
			return months[i].month;
		}
	}
	return 0;
}

bool date_zone_of(struct str word, int *ret_minutes)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (str_eq_nocase(word, zones[i].name)) {
			*ret_minutes = zones[i].minutes;
			return true;
		}
	}
	return false;
}
