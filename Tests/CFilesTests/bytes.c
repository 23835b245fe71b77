// Holds the C files to plain references, at each width that this processor has, over texts in rooms of exactly the size
// that CBytes.h asks for. Built with the address and the undefined-behaviour sanitizer by .ci/cfiles; SwiftPM passes it over.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "CBytes.h"

static uint64_t seed = 0x2545F4914F6CDD1DULL;
static int width, widths;
static size_t checks;

// What a fuzzer gives: drawn from before numbers at random.
static const uint8_t *given;
static size_t given_left;

static uint64_t next(void) {
    if (given_left >= 8) {
        uint64_t value;
        memcpy(&value, given, 8);
        given += 8;
        given_left -= 8;
        return value;
    }
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545F4914F6CDD1DULL;
}

static size_t below(size_t bound) {
    if (given_left == 0) return (size_t)(next() % bound);
    size_t value = *given++;
    given_left--;
    if (bound > 256 && given_left > 0) {
        value = value << 8 | *given++;
        given_left--;
    }
    return value % bound;
}

#define HOLDS(condition, ...) \
    do { \
        checks++; \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: width %d: %s: ", __FILE__, __LINE__, width, #condition); \
            fprintf(stderr, __VA_ARGS__); \
            fputc('\n', stderr); \
            exit(1); \
        } \
    } while (0)

static void *room(size_t bytes) {
    void *place = malloc(bytes);
    if (!place) abort();
    return place;
}

// A text with so many bytes of room before and behind it, which hold what misleads a careless reader.
typedef struct {
    uint8_t *room, *text;
} padded;

static padded padded_text(size_t before, size_t length, size_t behind) {
    padded result;
    result.room = room(before + length + behind);
    result.text = result.room + before;
    for (size_t i = 0; i < before + length + behind; i++) result.room[i] = (uint8_t)"0,\n\"9.x\xE4"[below(8)];
    return result;
}

static void check_looking(size_t length) {
    padded it = padded_text(0, length, 0);
    size_t lines = 0, quotes = 0;
    int beyond = 0;
    if (below(2))
        for (size_t i = 0; i < length; i++) it.text[i] &= 0x7F;
    for (size_t i = 0; i < length; i++) {
        lines += it.text[i] == '\n';
        quotes += it.text[i] == '"';
        beyond |= it.text[i] >= 0x80;
    }
    cbytes_survey look = cbytes_look(it.text, length);
    HOLDS(look.lines == lines && look.quotes == quotes && look.beyond_ascii == beyond, "%zu bytes", length);
    HOLDS(cbytes_is_beyond_ascii(it.text, length) == beyond, "%zu bytes", length);
    free(it.room);
}

static void check_marks(size_t length, int mode) {
    padded it = padded_text(0, length, 64);
    // Quotes stand where they like: what is promised holds for any.
    size_t marks = 0, feeds = 0, hidden = 0, quoted = 0;
    int inside = 0;
    uint32_t base = (uint32_t)below(100000);
    uint32_t *places = room((length + 1) * sizeof *places), *before = room((length + 1) * sizeof *before);
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = it.text[i];
        if (mode == CBYTES_HEED_QUOTES && byte == '"') {
            inside = !inside;
            if (inside) before[quoted++] = (uint32_t)marks;
            continue;
        }
        if (inside) {
            hidden += byte == '\n';
            continue;
        }
        if (byte == ',' || byte == '\n' || (mode == CBYTES_MARK_QUOTES && byte == '"')) places[marks++] = base + (uint32_t)i;
        feeds += byte == '\n';
    }
    uint32_t *found_places = room((marks + 64) * sizeof *places), *found_before = room(quoted * sizeof *before);
    cbytes_found found = cbytes_marks(it.text, length, ',', mode, base, found_places, found_before);
    HOLDS(found.marks == marks && found.feeds == feeds, "%zu bytes, mode %d: %zu marks", length, mode, found.marks);
    HOLDS(mode != CBYTES_HEED_QUOTES || (found.hidden == hidden && found.quoted == quoted), "%zu bytes", length);
    HOLDS(memcmp(places, found_places, marks * sizeof *places) == 0, "%zu bytes, mode %d", length, mode);
    HOLDS(memcmp(before, found_before, quoted * sizeof *before) == 0, "%zu bytes, mode %d", length, mode);
    free(places);
    free(before);
    free(found_places);
    free(found_before);
    free(it.room);
}

