#include "CBytes.h"

#define INLINE static inline __attribute__((always_inline))

INLINE size_t look_up(const cbytes_cells *cells, const cbytes_word *table, uint64_t seed, unsigned bits,
                      uint16_t *codes, uint16_t *others, cbytes_word word_at(const uint8_t *, size_t)) {
    const uint32_t *starts = cells->starts, *ends = cells->ends;
    size_t count = 0;
    for (size_t row = 0; row < cells->rows; row++, starts += cells->stride, ends += cells->stride) {
        const uint32_t start = *starts + cells->shift;
        cbytes_word word = word_at(cells->text + start, *ends - start);
        const cbytes_word *known = table + cbytes_word_slot(word, seed, bits);
        codes[row] = (uint16_t)known->code;
        others[count] = (uint16_t)row;
        count += ((known->first ^ word.first) | (known->last ^ word.last) | (known->length ^ word.length)) != 0;
    }
    return count;
}

// The highest bit of the lowest byte that is no digit (bytes 0 ... 9); bits of higher bytes may be set besides.
static inline uint64_t beyond_digits(uint64_t bytes) {
    return ((bytes + 0x7676767676767676ULL) | bytes) & 0x8080808080808080ULL;
}

// The number of eight digits (bytes 0 ... 9), the first in the lowest byte.
static inline uint64_t eight(uint64_t digits) {
    uint64_t pairs = ((digits * 2561) >> 8) & 0x00FF00FF00FF00FFULL;
    uint64_t fours = ((pairs * 6553601) >> 16) & 0x0000FFFF0000FFFFULL;
    return (fours * 42949672960001ULL) >> 32;
}

int cbytes_plain_number(const uint8_t *end, size_t length, uint64_t *digits, int *decimals) {
    if (length == 0 || length > 16) return 0;
    // Sixteen bytes, what stands before the number taken for leading zeros.
    uint64_t words[2];
    __builtin_memcpy(words, end - 16, 16);
    words[0] = length > 8 ? (words[0] ^ 0x3030303030303030ULL) & ~0ULL << (128 - 8 * length) % 64 : 0;
    words[1] = (words[1] ^ 0x3030303030303030ULL) & ~0ULL << (length < 8 ? 64 - 8 * length : 0);
    *decimals = 0;
    for (int which = 1; which >= 0; which--) {
        uint64_t strange = beyond_digits(words[which]);
        if (strange == 0) continue;
        // The digits before the point move up by one, over the point.
        int place = __builtin_ctzll(strange) & 56;
        if ((words[which] >> place & 0xFF) != 0x1E || length == 1) return 0;
        uint64_t below = (1ULL << place) - 1, above = ~(below | 0xFFULL << place);
        words[which] = (words[which] & above) | (words[which] & below) << 8;
        if (which == 1) {
            words[1] |= words[0] >> 56;
            words[0] <<= 8;
        }
        *decimals = (which == 1 ? 7 : 15) - place / 8;
        break;
    }
    if ((beyond_digits(words[0]) | beyond_digits(words[1])) != 0) return 0;
    *digits = eight(words[0]) * 100000000 + eight(words[1]);
    return 1;
}

// How a cell is read: by the place of its point among 16 bytes, 16 where it has none; or not so.
enum { NO_POINT = 16, STRANGE = 17, BLANK = 18, KINDS = 19 };

// Rows whose numbers are made together.
enum { GROUP = 256 };

// Digits of some rows, the upper and the lower eight, and how they are to be read.
typedef struct {
    int32_t upper[GROUP], lower[GROUP];
    uint8_t kinds[GROUP];
} group;

static void take_portable(const cbytes_cells *cells, size_t first, size_t rows, group *out) {
    for (size_t row = 0; row < rows; row++) {
        const size_t slot = (first + row) * cells->stride;
        const uint32_t end = cells->ends[slot], length = end - (cells->starts[slot] + cells->shift);
        uint64_t digits = 0;
        int decimals = 0;
        int is_plain = cbytes_plain_number(cells->text + end, length, &digits, &decimals);
        out->upper[row] = (int32_t)(digits / 100000000);
        out->lower[row] = (int32_t)(digits % 100000000);
        out->kinds[row] = (uint8_t)(is_plain ? (decimals > 0 ? 15 - decimals : NO_POINT) : length == 0 ? BLANK : STRANGE);
    }
}

