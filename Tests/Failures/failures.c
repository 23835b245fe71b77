// Makes one call of the system fail: LANTIAN_FAILS="read:12:5" lets the twelfth read end with error number 5. Loaded by LD_PRELOAD
// in tests; SwiftPM passes it over. With LANTIAN_COUNTS=FILE it writes how many calls there were of each name instead.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ, PREAD, WRITE, OPEN, OPENDIR, FOPEN, FSYNC, RENAME, MKDIR, MALLOC, KINDS };
static const char *const names[KINDS] = {"read", "pread", "write", "open", "opendir", "fopen", "fsync", "rename", "mkdir", "malloc"};
static atomic_long calls[KINDS];
static int kind = -1, number;
static long place;
static const char *counts;

#define NEXT(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("LANTIAN_FAILS");
    counts = getenv("LANTIAN_COUNTS");
    const char *first = text ? strchr(text, ':') : NULL;
    if (!first) return;
    for (int i = 0; i < KINDS; i++)
        if (strlen(names[i]) == (size_t)(first - text) && memcmp(names[i], text, strlen(names[i])) == 0) kind = i;
    place = strtol(first + 1, NULL, 10);
    const char *second = strchr(first + 1, ':');
    number = second ? atoi(second + 1) : EIO;
}

__attribute__((destructor)) static void end(void) {
    if (!counts) return;
    FILE *file = NEXT(FILE *, "fopen", const char *, const char *)(counts, "w");
    if (!file) return;
    for (int i = 0; i < KINDS; i++) fprintf(file, "%s %ld\n", names[i], (long)calls[i]);
    fclose(file);
}

static int fails(int which) {
    long now = atomic_fetch_add(&calls[which], 1) + 1;
    if (which != kind || now != place) return 0;
    errno = number;
    return 1;
}

ssize_t read(int file, void *buffer, size_t count) {
    return fails(READ) ? -1 : NEXT(ssize_t, "read", int, void *, size_t)(file, buffer, count);
}
ssize_t write(int file, const void *buffer, size_t count) {
    // What the program says must get through.
    return file > 2 && fails(WRITE) ? -1 : NEXT(ssize_t, "write", int, const void *, size_t)(file, buffer, count);
}
static int opened(const char *name, const char *path, int flags, mode_t mode) {
    return fails(OPEN) ? -1 : NEXT(int, name, const char *, int, ...)(path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return opened("open", path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return opened("open64", path, flags, mode);
}
DIR *opendir(const char *path) { return fails(OPENDIR) ? NULL : NEXT(DIR *, "opendir", const char *)(path); }
FILE *fopen(const char *path, const char *mode) {
    return fails(FOPEN) ? NULL : NEXT(FILE *, "fopen", const char *, const char *)(path, mode);
}
FILE *fopen64(const char *path, const char *mode) {
    return fails(FOPEN) ? NULL : NEXT(FILE *, "fopen64", const char *, const char *)(path, mode);
}
ssize_t pread(int file, void *buffer, size_t count, off_t place) {
    return fails(PREAD) ? -1 : NEXT(ssize_t, "pread", int, void *, size_t, off_t)(file, buffer, count, place);
}
ssize_t pread64(int file, void *buffer, size_t count, off64_t place) {
    return fails(PREAD) ? -1 : NEXT(ssize_t, "pread64", int, void *, size_t, off64_t)(file, buffer, count, place);
}
int fsync(int file) { return fails(FSYNC) ? -1 : NEXT(int, "fsync", int)(file); }
int rename(const char *from, const char *to) {
    return fails(RENAME) ? -1 : NEXT(int, "rename", const char *, const char *)(from, to);
}
int mkdir(const char *path, mode_t mode) { return fails(MKDIR) ? -1 : NEXT(int, "mkdir", const char *, mode_t)(path, mode); }
void *malloc(size_t size) { return fails(MALLOC) ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails(MALLOC) ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return fails(MALLOC) ? NULL : __libc_realloc(old, size); }
int posix_memalign(void **result, size_t alignment, size_t size) {
    if (fails(MALLOC)) return ENOMEM;
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}
