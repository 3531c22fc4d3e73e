/* Revoking a key in the table. */
#ifndef OSTIARY_AUTH_KEYS_CHANGE_REVOKE_H
#define OSTIARY_AUTH_KEYS_CHANGE_REVOKE_H

#include "auth/keys/config.h"

/* Takes a key out of the JWKS and out of use, at once and for ever, without opening any key and
 * without a secret: config needs none. If the key was the active one, its successor signs at once:
 * another that signs, or the pending key; if there is neither, out->successor is empty, and a
 * server on the database makes the next key when it sees that none signs. Whether the successor
 * opens is not known here (out->opens is false). KEYRING_OK with *out,
 * KEYRING_NO_SUCH_KEY, KEYRING_ELSEWHERE, KEYRING_FAULT. */
enum keyring_rc keyring_revoke_row(const struct keyring_config *config, struct str kid,
				   struct key_revocation *out, struct err *err);

#endif
