/* One bounded buffer for building text. Writers do not check; the reader checks once at the end. */
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
	size_t max;  /* never grows beyond; equal to cap when it cannot grow */
	bool failed; /* something did not fit; sticky */
	/* Gives the buffer at least need bytes, at most max; false when it cannot. NULL: fixed. */
	bool (*grow)(struct buf *b, size_t need);
	void *memory; /* the grower's own */
};

/* A buffer over the caller's memory, which it never outgrows. */
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

/* A printf of bounded output, for text that is not on a hot path. Never for a secret. */
void buf_fmt(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for n more bytes, to be written by the caller and then counted by buf_wrote(); NULL when there
 * is none (and the buffer has failed). */
char *buf_room(struct buf *b, size_t n);
void buf_wrote(struct buf *b, size_t n);

/* What was written, as a slice that lives as long as the buffer's memory. Empty after a failure: ask
 * buf_ok() first where empty is a meaningful text. */
struct str buf_text(const struct buf *b);
static inline bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

/* Appends a NUL that buf_text() does not count and returns the whole as a C string; NULL after a
 * failure. For the edge of libc, SQL and OpenSSL. */
const char *buf_cstr(struct buf *b);

#endif
