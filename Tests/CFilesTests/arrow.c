// Holds CArrow, which has declarations alone, to the layout that the Arrow C data interface prints for 64-bit systems, and walks a
// stream by it as a consumer does, releasing each structure once. Built with both sanitizers by .ci/cfiles.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include "CArrow.h"

#define HOLDS(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            return 1; \
        } \
    } while (0)

_Static_assert(sizeof(struct ArrowSchema) == 72, "nine words");
_Static_assert(sizeof(struct ArrowArray) == 80, "ten words");
_Static_assert(sizeof(struct ArrowArrayStream) == 40, "five words");
_Static_assert(offsetof(struct ArrowSchema, release) == 56, "behind the dictionary");
_Static_assert(offsetof(struct ArrowArray, release) == 64, "behind the dictionary");
_Static_assert(offsetof(struct ArrowArrayStream, release) == 24, "behind the errors");
_Static_assert(ARROW_FLAG_NULLABLE == 2, "the flag's printed value");

static void release_schema(struct ArrowSchema *schema) {
    free(schema->private_data);
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array) {
    free((void *)array->buffers[1]);
    free(array->buffers);
    array->release = NULL;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    (void)stream;
    *out = (struct ArrowSchema){.format = "g", .name = "t", .flags = ARROW_FLAG_NULLABLE, .release = release_schema};
    out->private_data = malloc(1);
    return 0;
}

// Batches of one, two, three doubles; then an end.
static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    int64_t *left = stream->private_data;
    *out = (struct ArrowArray){.length = 0};
    if (*left == 0) return 0;
    int64_t length = 4 - (*left)--;
    double *values = malloc(sizeof *values * (size_t)length);
    const void **buffers = malloc(sizeof *buffers * 2);
    if (!values || !buffers) abort();
    for (int64_t i = 0; i < length; i++) values[i] = (double)(i + 1);
    buffers[0] = NULL;
    buffers[1] = values;
    *out = (struct ArrowArray){.length = length, .n_buffers = 2, .buffers = buffers, .release = release_array};
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return NULL;
}

static void release_stream(struct ArrowArrayStream *stream) {
    free(stream->private_data);
    stream->release = NULL;
}

int main(void) {
    int64_t *left = malloc(sizeof *left);
    if (!left) abort();
    *left = 3;
    struct ArrowArrayStream stream = {get_schema, get_next, get_last_error, release_stream, left};
    struct ArrowSchema schema;
    HOLDS(stream.get_schema(&stream, &schema) == 0 && schema.n_children == 0 && schema.metadata == NULL);
    schema.release(&schema);
    HOLDS(schema.release == NULL);
    double sum = 0;
    for (;;) {
        struct ArrowArray array;
        HOLDS(stream.get_next(&stream, &array) == 0);
        if (!array.release) break;
        const double *values = array.buffers[1];
        for (int64_t i = 0; i < array.length; i++) sum += values[array.offset + i];
        array.release(&array);
        HOLDS(array.release == NULL);
    }
    HOLDS(sum == 1 + (1 + 2) + (1 + 2 + 3));
    HOLDS(stream.get_last_error(&stream) == NULL);
    stream.release(&stream);
    HOLDS(stream.release == NULL);
    puts("arrow: the layout is that of the interface");
    return 0;
}