// UTF-8 by RFC 3629, without U+FFFD.
static int is_sound(const uint8_t *text, size_t length) {
    for (size_t i = 0; i < length;) {
        uint32_t lead = text[i], code, least;
        size_t more;
        if (lead < 0x80) { i++; continue; }
        if (lead >= 0xC0 && lead < 0xE0) { more = 1; code = lead & 0x1F; least = 0x80; }
        else if (lead >= 0xE0 && lead < 0xF0) { more = 2; code = lead & 0x0F; least = 0x800; }
        else if (lead >= 0xF0 && lead < 0xF8) { more = 3; code = lead & 0x07; least = 0x10000; }
        else return 0;
        if (length - i <= more) return 0;
        for (size_t k = 1; k <= more; k++) {
            if ((text[i + k] & 0xC0) != 0x80) return 0;
            code = code << 6 | (text[i + k] & 0x3F);
        }
        if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || code == 0xFFFD) return 0;
        i += more + 1;
    }
    return 1;
}

static void check_utf8(size_t length) {
    static const char *const pieces[] = {
        "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xE4\xB8\xAD", "\xED\x9F\xBF", "\xEF\xBF\xBC", "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF", "锅炉", "------------------------------------------",
    };
    static const char *const wrong[] = {
        "\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xEF\xBF\xBD", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF", "\xE4\xB8", "\xF0\x9F\x98",
    };
    uint8_t *text = room(length);
    size_t filled = 0, bad = below(3) == 0 ? below(length + 1) : SIZE_MAX;
    while (filled < length) {
        const char *piece = filled >= bad ? wrong[below(sizeof wrong / sizeof *wrong)]
                                          : pieces[below(sizeof pieces / sizeof *pieces)];
        if (filled >= bad) bad = SIZE_MAX;
        for (; *piece && filled < length; piece++) text[filled++] = (uint8_t)*piece;
    }
    int sound = is_sound(text, length);
    HOLDS(cbytes_is_sound_utf8(text, length) == (width > 0 ? sound : 0), "%zu bytes, sound %d", length, sound);
    free(text);
}

// Cells of one column side by side, `stride` marks apart, and rows in number.
typedef struct {
    padded text;
    uint32_t *marks;
    cbytes_cells cells;
} column;

static column column_of(size_t rows, size_t stride, size_t write(uint8_t *), size_t longest) {
    uint8_t *written = room(rows * (longest + 1)), *cell = room(longest + 1);
    size_t length = 0;
    uint32_t *marks = room((rows * stride + 1) * sizeof *marks);
    marks[0] = UINT32_MAX;  // the mark before the text, less one
    for (size_t row = 0; row < rows; row++) {
        size_t count = write(cell);
        memcpy(written + length, cell, count);
        length += count;
        for (size_t k = 1; k <= stride; k++) marks[row * stride + k] = (uint32_t)length;
        written[length++] = row % 7 == 6 ? '\n' : ',';
    }
    column it;
    it.text = padded_text(16, length, 16);
    memcpy(it.text.text, written, length);
    it.marks = marks;
    // A cell begins one behind the mark before it.
    it.cells = (cbytes_cells){it.text.text, marks, marks + stride, 1, stride, rows};
    free(written);
    free(cell);
    return it;
}

static void free_column(column it) {
    free(it.text.room);
    free(it.marks);
}

