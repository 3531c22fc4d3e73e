/* The rows behind links that are good once (table "verification"): how they are named.
 *
 * A row is named by what the link is for and its token, in clear or, where settings.hash_links says so, as
 * the SHA-256 digest of that in base64url, which is what Better Auth's `verification.storeIdentifier:
 * "hashed"` does: who reads the database then cannot follow a link. Rows of either kind are found. */
#ifndef OSTIARY_AUTH_LINK_ROW_H
#define OSTIARY_AUTH_LINK_ROW_H

#include "auth/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/verifications.h"

/* The name that a new row gets. The token may be what somebody sent: of any length, NUL included. */
struct str link_row_name(const struct issuer *issuer, struct arena *a, const char *prefix,
			 struct str token);

/* The row of that link under either name, expired or not. STORE_OK with *out in the arena, STORE_NONE,
 * STORE_FAULT. */
enum store_rc link_row_find(struct sql *sql, struct arena *a, const char *prefix, struct str token,
			    struct verification *out, struct err *err);

#endif
