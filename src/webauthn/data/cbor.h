/* CBOR (RFC 8949) in the form that authenticators write: CTAP2 canonical (CTAP 2.1 section 8).
 *
 * The reader is strict, so that one value has one spelling. It refuses indefinite lengths, numbers
 * and lengths that are not in their shortest form, tags, floating-point numbers, text that is not
 * UTF-8, keys that are neither integers nor text, and two equal keys in one map. The order of keys
 * is not checked, because authenticators differ in it. It neither copies nor allocates: every slice
 * points into the input.
 */
#ifndef OSTIARY_WEBAUTHN_DATA_CBOR_H
#define OSTIARY_WEBAUTHN_DATA_CBOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* An attestation object has three levels: the object, its statement, the list of certificates. */
#define CBOR_DEPTH_MAX 4

/* Entries of a map or elements of an array; a TPM's statement, the largest, has six. */
#define CBOR_COUNT_MAX 32

enum cbor_kind {
	CBOR_UNSIGNED = 0,
	CBOR_NEGATIVE,
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
	CBOR_MAP,
	CBOR_SIMPLE, /* false, true, null */
};

struct cbor {
	enum cbor_kind kind;
	/* CBOR_UNSIGNED: the value. CBOR_NEGATIVE: -1 minus the value. Arrays: elements. Maps:
	 * pairs. Simple: 20 false, 21 true, 22 null. */
	uint64_t n;
	struct str content; /* the bytes or the text, or the encoded parts of an array or a map */
};

/* Takes one whole value from the front of *rest. False, with both untouched, when there is none in
 * the form above. */
bool cbor_take(struct str *rest, struct cbor *out);

/* The same for an input that is one value and nothing else. */
bool cbor_read(struct str text, struct cbor *out);

/* The value with this key. False, with *out untouched, when map is no map or has no such key. */
bool cbor_member(const struct cbor *map, const char *key, struct cbor *out);
bool cbor_labelled(const struct cbor *map, int64_t label, struct cbor *out);

/* Members of one kind: the bytes or the text, or an integer that fits into 64 bits. False, with
 * *out untouched, when the map has no such key or its value is of another kind. */
bool cbor_bytes(const struct cbor *map, const char *key, struct str *out);
bool cbor_text(const struct cbor *map, const char *key, struct str *out);
bool cbor_integer(const struct cbor *map, const char *key, int64_t *out);
bool cbor_labelled_bytes(const struct cbor *map, int64_t label, struct str *out);
bool cbor_labelled_integer(const struct cbor *map, int64_t label, int64_t *out);

#endif
