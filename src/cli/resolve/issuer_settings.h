/* What the settings mean to the issuer and to its cookies. */
#ifndef OSTIARY_CLI_RESOLVE_ISSUER_SETTINGS_H
#define OSTIARY_CLI_RESOLVE_ISSUER_SETTINGS_H

#include "auth/issuer/issuer.h"
#include "cli/resolve/address.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "route/app.h"

/* Fills all members but the secrets. Texts live in the arena or in the settings. */
void issuer_settings_read(struct arena *a, const struct settings *settings,
			  const struct public_address *outside, struct issuer_settings *out);

/* False when two settings contradict each other; see *err. */
bool issuer_settings_fit(const struct settings *settings, const struct issuer_settings *issuer,
			 struct err *err);

/* Fills the members that depend on the tables of the database: the kind of ids, of password hashes
 * and of stored links. False when the database cannot be read; see *err. */
bool issuer_settings_of_database(struct store *store, const struct settings *settings,
				 struct issuer_settings *out, struct err *err);

/* False when the prefix is not allowed in a cookie's name, or the domain does not match the
 * address; see *err. */
bool cookies_read(struct arena *a, const struct settings *settings,
		  const struct public_address *outside, struct app_cookies *out, struct err *err);

/* Reads the trusted proxies. False when one of them is no address; see *err. */
bool proxies_read(struct arena *a, const struct settings *settings, struct proxies *out,
		  struct err *err);

/* True when the requests of clients are limited. */
bool rate_limit_is_on(const struct settings *settings, const struct public_address *outside);

/* True when their counts are kept in the database. */
bool rate_limit_is_stored(const struct settings *settings, const struct public_address *outside);

#endif
