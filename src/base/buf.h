/* A bounded buffer for building text. The writer appends without checking; the reader of the result
 * checks once, at the end. */
#ifndef OSTIARY_BASE_BUF_H
#define OSTIARY_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
	char *p;
	size_t n;    /* bytes written */
	size_t cap;  /* bytes at p */
	size_t max;  /* bound of cap; equal to cap when the buffer cannot grow */
	bool failed; /* something did not fit; sticky */
	/* Raises cap to at least need and at most max; false when it cannot. NULL: a fixed
	 * buffer. */
	bool (*grow)(struct buf *b, size_t need);
	void *memory; /* used by grow() */
};

/* A buffer of fixed size over the caller's memory. */
void buf_init_fixed(struct buf *b, void *memory, size_t bytes);

/* A buffer on the heap that grows up to max bytes; released with buf_done(). */
void buf_init_heap(struct buf *b, size_t max);
void buf_done(struct buf *b);

/* Appends. After a failure nothing more is written. */
void buf_char(struct buf *b, char c);
void buf_str(struct buf *b, struct str s);
void buf_z(struct buf *b, const char *z);
void buf_u64(struct buf *b, uint64_t value);
void buf_i64(struct buf *b, int64_t value);
void buf_hex(struct buf *b, const void *bytes, size_t n); /* lower case */

/* printf() of less than 1 KiB, for text that is not on a hot path. Never for a secret. */
void buf_fmt(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Space for n more bytes, which the caller writes and then counts with buf_wrote(). NULL when they
 * do not fit; the buffer has failed then. */
char *buf_room(struct buf *b, size_t n);
void buf_wrote(struct buf *b, size_t n);

/* The text written so far, valid as long as the buffer's memory. Empty after a failure: where an
 * empty text has a meaning, call buf_ok() first. */
struct str buf_text(const struct buf *b);
static inline bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

/* Appends a NUL that buf_text() does not count and returns the whole as a C string; NULL after a
 * failure. For the edge of libc, SQL and OpenSSL. */
const char *buf_cstr(struct buf *b);

#endif
