#pragma once
#include <stddef.h>
#include <stdint.h>

// SHA-256 (FIPS 180-4) over whole blocks of 64 bytes; uses the processor's own instructions where it has them.
void cbytes_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks);
// Whether the processor's own instructions are used.
int cbytes_sha256_is_hardware(void);

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

// Writes the places of all separators and line feeds, and of double quotes where asked for, in their order, counted from
// `base`, and returns how many there are; `lines` is how many of them are line feeds. 64 bytes behind the text must be
// readable, 64 places behind the last one writable.
size_t cbytes_marks(const uint8_t *text, size_t length, uint8_t separator, int with_quotes, uint32_t base,
                    uint32_t *marks, size_t *lines);