// Makes numbers of digits; returns whether all are plain and in the range.
INLINE int make(const group *in, size_t rows, const cbytes_number_rule *rule, const double *divisors,
                const double *multipliers, double *numbers) {
    const double low = rule->low, high = rule->high, blank = rule->blank;
    const double top = rule->numerator, bottom = rule->denominator;
    const int may_not = !rule->may_be_blank;
    int wrong = 0;
    for (size_t i = 0; i < rows; i++) {
        // Each half is exact, and so is their sum below 2^53: one operation rounds.
        double digits = (double)in->upper[i] * 1e8 + (double)in->lower[i];
        double value = digits / divisors[in->kinds[i]];
        wrong |= digits >= 0x1p53;
        numbers[i] = value;
    }
    if (rule->shift > 0)
        for (size_t i = 0; i < rows; i++) numbers[i] *= multipliers[in->kinds[i]];
    if (top != 1 || bottom != 1)
        for (size_t i = 0; i < rows; i++) numbers[i] = numbers[i] * top / bottom;
    for (size_t i = 0; i < rows; i++) {
        int is_blank = in->kinds[i] == BLANK;
        wrong |= is_blank ? may_not : !((numbers[i] >= low) & (numbers[i] <= high));
        numbers[i] = is_blank ? blank : numbers[i];
    }
    return !wrong;
}

// Which rows are not plain or not in the range.
static size_t strange(const group *in, size_t first, size_t rows, const cbytes_number_rule *rule,
                      const double *numbers, uint16_t *others) {
    size_t count = 0;
    for (size_t i = 0; i < rows; i++) {
        int is_large = in->upper[i] >= 90071992;  // near 2^53
        int is_sound = in->kinds[i] == BLANK
            ? rule->may_be_blank
            : (numbers[i] >= rule->low) & (numbers[i] <= rule->high) & !is_large;
        others[count] = (uint16_t)(first + i);
        count += !is_sound;
    }
    return count;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,avx512bitalg,bmi,bmi2,popcnt")))

// Sixteen bytes of it have -1 up to the point, where each place takes the byte before it, the first one nothing.
static const uint8_t moved[48] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};
// Sixteen bytes of it keep as many bytes as a number has.
static const uint8_t kept[32] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};

WIDE static void take_wide(const cbytes_cells *cells, size_t first, size_t rows, group *out) {
    const __m128i places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m128i zero = _mm_set1_epi8('0'), ten = _mm_set1_epi8(10), point = _mm_set1_epi8('.' - '0');
    const __m128i tens = _mm_set1_epi16(10 | 1 << 8), hundreds = _mm_set1_epi32(100 | 1 << 16);
    const __m128i thousands = _mm_set1_epi32(10000 | 1 << 16);
    const uint32_t *starts = cells->starts + first * cells->stride, *ends = cells->ends + first * cells->stride;
    for (size_t row = 0; row < rows; row++, starts += cells->stride, ends += cells->stride) {
        const uint32_t end = *ends, length = end - (*starts + cells->shift), most = length < 16 ? length : 16;
        __m128i text = _mm_loadu_si128((const __m128i *)(cells->text + end - 16));
        text = _mm_and_si128(_mm_sub_epi8(text, zero), _mm_loadu_si128((const __m128i *)(kept + most)));
        uint32_t points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, point));
        uint32_t others = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(text, ten), text));
        uint32_t place = (uint32_t)__builtin_ctz(points | 1 << NO_POINT);
        __m128i step = _mm_loadu_si128((const __m128i *)(moved + (15 - place) % 32));
        text = _mm_shuffle_epi8(text, _mm_add_epi8(places, step));
        __m128i fours = _mm_madd_epi16(_mm_maddubs_epi16(text, tens), hundreds);
        __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), thousands);
        int is_plain = (points == others) & ((points & (points - 1)) == 0) & (length <= 16)
            & (length > (uint32_t)(points != 0));
        out->upper[row] = _mm_cvtsi128_si32(eights);
        out->lower[row] = _mm_extract_epi32(eights, 1);
        out->kinds[row] = (uint8_t)(is_plain ? place : length == 0 ? BLANK : STRANGE);
    }
}

