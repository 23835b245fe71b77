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

// What the search for marks carries from one group of 64 bytes to the next.
typedef struct {
    uint32_t *next;
    uint32_t *quoted;
    uint64_t inside;  // all bits where the group begins between quotes
    cbytes_found found;
} search;

#define INLINE static inline __attribute__((always_inline))

// For each bit the parity of those up to it.
INLINE uint64_t parities_portable(uint64_t bits) {
    for (int step = 1; step < 64; step *= 2) bits ^= bits << step;
    return bits;
}

// The marks among 64 bytes, of which the first `length` count, a bit for each.
INLINE uint64_t marks_of(search *state, uint64_t separators, uint64_t feeds, uint64_t quotes, int mode, size_t length,
                         uint64_t parities(uint64_t)) {
    if (length < 64) {
        uint64_t counting = (1ULL << length) - 1;
        separators &= counting;
        feeds &= counting;
        quotes &= counting;
    }
    uint64_t marks = separators | feeds;
    if (mode == CBYTES_MARK_QUOTES) marks |= quotes;
    if (mode == CBYTES_HEED_QUOTES) {
        // 1 from an opening quote to before the closing one.
        uint64_t inside = parities(quotes) ^ state->inside;
        state->inside = (uint64_t)((int64_t)inside >> 63);
        state->found.hidden += (size_t)__builtin_popcountll(feeds & inside);
        marks &= ~inside;
        feeds &= ~inside;
        for (uint64_t opening = quotes & inside; opening != 0; opening &= opening - 1) {
            uint64_t before = marks & ((opening & -opening) - 1);
            *state->quoted++ = (uint32_t)(state->found.marks + (size_t)__builtin_popcountll(before));
            state->found.quoted++;
        }
    }
    state->found.feeds += (size_t)__builtin_popcountll(feeds);
    state->found.marks += (size_t)__builtin_popcountll(marks);
    return marks;
}

// Writes the places of the bits, four at a time without a branch for each: what is written too much is overwritten.
INLINE void write_places(search *state, uint64_t bits, uint32_t start) {
    int count = __builtin_popcountll(bits);
    uint32_t *out = state->next;
    state->next += count;
    for (; count > 0; count -= 4, out += 4)
        for (int k = 0; k < 4; k++) {
            out[k] = start + (uint32_t)__builtin_ctzll(bits | 1ULL << 63);
            bits &= bits - 1;
            __asm__("" : "+r"(bits));  // else the compiler makes a slower loop of vectors
        }
}

// The bytes of 64 that are equal to one, a bit each.
INLINE uint64_t equal_portable(const uint8_t *text, uint8_t byte) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7FULL;
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t word;
        __builtin_memcpy(&word, text + 8 * i, 8);
        word ^= byte * 0x0101010101010101ULL;
        uint64_t zero = ~(((word & low) + low) | word | low);
        bits |= ((zero >> 7) * 0x0102040810204080ULL >> 56) << (8 * i);
    }
    return bits;
}

static cbytes_found marks_portable(const uint8_t *text, size_t length, uint8_t separator, int mode, uint32_t base,
                                   uint32_t *marks, uint32_t *quoted) {
    search state = {marks, quoted, 0, {0, 0, 0, 0}};
    for (size_t i = 0; i < length; i += 64) {
        uint64_t quotes = mode == CBYTES_NO_QUOTES ? 0 : equal_portable(text + i, '"');
        uint64_t bits = marks_of(&state, equal_portable(text + i, separator), equal_portable(text + i, '\n'), quotes,
                                 mode, length - i, parities_portable);
        write_places(&state, bits, base + (uint32_t)i);
    }
    return state.found;
}

#if defined(__x86_64__)
#include <immintrin.h>

// 256 bits wide.
#define WIDE __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt")))
// 512 bits wide, with compression of bytes.
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,pclmul,bmi,bmi2,popcnt")))

WIDE static inline uint64_t parities_wide(uint64_t bits) {
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8(-1), 0));
}

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

WIDE static cbytes_found marks_wide(const uint8_t *text, size_t length, uint8_t separator, int mode, uint32_t base,
                                    uint32_t *marks, uint32_t *quoted) {
    const __m256i comma = _mm256_set1_epi8((char)separator), feed = _mm256_set1_epi8('\n');
    const __m256i quote = _mm256_set1_epi8('"');
    search state = {marks, quoted, 0, {0, 0, 0, 0}};
    for (size_t i = 0; i < length; i += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(text + i));
        __m256i high = _mm256_loadu_si256((const __m256i *)(text + i + 32));
        uint64_t quotes = mode == CBYTES_NO_QUOTES ? 0 : equal(low, high, quote);
        uint64_t bits =
            marks_of(&state, equal(low, high, comma), equal(low, high, feed), quotes, mode, length - i, parities_wide);
        write_places(&state, bits, base + (uint32_t)i);
    }
    return state.found;
}

WIDEST static cbytes_found marks_widest(const uint8_t *text, size_t length, uint8_t separator, int mode,
                                        uint32_t base, uint32_t *marks, uint32_t *quoted) {
    static const uint8_t counting[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    const __m512i comma = _mm512_set1_epi8((char)separator), feed = _mm512_set1_epi8('\n');
    const __m512i quote = _mm512_set1_epi8('"');
    const __m512i numbers = _mm512_loadu_si512(counting);
    search state = {marks, quoted, 0, {0, 0, 0, 0}};
    for (size_t i = 0; i < length; i += 64) {
        __m512i block = _mm512_loadu_si512(text + i);
        uint64_t quotes = mode == CBYTES_NO_QUOTES ? 0 : _mm512_cmpeq_epi8_mask(block, quote);
        uint64_t bits = marks_of(&state, _mm512_cmpeq_epi8_mask(block, comma), _mm512_cmpeq_epi8_mask(block, feed),
                                 quotes, mode, length - i, parities_wide);
        int count = __builtin_popcountll(bits);
        uint32_t *out = state.next;
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
        state.next += count;
    }
    return state.found;
}

cbytes_survey cbytes_look(const uint8_t *text, size_t length) {
    return cbytes_width() > 0 ? look_wide(text, length) : look_portable(text, length);
}

cbytes_found cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int quotes, uint32_t base,
                          uint32_t *marks, uint32_t *quoted) {
    switch (cbytes_width()) {
    case 2: return marks_widest(text, length, separator, quotes, base, marks, quoted);
    case 1: return marks_wide(text, length, separator, quotes, base, marks, quoted);
    default: return marks_portable(text, length, separator, quotes, base, marks, quoted);
    }
}
#else
cbytes_survey cbytes_look(const uint8_t *text, size_t length) { return look_portable(text, length); }

cbytes_found cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int quotes, uint32_t base,
                          uint32_t *marks, uint32_t *quoted) {
    return marks_portable(text, length, separator, quotes, base, marks, quoted);
}
#endif
