#include "CBytes.h"

static cbytes_survey look_portable(const uint8_t *text, size_t length) {
    cbytes_survey result = {0, 0, 0};
    uint8_t all = 0;
    for (size_t i = 0; i < length; i++) {
        result.lines += text[i] == '\n';
        result.quotes += text[i] == '"';
        all |= text[i];
    }
    result.beyond_ascii = all >> 7;
    return result;
}

int cbytes_is_beyond_ascii(const uint8_t *text, size_t length) {
    uint8_t all = 0;
    for (size_t i = 0; i < length; i++) all |= text[i];
    return all >> 7;
}

static size_t marks_portable(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t base,
                             uint32_t *marks, size_t *lines) {
    uint32_t *out = marks;
    uint8_t quote = with_quotes ? '"' : separator;
    *lines = 0;
    for (size_t i = 0; i < length; i++) {
        *out = base + (uint32_t)i;
        out += text[i] == separator || text[i] == '\n' || text[i] == quote;
        *lines += text[i] == '\n';
    }
    return (size_t)(out - marks);
}

#if defined(__x86_64__)
#include <immintrin.h>

// 256 bits wide.
#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))
// 512 bits wide, with compression of bytes.
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))

WIDE static inline uint64_t equal(__m256i low, __m256i high, __m256i what) {
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, what))
        | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, what)) << 32;
}

WIDE static cbytes_survey look_wide(const uint8_t *text, size_t length) {
    const __m256i feed = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"');
    cbytes_survey result = {0, 0, 0};
    __m256i all = _mm256_setzero_si256();
    size_t i = 0;
    for (; i + 64 <= length; i += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(text + i));
        __m256i high = _mm256_loadu_si256((const __m256i *)(text + i + 32));
        all = _mm256_or_si256(all, _mm256_or_si256(low, high));
        result.lines += (size_t)__builtin_popcountll(equal(low, high, feed));
        result.quotes += (size_t)__builtin_popcountll(equal(low, high, quote));
    }
    cbytes_survey rest = look_portable(text + i, length - i);
    result.lines += rest.lines;
    result.quotes += rest.quotes;
    result.beyond_ascii = rest.beyond_ascii | (_mm256_movemask_epi8(all) != 0);
    return result;
}

WIDE static size_t marks_wide(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t base,
                              uint32_t *marks, size_t *lines) {
    const __m256i comma = _mm256_set1_epi8((char)separator), feed = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8(with_quotes ? '"' : (char)separator);
    uint32_t *out = marks;
    size_t feeds = 0;
    for (size_t i = 0; i < length; i += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(text + i));
        __m256i high = _mm256_loadu_si256((const __m256i *)(text + i + 32));
        uint64_t ends = equal(low, high, feed);
        uint64_t bits = equal(low, high, comma) | ends;
        if (with_quotes) bits |= equal(low, high, quote);
        if (length - i < 64) {
            uint64_t inside = (1ULL << (length - i)) - 1;
            bits &= inside;
            ends &= inside;
        }
        feeds += (size_t)__builtin_popcountll(ends);
        int count = __builtin_popcountll(bits);
        uint32_t *next = out + count;
        // Four at a time without a branch for each: what is written too much is overwritten by the next block.
        for (; count > 0; count -= 4, out += 4)
            for (int k = 0; k < 4; k++) {
                out[k] = base + (uint32_t)i + (uint32_t)_tzcnt_u64(bits);
                bits = _blsr_u64(bits);
                __asm__("" : "+r"(bits));  // else the compiler makes a slower loop of vectors
            }
        out = next;
    }
    *lines = feeds;
    return (size_t)(out - marks);
}

WIDEST static size_t marks_widest(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t base,
                                  uint32_t *marks, size_t *lines) {
    static const uint8_t counting[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    const __m512i comma = _mm512_set1_epi8((char)separator), feed = _mm512_set1_epi8('\n');
    const __m512i quote = _mm512_set1_epi8(with_quotes ? '"' : (char)separator);
    const __m512i numbers = _mm512_loadu_si512(counting);
    uint32_t *out = marks;
    size_t feeds = 0;
    for (size_t i = 0; i < length; i += 64) {
        __m512i block = _mm512_loadu_si512(text + i);
        uint64_t ends = _mm512_cmpeq_epi8_mask(block, feed);
        uint64_t bits = _mm512_cmpeq_epi8_mask(block, comma) | _mm512_cmpeq_epi8_mask(block, quote) | ends;
        if (length - i < 64) {
            uint64_t inside = (1ULL << (length - i)) - 1;
            bits &= inside;
            ends &= inside;
        }
        feeds += (size_t)__builtin_popcountll(ends);
        int count = __builtin_popcountll(bits);
        __m512i places = _mm512_maskz_compress_epi8(bits, numbers);
        __m512i start = _mm512_set1_epi32((int)(base + (uint32_t)i));
        _mm512_storeu_si512(out, _mm512_add_epi32(start, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places))));
        if (count > 16) {
            __m512i second = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1));
            _mm512_storeu_si512(out + 16, _mm512_add_epi32(start, second));
        }
        if (count > 32) {
            __m512i third = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 2));
            __m512i fourth = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 3));
            _mm512_storeu_si512(out + 32, _mm512_add_epi32(start, third));
            _mm512_storeu_si512(out + 48, _mm512_add_epi32(start, fourth));
        }
        out += count;
    }
    *lines = feeds;
    return (size_t)(out - marks);
}

// 0: portable, 1: 256 bits, 2: 512 bits.
static int width(void) {
    static int found = -1;
    int known = __atomic_load_n(&found, __ATOMIC_RELAXED);
    if (known < 0) {
        __builtin_cpu_init();
        known = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
        if (known && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi")
            && __builtin_cpu_supports("avx512vbmi2"))
            known = 2;
        __atomic_store_n(&found, known, __ATOMIC_RELAXED);
    }
    return known;
}

cbytes_survey cbytes_look(const uint8_t *text, size_t length) {
    return width() > 0 ? look_wide(text, length) : look_portable(text, length);
}

size_t cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t base,
                    uint32_t *marks, size_t *lines) {
    switch (width()) {
    case 2: return marks_widest(text, length, separator, with_quotes, base, marks, lines);
    case 1: return marks_wide(text, length, separator, with_quotes, base, marks, lines);
    default: return marks_portable(text, length, separator, with_quotes, base, marks, lines);
    }
}
#else
cbytes_survey cbytes_look(const uint8_t *text, size_t length) { return look_portable(text, length); }

size_t cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t base,
                    uint32_t *marks, size_t *lines) {
    return marks_portable(text, length, separator, with_quotes, base, marks, lines);
}
#endif
