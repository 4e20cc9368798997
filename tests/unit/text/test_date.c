/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates as feeds write them, and what is no date. */
#include "text/date_case.h"

static void words(void **state)
{
	static const struct date_case cases[] = {
		{"Wed, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +0100", "2026-03-04T04:06:07Z"},
		{"Wed, 4 Mar 2026 05:06 -05:00", "2026-03-04T10:06:00Z"},
		{"04 Mar 26 05:06 EST", "2026-03-04T10:06:00Z"},
		{"4 Mar 99 05:06 UT", "1999-03-04T05:06:00Z"},
		{"4 Mar 126 05:06 UT", "2026-03-04T05:06:00Z"},
		{"Wed, 04 Mar 2026", "2026-03-04T00:00:00Z"},
		{"Wed 4 March 2026, 5:06 pm", "2026-03-04T17:06:00Z"},
		{"March 4, 2026 12:06 AM", "2026-03-04T00:06:00Z"},
		{"March 4th, 2026", "2026-03-04T00:00:00Z"},
		{"Wed, 04 Mar 2026 05:06:07 GMT+0200", "2026-03-04T03:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +0000 (UTC)", "2026-03-04T05:06:07Z"},
		{"Wed,04 Mar 2026 05:06:07 Z", "2026-03-04T05:06:07Z"},
		{"Wednesday, 04-Mar-26 05:06:07 GMT", "2026-03-04T05:06:07Z"},
		{"Wed Mar  4 05:06:07 2026", "2026-03-04T05:06:07Z"},
		{"Wed Mar 4 05:06:07 CET 2026", "2026-03-04T04:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 XYZ", "2026-03-04T05:06:07Z"},
		{"Sept 4 2026", "2026-09-04T00:00:00Z"},
		{"Mi, 04 Mär 2026 05:06:07 +0100", "2026-03-04T04:06:07Z"},
		{"mardi 4 août 2026", "2026-08-04T00:00:00Z"},
		{"martes, 4 de marzo de 2026", "2026-03-04T00:00:00Z"},
		{"4 мая 2026 05:06", "2026-05-04T05:06:00Z"},
		{"04/03/2026", "2026-04-03T00:00:00Z"},
		{"24/03/2026", "2026-03-24T00:00:00Z"},
		{"03/24/2026", "2026-03-24T00:00:00Z"},
		{"04.03.2026 05:06", "2026-03-04T05:06:00Z"},
		{"", NULL},
		{"yesterday", NULL},
		{"Mon", NULL},
		{"Mar 2026", NULL},
		{"31 Feb 2026", NULL},
		{"1 2 3 4 5", NULL},
		{"12345", NULL},
		{"99999999999999999999", NULL},
		{"Wed, 04 Mar 2026 99:99:99 GMT", NULL},
		{"a b c d e f 4 Mar 2026", NULL},
		{"4 Mar 12345", NULL},
		{"----", NULL},
		{"00 Mar 2026", NULL},
		/* RFC 822 and its successors */
		{"Thu, 30 Apr 2015 08:57:00 MET", "2015-04-30T07:57:00Z"},
		{"Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T06:57:00Z"},
		{"Thu, 01 Jan 0100 00:00:01 +0100", "0099-12-31T23:00:01Z"},
		{"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
		{"Thu, 01 Jan 49 19:48:21 GMT", "2049-01-01T19:48:21Z"},
		{"Fri, 01 Jan 50 19:48:21 GMT", "1950-01-01T19:48:21Z"},
		{"Thu,  5 Apr 2012 10:00:00 GMT", "2012-04-05T10:00:00Z"},
		{"Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z"},
		{"Wed, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T23:41:00Z"},
		{"Wed, 19 Feb 2012 22:40:00 -01:01", "2012-02-19T23:41:00Z"},
		{"Mon, 13 Feb, 2012 06:28:00 UTC", "2012-02-13T06:28:00Z"},
		{"Thu, 01 Jan 2004 00:00 GMT", "2004-01-01T00:00:00Z"},
		{"Mon, 26 January 2004 16:31:00 AT", "2004-01-26T20:31:00Z"},
		{"Mon, 26 January 2004 16:31:00 ET", "2004-01-26T21:31:00Z"},
		{"Mon, 26 January 2004 16:31:00 CT", "2004-01-26T22:31:00Z"},
		{"Mon, 26 January 2004 16:31:00 MT", "2004-01-26T23:31:00Z"},
		{"Mon, 26 January 2004 16:31:00 PT", "2004-01-27T00:31:00Z"},
		{"Thu Aug 30 2012 17:26:16 +0200", "2012-08-30T15:26:16Z"},
		{"Sun Jul 15 01:16:00 +0000 2012", "2012-07-15T01:16:00Z"},
		{"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z"},
		{"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
		{"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
		{"Thu, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"}, /* it was a Wednesday */
		{"WED, 04 MAR 2026 05:06:07 gmt", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06", "2026-03-04T05:06:00Z"},
		{"Wed, 04 Mar 2026 5:6:7 GMT", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07GMT", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07+0100", "2026-03-04T04:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +01:00", "2026-03-04T04:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +01", "2026-03-04T04:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +1", "2026-03-04T04:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 +530", "2026-03-03T23:36:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 --0700", "2026-03-04T12:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 \u22120700", "2026-03-04T12:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 GMT+2", "2026-03-04T03:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 GMT +2", "2026-03-04T03:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 UTC-0500", "2026-03-04T10:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 UTC+5:30", "2026-03-03T23:36:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 -0700 PDT", "2026-03-04T12:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 PST-08:00", "2026-03-04T13:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 00", "2026-03-04T05:06:07Z"},
		{"Wed, 04 Mar 2026 05:06:07 0000", "2026-03-04T05:06:07Z"},
		{"Wed Mar 04 2026 05:06:07 GMT-0700 (MST)", "2026-03-04T12:06:07Z"},
		{"Wed, 04 Mar 2026 05 -0700", "2026-03-04T12:00:00Z"},
		{"Wed , 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"},
		{"Wed, 4, Mar 2026 05:06", "2026-03-04T05:06:00Z"},
		{"Wed, Mar 04,2026 05:06:07 GMT", "2026-03-04T05:06:07Z"},
		{"Wed, March 4, 2026 5:06:07 PM EST", "2026-03-04T22:06:07Z"},
		{"Wed, 04 Mar 2026 3:04:05 PM -0700", "2026-03-04T22:04:05Z"},
		{"04 Wednesday, Mar 2026 05:06", "2026-03-04T05:06:00Z"},
		{"Mar 04 2026 03:04:05PM", "2026-03-04T15:04:05Z"},
		{"March 4, 2026, 3:04 p.m.", "2026-03-04T15:04:00Z"},
		{"March 4, 2026, 3:04 p. m. EST", "2026-03-04T20:04:00Z"},
		{"March 4, 2026 12:30 a.m.", "2026-03-04T00:30:00Z"},
		{"March 4, 2026 13:04 PM", "2026-03-04T13:04:00Z"},
		{"Posted on March 4, 2026 at 5:06 pm", "2026-03-04T17:06:00Z"},
		{"2026 March 04", "2026-03-04T00:00:00Z"},
		{"2026, Mar 4", "2026-03-04T00:00:00Z"},
		{"2026-Mar-04 05:06", "2026-03-04T05:06:00Z"},
		{"04-Mar-2026", "2026-03-04T00:00:00Z"},
		{"04.Mar.2026 05:06", "2026-03-04T05:06:00Z"},
		{"04/Mar/2026:05:06:07 +0100", "2026-03-04T04:06:07Z"},
		{"4Mar2026", "2026-03-04T00:00:00Z"},
		{"1st March 2026", "2026-03-01T00:00:00Z"},
		{"2nd of March, 2026", "2026-03-02T00:00:00Z"},
		{"March 3rd 2026", "2026-03-03T00:00:00Z"},
		{"Sept. 4, 2026", "2026-09-04T00:00:00Z"},
		{"Mon, 2026-03-02 15:04", "2026-03-02T15:04:00Z"},
		/* numbers alone */
		{"15:04 04.03.2026 -0700", "2026-03-04T22:04:00Z"},
		{"04.03.2026 -0700", "2026-03-04T07:00:00Z"},
		{"4.3.2026 5:06:07", "2026-03-04T05:06:07Z"},
		{"4.3.2026 klo 15.30", "2026-03-04T15:30:00Z"},
		{"04.03.26", "2026-03-04T00:00:00Z"},
		{"04-03-2026 05:06", "2026-03-04T05:06:00Z"},
		{"24/03/2026 - 15:04", "2026-03-24T15:04:00Z"},
		{"03/24/2026 3:04:05 PM EST", "2026-03-24T20:04:05Z"},
		{"3/4/26 5:06 PM", "2026-03-04T17:06:00Z"},
		/* zones by name; letters of the military mean nothing (RFC 2822 4.3) */
		{"4 Mar 2026 12:00 BST", "2026-03-04T11:00:00Z"},
		{"4 Mar 2026 12:00 WEST", "2026-03-04T11:00:00Z"},
		{"4 Mar 2026 12:00 MEZ", "2026-03-04T11:00:00Z"},
		{"4 Mar 2026 12:00 MESZ", "2026-03-04T10:00:00Z"},
		{"4 Mar 2026 12:00 EET", "2026-03-04T10:00:00Z"},
		{"4 Mar 2026 12:00 EEST", "2026-03-04T09:00:00Z"},
		{"4 Mar 2026 12:00 MSK", "2026-03-04T09:00:00Z"},
		{"4 Mar 2026 12:00 IDT", "2026-03-04T09:00:00Z"},
		{"4 Mar 2026 12:00 IRST", "2026-03-04T08:30:00Z"},
		{"4 Mar 2026 12:00 PKT", "2026-03-04T07:00:00Z"},
		{"4 Mar 2026 12:00 IST", "2026-03-04T06:30:00Z"},
		{"4 Mar 2026 12:00 NPT", "2026-03-04T06:15:00Z"},
		{"4 Mar 2026 12:00 ICT", "2026-03-04T05:00:00Z"},
		{"4 Mar 2026 12:00 HKT", "2026-03-04T04:00:00Z"},
		{"4 Mar 2026 12:00 JST", "2026-03-04T03:00:00Z"},
		{"4 Mar 2026 12:00 KST", "2026-03-04T03:00:00Z"},
		{"4 Mar 2026 12:00 ACST", "2026-03-04T02:30:00Z"},
		{"4 Mar 2026 12:00 AEDT", "2026-03-04T01:00:00Z"},
		{"4 Mar 2026 12:00 NZDT", "2026-03-03T23:00:00Z"},
		{"4 Mar 2026 12:00 BRT", "2026-03-04T15:00:00Z"},
		{"4 Mar 2026 12:00 NST", "2026-03-04T15:30:00Z"},
		{"4 Mar 2026 12:00 HAE", "2026-03-04T16:00:00Z"},
		{"4 Mar 2026 12:00 AKST", "2026-03-04T21:00:00Z"},
		{"4 Mar 2026 12:00 HST", "2026-03-04T22:00:00Z"},
		{"4 Mar 2026 12:00 A", "2026-03-04T12:00:00Z"},
		{"4 Mar 2026 12:00 M", "2026-03-04T12:00:00Z"},
		{"4 Mar 2026 12:00 Y", "2026-03-04T12:00:00Z"},
		{"4 Mar 2026 12:00 Z", "2026-03-04T12:00:00Z"},
		/* newsrooms elsewhere */
		{"Mittwoch, den 4. März 2026, 15.30 Uhr", "2026-03-04T15:30:00Z"},
		{"Mi., 4. MÄRZ 2026 15:30 MEZ", "2026-03-04T14:30:00Z"},
		{"mercredi 1er avril 2026 à 15h30", "2026-04-01T15:30:00Z"},
		{"mer. 4 févr. 2026 15h", "2026-02-04T15:00:00Z"},
		{"mar. 3 mars 2026", "2026-03-03T00:00:00Z"},
		{"mar, 06 ene 2026 15:30:00 +0100", "2026-01-06T14:30:00Z"},
		{"martes 6 de enero de 2026, 15:30 h", "2026-01-06T15:30:00Z"},
		{"martedì 6 gennaio 2026 ore 15:30", "2026-01-06T15:30:00Z"},
		{"terça-feira, 6 de janeiro de 2026", "2026-01-06T00:00:00Z"},
		{"dinsdag 3 maart 2026", "2026-03-03T00:00:00Z"},
		{"maandag 2 maart 2026", "2026-03-02T00:00:00Z"},
		{"onsdag den 4 mars 2026 kl. 15.30", "2026-03-04T15:30:00Z"},
		{"maanantai 2. marraskuuta 2026 klo 9.05", "2026-11-02T09:05:00Z"},
		{"środa, 4 października 2026 r. 15:30", "2026-10-04T15:30:00Z"},
		{"středa 4. října 2026 15:30", "2026-10-04T15:30:00Z"},
		{"2026. március 4., szerda 15:30", "2026-03-04T15:30:00Z"},
		{"2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"},
		{"среда, 4 марта 2026 г. 15:30", "2026-03-04T15:30:00Z"},
		{"СРЕДА, 4 МАРТА 2026", "2026-03-04T00:00:00Z"},
		{"середа, 4 березня 2026 року", "2026-03-04T00:00:00Z"},
		{"4 юли 2026", "2026-07-04T00:00:00Z"},
		{"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"},
		{"Τετάρτη 4 Μαρτίου 2026", "2026-03-04T00:00:00Z"},
		{"4 Mart 2026 Çarşamba 15:30", "2026-03-04T15:30:00Z"},
		{"Pazar, 4 Ekim 2026", "2026-10-04T00:00:00Z"},
		{"4 مارس 2026", "2026-03-04T00:00:00Z"},
		{"٤ مارس ٢٠٢٦", "2026-03-04T00:00:00Z"},
		{"4 במרץ 2026", "2026-03-04T00:00:00Z"},
		{"4 tháng 3, 2026", "2026-03-04T00:00:00Z"},
		{"2026년 3월 4일", "2026-03-04T00:00:00Z"},
		{"2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"},
		{"2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z"},
		{"2004-05-25 오전 12:23", "2004-05-24T15:23:00Z"},
		{"2026년 3월 4일 수요일 오후 5시 6분", "2026-03-04T08:06:00Z"},
		{"2026년 3월 4일 05:06:07 UTC", "2026-03-04T05:06:07Z"},
		{"2026年3月4日", "2026-03-04T00:00:00Z"},
		{"2026年03月04日 05:06", "2026-03-04T05:06:00Z"},
		{"2026年3月4日(水) 午後5時6分", "2026-03-04T08:06:00Z"},
		{"2026年3月4日 17時06分07秒", "2026-03-04T08:06:07Z"},
		{"2026年3月4日 星期三 下午5:06", "2026-03-04T09:06:00Z"},
		{"２０２６年３月４日１７：０６", "2026-03-04T17:06:00Z"},
		/* no dates */
		{"Sun, 16 Dec 2012 1:2:3:4 GMT", NULL},
		{"Sun, 16 zzz 2012 11:47:32 GMT", NULL},
		{"Sun, Dec x 2012 11:47:32 GMT", NULL},
		{"Sun, 16 Dec zz 11:47:32 GMT", NULL},
		{"Sun, 16 Dec 2012 11:47:32 +zz:00", NULL},
		{"Sun, 16 Dec 2012 11:47:32 +00:zz", NULL},
		{"Sun, 99 Jun 2009 12:00:00 GMT", NULL},
		{"Sun, 31 Dec 9999 23:59:59 -9999", NULL},
		{"Mon, 2 Jan 15:04:05 GMT", NULL},
		{"4 Mar 2026 12:00:00 1234", NULL},
		{"13/13/2026", NULL},
		{"0/0/0", NULL},
		{"32.1.2026", NULL},
		{"4 Mar 0000", NULL},
		{"29 Feb 2026", NULL},
		{"4 Mar 2026 24:01", NULL},
		{"Mar Mar Mar", NULL},
		{"12:00", NULL},
		{"am pm am pm", NULL},
		{"\xff\xfe\x80 4 Mar", NULL},
		{"年月日年月日", NULL},
	};

	(void)state;
	check_cases(cases, COUNT(cases), date_parse);
}

static void rfc3339(void **state)
{
	static const struct date_case cases[] = {
		{"2024-03-31", "2024-03-31T00:00:00Z"},
		{"2024-03-31T12:34:56Z", "2024-03-31T12:34:56Z"},
		{"2024-03-31t12:34:56.789z", "2024-03-31T12:34:56Z"},
		{"2024-03-31 12:34:56+02:00", "2024-03-31T10:34:56Z"},
		{"1931-01-01", "1931-01-01T00:00:00Z"},
		{"2024-03-31T12:34:56", NULL},
		{"2024-03-31T12:34Z", NULL},
		{"2024-02-30", NULL},
		{"2024-03-31T25:00:00Z", NULL},
		{"2024-03", NULL},
		{"2024-3-31", NULL},
		{"31 March 2024", NULL},
		{"1711843200", NULL},
		{"2024-03-31 ", NULL},
		{"", NULL},
	};

	(void)state;
	check_cases(cases, COUNT(cases), date_parse_rfc3339);
}

static void http(void **state)
{
	static const struct date_case cases[] = {
		{"Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"},
		{"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
		{"Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"},
		{"1994-11-06T08:49:37Z", NULL},
		{"Sun, 06 Nov 1994", NULL},
		{"0", NULL},
		{"", NULL},
	};

	(void)state;
	check_cases(cases, COUNT(cases), date_parse_http);
}

/* Nominative and, where it differs, the case that stands behind a day. */
static void months(void **state)
{
	static const struct {
		const char *language;
		const char *names[12];
		const char *others[12];
	} cases[] = {
		{"de",
			{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
				"September", "Oktober", "November", "Dezember"},
			{"Jän.", "Feb.", "Mrz.", "Apr.", "Mai.", "Jun.", "Jul.", "Aug.", "Sept.",
				"Okt.", "Nov.", "Dez."}},
		{"fr",
			{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
				"septembre", "octobre", "novembre", "décembre"},
			{"janv.", "févr.", "MARS", "avr.", "MAI", "JUIN", "juil.", "AOÛT", "sept.",
				"oct.", "nov.", "déc."}},
		{"es",
			{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
				"septiembre", "octubre", "noviembre", "diciembre"},
			{"ene.", "feb.", "mar.", "abr.", "may.", "jun.", "jul.", "ago.", "set.",
				"oct.", "nov.", "dic."}},
		{"it",
			{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio",
				"agosto", "settembre", "ottobre", "novembre", "dicembre"},
			{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott",
				"nov", "dic"}},
		{"pt",
			{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho",
				"agosto", "setembro", "outubro", "novembro", "dezembro"},
			{"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out",
				"nov", "dez"}},
		{"nl",
			{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
				"september", "oktober", "november", "december"},
			{"jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.",
				"okt.", "nov.", "dec."}},
		{"sv",
			{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
				"september", "oktober", "november", "december"},
			{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
				"september", "oktober", "november", "december"}},
		{"da",
			{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august",
				"september", "oktober", "november", "december"},
			{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august",
				"september", "oktober", "november", "december"}},
		{"no",
			{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
				"september", "oktober", "november", "desember"},
			{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
				"september", "oktober", "november", "desember"}},
		{"fi",
			{"tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu",
				"heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu",
				"joulukuu"},
			{"tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta",
				"kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta",
				"marraskuuta", "joulukuuta"}},
		{"pl",
			{"styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec",
				"sierpień", "wrzesień", "październik", "listopad", "grudzień"},
			{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca",
				"sierpnia", "września", "października", "listopada", "grudnia"}},
		{"cs",
			{"leden", "únor", "březen", "duben", "květen", "červen", "červenec",
				"srpen", "září", "říjen", "listopad", "prosinec"},
			{"ledna", "února", "března", "dubna", "května", "června", "července",
				"srpna", "září", "října", "listopadu", "prosince"}},
		{"sk",
			{"január", "február", "marec", "apríl", "máj", "jún", "júl", "august",
				"september", "október", "november", "december"},
			{"januára", "februára", "marca", "apríla", "mája", "júna", "júla",
				"augusta", "septembra", "októbra", "novembra", "decembra"}},
		{"hu",
			{"január", "február", "március", "április", "május", "június", "július",
				"augusztus", "szeptember", "október", "november", "december"},
			{"jan.", "febr.", "márc.", "ápr.", "máj.", "jún.", "júl.", "aug.", "szept.",
				"okt.", "nov.", "dec."}},
		{"ro",
			{"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie",
				"august", "septembrie", "octombrie", "noiembrie", "decembrie"},
			{"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie",
				"august", "septembrie", "octombrie", "noiembrie", "decembrie"}},
		{"ru",
			{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август",
				"сентябрь", "октябрь", "ноябрь", "декабрь"},
			{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа",
				"сентября", "октября", "ноября", "декабря"}},
		{"uk",
			{"січень", "лютий", "березень", "квітень", "травень", "червень", "липень",
				"серпень", "вересень", "жовтень", "листопад", "грудень"},
			{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня",
				"серпня", "вересня", "жовтня", "листопада", "грудня"}},
		{"bg",
			{"януари", "февруари", "март", "април", "май", "юни", "юли", "август",
				"септември", "октомври", "ноември", "декември"},
			{"януари", "февруари", "март", "април", "май", "юни", "юли", "август",
				"септември", "октомври", "ноември", "декември"}},
		{"el",
			{"Ιανουάριος", "Φεβρουάριος", "Μάρτιος", "Απρίλιος", "Μάιος", "Ιούνιος",
				"Ιούλιος", "Αύγουστος", "Σεπτέμβριος", "Οκτώβριος", "Νοέμβριος",
				"Δεκέμβριος"},
			{"Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου",
				"Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου",
				"Δεκεμβρίου"}},
		{"tr",
			{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos",
				"Eylül", "Ekim", "Kasım", "Aralık"},
			{"OCAK", "ŞUBAT", "MART", "NİSAN", "MAYIS", "HAZİRAN", "TEMMUZ", "AĞUSTOS",
				"EYLÜL", "EKİM", "KASIM", "ARALIK"}},
		{"et",
			{"jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli",
				"august", "september", "oktoober", "november", "detsember"},
			{"jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli",
				"august", "september", "oktoober", "november", "detsember"}},
		{"lv",
			{"janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs", "jūlijs",
				"augusts", "septembris", "oktobris", "novembris", "decembris"},
			{"janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs", "jūlijs",
				"augusts", "septembris", "oktobris", "novembris", "decembris"}},
		{"lt",
			{"sausis", "vasaris", "kovas", "balandis", "gegužė", "birželis", "liepa",
				"rugpjūtis", "rugsėjis", "spalis", "lapkritis", "gruodis"},
			{"sausio", "vasario", "kovo", "balandžio", "gegužės", "birželio", "liepos",
				"rugpjūčio", "rugsėjo", "spalio", "lapkričio", "gruodžio"}},
		{"id",
			{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
				"September", "Oktober", "November", "Desember"},
			{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
				"September", "Oktober", "November", "Desember"}},
		{"sr",
			{"јануар", "фебруар", "март", "април", "мај", "јун", "јул", "август",
				"септембар", "октобар", "новембар", "децембар"},
			{"јануар", "фебруар", "март", "април", "мај", "јун", "јул", "август",
				"септембар", "октобар", "новембар", "децембар"}},
		{"ar",
			{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس",
				"سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
			{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس",
				"سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}},
		{"he",
			{"ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט",
				"ספטמבר", "אוקטובר", "נובמבר", "דצמבר"},
			{"בינואר", "בפברואר", "במרץ", "באפריל", "במאי", "ביוני", "ביולי", "באוגוסט",
				"בספטמבר", "באוקטובר", "בנובמבר", "בדצמבר"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (int month = 1; month <= 12; month++) {
			char want[DATE_RFC3339_SIZE];
			char text[2][80];

			(void)snprintf(want, sizeof(want), "2026-%02d-05T15:30:00Z", month);
			(void)snprintf(text[0], sizeof(text[0]), "5 %s 2026 15:30",
				cases[i].names[month - 1]);
			(void)snprintf(text[1], sizeof(text[1]), "2026. %s 5. 15:30",
				cases[i].others[month - 1]);
			struct date_case rows[] = {{text[0], want}, {text[1], want}};

			check_cases(rows, COUNT(rows), date_parse);
		}
	}
}

/* Any bytes, and any pieces of dates: a date can be written and read again, whatever is refused. */
static void any_text(void **state)
{
	static const char *const pieces[] = {"2026", "-", "03", "4", " ", ":", "T", "Z", "+01:00",
		"Mar", "年", "월", "오후", "pm", "W", ".", "/", ",", "1772600767", "EST", "h", "00",
		"\xff", "٤", "th", "(", "99", "0"};
	uint32_t random = 5;

	(void)state;
	for (size_t i = 0; i < 50000; i++) {
		char text[120] = "";
		char written[DATE_RFC3339_SIZE];
		int64_t seconds;
		int64_t again;
		size_t count = i % 14;

		for (size_t j = 0; j < count; j++) {
			random = random * 1103515245 + 12345;
			strcat(text, pieces[(random >> 16) % COUNT(pieces)]);
		}
		if (date_parse(str_from(text), &seconds) != 0) {
			continue;
		}
		size_t len = date_format(seconds, written);

		assert_int_equal(len, 20);
		assert_int_equal(date_parse(str_make(written, len), &again), 0);
		assert_int_equal(again, seconds);
	}
}

/* Every day of four centuries goes there and back. */
static void round_trip(void **state)
{
	int64_t expected = INT64_C(-11676096000); /* 1600-01-01 */

	(void)state;
	for (size_t i = 0; i < 146097; i++, expected += 86400) {
		char text[DATE_RFC3339_SIZE];
		int64_t seconds;
		size_t len = date_format(expected, text);

		assert_int_equal(len, 20);
		assert_int_equal(date_parse(str_make(text, len), &seconds), 0);
		assert_int_equal(seconds, expected);
	}
	assert_int_equal(expected, INT64_C(946684800)); /* 2000-01-01 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(months),
		cmocka_unit_test(rfc3339),
		cmocka_unit_test(http),
		cmocka_unit_test(any_text),
		cmocka_unit_test(round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
