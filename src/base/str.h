/* Slices: a pointer and a length, passed by value. A slice owns nothing and needs no NUL. */
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

/* Equal in length and in every byte. */
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Like str_eq(), but ASCII letters match in either case. */
bool str_eq_nocase(struct str a, struct str b);

/* The same for signatures: the time it takes does not depend on where two texts of one length
 * differ. */
bool str_eq_constant_time(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* The first n bytes (or all when there are fewer), and the rest after them. */
struct str str_head(struct str s, size_t n);
struct str str_tail(struct str s, size_t n);

/* The index of the first (or last) occurrence of the byte; -1 when there is none. */
ptrdiff_t str_find(struct str s, char byte);
ptrdiff_t str_rfind(struct str s, char byte);

/* True when needle occurs in s; an empty needle always does. */
bool str_contains(struct str s, struct str needle);

/* Cuts at the first separator: *head is the text before it, *tail the text after it.
 * Returns false, with *head the whole and *tail empty, when there is no separator.
 * head or tail may point to the slice passed as s.
 */
bool str_cut(struct str s, char separator, struct str *head, struct str *tail);

/* Whether text is one of the words, which single blanks divide: "off on". */
bool str_is_word_of(struct str text, const char *words);

/* Without SP and HTAB at both ends. */
struct str str_trim(struct str s);

/* Without the white space of Unicode at both ends, as JavaScript's String.prototype.trim() removes
 * it. */
struct str str_trim_unicode(struct str s);

/* Without CR and LF at its end. */
struct str str_without_line_end(struct str s);

/* Reads decimal digits: no sign, no white space, no leading zero except in "0". False when the text
 * is anything else or the value exceeds max; *out is untouched then. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *out);

/* True when a byte of s is an ASCII control (0x00 to 0x1F and 0x7F), a tab or a NUL among them. */
bool str_has_control(struct str s);

/* True when all of s is valid UTF-8 (RFC 3629): no overlong forms, no surrogates, no value above
 * U+10FFFF. U+0000 is valid. */
bool str_is_utf8(struct str s);

/* s without the byte order mark that some programs write before JSON (RFC 8259 section 8.1). */
struct str str_without_mark(struct str s);

/* The number of code points of valid UTF-8, and of UTF-16 code units that they take. */
size_t str_code_points(struct str utf8);
size_t str_utf16_units(struct str utf8);

#endif
