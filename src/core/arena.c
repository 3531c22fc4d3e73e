#include "core/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNK_BYTES ((size_t)16 << 10)

struct arena_chunk {
	struct arena_chunk *next;
	size_t n; /* bytes */
	alignas(max_align_t) char bytes[];
};

static void out_of_memory(void)
{
	fputs("ostiary: out of memory\n", stderr);
	abort();
}

void arena_init(struct arena *a, void *first, size_t bytes)
{
	size_t skew = (uintptr_t)first % alignof(max_align_t);
	size_t skip = skew ? alignof(max_align_t) - skew : 0;

	*a = (struct arena){ 0 };
	if (bytes > skip) {
		a->first = a->at = (char *)first + skip;
		a->first_bytes = a->left = bytes - skip;
	}
}

/* The unused rest of the newest piece was never given out. */
void arena_wipe(struct arena *a)
{
	size_t left = a->left;

	for (struct arena_chunk *chunk = a->chunks; chunk; chunk = chunk->next) {
		explicit_bzero(chunk->bytes, chunk->n - left);
		left = 0;
	}
	if (a->first)
		explicit_bzero(a->first, a->first_bytes - left);
}

void arena_done(struct arena *a)
{
	while (a->chunks) {
		struct arena_chunk *next = a->chunks->next;

		free(a->chunks);
		a->chunks = next;
	}
	*a = (struct arena){ 0 };
}

static void add_chunk(struct arena *a, size_t at_least)
{
	size_t bytes = at_least > CHUNK_BYTES ? at_least : CHUNK_BYTES;
	struct arena_chunk *chunk;
	size_t whole;

	if (__builtin_add_overflow(bytes, sizeof(*chunk), &whole))
		out_of_memory();
	chunk = malloc(whole);
	if (!chunk)
		out_of_memory();
	chunk->next = a->chunks;
	chunk->n = bytes;
	a->chunks = chunk;
	a->at = chunk->bytes;
	a->left = bytes;
	a->held += bytes;
}

/* The memory is not zeroed. */
static char *arena_take(struct arena *a, size_t bytes)
{
	const size_t align = alignof(max_align_t);
	size_t whole;
	char *p;

	if (__builtin_add_overflow(bytes, align - 1, &whole))
		out_of_memory();
	whole -= whole % align;
	if (whole > a->left)
		add_chunk(a, whole);
	p = a->at;
	a->at += whole;
	a->left -= whole;
	return p;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
	char *p = arena_take(a, bytes ? bytes : 1);

	memset(p, 0, bytes);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t bytes_each)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, bytes_each, &bytes))
		out_of_memory();
	return arena_alloc(a, bytes);
}

struct str arena_copy(struct arena *a, struct str s)
{
	return str_of(arena_z(a, s), s.n);
}

const char *arena_z(struct arena *a, struct str s)
{
	char *p = arena_take(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

static bool grow_in_arena(struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : 64;
	char *p;

	while (cap < need)
		cap *= 2; /* need <= max */
	if (cap > b->max)
		cap = b->max;
	p = arena_take(b->memory, cap);
	if (b->n)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
	return true;
}

void arena_buf(struct arena *a, struct buf *b, size_t first, size_t max)
{
	*b = (struct buf){ .max = max, .grow = grow_in_arena, .memory = a };
	if (first)
		grow_in_arena(b, first < max ? first : max);
}

struct str arena_fmt(struct arena *a, const char *format, ...)
{
	char text[4096];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		return str_of(NULL, 0);
	return arena_copy(a, str_of(text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1));
}
