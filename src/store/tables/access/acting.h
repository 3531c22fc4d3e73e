/* Sessions in which an admin acts as another user, and whether there is another admin. All need the
 * columns of the plugin admin (store_config, admin); without them there are none. */
#ifndef OSTIARY_STORE_TABLES_ACCESS_ACTING_H
#define OSTIARY_STORE_TABLES_ACCESS_ACTING_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

/* The ids of the users as whom the admin acts, at most ACTING_LISTED. *out is an array in the
 * arena. STORE_OK, STORE_FAULT. */
#define ACTING_LISTED 1000
enum store_rc acting_users(struct sql *sql, struct arena *a, struct str admin_id, struct str **out,
			   size_t *out_n, struct err *err);

/* Deletes the sessions in which the admin acts as somebody; and those in which somebody acts as the
 * user. STORE_OK also when there were none, STORE_FAULT. */
enum store_rc acting_delete_by(struct sql *sql, struct str admin_id, struct err *err);
enum store_rc acting_delete_as(struct sql *sql, struct str user_id, struct err *err);

/* Whether somebody else than this user has the role admin and is not banned. STORE_OK,
 * STORE_FAULT. */
enum store_rc acting_has_other_admin(struct sql *sql, struct str user_id, bool *out,
				     struct err *err);

/* The user and the token of the session with that id. STORE_OK with both in the arena, STORE_NONE,
 * STORE_FAULT. */
struct acting_session {
	struct str user_id, token;
};
enum store_rc acting_session_by_id(struct sql *sql, struct arena *a, struct str id,
				   struct acting_session *out, struct err *err);

#endif
