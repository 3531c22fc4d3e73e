/* A new password for a user who has forgotten the old one, by a link in a mail. */
#ifndef OSTIARY_AUTH_ACCOUNT_RESET_H
#define OSTIARY_AUTH_ACCOUNT_RESET_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/verifications.h"

/* A stranger must not be able to make the links in the user's mails stale: up to RESET_LINKS_MAX
 * are alive side by side, until one is used, the password changes, or they expire. Another request
 * while that many are alive, or (where there is a throttle) within RESET_PAUSE_S of the last one,
 * sends nothing. */
#define RESET_LINKS_MAX 5
#define RESET_PAUSE_S   60

/* Fills the row of a new link, without the user's id as its value, and its mail, without the
 * recipient. redirect is where the link redirects to; may be empty. The texts are in the arena. */
void reset_link_make(const struct issuer *issuer, struct arena *a, struct str redirect,
		     int64_t now_ms, struct verification *out_row, struct announcement *out_mail);

/* Makes a token and announces its link to the address if a user has it; otherwise, and when there
 * are links enough, does the same work on the disk (decoy.h). redirect is where the link redirects
 * to; may be empty. AUTH_OK, REFUSED_RESET_OFF, AUTH_FAULT. */
enum auth_result reset_request(struct issuer *issuer, struct arena *a, struct str email,
			       struct str redirect, struct err *err);

/* Whether the token is valid; it is not used up. AUTH_OK, REFUSED_RESET_TOKEN_INVALID,
 * AUTH_FAULT. */
enum auth_result reset_check(struct issuer *issuer, struct arena *a, struct str token,
			     struct err *err);

/* Sets the password; a user without one gets one. The token is valid once, however many requests
 * use it at the same time; a refused password leaves it valid. Ends all sessions when the
 * settings say so. The caller wipes password. AUTH_OK with *out_user_id in the arena,
 * REFUSED_PASSWORD_TOO_SHORT, REFUSED_PASSWORD_TOO_LONG, REFUSED_PASSWORD_COMPROMISED,
 * REFUSED_RESET_TOKEN_INVALID, REFUSED_RESET_USER_GONE, AUTH_FAULT. */
enum auth_result reset_password(struct issuer *issuer, struct arena *a, struct str token,
				struct str password, struct str *out_user_id, struct err *err);

#endif
