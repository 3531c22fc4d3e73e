/* Table "session" (Better Auth's layout). */
#ifndef OSTIARY_STORE_SESSIONS_H
#define OSTIARY_STORE_SESSIONS_H

#include <stdbool.h>

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

/* The user's newest SESSIONS_LISTED sessions that end after now_ms, the oldest of them first. *out is an array in
 * the arena. STORE_OK, STORE_FAULT. */
#define SESSIONS_LISTED 100
enum store_rc sessions_of_user(struct sql *sql, struct arena *a, struct str user_id, int64_t now_ms,
			       struct session **out, size_t *out_n, struct err *err);

/* Whether the user has a session that was begun from that address. STORE_OK, STORE_FAULT. */
enum store_rc sessions_any_from(struct sql *sql, struct str user_id, struct str ip_address,
				bool *out, struct err *err);

/* Which of a user's sessions to delete. */
enum sessions_which {
	SESSIONS_THIS,       /* the one with that token */
	SESSIONS_ALL_OTHERS, /* all but the one with that token */
	SESSIONS_ALL,        /* whatever the token is */
};

/* Deletes sessions of that user and of nobody else. STORE_OK also when there were none. */
enum store_rc sessions_delete_of(struct sql *sql, struct str user_id, enum sessions_which which,
				 struct str token, struct err *err);

/* STORE_OK when it is gone, also when it was not there. */
enum store_rc sessions_delete(struct sql *sql, struct str token, struct err *err);

#endif
