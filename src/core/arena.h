/* The memory of a request: everything is allocated in one arena and released at once.
 *
 * Every input is bounded before it reaches an arena (core/limits.h), so that an allocation fails
 * only when the machine has no memory left. The program ends then (see arena_alloc()).
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
	size_t held; /* bytes taken from the heap */
	char *first; /* the caller's memory */
	size_t first_bytes;
};

/* Starts an arena whose first piece is memory of the caller, so that a small request needs no heap.
 * That memory must outlive the arena. An arena without a first piece is all zeros. */
void arena_init(struct arena *a, void *first, size_t bytes);

/* Overwrites all memory that was given out. */
void arena_wipe(struct arena *a);

/* Releases everything and leaves an empty arena. An owner of secrets calls arena_wipe() before. */
void arena_done(struct arena *a);

/* Declares an empty arena that is released when the scope is left. */
#define ARENA(name) __attribute__((cleanup(arena_done))) struct arena name = { 0 }

/* Zeroed memory, aligned for any type. When there is none, aborts with a line on standard error. */
void *arena_alloc(struct arena *a, size_t bytes) __attribute__((returns_nonnull));
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* An array of count zeroed elements; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t bytes_each);

/* Copies of a text; arena_z() is for libc, SQL and OpenSSL. Both are followed by a NUL. */
struct str arena_copy(struct arena *a, struct str s);
const char *arena_z(struct arena *a, struct str s);

/* A buffer of `first` bytes that grows inside the arena up to max bytes, and is released with
 * it. */
void arena_buf(struct arena *a, struct buf *b, size_t first, size_t max);

/* Formats into the arena; the text is cut to 4095 bytes. Never for a secret. */
struct str arena_fmt(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
