/* The strict JSON of base/json.h (RFC 8259), read into an array of the caller: no allocation, so that
 * judging a token costs microseconds and parsing it can never fail for want of memory.
 *
 * It refuses what base/json.h refuses: duplicate names (also when they are only equal after unescaping),
 * a byte order mark, invalid UTF-8, lone surrogates, U+0000 in a name, integers beyond 64 bits, numbers
 * beyond a double's range, anything behind the value; and whatever is beyond the caller's bounds.
 */
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

/* One value or one member's name. An object's nodes are name, value, name, value ... */
struct jflat_node {
	uint32_t at;   /* its first byte in the text; for a string the one behind the quote */
	uint32_t n;    /* bytes of a number or of an unescaped string; members; elements */
	uint32_t next; /* the node behind this one and all that it contains */
	uint32_t kind; /* enum json_kind */
};

/* The caller fills in all but n_nodes. */
struct jflat {
	char *text; /* n bytes and room for one more; strings are unescaped in place, NUL behind */
	size_t n;
	struct jflat_node *nodes;
	uint32_t max_nodes;
	uint32_t max_members; /* of one object: names are compared in pairs */
	unsigned max_depth;   /* counts objects and arrays: 1 allows {"a":1} */
	uint32_t n_nodes;
};

#define JFLAT_ROOT 0u
#define JFLAT_NONE UINT32_MAX /* the absent value; all calls below accept it */

/* How many nodes the text has at most. */
uint32_t jflat_nodes_for(struct str text);

/* Parses doc->text, which is destroyed in the course of it: only the nodes can read it afterwards. */
enum jflat_rc jflat_parse(struct jflat *doc);

enum json_kind jflat_kind(const struct jflat *doc, uint32_t value);

/* A string with a NUL behind it; the text of a number or a word without one; empty for the rest. */
struct str jflat_str(const struct jflat *doc, uint32_t value);

/* The member's value; JFLAT_NONE when there is none or the value is no object. */
uint32_t jflat_member(const struct jflat *doc, uint32_t object, struct str name);

/* How many members or elements; 0 for anything else. */
uint32_t jflat_count(const struct jflat *doc, uint32_t value);

/* An array's elements in their order:
 *     for (uint32_t left = jflat_count(d, a), e = a + 1; left; left--, e = jflat_next(d, e)) */
uint32_t jflat_next(const struct jflat *doc, uint32_t value);

/* An integer's value; 0 for anything else. */
int64_t jflat_i64(const struct jflat *doc, uint32_t value);

/* A number rounded up to a whole one, exactly; what is beyond 64 bits becomes INT64_MAX or INT64_MIN.
 * 0 for anything else. */
int64_t jflat_ceil(const struct jflat *doc, uint32_t value);

/* The same of a thousand times the number: milliseconds of seconds. */
int64_t jflat_ceil_thousandfold(const struct jflat *doc, uint32_t value);

#endif
