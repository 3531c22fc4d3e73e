/* A JSON file (base/jflat.h), and the lines at which its values stand. */
#ifndef OSTIARY_TASKS_EXCHANGE_JDOC_H
#define OSTIARY_TASKS_EXCHANGE_JDOC_H

#include "base/jflat.h"
#include "core/arena.h"

#define JDOC_STEP ((size_t)4096)

struct jdoc {
	struct jflat flat;
	struct str file;
	uint32_t *lines; /* line ends before each JDOC_STEP bytes */
};

/* NULL, or a sentence about what is wrong with the file. */
const char *jdoc_read(struct arena *a, struct str file, struct jdoc *out);

/* The line of a value, from 1. */
size_t jdoc_line(const struct jdoc *doc, uint32_t value);

/* A member; JFLAT_NONE when there is none. */
uint32_t jdoc_at(const struct jdoc *doc, uint32_t object, const char *name);

/* A member's text, also of a number; empty for null, true, false and when there is none. */
struct str jdoc_text(const struct jdoc *doc, uint32_t object, const char *name);
bool jdoc_true(const struct jdoc *doc, uint32_t object, const char *name);
int64_t jdoc_number(const struct jdoc *doc, uint32_t object, const char *name);

/* An object or an array as the file has it. */
struct str jdoc_raw(const struct jdoc *doc, uint32_t value);

/* Walks the elements of an array, none for any other value:
 *     for (struct jdoc_walk w = jdoc_walk(doc, array); jdoc_next(&w);) use(w.value); */
struct jdoc_walk {
	const struct jdoc *doc;
	uint32_t left, value;
	bool started;
};
struct jdoc_walk jdoc_walk(const struct jdoc *doc, uint32_t array);
bool jdoc_next(struct jdoc_walk *w);

#endif
