/* What somebody who is signed in may change about themselves: name and image, password. */
#ifndef OSTIARY_AUTH_ACCOUNT_H
#define OSTIARY_AUTH_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer.h"
#include "auth/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/accounts.h"
#include "store/users.h"

enum account_rc {
	ACCOUNT_DONE = 0,
	ACCOUNT_PASSWORD_TOO_SHORT, /* 400 PASSWORD_TOO_SHORT */
	ACCOUNT_PASSWORD_TOO_LONG,  /* 400 PASSWORD_TOO_LONG */
	ACCOUNT_COMPROMISED,        /* 400 PASSWORD_COMPROMISED: the wanted one */
	ACCOUNT_WRONG_PASSWORD,     /* 400 INVALID_PASSWORD */
	ACCOUNT_NO_PASSWORD,        /* 400 CREDENTIAL_ACCOUNT_NOT_FOUND: there is none to verify */
	ACCOUNT_STALE,         /* 400 SESSION_EXPIRED: neither a password nor a fresh session */
	ACCOUNT_INVALID_TOKEN, /* 404 INVALID_TOKEN: of a deletion that nobody asked for */
	ACCOUNT_THROTTLED,     /* 429: too many wrong passwords */
	ACCOUNT_GONE,          /* the user was deleted meanwhile */
	ACCOUNT_FAULT,         /* see *err */
};

/* All texts are valid UTF-8. */
struct profile_change {
	bool set_name;
	struct str name;
	bool set_image;
	struct str image; /* p is NULL to remove it */
};

/* ACCOUNT_DONE with *out the user as it is now, in the arena; ACCOUNT_GONE, ACCOUNT_FAULT. */
enum account_rc profile_update(struct issuer *issuer, struct arena *a, struct str user_id,
			       const struct profile_change *change, struct user *out,
			       struct err *err);

/* Whether that is the user's password; costs one password hash whatever the answer is, unless it is
 * ACCOUNT_PASSWORD_TOO_LONG or ACCOUNT_THROTTLED. ACCOUNT_DONE, ACCOUNT_WRONG_PASSWORD (also when the
 * user has none), ACCOUNT_FAULT. */
enum account_rc password_check(struct issuer *issuer, struct arena *a, const struct user *user,
			       struct str password, struct err *err);

struct password_change {
	struct str current; /* the caller wipes both */
	struct str wanted;
	bool end_sessions; /* all of them, and begin a new one */
	struct session_origin from;
};

/* Replaces the password of who's user. Two password hashes on this thread, outside of any transaction;
 * of two changes that verified the same old password only one succeeds. With end_sessions
 * who->session is the new session. ACCOUNT_DONE, ACCOUNT_PASSWORD_TOO_SHORT, ACCOUNT_PASSWORD_TOO_LONG,
 * ACCOUNT_COMPROMISED, ACCOUNT_NO_PASSWORD, ACCOUNT_WRONG_PASSWORD, ACCOUNT_THROTTLED, ACCOUNT_GONE, ACCOUNT_FAULT. */
enum account_rc password_change(struct issuer *issuer, struct arena *a,
				const struct password_change *change, struct signed_in *who,
				struct err *err);

/* The user's accounts, in the arena. ACCOUNT_DONE, ACCOUNT_FAULT. */
enum account_rc accounts_list(struct issuer *issuer, struct arena *a, struct str user_id,
			      struct account_view **out, size_t *out_n, struct err *err);

/* Under this name the guesses of people with a session are counted, so that strangers who guess do not keep
 * them from changing their password. */
#define ACCOUNT_KNOWN STR("(signed in)")

/* Compares with the account's password, counting the attempt for the user. ACCOUNT_DONE,
 * ACCOUNT_WRONG_PASSWORD, ACCOUNT_THROTTLED, ACCOUNT_FAULT. */
enum account_rc account_verify(struct issuer *issuer, struct arena *a,
			       const struct account *account, const struct user *user,
			       struct str password, struct err *err);

/* The user's credential account, if it has a password. ACCOUNT_DONE with *out in the arena,
 * ACCOUNT_NO_PASSWORD, ACCOUNT_FAULT. */
enum account_rc account_with_password(struct issuer *issuer, struct arena *a, struct str user_id,
				      struct account *out, struct err *err);

#endif
