/* The life of signing keys, as arithmetic: pending - active - retiring - gone.
 *
 * Nothing here is stored or runs: from the same times and the same clock, every process derives the
 * same states before and after a restart, so that all of them change keys in the same millisecond
 * without talking to each other. docs/host/keys.md describes it for operators.
 */
#ifndef OSTIARY_AUTH_KEYS_LIFECYCLE_H
#define OSTIARY_AUTH_KEYS_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "crypto/signing_key.h"

/* How long a copy of the JWKS may be used (Cache-Control: max-age and stale-while-revalidate). */
#define KEYS_MAX_AGE_S INT64_C(60)
#define KEYS_STALE_S   INT64_C(60)

/* The largest difference between the clocks of signers and verifiers (OST_LEEWAY_MAX_S). */
#define KEYS_LEEWAY_S INT64_C(60)

/* The time until every copy of the JWKS that lacks a new key is too old to be used. */
#define KEYS_PENDING_MIN_S (KEYS_MAX_AGE_S + KEYS_STALE_S + 2 * KEYS_LEEWAY_S)

/* Better Auth publishes a key for this long after it has ended: the default of
 * key_rules.grace_s. */
#define KEYS_GRACE_S  INT64_C(2592000) /* 30 days */
#define KEYS_GRACE_MS (KEYS_GRACE_S * 1000)

struct key_rules {
	int64_t rotation_s; /* how long a key signs; 0: until an operator rotates it */
	int64_t pending_s;  /* the time it is published before; at least KEYS_PENDING_MIN_S */
	int64_t grace_s;    /* the time it is published after; longer if its tokens live longer */
	int64_t token_s;    /* how long tokens live */
};

/* Milliseconds since 1970; 0: not known, not set. */
struct key_times {
	int64_t created_ms;
	int64_t activates_ms; /* 0: Better Auth created the key, which stores no such time */
	int64_t expires_ms;   /* the last millisecond in which it signs; 0: it does not expire */
	int64_t revoked_ms;
	int64_t life_s; /* of the longest-lived tokens that it may have signed */
};

struct key_fact {
	struct str kid;
	enum signing_alg alg;
	bool can_sign; /* the private key is known */
	struct key_times times;
};

/* All keys, newest first, with what their states are derived from. */
struct key_facts {
	const struct key_fact *of;
	size_t n;
	const struct key_rules *rules;
	int64_t now_ms;
};

enum key_state {
	KEY_PENDING = 0, /* published; signs later */
	KEY_ACTIVE,      /* the one of its algorithm that signs */
	KEY_RETIRING,    /* no longer signs; published while one of its tokens may be valid */
	KEY_GONE,        /* no longer published */
	KEY_REVOKED,     /* neither signs nor is published, by an operator's decision */
};

#define KEYS_NONE SIZE_MAX

/* Better Auth's rule: a key is expired when expiresAt < now. */
bool key_is_expired(const struct key_times *times, int64_t now_ms);

/* When a key starts to sign: activates_ms; for a key that Better Auth created, pending_s after
 * created_ms. */
int64_t key_starts_ms(const struct key_times *times, const struct key_rules *rules);

/* When a key leaves the JWKS; INT64_MAX when it does not expire. */
int64_t key_leaves_ms(const struct key_times *times, const struct key_rules *rules);

bool key_is_published(const struct key_times *times, const struct key_rules *rules, int64_t now_ms);

/* The key of that algorithm that signs: of those that have started and not expired, the one that
 * started last; KEYS_NONE when there is none. */
size_t keys_active(const struct key_facts *facts, enum signing_alg alg);

/* The key of that algorithm that has not started; KEYS_NONE when there is none. */
size_t keys_pending(const struct key_facts *facts, enum signing_alg alg);

/* The key that signs where alg is wanted: the active key of alg, else the active key of any
 * algorithm (the one that started last), else a pending key: a signature that some verifiers cannot
 * check yet is better than none. */
size_t keys_signing(const struct key_facts *facts, enum signing_alg alg);

enum key_state keys_state(const struct key_facts *facts, size_t i);
const char *key_state_name(enum key_state state);

/* True when the next key of alg should be published: pending_s before the active key has signed for
 * rotation_s or expires; at once when a key of another algorithm signs in its place. False while a
 * key is pending, and when there is no key at all. */
bool keys_rotation_is_due(const struct key_facts *facts, enum signing_alg alg);

/* True for an active key of another algorithm that should have been rotated more than a day ago,
 * while alg has an active key: the configured algorithm was changed, and no server uses the old
 * one. */
bool keys_is_left_over(const struct key_facts *facts, enum signing_alg alg, size_t i);

/* The next time after now_ms at which the state of a key changes; INT64_MAX when none will. */
int64_t keys_next_change(const struct key_facts *facts);

/* NULL, or what is wrong with the rules, as a sentence: a key would sign before every verifier has
 * it, or leave the JWKS before its tokens expire, or more than LIMIT_SIGNING_KEYS would be
 * published. */
const char *key_rules_fault(const struct key_rules *rules);

#endif
