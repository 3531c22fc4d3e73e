/* Table "user" (Better Auth's layout). */
#ifndef OSTIARY_STORE_USERS_H
#define OSTIARY_STORE_USERS_H

#include <stdbool.h>

#include "store/store.h"

struct user {
	struct str id;
	struct str name;
	struct str email; /* lower case */
	bool email_verified;
	struct str image; /* image.p is NULL when it is not set */
	int64_t created_ms;
	int64_t updated_ms;
};

/* STORE_OK, STORE_CONFLICT (the address is taken), STORE_FAULT. */
enum store_rc users_insert(struct sql *sql, const struct user *user, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc users_by_email(struct sql *sql, struct arena *a, struct str email, struct user *out,
			     struct err *err);
enum store_rc users_by_id(struct sql *sql, struct arena *a, struct str id, struct user *out,
			  struct err *err);

/* Writes every column but id and created_ms. STORE_OK, STORE_NONE, STORE_CONFLICT (the address is
 * taken), STORE_FAULT. */
enum store_rc users_update(struct sql *sql, const struct user *user, struct err *err);

/* With everything that is the user's, mails to the address and links included: tasks go by their foreign
 * key. STORE_OK when the user is gone, also
 * when it was not there. */
enum store_rc users_delete(struct sql *sql, struct str id, struct err *err);

/* Whether there is any user at all. STORE_OK, STORE_FAULT. */
enum store_rc users_any(struct sql *sql, bool *out, struct err *err);

#endif
