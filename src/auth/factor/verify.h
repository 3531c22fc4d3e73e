/* The code of a second factor: for a sign-in that waits for it, or of a signed-in user.
 *
 * V1  A code counts once: the step of an authenticator, a code by mail and a backup code, also when
 *     several processes are given it at once.
 * V2  A wrong code for a sign-in counts against the sign-in and against the user; only who knows
 *     the first factor can make a user's codes stop counting for a while.
 * V3  A signed-in user's wrong codes delay that user's next ones (abuse/throttle.h), and lock
 *     nobody.
 */
#ifndef OSTIARY_AUTH_FACTOR_VERIFY_H
#define OSTIARY_AUTH_FACTOR_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/factor/pending.h"
#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

enum factor_method {
	FACTOR_TOTP = 0,
	FACTOR_MAIL_CODE,
	FACTOR_BACKUP_CODE,
	FACTOR_METHODS,
};

struct factor_form {
	const struct signed_in *signed_in; /* NULL: the request has no session */
	struct str pending;                /* then: the verified value of its cookie */
	struct str code;
	enum remember remember;     /* of the session that the code starts */
	bool trust;                 /* the browser is to be trusted */
	bool no_session;            /* the code is used up, and nobody is signed in */
	struct session_origin from; /* of that session */
};

struct factor_passed {
	struct user user; /* as it was before, as the plugin shows it; after a code by mail as it
				 * is now */
	struct session session; /* its token is empty with no_session */
	bool new_session;       /* its cookie is to be set */
	bool trusts;
	struct trust trust; /* for the browser's cookie, when trusts */
};

/* AUTH_OK with *out: the sign-in that waited has its session; or the session of a signed-in user
 * has shown a second factor. When that is the first code of a new authenticator, or the user had
 * no second factor, it is on from now, a new session takes the place of the old one, and the user
 * is sent a mail.
 *
 * REFUSED_FACTOR_PENDING_GONE; REFUSED_FACTOR_TRIES_USED (not for FACTOR_MAIL_CODE: the sign-in is
 * over); REFUSED_FACTOR_LOCKED; REFUSED_FACTOR_CODE_WRONG; REFUSED_TOTP_OFF;
 * REFUSED_MAIL_CODE_EXPIRED; REFUSED_BACKUP_CODE_WRONG; REFUSED_BACKUP_CODE_RACED;
 * REFUSED_BACKUP_CODES_OFF; REFUSED_BANNED; REFUSED_NO_SESSION (it has ended meanwhile);
 * REFUSED_SESSION_NOT_FRESH (to turn it on needs a young session); REFUSED_THROTTLED, see
 * factor_wait_s(); AUTH_FAULT. */
enum auth_result factor_verify(struct issuer *issuer, struct arena *a, enum factor_method method,
			       const struct factor_form *form, struct factor_passed *out,
			       struct err *err);

/* The seconds until a signed-in user's code is compared again. */
int64_t factor_wait_s(struct issuer *issuer, struct arena *a, const struct user *user,
		      int64_t now_ms);

#endif
