/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in dates. Months are known by their first letters, in the languages that feeds are found in, in all cases that
 * their grammars have; the longest start that fits counts. Zone names are those of RFC 822 and the ones that newsrooms use;
 * where a name means several zones, the one with more newsrooms. RFC 822's single letters but Z mean nothing: half of
 * those who use them have the sign wrong (RFC 2822 4.3).
 */
#include "text/date_names.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct month_row {
	struct str start;
	int month;
};

static const struct month_row months[] = {
	/* English and Latin ones that share its letters */
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
	{STR_INIT("mrz"), 3},
	{STR_INIT("mrt"), 3},
	{STR_INIT("maa"), 3},
	{STR_INIT("mai"), 5},
	{STR_INIT("mei"), 5},
	{STR_INIT("maj"), 5},
	{STR_INIT("okt"), 10},
	{STR_INIT("dez"), 12},
	{STR_INIT("des"), 12},
	{STR_INIT("dets"), 12},
	/* French, Catalan */
	{STR_INIT("fev"), 2},
	{STR_INIT("avr"), 4},
	{STR_INIT("mag"), 5},
	{STR_INIT("juin"), 6},
	{STR_INIT("juil"), 7},
	{STR_INIT("aou"), 8},
	/* Spanish, Portuguese, Italian */
	{STR_INIT("ene"), 1},
	{STR_INIT("gen"), 1},
	{STR_INIT("abr"), 4},
	{STR_INIT("giu"), 6},
	{STR_INIT("lug"), 7},
	{STR_INIT("ago"), 8},
	{STR_INIT("set"), 9},
	{STR_INIT("ott"), 10},
	{STR_INIT("out"), 10},
	{STR_INIT("dic"), 12},
	/* Romanian */
	{STR_INIT("ian"), 1},
	{STR_INIT("iun"), 6},
	{STR_INIT("iul"), 7},
	{STR_INIT("noi"), 11},
	{STR_INIT("noe"), 11},
	/* Polish */
	{STR_INIT("sty"), 1},
	{STR_INIT("lut"), 2},
	{STR_INIT("kwi"), 4},
	{STR_INIT("cze"), 6},
	{STR_INIT("lip"), 7},
	{STR_INIT("sie"), 8},
	{STR_INIT("wrz"), 9},
	{STR_INIT("paz"), 10},
	{STR_INIT("lis"), 11},
	{STR_INIT("gru"), 12},
	/* Czech */
	{STR_INIT("led"), 1},
	{STR_INIT("uno"), 2},
	{STR_INIT("bre"), 3},
	{STR_INIT("dub"), 4},
	{STR_INIT("kve"), 5},
	{STR_INIT("cervn"), 6},
	{STR_INIT("cerven"), 6},
	{STR_INIT("cvn"), 6},
	{STR_INIT("cervenec"), 7},
	{STR_INIT("cervence"), 7},
	{STR_INIT("cvc"), 7},
	{STR_INIT("srp"), 8},
	{STR_INIT("zar"), 9},
	{STR_INIT("rij"), 10},
	{STR_INIT("pro"), 12},
	/* Hungarian */
	{STR_INIT("sze"), 9},
	/* Finnish */
	{STR_INIT("tammi"), 1},
	{STR_INIT("helmi"), 2},
	{STR_INIT("maalis"), 3},
	{STR_INIT("huhti"), 4},
	{STR_INIT("touko"), 5},
	{STR_INIT("kesa"), 6},
	{STR_INIT("heina"), 7},
	{STR_INIT("elo"), 8},
	{STR_INIT("syys"), 9},
	{STR_INIT("loka"), 10},
	{STR_INIT("marras"), 11},
	{STR_INIT("joulu"), 12},
	/* Estonian */
	{STR_INIT("jaa"), 1},
	{STR_INIT("vee"), 2},
	{STR_INIT("juun"), 6},
	{STR_INIT("juul"), 7},
	/* Lithuanian */
	{STR_INIT("saus"), 1},
	{STR_INIT("vas"), 2},
	{STR_INIT("kov"), 3},
	{STR_INIT("bal"), 4},
	{STR_INIT("geg"), 5},
	{STR_INIT("birz"), 6},
	{STR_INIT("liep"), 7},
	{STR_INIT("rugp"), 8},
	{STR_INIT("rugs"), 9},
	{STR_INIT("spal"), 10},
	{STR_INIT("lapk"), 11},
	/* Turkish */
	{STR_INIT("oca"), 1},
	{STR_INIT("sub"), 2},
	{STR_INIT("nis"), 4},
	{STR_INIT("haz"), 6},
	{STR_INIT("tem"), 7},
	{STR_INIT("agu"), 8},
	{STR_INIT("eyl"), 9},
	{STR_INIT("eki"), 10},
	{STR_INIT("kas"), 11},
	{STR_INIT("ara"), 12},
	/* Croatian */
	{STR_INIT("sijec"), 1},
	{STR_INIT("velj"), 2},
	{STR_INIT("ozu"), 3},
	{STR_INIT("tra"), 4},
	{STR_INIT("svib"), 5},
	{STR_INIT("lipan"), 6},
	{STR_INIT("lipnj"), 6},
	{STR_INIT("srpan"), 7},
	{STR_INIT("srpnj"), 7},
	{STR_INIT("kolo"), 8},
	{STR_INIT("ruj"), 9},
	{STR_INIT("stud"), 11},
	/* Russian */
	{STR_INIT("янв"), 1},
	{STR_INIT("фев"), 2},
	{STR_INIT("мар"), 3},
	{STR_INIT("апр"), 4},
	{STR_INIT("маи"), 5},
	{STR_INIT("мая"), 5},
	{STR_INIT("июн"), 6},
	{STR_INIT("июл"), 7},
	{STR_INIT("авг"), 8},
	{STR_INIT("сен"), 9},
	{STR_INIT("сеп"), 9},
	{STR_INIT("окт"), 10},
	{STR_INIT("ноя"), 11},
	{STR_INIT("дек"), 12},
	/* Ukrainian */
	{STR_INIT("січ"), 1},
	{STR_INIT("лют"), 2},
	{STR_INIT("берез"), 3},
	{STR_INIT("бер"), 3},
	{STR_INIT("квіт"), 4},
	{STR_INIT("кві"), 4},
	{STR_INIT("трав"), 5},
	{STR_INIT("тра"), 5},
	{STR_INIT("черв"), 6},
	{STR_INIT("чер"), 6},
	{STR_INIT("лип"), 7},
	{STR_INIT("липн"), 7},
	{STR_INIT("серп"), 8},
	{STR_INIT("вер"), 9},
	{STR_INIT("жов"), 10},
	{STR_INIT("лист"), 11},
	{STR_INIT("гру"), 12},
	/* Bulgarian, Serbian, Macedonian */
	{STR_INIT("яну"), 1},
	{STR_INIT("јан"), 1},
	{STR_INIT("феб"), 2},
	{STR_INIT("мај"), 5},
	{STR_INIT("юни"), 6},
	{STR_INIT("јун"), 6},
	{STR_INIT("юли"), 7},
	{STR_INIT("јул"), 7},
	{STR_INIT("ное"), 11},
	{STR_INIT("нов"), 11},
	{STR_INIT("дец"), 12},
	/* Belarusian */
	{STR_INIT("студ"), 1},
	{STR_INIT("лютаг"), 2},
	{STR_INIT("сакав"), 3},
	{STR_INIT("крас"), 4},
	{STR_INIT("красав"), 4},
	{STR_INIT("чэрв"), 6},
	{STR_INIT("ліп"), 7},
	{STR_INIT("ліпе"), 7},
	{STR_INIT("жнів"), 8},
	{STR_INIT("верас"), 9},
	{STR_INIT("кастр"), 10},
	{STR_INIT("лістап"), 11},
	{STR_INIT("снеж"), 12},
	/* Greek */
	{STR_INIT("ιαν"), 1},
	{STR_INIT("φεβ"), 2},
	{STR_INIT("μαρ"), 3},
	{STR_INIT("μαω"), 3},
	{STR_INIT("απρ"), 4},
	{STR_INIT("μαι"), 5},
	{STR_INIT("ιουν"), 6},
	{STR_INIT("ιον"), 6},
	{STR_INIT("ιουλ"), 7},
	{STR_INIT("ιολ"), 7},
	{STR_INIT("αυγ"), 8},
	{STR_INIT("σεπ"), 9},
	{STR_INIT("οκτ"), 10},
	{STR_INIT("νοε"), 11},
	{STR_INIT("δεκ"), 12},
	/* Arabic */
	{STR_INIT("يناير"), 1},
	{STR_INIT("فبراير"), 2},
	{STR_INIT("شباط"), 2},
	{STR_INIT("مارس"), 3},
	{STR_INIT("اذار"), 3},
	{STR_INIT("ابريل"), 4},
	{STR_INIT("نيسان"), 4},
	{STR_INIT("مايو"), 5},
	{STR_INIT("ايار"), 5},
	{STR_INIT("يونيو"), 6},
	{STR_INIT("حزيران"), 6},
	{STR_INIT("يوليو"), 7},
	{STR_INIT("تموز"), 7},
	{STR_INIT("اغسطس"), 8},
	{STR_INIT("سبتمبر"), 9},
	{STR_INIT("ايلول"), 9},
	{STR_INIT("اكتوبر"), 10},
	{STR_INIT("نوفمبر"), 11},
	{STR_INIT("ديسمبر"), 12},
	/* Hebrew */
	{STR_INIT("ינואר"), 1},
	{STR_INIT("פברואר"), 2},
	{STR_INIT("מרץ"), 3},
	{STR_INIT("מרס"), 3},
	{STR_INIT("אפריל"), 4},
	{STR_INIT("מאי"), 5},
	{STR_INIT("יוני"), 6},
	{STR_INIT("יולי"), 7},
	{STR_INIT("אוגוסט"), 8},
	{STR_INIT("ספטמבר"), 9},
	{STR_INIT("אוקטובר"), 10},
	{STR_INIT("נובמבר"), 11},
	{STR_INIT("דצמבר"), 12},
};

