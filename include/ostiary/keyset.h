/* libostiary: algorithms, and the public keys of an issuer. Part of ostiary/verify.h.
 *
 * Threads: any number of threads may use a key set at once. */
#ifndef OSTIARY_KEYSET_H
#define OSTIARY_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#define OST_API __attribute__((visibility("default")))

#define OST_JWKS_MAX_BYTES 524288 /* a longer JWKS is refused unread */
#define OST_JWKS_MAX_KEYS  1024   /* a JWKS with more keys is refused */
#define OST_KID_MAX_BYTES  256    /* a key with a longer kid is left out */

/* Borrowed UTF-8 of n bytes, which may contain NUL, followed by one NUL that n does not count.
 * p is NULL when there is no text. This struct never grows. */
struct ost_text {
	const char *p;
	size_t n;
};

/* The size of struct name as far as its member, for the constants ..._SIZE_0_2. */
#define OST_SIZE_TO(name, member)                                                                  \
	(offsetof(struct name, member) + sizeof(((struct name *)0)->member))

/* Bits, to be or-ed. RFC 7518 section 3.1; RFC 8037 section 3.1 (EdDSA with Ed25519 only). */
enum ost_algorithm {
	OST_RS256 = 1 << 0,
	OST_RS384 = 1 << 1,
	OST_RS512 = 1 << 2,
	OST_PS256 = 1 << 3,
	OST_PS384 = 1 << 4,
	OST_PS512 = 1 << 5,
	OST_ES256 = 1 << 6,
	OST_ES384 = 1 << 7,
	OST_ES512 = 1 << 8,
	OST_EDDSA = 1 << 9,
	OST_ALGORITHMS_ALL = (1 << 10) - 1,
};

/* The name of one algorithm ("RS256"), a constant. NULL when algorithm is not exactly one bit of
 * enum ost_algorithm. */
OST_API const char *ost_algorithm_name(unsigned algorithm);

/* The algorithm whose name is exactly the len bytes at name, letter case included; 0 when none
 * is. */
OST_API unsigned ost_algorithm_named(const char *name, size_t len);

/* The usable keys of a JWKS (RFC 7517). Immutable; its references are counted. */
struct ost_keyset;

enum ost_keyset_rc {
	OST_KEYSET_UNREADABLE = 0, /* no JSON object with an array "keys", or over a bound */
	OST_KEYSET_OK,
	OST_KEYSET_NO_MEMORY,
};

/* Makes a key set of the len bytes of a JWKS, which need not be NUL-terminated and are not kept.
 *
 * Keys that cannot be used are left out (RFC 7517 section 5); docs/build/verifier.md lists what
 * makes a key unusable. A set without any usable key is a key set, too.
 *
 * out  on OST_KEYSET_OK one reference, released by ost_keyset_unref(); otherwise untouched */
OST_API enum ost_keyset_rc ost_keyset_new(const char *jwks, size_t len, struct ost_keyset **out);

/* Adds a reference and returns set. */
OST_API struct ost_keyset *ost_keyset_ref(struct ost_keyset *set);

/* Releases one reference; the last one frees the set. NULL is fine. */
OST_API void ost_keyset_unref(struct ost_keyset *set);

/* Describes one usable key. The caller sets size to sizeof(struct ost_key_info). */
struct ost_key_info {
	size_t size;
	struct ost_text kid; /* lives as long as the set; p is NULL when the key has no kid */
	unsigned algorithms; /* or-ed: the only algorithms that the key is used with */
	unsigned bits;       /* length of the modulus (RSA) or of the curve's field */
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_KEY_INFO_SIZE_0_2 OST_SIZE_TO(ost_key_info, bits)

/* The number of usable keys: 0 to OST_JWKS_MAX_KEYS. */
OST_API size_t ost_keyset_count(const struct ost_keyset *set);

/* Describes the key at index, from 0, in the order of the JWKS. False, with out untouched, when
 * index is not below ost_keyset_count() or when out->size is unknown to this library. */
OST_API bool ost_keyset_key(const struct ost_keyset *set, size_t index, struct ost_key_info *out);

/* The SHA-256 of the JWKS text, 32 bytes that live as long as the set: equal for sets made of equal
 * texts, different for sets made of different ones. */
OST_API const unsigned char *ost_keyset_identity(const struct ost_keyset *set);

#ifdef __cplusplus
}
#endif
#endif
