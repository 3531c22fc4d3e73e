/* Table "session" (Better Auth's layout). */
#ifndef OSTIARY_STORE_SESSIONS_H
#define OSTIARY_STORE_SESSIONS_H

#include "store/store.h"
#include "store/users.h"

struct session {
	struct str id;
	struct str token;
	struct str user_id;
	int64_t expires_ms;
	int64_t created_ms;
	int64_t updated_ms;
	struct str ip_address; /* "" when unknown; p is NULL when the column is NULL */
	struct str user_agent; /* likewise */
};

/* STORE_OK, STORE_CONFLICT, STORE_ORPHAN, STORE_FAULT. */
enum store_rc sessions_insert(struct sql *sql, const struct session *session, struct err *err);

/* The session with that token together with its user, in one statement, expired or not. A session
 * whose user is gone is STORE_NONE. */
enum store_rc sessions_by_token(struct sql *sql, struct arena *a, struct str token,
				struct session *out, struct user *out_user, struct err *err);

/* Moves the end of a session's life. STORE_NONE when the row has vanished meanwhile. */
enum store_rc sessions_extend(struct sql *sql, struct str token, int64_t expires_ms,
			      int64_t updated_ms, struct err *err);

/* STORE_OK when it is gone, also when it was not there. */
enum store_rc sessions_delete(struct sql *sql, struct str token, struct err *err);

#endif
