/* What the keyring's own files share. */
#ifndef OSTIARY_AUTH_KEYRING_OWN_H
#define OSTIARY_AUTH_KEYRING_OWN_H

#include <pthread.h>
#include <stdatomic.h>

#include "auth/keyring.h"
#include "auth/keyring_snapshot.h"
#include "crypto/id.h"
#include "crypto/sealed.h"
#include "store/signing_keys.h"

struct keyring {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	enum id_kind id_kind;
	unsigned rsa_bits; /* of RSA keys to come */
	const struct log *log;
	struct snapshot_rules rules;
	struct secrets secrets;
	const char *folder; /* NULL: the keys of the store */

	/* Held by the one thread that reads the table or makes a key; taken before `lock`. */
	pthread_mutex_t birth;
	struct signing_keys_mark mark; /* of the table when it was read; under `birth` */
	unsigned looks;                /* of the timer; under `birth` */

	/* Guards `current`. Held for a few instructions, never across I/O. */
	pthread_mutex_t lock;
	struct snapshot *current;

	/* Copies of what `current` says, written under `lock`, read without it. */
	_Atomic uint64_t generation;
	_Atomic int64_t valid_until_ms;
	atomic_bool can_sign;
};

/* The rows of the table, in an arena. */
struct key_rows {
	struct arena *a;
	struct signing_key_row *of;
	size_t n;
};
enum store_rc key_rows_list(struct sql *sql, void *arg, struct err *err);

/* The same rows as facts, in the arena. A row whose algorithm is unknown cannot sign. */
struct key_facts key_rows_facts(const struct key_rows *rows, const struct snapshot_rules *rules,
				int64_t now_ms);

struct snapshot *keyring_hold(struct keyring *keyring);

/* Replaces the snapshot by one of these keys. */
enum keyring_rc keyring_install(struct keyring *keyring, const struct ring_entry *keys, size_t n,
				struct err *err);

/* Reads the folder; when that fails everything stays as it was. Under `birth`, or while opening. */
enum load_when {
	LOAD_NOW,
	LOAD_IF_CHANGED,
};
enum keyring_rc keyring_load_files(struct keyring *keyring, enum load_when when, struct err *err);

/* KEYRING_OK, or KEYRING_ELSEWHERE with *err: the keys of a folder are not ours to change. */
enum keyring_rc keyring_is_ours(const struct keyring *keyring, struct err *err);

/* Under `birth`, or while opening. */
enum keyring_rc keyring_load(struct keyring *keyring, struct err *err);

/* A key that is to be stored, with its columns in the arena. NULL: see *err. */
const struct signing_key_row *key_newborn(struct keyring *keyring, enum signing_alg alg,
					  struct arena *a, struct err *err);

/* Makes the first key and loads what is there then, be it another's. Under `birth`. */
enum keyring_rc keyring_bear_first(struct keyring *keyring, struct err *err);

/* Publishes the next key if one is due, whoever may be faster. Under `birth`. */
enum keyring_rc keyring_follow(struct keyring *keyring, struct err *err);

/* Tells the table how long tokens live here, and ends keys that are left over; nothing is written when
 * there is nothing to tell. Under `birth`, or while opening. */
enum keyring_rc keyring_note(struct keyring *keyring, struct err *err);

#endif
