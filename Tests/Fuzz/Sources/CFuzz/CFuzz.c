#define _GNU_SOURCE
#include "CFuzz.h"
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Of libxml2, which the library under test links.
int xmlMemSetup(void (*give_back)(void *), void *(*take)(size_t), void *(*resize)(void *, size_t), char *(*copy)(const char *));

// Blocks of this size and more have pages of their own: the buffers of texts that are read.
enum { page = 4096, smallest = 1024, most_living = 4096, most_given_back = 256 };

typedef struct {
    void *start;
    size_t size;
} block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block living[most_living];
static size_t living_count;
static block given_back[most_given_back];
static size_t next_given_back;

static size_t pages(size_t size) { return (size + page - 1) / page * page; }

static void *take(size_t size) {
    if (size < smallest) return malloc(size);
    pthread_mutex_lock(&lock);
    void *start = NULL;
    if (living_count < most_living) {
        start = mmap(NULL, pages(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == MAP_FAILED) start = NULL;
        if (start) living[living_count++] = (block){start, size};
    }
    pthread_mutex_unlock(&lock);
    return start ? start : malloc(size);
}

// The size of a block that has pages of its own, which lives no more where it is to be given back; 0 for others.
static size_t found(void *start, int gives_back) {
    if ((uintptr_t)start % page) return 0;
    size_t size = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < living_count; i++) {
        if (living[i].start != start) continue;
        size = living[i].size;
        if (!gives_back) break;
        living[i] = living[--living_count];
        // Nobody may look at it any more; after many others it goes.
        madvise(start, pages(size), MADV_DONTNEED);
        mprotect(start, pages(size), PROT_NONE);
        block *oldest = &given_back[next_given_back++ % most_given_back];
        if (oldest->start) munmap(oldest->start, pages(oldest->size));
        *oldest = (block){start, size};
        break;
    }
    pthread_mutex_unlock(&lock);
    return size;
}

static void give_back(void *start) {
    if (start && !found(start, 1)) free(start);
}

static void *resize(void *start, size_t size) {
    if (!start) return take(size);
    size_t own = found(start, 0);
    if (!own && size < smallest) return realloc(start, size);
    void *more = take(size);
    if (!more) return NULL;
    size_t held = own ? own : malloc_usable_size(start);
    memcpy(more, start, held < size ? held : size);
    give_back(start);
    return more;
}

static char *copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *copied = take(size);
    if (copied) memcpy(copied, text, size);
    return copied;
}

void cfuzz_guard_libxml2(void) { xmlMemSetup(give_back, take, resize, copy); }
