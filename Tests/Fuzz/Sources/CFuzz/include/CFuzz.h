#pragma once
#include <stddef.h>
#include <stdint.h>

// The loop of libFuzzer, as its FuzzedDataProvider.h and documentation give it.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*body)(const uint8_t *data, size_t size));
// One mutation of libFuzzer's own.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
