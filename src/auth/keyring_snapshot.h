/* What the keyring knows at one time, as a value that never changes (keyring.h, I5). For keyring.c. */
#ifndef OSTIARY_AUTH_KEYRING_SNAPSHOT_H
#define OSTIARY_AUTH_KEYRING_SNAPSHOT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/keyring.h"
#include "auth/keyring_life.h"
#include "base/cleanup.h"
#include "core/err.h"
#include "core/limits.h"
#include "crypto/digest.h"
#include "crypto/sealed.h"
#include "crypto/signing_key.h"
#include "store/signing_keys.h"

/* One key, shared by the snapshots that contain it. What changes in its life is not in here. */
struct ring_key {
	atomic_uint references;
	struct signing_key *key;
	struct str kid;
	struct str jwk; /* as it stands in the published set */
	char *memory;   /* of kid and jwk */
};

/* Takes key, also when it fails. The caller holds the first reference. NULL: see *err. */
struct ring_key *ring_key_new(struct signing_key *key, struct str kid, struct err *err);
void ring_key_free(struct ring_key *key); /* gives one reference back */
OWNER(struct ring_key *, ring_key_free)

/* Opens a stored row; alg is what a row without an algorithm counts as. KEYRING_OK with *out. */
enum keyring_rc ring_key_open(const struct secrets *secrets, enum signing_alg alg,
			      const struct signing_key_row *row, struct ring_key **out,
			      struct err *err);

struct ring_entry {
	struct ring_key *key;
	struct key_times times;
};

struct snapshot {
	struct published published; /* the first member: what callers hold */
	atomic_uint references;
	const struct ring_key *signing; /* one of keys, or NULL: none may sign */
	int64_t valid_until_ms;         /* from then on a key has begun, expired or left */
	/* Newest first, each with a reference, and with what is known of it. */
	struct ring_key *keys[LIMIT_SIGNING_KEYS];
	struct key_fact facts[LIMIT_SIGNING_KEYS];
	size_t n_keys;
	char *memory; /* of the JWKS text */
	char etag[DIGEST_HEX + 2];
};

/* What a snapshot is made by; the same for all of one keyring. */
struct snapshot_rules {
	enum signing_alg alg;
	struct key_rules keys;
};

/* Builds the snapshot of the moment now_ms from keys (newest first), without those that nobody needs any
 * more. Its generation is that of before, or the next one when the text differs; before may be NULL.
 * NULL: see *err. */
struct snapshot *snapshot_new(const struct ring_entry *keys, size_t n,
			      const struct snapshot_rules *rules, int64_t now_ms,
			      const struct snapshot *before, struct err *err);
void snapshot_free(struct snapshot *snapshot); /* gives one reference back */
OWNER(struct snapshot *, snapshot_free)

static inline struct snapshot *snapshot_hold(struct snapshot *snapshot)
{
	atomic_fetch_add_explicit(&snapshot->references, 1, memory_order_relaxed);
	return snapshot;
}

static inline struct key_facts snapshot_facts(const struct snapshot *snapshot,
					      const struct snapshot_rules *rules, int64_t now_ms)
{
	return (struct key_facts){ snapshot->facts, snapshot->n_keys, &rules->keys, now_ms };
}

#endif
