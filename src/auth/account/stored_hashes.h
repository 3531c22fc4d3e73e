/* What password hashes are stored: counted, so that every refusal can cost the same
 * (crypto/password/hashes_in_use.h). */
#ifndef OSTIARY_AUTH_ACCOUNT_STORED_HASHES_H
#define OSTIARY_AUTH_ACCOUNT_STORED_HASHES_H

#include <stdbool.h>

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/err.h"

/* Reads all of them, in one transaction. To be called at the start and now and then. Warns once of
 * hashes that cannot be verified. False: see *err. */
bool stored_hashes_count(struct issuer *issuer, struct err *err);

/* Logs that the hash of this user cannot be verified: only the first such hash in the life of the
 * process, because requests of strangers must not fill the log. */
void stored_hashes_warn(const struct issuer *issuer, struct str user_id);

#endif
