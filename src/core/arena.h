/* A request's memory: everything is allocated in one arena and released at once.
 *
 * Every input is bounded before it reaches an arena (core/limits.h), so allocation never returns NULL:
 * when the machine has no memory left, the program ends (see arena_alloc()).
 */
#ifndef OSTIARY_CORE_ARENA_H
#define OSTIARY_CORE_ARENA_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks; /* newest first */
	char *at;
	size_t left;
	size_t held; /* bytes asked from the heap */
	char *first; /* the caller's memory */
	size_t first_bytes;
};

/* The arena's first piece may be the caller's memory (NULL and 0 for none), so that a small request
 * never asks the heap. It must outlive the arena. */
void arena_init(struct arena *a, void *first, size_t bytes);

/* Overwrites all that was given out. */
void arena_wipe(struct arena *a);

/* Releases everything. Memory that held secrets is its owner's to wipe before. */
void arena_done(struct arena *a);

/* Zeroed memory, aligned for any type. Aborts with a line on standard error when there is none. */
void *arena_alloc(struct arena *a, size_t bytes) __attribute__((returns_nonnull));
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* An array of count zeroed elements; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t bytes_each);

/* Copies; arena_z() with a NUL behind, for libc, SQL and OpenSSL. */
struct str arena_copy(struct arena *a, struct str s);
const char *arena_z(struct arena *a, struct str s);

/* A buffer that grows inside the arena up to max bytes. It is never released on its own. */
void arena_buf(struct arena *a, struct buf *b, size_t first, size_t max);

/* Formats into the arena; the text has at most 4096 bytes. Never for a secret. */
struct str arena_fmt(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
