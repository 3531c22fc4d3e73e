/* The URLs of links in mails, and of redirects. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_URL_H
#define OSTIARY_AUTH_EMAIL_LINK_URL_H

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"

/* <base>/reset-password/<token>?callbackURL=<callback> */
struct str link_reset(const struct issuer *issuer, struct arena *a, struct str token,
		      struct str callback);

/* <base>/verify-email?token=<token>&callbackURL=<callback>; an empty callback is "/". */
struct str link_verify(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback);

/* <base>/delete-user/callback?token=<token>&callbackURL=<callback>; an empty callback is "/". */
struct str link_delete(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback);

/* url with one more parameter in its query, before its fragment. */
struct str link_with(struct arena *a, struct str url, struct str name, struct str value);

/* url as it is, or below the issuer's origin when it starts with a slash. */
struct str link_absolute(const struct issuer *issuer, struct arena *a, struct str url);

#endif