static size_t digits_cell(uint8_t *cell) {
    static const char *const strange[] = {"-1", "+1", "1e3", "1.2.3", ".", "1 2", "12:3", "/", "一", "12345678901234567", "1,5"};
    size_t kind = below(20), length = 0;
    if (kind == 0) return 0;
    if (kind == 1) {
        const char *text = strange[below(sizeof strange / sizeof *strange)];
        length = strlen(text);
        memcpy(cell, text, length);
        return length;
    }
    length = 1 + below(kind < 4 ? 16 : 8);
    for (size_t i = 0; i < length; i++) cell[i] = (uint8_t)('0' + below(10));
    if (below(2)) cell[below(length)] = '.';
    return length;
}

// One cell the slow way: a plain number, as `strtod` reads it; 0 where it is none.
static int plain(const uint8_t *text, size_t length, double *value) {
    char copy[24];
    size_t points = 0;
    if (length == 0 || length > 16) return 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') points++;
        else if (text[i] < '0' || text[i] > '9') return 0;
        copy[i] = (char)text[i];
    }
    copy[length] = 0;
    *value = strtod(copy, NULL);
    return points == 0 || (points == 1 && length > 1);
}

static void check_numbers(size_t rows, size_t stride) {
    column it = column_of(rows, stride, digits_cell, 20);
    const cbytes_number_rule rule = {0, 1, 1, 0, below(2) ? 1e300 : 1e6, NAN, (int)below(2)};
    double *numbers = room(rows * sizeof *numbers);
    uint16_t *others = room((rows + 1) * sizeof *others);
    memset(others, 0, (rows + 1) * sizeof *others);
    size_t count = cbytes_numbers(&it.cells, &rule, numbers, others), next_other = 0;
    HOLDS(count <= rows, "%zu of %zu", count, rows);
    for (size_t row = 0; row < rows; row++) {
        size_t start = (size_t)(it.cells.starts[row * stride] + it.cells.shift), end = it.cells.ends[row * stride];
        size_t length = end - start;
        const uint8_t *cell = it.text.text + start;
        double value = 0;
        int is_plain = plain(cell, length, &value);
        int told = next_other < count && others[next_other] == row;
        next_other += (size_t)told;
        uint64_t digits = 0;
        int decimals = 0;
        int is_read = cbytes_plain_number(it.text.text + end, length, &digits, &decimals);
        HOLDS(is_read == is_plain, "row %zu: '%.*s'", row, (int)length, cell);
        if (length == 0) {
            HOLDS(told == !rule.may_be_blank, "row %zu: blank", row);
            HOLDS(told || isnan(numbers[row]), "row %zu: blank", row);
        } else if (!is_plain || value > rule.high) {
            HOLDS(told, "row %zu: '%.*s' passed", row, (int)length, cell);
        } else if (!told) {
            HOLDS(numbers[row] == value, "row %zu: '%.*s' is %.17g", row, (int)length, cell, numbers[row]);
        } else {
            // Only what is near 2^53 may be handed back besides.
            HOLDS(digits >= 9007199200000000ULL, "row %zu: '%.*s' handed back", row, (int)length, cell);
        }
    }
    HOLDS(next_other == count, "others out of order");
    free(numbers);
    free(others);
    free_column(it);
}

static const char *const words[] = {"", "coal", "gas", "biomass", "stoker", "煤粉炉", "循环流化床炉", "pulverised_coal", "b", "国六"};
enum { WORDS = sizeof words / sizeof *words };

static size_t word_cell(uint8_t *cell) {
    const char *text = below(10) ? words[below(WORDS)] : "a word that nobody knows";
    size_t length = strlen(text);
    memcpy(cell, text, length);
    return length;
}

static cbytes_word word_of(const char *text) {
    uint8_t filled[8 + 32 + 8];
    memset(filled, 'x', sizeof filled);
    memcpy(filled + 8, text, strlen(text));
    return cbytes_word_at(filled + 8, strlen(text));
}

