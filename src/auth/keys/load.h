/* One load of keys into a keyring, from the rows of the table or from the files of a folder.
 *
 * What is taken away never depends on what can be opened: a known key that the source no longer
 * has, or has ended or revoked, is not part of the load and so not of the next snapshot. A key that
 * cannot be used is left out and reported once; it does not keep the others from being loaded.
 */
#ifndef OSTIARY_AUTH_KEYS_LOAD_H
#define OSTIARY_AUTH_KEYS_LOAD_H

#include "auth/keys/state.h"

struct key_load {
	struct keyring *ring;
	struct snapshot *known; /* a reference: the keys that were loaded before */
	struct ring_entry keys[LIMIT_SIGNING_KEYS];
	size_t n;
	struct key_refusals refusals;
};

/* Under `change_lock`, like the others. key_load_done() in any case. */
void key_load_begin(struct key_load *load, struct keyring *ring);
void key_load_done(struct key_load *load);

/* The entry that was loaded before; NULL when there is none of that kid. */
const struct key_fact *key_load_known(const struct key_load *load, struct str kid,
				      struct ring_key **out);

/* Adds a key, older than those added before; takes the reference. */
void key_load_add(struct key_load *load, struct ring_key *key, struct key_times times,
		  enum key_use use);

/* Leaves a key out, or its private half. why names it. */
void key_load_refuse(struct key_load *load, enum keyring_rc rc, const struct err *why);

/* Makes the keys of the load those of the keyring, and reports the refusals that are new.
 * KEYRING_OK, KEYRING_FAULT: there is no memory, and the keyring is as it was. */
enum keyring_rc key_load_install(struct key_load *load, struct err *err);

#endif
