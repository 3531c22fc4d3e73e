/* Publishing the key that follows the active one (keyring.h, I2, I4, I7). Nothing here reloads the
 * keyring. */
#ifndef OSTIARY_AUTH_KEYS_CHANGE_ROTATION_H
#define OSTIARY_AUTH_KEYS_CHANGE_ROTATION_H

#include "auth/keys/state.h"

enum rotation_when {
	ROTATION_NOW,
	ROTATION_IF_DUE, /* see keys_rotation_is_due() */
};

/* Creates the next key of the configured algorithm and stores it, so that it signs after the
 * pending time; or finds that one is pending. Under `change_lock`. KEYRING_OK with *out, whose kid
 * is empty when no rotation was due; KEYRING_FULL, KEYRING_FAULT. */
enum keyring_rc keyring_create_next(struct keyring *ring, enum rotation_when when,
				    struct key_rotation *out, struct err *err);

#endif
