// Holds the memory that the fuzzed libxml2 gets (Tests/Fuzz/Sources/CFuzz) to what any allocator must do: blocks that do not touch each
// other, that keep what was written when they are resized, and that nobody can read once they are given back. Built with both
// sanitizers by .ci/cfiles.
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "CFuzz.h"

static void (*give_back)(void *);
static void *(*take)(size_t);
static void *(*resize)(void *, size_t);
static char *(*copy)(const char *);

// In libxml2's place: what it is handed.
int xmlMemSetup(void (*gives)(void *), void *(*takes)(size_t), void *(*resizes)(void *, size_t), char *(*copies)(const char *)) {
    give_back = gives;
    take = takes;
    resize = resizes;
    copy = copies;
    return 0;
}

#define HOLDS(condition) \
    do { \
        checks++; \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1); \
        } \
    } while (0)

static size_t checks;
static uint64_t seed = 0x2545F4914F6CDD1DULL;

static size_t below(size_t bound) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)((seed * 0x2545F4914F6CDD1DULL >> 16) % bound);
}

enum { most = 5000 };
static struct {
    uint8_t *start;
    size_t size;
    uint8_t mark;
} held[most];

static int is_filled(size_t place, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (held[place].start[i] != held[place].mark) return 0;
    return 1;
}

static sigjmp_buf back;
static void caught(int number) {
    (void)number;
    siglongjmp(back, 1);
}
__attribute__((no_sanitize("address", "undefined"))) static int is_readable(volatile uint8_t *place) {
    if (sigsetjmp(back, 1)) return 0;
    (void)*place;
    return 1;
}

int main(void) {
    cfuzz_guard_libxml2();
    HOLDS(give_back && take && resize && copy);
    give_back(NULL);
    for (size_t turn = 0; turn < 40000; turn++) {
        size_t place = below(most), size = below(8) ? below(300) : below(20000);
        if (!held[place].start) {
            held[place].start = below(2) ? take(size) : resize(NULL, size);
            HOLDS(held[place].start || size == 0);
        } else if (below(2)) {
            uint8_t *other = resize(held[place].start, size + 1);
            HOLDS(other != NULL);
            held[place].start = other;
            HOLDS(is_filled(place, held[place].size < size + 1 ? held[place].size : size + 1));
            size += 1;
        } else {
            HOLDS(is_filled(place, held[place].size));
            give_back(held[place].start);
            held[place].start = NULL;
            continue;
        }
        held[place].size = size;
        held[place].mark = (uint8_t)turn;
        if (held[place].start) memset(held[place].start, held[place].mark, size);
    }
    for (size_t place = 0; place < most; place++) {
        if (!held[place].start) continue;
        HOLDS(is_filled(place, held[place].size));
        give_back(held[place].start);
    }
    // Texts of each length around a page, copied whole.
    for (size_t length = 0; length < 4200; length += below(40)) {
        char *text = malloc(length + 1);
        if (!text) abort();
        memset(text, 'y', length);
        text[length] = 0;
        char *copied = copy(text);
        HOLDS(copied && strcmp(copied, text) == 0);
        free(text);
        give_back(copied);
    }
    // What was given back is nobody's.
    struct sigaction action = {.sa_handler = caught};
    sigaction(SIGSEGV, &action, NULL);
    uint8_t *block = take(5000);
    HOLDS(block && is_readable(block) && is_readable(block + 4999));
    give_back(block);
    HOLDS(!is_readable(block) && !is_readable(block + 4999));
    printf("guard: %zu checks\n", checks);
    return 0;
}
