/* The strict JSON of base/json.h (RFC 8259), parsed into an array of the caller. Nothing is
 * allocated, so that judging a token takes microseconds and parsing it never fails for lack of
 * memory.
 *
 * It refuses what base/json.h refuses: duplicate names (also when they are only equal after
 * unescaping), a byte order mark, invalid UTF-8, lone surrogates, U+0000 in a name, numbers beyond
 * the range of a double, and anything after the value; and it refuses what exceeds the caller's
 * bounds. An integer beyond 64 bits is read, as a kind of its own, because the caller may not need
 * its value. */
#ifndef OSTIARY_BASE_JFLAT_H
#define OSTIARY_BASE_JFLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/str.h"

enum jflat_rc {
	JFLAT_OK = 0,
	JFLAT_SYNTAX,    /* not one JSON text in UTF-8 */
	JFLAT_DUPLICATE, /* an object has two members of one name */
	JFLAT_BOUNDS,    /* more nodes, members or nesting than allowed */
};

/* A value or the name of a member. The nodes of an object are name, value, name, value ... */
struct jflat_node {
	uint32_t at;   /* offset of its first byte in the text; of a string, after the quote */
	uint32_t n;    /* bytes of a number or an unescaped string; number of members or elements */
	uint32_t next; /* the node after this one and everything in it */
	uint32_t kind; /* enum json_kind */
};

/* The caller sets every field but n_nodes. */
struct jflat {
	char *text; /* n bytes and space for a NUL; strings are unescaped in place */
	size_t n;
	struct jflat_node *nodes;
	uint32_t max_nodes;
	uint32_t max_members; /* of one object; bounded because its names are compared in pairs */
	unsigned max_depth;   /* counts objects and arrays: 1 allows {"a":1} */
	uint32_t n_nodes;
};

#define JFLAT_ROOT 0u
#define JFLAT_NONE UINT32_MAX /* the absent value, which all functions below accept */

/* An upper bound of the number of nodes of the text. */
uint32_t jflat_nodes_for(struct str text);

/* Parses doc->text and overwrites it; afterwards it is read through the nodes only. */
enum jflat_rc jflat_parse(struct jflat *doc);

enum json_kind jflat_kind(const struct jflat *doc, uint32_t value);

/* A string, followed by a NUL; the text of a number, true, false or null, without a NUL; empty for
 * any other value. */
struct str jflat_str(const struct jflat *doc, uint32_t value);

/* The value of the member; JFLAT_NONE when there is none or the value is no object. */
uint32_t jflat_member(const struct jflat *doc, uint32_t object, struct str name);

/* The number of members or elements; 0 for any other value. */
uint32_t jflat_count(const struct jflat *doc, uint32_t value);

/* The elements of an array in their order:
 *     for (uint32_t left = jflat_count(d, a), e = a + 1; left; left--, e = jflat_next(d, e)) */
uint32_t jflat_next(const struct jflat *doc, uint32_t value);

/* The value of an integer; 0 for any other value. */
int64_t jflat_i64(const struct jflat *doc, uint32_t value);

/* A number rounded up to an integer, exactly; INT64_MAX or INT64_MIN for a number beyond 64 bits; 0
 * for any other value. */
int64_t jflat_ceil(const struct jflat *doc, uint32_t value);

/* The same for a thousand times the number, which turns seconds into milliseconds. */
int64_t jflat_ceil_thousandfold(const struct jflat *doc, uint32_t value);

#endif
