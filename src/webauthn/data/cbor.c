#include "webauthn/data/cbor.h"

#define MAJOR_TAG 6 /* the major types up to 5 are the kinds of the same number */

#define SIMPLE_FALSE 20
#define SIMPLE_NULL  22

/* The number of bytes that hold the argument (RFC 8949 section 3), which is in its shortest form
 * only if it is at least `least`. */
static const struct {
	unsigned bytes;
	uint64_t least;
} arguments[] = {
	{ 1, 24 },
	{ 2, UINT64_C(1) << 8 },
	{ 4, UINT64_C(1) << 16 },
	{ 8, UINT64_C(1) << 32 },
};

static bool take_argument(struct str *rest, unsigned info, uint64_t *out)
{
	uint64_t n = 0;
	unsigned bytes;

	if (info < 24) {
		*out = info;
		return true;
	}
	if (info > 27)
		return false;
	bytes = arguments[info - 24].bytes;
	if (rest->n < bytes)
		return false;
	for (unsigned i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)rest->p[i];
	if (n < arguments[info - 24].least)
		return false;
	*rest = str_tail(*rest, bytes);
	*out = n;
	return true;
}

/* Takes what is before the parts of an array or a map, and all of any other value. */
static bool take_head(struct str *rest, struct cbor *out)
{
	struct str at = *rest;
	unsigned first, major;
	struct cbor v = { 0 };

	if (at.n == 0)
		return false;
	first = (unsigned char)at.p[0];
	major = first >> 5;
	at = str_tail(at, 1);
	if (major == MAJOR_TAG || !take_argument(&at, first & 31, &v.n))
		return false;
	v.kind = major < MAJOR_TAG ? (enum cbor_kind)major : CBOR_SIMPLE;
	if (v.kind == CBOR_SIMPLE && (first < 0xe0 + SIMPLE_FALSE || first > 0xe0 + SIMPLE_NULL))
		return false;
	if (v.kind == CBOR_BYTES || v.kind == CBOR_TEXT) {
		if (v.n > at.n)
			return false;
		v.content = str_head(at, (size_t)v.n);
		at = str_tail(at, (size_t)v.n);
	}
	if (v.kind == CBOR_TEXT && !str_is_utf8(v.content))
		return false;
	*rest = at;
	*out = v;
	return true;
}

/* Reads a key of a map and leaves its value unread. keys has the n keys before it in the same map;
 * equal keys have equal spellings. */
static bool take_key(struct str *rest, struct str keys[CBOR_COUNT_MAX], size_t n)
{
	struct str start = *rest;
	struct cbor key;

	if (!take_head(rest, &key) || (key.kind > CBOR_NEGATIVE && key.kind != CBOR_TEXT))
		return false;
	keys[n] = str_head(start, (size_t)(rest->p - start.p));
	for (size_t i = 0; i < n; i++)
		if (str_eq(keys[i], keys[n]))
			return false;
	return true;
}

static bool take(struct str *rest, unsigned depth, struct cbor *out);

/* Takes the parts of an array or a map. Each is read once: the keys are kept, since reading the
 * pairs again for each key would take time that grows exponentially with the depth. */
static bool take_parts(struct str *rest, const struct cbor *v, unsigned depth)
{
	struct str keys[CBOR_COUNT_MAX];
	struct cbor ignored;

	if (depth == 0 || v->n > CBOR_COUNT_MAX)
		return false;
	for (size_t i = 0; i < v->n; i++)
		if ((v->kind == CBOR_MAP && !take_key(rest, keys, i)) ||
		    !take(rest, depth - 1, &ignored))
			return false;
	return true;
}

/* Takes one value with at most `depth` levels. It calls itself at most that often. */
static bool take(struct str *rest, unsigned depth, struct cbor *out)
{
	struct str at = *rest, start;
	struct cbor v;

	if (!take_head(&at, &v))
		return false;
	start = at;
	if (v.kind == CBOR_ARRAY || v.kind == CBOR_MAP) {
		if (!take_parts(&at, &v, depth))
			return false;
		v.content = str_head(start, (size_t)(at.p - start.p));
	}
	*rest = at;
	*out = v;
	return true;
}

bool cbor_take(struct str *rest, struct cbor *out)
{
	return take(rest, CBOR_DEPTH_MAX, out);
}

bool cbor_read(struct str text, struct cbor *out)
{
	struct cbor v;

	if (!cbor_take(&text, &v) || text.n > 0)
		return false;
	*out = v;
	return true;
}

/* Two keys are compared by kind, number and content: a text's number is its length. */
static bool find(const struct cbor *map, const struct cbor *key, struct cbor *out)
{
	struct str at = map->content;
	struct cbor k, v;

	if (map->kind != CBOR_MAP)
		return false;
	while (at.n > 0 && cbor_take(&at, &k) && cbor_take(&at, &v)) {
		if (k.kind == key->kind && k.n == key->n && str_eq(k.content, key->content)) {
			*out = v;
			return true;
		}
	}
	return false;
}

bool cbor_member(const struct cbor *map, const char *key, struct cbor *out)
{
	struct str text = str_z(key);

	return find(map, &(struct cbor){ CBOR_TEXT, text.n, text }, out);
}

bool cbor_labelled(const struct cbor *map, int64_t label, struct cbor *out)
{
	struct cbor key = { .kind = label < 0 ? CBOR_NEGATIVE : CBOR_UNSIGNED };

	key.n = label < 0 ? (uint64_t)(-1 - label) : (uint64_t)label;
	return find(map, &key, out);
}

static bool to_integer(const struct cbor *v, int64_t *out)
{
	if (v->kind > CBOR_NEGATIVE || v->n > INT64_MAX)
		return false;
	*out = v->kind == CBOR_NEGATIVE ? -1 - (int64_t)v->n : (int64_t)v->n;
	return true;
}

static bool to_content(const struct cbor *v, enum cbor_kind kind, struct str *out)
{
	if (v->kind != kind)
		return false;
	*out = v->content;
	return true;
}

bool cbor_bytes(const struct cbor *map, const char *key, struct str *out)
{
	struct cbor v;

	return cbor_member(map, key, &v) && to_content(&v, CBOR_BYTES, out);
}

bool cbor_text(const struct cbor *map, const char *key, struct str *out)
{
	struct cbor v;

	return cbor_member(map, key, &v) && to_content(&v, CBOR_TEXT, out);
}

bool cbor_integer(const struct cbor *map, const char *key, int64_t *out)
{
	struct cbor v;

	return cbor_member(map, key, &v) && to_integer(&v, out);
}

bool cbor_labelled_bytes(const struct cbor *map, int64_t label, struct str *out)
{
	struct cbor v;

	return cbor_labelled(map, label, &v) && to_content(&v, CBOR_BYTES, out);
}

bool cbor_labelled_integer(const struct cbor *map, int64_t label, int64_t *out)
{
	struct cbor v;

	return cbor_labelled(map, label, &v) && to_integer(&v, out);
}
