/* The rules for a new password: its length, and that it is not among the first guesses of an
 * attacker. */
#ifndef OSTIARY_AUTH_ACCOUNT_PASSWORD_POLICY_H
#define OSTIARY_AUTH_ACCOUNT_PASSWORD_POLICY_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"

/* The length alone, in UTF-16 code units as the password was sent. AUTH_OK,
 * REFUSED_PASSWORD_TOO_SHORT, REFUSED_PASSWORD_TOO_LONG. */
enum auth_result new_password_length(const struct password_settings *settings, struct str password);

/* All rules. As new_password_length(), and REFUSED_PASSWORD_COMPROMISED when the issuer has a
 * blocklist and the password is on it or is no more than the address, its part before the '@',
 * the name or a word of it, or the service's name or host. email and name may be empty. */
enum auth_result new_password_judge(const struct issuer *issuer, struct str password,
				    struct str email, struct str name);

#endif
