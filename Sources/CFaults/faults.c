#define _GNU_SOURCE
#include "CFaults.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* The harness of this file, under sanitizers itself, says CFAULTS_ON. */
#if defined(__has_feature) && !defined(CFAULTS_ON)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CFAULTS_OFF 1
#endif
#endif

static char before[1024], after[1024], memory[1024], files[1024];
static uintptr_t base;
/* The thread that ends the program; 0 while none does. */
static pid_t ending;

static void put(const char *text, size_t count) {
    while (count > 0) {
        ssize_t done = write(2, text, count);
        if (done <= 0) return;
        text += done;
        count -= (size_t)done;
    }
}

static const char *name(int number) {
    switch (number) {
    case SIGILL: return "SIGILL";
    case SIGTRAP: return "SIGTRAP";
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    default: return "SIGABRT";
    }
}

static uintptr_t counter(void *context) {
#if defined(__x86_64__)
    return (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
#else
    (void)context;
    return 0;
#endif
}

/* Whether what failed was an allocation, wherever that shows: the system said so last, or its bound on memory is nearly reached. */
static int lacks_memory(void) {
    struct rlimit bound;
    if (errno == ENOMEM) return 1;
    if (getrlimit(RLIMIT_AS, &bound) != 0 || bound.rlim_cur == RLIM_INFINITY) return 0;
    void *room = mmap(NULL, 64u << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return 1;
    munmap(room, 64u << 20);
    return 0;
}

/* Only system calls: what else may be called within a signal handler is little. */
static void ended(int number, siginfo_t *info, void *context) {
    (void)info;
    /* Threads that fail together, as all do where memory lacks, leave the word to the first; what fails within that is the end. */
    pid_t none = 0, own = (pid_t)syscall(SYS_gettid);
    if (!__atomic_compare_exchange_n(&ending, &none, own, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        if (none == own) _exit(70);
        for (;;) pause();
    }
    if (lacks_memory()) {
        put(memory, strlen(memory));
        _exit(74);
    }
    /* A library that cannot have a descriptor of its own traps where it stands. */
    if (errno == EMFILE || errno == ENFILE) {
        put(files, strlen(files));
        _exit(74);
    }
    char line[2600];
    size_t used = 0;
    const char *parts[] = {before, name(number), " +0x"};
    for (size_t i = 0; i < 3; i++) {
        size_t count = strlen(parts[i]);
        memcpy(line + used, parts[i], count);
        used += count;
    }
    uintptr_t place = counter(context) - base;
    for (int shift = 60, seen = 0; shift >= 0; shift -= 4) {
        int digit = (int)(place >> shift & 15);
        seen |= digit;
        if (seen || shift == 0) line[used++] = "0123456789abcdef"[digit];
    }
    size_t count = strlen(after);
    memcpy(line + used, after, count);
    used += count;
    line[used++] = '\n';
    put(line, used);
    _exit(70);
}

#ifndef CFAULTS_OFF
static int first(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    *(uintptr_t *)data = (uintptr_t)info->dlpi_addr;
    return 1;
}
#endif

void cfaults_install(
    const char *text_before, const char *text_after, const char *text_memory, const char *text_files) {
#ifndef CFAULTS_OFF
    strncpy(before, text_before, sizeof before - 1);
    strncpy(after, text_after, sizeof after - 1);
    strncpy(memory, text_memory, sizeof memory - 1);
    strncpy(files, text_files, sizeof files - 1);
    dl_iterate_phdr(first, &base);
    /* A stack that has overflown has no room for the handler. */
    static char room[1 << 16];
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    action.sa_sigaction = ended;
    sigfillset(&action.sa_mask);
    const int numbers[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaction(numbers[i], &action, NULL);
#else
    (void)text_before;
    (void)text_after;
    (void)text_memory;
    (void)text_files;
    (void)ended;
    (void)base;
#endif
}

void cfaults_share_memory(void) {
    struct rlimit bound;
    if (getrlimit(RLIMIT_AS, &bound) == 0 && bound.rlim_cur != RLIM_INFINITY) mallopt(M_ARENA_MAX, 1);
}
