/* The outcome of an operation of the issuer: done, refused for one of the reasons below, or a
 * fault.
 *
 * The reasons are facts of accounts, sessions and links. Their wording for a client is in
 * route/issuer/errors.c.
 */
#ifndef OSTIARY_AUTH_ISSUER_RESULT_H
#define OSTIARY_AUTH_ISSUER_RESULT_H

/* clang-format off */
#define AUTH_REFUSALS(REFUSAL) \
	/* passwords and addresses as they were sent */ \
	REFUSAL(INVALID_EMAIL) \
	REFUSAL(PASSWORD_TOO_SHORT) \
	REFUSAL(PASSWORD_TOO_LONG) \
	REFUSAL(PASSWORD_COMPROMISED)    /* on the blocklist, or from the user's own names */ \
	/* sign-up and sign-in */ \
	REFUSAL(SIGN_UP_OFF) \
	REFUSAL(EMAIL_TAKEN) \
	REFUSAL(WRONG_CREDENTIALS)       /* unknown address or wrong password: never told apart */ \
	REFUSAL(EMAIL_NOT_VERIFIED)      /* the password was right */ \
	REFUSAL(THROTTLED)               /* too many wrong passwords */ \
	REFUSAL(BANNED)                  /* an operator has shut the user out; see barred.h */ \
	REFUSAL(SECOND_FACTOR)           /* the first factor was right, and is not enough */ \
	/* the signed-in user */ \
	REFUSAL(NO_SESSION)              /* none, unknown, expired, or its user is gone */ \
	REFUSAL(SESSION_VANISHED)        /* another request ended it while this one renewed it */ \
	REFUSAL(SESSION_NOT_FRESH)       /* older than the settings allow for this operation */ \
	REFUSAL(PROOF_MISSING)           /* deletion: no password, token or fresh session */ \
	REFUSAL(USER_GONE)               /* another request deleted the user */ \
	REFUSAL(WRONG_PASSWORD) \
	REFUSAL(NO_PASSWORD)             /* the user has no password to compare with */ \
	REFUSAL(NO_FIELDS)               /* no field of the request can be updated */ \
	REFUSAL(EMAIL_NOT_UPDATABLE)     /* not by an update of the profile */ \
	/* columns of one's own; the first three as of enum own_input_rc */ \
	REFUSAL(FIELD_MISSING) \
	REFUSAL(FIELD_NOT_ALLOWED) \
	REFUSAL(FIELD_INVALID) \
	REFUSAL(NEW_USER_FIELD_TAKEN)    /* another row has the value of a unique column */ \
	REFUSAL(USER_FIELD_TAKEN) \
	REFUSAL(SESSION_FIELD_TAKEN) \
	REFUSAL(DELETION_OFF) \
	REFUSAL(DELETION_TOKEN_INVALID) \
	REFUSAL(USER_IN_USE)             /* a row of another program refers to the user */ \
	REFUSAL(DELETION_NO_SESSION)     /* a deletion link was opened without a session */ \
	REFUSAL(ACCESS_TOKEN_TOO_LONG)   /* the user's name does not fit into one */ \
	/* reset of a password */ \
	REFUSAL(RESET_OFF) \
	REFUSAL(RESET_TOKEN_INVALID)     /* unknown, expired or used */ \
	REFUSAL(RESET_USER_GONE) \
	/* passkeys */ \
	REFUSAL(CHALLENGE_NOT_FOUND)     /* none, expired, used, or of the other ceremony */ \
	REFUSAL(PASSKEY_OTHER_USER)      /* it, or the challenge for it, is another user's */ \
	REFUSAL(PASSKEY_NOT_REGISTERED)  /* the response does not hold */ \
	REFUSAL(PASSKEY_TAKEN)           /* the credential is registered already */ \
	REFUSAL(PASSKEYS_TOO_MANY)       /* the user has LIMIT_PASSKEYS_PER_USER */ \
	REFUSAL(PASSKEY_UNKNOWN)         /* a sign-in with a credential that nobody has */ \
	REFUSAL(PASSKEY_GONE)            /* no passkey has this id */ \
	REFUSAL(PASSKEY_RESPONSE_WRONG)  /* challenge, origin, person or counter */ \
	REFUSAL(PASSKEY_SIGNATURE_WRONG) \
	/* second factors */ \
	REFUSAL(FACTOR_PENDING_GONE)     /* no sign-in waits for one: none, expired, or used */ \
	REFUSAL(FACTOR_TRIES_USED)       /* too many wrong codes for one sign-in, or one mail */ \
	REFUSAL(FACTOR_LOCKED)           /* too many wrong codes in a row of one user */ \
	REFUSAL(FACTOR_CODE_WRONG)       /* or its time step has been used */ \
	REFUSAL(BACKUP_CODE_WRONG) \
	REFUSAL(BACKUP_CODE_RACED)       /* another request has changed the codes */ \
	REFUSAL(BACKUP_CODES_OFF)        /* the user has none */ \
	REFUSAL(TOTP_OFF)                /* the user has no authenticator */ \
	REFUSAL(TOTP_ON)                 /* the user has one already */ \
	REFUSAL(FACTOR_OFF)              /* the user has no second factor */ \
	REFUSAL(FACTOR_DEMANDED)         /* the policy asks for it */ \
	REFUSAL(MAIL_CODES_OFF) \
	REFUSAL(MAIL_CODE_EXPIRED)       /* or none was sent */ \
	/* verification and change of an address */ \
	REFUSAL(VERIFICATION_OFF) \
	REFUSAL(EMAIL_MISMATCH)          /* not, or no longer, the address of the user */ \
	REFUSAL(EMAIL_ALREADY_VERIFIED) \
	REFUSAL(LINK_INVALID)            /* forged, used, or for another user or address */ \
	REFUSAL(LINK_EXPIRED) \
	REFUSAL(LINK_USER_GONE) \
	REFUSAL(LINK_OTHER_USER)         /* the session of the request belongs to another user */ \
	REFUSAL(CHANGE_EMAIL_OFF) \
	REFUSAL(EMAIL_UNCHANGED)         /* the new address is the old one */ \
	REFUSAL(CHANGE_NEEDS_MAIL)       /* the change needs a mail, and mails are off */ \
	/* admins */ \
	REFUSAL(LAST_ADMIN)              /* nobody would be an admin any more */ \
	REFUSAL(ACTING_AS_ADMIN)         /* nobody acts as an admin */ \
	REFUSAL(ADMIN_SESSION_GONE)      /* that of the admin who acts as another user */
/* clang-format on */

/* An unset result is a fault, so that a caller which forgets to set it grants nothing. */
enum auth_result {
	AUTH_FAULT = 0, /* see *err */
	AUTH_OK,
#define REFUSAL(name) REFUSED_##name,
	AUTH_REFUSALS(REFUSAL)
#undef REFUSAL
	AUTH_RESULTS, /* the number of results */
};

#endif
