#pragma once
#include <stddef.h>
#include <stdint.h>

// SHA-256 (FIPS 180-4) over whole blocks of 64 bytes; uses the processor's own instructions where it has them.
void cbytes_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks);
// Whether the processor's own instructions are used.
int cbytes_sha256_is_hardware(void);
