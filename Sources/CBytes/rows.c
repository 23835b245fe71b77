#include "CBytes.h"

#define INLINE static inline __attribute__((always_inline))

INLINE void pack_codes(const uint16_t *codes, size_t rows, unsigned shift, uint64_t *keys) {
    for (size_t i = 0; i < rows; i++) keys[i] |= (uint64_t)codes[i] << shift;
}

INLINE void pack_states(const double *numbers, size_t rows, unsigned shift, uint64_t *keys) {
    for (size_t i = 0; i < rows; i++) {
        uint64_t bits;
        __builtin_memcpy(&bits, numbers + i, 8);
        keys[i] |= (numbers[i] != numbers[i] ? bits & 2 : 1) << shift;
    }
}

INLINE void pack_bands(const double *numbers, size_t rows, const double *edges, size_t count, unsigned shift,
                       uint64_t *keys) {
    const uint64_t one = 1ULL << shift;
    for (size_t i = 0; i < rows; i++) keys[i] += numbers[i] == numbers[i] ? one : 0;
    for (size_t k = 0; k < count; k++) {
        const double edge = edges[k];
        for (size_t i = 0; i < rows; i++)
            keys[i] += (numbers[i] > edge ? one : 0) + (numbers[i] >= edge ? one : 0);
    }
}

INLINE uint64_t hash_of(const uint64_t *key, size_t stride, size_t lanes) {
    uint64_t hash = 0x9E3779B97F4A7C15ULL;
    for (size_t lane = 0; lane < lanes; lane++) {
        hash = (hash ^ key[lane * stride]) * 0xD6E8FEB86659FD93ULL;
        hash ^= hash >> 32;
    }
    return hash;
}

uint64_t cbytes_key_hash(const uint64_t *key, size_t stride, size_t lanes) { return hash_of(key, stride, lanes); }

// Rows that are looked up together: first all places are fetched, then all entries, and no step waits for another.
enum { GROUP = 64 };

INLINE size_t find(const cbytes_keys *table, const uint64_t *keys, size_t stride, size_t rows, size_t lanes,
                   uint64_t *numbers, uint16_t *others) {
    size_t count = 0;
    for (size_t first = 0; first < rows; first += GROUP) {
        const size_t some = rows - first < GROUP ? rows - first : GROUP;
        uint32_t places[GROUP];
        for (size_t i = 0; i < some; i++)
            places[i] = table->slots[hash_of(keys + first + i, stride, lanes) & table->mask];
        for (size_t i = 0; i < some; i++) {
            const uint64_t *entry = table->entries + places[i] * (lanes + 1);
            uint64_t difference = places[i] == 0;
            for (size_t lane = 0; lane < lanes; lane++) difference |= entry[lane] ^ keys[lane * stride + first + i];
            numbers[first + i] = entry[lanes];
            others[count] = (uint16_t)(first + i);
            count += difference != 0;
        }
    }
    return count;
}

size_t cbytes_find_keys(const cbytes_keys *table, const uint64_t *keys, size_t stride, size_t rows, uint64_t *numbers,
                        uint16_t *others) {
    switch (table->lanes) {
    case 1: return find(table, keys, stride, rows, 1, numbers, others);
    case 2: return find(table, keys, stride, rows, 2, numbers, others);
    case 3: return find(table, keys, stride, rows, 3, numbers, others);
    case 4: return find(table, keys, stride, rows, 4, numbers, others);
    default: return find(table, keys, stride, rows, table->lanes, numbers, others);
    }
}

static size_t pick_portable(const uint16_t *plans, uint16_t wanted, size_t from, size_t rows, int32_t *picked) {
    size_t count = 0;
    for (size_t i = from; i < rows; i++) {
        picked[count] = (int32_t)i;
        count += plans[i] == wanted;
    }
    return count;
}

