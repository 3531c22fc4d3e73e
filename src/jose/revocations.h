/* The revocation list: reading one, and asking it about claims. docs/build/revocation.md specifies
 * its format.
 *
 * I1  Whatever is in a list was signed by a key of the set as a revocation list: neither its type
 *     nor its audience is that of an access token.
 * I2  Asking about claims takes no lock, and allocates at most once for each claims object: its
 *     subject's digest is kept with it. A token that was issued after the newest time in the list,
 *     as most tokens are, costs one comparison.
 */
#ifndef OSTIARY_JOSE_REVOCATIONS_H
#define OSTIARY_JOSE_REVOCATIONS_H

#include "jose/claims.h"
#include "ostiary/revocations.h"

#define REVOCATIONS_MAX_DEPTH   8
#define REVOCATIONS_MAX_MEMBERS 64

/* OST_REVOKED, OST_OK or OST_NO_MEMORY. A list says nothing about tokens of other issuers. A token
 * without iat counts as the oldest. */
enum ost_verdict revocations_judge(const struct ost_revocations *list, struct ost_claims *claims);

#endif
