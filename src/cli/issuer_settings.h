/* What the settings mean to the issuer and to its cookies. */
#ifndef OSTIARY_CLI_ISSUER_SETTINGS_H
#define OSTIARY_CLI_ISSUER_SETTINGS_H

#include "auth/issuer.h"
#include "cli/address.h"
#include "cli/settings.h"
#include "core/arena.h"
#include "route/app.h"

/* Fills all but the secret. Texts live in the arena or where the settings' do. */
void issuer_settings_read(struct arena *a, const struct settings *settings,
			  const struct public_address *outside, struct issuer_settings *out);

/* Settles what depends on the tables that are there: the kind of ids and of password hashes. False: the
 * database cannot be read; see *err. */
bool issuer_settings_of_database(struct store *store, const struct settings *settings,
				 struct issuer_settings *out, struct err *err);

/* False: the prefix of the cookies is none, or their domain does not fit the address; see *err. */
bool cookies_read(struct arena *a, const struct settings *settings,
		  const struct public_address *outside, struct app_cookies *out, struct err *err);

/* The proxies that are trusted. False: one of them is no address; see *err. */
bool proxies_read(struct arena *a, const struct settings *settings, struct proxies *out,
		  struct err *err);

/* Whether requests are counted. */
bool rate_limit_is_on(const struct settings *settings, const struct public_address *outside);

/* And in the database. */
bool rate_limit_is_stored(const struct settings *settings, const struct public_address *outside);

#endif
