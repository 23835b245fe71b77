#include "CBytes.h"

// The bits of one block of 64 bytes, as marks.
static inline __attribute__((always_inline)) uint32_t *written(uint64_t bits, uint32_t place, uint32_t *out) {
    int count = __builtin_popcountll(bits);
    uint32_t *next = out + count;
    // Eight at a time without a branch for each: what is written too much is overwritten by the next block.
    while (count > 0) {
        for (int i = 0; i < 8; i++) {
            out[i] = place + (uint32_t)__builtin_ctzll(bits | 1ULL << 63);
            bits &= bits - 1;
        }
        out += 8;
        count -= 8;
    }
    return next;
}

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

static size_t marks_portable(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t *marks) {
    uint32_t *out = marks;
    uint8_t quote = with_quotes ? '"' : separator;
    for (size_t i = 0; i < length; i++) {
        *out = (uint32_t)i;
        out += text[i] == separator || text[i] == '\n' || text[i] == quote;
    }
    return (size_t)(out - marks);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

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

WIDE static size_t marks_wide(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t *marks) {
    const __m256i comma = _mm256_set1_epi8((char)separator), feed = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8(with_quotes ? '"' : (char)separator);
    uint32_t *out = marks;
    for (size_t i = 0; i < length; i += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(text + i));
        __m256i high = _mm256_loadu_si256((const __m256i *)(text + i + 32));
        uint64_t bits = equal(low, high, comma) | equal(low, high, feed);
        if (with_quotes) bits |= equal(low, high, quote);
        if (length - i < 64) bits &= (1ULL << (length - i)) - 1;
        out = written(bits, (uint32_t)i, out);
    }
    return (size_t)(out - marks);
}

static int is_wide(void) {
    static int wide = -1;
    int known = __atomic_load_n(&wide, __ATOMIC_RELAXED);
    if (known < 0) {
        __builtin_cpu_init();
        known = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
        __atomic_store_n(&wide, known, __ATOMIC_RELAXED);
    }
    return known;
}

cbytes_survey cbytes_look(const uint8_t *text, size_t length) {
    return is_wide() ? look_wide(text, length) : look_portable(text, length);
}

size_t cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t *marks) {
    return is_wide() ? marks_wide(text, length, separator, with_quotes, marks)
                     : marks_portable(text, length, separator, with_quotes, marks);
}
#else
cbytes_survey cbytes_look(const uint8_t *text, size_t length) { return look_portable(text, length); }
size_t cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t *marks) {
    return marks_portable(text, length, separator, with_quotes, marks);
}
#endif
