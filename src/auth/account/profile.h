/* Name, image and accounts of a signed-in user. */
#ifndef OSTIARY_AUTH_ACCOUNT_PROFILE_H
#define OSTIARY_AUTH_ACCOUNT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/accounts.h"
#include "store/tables/users.h"

/* All texts are valid UTF-8. */
struct profile_change {
	bool set_name;
	struct str name;
	bool set_image;
	struct str image;            /* p is NULL to remove it */
	const struct own_value *own; /* columns of one's own, absent ones unchanged; NULL: none */
};

/* AUTH_OK with *out the changed user, in the arena; REFUSED_USER_GONE, REFUSED_USER_FIELD_TAKEN
 * (another user has the value of a unique column), AUTH_FAULT. */
enum auth_result profile_update(struct issuer *issuer, struct arena *a, struct str user_id,
				const struct profile_change *change, struct user *out,
				struct err *err);

/* AUTH_OK with the user's accounts, in the arena; AUTH_FAULT. */
enum auth_result accounts_list(struct issuer *issuer, struct arena *a, struct str user_id,
			       struct account_view **out, size_t *out_n, struct err *err);

#endif
