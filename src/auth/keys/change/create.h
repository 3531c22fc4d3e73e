/* Creating keys, and storing the first one (keyring.h, I4). Nothing here reloads the keyring. */
#ifndef OSTIARY_AUTH_KEYS_CHANGE_CREATE_H
#define OSTIARY_AUTH_KEYS_CHANGE_CREATE_H

#include "auth/keys/state.h"
#include "core/arena.h"

/* Generates a key and makes its row, which is not stored: it starts to sign when it is created,
 * unless the caller sets another time. The columns are in the arena. NULL: see *err. */
const struct signing_key_row *key_generate_row(struct keyring *ring, enum signing_alg alg,
					       struct arena *a, struct err *err);

/* Creates and stores a key that signs at once, unless the table has one that signs: any key, or one
 * of the configured algorithm; or one that this process, which has opened none yet, cannot open.
 * Under `change_lock`. KEYRING_OK, KEYRING_FAULT. */
enum first_of {
	FIRST_OF_ALL,
	FIRST_OF_ALG,
};
enum keyring_rc keyring_create_first(struct keyring *ring, enum first_of which, struct err *err);

#endif
