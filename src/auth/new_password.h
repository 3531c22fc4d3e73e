/* What a new password must be: long enough, not too long, and not what is guessed first. */
#ifndef OSTIARY_AUTH_NEW_PASSWORD_H
#define OSTIARY_AUTH_NEW_PASSWORD_H

#include "auth/issuer.h"
#include "base/str.h"

enum new_password {
	NEW_PASSWORD_TOO_SHORT = 0, /* 400 PASSWORD_TOO_SHORT */
	NEW_PASSWORD_TOO_LONG,      /* 400 PASSWORD_TOO_LONG */
	NEW_PASSWORD_COMPROMISED,   /* 400 PASSWORD_COMPROMISED */
	NEW_PASSWORD_GOOD,
};

/* The lengths alone, in UTF-16 code units as it was sent. Never NEW_PASSWORD_COMPROMISED. */
enum new_password new_password_length(const struct issuer_settings *settings, struct str password);

/* All that can be said of it. NEW_PASSWORD_COMPROMISED when there is a blocklist, and the password is on it
 * or is no more than the address, its part before the '@', the name or a word of it, or what the service
 * is called or reached by. email and name may be empty. */
enum new_password new_password_judge(const struct issuer *issuer, struct str password,
				     struct str email, struct str name);

#endif
