/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A label is compared by its letters and digits only ("ISO_8859-15", "iso8859-15", "ISO-8859-15" are one). The tables here
 * come first, because people mean more than they say; ICU knows the rest of the names, and the old encodings behind them.
 */
#include "text/charset_name.h"

#include <stdio.h>
#include <string.h>

#include "text/charset_icu.h"

#define LABEL_MAX 40

/* The encodings; each name is one that ICU or charset_table.c knows. */
static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE",
	"windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
	"windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874", "ISO-8859-2",
	"ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8",
	"ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "KOI8-R", "KOI8-U", "macintosh",
	"x-mac-cyrillic", "IBM850", "IBM852", "IBM866", "GB18030", "Big5", "Big5-HKSCS", "EUC-JP",
	"ISO-2022-JP", "Shift_JIS", "windows-949", "ISO-2022-KR", "HZ-GB-2312", "x-mac-greek",
	"x-mac-turkish", "x-mac-centraleurroman", "IBM037", "PTCP154", "KZ-1048", "KOI8-T",
	"ISO-8859-16", "x-mac-icelandic"};

/* Labels whose letters and digits are not those of a name. UTF-16 without a byte order is little-endian (WHATWG). */
static const struct {
	const char *label;
	const char *name;
} aliases[] = {
	{"unicode11utf8", "UTF-8"},
	{"unicode20utf8", "UTF-8"},
	{"utf8mb4", "UTF-8"},
	{"xunicode20utf8", "UTF-8"},
	{"utf16", "UTF-16LE"},
	{"ucs2", "UTF-16LE"},
	{"unicode", "UTF-16LE"},
	{"iso10646ucs2", "UTF-16LE"},
	{"csunicode", "UTF-16LE"},
	{"unicodefffe", "UTF-16BE"},
	{"utf32", "UTF-32LE"},
	{"ascii", "windows-1252"},
	{"usascii", "windows-1252"},
	{"ansi", "windows-1252"},
	{"ansix341968", "windows-1252"},
	{"iso646us", "windows-1252"},
	{"iso88591", "windows-1252"},
	{"latin1", "windows-1252"},
	{"l1", "windows-1252"},
	{"cp819", "windows-1252"},
	{"ibm819", "windows-1252"},
	{"isoir100", "windows-1252"},
	{"csisolatin1", "windows-1252"},
	{"latin2", "ISO-8859-2"},
	{"l2", "ISO-8859-2"},
	{"csisolatin2", "ISO-8859-2"},
	{"latin3", "ISO-8859-3"},
	{"latin4", "ISO-8859-4"},
	{"cyrillic", "ISO-8859-5"},
	{"csisolatincyrillic", "ISO-8859-5"},
	{"arabic", "ISO-8859-6"},
	{"asmo708", "ISO-8859-6"},
	{"greek", "ISO-8859-7"},
	{"greek8", "ISO-8859-7"},
	{"elot928", "ISO-8859-7"},
	{"hebrew", "ISO-8859-8"},
	{"visual", "ISO-8859-8"},
	{"logical", "ISO-8859-8"},
	{"iso88598i", "ISO-8859-8"},
	{"iso88598e", "ISO-8859-8"},
	{"iso88599", "windows-1254"},
	{"latin5", "windows-1254"},
	{"turkish", "windows-1254"},
	{"latin6", "ISO-8859-10"},
	{"iso885911", "windows-874"},
	{"tis620", "windows-874"},
	{"dos874", "windows-874"},
	{"latin9", "ISO-8859-15"},
	{"koi", "KOI8-R"},
	{"koi8", "KOI8-R"},
	{"cskoi8r", "KOI8-R"},
	{"koi8ru", "KOI8-U"},
	{"mac", "macintosh"},
	{"macroman", "macintosh"},
	{"xmacroman", "macintosh"},
	{"maccyrillic", "x-mac-cyrillic"},
	{"xmacukrainian", "x-mac-cyrillic"},
	{"gb2312", "GB18030"},
	{"gb231280", "GB18030"},
	{"csgb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"xgbk", "GB18030"},
	{"euccn", "GB18030"},
	{"xeuccn", "GB18030"},
	{"chinese", "GB18030"},
	{"bigfive", "Big5"},
	{"cnbig5", "Big5"},
	{"xxbig5", "Big5"},
	{"csbig5", "Big5"},
	{"hkscs", "Big5-HKSCS"},
	{"xeucjp", "EUC-JP"},
	{"xeuc", "EUC-JP"},
	{"csiso2022jp", "ISO-2022-JP"},
	{"sjis", "Shift_JIS"},
	{"xsjis", "Shift_JIS"},
	{"mskanji", "Shift_JIS"},
	{"windows31j", "Shift_JIS"},
	{"cswindows31j", "Shift_JIS"},
	{"euckr", "windows-949"},
	{"korean", "windows-949"},
	{"ksc5601", "windows-949"},
	{"ksc56011987", "windows-949"},
	{"ksc56011989", "windows-949"},
	{"uhc", "windows-949"},
	{"u8", "UTF-8"},
	{"utf", "UTF-8"},
	{"utf8ucs2", "UTF-8"},
	{"utf8ucs4", "UTF-8"},
	{"cp65001", "UTF-8"},
	{"cesu8", "UTF-8"},
	{"utf8sig", "UTF-8"},
	{"utf8n", "UTF-8"},
	{"xutf8", "UTF-8"},
	{"unicodeutf8", "UTF-8"},
	{"u16", "UTF-16LE"},
	{"ucs2le", "UTF-16LE"},
	{"utf16bom", "UTF-16LE"},
	{"ucs2be", "UTF-16BE"},
	{"u32", "UTF-32LE"},
	{"ucs4", "UTF-32LE"},
	{"iso10646ucs4", "UTF-32LE"},
	{"latin", "windows-1252"},
	{"iso8859", "windows-1252"},
	{"8859", "windows-1252"},
	{"iso885911987", "windows-1252"},
	{"cp28591", "windows-1252"},
	{"windows28591", "windows-1252"},
	{"xansi", "windows-1252"},
	{"default", "windows-1252"},
	{"westernwindows", "windows-1252"},
	{"iso88591windows30latin1", "windows-1252"},
	{"ansix3", "windows-1252"},
	{"iso646irv1991", "windows-1252"},
	{"usasciimosaic", "windows-1252"},
	{"646", "windows-1252"},
	{"iso885921987", "ISO-8859-2"},
	{"iso885931988", "ISO-8859-3"},
	{"iso885941988", "ISO-8859-4"},
	{"iso885951988", "ISO-8859-5"},
	{"iso885961987", "ISO-8859-6"},
	{"iso885971987", "ISO-8859-7"},
	{"iso885981988", "ISO-8859-8"},
	{"iso88598logical", "ISO-8859-8"},
	{"iso885991989", "windows-1254"},
	{"cp920", "windows-1254"},
	{"iso8859101992", "ISO-8859-10"},
	{"latin7", "ISO-8859-13"},
	{"l7", "ISO-8859-13"},
	{"iso8859baltic", "ISO-8859-13"},
	{"latin8", "ISO-8859-14"},
	{"l8", "ISO-8859-14"},
	{"isoceltic", "ISO-8859-14"},
	{"iso8859141998", "ISO-8859-14"},
	{"latin0", "ISO-8859-15"},
	{"iso8859151999", "ISO-8859-15"},
	{"thai", "windows-874"},
	{"tis6200", "windows-874"},
	{"tis62025290", "windows-874"},
	{"tis62025291", "windows-874"},
	{"tis62025330", "windows-874"},
	{"isoir166", "windows-874"},
	{"xwindows874", "windows-874"},
	{"iso885911thai", "windows-874"},
	{"macromanian", "macintosh"},
	{"xmaccroatian", "macintosh"},
	{"maccroatian", "macintosh"},
	{"xmacintosh", "macintosh"},
	{"macgreek", "x-mac-greek"},
	{"macturkish", "x-mac-turkish"},
	{"maclatin2", "x-mac-centraleurroman"},
	{"maccentraleurope", "x-mac-centraleurroman"},
	{"xmacce", "x-mac-centraleurroman"},
	{"xmaccentraleurope", "x-mac-centraleurroman"},
	{"maccenteuro", "x-mac-centraleurroman"},
	{"ms936", "GB18030"},
	{"cp936", "GB18030"},
	{"936", "GB18030"},
	{"windows936", "GB18030"},
	{"cp54936", "GB18030"},
	{"gb180302000", "GB18030"},
	{"eucgb2312cn", "GB18030"},
	{"eucgb2312", "GB18030"},
	{"xmacsimpchinese", "GB18030"},
	{"gb23121980", "GB18030"},
	{"isoir58", "GB18030"},
	{"zhcn", "GB18030"},
	{"xxgbk", "GB18030"},
	{"big5tw", "Big5"},
	{"csbig5tw", "Big5"},
	{"cp950", "Big5"},
	{"ms950", "Big5"},
	{"950", "Big5"},
	{"windows950", "Big5"},
	{"xmactradchinese", "Big5"},
	{"big5eten", "Big5"},
	{"zhtw", "Big5"},
	{"big5etc", "Big5"},
	{"big5hk", "Big5-HKSCS"},
	{"eucjis2004", "EUC-JP"},
	{"eucjisx0213", "EUC-JP"},
	{"eucjis", "EUC-JP"},
	{"jisx0213", "EUC-JP"},
	{"ujis", "EUC-JP"},
	{"eucjpms", "EUC-JP"},
	{"eucjpwin", "EUC-JP"},
	{"eucjpopen", "EUC-JP"},
	{"jaeuc", "EUC-JP"},
	{"cp932", "Shift_JIS"},
	{"ms932", "Shift_JIS"},
	{"932", "Shift_JIS"},
	{"windows932", "Shift_JIS"},
	{"sjiswin", "Shift_JIS"},
	{"sjisopen", "Shift_JIS"},
	{"sjis2004", "Shift_JIS"},
	{"sjisx0213", "Shift_JIS"},
	{"shiftjis2004", "Shift_JIS"},
	{"shiftjisx0213", "Shift_JIS"},
	{"xmacjapanese", "Shift_JIS"},
	{"jasjis", "Shift_JIS"},
	{"jis", "ISO-2022-JP"},
	{"jis7", "ISO-2022-JP"},
	{"iso2022jpms", "ISO-2022-JP"},
	{"iso2022jp2004", "ISO-2022-JP"},
	{"iso2022jp3", "ISO-2022-JP"},
	{"iso2022jpext", "ISO-2022-JP"},
	{"cp50220", "ISO-2022-JP"},
	{"cp50221", "ISO-2022-JP"},
	{"cp50222", "ISO-2022-JP"},
	{"iso2022jp1", "ISO-2022-JP"},
	{"iso2022jp2", "ISO-2022-JP"},
	{"csiso2022kr", "ISO-2022-KR"},
	{"hz", "HZ-GB-2312"},
	{"hzgb", "HZ-GB-2312"},
	{"hzgb2312", "HZ-GB-2312"},
	{"cp52936", "HZ-GB-2312"},
	{"cp949", "windows-949"},
	{"ms949", "windows-949"},
	{"949", "windows-949"},
	{"ksx1001", "windows-949"},
	{"xmackorean", "windows-949"},
	{"kscp949", "windows-949"},
	{"cp51949", "windows-949"},
	{"windows51949", "windows-949"},
	{"ibm039", "IBM037"},
	{"cp039", "IBM037"},
	{"cp720", "ibm-720"},
	{"csptcp154", "PTCP154"},
	{"pt154", "PTCP154"},
	{"cp154", "PTCP154"},
	{"cyrillicasian", "PTCP154"},
	{"ibm154", "PTCP154"},
	{"kz1048", "KZ-1048"},
	{"rk1048", "KZ-1048"},
	{"strk10482002", "KZ-1048"},
	{"cskz1048", "KZ-1048"},
	{"latin10", "ISO-8859-16"},
	{"l10", "ISO-8859-16"},
	{"isoir226", "ISO-8859-16"},
	{"iso8859162001", "ISO-8859-16"},
	{"csiso885916", "ISO-8859-16"},
	{"maciceland", "x-mac-icelandic"},
	{"xmaciceland", "x-mac-icelandic"},
	{"macicelandic", "x-mac-icelandic"},
	{"msansi", "windows-1252"},
	{"msarab", "windows-1256"},
	{"mscyrl", "windows-1251"},
	{"msee", "windows-1250"},
	{"msgreek", "windows-1253"},
	{"mshebr", "windows-1255"},
	{"msturk", "windows-1254"},
	{"winbaltrim", "windows-1257"},
	{"csibm858", "IBM00858"},
	{"ruscii", "ibm-1125"},
	{"cp866u", "ibm-1125"},
	{"cp866nav", "ibm-1125"},
	{"cp1051", "hp-roman8"},
};

/* Number prefixes: "win1251", "cp1251", "x-cp1251" are windows-1251, "cp866" is IBM866. */
static const struct {
	const char *written;
	const char *meant;
} prefixes[] = {
	{"xcp", "windows"},
	{"cp", "windows"},
	{"win", "windows"},
	{"mswin", "windows"},
	{"windowscp", "windows"},
	{"xwindows", "windows"},
	{"cp", "ibm"},
	{"dos", "ibm"},
	{"", "windows"},
	{"", "ibm"},
	{"cs", ""},
};

/* The letters and digits of `s` in small letters; false when there are too many. */
static bool squeeze(struct str s, char out[LABEL_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c >= 'A' && c <= 'Z') {
			c = (char)(c - 'A' + 'a');
		}
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			continue;
		}
		if (len + 1 == LABEL_MAX) {
			return false;
		}
		out[len++] = c;
	}
	out[len] = '\0';
	return len > 0;
}

