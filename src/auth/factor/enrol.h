/* The second factor of a signed-in user: turning it on and off, and its backup codes. The caller
 * has just compared the user's password (account/password.h). */
#ifndef OSTIARY_AUTH_FACTOR_ENROL_H
#define OSTIARY_AUTH_FACTOR_ENROL_H

#include "auth/factor/backup.h"
#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* A new secret for an authenticator, which counts once a code of it is shown (verify.h), with new
 * backup codes; both take the place of those that have not been verified. name is the issuer in the
 * address, or empty. AUTH_OK with *out_uri and *out_codes in the arena; REFUSED_TOTP_ON;
 * REFUSED_USER_GONE; AUTH_FAULT. */
enum auth_result factor_start_totp(struct issuer *issuer, struct arena *a, const struct user *user,
				   struct str name, struct str *out_uri,
				   struct backup_codes *out_codes, struct err *err);

/* The address of the user's present secret. AUTH_OK with *out in the arena, REFUSED_TOTP_OFF,
 * AUTH_FAULT. */
enum auth_result factor_totp_uri(struct issuer *issuer, struct arena *a, const struct user *user,
				 struct str *out, struct err *err);

/* New backup codes in the place of all others; the user is sent a mail. AUTH_OK with *out in the
 * arena, REFUSED_FACTOR_OFF, AUTH_FAULT. */
enum auth_result factor_new_codes(struct issuer *issuer, struct arena *a, const struct user *user,
				  struct backup_codes *out, struct err *err);

/* A change that puts a new session in the place of the one of the request. */
struct factor_change {
	const struct signed_in *signed_in;
	enum remember remember; /* of the new session */
	struct session_origin from;
};

/* Codes by mail are a second factor of the user from now on. AUTH_OK with *out the new session,
 * REFUSED_MAIL_CODES_OFF, REFUSED_USER_GONE, AUTH_FAULT. The user is sent a mail, as with the next.
 */
enum auth_result factor_enable_mail(struct issuer *issuer, struct arena *a,
				    const struct factor_change *change, struct session *out,
				    struct err *err);

/* Deletes the authenticator and the backup codes, turns the second factor off and forgets every
 * browser that the user trusts. AUTH_OK with *out the new session, also when it was off;
 * REFUSED_FACTOR_DEMANDED (by the policy), REFUSED_USER_GONE, AUTH_FAULT. */
enum auth_result factor_disable(struct issuer *issuer, struct arena *a,
				const struct factor_change *change, struct session *out,
				struct err *err);

#endif
