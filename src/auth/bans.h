/* Ends what banned users still have. A ban itself holds at once (session/barred.h); this is about
 * the traces of their sign-ins.
 *
 * I1  The sessions of a banned user are deleted, as Better Auth deletes them with a ban, so that
 *     they do not go on when the ban ends.
 * I2  Access tokens issued before the ban are revoked, where revocations are on.
 * I3  While there is a banned user, or it is not known whether there is one, a session that only
 *     the cookie cache vouches for is looked up (issuer.h, has_bans). */
#ifndef OSTIARY_AUTH_BANS_H
#define OSTIARY_AUTH_BANS_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer/issuer.h"

/* Does so for all banned users. True with *out_n the number of users whose access was ended now;
 * false: see *err; I3 holds. */
bool bans_enforce(struct issuer *issuer, size_t *out_n, struct err *err);

#endif
