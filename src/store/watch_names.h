/* The ids of users whose rows were written, each once, in a bounded piece of memory. */
#ifndef OSTIARY_STORE_WATCH_NAMES_H
#define OSTIARY_STORE_WATCH_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* A hundred ids of the usual length. */
#define WATCH_NAMES_BYTES 4096

/* All zeros: none. */
struct watch_names {
	bool overflown; /* there were more, and those that are here are not all */
	size_t n;       /* bytes of text */
	char text[WATCH_NAMES_BYTES];
};

void watch_names_add(struct watch_names *names, struct str name);
void watch_names_clear(struct watch_names *names);
bool watch_names_are_none(const struct watch_names *names);

/* The next one, from *at = 0 on; false: no more. */
bool watch_names_next(const struct watch_names *names, size_t *at, struct str *out);

#endif
