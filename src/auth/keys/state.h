/* The state that all operations on a keyring share: its settings, its locks and the current
 * snapshot.
 *
 * The bottom of this folder's layers, below load, rows and folder (which load keys into it),
 * change/ (which changes the table), and keyring.c (which calls them and reloads).
 */
#ifndef OSTIARY_AUTH_KEYS_STATE_H
#define OSTIARY_AUTH_KEYS_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "auth/keys/config.h"
#include "auth/keys/snapshot.h"
#include "base/cleanup.h"
#include "core/err.h"
#include "store/tables/signing_keys.h"

/* A key that could not be used, and why; the text names it. */
struct key_refusal {
	enum keyring_rc rc;
	struct err why;
};

struct key_refusals {
	struct key_refusal of[LIMIT_SIGNING_KEYS];
	size_t n;
};

struct keyring {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	enum id_kind id_kind;
	unsigned rsa_bits; /* of new RSA keys */
	const struct log *log;
	struct str actor;
	struct snapshot_rules rules;
	struct secrets secrets;
	const char *folder; /* NULL: the keys of the database */
	int folder_fd;      /* the folder that was read last (O_PATH), or -1; under `change_lock` */
	bool takes_clear;   /* as in keyring_config */

	/* Held by the one thread that reads or changes the table, or creates a key; taken before
	 * `lock`. */
	pthread_mutex_t change_lock;
	struct signing_keys_version version; /* of the keys that were loaded; under `change_lock` */
	unsigned unchanged_reads;            /* of the version by the timer; under `change_lock` */
	struct key_refusals refusals;        /* of the last load; under `change_lock` */
	bool seals_begun;      /* a row had a seal; under `change_lock`, as the next two */
	bool has_opened;       /* a key that can sign: the secret is that of this table */
	bool lacks_seals;      /* a row is to be sealed, or to be destroyed because it is revoked */
	bool reports;          /* refusals are logged: the keyring is open */
	struct err tick_fault; /* of the last tick; no text: it had none; under `change_lock` */

	/* Guards `current`. Held for a few instructions, never across I/O. */
	pthread_mutex_t lock;
	struct snapshot *current;

	/* Copies of what `current` says, written under `lock`, read without it. */
	_Atomic uint64_t generation;
	_Atomic int64_t valid_until_ms;
	atomic_bool can_sign;
};

/* A keyring with an empty snapshot. NULL: see *err. */
struct keyring *keyring_state_new(const struct keyring_config *config, struct err *err);
void keyring_state_free(struct keyring *ring);
OWNER(struct keyring *, keyring_state_free)

/* Makes a snapshot of these keys (newest first) the current one. KEYRING_OK, KEYRING_FAULT. */
enum keyring_rc keyring_install(struct keyring *ring, const struct ring_entry *keys, size_t n,
				struct err *err);

/* Remembers the folder that was read, whose descriptor it takes. While that is open, no other
 * folder gets the number of its inode. Under `change_lock`, or while opening. */
void keyring_keep_folder(struct keyring *ring, int fd);

/* Keys start, expire and leave the JWKS by the clock alone: makes the snapshot of the present time
 * the current one. Costs an atomic load when none of them has. Without memory the previous snapshot
 * stays. */
void keyring_follow_clock(struct keyring *ring);

/* A reference to the current snapshot at the present time (I5). */
struct snapshot *keyring_snapshot_ref(struct keyring *ring);

/* Replaces the refusals of the last load, and logs those that it did not have once the keyring
 * reports. Under `change_lock`. */
void keyring_put_refusals(struct keyring *ring, const struct key_refusals *next);

/* Logs the refusals of the last load, and from then on every new one. */
void keyring_report(struct keyring *ring);

/* KEYRING_OK when a key can sign or none was refused; else what was refused first. Under
 * `change_lock`. */
enum keyring_rc keyring_refusal(struct keyring *ring, struct err *err);

/* KEYRING_OK, or KEYRING_ELSEWHERE with *err: the keys of a folder are not changed by this
 * program. */
enum keyring_rc keyring_check_changeable(const struct keyring *ring, struct err *err);

#endif
