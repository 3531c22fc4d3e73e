/* The configuration of a keyring, the results of its operations, and the key set that it
 * publishes. */
#ifndef OSTIARY_AUTH_KEYS_CONFIG_H
#define OSTIARY_AUTH_KEYS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/keys/lifecycle.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/random.h"
#include "crypto/id.h"
#include "crypto/secrets.h"
#include "crypto/signing_key.h"
#include "store/store.h"

enum keyring_rc {
	KEYRING_OK = 0,
	KEYRING_WRONG_SECRET, /* a stored key does not open; *err names its kid */
	KEYRING_NO_SUCH_KEY,  /* there is no key of that kid that could be revoked */
	KEYRING_FULL,         /* LIMIT_SIGNING_KEYS keys are published already */
	KEYRING_ELSEWHERE,    /* the keys are managed in a folder; *err names it */
	KEYRING_FAULT,        /* see *err */
};

struct keyring_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log; /* gets a line when a key is created, published or revoked */
	struct str actor;      /* likewise of the audit table; empty: the server. Must outlive it */
	struct secrets secrets; /* whose texts must outlive the keyring */
	enum signing_alg alg;   /* of new keys, and of rows without an algorithm */
	unsigned rsa_bits;      /* of new RSA keys; 0: SIGNING_KEY_RSA_BITS */
	enum id_kind id_kind;   /* of new kids */
	struct key_rules rules;
	/* A folder with one PEM file for each key, named KID.pem; the keys of the database are not
	 * touched then. A private key signs (at most one of each algorithm), a public one is
	 * published only. Must outlive the keyring. NULL: the keys of the database. */
	const char *folder;
	/* Uses keys that are stored in clear although they were not when the database was first
	 * opened by this program (ring_key.h, S2). */
	bool takes_clear;
};

/* The key that follows the active one. */
struct key_rotation {
	char kid[64];
	int64_t starts_ms; /* when it starts to sign */
	bool created;      /* by this call; else it was pending already */
	bool first;        /* no key signed before, so that it signs at once */
};

struct key_revocation {
	enum signing_alg alg;
	enum key_state was;
	int64_t last_token_ms; /* when the last token that the key may have signed expires */
	char successor[64]; /* the key that signs in its place; empty: none, or it did not sign */
	bool opens; /* the successor has been opened; else it is the next by its times alone */
};

/* The key set as verifiers see it. */
struct published {
	struct str jwks;     /* {"keys":[{"alg","crv"?,key members,"kid"},...]}, oldest key first */
	struct str etag;     /* strong (RFC 9110 section 8.8.3), with its quotes; by jwks alone */
	uint64_t generation; /* grows with every change of jwks; never 0 */
	size_t keys;
};

#endif
