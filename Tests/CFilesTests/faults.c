// Lets processes of its own fail in each way that CFaults answers, and holds the line they write and the code they end with to what
// CFaults.h says. Built with the address and the undefined-behaviour sanitizer by .ci/cfiles, CFaults installed all the same;
// SwiftPM passes it over.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "CFaults.h"

static size_t checks;

#define HOLDS(condition, ...) \
    do { \
        checks++; \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition); \
            fprintf(stderr, __VA_ARGS__); \
            fputc('\n', stderr); \
            exit(1); \
        } \
    } while (0)

// What a process did: how it ended, and what it wrote to standard error.
typedef struct {
    int status;
    size_t length;
    char text[1 << 14];
} outcome;

// Runs `fails` in a process of its own after the texts were installed from rooms of exactly their size, which are given back at once.
static const outcome *run(const char *before, const char *after, const char *memory, void (*fails)(int), int number) {
    static outcome it;
    int ends[2];
    if (pipe(ends) != 0) abort();
    fflush(NULL);
    pid_t child = fork();
    if (child < 0) abort();
    if (child == 0) {
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        char *texts[] = {strdup(before), strdup(after), strdup(memory), strdup("no files")};
        cfaults_install(texts[0], texts[1], texts[2], texts[3]);
        cfaults_share_memory();
        for (size_t i = 0; i < 4; i++) free(texts[i]);
        errno = 0;
        fails(number);
        _exit(0);
    }
    close(ends[1]);
    it.length = 0;
    for (ssize_t got; it.length < sizeof it.text - 1;) {
        got = read(ends[0], it.text + it.length, sizeof it.text - 1 - it.length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        it.length += (size_t)got;
    }
    it.text[it.length] = 0;
    close(ends[0]);
    while (waitpid(child, &it.status, 0) < 0 && errno == EINTR) {}
    return &it;
}

static int code(const outcome *it) { return WIFEXITED(it->status) ? WEXITSTATUS(it->status) : -WTERMSIG(it->status); }

// What fails. None of it is looked into by a sanitizer: it is the fault, not what answers it.
#define FAULT __attribute__((noinline, optnone, no_sanitize("address", "undefined")))

FAULT static void nothing(int number) { (void)number; }
FAULT static void raised(int number) { raise(number); }
FAULT static void null_read(int number) { (void)*(volatile char *)(uintptr_t)number; }
FAULT static void trapped(int number) {
    (void)number;
    __builtin_trap();
}
FAULT static void aborted(int number) {
    (void)number;
    abort();
}
// A stack that has overflown: the handler must have one of its own.
FAULT static void endless(int number) {
    volatile char room[4096];
    room[0] = 1;
    if (room[0]) endless(number + room[0]);
    room[1] = room[0];
}
// A page behind the end of a file.
FAULT static void beyond_file(int number) {
    FILE *file = tmpfile();
    if (!file) _exit(9);
    char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
    if (page == MAP_FAILED) _exit(9);
    (void)*(volatile char *)(page + number);
}
FAULT static void without_memory(int number) {
    errno = ENOMEM;
    raise(number);
}
// A library that cannot open what it needs.
FAULT static void without_files(int number) {
    errno = EMFILE;
    raise(number);
}
FAULT static void without_files_of_all(int number) {
    errno = ENFILE;
    raise(number);
}
// Threads that fail in the same moment, as all do where memory lacks.
static pthread_barrier_t moment;
FAULT static void *with_others(void *number) {
    pthread_barrier_wait(&moment);
    without_memory((int)(intptr_t)number);
    return NULL;
}
FAULT static void together(int number) {
    pthread_t thread;
    pthread_barrier_init(&moment, NULL, 16);
    for (int i = 0; i < 15; i++)
        if (pthread_create(&thread, NULL, with_others, (void *)(intptr_t)number) != 0) _exit(9);
    with_others((void *)(intptr_t)number);
}
// Little is left, as a bound on memory leaves it; what the sanitizer needs to end is in it.
FAULT static void at_bound_of_memory(int number) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu", &pages) != 1) _exit(9);
    fclose(file);
    rlim_t most = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + (32 << 20);
    struct rlimit bound = {most, most};
    setrlimit(RLIMIT_AS, &bound);
    raise(number);
}
// A bound that is far off is no lack of memory.
FAULT static void below_bound_of_memory(int number) {
    struct rlimit bound = {(rlim_t)1 << 46, (rlim_t)1 << 46};
    setrlimit(RLIMIT_AS, &bound);
    raise(number);
}
FAULT static void deaf(int number) {
    close(2);
    raise(number);
}

