/* Codes by mail. Each is a row of the table "verification", as Better Auth's plugin writes it: its
 * identifier is "2fa-otp-" and the sign-in that waits, or the user and the session; its value is
 * the code, a colon and the number of wrong ones. With settings.hash_links the code is stored as a
 * MAC, so that a reader of the database cannot use it. */
#ifndef OSTIARY_AUTH_FACTOR_MAIL_CODE_H
#define OSTIARY_AUTH_FACTOR_MAIL_CODE_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/signed_in.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* Sends a code for the sign-in that waits, or to the signed-in user (NULL: there is none), in the
 * place of an earlier one. AUTH_OK, also when the address has had as many mails as it may get;
 * REFUSED_MAIL_CODES_OFF; REFUSED_FACTOR_PENDING_GONE; AUTH_FAULT. */
enum auth_result mail_code_send(struct issuer *issuer, struct arena *a,
				const struct signed_in *signed_in, struct str pending,
				struct err *err);

/* What verify.c needs to compare a code inside of a transaction: made before it, because a MAC may
 * ask the keeper. */
struct mail_code {
	struct str name; /* of the row */
	struct str code, mac;
};
struct mail_code mail_code_of(const struct issuer *issuer, struct arena *a,
			      const struct signed_in *signed_in, struct str pending,
			      struct str code);

/* *out: AUTH_OK, and the code is used up; REFUSED_MAIL_CODE_EXPIRED; REFUSED_FACTOR_TRIES_USED, and
 * it is deleted; REFUSED_FACTOR_CODE_WRONG. STORE_OK, STORE_FAULT. */
enum store_rc mail_code_judge(struct sql *sql, const struct issuer *issuer, struct arena *a,
			      const struct mail_code *code, enum auth_result *out, struct err *err);

#endif
