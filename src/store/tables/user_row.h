/* The columns of a user as statements select them, for the files of this room; users.c has
 * the function.
 *
 * The admin and the two-factor plugin of Better Auth add columns to "user" and "session", which
 * other databases lack. SQL looks a name up in the innermost query first, so that "banned" below is
 * the column of "user" where there is one, and that of "absent" (null) everywhere else. The columns
 * of "absent" have the types of the real ones, and a statement keeps its types when the columns are
 * added while the program runs. */
#ifndef OSTIARY_STORE_TABLES_USER_ROW_H
#define OSTIARY_STORE_TABLES_USER_ROW_H

#include "store/sql/expand.h"
#include "store/sql/sql.h"
#include "store/tables/users.h"

/* clang-format off */

#define USER_ROW_PLUGIN(u, column) \
	"(select \"" column "\" from \"user\" p where p.\"id\" = " u ".\"id\")"

/* Selects a user from the table or alias u; user_row_read() reads it. */
#define USER_ROW(u) \
	u ".\"id\", " u ".\"name\", " u ".\"email\", " u ".\"emailVerified\", " u ".\"image\", " \
	u ".\"createdAt\", " u ".\"updatedAt\", " USER_ROW_PLUGIN(u, "banned") ", " \
	USER_ROW_PLUGIN(u, "banExpires") ", " USER_ROW_PLUGIN(u, "twoFactorEnabled") ", " \
	USER_ROW_PLUGIN(u, "role") ", " USER_ROW_PLUGIN(u, "banReason") \
	OWN_ROW("user", u)

#define USER_ROW_COLUMNS 12 /* before those of one's own, which end the row */

/* Follows the tables of the statement. */
#define USER_ROW_ABSENT \
	" cross join (select null = null as \"banned\"," \
	" case when 1 = 0 then current_timestamp end as \"banExpires\"," \
	" null = null as \"twoFactorEnabled\", cast(null as text) as \"impersonatedBy\"," \
	" cast(null as text) as \"role\", cast(null as text) as \"banReason\") absent"

/* The admin who has started the session as another user; null: the session is the user's own. */
#define USER_ROW_IMPERSONATOR(s) \
	"(select \"impersonatedBy\" from \"session\" i where i.\"id\" = " s ".\"id\")"
#define USER_ROW_NOT_IMPERSONATED(s) USER_ROW_IMPERSONATOR(s) " is null"

/* clang-format on */

/* Reads the columns of USER_ROW from column `first` on; texts are copied into the arena. */
void user_row_read(struct sql_run *run, int first, struct arena *a, struct user *out);

#endif
