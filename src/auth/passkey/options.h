/* The options of a ceremony, which the browser gives to navigator.credentials (WebAuthn level 3
 * sections 5.4 and 5.5), as JSON in the order of Better Auth's plugin. */
#ifndef OSTIARY_AUTH_PASSKEY_OPTIONS_H
#define OSTIARY_AUTH_PASSKEY_OPTIONS_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/buf.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/users.h"

/* What the client asks of a registration; each may be empty. */
struct registration_wishes {
	struct str attachment; /* "platform", "cross-platform" */
	struct str name;       /* of the account, in the browser's dialogue */
	struct str context;    /* p is NULL when there is none */
};

/* Append the options with a new challenge, whose token for the cookie is *out_token, in the arena.
 * The user's passkeys are excluded from a registration, and are those to sign in with, each
 * credential once; without a user, the authenticator offers what it has. AUTH_OK, AUTH_FAULT. */
enum auth_result passkey_registration_options(struct issuer *issuer, struct arena *a,
					      const struct user *user,
					      const struct registration_wishes *wishes,
					      struct buf *out, struct str *out_token,
					      struct err *err);
enum auth_result passkey_sign_in_options(struct issuer *issuer, struct arena *a,
					 const struct user *user, struct buf *out,
					 struct str *out_token, struct err *err);

#endif
