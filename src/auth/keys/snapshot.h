/* The keys at one time, as a value that never changes (keyring.h, I5). */
#ifndef OSTIARY_AUTH_KEYS_SNAPSHOT_H
#define OSTIARY_AUTH_KEYS_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "auth/keys/config.h"
#include "auth/keys/lifecycle.h"
#include "auth/keys/ring_key.h"
#include "base/cleanup.h"
#include "base/refcount.h"
#include "core/err.h"
#include "core/limits.h"
#include "crypto/digest.h"

/* What a loaded key is there for. */
enum key_use {
	KEY_PUBLISHED = 0, /* verifiers get it, and it never signs */
	KEY_SIGNS,         /* it signs as well, if its private half is known */
};

struct ring_entry {
	struct ring_key *key;
	struct key_times times;
	enum key_use use;
};

struct snapshot {
	struct published published; /* the first member: what callers hold */
	struct refcount references;
	const struct ring_key *signing; /* one of keys, or NULL: none may sign */
	int64_t valid_until_ms;         /* when the next key starts, expires or leaves the JWKS */
	/* Newest first: a reference to each key, and its facts. */
	struct ring_key *keys[LIMIT_SIGNING_KEYS];
	struct key_fact facts[LIMIT_SIGNING_KEYS];
	size_t n_keys;
	char *memory; /* of the JWKS text */
	char etag[DIGEST_HEX + 2];
};

/* The rules by which snapshots are made; the same for all of one keyring. */
struct snapshot_rules {
	enum signing_alg alg;
	struct key_rules keys;
};

/* Builds the snapshot of the time now_ms from keys (newest first), without those that are not
 * published. Its generation is that of `before`, or the next one when the JWKS differs; before may
 * be NULL. NULL: see *err. */
struct snapshot *snapshot_new(const struct ring_entry *keys, size_t n,
			      const struct snapshot_rules *rules, int64_t now_ms,
			      const struct snapshot *before, struct err *err);
void snapshot_unref(struct snapshot *snapshot); /* NULL is fine */
OWNER(struct snapshot *, snapshot_unref)

static inline struct snapshot *snapshot_ref(struct snapshot *snapshot)
{
	refcount_ref(&snapshot->references);
	return snapshot;
}

static inline struct key_facts snapshot_facts(const struct snapshot *snapshot,
					      const struct snapshot_rules *rules, int64_t now_ms)
{
	return (struct key_facts){ snapshot->facts, snapshot->n_keys, &rules->keys, now_ms };
}

#endif
