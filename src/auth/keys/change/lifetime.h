/* What every server writes about the keys that it may sign with (keyring.h, I3): how long its
 * tokens live, so that a key stays published for the longest-lived of them, also when the setting
 * is lowered later. Nothing here reloads the keyring. */
#ifndef OSTIARY_AUTH_KEYS_CHANGE_LIFETIME_H
#define OSTIARY_AUTH_KEYS_CHANGE_LIFETIME_H

#include <stdbool.h>

#include "auth/keys/state.h"

/* True when the loaded keys say that keyring_record_token_lifetime() has something to write. */
bool keyring_lacks_token_lifetime(struct keyring *ring);

/* Writes the life of this server's tokens to every key that signs or will, and ends the keys that
 * are left over (keys_is_left_over()). Under `change_lock`. KEYRING_OK, KEYRING_FAULT. */
enum keyring_rc keyring_record_token_lifetime(struct keyring *ring, struct err *err);

#endif
