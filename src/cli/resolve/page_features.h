/* What the server has switched on, as the pages read it. */
#ifndef OSTIARY_CLI_RESOLVE_PAGE_FEATURES_H
#define OSTIARY_CLI_RESOLVE_PAGE_FEATURES_H

#include "auth/issuer/settings.h"
#include "base/str.h"
#include "core/arena.h"

/* The words for the pages, in the arena, with a space between each two:
 *
 *	passkeys        sign-in with passkeys
 *	two-factor      second factors
 *	sign-up         new accounts
 *	verify-email    nobody signs in before a link in a mail has verified the address
 *	reset           a new password by a link in a mail
 *	change-email    another e-mail address
 *	delete          deletion of an account by its user ...
 *	delete-mail     ... which a link in a mail confirms
 *	push            reminders to browsers
 *	password-8-128  the shortest and the longest new password, in UTF-16 code units
 *	code-6-6        the digits of an authenticator's code, and of a code by mail
 *
 * With the default settings they are WEB_FEATURES (web/site.h). */
struct str page_features(struct arena *a, const struct issuer_settings *settings, bool push);

#endif
