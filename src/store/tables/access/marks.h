/* The columns that the admin plugin of Better Auth adds to "user": role, banned, banReason and
 * banExpires. A database gets them with the first user who needs one of them, so that until then
 * "user" is as the core of Better Auth makes it; on PostgreSQL the role that does so must own the
 * table. */
#ifndef OSTIARY_STORE_TABLES_ACCESS_MARKS_H
#define OSTIARY_STORE_TABLES_ACCESS_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct user_marks {
	struct str role;       /* "user", or several: "user,admin"; p is NULL: none is set */
	bool banned;           /* also by a value that is neither true nor false */
	struct str ban_reason; /* p is NULL: none */
	int64_t ban_ends_ms;   /* INT64_MAX: never, or it cannot be read */
};

/* STORE_OK with *out in the arena, also where the columns are missing; STORE_NONE: there is no such
 * user; STORE_FAULT. */
enum store_rc marks_of_user(struct sql *sql, struct arena *a, struct str id, struct user_marks *out,
			    struct err *err);

/* Adds the columns of a ban, or that of roles, where they are missing. To be called before the
 * transaction reads "user": of two that do so at the same time on PostgreSQL, one then waits for
 * the other, and neither for both. STORE_OK, STORE_FAULT. */
enum store_rc marks_add_ban(struct sql *sql, struct err *err);
enum store_rc marks_add_role(struct sql *sql, struct err *err);

/* Writes all but the role, and the time of the change; the columns are there. STORE_OK, STORE_NONE,
 * STORE_FAULT. */
enum store_rc marks_set_ban(struct sql *sql, struct str id, const struct user_marks *marks,
			    int64_t updated_ms, struct err *err);

/* The same for the role alone. */
enum store_rc marks_set_role(struct sql *sql, struct str id, struct str role, int64_t updated_ms,
			     struct err *err);

#endif
