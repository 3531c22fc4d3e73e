/* What an operator, or an admin, does for a person: creating one (create.c), setting the password
 * and verifying the address (change.c), changing the rest (update.c), and deleting (removal.c).
 * Each is one transaction with a row in table ostiary_audit, works beside a running server, and
 * needs of the issuer store, clock, random, log, announce, blocklist, settings and revocations. */
#ifndef OSTIARY_AUTH_PEOPLE_PEOPLE_H
#define OSTIARY_AUTH_PEOPLE_PEOPLE_H

#include <stdbool.h>

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/users.h"

/* How a new person gets a password. */
enum first_password {
	FIRST_PASSWORD_GIVEN = 0,
	FIRST_PASSWORD_BY_LINK, /* the caller hands over the link to set one */
	FIRST_PASSWORD_BY_MAIL, /* the link is mailed, with the text of an invitation */
	FIRST_PASSWORD_NONE,    /* there is none until one is set */
};

struct new_person {
	struct str email;    /* as it was given */
	struct str name;     /* UTF-8 */
	struct str password; /* of FIRST_PASSWORD_GIVEN; the caller wipes it */
	enum first_password how;
	struct str actor; /* the operator, for ostiary_audit */
	/* What only admins give; of a zeroed struct nothing. */
	struct str image;            /* p is NULL: none */
	struct str role;             /* valid; empty: that of everybody */
	bool email_verified;         /* as the admin says */
	const struct own_value *own; /* columns of one's own, judged; NULL: their defaults */
};

struct created_person {
	struct user user;
	struct str link;    /* of FIRST_PASSWORD_BY_LINK: a secret; otherwise empty */
	int64_t expires_ms; /* of a link, also of one that is mailed */
};

/* Sign-up may be off, and no session is started. The address is not verified, unless an admin says
 * so. The password is hashed outside of the transaction. AUTH_OK, REFUSED_INVALID_EMAIL,
 * REFUSED_PASSWORD_TOO_SHORT, REFUSED_PASSWORD_TOO_LONG, REFUSED_PASSWORD_COMPROMISED,
 * REFUSED_RESET_OFF (no link can be used), REFUSED_FIELD_MISSING (a column of one's own must have a
 * value and has no default), REFUSED_EMAIL_TAKEN, REFUSED_NEW_USER_FIELD_TAKEN (another user has
 * the value of a unique column), REFUSED_THROTTLED (announce() takes no mail: too many wait to be
 * sent, or the address has had as many as it may get), AUTH_FAULT. But for AUTH_OK nobody is stored
 * and nothing is mailed. */
enum auth_result person_create(const struct issuer *issuer, struct arena *a,
			       const struct new_person *person, struct created_person *out,
			       struct err *err);

/* Sets the password of the user, who may have none, and ends all sessions, trust of browsers, links
 * to reset the password and counts of wrong passwords; access tokens are revoked. A mail tells the
 * user. AUTH_OK, REFUSED_PASSWORD_TOO_SHORT, REFUSED_PASSWORD_TOO_LONG,
 * REFUSED_PASSWORD_COMPROMISED, REFUSED_USER_GONE, AUTH_FAULT. The caller wipes password. */
enum auth_result person_set_password(const struct issuer *issuer, struct arena *a,
				     const struct user *user, struct str password, struct str actor,
				     struct err *err);

/* Marks the address that the user had when *user was read as verified. AUTH_OK,
 * REFUSED_EMAIL_ALREADY_VERIFIED, REFUSED_EMAIL_MISMATCH (the user has another address by now; as
 * with the one before nothing is written), REFUSED_USER_GONE, AUTH_FAULT. */
enum auth_result person_verify(const struct issuer *issuer, struct arena *a,
			       const struct user *user, struct str actor, struct err *err);

/* What is to be changed of a user. */
struct person_update {
	bool set_name, set_image, set_email, set_verified, set_role, set_banned;
	struct str name;
	struct str image; /* p is NULL: none */
	struct str email; /* as it was given */
	bool verified;    /* a new address is not, unless this says so */
	struct str role;  /* valid */
	bool banned;
	struct str ban_reason;       /* of a ban; empty: Better Auth's "No reason" */
	int64_t ban_ends_ms;         /* of a ban; INT64_MAX: when it is lifted */
	const struct own_value *own; /* columns of one's own, judged; NULL: none is changed */
};

/* Makes all of these changes or none, in one transaction. A new address ends the links that went to
 * the old one, and revokes the access tokens that have it. Roles and bans are as of
 * auth/admin/access.h, and one admin is left. AUTH_OK with the user as changed in *out,
 * REFUSED_INVALID_EMAIL, REFUSED_USER_GONE, REFUSED_LAST_ADMIN, REFUSED_EMAIL_TAKEN,
 * REFUSED_USER_FIELD_TAKEN, AUTH_FAULT. */
enum auth_result person_update(const struct issuer *issuer, struct arena *a, struct str user_id,
			       const struct person_update *update, struct str actor,
			       struct user *out, struct err *err);

/* Deletes the user with all that the database has of the user, and revokes the access tokens. The
 * id stays in ostiary_audit. AUTH_OK, REFUSED_USER_GONE, REFUSED_USER_IN_USE (a row of another
 * program's table refers to the user; *err names the constraint), AUTH_FAULT. */
enum auth_result person_remove(const struct issuer *issuer, struct arena *a, struct str user_id,
			       struct str actor, struct err *err);

#endif
