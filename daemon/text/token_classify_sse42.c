/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The level of processors with SSE4.2: 16 bytes at a time. Never reads beyond the blocks it is given. The invariant: the same
 * bits as token_classify_portable.
 */
#include "text/token_classify.h"

#if defined(__x86_64__)

#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static void classify(
	const char *text, size_t blocks, char *folded, struct token_masks *masks)
{
	const __m128i case_bit = _mm_set1_epi8(0x20);
	for (size_t b = 0; b < blocks; b++) {
		struct token_masks made = {0};
		for (unsigned part = 0; part < TOKEN_BLOCK; part += 16) {
			const __m128i bytes =
				_mm_loadu_si128((const __m128i *)(const void *)(text + part));
			const __m128i small = _mm_or_si128(bytes, case_bit);
			/* The range is moved to the lowest signed bytes, so that one comparison is enough. */
			const __m128i letters = _mm_cmpgt_epi8(_mm_set1_epi8(-128 + 26),
				_mm_add_epi8(small, _mm_set1_epi8((char)(128 - 'a'))));
			const __m128i digits = _mm_cmpgt_epi8(_mm_set1_epi8(-128 + 10),
				_mm_add_epi8(bytes, _mm_set1_epi8((char)(128 - '0'))));
			/* From 0xc0 over 0xff and 0 to '\r' is one range, too. */
			const __m128i ends = _mm_cmpgt_epi8(_mm_set1_epi8(-128 + 0x40 + '\r' + 1),
				_mm_add_epi8(bytes, _mm_set1_epi8((char)(128 + 0x40))));
			const __m128i stops =
				_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')),
					_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\'')));
			const __m128i calls =
				_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('!')),
					_mm_cmpeq_epi8(bytes, _mm_set1_epi8('?')));
			const unsigned word =
				(unsigned)_mm_movemask_epi8(_mm_or_si128(letters, digits));
			const unsigned sign = (unsigned)_mm_movemask_epi8(
				_mm_or_si128(ends, _mm_or_si128(stops, calls)));
			made.word |= (uint64_t)word << part;
			made.sign |= (uint64_t)sign << part;
			_mm_storeu_si128((__m128i *)(void *)(folded + part),
				_mm_or_si128(bytes, _mm_and_si128(letters, case_bit)));
		}
		masks[b] = made;
		text += TOKEN_BLOCK;
		folded += TOKEN_BLOCK;
	}
}

token_classify_fn *token_classify_sse42(void)
{
	return __builtin_cpu_supports("sse4.2") ? classify : NULL;
}

#else

token_classify_fn *token_classify_sse42(void)
{
	return NULL;
}

#endif
