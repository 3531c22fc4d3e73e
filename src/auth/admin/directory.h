/* What admins see of users and their sessions. */
#ifndef OSTIARY_AUTH_ADMIN_DIRECTORY_H
#define OSTIARY_AUTH_ADMIN_DIRECTORY_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/people/listing.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

/* AUTH_OK with the users in the arena and the number of all that fit; AUTH_FAULT. */
struct directory_page {
	struct user *users;
	size_t n;
	int64_t total;
};
enum auth_result directory_list(const struct issuer *issuer, struct arena *a,
				const struct listing_query *query, struct directory_page *out,
				struct err *err);

/* AUTH_OK with *out in the arena, REFUSED_USER_GONE: nobody has that id, AUTH_FAULT. */
enum auth_result directory_find(const struct issuer *issuer, struct arena *a, struct str id,
				struct user *out, struct err *err);

/* The sessions of the user, as session_list(), with those in which an admin acts as the user. None
 * of a user who is not there. AUTH_OK, AUTH_FAULT. */
enum auth_result directory_sessions(const struct issuer *issuer, struct arena *a,
				    struct str user_id, struct session **out, size_t *out_n,
				    struct err *err);

#endif
