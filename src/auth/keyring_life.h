/* The life of signing keys, as arithmetic: pending - active - retiring - gone.
 *
 * Nothing here is stored or running: from the same times and the same clock every process and every
 * restart derives the same states, so that all change keys in the same millisecond without a word.
 * docs/keys.md tells it for operators.
 */
#ifndef OSTIARY_AUTH_KEYRING_LIFE_H
#define OSTIARY_AUTH_KEYRING_LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "crypto/signing_key.h"

/* How long a copy of the JWKS may be used (Cache-Control: max-age and stale-while-revalidate). */
#define KEYS_MAX_AGE_S INT64_C(60)
#define KEYS_STALE_S   INT64_C(60)

/* How far the clocks of signers and verifiers may be apart (OST_LEEWAY_MAX_S). */
#define KEYS_LEEWAY_S INT64_C(60)

/* Until every copy of the JWKS that lacks a new key is too old to be used. */
#define KEYS_PENDING_MIN_S (KEYS_MAX_AGE_S + KEYS_STALE_S + 2 * KEYS_LEEWAY_S)

struct key_rules {
	int64_t rotation_s; /* a key signs so long; 0: until somebody asks for another */
	int64_t pending_s;  /* and is published so long before; at least KEYS_PENDING_MIN_S */
	int64_t grace_s;    /* and so long after, or longer when its tokens live longer */
	int64_t token_s;    /* life of the tokens */
};

/* Milliseconds since 1970; 0: not known, not set. */
struct key_times {
	int64_t created_ms;
	int64_t activates_ms; /* 0: nobody has said it, since Better Auth made the key */
	int64_t expires_ms;   /* signs until then, that millisecond included; 0: no end */
	int64_t revoked_ms;
	int64_t life_s; /* of the longest-lived tokens that it may have signed */
};

struct key_fact {
	struct str kid;
	enum signing_alg alg;
	bool can_sign; /* its private half is at hand */
	struct key_times times;
};

/* All keys, newest first, with what is needed to tell their states. */
struct key_facts {
	const struct key_fact *of;
	size_t n;
	const struct key_rules *rules;
	int64_t now_ms;
};

enum key_state {
	KEY_PENDING = 0, /* published; signs later */
	KEY_ACTIVE,      /* the one of its algorithm that signs */
	KEY_RETIRING,    /* signs no more; published as long as one of its tokens may be good */
	KEY_GONE,        /* not published any more */
	KEY_REVOKED,     /* gone at once */
};

#define KEYS_NONE SIZE_MAX

/* Better Auth's rule: expired means expiresAt < now. */
bool key_is_expired(const struct key_times *times, int64_t now_ms);

/* When it begins to sign: the stored time; for a key that Better Auth made, pending_s after that. */
int64_t key_starts_ms(const struct key_times *times, const struct key_rules *rules);

/* When it leaves the JWKS; INT64_MAX when it has no end. */
int64_t key_leaves_ms(const struct key_times *times, const struct key_rules *rules);

bool key_is_published(const struct key_times *times, const struct key_rules *rules, int64_t now_ms);

/* The key of that algorithm that signs: of those that have begun and not ended the one that began last;
 * KEYS_NONE when there is none. */
size_t keys_active(const struct key_facts *facts, enum signing_alg alg);

/* The key of that algorithm that has not begun; KEYS_NONE. */
size_t keys_pending(const struct key_facts *facts, enum signing_alg alg);

/* The key that signs where alg is wanted: the active one of alg, else of any algorithm (that which
 * began last), else a pending one, because a signature that some do not know yet is better than none. */
size_t keys_signing(const struct key_facts *facts, enum signing_alg alg);

enum key_state keys_state(const struct key_facts *facts, size_t i);
const char *key_state_name(enum key_state state);

/* True when it is time to publish the next key of alg: pending_s before the active one has signed for
 * rotation_s or has its end; at once when another algorithm signs in its place. Never while one is
 * pending, nor when there is no key at all. */
bool keys_rotation_is_due(const struct key_facts *facts, enum signing_alg alg);

/* True for an active key of another algorithm that nobody has rotated for more than a day beyond its time,
 * while alg has an active one: the algorithm was changed, and no server uses the old one. */
bool keys_is_left_over(const struct key_facts *facts, enum signing_alg alg, size_t i);

/* The next time after now at which any state is another one; INT64_MAX. */
int64_t keys_next_change(const struct key_facts *facts);

#endif
