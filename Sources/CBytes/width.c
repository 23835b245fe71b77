#include "CBytes.h"

static _Thread_local int most = 2;

void cbytes_limit_width(int width) { most = width; }

#if defined(__x86_64__)
static int found(void) {
    static int found = -1;
    int known = __atomic_load_n(&found, __ATOMIC_RELAXED);
    if (known < 0) {
        __builtin_cpu_init();
        known = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
            && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
        if (known && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2")
            && __builtin_cpu_supports("avx512bitalg"))
            known = 2;
        __atomic_store_n(&found, known, __ATOMIC_RELAXED);
    }
    return known;
}
#else
static int found(void) { return 0; }
#endif

int cbytes_width(void) {
    int known = found();
    return known < most ? known : most;
}
