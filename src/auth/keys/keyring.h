/* The keys that sign tokens: which one signs now, and which are published.
 *
 * I1  At most one key signs at any time: the active key of the configured algorithm, else that of
 *     another algorithm (lifecycle.h: keys_signing()). All processes derive it from the same rows
 *     and the clock.
 * I2  A key is published before it signs, for longer than any copy of the JWKS may be used. Only
 *     the first key, and the successor of a revoked or expired key, sign at once.
 * I3  A key stays published until after the last token that it may have signed has expired.
 * I4  However many threads and processes find an empty table at once, one key is created; and
 *     however many timers find a rotation due, one key follows. A key is generated outside of any
 *     transaction, and inserted by one that waits for its turn and then reads the table again
 *     (key_rows_lock()).
 * I5  A snapshot never changes: a thread with a reference to one uses it without a lock.
 * I6  A stored key that does not open is never replaced by a new one: when no other signs, it stops
 *     the start, and a server that runs answers 503.
 * I7  Better Auth, on the same rows, does the right thing as well: to it, the newest unexpired key
 *     is the one that signs. So a pending row is dated before those that sign, and they expire when
 *     it starts.
 *
 * I8  What is taken away never depends on what can be opened: a key that is revoked, ended or gone
 *     leaves the keyring with the next load, whatever state its neighbours are in (load.h).
 *
 * keyring.c is the top of this folder: its operations call those of change/, which change the
 * table, and then reload the keys with rows or folder.
 */
#ifndef OSTIARY_AUTH_KEYS_KEYRING_H
#define OSTIARY_AUTH_KEYS_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/keys/change/revoke.h"
#include "auth/keys/config.h"
#include "auth/keys/list.h"
#include "auth/keys/rewrap.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"
#include "core/ticker.h"

struct keyring;

/* Loads every key of the database, or of the folder. No key is created: see keyring_ensure().
 * KEYRING_OK with *out, KEYRING_WRONG_SECRET, KEYRING_FAULT. */
enum keyring_rc keyring_open(const struct keyring_config *config, struct keyring **out,
			     struct err *err);
void keyring_free(struct keyring *keyring);
OWNER(struct keyring *, keyring_free)

/* Reads the keys again, for those that another process has created or withdrawn. If the database or
 * the folder cannot be read, the keys that were published stay in force. */
enum keyring_rc keyring_reload(struct keyring *keyring, struct err *err);

/* True when there is a key to sign with, so that keyring_ensure() and keyring_signer() do not wait.
 * Costs two atomic loads. */
bool keyring_ready(struct keyring *keyring);

/* Creates the first key when there is none to sign with. Then it waits: for another thread that
 * creates one, for a few hundred milliseconds of RSA, for the database. */
enum keyring_rc keyring_ensure(struct keyring *keyring, struct err *err);

/* The keys by the clock, for those who watch them. */
struct keyring_ages {
	size_t published;   /* keys in the JWKS */
	bool signs;         /* one of them signs now: */
	int64_t started_ms; /* when it began to, since 1970 */
	int64_t next_ms;    /* when a key starts, expires or leaves the JWKS next; 0: never */
};
void keyring_ages(struct keyring *keyring, struct keyring_ages *out);

/* A reference to the published set, given back with published_free(). Never waits and never creates
 * a key: before the first one the set is empty. */
const struct published *keyring_published(struct keyring *keyring);
void published_free(const struct published *published);
OWNER(const struct published *, published_free)

/* The generation that keyring_published() would return now. Costs two atomic loads. */
uint64_t keyring_generation(struct keyring *keyring);

/* The key that signs now, after keyring_ensure(). What *out points to lives until signer_done(). */
struct signer {
	struct str kid;
	const struct signing_key *key;
	const struct published *hold;
};
enum keyring_rc keyring_signer(struct keyring *keyring, struct signer *out, struct err *err);
void signer_done(struct signer *signer);

/* --- changing keys ---------------------------------------------------------------------------- */

/* These operations change the table and then reload the keys. *out is written with KEYRING_OK
 * only. */

/* Publishes the next key of the configured algorithm, which signs after the pending time; or finds
 * that one is pending. KEYRING_OK with *out, KEYRING_FULL, KEYRING_ELSEWHERE,
 * KEYRING_FAULT. */
enum keyring_rc keyring_rotate(struct keyring *keyring, struct key_rotation *out, struct err *err);

/* The same as keyring_revoke_row(), which needs no keyring, and then makes the successor if there
 * is none; if that fails it is logged, and the successor stays empty. */
enum keyring_rc keyring_revoke(struct keyring *keyring, struct str kid, struct key_revocation *out,
			       struct err *err);

/* --- the timer -------------------------------------------------------------------------------- */

/* Reloads the keys if another process has changed them, which is cheap when none has, publishes the
 * next key when a rotation is due, and creates one when none signs. A fault is logged once; the
 * next tick tries again. */
void keyring_tick(struct keyring *keyring);

/* Starts a thread that calls keyring_tick() every KEYRING_POLL_MS. NULL: no thread could be
 * started. */
#define KEYRING_POLL_MS 2000
struct ticker *keyring_timer_start(struct keyring *keyring);

#endif
