/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The level of processors with AVX2: 32 bytes at a time. Never reads beyond the blocks it is given. The invariant: the same
 * bits as token_classify_portable.
 */
#include "text/token_classify.h"

#if defined(__x86_64__)

#include <immintrin.h>

/* Sets the bits of 32 bytes, and writes them folded. */
__attribute__((target("avx2"))) static inline void classify_32(
	const char *text, char *folded, uint32_t *ret_word, uint32_t *ret_sign)
{
	const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)text);
	const __m256i case_bit = _mm256_set1_epi8(0x20);
	const __m256i small = _mm256_or_si256(bytes, case_bit);
	/* The range is moved to the lowest signed bytes, so that one comparison is enough. */
	const __m256i letters = _mm256_cmpgt_epi8(_mm256_set1_epi8(-128 + 26),
		_mm256_add_epi8(small, _mm256_set1_epi8((char)(128 - 'a'))));
	const __m256i digits = _mm256_cmpgt_epi8(_mm256_set1_epi8(-128 + 10),
		_mm256_add_epi8(bytes, _mm256_set1_epi8((char)(128 - '0'))));
	/* From 0xc0 over 0xff and 0 to '\r' is one range, too. */
	const __m256i ends = _mm256_cmpgt_epi8(_mm256_set1_epi8(-128 + 0x40 + '\r' + 1),
		_mm256_add_epi8(bytes, _mm256_set1_epi8((char)(128 + 0x40))));
	const __m256i stops = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.')),
		_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\'')));
	const __m256i calls = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('!')),
		_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('?')));
	*ret_word = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(letters, digits));
	*ret_sign = (uint32_t)_mm256_movemask_epi8(
		_mm256_or_si256(ends, _mm256_or_si256(stops, calls)));
	_mm256_storeu_si256((__m256i *)(void *)folded,
		_mm256_or_si256(bytes, _mm256_and_si256(letters, case_bit)));
}

__attribute__((target("avx2"))) static void classify(
	const char *text, size_t blocks, char *folded, struct token_masks *masks)
{
	for (size_t b = 0; b < blocks; b++) {
		uint32_t word[2];
		uint32_t sign[2];
		classify_32(text, folded, &word[0], &sign[0]);
		classify_32(text + 32, folded + 32, &word[1], &sign[1]);
		masks[b].word = (uint64_t)word[1] << 32 | word[0];
		masks[b].sign = (uint64_t)sign[1] << 32 | sign[0];
		text += TOKEN_BLOCK;
		folded += TOKEN_BLOCK;
	}
}

token_classify_fn *token_classify_avx2(void)
{
	return __builtin_cpu_supports("avx2") ? classify : NULL;
}

#else

token_classify_fn *token_classify_avx2(void)
{
	return NULL;
}

#endif
