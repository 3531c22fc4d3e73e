/* The URLs of links in mails, and of redirects. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_URL_H
#define OSTIARY_AUTH_EMAIL_LINK_URL_H

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"

/* The URL of a link, with its token and the parameter callbackURL. An empty callback stands for a
 * page of the web UI where settings.pages says that it is there: for link_reset() /reset-password,
 * for link_verify() /verified, for link_delete() /sign-in?reason=deleted. Otherwise it stays empty
 * in link_reset() and is "/" in the others. */
struct str link_reset(const struct issuer *issuer, struct arena *a, struct str token,
		      struct str callback);
struct str link_verify(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback);
struct str link_delete(const struct issuer *issuer, struct arena *a, struct str token,
		       struct str callback);

/* url with one more parameter in its query, before its fragment. */
struct str link_with(struct arena *a, struct str url, struct str name, struct str value);

/* url as it is, or below the issuer's origin when it starts with a slash. */
struct str link_absolute(const struct issuer *issuer, struct arena *a, struct str url);

#endif