// The same for four rows at a time, a quarter of a vector each; what is told of rows is sixteen bits for each.
WIDEST static void take_widest(const cbytes_cells *cells, size_t first, size_t rows, group *out) {
    const __m512i places = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const __m512i zero = _mm512_set1_epi8('0'), nine = _mm512_set1_epi8(9), point = _mm512_set1_epi8('.' - '0');
    const __m512i tens = _mm512_set1_epi16(10 | 1 << 8), hundreds = _mm512_set1_epi32(100 | 1 << 16);
    const __m512i thousands = _mm512_set1_epi32(10000 | 1 << 16);
    const __m512i halves = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 0, 0, 0, 0, 0, 0, 0);
    const uint8_t *text = cells->text - 16;
    const size_t stride = cells->stride, whole = rows - rows % 4;
    for (size_t row = 0; row < whole; row += 4) {
        const uint32_t *starts = cells->starts + (first + row) * stride, *ends = cells->ends + (first + row) * stride;
        const uint32_t end0 = ends[0], end1 = ends[stride], end2 = ends[2 * stride], end3 = ends[3 * stride];
        __m512i bytes = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)(text + end0)));
        bytes = _mm512_inserti32x4(bytes, _mm_loadu_si128((const __m128i *)(text + end1)), 1);
        bytes = _mm512_inserti32x4(bytes, _mm_loadu_si128((const __m128i *)(text + end2)), 2);
        bytes = _mm512_inserti32x4(bytes, _mm_loadu_si128((const __m128i *)(text + end3)), 3);
        __m128i last = _mm_setr_epi32((int)end0, (int)end1, (int)end2, (int)end3);
        __m128i begin = _mm_setr_epi32((int)starts[0], (int)starts[stride], (int)starts[2 * stride],
                                       (int)starts[3 * stride]);
        __m128i length = _mm_sub_epi32(last, _mm_add_epi32(begin, _mm_set1_epi32((int)cells->shift)));
        // As many bits from the top of sixteen as the number has bytes.
        __m128i kept_bits = _mm_srlv_epi32(_mm_set1_epi32((int)0xFFFF0000), _mm_min_epu32(length, _mm_set1_epi32(16)));
        __mmask64 keep = (__mmask64)_mm_cvtsi128_si64(_mm_cvtepi32_epi16(kept_bits));
        bytes = _mm512_maskz_sub_epi8(keep, bytes, zero);
        __m128i points = _mm_cvtsi64_si128((long long)_mm512_cmpeq_epi8_mask(bytes, point));
        __m128i others = _mm_cvtsi64_si128((long long)_mm512_cmpgt_epu8_mask(bytes, nine));
        // The bits up to the point.
        __m128i less = _mm_add_epi16(points, _mm_set1_epi16(-1));
        __mmask8 with_point = _mm_test_epi16_mask(points, points);
        __m128i below = _mm_maskz_mov_epi16(with_point, _mm_xor_si128(points, less));
        __mmask64 step = (__mmask64)_mm_cvtsi128_si64(below);
        bytes = _mm512_shuffle_epi8(bytes, _mm512_mask_sub_epi8(places, step, places, _mm512_set1_epi8(1)));
        __m512i fours = _mm512_madd_epi16(_mm512_maddubs_epi16(bytes, tens), hundreds);
        __m512i eights = _mm512_madd_epi16(_mm512_packus_epi32(fours, fours), thousands);
        eights = _mm512_permutexvar_epi32(halves, eights);
        _mm_storeu_si128((__m128i *)(out->upper + row), _mm512_castsi512_si128(eights));
        _mm_storeu_si128((__m128i *)(out->lower + row), _mm512_extracti32x4_epi32(eights, 1));
        // The point's place is one less than how many bits there are up to it.
        __m128i kinds = _mm_mask_sub_epi16(_mm_set1_epi16(NO_POINT), with_point, _mm_popcnt_epi16(below),
                                           _mm_set1_epi16(1));
        __m128i shortest = _mm_maskz_set1_epi16(with_point, 1);
        __m128i lengths = _mm_cvtusepi32_epi16(length);
        __mmask8 is_strange = _mm_cmpneq_epi16_mask(points, others) | _mm_test_epi16_mask(points, less)
            | _mm_cmpgt_epu16_mask(lengths, _mm_set1_epi16(16)) | _mm_cmple_epu16_mask(lengths, shortest);
        kinds = _mm_mask_mov_epi16(kinds, is_strange, _mm_set1_epi16(STRANGE));
        kinds = _mm_mask_mov_epi16(kinds, _mm_testn_epi16_mask(lengths, lengths), _mm_set1_epi16(BLANK));
        uint32_t four_kinds = (uint32_t)_mm_cvtsi128_si32(_mm_cvtepi16_epi8(kinds));
        __builtin_memcpy(out->kinds + row, &four_kinds, 4);
    }
    group rest;
    take_wide(cells, first + whole, rows - whole, &rest);
    for (size_t row = whole; row < rows; row++) {
        out->upper[row] = rest.upper[row - whole];
        out->lower[row] = rest.lower[row - whole];
        out->kinds[row] = rest.kinds[row - whole];
    }
}

