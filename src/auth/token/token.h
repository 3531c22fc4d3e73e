/* Issuing JWTs (RFC 7519) in Better Auth's form.
 *
 * Header: exactly {"alg":...,"kid":...}. Claims, in this order: iat, the user's (json_view.h), sub,
 * exp, iss, aud; and beyond Better Auth's auth_time, amr and acr, when it is known how the person
 * of the session proved who they are (session/proof.h), and act, when an admin acts as the user
 * (RFC 8693 section 4.1).
 */
#ifndef OSTIARY_AUTH_TOKEN_TOKEN_H
#define OSTIARY_AUTH_TOKEN_TOKEN_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/users.h"

/* In bytes: the most that verifiers accept (libostiary too), and that fits into a header line. */
#define TOKEN_MAX 8192

/* Issues a token for the user, signed by the active key. When there is none, the first key is
 * created, for which this waits; see keyring_ready(). AUTH_OK with *out in the arena,
 * REFUSED_ACCESS_TOKEN_TOO_LONG when the user's name would make it longer than TOKEN_MAX,
 * AUTH_FAULT. An image that would do so is left out: the claim is null. If that is not enough, the
 * claims of columns of one's own are left out as well. */
enum auth_result token_issue(struct issuer *issuer, struct arena *a, const struct user *user,
			     struct str *out, struct err *err);

/* The same for the user of a session. Where revocations or OSTIARY_ADMIN are on, the session and
 * the user's role and ban are read once more, so that no token is issued after its session has
 * ended (revocation.h, I3), and none has a role that was taken away: then also
 * REFUSED_NO_SESSION. */
enum auth_result token_issue_in(struct issuer *issuer, struct arena *a,
				const struct signed_in *signed_in, struct str *out,
				struct err *err);

#endif
