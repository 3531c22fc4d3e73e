/* Verifying that an address is the user's, and changing it. */
#ifndef OSTIARY_AUTH_VERIFY_EMAIL_H
#define OSTIARY_AUTH_VERIFY_EMAIL_H

#include <stdbool.h>

#include "auth/email_link.h"
#include "auth/sessions.h"

enum verify_rc {
	VERIFY_DONE = 0,
	VERIFY_INVALID,    /* INVALID_TOKEN: not, or no longer, for this user and address */
	VERIFY_NO_USER,    /* USER_NOT_FOUND */
	VERIFY_OTHER_USER, /* INVALID_USER: the request's session is somebody else's */
	VERIFY_FAULT,      /* see *err */
};

/* Who opens a link, and what the link carried besides. */
struct verify_visit {
	const struct signed_in *who; /* the session of the request; NULL: none */
	struct session_origin from;
	struct str callback;
};

/* What came of it. */
struct verified {
	struct user user; /* as it is now */
	bool show_user;   /* the answer has the user */
	bool hide_member; /* it does not even say that there is none */
	bool set_session; /* the session cookie is to be set, to that of `session` */
	bool new_session; /* and `session` was begun by this */
	struct session session;
};

/* Does what a good link (email_link_read()) stands for. */
enum verify_rc email_verify(struct issuer *issuer, struct arena *a, const struct email_link *link,
			    const struct verify_visit *visit, struct verified *out,
			    struct err *err);

enum send_verification_rc {
	SEND_VERIFICATION_DONE = 0, /* whatever there is at that address */
	SEND_VERIFICATION_MISMATCH, /* EMAIL_MISMATCH: not the signed-in user's address */
	SEND_VERIFICATION_ALREADY,  /* EMAIL_ALREADY_VERIFIED */
	SEND_VERIFICATION_FAULT,    /* see *err */
};

/* Sends a link to an address that is not verified. Without who (NULL) the answer tells nothing of the
 * address, nor does the time: the same is written to the disk. */
enum send_verification_rc verification_send(struct issuer *issuer, struct arena *a,
					    struct str email, struct str callback,
					    const struct signed_in *who, struct err *err);

enum change_email_rc {
	CHANGE_EMAIL_DONE =
		0,            /* a mail is on its way; or the address is taken, which is not told */
	CHANGE_EMAIL_CHANGED, /* at once; who->user has it, and the session cookie is to be set again */
	CHANGE_EMAIL_STALE,   /* the session is not fresh: SESSION_NOT_FRESH */
	CHANGE_EMAIL_SAME,    /* "Email is the same" */
	CHANGE_EMAIL_NO_MAIL, /* "Verification email isn't enabled" */
	CHANGE_EMAIL_FAULT,   /* see *err */
};

/* Begins to change the address of who's user to email. The links are good until the password changes; once
 * the address has changed, links by which the old one could reset the password are good no more. */
enum change_email_rc email_change(struct issuer *issuer, struct arena *a, struct str email,
				  struct str callback, struct signed_in *who, struct err *err);

#endif