// Holds an outcome to one line: before, the signal's name, a place in hexadecimal digits, after.
static void expect_line(const outcome *it, const char *before, const char *signal, const char *after) {
    HOLDS(code(it) == 70, "%s ends with %d: %s", signal, code(it), it->text);
    const char *rest = it->text;
    HOLDS(strncmp(rest, before, strlen(before)) == 0, "%s says: %s", signal, it->text);
    rest += strlen(before);
    HOLDS(strncmp(rest, signal, strlen(signal)) == 0, "%s says: %s", signal, it->text);
    rest += strlen(signal);
    HOLDS(strncmp(rest, " +0x", 4) == 0, "%s says: %s", signal, it->text);
    rest += 4;
    size_t digits = strspn(rest, "0123456789abcdef");
    HOLDS(digits > 0 && digits <= 16 && (digits == 1 || *rest != '0'), "%s says: %s", signal, it->text);
    rest += digits;
    HOLDS(strncmp(rest, after, strlen(after)) == 0, "%s says: %s", signal, it->text);
    rest += strlen(after);
    HOLDS(strcmp(rest, "\n") == 0, "%s says: %s", signal, it->text);
}

int main(void) {
    // Nothing is said where nothing fails.
    const outcome *it = run("a", "b", "c", nothing, 0);
    HOLDS(code(it) == 0 && it->length == 0, "%d: %s", code(it), it->text);

    const struct {
        int number;
        const char *name;
    } signals[] = {{SIGILL, "SIGILL"}, {SIGTRAP, "SIGTRAP"}, {SIGSEGV, "SIGSEGV"},
                   {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"},   {SIGABRT, "SIGABRT"}};
    // Texts of each length around the room that they are copied to; what is longer is cut, never run over.
    const size_t lengths[] = {0, 1, 7, 64, 1000, 1022, 1023, 1024, 1025, 5000};
    char text[5001], cut[1024];
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memset(text, 'x', lengths[i]);
        text[lengths[i]] = 0;
        strncpy(cut, text, sizeof cut - 1);
        cut[sizeof cut - 1] = 0;
        for (size_t j = 0; j < sizeof signals / sizeof *signals; j++) {
            expect_line(run(text, text, text, raised, signals[j].number), cut, signals[j].name, cut);
            it = run("a", "b", text, without_memory, signals[j].number);
            HOLDS(code(it) == 74 && strcmp(it->text, cut) == 0, "%s: %d: %s", signals[j].name, code(it), it->text);
            it = run(text, text, text, deaf, signals[j].number);
            HOLDS(code(it) == 70 && it->length == 0, "%s: %d: %s", signals[j].name, code(it), it->text);
        }
    }
    for (size_t j = 0; j < sizeof signals / sizeof *signals; j++) {
        it = run("a", "b", "no memory\n", at_bound_of_memory, signals[j].number);
        HOLDS(code(it) == 74 && strcmp(it->text, "no memory\n") == 0, "%s: %d: %s", signals[j].name, code(it), it->text);
        it = run("a", "b", "c", without_files, signals[j].number);
        HOLDS(code(it) == 74 && strcmp(it->text, "no files") == 0, "%s: %d: %s", signals[j].name, code(it), it->text);
        it = run("a", "b", "c", without_files_of_all, signals[j].number);
        HOLDS(code(it) == 74 && strcmp(it->text, "no files") == 0, "%s: %d: %s", signals[j].name, code(it), it->text);
        expect_line(run("内部错误：", "。", "c", below_bound_of_memory, signals[j].number), "内部错误：", signals[j].name, "。");
    }
    // The first of several threads says what it is, once.
    for (int i = 0; i < 100; i++) {
        it = run("a", "b", "no memory\n", together, SIGTRAP);
        HOLDS(code(it) == 74 && strcmp(it->text, "no memory\n") == 0, "together: %d: %s", code(it), it->text);
    }
    // Faults of the processor itself.
    expect_line(run("[", "]", "c", null_read, 0), "[", "SIGSEGV", "]");
    expect_line(run("[", "]", "c", endless, 0), "[", "SIGSEGV", "]");
    expect_line(run("[", "]", "c", beyond_file, 0), "[", "SIGBUS", "]");
    expect_line(run("[", "]", "c", aborted, 0), "[", "SIGABRT", "]");
#if defined(__x86_64__)
    expect_line(run("[", "]", "c", trapped, 0), "[", "SIGILL", "]");
#else
    it = run("[", "]", "c", trapped, 0);
    HOLDS(code(it) == 70, "%d: %s", code(it), it->text);
#endif
    printf("faults: %zu checks\n", checks);
    return 0;
}