// Without a branch, so that many rows are compared at once.
INLINE int has_amount(const uint16_t *codes, uint16_t code, const double *numbers, size_t rows) {
    uint64_t found = 0;
    for (size_t i = 0; i < rows; i++) found |= (uint64_t)(codes[i] == code) & (uint64_t)(numbers[i] > 0);
    return found != 0;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt")))

WIDE static void pack_codes_wide(const uint16_t *codes, size_t rows, unsigned shift, uint64_t *keys) {
    pack_codes(codes, rows, shift, keys);
}

WIDE static void pack_states_wide(const double *numbers, size_t rows, unsigned shift, uint64_t *keys) {
    pack_states(numbers, rows, shift, keys);
}

WIDE static void pack_bands_wide(const double *numbers, size_t rows, const double *edges, size_t count, unsigned shift,
                                 uint64_t *keys) {
    pack_bands(numbers, rows, edges, count, shift, keys);
}

WIDEST static size_t pick_widest(const uint16_t *plans, uint16_t wanted, size_t rows, int32_t *picked) {
    const __m256i what = _mm256_set1_epi16((short)wanted);
    __m512i numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t count = 0, i = 0;
    for (; i + 16 <= rows; i += 16) {
        __mmask16 equal = _mm256_cmpeq_epi16_mask(_mm256_loadu_si256((const __m256i *)(plans + i)), what);
        _mm512_storeu_si512(picked + count, _mm512_maskz_compress_epi32(equal, numbers));
        numbers = _mm512_add_epi32(numbers, _mm512_set1_epi32(16));
        count += (size_t)__builtin_popcount(equal);
    }
    return count + pick_portable(plans, wanted, i, rows, picked + count);
}

WIDE static int has_amount_wide(const uint16_t *codes, uint16_t code, const double *numbers, size_t rows) {
    return has_amount(codes, code, numbers, rows);
}

int cbytes_has_amount(const uint16_t *codes, uint16_t code, const double *numbers, size_t rows) {
    return cbytes_width() > 0 ? has_amount_wide(codes, code, numbers, rows) : has_amount(codes, code, numbers, rows);
}

void cbytes_pack_codes(const uint16_t *codes, size_t rows, unsigned shift, uint64_t *keys) {
    if (cbytes_width() > 0) pack_codes_wide(codes, rows, shift, keys); else pack_codes(codes, rows, shift, keys);
}

void cbytes_pack_states(const double *numbers, size_t rows, unsigned shift, uint64_t *keys) {
    if (cbytes_width() > 0) pack_states_wide(numbers, rows, shift, keys); else pack_states(numbers, rows, shift, keys);
}

void cbytes_pack_bands(const double *numbers, size_t rows, const double *edges, size_t count, unsigned shift,
                       uint64_t *keys) {
    if (cbytes_width() > 0) pack_bands_wide(numbers, rows, edges, count, shift, keys);
    else pack_bands(numbers, rows, edges, count, shift, keys);
}

size_t cbytes_pick(const uint16_t *plans, uint16_t wanted, size_t rows, int32_t *picked) {
    return cbytes_width() > 1 ? pick_widest(plans, wanted, rows, picked)
                              : pick_portable(plans, wanted, 0, rows, picked);
}
#else
int cbytes_has_amount(const uint16_t *codes, uint16_t code, const double *numbers, size_t rows) {
    return has_amount(codes, code, numbers, rows);
}

void cbytes_pack_codes(const uint16_t *codes, size_t rows, unsigned shift, uint64_t *keys) {
    pack_codes(codes, rows, shift, keys);
}

void cbytes_pack_states(const double *numbers, size_t rows, unsigned shift, uint64_t *keys) {
    pack_states(numbers, rows, shift, keys);
}

void cbytes_pack_bands(const double *numbers, size_t rows, const double *edges, size_t count, unsigned shift,
                       uint64_t *keys) {
    pack_bands(numbers, rows, edges, count, shift, keys);
}

size_t cbytes_pick(const uint16_t *plans, uint16_t wanted, size_t rows, int32_t *picked) {
    return pick_portable(plans, wanted, 0, rows, picked);
}
#endif