static const char *find_squeezed(const char *label)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char squeezed[LABEL_MAX];

		if (squeeze(str_from(names[i]), squeezed) && strcmp(squeezed, label) == 0) {
			return names[i];
		}
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(aliases[i].label, label) == 0) {
			return aliases[i].name;
		}
	}
	return NULL;
}

/* A label that is a number is a code page; ICU wants the label as it was written, without what is no part of a name. */
static const char *find_elsewhere(struct str label, const char *squeezed)
{
	char text[LABEL_MAX + 4];
	const char *name;

	label = str_trim(label);
	if (label.len >= LABEL_MAX) {
		return NULL;
	}
	(void)snprintf(text, sizeof(text), "%.*s", STR_ARG(label));
	name = charset_icu_find(text);
	if (!name) {
		(void)snprintf(text, sizeof(text), "%s%s",
			squeezed[0] >= '0' && squeezed[0] <= '9' ? "cp" : "", squeezed);
		name = charset_icu_find(text);
	}
	return name;
}

const char *charset_name_find(struct str label)
{
	char squeezed[LABEL_MAX];
	const char *name;

	if (!squeeze(label, squeezed)) {
		return NULL;
	}
	name = find_squeezed(squeezed);
	for (size_t i = 0; !name && i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t written = strlen(prefixes[i].written);
		size_t meant = strlen(prefixes[i].meant);
		char other[2 * LABEL_MAX];

		if (strncmp(squeezed, prefixes[i].written, written) != 0) {
			continue;
		}
		memcpy(other, prefixes[i].meant, meant);
		memcpy(other + meant, squeezed + written, strlen(squeezed + written) + 1);
		name = find_squeezed(other);
	}
	return name ? name : find_elsewhere(label, squeezed);
}

const char *charset_name_at(size_t index)
{
	return index < sizeof(names) / sizeof(names[0]) ? names[index] : NULL;
}
