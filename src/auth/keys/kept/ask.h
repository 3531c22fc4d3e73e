/* Requests to the keeper (crypto/keeper.h) about private keys, which stay in its process. */
#ifndef OSTIARY_AUTH_KEYS_KEPT_ASK_H
#define OSTIARY_AUTH_KEYS_KEPT_ASK_H

#include "auth/keys/config.h"
#include "base/buf.h"
#include "core/err.h"
#include "crypto/signing_key.h"
#include "store/tables/signing_keys.h"

#define PRIVATE_KEY_COLUMN_MAX ((size_t)3 * SIGNING_KEY_JWK_MAX)

/* The texts of a new key's row. */
struct private_key_texts {
	struct buf public_jwk;
	struct buf column; /* at most PRIVATE_KEY_COLUMN_MAX */
	struct buf seal;   /* at most KEY_SEAL_MAX */
};

struct private_key_order {
	enum signing_alg alg;
	unsigned rsa_bits; /* 0: SIGNING_KEY_RSA_BITS */
	struct str kid;
};

/* Opens the private half of a row, as key_row_open_private() does; the caller owns *out. alg is
 * that of a row without one; takes_clear permits a row in clear without a seal. */
enum keyring_rc kept_key_open(const struct keeper *keeper, const struct signing_key_row *row,
			      enum signing_alg alg, bool takes_clear, struct signing_key **out,
			      struct err *err);

/* Whether a column opens with the keeper's secrets. */
bool kept_key_opens(const struct keeper *keeper, struct str column);

/* Makes a key and appends to *out. False: see *err. */
bool kept_key_make(const struct keeper *keeper, const struct private_key_order *order,
		   struct private_key_texts *out, struct err *err);

/* Lets the keeper seal a key of its own to this name. False: see *err. */
bool kept_key_put_seal(const struct keeper *keeper, const struct signing_key *key, struct str kid,
		       struct buf *out, struct err *err);

/* Opens a PEM file of the keeper's folder, by its name. NULL: see *err; *out_gone says whether the
 * file is no longer there. */
struct signing_key *kept_key_of_file(const struct keeper *keeper, enum signing_alg alg,
				     const char *name, bool *out_gone, struct err *err);

#endif
