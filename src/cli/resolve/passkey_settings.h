/* The settings of passkeys: the domain that they are for, and the pages that may use them. */
#ifndef OSTIARY_CLI_RESOLVE_PASSKEY_SETTINGS_H
#define OSTIARY_CLI_RESOLVE_PASSKEY_SETTINGS_H

#include "auth/issuer/settings.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"

/* Fills all members but `enabled`; origin is the issuer's. Texts live in the arena. An origin in
 * the list that passkey_settings_fit() refuses is kept as it is, and matches no page. */
void passkey_settings_read(struct arena *a, const struct settings *settings, struct str origin,
			   struct passkey_settings *out);

/* False, with a sentence about the setting in *err, when no browser would make a passkey for the
 * domain from the issuer's own pages, when one of the origins could never be that of a page or an
 * app with passkeys, when there are more than 32 of them, or when the list has none. */
bool passkey_settings_fit(const struct settings *settings, struct str origin, struct err *err);

#endif
