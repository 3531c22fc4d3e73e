/* Backup codes: each opens one sign-in. The column has them sealed (crypto/factor/factor_seal.h),
 * as Better Auth's plugin does: a JSON array of the codes, or, with
 * settings.two_factor.hash_codes, of their digests, so that not even the server's secret tells the
 * codes of a stolen database. Either form is read, and so is an array that the plugin has stored
 * in clear. */
#ifndef OSTIARY_AUTH_FACTOR_BACKUP_H
#define OSTIARY_AUTH_FACTOR_BACKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"

#define BACKUP_CODES_MAX 50

struct backup_codes {
	struct str *of; /* as they are shown: five signs, a hyphen, the rest */
	size_t n;
};

/* New codes, and the column that has them, in the arena. False: see *err. */
bool backup_codes_make(const struct issuer *issuer, struct arena *a, struct str user_id,
		       struct backup_codes *out, struct str *out_column, struct err *err);

/* Looks for a code in the column. *out_found, and then *out_left is the column without it, in the
 * arena. False, with *err: the column cannot be read. */
bool backup_codes_find(const struct issuer *issuer, struct arena *a, struct str user_id,
		       struct str column, struct str code, bool *out_found, struct str *out_left,
		       struct err *err);

#endif
