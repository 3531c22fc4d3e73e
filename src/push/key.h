/* The key by which push services know this installation (RFC 8292): of P-256, made at the first
 * start that sends pushes, and sealed in the database as the signing keys of the issuer are. With a
 * keeper, its private half is in that process alone. */
#ifndef OSTIARY_PUSH_KEY_H
#define OSTIARY_PUSH_KEY_H

#include "auth/keys/config.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "core/random.h"
#include "crypto/secrets.h"
#include "crypto/signing_key.h"
#include "store/store.h"

#define PUSH_KEY_NAME         "push" /* under which it is sealed; no kid is that short */
#define PUSH_KEY_PUBLIC_CHARS 87

struct push_key {
	struct signing_key *private_key;        /* OWNED */
	char public_key[PUSH_KEY_PUBLIC_CHARS]; /* the point, uncompressed, in base64url */
};

void push_key_done(struct push_key *key);

struct push_key_config {
	struct store *store;
	const struct secrets *secrets;
	const struct random *random;
	int64_t now_ms;
};

/* Opens the key of the database, or makes it. KEYRING_OK, KEYRING_WRONG_SECRET, KEYRING_FAULT. */
enum keyring_rc push_key_open(const struct push_key_config *config, struct push_key *out,
			      struct err *err);

/* Seals the key, if there is one, with the current secret; it is opened with any of these secrets,
 * or of old, which may be NULL. KEYRING_OK with *out, KEYRING_WRONG_SECRET, KEYRING_FAULT. */
enum push_rewrap {
	PUSH_REWRAP_NONE = 0, /* there is no key */
	PUSH_REWRAP_LEFT,     /* it was sealed with the current secret already */
	PUSH_REWRAP_SEALED,
};
enum keyring_rc push_key_rewrap(const struct push_key_config *config, const struct secrets *old,
				enum push_rewrap *out, struct err *err);

/* The public half, for browsers: without the secret, and in a process that cannot make the key.
 * Appends PUSH_KEY_PUBLIC_CHARS. STORE_OK, STORE_NONE (no server has made it yet), STORE_FAULT. */
enum store_rc push_key_put_public(struct store *store, struct arena *a, struct buf *out,
				  struct err *err);

#endif
