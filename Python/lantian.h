/* The library of Lantian for other languages: liblantianc.so, module CInterface. Texts are UTF-8.

   Every call that can fail returns 0 or the exit code that the program would end with (64 wrong usage, 65 bad data, 66 no such input,
   70 internal fault, 74 input or output error), and hands over `told`, JSON with `code`, `message`, `findings`, `counts`, `targets`.

   options: JSON: folder, factors (both needed), by, pollutants, packs, ruleBook, keepGoing, balance, threads, detail, plan, set, bases. */
#ifndef LANTIAN_H
#define LANTIAN_H
#include "CArrow.h"

/* Totals of an inventory folder. names[i] is a table of it (vehicles, boilers, …) whose rows come from tables[i] instead of a file; an
   empty file NAME.csv must lie there. The streams are taken over. */
int32_t lantian_compute(
    const char *options, const char *const *names, struct ArrowArrayStream *tables, int32_t count, void **result, char **told);
/* What a plan removes, measure by measure. */
int32_t lantian_plan(const char *options, void **result, char **told);
/* Begins an Arrow stream over a result: any number may be begun, and they outlive it. */
void lantian_stream(void *result, struct ArrowArrayStream *out);
/* A result as CSV. */
char *lantian_csv(void *result);
char *lantian_version(void);
void lantian_free_result(void *result);
void lantian_free_text(char *text);

#endif
