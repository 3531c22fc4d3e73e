/* Table "user", as Better Auth defines it. */
#ifndef OSTIARY_STORE_TABLES_USERS_H
#define OSTIARY_STORE_TABLES_USERS_H

#include <stdbool.h>
#include <stddef.h>

#include "fields/fields.h"
#include "store/store.h"

struct user {
	struct str id;
	struct str name;
	struct str email; /* lower case */
	bool email_verified;
	struct str image; /* image.p is NULL when it is not set */
	int64_t created_ms;
	int64_t updated_ms;
	/* Columns of one's own: as answers and tokens have them, and for users_insert() the values,
	 * one for each field; NULL: nulls. */
	struct own_members own;
	const struct own_value *own_values;
	/* Columns of Better Auth's plugins, which are only read here: */
	bool banned;         /* also by a value that is neither true nor false */
	int64_t ban_ends_ms; /* of a banned user; INT64_MAX: never */
	bool second_factor;  /* the password alone must not sign the user in; as above */
	bool factor_known;   /* answers show it: second factors are on, or the column has a value */
	/* Answers show these and the ban: OSTIARY_ADMIN is on. */
	bool admin_known;
	struct str role;       /* "user", or several: "user,admin"; p is NULL: none, or not known */
	struct str ban_reason; /* likewise */
};

/* STORE_OK, STORE_CONFLICT (the address is taken, or the value of a unique column of one's own),
 * STORE_FAULT. With user->factor_known the column twoFactorEnabled, if there is one, is false;
 * with user->admin_known the role is written, and that there is no ban. */
enum store_rc users_insert(struct sql *sql, const struct user *user, struct err *err);

/* Whether another row has one of the values in a column of one's own that is unique. STORE_OK,
 * STORE_FAULT. */
enum store_rc users_own_taken(struct sql *sql, const struct own_value *values, bool *out,
			      struct err *err);

/* Writes the columns of one's own whose values are not absent. STORE_OK, STORE_NONE, STORE_CONFLICT
 * (a unique column has the value in another row), STORE_FAULT. */
enum store_rc users_update_own(struct sql *sql, struct str id, const struct own_value *values,
			       struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc users_by_email(struct sql *sql, struct arena *a, struct str email, struct user *out,
			     struct err *err);
enum store_rc users_by_id(struct sql *sql, struct arena *a, struct str id, struct user *out,
			  struct err *err);

/* Writes every column but id, created_ms, those of plugins and those of one's own. STORE_OK,
 * STORE_NONE, STORE_CONFLICT (the address is taken), STORE_FAULT. */
enum store_rc users_update(struct sql *sql, const struct user *user, struct err *err);

/* Writes the column twoFactorEnabled. An SQLite file that lacks it gets it when the value is true;
 * on PostgreSQL it is there wherever second factors are on. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc users_set_factor(struct sql *sql, struct str id, bool second_factor,
			       int64_t updated_ms, struct err *err);

/* The column role of the admin plugin, such as "user" or "admin,editor". STORE_OK with *out in the
 * arena, whose p is NULL without such a column or a value; STORE_NONE, STORE_FAULT. */
enum store_rc users_role(struct sql *sql, struct arena *a, struct str id, struct str *out,
			 struct err *err);

/* Deletes the user and all rows that belong to the user, including mails to the address and links;
 * the foreign key deletes the tasks. STORE_OK also when there was no such user; STORE_ORPHAN: a
 * row of another program's table refers to the user, and *err names the constraint or, on SQLite,
 * the columns that may; STORE_FAULT. */
enum store_rc users_delete(struct sql *sql, struct str id, struct err *err);

/* Whether there is any user at all. STORE_OK, STORE_FAULT. */
enum store_rc users_any(struct sql *sql, bool *out, struct err *err);

struct banned_user {
	struct str id;
	int64_t updated_ms;  /* USER_TIME_UNKNOWN: it cannot be read */
	int64_t ban_ends_ms; /* INT64_MAX: never, or it cannot be read */
};
#define USER_TIME_UNKNOWN INT64_MIN

/* Users with the mark of a ban, whether or not the ban has ended, whose id comes after `after`, in
 * the order of their ids, at most USERS_LISTED. None where "user" has no such column. *out is an
 * array in the arena. STORE_OK, STORE_FAULT. */
#define USERS_LISTED 200
enum store_rc users_banned(struct sql *sql, struct arena *a, struct str after,
			   struct banned_user **out, size_t *out_n, struct err *err);

#endif
