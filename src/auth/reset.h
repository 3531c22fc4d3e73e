/* A new password for who has forgotten the old one, by a link in a mail. */
#ifndef OSTIARY_AUTH_RESET_H
#define OSTIARY_AUTH_RESET_H

#include "auth/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* Before the token in a row's identifier. The newest link of a user is the only one that counts; a new
 * password, however it came, ends it. */
#define RESET_PREFIX "reset-password:"

enum reset_rc {
	RESET_DONE = 0,
	RESET_PASSWORD_TOO_SHORT,   /* 400 PASSWORD_TOO_SHORT */
	RESET_PASSWORD_TOO_LONG,    /* 400 PASSWORD_TOO_LONG */
	RESET_PASSWORD_COMPROMISED, /* 400 PASSWORD_COMPROMISED; the token is still good */
	RESET_INVALID_TOKEN,        /* 400 INVALID_TOKEN: unknown, expired or used */
	RESET_NO_USER,              /* 400 USER_NOT_FOUND: deleted meanwhile */
	RESET_FAULT,                /* see *err */
};

/* Makes a token and announces its link to the address, if somebody has it; does the same work on the
 * disk if nobody has. redirect is where the link leads in the end; may be empty. RESET_DONE,
 * RESET_FAULT. */
enum reset_rc reset_request(struct issuer *issuer, struct arena *a, struct str email,
			    struct str redirect, struct err *err);

/* Whether the token would do; it is not used up. RESET_DONE, RESET_INVALID_TOKEN, RESET_FAULT. */
enum reset_rc reset_look(struct issuer *issuer, struct arena *a, struct str token, struct err *err);

/* Sets the password; a user without one gets one. The token is good once, however many try at one time.
 * Ends all sessions when the settings say so. The caller wipes password. */
enum reset_rc reset_password(struct issuer *issuer, struct arena *a, struct str token,
			     struct str password, struct err *err);

#endif