/* Weekdays that begin like a month. */
static const struct str weekdays[] = {STR_INIT("mardi"), STR_INIT("martes"), STR_INIT("marted"),
	STR_INIT("maandag"), STR_INIT("maanantai"), STR_INIT("szerda"), STR_INIT("vasarnap"),
	STR_INIT("pazar"), STR_INIT("subota")};

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
	{STR_INIT("ZULU"), 0},
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
	{STR_INIT("WEZ"), 0},
	{STR_INIT("AZOT"), -60},
	{STR_INIT("HNE"), -300},
	{STR_INIT("HAE"), -240},
	{STR_INIT("HNC"), -360},
	{STR_INIT("HAC"), -300},
	{STR_INIT("HNP"), -480},
	{STR_INIT("HAP"), -420},
	{STR_INIT("HNA"), -240},
	{STR_INIT("HAA"), -180},
	{STR_INIT("HDT"), -540},
	{STR_INIT("BRST"), -120},
	{STR_INIT("CLT"), -240},
	{STR_INIT("CLST"), -180},
	{STR_INIT("COT"), -300},
	{STR_INIT("PET"), -300},
	{STR_INIT("ECT"), -300},
	{STR_INIT("VET"), -240},
	{STR_INIT("BOT"), -240},
	{STR_INIT("PYT"), -180},
	{STR_INIT("UYT"), -180},
	{STR_INIT("WESZ"), 60},
	{STR_INIT("CEDT"), 120},
	{STR_INIT("OEZ"), 120},
	{STR_INIT("OESZ"), 180},
	{STR_INIT("EEDT"), 180},
	{STR_INIT("IDT"), 180},
	{STR_INIT("SAMT"), 240},
	{STR_INIT("GET"), 240},
	{STR_INIT("AZT"), 240},
	{STR_INIT("YEKT"), 300},
	{STR_INIT("UZT"), 300},
	{STR_INIT("TMT"), 300},
	{STR_INIT("TJT"), 300},
	{STR_INIT("MVT"), 300},
	{STR_INIT("SLST"), 330},
	{STR_INIT("OMST"), 360},
	{STR_INIT("ALMT"), 360},
	{STR_INIT("BTT"), 360},
	{STR_INIT("KGT"), 360},
	{STR_INIT("MMT"), 390},
	{STR_INIT("NOVT"), 420},
	{STR_INIT("KRAT"), 420},
	{STR_INIT("IRKT"), 480},
	{STR_INIT("WITA"), 480},
	{STR_INIT("PHST"), 480},
	{STR_INIT("MYT"), 480},
	{STR_INIT("BNT"), 480},
	{STR_INIT("YAKT"), 540},
	{STR_INIT("WIT"), 540},
	{STR_INIT("VLAT"), 600},
	{STR_INIT("CHST"), 600},
	{STR_INIT("MAGT"), 660},
	{STR_INIT("PETT"), 720},
	{STR_INIT("FJT"), 720},
	{STR_INIT("NZST"), 720},
	{STR_INIT("NZDT"), 780},
};

