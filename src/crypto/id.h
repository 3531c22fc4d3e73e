/* Identifiers and tokens: random characters without bias, by rejection sampling. */
#ifndef OSTIARY_CRYPTO_ID_H
#define OSTIARY_CRYPTO_ID_H

#include <stddef.h>

#include "base/str.h"
#include "core/arena.h"
#include "core/random.h"

#define ID_CHARS             32 /* ids of rows; 190 bits */
#define SESSION_TOKEN_CHARS  32
#define RESET_TOKEN_CHARS    24 /* 142 bits */
#define DELETION_TOKEN_CHARS 32 /* in lower case and digits: 165 bits */

enum id_alphabet {
	ID_LETTERS_AND_DIGITS, /* a-zA-Z0-9 */
	ID_LOWER_AND_DIGITS,   /* 0-9a-z */
};

/* The ids of rows in the issuer's tables. */
enum id_kind {
	ID_KIND_TEXT = 0, /* ID_CHARS letters and digits */
	ID_KIND_UUID,     /* version 4 (RFC 9562), in lower case */
};

/* A new id of this kind, in the arena. */
struct str id_make(const struct random *random, struct arena *a, enum id_kind kind);

/* Fills out with n characters, without a NUL. It does not return as long as every random byte is
 * rejected. */
void id_fill(const struct random *random, enum id_alphabet alphabet, char *out, size_t n);

/* A new text of n characters, in the arena. */
struct str id_new(const struct random *random, struct arena *a, enum id_alphabet alphabet,
		  size_t n);

#endif
