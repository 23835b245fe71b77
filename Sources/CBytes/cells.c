#include "CBytes.h"

size_t cbytes_words(const cbytes_cells *cells, const cbytes_word *table, uint64_t seed, unsigned bits, uint16_t *codes,
                    uint16_t *others) {
    const uint32_t *starts = cells->starts, *ends = cells->ends;
    size_t count = 0;
    for (size_t row = 0; row < cells->rows; row++, starts += cells->stride, ends += cells->stride) {
        const uint32_t start = *starts + cells->shift;
        cbytes_word word = cbytes_word_at(cells->text + start, *ends - start);
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

#define INLINE static inline __attribute__((always_inline))

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

WIDE static void take_wide(const cbytes_cells *cells, size_t first, size_t rows, group *out) {
    // Sixteen bytes of it keep as many bytes as a number has.
    static const uint8_t kept[32] = {
        0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    };
    // Sixteen bytes of it have -1 up to the point, where each place takes the byte before it, the first one nothing.
    static const uint8_t moved[48] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    };
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
        __m128i pairs = _mm_maddubs_epi16(text, tens);
        __m128i fours = _mm_madd_epi16(pairs, hundreds);
        __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), thousands);
        int is_plain = (points == others) & ((points & (points - 1)) == 0) & (length <= 16)
            & (length > (uint32_t)(points != 0));
        out->upper[row] = _mm_cvtsi128_si32(eights);
        out->lower[row] = _mm_extract_epi32(eights, 1);
        out->kinds[row] = (uint8_t)(is_plain ? place : length == 0 ? BLANK : STRANGE);
    }
}

WIDE static int make_wide(const group *in, size_t rows, const cbytes_number_rule *rule, const double *divisors,
                          const double *multipliers, double *numbers) {
    return make(in, rows, rule, divisors, multipliers, numbers);
}
#endif

static int make_portable(const group *in, size_t rows, const cbytes_number_rule *rule, const double *divisors,
                         const double *multipliers, double *numbers) {
    return make(in, rows, rule, divisors, multipliers, numbers);
}

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
        int is_plain;
#if defined(__x86_64__)
        if (cbytes_width() > 0) {
            take_wide(cells, first, rows, &digits);
            is_plain = make_wide(&digits, rows, rule, divisors, multipliers, out);
        } else
#endif
        {
            take_portable(cells, first, rows, &digits);
            is_plain = make_portable(&digits, rows, rule, divisors, multipliers, out);
        }
        if (!is_plain) count += strange(&digits, first, rows, rule, out, others + count);
    }
    return count;
}
