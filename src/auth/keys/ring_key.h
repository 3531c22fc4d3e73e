/* One stored key, opened: the only place that opens private keys, and that decides whose word
 * counts about a row.
 *
 * S1  A row with a seal (crypto/key_seal.h) is used only if the seal fits its kid, its algorithm
 *     and the public half that belongs to the private one.
 * S2  A row without a seal is one that Better Auth has written since the last load, or before this
 *     program came. It is used if it is encrypted with a secret of ours, and is sealed then; a row
 *     in clear only where the operator permits it, or before there is any seal.
 * S3  Of a row whose private half does not open, the public half is used if the seal fits it.
 * S4  The seal of a revoked key is KEY_SEAL_REVOKED for ever, and its private half is destroyed.
 */
#ifndef OSTIARY_AUTH_KEYS_RING_KEY_H
#define OSTIARY_AUTH_KEYS_RING_KEY_H

#include "auth/keys/config.h"
#include "base/cleanup.h"
#include "base/refcount.h"
#include "core/err.h"
#include "crypto/key_seal.h"
#include "crypto/secrets.h"
#include "crypto/signing_key.h"
#include "store/tables/signing_keys.h"

/* Shared by the snapshots that contain it. Its times, which change, are not part of it. */
struct ring_key {
	struct refcount references;
	struct signing_key *key; /* NULL: only the public half is known */
	enum signing_alg alg;
	struct str kid;
	struct str jwk; /* as it stands in the published set */
	char *memory;   /* of kid and jwk */
};

/* Takes key, also when it fails. The caller holds the first reference. NULL: see *err. */
struct ring_key *ring_key_new(struct signing_key *key, struct str kid, struct err *err);
static inline struct ring_key *ring_key_ref(struct ring_key *key)
{
	refcount_ref(&key->references);
	return key;
}

void ring_key_unref(struct ring_key *key); /* NULL is fine */
OWNER(struct ring_key *, ring_key_unref)

static inline bool ring_key_can_sign(const struct ring_key *key)
{
	return key->key && signing_key_can_sign(key->key);
}

/* Whose word counts. */
struct key_trust {
	const struct secrets *secrets;
	enum signing_alg alg; /* of a row without one */
	bool takes_clear;     /* a row in clear and without a seal is used */
};

/* The public half of a row (S3). NULL: the seal does not fit it, or there is no memory. */
struct ring_key *ring_key_public(const struct key_trust *trust, const struct signing_key_row *row);

/* Whether the row counts where keys are changed, judged without reading its private JWK. */
bool key_row_is_trusted(const struct key_trust *trust, const struct signing_key_row *row);

/* The private half alone; its seal is not checked. KEYRING_OK with *out owned by the caller,
 * KEYRING_WRONG_SECRET, KEYRING_FAULT. */
enum keyring_rc key_row_open_private(const struct key_trust *trust,
				     const struct signing_key_row *row, struct signing_key **out,
				     struct err *err);

/* Appends the seal of a key. False: see *err. */
bool signing_key_put_seal(const struct signing_key *key, const struct secrets *secrets,
			  struct str kid, struct buf *out, struct err *err);
enum key_seal_rc signing_key_check_seal(const struct signing_key *key,
					const struct secrets *secrets,
					const struct signing_key_row *row);

/* S1: whether the row has no seal, or one that fits the key. False: see *err. */
bool key_row_seal_fits(const struct signing_key_row *row, const struct signing_key *key,
		       const struct secrets *secrets, struct err *err);

#endif
