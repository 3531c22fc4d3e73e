#include "base/json.h"

#include <jansson.h>

static json_t *mutable(const struct json *v)
{
	return (json_t *)(uintptr_t)v; /* the accessors of jansson take json_t * without const */
}

/* The bound of jansson is far above ours, so the depth is measured before the text is parsed. */
static bool deeper_than(struct str text, unsigned max_depth)
{
	unsigned depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '[' || c == '{') {
			if (++depth > max_depth)
				return true;
		} else if ((c == ']' || c == '}') && depth) {
			depth--;
		}
	}
	return false;
}

enum json_rc json_parse(struct str text, unsigned max_depth, struct json **out)
{
	json_error_t error;
	json_t *root;

	/* No JSON text contains a NUL, but jansson skips them between tokens. */
	if (str_find(text, '\0') >= 0)
		return JSON_SYNTAX;
	if (deeper_than(text, max_depth))
		return JSON_TOO_DEEP;
	root = json_loadb(text.n ? text.p : "", text.n,
			  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (root) {
		*out = (struct json *)root;
		return JSON_OK;
	}
	switch (json_error_code(&error)) {
	case json_error_out_of_memory:
		return JSON_NO_MEMORY;
	case json_error_duplicate_key:
		return JSON_DUPLICATE;
	default:
		return JSON_SYNTAX;
	}
}

void json_free(struct json *root)
{
	json_decref((json_t *)root);
}

void json_wipe(struct json *object)
{
	for (struct json_walk w = json_walk(object); json_next(&w);) {
		struct str text = json_to_str(w.value);

		if (text.n) /* a value that is no string has no address either */
			explicit_bzero((char *)(uintptr_t)text.p, text.n);
	}
}

enum json_kind json_kind(const struct json *v)
{
	if (!v)
		return JSON_KIND_ABSENT;
	switch (json_typeof((const json_t *)v)) {
	case JSON_OBJECT:
		return JSON_KIND_OBJECT;
	case JSON_ARRAY:
		return JSON_KIND_ARRAY;
	case JSON_STRING:
		return JSON_KIND_STRING;
	case JSON_INTEGER:
		return JSON_KIND_INTEGER;
	case JSON_REAL:
		return JSON_KIND_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_KIND_BOOL;
	case JSON_NULL:
		return JSON_KIND_NULL;
	}
	return JSON_KIND_ABSENT;
}

struct str json_to_str(const struct json *v)
{
	return str_of(json_string_value(mutable(v)), json_string_length(mutable(v)));
}

int64_t json_to_i64(const struct json *v)
{
	return json_integer_value(mutable(v));
}

double json_to_double(const struct json *v)
{
	return json_number_value(mutable(v));
}

bool json_to_bool(const struct json *v)
{
	return json_is_true((const json_t *)v);
}

size_t json_count(const struct json *v)
{
	return json_kind(v) == JSON_KIND_OBJECT ? json_object_size(mutable(v))
						: json_array_size(mutable(v));
}

const struct json *json_element(const struct json *array, size_t index)
{
	return (const struct json *)json_array_get(mutable(array), index);
}

const struct json *json_member(const struct json *object, const char *name)
{
	return (const struct json *)json_object_get(mutable(object), name);
}

struct json_walk json_walk(const struct json *object)
{
	return (struct json_walk){ .object = object };
}

bool json_next(struct json_walk *w)
{
	json_t *object = mutable(w->object);

	w->at = w->started ? json_object_iter_next(object, w->at) : json_object_iter(object);
	w->started = true;
	if (!w->at)
		return false;
	w->name = str_of(json_object_iter_key(w->at), json_object_iter_key_len(w->at));
	w->value = (const struct json *)json_object_iter_value(w->at);
	return true;
}

static void put_escape(struct buf *b, unsigned char c)
{
	static const char letters[32] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
	};

	if (c == '"' || c == '\\') {
		buf_char(b, '\\');
		buf_char(b, (char)c);
	} else if (letters[c]) {
		buf_char(b, '\\');
		buf_char(b, letters[c]);
	} else {
		buf_str(b, STR("\\u00"));
		buf_hex(b, &c, 1);
	}
}

/* Whether none of eight bytes needs an escape. A byte below 0x20 borrows from its highest bit when
 * 0x20 is subtracted, and one that the exclusive or has made 0 when 1 is. */
static bool eight_are_plain(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highest = ones * 0x80;
	uint64_t word, quote, backslash, found;

	memcpy(&word, p, sizeof(word));
	quote = word ^ ones * '"';
	backslash = word ^ ones * '\\';
	found = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
		((backslash - ones) & ~backslash);
	return !(found & highest);
}

void json_put_string(struct buf *b, struct str utf8)
{
	size_t clean = 0; /* start of the bytes that need no escape and are not yet written */

	buf_char(b, '"');
	for (size_t i = 0; i < utf8.n; i++) {
		unsigned char c = (unsigned char)utf8.p[i];

		if (utf8.n - i >= 8 && eight_are_plain(utf8.p + i)) {
			i += 7;
			continue;
		}
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_str(b, str_of(utf8.p + clean, i - clean));
		put_escape(b, c);
		clean = i + 1;
	}
	buf_str(b, str_tail(utf8, clean));
	buf_char(b, '"');
}

void json_put_string_or_null(struct buf *b, struct str utf8)
{
	if (utf8.p)
		json_put_string(b, utf8);
	else
		buf_str(b, STR("null"));
}

static int dump_to_buf(const char *text, size_t n, void *memory)
{
	buf_str(memory, str_of(text, n));
	return 0;
}

void json_put(struct buf *b, const struct json *v)
{
	if (json_dump_callback((const json_t *)v, dump_to_buf, b, JSON_COMPACT | JSON_ENCODE_ANY))
		b->failed = true;
}
