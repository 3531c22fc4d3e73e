/* JSON (RFC 8259): a strict reader, and the writer of strings and values.
 *
 * The reader refuses texts about which parsers disagree: duplicate names (also when they are only
 * equal after unescaping), a byte order mark, invalid UTF-8, lone surrogates, U+0000 in a name,
 * integers beyond 64 bits, numbers beyond the range of a double, and anything after the value. It
 * also refuses more nesting than the caller allows.
 */
#ifndef OSTIARY_BASE_JSON_H
#define OSTIARY_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"

enum json_rc {
	JSON_OK = 0,
	JSON_SYNTAX,    /* not one JSON text in UTF-8 */
	JSON_DUPLICATE, /* an object has two members of one name */
	JSON_TOO_DEEP,  /* more nesting than max_depth */
	JSON_NO_MEMORY,
};

enum json_kind {
	JSON_KIND_ABSENT = 0, /* the kind of NULL */
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_INTEGER, /* a number without fraction and exponent */
	JSON_KIND_REAL,
	JSON_KIND_BEYOND, /* an integer beyond 64 bits; of jflat.h only */
	JSON_KIND_STRING,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
};

struct json; /* a value; valid until the root from json_parse() is freed */

/* Parses one JSON text of any kind. max_depth counts objects and arrays: 1 allows {"a":1}.
 * On JSON_OK *out is owned by the caller and freed with json_free().
 */
enum json_rc json_parse(struct str text, unsigned max_depth, struct json **out);
void json_free(struct json *root);
OWNER(struct json *, json_free)

/* Overwrites every string among the members of the object with zeros. To be called before
 * json_free() when one of them was a secret. */
void json_wipe(struct json *object);

/* All of these accept NULL, the absent value, and return "nothing" for it: JSON_KIND_ABSENT, 0,
 * empty. */
enum json_kind json_kind(const struct json *v);
struct str json_to_str(const struct json *v); /* unescaped UTF-8, may contain NUL bytes */
int64_t json_to_i64(const struct json *v);
double json_to_double(const struct json *v); /* of an integer or a real */
bool json_to_bool(const struct json *v);
size_t json_count(const struct json *v); /* members or elements */
const struct json *json_element(const struct json *array, size_t index);
const struct json *json_member(const struct json *object, const char *name);

/* Walks the members of an object in the order of the text:
 *     for (struct json_walk w = json_walk(o); json_next(&w);) use(w.name, w.value);
 */
struct json_walk {
	const struct json *object;
	void *at;
	struct str name;
	const struct json *value;
	bool started;
};
struct json_walk json_walk(const struct json *object);
bool json_next(struct json_walk *w);

/* Appends the text as a JSON string with its quotes. As JSON.stringify() does, it escapes only
 * quotes, backslashes and control characters. The text must be UTF-8. */
void json_put_string(struct buf *b, struct str utf8);

/* The same, or null for the text without an address (p is NULL), which stands for "no text". */
void json_put_string_or_null(struct buf *b, struct str utf8);

/* Appends any value in its compact form, its members in the order of the text. */
void json_put(struct buf *b, const struct json *v);

#endif
