/* Where private keys are made and read from files: by the keeper, if the keyring has one, so that
 * no private key is ever in the memory of this process; else here, with the secrets.
 *
 * The second half is what the keeper does with a request, in its own process. */
#ifndef OSTIARY_AUTH_KEYS_PRIVATE_KEY_H
#define OSTIARY_AUTH_KEYS_PRIVATE_KEY_H

#include "auth/keys/kept/ask.h"
#include "auth/keys/state.h"

/* Makes a key and appends to *out. False: see *err. */
bool private_key_make(const struct secrets *secrets, const struct random *random,
		      const struct private_key_order *order, struct private_key_texts *out,
		      struct err *err);

/* Appends the private half, sealed, as the column of a row has it. Not for a key of the keeper.
 * False: see *err. */
bool private_key_encrypt(const struct secrets *secrets, const struct random *random,
			 const struct signing_key *key, struct buf *column, struct err *err);

/* Opens a PEM file of the keyring's folder, by its name. NULL: see *err; *out_gone says whether the
 * file is no longer there. */
struct signing_key *private_key_of_file(const struct keyring *ring, const char *name,
					bool *out_gone, struct err *err);

/* True when this errno says that there is nothing at a path any more. */
bool path_is_gone(int errno_value);

/* --- in the process that has the secrets ------------------------------------------------------ */

bool private_key_make_here(const struct secrets *secrets, const struct random *random,
			   const struct private_key_order *order, struct private_key_texts *out,
			   struct err *err);
struct signing_key *private_key_of_file_here(enum signing_alg alg, const char *folder,
					     const char *name, bool *out_gone, struct err *err);

/* A reason as the keeper answers it; kept/ask.c reads it. */
void private_key_put_reason(struct buf *out, enum keyring_rc rc, bool gone, const struct err *err);

#endif
