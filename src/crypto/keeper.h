/* A process of its own that holds the secret and the private keys for this one, as the rest of the
 * program sees it: a function that sends a request and waits for the answer. src/keeper has the
 * process and the connection; without it, everything here is done in this process.
 *
 * Requests and answers are parts. A part in a text is its length in four bytes, in the order of the
 * machine, and its bytes.
 */
#ifndef OSTIARY_CRYPTO_KEEPER_H
#define OSTIARY_CRYPTO_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum keeper_op {
	KEEPER_GIVEN = 0,   /* () -> (): refused unless the environment gave the secret */
	KEEPER_SECRET,      /* (make) -> (outcome): finds the secret, or makes it */
	KEEPER_MAC,         /* (text) -> 32 bytes: cookie_mac(), of any text, so that no key may be
			    * an HMAC with the secret as its key */
	KEEPER_CACHE_SEAL,  /* (plain text) -> the token of a cookie cache */
	KEEPER_CACHE_OPEN,  /* (token) -> the plain text */
	KEEPER_KEY_MAKE,    /* (alg, bits, kid) -> (public JWK, column, seal) */
	KEEPER_KEY_ROW,     /* (alg, id, alg of the row, column, whether it may be in clear, seal)
			    * -> a key */
	KEEPER_KEY_OPENS,   /* (column) -> (): refused unless it opens */
	KEEPER_PUT_SEAL,    /* (number of the key, kid) -> a seal */
	KEEPER_CHECK_SEAL,  /* (kid, alg, public JWK, seal) -> enum key_seal_rc as a number */
	KEEPER_KEY_FILE,    /* (alg, file name) -> a key */
	KEEPER_SIGN,        /* (number of the key, input) -> the signature in base64url */
	KEEPER_FORGET,      /* (number of the key) -> (): it is used no more */
	KEEPER_FACTOR_PUT,  /* (kind, plain text) -> the sealed text: factor_seal_put() */
	KEEPER_FACTOR_OPEN, /* (kind, sealed text) -> the plain text: factor_seal_open() */
	KEEPER_OPS,
};

#define KEEPER_PARTS_MAX   6
#define KEEPER_BYTES_MAX   (128 << 10) /* of an answer and of a message; a socket holds more */
#define KEEPER_REQUEST_MAX (5 << 20)   /* of a request: a revocation list that is to be signed */

struct keeper {
	/* Appends the answer; for a request that is refused, the reason. False: it was refused, or
	 * the answer does not fit. When there is no keeper any more, it does not return: the
	 * process ends, because what it could still answer would be wrong. Any thread may call
	 * it. */
	bool (*call)(const struct keeper *keeper, enum keeper_op op, const struct str *parts,
		     size_t n, struct buf *answer);
};

/* Appends a part to an answer. */
void keeper_put_part(struct buf *out, struct str part);

/* Cuts the first part off *rest. False: there is no whole part. */
bool keeper_cut_part(struct str *rest, struct str *out);

/* A number as a part, and back. 0 for a part that is none. */
struct str keeper_number(const uint64_t *number);
uint64_t keeper_read_number(struct str part);

#endif
