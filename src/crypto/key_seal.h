/* What binds a stored signing key together: its kid, its algorithm and its public half, under a key
 * that is derived from a secret of the installation.
 *
 * The text of a seal has one HMAC-SHA-256 in base64url for each secret that its writer knew,
 * divided by blanks, so that a process that knows one of the secrets can check it. Any other text,
 * such as KEY_SEAL_REVOKED, seals nothing. */
#ifndef OSTIARY_CRYPTO_KEY_SEAL_H
#define OSTIARY_CRYPTO_KEY_SEAL_H

#include "base/buf.h"
#include "base/str.h"
#include "core/limits.h"
#include "crypto/secrets.h"

#define KEY_SEAL_REVOKED STR("revoked")

struct sealed_key {
	struct str kid;
	struct str alg;        /* its name */
	struct str public_jwk; /* the key members alone, as signing_key_put_public() writes them */
};

enum key_seal_rc {
	KEY_SEAL_BAD = 0,
	KEY_SEAL_GOOD,     /* by one of the secrets */
	KEY_SEAL_COMPLETE, /* by all of them */
};

/* The longest text that key_seal_put() appends. */
#define KEY_SEAL_MAX ((size_t)(LIMIT_SECRETS + 1) * 44)

/* Appends the seal. The secrets must be in this process, or *out fails: a keeper seals only keys
 * that it has opened or made itself. */
void key_seal_put(const struct secrets *secrets, const struct sealed_key *key, struct buf *out);
enum key_seal_rc key_seal_check(const struct secrets *secrets, const struct sealed_key *key,
				struct str seal);

#endif
