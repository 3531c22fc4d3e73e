/* The URLs of links in mails, and of redirects. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_URL_H
#define OSTIARY_AUTH_EMAIL_LINK_URL_H

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"

/* An empty callback stands for a page of the web UI, where settings.pages says that it is there:
 *
 *	link_reset    <base>/reset-password/<token>?callbackURL=     /reset-password; else empty
 *	link_verify   <base>/verify-email?token=..&callbackURL=      /verified; else "/"
 *	link_delete   <base>/delete-user/callback?token=..&callbackURL=
 *	                                                             /sign-in?reason=deleted; else "/"
 */
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