static void check_words(size_t rows, size_t stride) {
    // A seed for which no two words share a slot.
    enum { BITS = 8 };
    cbytes_word *table = room(sizeof *table << BITS);
    uint64_t chosen = 1;
    for (int known = 0; !known;) {
        chosen = next() | 1;
        known = 1;
        for (size_t i = 0; i < 1 << BITS; i++) table[i] = (cbytes_word){0, 0, UINT64_MAX, 0};
        for (size_t i = 0; i < WORDS && known; i++) {
            cbytes_word word = word_of(words[i]);
            if (word.length > 16) continue;
            cbytes_word *slot = table + cbytes_word_slot(word, chosen, BITS);
            known = slot->length == UINT64_MAX;
            word.code = i + 1;
            *slot = word;
        }
    }
    column it = column_of(rows, stride, word_cell, 24);
    uint16_t *codes = room(rows * sizeof *codes), *others = room((rows + 1) * sizeof *others);
    memset(others, 0, (rows + 1) * sizeof *others);
    size_t count = cbytes_words(&it.cells, table, chosen, BITS, codes, others), next_other = 0;
    for (size_t row = 0; row < rows; row++) {
        size_t start = (size_t)(it.cells.starts[row * stride] + it.cells.shift), end = it.cells.ends[row * stride];
        size_t length = end - start, code = 0;
        for (size_t i = 0; i < WORDS; i++)
            if (strlen(words[i]) == length && length <= 16 && memcmp(words[i], it.text.text + start, length) == 0) code = i + 1;
        int told = next_other < count && others[next_other] == row;
        next_other += (size_t)told;
        HOLDS(told == (code == 0), "row %zu: '%.*s'", row, (int)length, it.text.text + start);
        HOLDS(told || codes[row] == code, "row %zu: '%.*s'", row, (int)length, it.text.text + start);
    }
    HOLDS(next_other == count, "others out of order");
    free(table);
    free(codes);
    free(others);
    free_column(it);
}

static void check_packing(size_t rows) {
    uint16_t *codes = room(rows * sizeof *codes);
    double *numbers = room(rows * sizeof *numbers);
    uint64_t *keys = room(rows * sizeof *keys);
    static const double edges[] = {1, 10, 35, 65};
    for (size_t i = 0; i < rows; i++) {
        codes[i] = (uint16_t)below(200);
        uint64_t mark = 0x7FF8000000000000ULL | below(4);
        numbers[i] = below(4) ? (double)(1 + below(70)) : 0.5;
        if (below(5) == 0) memcpy(numbers + i, &mark, 8);
        keys[i] = 0;
    }
    cbytes_pack_codes(codes, rows, 3, keys);
    cbytes_pack_states(numbers, rows, 20, keys);
    cbytes_pack_bands(numbers, rows, edges, 4, 30, keys);
    for (size_t i = 0; i < rows; i++) {
        uint64_t bits, band = 0;
        memcpy(&bits, numbers + i, 8);
        if (!isnan(numbers[i])) {
            band = 1;
            for (int k = 0; k < 4; k++) band += (uint64_t)(numbers[i] > edges[k]) + (uint64_t)(numbers[i] >= edges[k]);
        }
        uint64_t wanted = (uint64_t)codes[i] << 3 | (isnan(numbers[i]) ? bits & 2 : 1) << 20 | band << 30;
        HOLDS(keys[i] == wanted, "row %zu of %zu: %g", i, rows, numbers[i]);
    }
    uint16_t wanted = (uint16_t)below(200);
    if (rows) wanted = codes[below(rows)];
    int32_t *picked = room((rows + 16) * sizeof *picked);
    size_t count = cbytes_pick(codes, wanted, rows, picked), expected = 0;
    for (size_t i = 0; i < rows; i++)
        if (codes[i] == wanted) {
            HOLDS(expected < count && picked[expected] == (int32_t)i, "row %zu of %zu", i, rows);
            expected++;
        }
    HOLDS(count == expected, "%zu of %zu", count, expected);
    free(codes);
    free(numbers);
    free(keys);
    free(picked);
}

