/* The keys that sign tokens: which one signs now, and which are published.
 *
 * I1  At most one key signs at one time: the active one of the configured algorithm, else that of another
 *     (keyring_life.h: keys_signing()). All processes derive it from the same rows and the clock.
 * I2  A key is published before it signs: for longer than any copy of the JWKS may be used. Only the first
 *     key, and one in the place of a revoked or expired one, cannot wait.
 * I3  A key stays published until the last token that it may have signed has expired, and longer.
 * I4  However many threads and processes ask at once on an empty table, one key is born; and however many
 *     timers are due at once, one key follows. Each is made outside of any transaction, and inserted by
 *     one that first takes its turn and then reads the table again (signing_keys_turn()).
 * I5  A snapshot never changes. Whoever holds one may use it without a lock.
 * I6  A stored key that the secret does not open stops the start; it is never replaced by a new one.
 * I7  What Better Auth does with the same rows is right, too: to it, a key signs while it is the newest
 *     unexpired one. So a pending row is dated before those that sign, and they end when it begins.
 */
#ifndef OSTIARY_AUTH_KEYRING_H
#define OSTIARY_AUTH_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/keyring_life.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/random.h"
#include "core/ticker.h"
#include "crypto/id.h"
#include "crypto/secrets.h"
#include "crypto/signing_key.h"
#include "store/store.h"

/* Better Auth publishes a key so long after its end: the default of key_rules.grace_s. */
#define KEYRING_GRACE_S  INT64_C(2592000) /* 30 days */
#define KEYRING_GRACE_MS (KEYRING_GRACE_S * 1000)

enum keyring_rc {
	KEYRING_OK = 0,
	KEYRING_WRONG_SECRET, /* a stored key does not open; *err names its kid */
	KEYRING_NO_SUCH_KEY,  /* none that could be revoked */
	KEYRING_FULL,         /* LIMIT_SIGNING_KEYS are published already */
	KEYRING_ELSEWHERE,    /* keys are managed elsewhere, in a folder; *err says so */
	KEYRING_FAULT,        /* see *err */
};

struct keyring_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;  /* told when a key is born, follows or is revoked */
	struct secrets secrets; /* whose texts must outlive the keyring */
	enum signing_alg alg;   /* of keys to come, and of rows without one */
	unsigned rsa_bits;      /* of RSA keys to come; 0: SIGNING_KEY_RSA_BITS */
	enum id_kind id_kind;   /* of their kids */
	struct key_rules rules;
	/* Keys that are managed elsewhere: a folder with a PEM file for each, named KID.pem; the database's
	 * are not touched then. A private key signs (at most one of each algorithm), a public one is
	 * published only. Must outlive the keyring. NULL: the keys of the store. */
	const char *folder;
};

/* NULL, or what is wrong with the rules, as a sentence: a key would sign before it is known everywhere,
 * be unpublished before its tokens expire, or there would be more keys than verifiers take. */
const char *key_rules_fault(const struct key_rules *rules);

struct keyring;

/* Loads every key of the store, or of the folder. No key is made: see keyring_ensure(). */
enum keyring_rc keyring_open(const struct keyring_config *config, struct keyring **out,
			     struct err *err);
void keyring_free(struct keyring *keyring);
OWNER(struct keyring *, keyring_free)

/* Reads the table again, for keys that another process has made. What was published stays in force
 * when this fails. */
enum keyring_rc keyring_reload(struct keyring *keyring, struct err *err);

/* True when there is a key to sign with, so that keyring_ensure() and keyring_signer() will not wait.
 * Costs two atomic loads. */
bool keyring_ready(struct keyring *keyring);

/* Makes the first key when there is none to sign with. Then it waits: for another thread that is making
 * one, for a few hundred milliseconds of RSA, for the database. */
enum keyring_rc keyring_ensure(struct keyring *keyring, struct err *err);

/* What verifiers get to see. */
struct published {
	struct str jwks;     /* {"keys":[{"alg","crv"?,key members,"kid"},...]}, oldest key first */
	struct str etag;     /* strong (RFC 9110 section 8.8.3), with its quotes; by jwks alone */
	uint64_t generation; /* grows with every change of jwks; never 0 */
	size_t keys;
};

/* A reference to the present snapshot, to be given back with published_free(). Never waits and never
 * makes a key: before the first one the set is empty. */
const struct published *keyring_published(struct keyring *keyring);
void published_free(const struct published *published);
OWNER(const struct published *, published_free)

/* The generation that keyring_published() would return now, for two atomic loads. */
uint64_t keyring_generation(struct keyring *keyring);

/* The key that signs now, after keyring_ensure(). What *out points to lives until signer_done(). */
struct signer {
	struct str kid;
	const struct signing_key *key;
	const struct published *hold;
};
enum keyring_rc keyring_signer(struct keyring *keyring, struct signer *out, struct err *err);
void signer_done(struct signer *signer);

/* --- looking at keys ---------------------------------------------------------------------------- */

struct key_info {
	struct str kid, alg;
	enum key_state state;
	int64_t starts_ms;  /* it signs from then */
	int64_t expires_ms; /* until then; 0: no end is set */
	int64_t leaves_ms;  /* and is published until then; INT64_MAX: no end */
};

/* All keys that the database or the folder has, the latest to begin first. *out is in the arena. The secret
 * of config is only used with a folder. */
enum keyring_rc keyring_list(const struct keyring_config *config, struct arena *a,
			     struct key_info **out, size_t *out_n, struct err *err);

/* --- changing keys ------------------------------------------------------------------------------ */

/* A key that follows the active one. */
struct key_turn {
	char kid[64];
	int64_t starts_ms; /* when it begins to sign */
	bool made;         /* by this call; else it was on its way already */
};

/* Publishes the next key of the configured algorithm, which signs after the pending time; or finds that
 * one is pending. */
enum keyring_rc keyring_rotate(struct keyring *keyring, struct key_turn *out, struct err *err);

/* What became of a revoked key. */
struct key_revocation {
	enum signing_alg alg;
	enum key_state was;
	int64_t last_token_ms; /* when the last token that it may have signed would have expired */
	char successor
		[64]; /* the key that signs from now on in its place; empty: it did not sign */
};

/* Takes a key out of the JWKS and out of use, at once and for ever. If it was the active one, its
 * successor signs at once: the pending one, else a new one. */
enum keyring_rc keyring_revoke(struct keyring *keyring, struct str kid, struct key_revocation *out,
			       struct err *err);

/* Seals every private key with the current secret of the keyring_config, for which no keyring need be open.
 * They are opened by any of its secrets, or by any of the old ones; old may be NULL. All or none; keys
 * that are sealed with the current secret already are left as they are. KEYRING_WRONG_SECRET: *err names
 * a key that opens with none. */
enum clear_keys {
	CLEAR_KEYS_LEAVE = 0, /* those that Better Auth has stored in clear stay so */
	CLEAR_KEYS_SEAL,
};
struct key_rewrap {
	size_t sealed;
	size_t left;  /* sealed with the current secret before */
	size_t clear; /* left in clear */
};
enum keyring_rc keyring_rewrap(const struct keyring_config *config, const struct secrets *old,
			       enum clear_keys clear, struct key_rewrap *out, struct err *err);

/* One look at the table for what other processes did, cheap when they did nothing, and a new key when one
 * is due. What goes wrong is logged; the next look may succeed. */
void keyring_tick(struct keyring *keyring);

/* A thread that does so every KEYRING_LOOK_MS. NULL: there is no thread to be had. */
#define KEYRING_LOOK_MS 2000
struct ticker *keyring_timer_start(struct keyring *keyring);

#endif
