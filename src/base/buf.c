#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init_fixed(struct buf *b, void *memory, size_t bytes)
{
	*b = (struct buf){ .p = memory, .cap = bytes, .max = bytes };
}

static bool heap_grow(struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : 256;
	char *p;

	while (cap < need)
		cap *= 2; /* need <= max, which is far from SIZE_MAX / 2 */
	if (cap > b->max)
		cap = b->max;
	p = realloc(b->p, cap);
	if (!p)
		return false;
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_init_heap(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max, .grow = heap_grow };
}

void buf_done(struct buf *b)
{
	if (b->grow == heap_grow)
		free(b->p);
	*b = (struct buf){ .failed = true };
}

char *buf_room(struct buf *b, size_t n)
{
	size_t need;

	if (b->failed)
		return NULL;
	if (__builtin_add_overflow(b->n, n, &need) || need > b->max ||
	    (need > b->cap && (!b->grow || !b->grow(b, need)))) {
		b->failed = true;
		return NULL;
	}
	return b->p + b->n;
}

void buf_wrote(struct buf *b, size_t n)
{
	b->n += n;
}

void buf_char(struct buf *b, char c)
{
	char *at = buf_room(b, 1);

	if (at) {
		*at = c;
		b->n++;
	}
}

void buf_str(struct buf *b, struct str s)
{
	char *at = buf_room(b, s.n);

	if (at && s.n) {
		memcpy(at, s.p, s.n);
		b->n += s.n;
	}
}

void buf_z(struct buf *b, const char *z)
{
	buf_str(b, str_z(z));
}

void buf_u64(struct buf *b, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	buf_str(b, str_of(digits + at, sizeof(digits) - at));
}

void buf_i64(struct buf *b, int64_t value)
{
	if (value < 0)
		buf_char(b, '-');
	buf_u64(b, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *in = bytes;
	char *at = n <= SIZE_MAX / 2 ? buf_room(b, 2 * n) : NULL;

	if (!at)
		return;
	for (size_t i = 0; i < n; i++) {
		*at++ = digits[in[i] >> 4];
		*at++ = digits[in[i] & 15];
	}
	b->n += 2 * n;
}

void buf_fmt(struct buf *b, const char *format, ...)
{
	char text[1024];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(text))
		b->failed = true;
	else
		buf_str(b, str_of(text, (size_t)n));
}

struct str buf_text(const struct buf *b)
{
	return b->failed ? str_of(NULL, 0) : str_of(b->p, b->n);
}

const char *buf_cstr(struct buf *b)
{
	char *at = buf_room(b, 1);

	if (!at)
		return NULL;
	*at = '\0';
	return b->p;
}