WIDE static int make_wide(const group *in, size_t rows, const cbytes_number_rule *rule, const double *divisors,
                          const double *multipliers, double *numbers) {
    return make(in, rows, rule, divisors, multipliers, numbers);
}

static int read(const cbytes_cells *cells, size_t first, size_t rows, const cbytes_number_rule *rule,
                const double *divisors, const double *multipliers, group *digits, double *numbers) {
    switch (cbytes_width()) {
    case 2: take_widest(cells, first, rows, digits); break;
    case 1: take_wide(cells, first, rows, digits); break;
    default:
        take_portable(cells, first, rows, digits);
        return make(digits, rows, rule, divisors, multipliers, numbers);
    }
    return make_wide(digits, rows, rule, divisors, multipliers, numbers);
}

// The word that stands in a text, as `cbytes_word_at` tells those of at most 16 bytes.
WIDE static inline cbytes_word word_wide(const uint8_t *start, size_t length) {
    cbytes_word word = {0, 0, length, 0};
    __builtin_memcpy(&word.first, start, 8);
    __builtin_memcpy(&word.last, start + length - 8, 8);
    word.first = _bzhi_u64(word.first, (unsigned)length * 8);
    word.last = length > 8 ? word.last : 0;
    return word;
}

WIDE static size_t look_up_wide(const cbytes_cells *cells, const cbytes_word *table, uint64_t seed, unsigned bits,
                                uint16_t *codes, uint16_t *others) {
    return look_up(cells, table, seed, bits, codes, others, word_wide);
}

size_t cbytes_words(const cbytes_cells *cells, const cbytes_word *table, uint64_t seed, unsigned bits, uint16_t *codes,
                    uint16_t *others) {
    return cbytes_width() > 0 ? look_up_wide(cells, table, seed, bits, codes, others)
                              : look_up(cells, table, seed, bits, codes, others, cbytes_word_at);
}
#else
static int read(const cbytes_cells *cells, size_t first, size_t rows, const cbytes_number_rule *rule,
                const double *divisors, const double *multipliers, group *digits, double *numbers) {
    take_portable(cells, first, rows, digits);
    return make(digits, rows, rule, divisors, multipliers, numbers);
}

size_t cbytes_words(const cbytes_cells *cells, const cbytes_word *table, uint64_t seed, unsigned bits, uint16_t *codes,
                    uint16_t *others) {
    return look_up(cells, table, seed, bits, codes, others, cbytes_word_at);
}
#endif

size_t cbytes_numbers(const cbytes_cells *cells, const cbytes_number_rule *rule, double *numbers, uint16_t *others) {
    // Powers of ten that a double holds exactly.
    static const double powers[23] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    double divisors[KINDS], multipliers[KINDS];
    for (int kind = 0; kind < KINDS; kind++) {
        int exponent = rule->shift - (kind < NO_POINT ? 15 - kind : 0);
        int is_exact = kind <= NO_POINT && exponent >= -22 && exponent <= 22;
        divisors[kind] = !is_exact ? __builtin_nan("") : exponent < 0 ? powers[-exponent] : 1;
        multipliers[kind] = is_exact && exponent > 0 ? powers[exponent] : 1;
    }
    group digits;
    size_t count = 0;
    for (size_t first = 0; first < cells->rows; first += GROUP) {
        size_t rows = cells->rows - first < GROUP ? cells->rows - first : GROUP;
        double *out = numbers + first;
        if (!read(cells, first, rows, rule, divisors, multipliers, &digits, out))
            count += strange(&digits, first, rows, rule, out, others + count);
    }
    return count;
}
