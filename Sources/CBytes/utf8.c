#include "CBytes.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))

// Errors of two neighbouring bytes, a bit each; a pair is wrong where all three tables name the same error.
enum {
    TOO_SHORT = 1,         // a lead byte before what is no continuation
    TOO_LONG = 2,          // ASCII before a continuation
    OVERLONG_3 = 4,        // E0 before 80 ... 9F
    TOO_LARGE = 8,         // F4 before 90 ... BF, F5 ... FF
    SURROGATE = 16,        // ED before A0 ... BF
    OVERLONG_2 = 32,       // C0, C1
    OVERLONG_4 = 64,       // F0 before 80 ... 8F; also F5 ... FF before these
    TWO_CONTINUATIONS = 128,
    ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
    ABOVE_F4 = ANY_LOW | TOO_LARGE | OVERLONG_4,
};

WIDE static inline __m256i table(const uint8_t *values) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)values));
}

// The bytes that stand so many places earlier.
#define EARLIER(block, before, places) \
    _mm256_alignr_epi8(block, _mm256_permute2x128_si256(before, block, 0x21), 16 - (places))

typedef struct {
    __m256i lead_high, lead_low, next_high;
} tables;

// What is wrong in 32 bytes, zero where nothing is; `before` are the 32 bytes before them.
WIDE static inline __m256i errors(__m256i block, __m256i before, tables all) {
    const __m256i low_bits = _mm256_set1_epi8(0x0F), top = _mm256_set1_epi8((char)0x80);
    __m256i one = EARLIER(block, before, 1), two = EARLIER(block, before, 2), three = EARLIER(block, before, 3);
    __m256i pair = _mm256_and_si256(
        _mm256_and_si256(_mm256_shuffle_epi8(all.lead_high, _mm256_and_si256(_mm256_srli_epi16(one, 4), low_bits)),
                         _mm256_shuffle_epi8(all.lead_low, _mm256_and_si256(one, low_bits))),
        _mm256_shuffle_epi8(all.next_high, _mm256_and_si256(_mm256_srli_epi16(block, 4), low_bits)));
    // Two continuations in a row are right where a longer character began two or three bytes before.
    __m256i longer = _mm256_or_si256(_mm256_subs_epu8(two, _mm256_set1_epi8(0xE0 - 0x80)),
                                     _mm256_subs_epu8(three, _mm256_set1_epi8(0xF0 - 0x80)));
    __m256i replacement = _mm256_and_si256(_mm256_and_si256(_mm256_cmpeq_epi8(two, _mm256_set1_epi8((char)0xEF)),
                                                            _mm256_cmpeq_epi8(one, _mm256_set1_epi8((char)0xBF))),
                                           _mm256_cmpeq_epi8(block, _mm256_set1_epi8((char)0xBD)));
    return _mm256_or_si256(_mm256_xor_si256(_mm256_and_si256(longer, top), pair), replacement);
}

WIDE static int is_sound_wide(const uint8_t *text, size_t length) {
    static const uint8_t lead_high[16] = {
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
        TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
        TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | OVERLONG_4,
    };
    static const uint8_t lead_low[16] = {
        ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, ANY_LOW | OVERLONG_2, ANY_LOW, ANY_LOW,
        ANY_LOW | TOO_LARGE, ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4, ABOVE_F4,
        ABOVE_F4 | SURROGATE, ABOVE_F4, ABOVE_F4,
    };
    static const uint8_t next_high[16] = {
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | OVERLONG_4,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    };
    const tables all = {table(lead_high), table(lead_low), table(next_high)};
    __m256i before = _mm256_setzero_si256(), wrong = _mm256_setzero_si256();
    size_t i = 0;
    // ASCII is passed over 128 bytes at a time: in smaller steps the processor guesses wrong too often.
    for (; i + 128 <= length; i += 128) {
        __m256i blocks[4];
        for (int k = 0; k < 4; k++) blocks[k] = _mm256_loadu_si256((const __m256i *)(text + i + 32 * k));
        __m256i any = _mm256_or_si256(_mm256_or_si256(blocks[0], blocks[1]), _mm256_or_si256(blocks[2], blocks[3]));
        if (_mm256_movemask_epi8(_mm256_or_si256(any, before)) != 0)
            for (int k = 0; k < 4; k++)
                wrong = _mm256_or_si256(wrong, errors(blocks[k], k == 0 ? before : blocks[k - 1], all));
        before = blocks[3];
    }
    // The last block is filled up with zeros, so that a character cut by the end is wrong too.
    for (; i <= length; i += 32) {
        uint8_t rest[32] = {0};
        for (size_t k = i; k < length && k < i + 32; k++) rest[k - i] = text[k];
        __m256i block = _mm256_loadu_si256((const __m256i *)rest);
        wrong = _mm256_or_si256(wrong, errors(block, before, all));
        before = block;
    }
    return _mm256_testz_si256(wrong, wrong);
}

int cbytes_is_sound_utf8(const uint8_t *text, size_t length) {
    return cbytes_width() > 0 ? is_sound_wide(text, length) : 0;
}
#else
int cbytes_is_sound_utf8(const uint8_t *text, size_t length) { return 0; }
#endif

// U+00AD, U+200B ... U+200F, U+202A ... U+202E, U+2060 ... U+2064, U+2066 ... U+2069, U+FEFF.
static int is_invisible(const uint8_t *text, size_t rest) {
    if (text[0] == 0xC2) return rest > 1 && text[1] == 0xAD;
    if (rest < 3) return 0;
    if (text[0] == 0xEF) return text[1] == 0xBB && text[2] == 0xBF;
    if (text[1] == 0x80) return (text[2] >= 0x8B && text[2] <= 0x8F) || (text[2] >= 0xAA && text[2] <= 0xAE);
    return text[1] == 0x81 && text[2] >= 0xA0 && text[2] <= 0xA9 && text[2] != 0xA5;
}

int cbytes_has_invisible(const uint8_t *text, size_t length) {
    static const uint8_t leads[3] = {0xC2, 0xE2, 0xEF};
    for (int which = 0; which < 3; which++) {
        const uint8_t *place = text, *end = text + length;
        while (place < end && (place = memchr(place, leads[which], (size_t)(end - place)))) {
            if (is_invisible(place, (size_t)(end - place))) return 1;
            place++;
        }
    }
    return 0;
}
