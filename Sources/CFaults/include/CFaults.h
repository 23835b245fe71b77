#ifndef CFAULTS_H
#define CFAULTS_H

/* What the program says and how it ends where it would otherwise crash: one line on standard error, exit code 70.
   `before` and `after` stand around the signal and the place in the program; they are copied. Where the bound on memory
   is what was reached, it says `memory` and ends with 74; where the bound on open files is, `files`, and 74 too. Under a sanitizer nothing is installed: its own report says
   more. */
void cfaults_install(const char *before, const char *after, const char *memory, const char *files);

/* Within a bound on memory all threads take theirs from one place: a thread that gets no arena of its own asks the system
   for one again at each allocation, which makes hours of a run of seconds. Does nothing where there is no bound. */
void cfaults_share_memory(void);

#endif
