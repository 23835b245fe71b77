#pragma once
#include <stddef.h>
#include <stdint.h>

// How wide the processor's instructions are that the functions below use: 0 plain C, 1 vectors of 256 bits, 2 of 512.
int cbytes_width(void);
// For tests: has this thread use narrower instructions than the processor has. Results are the same in any case.
void cbytes_limit_width(int most);

// What a first look at a text tells.
typedef struct {
    size_t lines;      // line feeds
    size_t quotes;     // double quotes
    int beyond_ascii;  // whether a byte >= 0x80 is there
} cbytes_survey;

// Counts line feeds and double quotes of a text.
cbytes_survey cbytes_look(const uint8_t *text, size_t length);

// Whether a byte >= 0x80 is in a text.
int cbytes_is_beyond_ascii(const uint8_t *text, size_t length);

// Whether a text is known to be valid UTF-8 without the replacement character U+FFFD; 0 where it is not, or where this
// processor cannot tell quickly.
int cbytes_is_sound_utf8(const uint8_t *text, size_t length);

// Whether a character stands in a sound text that shows nothing and takes no room, such as U+200B.
int cbytes_has_invisible(const uint8_t *text, size_t length);

// What the search for marks does with double quotes.
enum {
    CBYTES_NO_QUOTES,    // the text has none
    CBYTES_MARK_QUOTES,  // they are marks themselves
    CBYTES_HEED_QUOTES,  // what stands between two of them holds no marks
};

// What the search for marks found.
typedef struct {
    size_t marks;   // how many
    size_t feeds;   // how many of them are line feeds
    size_t hidden;  // line feeds between quotes
    size_t quoted;  // opening quotes, where quotes are heeded
} cbytes_found;

// Writes the places of all separators and line feeds, in their order, counted from `base`. Where quotes are heeded,
// `quoted` takes for each opening quote how many marks stand before it; whether the quotes stand where quotes of fields
// stand is for the caller to see. 64 bytes behind the text must be readable, 64 places behind the last one writable.
cbytes_found cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int quotes, uint32_t base,
                          uint32_t *marks, uint32_t *quoted);

// The cells of one column: places in a text, which has 16 readable bytes before and behind it.
typedef struct {
    const uint8_t *text;
    const uint32_t *starts;  // less `shift`
    const uint32_t *ends;
    uint32_t shift;
    size_t stride;  // from one row to the next
    size_t rows;    // at most 1024
} cbytes_cells;

// A word of at most 16 bytes and its code: its first eight bytes, and its last eight where it is longer.
typedef struct {
    uint64_t first, last, length, code;
} cbytes_word;

// The word that stands in a text; one of more than 16 bytes is told by its length and ends.
static inline cbytes_word cbytes_word_at(const uint8_t *start, size_t length) {
    static const uint64_t kept[9] = {
        0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ~0ULL,
    };
    cbytes_word word = {0, 0, length, 0};
    __builtin_memcpy(&word.first, start, 8);
    __builtin_memcpy(&word.last, start + length - 8, 8);
    word.first &= kept[length < 8 ? length : 8];
    word.last = length > 8 ? word.last : 0;
    return word;
}

// Where a word stands in a table of 2^bits words; a seed is odd. Nothing stands at 0.
static inline size_t cbytes_word_slot(cbytes_word word, uint64_t seed, unsigned bits) {
    return (size_t)(((word.first ^ word.last * 0xD1B54A32D192ED03ULL) * seed) >> (64 - bits));
}

// Looks up the words of a column in a table with one word for each slot; free slots have a length that no word has.
// Writes the codes, and the numbers of the rows whose word is not at its slot; returns how many those are.
size_t cbytes_words(const cbytes_cells *cells, const cbytes_word *table, uint64_t seed, unsigned bits, uint16_t *codes,
                    uint16_t *others);

// Digits with at most one point, at most 16 bytes before `end`: the digits, and how many stand behind the point; 0 where
// a text is no such number.
int cbytes_plain_number(const uint8_t *end, size_t length, uint64_t *digits, int *decimals);

// What the plain numbers of a column become.
typedef struct {
    int shift;                      // a power of ten that each is multiplied by
    double numerator, denominator;  // and a ratio besides
    double low, high;               // between which they must be
    double blank;                   // what an empty cell is
    int may_be_blank;               // whether a cell may be empty
} cbytes_number_rule;

// Reads the numbers of a column, each the double nearest to its text. Writes the numbers of the rows whose cell is not
// plain or not in the range; returns how many those are.
size_t cbytes_numbers(const cbytes_cells *cells, const cbytes_number_rule *rule, double *numbers, uint16_t *others);

// Adds a code for each row to its key, from a bit on that is free so far.
void cbytes_pack_codes(const uint16_t *codes, size_t rows, unsigned shift, uint64_t *keys);

// Adds two bits for each number: 1 for a number, else bit 1 of the mark that is no number.
void cbytes_pack_states(const double *numbers, size_t rows, unsigned shift, uint64_t *keys);

// Adds for each number, which is not 0 where there is one, the band that it lies in: 1 below all edges, one more for
// each edge that it reaches and for each that it is beyond.
void cbytes_pack_bands(const double *numbers, size_t rows, const double *edges, size_t count, unsigned shift,
                       uint64_t *keys);

// Numbers by key: for each key an entry of its words and its number, and places of entries by hash. Entry 0 is nobody's.
typedef struct {
    const uint64_t *entries;
    const uint32_t *slots;
    size_t mask;   // the number of slots less one
    size_t lanes;  // how many words a key has
} cbytes_keys;

// The hash of a key whose words stand so far apart.
uint64_t cbytes_key_hash(const uint64_t *key, size_t stride, size_t lanes);

// Looks up keys whose first words stand side by side, and their second ones so much further on. Writes their numbers,
// and which rows have a key that is not at its slot; returns how many those are.
size_t cbytes_find_keys(const cbytes_keys *table, const uint64_t *keys, size_t stride, size_t rows, uint64_t *numbers,
                        uint16_t *others);

// Whether a row has the code and a number above zero.
int cbytes_has_amount(const uint16_t *codes, uint16_t code, const double *numbers, size_t rows);

// Writes which rows have the plan that is wanted, and returns how many; 16 places more must be writable.
size_t cbytes_pick(const uint16_t *plans, uint16_t wanted, size_t rows, int32_t *picked);

// Has the processor fetch what will be needed soon.
static inline void cbytes_prefetch(const void *place) { __builtin_prefetch(place, 1); }
