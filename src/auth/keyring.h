/* The keys that sign tokens: which one signs now, and which are published.
 *
 * I1  At most one key signs at one time: the newest unexpired one of the configured algorithm, else the
 *     newest unexpired one of any. Expired means expires < now.
 * I2  A key is published before it signs: both come from one snapshot.
 * I3  A key stays published until 30 days after it expired: long after the last token it signed.
 * I4  However many threads and processes ask at once on an empty table, one key is born: it is made
 *     outside of any transaction, and inserted by one that first reads the table again.
 * I5  A snapshot never changes. Whoever holds one may use it without a lock.
 * I6  A stored key that the secret does not open stops the start; it is never replaced by a new one.
 */
#ifndef OSTIARY_AUTH_KEYRING_H
#define OSTIARY_AUTH_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/random.h"
#include "crypto/signing_key.h"
#include "store/store.h"

#define KEYRING_GRACE_MS (INT64_C(2592000) * 1000) /* 30 days */

enum keyring_rc {
	KEYRING_OK = 0,
	KEYRING_WRONG_SECRET, /* a stored key does not open; *err names its kid */
	KEYRING_FAULT,        /* see *err */
};

struct keyring_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log; /* told when a key is born */
	struct str secret;     /* read while opening, not kept */
	enum signing_alg alg;  /* of keys to come, and of rows without one */
};

struct keyring;

/* Loads every key of the store. No key is made: see keyring_ensure(). */
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

#endif