/* What nearly all feeds write; other languages have no month of three letters that is one of these and means another. */
static bool find_short(struct str word, int *ret_month)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsun";

	for (size_t at = 0; names[at]; at += 3) {
		if (memcmp(names + at, word.ptr, 3) == 0) {
			*ret_month = at < 36 ? (int)at / 3 + 1 : 0;
			return true;
		}
	}
	return false;
}

static int find_month(struct str word)
{
	size_t longest = 0;
	int month = 0;

	for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
		if (months[i].start.ptr[0] == word.ptr[0] && months[i].start.len > longest &&
			str_starts(word, months[i].start)) {
			longest = months[i].start.len;
			month = months[i].month;
		}
	}
	return month;
}

int date_month_of(struct str word)
{
	static const struct str in = STR_INIT("\u05d1"); /* Hebrew writes "in" without a space */
	int month;

	if (word.len == 3 && find_short(word, &month)) {
		return month;
	}
	if (word.len == 0 || str_eq(word, STR("marti"))) {
		return 0; /* Tuesday in Romanian, where March is "martie" */
	}
	for (size_t i = 0; i < sizeof(weekdays) / sizeof(weekdays[0]); i++) {
		if (str_starts(word, weekdays[i])) {
			return 0;
		}
	}
	month = find_month(word);
	if (month == 0 && word.len > in.len && str_starts(word, in)) {
		month = find_month(str_slice(word, in.len, SIZE_MAX));
	}
	return month;
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
