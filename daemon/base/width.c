/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Columns by Unicode TR 11, coarsely: the blocks that terminals draw over two columns. Never judges text, and knows no locale.
 * Keeps true: what is no letter of these blocks and no common accent takes one column.
 */
#include "base/width.h"

size_t width_of_point(uint32_t point)
{
	if ((point >= 0x300 && point <= 0x36f) || (point >= 0x200b && point <= 0x200d)) {
		return 0;
	}
	return (point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
			       (point >= 0xac00 && point <= 0xd7a3) ||
			       (point >= 0xf900 && point <= 0xfaff) ||
			       (point >= 0xfe30 && point <= 0xfe6f) ||
			       (point >= 0xff00 && point <= 0xff60) ||
			       (point >= 0x1f300 && point <= 0x1faff) ||
			       (point >= 0x20000 && point <= 0x3fffd)
		       ? 2
		       : 1;
}

/* The bits of a first byte that belong to the code point. */
static uint32_t first_bits(unsigned char byte)
{
	if (byte < 0x80) {
		return byte;
	}
	return byte < 0xe0 ? byte & 0x1fu : byte < 0xf0 ? byte & 0x0fu : byte & 0x07u;
}

size_t width_of_text(struct str text)
{
	size_t width = 0;

	for (size_t i = 0; i < text.len;) {
		uint32_t point = first_bits((unsigned char)text.ptr[i++]);

		while (i < text.len && ((unsigned char)text.ptr[i] & 0xc0) == 0x80) {
			point = (point << 6) | ((unsigned char)text.ptr[i++] & 0x3fu);
		}
		width += width_of_point(point);
	}
	return width;
}
