/* Throwing users out: their tokens of before are refused, without a call to the issuer.
 *
 * I1  What throws a user out and its mark are one transaction.
 * I2  After its commit the mark is moved on to a time that is certainly not before it, and the list of this
 *     process has it (not_before_list.h). Only then the caller is answered.
 * I3  A token's time is taken before its session is looked at, and the mark is read before that: whoever
 *     gets a token after a mark has a session that outlived it, or is newer (token.h).
 *
 * From I1 to I3: a token of a session that is gone is never younger than the mark, and a new one always is.
 * All of it does nothing where issuer_settings.not_before is off.
 */
#ifndef OSTIARY_AUTH_NOT_BEFORE_H
#define OSTIARY_AUTH_NOT_BEFORE_H

#include <stdint.h>

#include "auth/issuer.h"
#include "base/str.h"
#include "core/err.h"
#include "store/store.h"

/* For so long the list tells who was deleted, for those who keep something of theirs elsewhere. */
#define NOT_BEFORE_DELETED_MS INT64_C(2592000000) /* 30 days */
/* Verifiers let tokens live longer than they say (OST_LEEWAY_MAX_S); clocks differ once more. */
#define NOT_BEFORE_LEEWAY_S 120

/* How a user is named where everybody may read it: the first 128 bits of SHA-256 of the id, in
 * base64url. Who knows the id recognises it; who does not learns nothing but a number. */
#define NOT_BEFORE_SUBJECT_CHARS 22
struct not_before_subject {
	char text[NOT_BEFORE_SUBJECT_CHARS];
};
void not_before_subject(struct str user_id, struct not_before_subject *out);

enum departure {
	DEPARTURE_THROWN_OUT = 0,
	DEPARTURE_DELETED,
};

/* The last step of the transaction that throws the user out. STORE_OK, STORE_FAULT. */
enum store_rc not_before_mark(struct sql *sql, const struct issuer *issuer, struct str user_id,
			      enum departure why, struct err *err);

/* After its commit, before anybody hears of it. What goes wrong is logged: the mark itself is written. */
void not_before_seal(struct issuer *issuer, struct str user_id);

/* The user's mark: no token issued then or earlier is good. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc not_before_of_user(struct sql *sql, struct str user_id, int64_t *out_ms,
				 struct err *err);

#endif
