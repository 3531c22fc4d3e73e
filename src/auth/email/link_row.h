/* The identifiers of rows in the table "verification". Each row stands for a link that can be used
 * once.
 *
 * The identifier is the prefix of the link's purpose followed by its token, in plain text. With
 * settings.hash_links it is the base64url of the SHA-256 digest of that text, as with Better Auth's
 * `verification.storeIdentifier: "hashed"`: a reader of the database then cannot use the link.
 * Rows of either kind are found. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_ROW_H
#define OSTIARY_AUTH_EMAIL_LINK_ROW_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/verifications.h"

/* The prefix of a password reset's row (account/reset.h). Every change of the password ends all
 * of a user's. */
#define RESET_PREFIX "reset-password:"

/* The identifier of a new row. The token may come from a request: of any length, NUL included. */
struct str link_row_name(const struct issuer *issuer, struct arena *a, const char *prefix,
			 struct str token);

/* Inside a transaction: writes the row of a link and announces its mail. When the address has had
 * as many mails as it may get, the row is taken away again, and the client hears nothing of it: the
 * commit costs as much as with a mail, or as for an address without an account (decoy.h). STORE_OK;
 * else the operation has failed. */
enum store_rc link_row_announce(struct sql *sql, const struct issuer *issuer,
				const struct verification *row, const struct announcement *mail,
				struct err *err);

/* The row of that link under either identifier, expired or not. STORE_OK with *out in the arena,
 * STORE_NONE, STORE_FAULT. */
enum store_rc link_row_find(struct sql *sql, struct arena *a, const char *prefix, struct str token,
			    struct verification *out, struct err *err);

#endif
