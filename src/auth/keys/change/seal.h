/* Sealing the rows that Better Auth has written, and those of the time before there were seals
 * (ring_key.h, S2), and destroying those that a build without seals has revoked (S4). Nothing here
 * reloads the keyring. */
#ifndef OSTIARY_AUTH_KEYS_CHANGE_SEAL_H
#define OSTIARY_AUTH_KEYS_CHANGE_SEAL_H

#include "auth/keys/state.h"

/* Under `change_lock`. KEYRING_OK, KEYRING_FAULT. */
enum keyring_rc keyring_seal_rows(struct keyring *ring, struct err *err);

#endif