static void check_keys(size_t rows, size_t lanes) {
    enum { KNOWN = 40, SLOTS = 128 };
    uint64_t *entries = room((KNOWN + 1) * (lanes + 1) * sizeof *entries), *keys = room(rows * lanes * sizeof *keys);
    uint32_t slots[SLOTS] = {0};
    memset(entries, 0, (lanes + 1) * sizeof *entries);
    for (size_t i = 1; i <= KNOWN; i++) {
        for (size_t lane = 0; lane < lanes; lane++) entries[i * (lanes + 1) + lane] = next() & (lane ? ~0ULL : 0xFFFF);
        entries[i * (lanes + 1) + lanes] = i * 1000;
        uint32_t *slot = slots + (cbytes_key_hash(entries + i * (lanes + 1), 1, lanes) & (SLOTS - 1));
        if (*slot == 0) *slot = (uint32_t)i;
    }
    for (size_t row = 0; row < rows; row++) {
        size_t entry = below(KNOWN + 1);
        for (size_t lane = 0; lane < lanes; lane++)
            keys[lane * rows + row] = entry ? entries[entry * (lanes + 1) + lane] : next();
    }
    const cbytes_keys table = {entries, slots, SLOTS - 1, lanes};
    uint64_t *numbers = room(rows * sizeof *numbers);
    uint16_t *others = room((rows + 1) * sizeof *others);
    memset(others, 0, (rows + 1) * sizeof *others);
    size_t count = cbytes_find_keys(&table, keys, rows, rows, numbers, others), next_other = 0;
    for (size_t row = 0; row < rows; row++) {
        uint32_t place = slots[cbytes_key_hash(keys + row, rows, lanes) & (SLOTS - 1)];
        int same = place != 0;
        for (size_t lane = 0; lane < lanes; lane++) same &= entries[place * (lanes + 1) + lane] == keys[lane * rows + row];
        int told = next_other < count && others[next_other] == row;
        next_other += (size_t)told;
        HOLDS(told == !same, "row %zu", row);
        HOLDS(told || numbers[row] == place * 1000ULL, "row %zu", row);
    }
    HOLDS(next_other == count, "others out of order");
    free(entries);
    free(keys);
    free(numbers);
    free(others);
}

#ifdef FUZZ
// libFuzzer's entry: one round of one check, at the width and of the text and sizes that the input tells.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    seed = 0x2545F4914F6CDD1DULL;
    given = data;
    given_left = size;
    cbytes_limit_width(2);
    widths = cbytes_width();
    width = (int)below((size_t)widths + 1);
    cbytes_limit_width(width);
    size_t check = below(6), length = below(5000), rows = below(1025), more = 1 + below(4);
    switch (check) {
    case 0: check_looking(length); break;
    case 1: check_marks(length, (int)below(CBYTES_HEED_QUOTES + 1)); break;
    case 2: check_utf8(length); break;
    case 3: check_numbers(rows, more); break;
    case 4: check_words(rows, more); break;
    default: check_packing(rows); check_keys(rows, more < 4 ? more : 3); break;
    }
    return 0;
}
#else
int main(int count, char **arguments) {
    size_t rounds = count > 1 ? (size_t)strtoul(arguments[1], NULL, 10) : 300;
    cbytes_limit_width(2);
    widths = cbytes_width();
    for (width = 0; width <= widths; width++) {
        cbytes_limit_width(width);
        HOLDS(cbytes_width() == width, "it is %d", cbytes_width());
        for (size_t round = 0; round < rounds; round++) {
            // Every length up to three groups of 64, then any.
            size_t length = round < 200 ? round : below(5000), rows = round < 80 ? round : below(1025);
            check_looking(length);
            for (int mode = CBYTES_NO_QUOTES; mode <= CBYTES_HEED_QUOTES; mode++) check_marks(length, mode);
            check_utf8(length);
            check_numbers(rows, 1 + below(4));
            check_words(rows, 1 + below(4));
            check_packing(rows);
            check_keys(rows, 1 + below(3));
        }
    }
    printf("%zu checks at widths 0 to %d", checks, widths);
    if (widths < 2) printf(" (this processor has no wider ones: %d not tested)", 2 - widths);
    printf("\n");
    return 0;
}
#endif
