#pragma once
#include <stddef.h>
#include <stdint.h>

// The loop of libFuzzer, as its FuzzedDataProvider.h and documentation give it.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*body)(const uint8_t *data, size_t size));
// One mutation of libFuzzer's own.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

// From now on memory of libxml2 that is used after it was given back is a fault: the library is not compiled with the sanitizer, which
// therefore sees none of its reads. To be called when the library has been prepared; what it has allocated before stays as it is.
void cfuzz_guard_libxml2(void);
