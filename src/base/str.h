/* Slices: a pointer and a length, passed by value, never owning, never needing a NUL. */
#ifndef OSTIARY_BASE_STR_H
#define OSTIARY_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p; /* NULL only when n is 0 */
	size_t n;      /* bytes */
};

/* A slice of a string literal; usable in static initialisers as STR_INIT. */
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}
#define STR(literal) ((struct str)STR_INIT(literal))

/* For printf's "%.*s". */
#define STR_FMT(s) (int)(s).n, (s).p ? (s).p : ""

/* A slice of n bytes at p. */
static inline struct str str_of(const void *p, size_t n)
{
	return (struct str){ p, n };
}

/* A slice of a NUL-terminated string, without the NUL; NULL gives the empty slice. */
static inline struct str str_z(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

/* Byte for byte, over the whole length. */
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Like str_eq(), but ASCII letters match in either case. */
bool str_eq_nocase(struct str a, struct str b);

/* Equal without telling by its duration where two texts of one length differ. For signatures. */
bool str_eq_constant_time(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* The first n bytes (or all), and what remains after them. */
struct str str_head(struct str s, size_t n);
struct str str_tail(struct str s, size_t n);

/* Where the byte is for the first (or last) time; -1 when it is not there. */
ptrdiff_t str_find(struct str s, char byte);
ptrdiff_t str_rfind(struct str s, char byte);

/* True when needle occurs in s; an empty needle always does. */
bool str_contains(struct str s, struct str needle);

/* Cuts at the first separator: *head is what stands before it, *tail what stands behind it.
 * Returns false, with *head the whole and *tail empty, when there is no separator.
 * head or tail may point to the slice passed as s.
 */
bool str_cut(struct str s, char separator, struct str *head, struct str *tail);

/* Without blanks and tabs (SP, HTAB) at both ends. */
struct str str_trim(struct str s);

/* Decimal digits only, no sign, no blanks, no leading zero but "0" itself. False when the text is
 * anything else or the value is above max; *out is then untouched. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *out);

/* True when all of s is valid UTF-8 (RFC 3629): no overlong forms, no surrogates, no value above
 * U+10FFFF. U+0000 is valid. */
bool str_is_utf8(struct str s);

/* How many code points valid UTF-8 has, and how many UTF-16 code units. */
size_t str_code_points(struct str utf8);
size_t str_utf16_units(struct str utf8);

#endif
