/* Table "session", as Better Auth defines it, and table ostiary_session_proof, which Better Auth
 * does not have. A session in which an admin acts as another user is found where OSTIARY_ADMIN is
 * on; elsewhere it is none. */
#ifndef OSTIARY_STORE_TABLES_SESSIONS_H
#define OSTIARY_STORE_TABLES_SESSIONS_H

#include <stdbool.h>

#include "store/store.h"
#include "store/tables/users.h"

/* What a person can show to prove who they are. */
enum proof_kind {
	PROOF_PASSWORD = 0,
	PROOF_MAILBOX,          /* a link or a code that was sent to it */
	PROOF_PASSKEY,          /* with a touch of the authenticator */
	PROOF_PASSKEY_VERIFIED, /* by an authenticator that verified the person, too */
	PROOF_TOTP,
	PROOF_BACKUP_CODE,
	PROOF_KINDS,
};

/* When the person of a session last showed each; 0: not that this program knows of. */
struct session_proof {
	int64_t at_ms[PROOF_KINDS];
};

struct session {
	struct str id;
	struct str token;
	struct str user_id;
	int64_t expires_ms;
	int64_t created_ms;
	int64_t updated_ms;
	struct str ip_address;  /* "" when unknown; p is NULL when the column is NULL */
	struct str user_agent;  /* likewise */
	struct own_members own; /* as of a user */
	const struct own_value *own_values;
	struct str impersonated_by; /* the id of the admin; empty: the session is the user's own */
	bool admin_known;           /* answers show that: OSTIARY_ADMIN is on */
	/* Read by sessions_by_token() only. Of a session that Better Auth or an earlier version of
	 * this program has started, all are 0 at first. */
	struct session_proof proof;
};

/* Stores the proof as well. STORE_OK, STORE_CONFLICT, STORE_ORPHAN, STORE_FAULT. */
enum store_rc sessions_insert(struct sql *sql, const struct session *session, struct err *err);

/* Writes the columns of one's own whose values are not absent, and the time. STORE_OK, STORE_NONE
 * (the session is gone, or nothing is to be written), STORE_CONFLICT (a unique column has the value
 * in another row), STORE_FAULT. */
enum store_rc sessions_update_own(struct sql *sql, struct str token, const struct own_value *values,
				  int64_t updated_ms, struct err *err);

/* The session with that token, expired or not, and its user, in one statement. STORE_OK with both
 * in the arena, STORE_NONE (also when the session's user is gone), STORE_FAULT. */
enum store_rc sessions_by_token(struct sql *sql, struct arena *a, struct str token,
				struct session *out, struct user *out_user, struct err *err);

/* Sets a new expiry time. STORE_OK, STORE_NONE (the session is gone), STORE_FAULT. */
enum store_rc sessions_extend(struct sql *sql, struct str token, int64_t expires_ms,
			      int64_t updated_ms, struct err *err);

/* Records what the person has shown, in the place of what was recorded. STORE_OK, STORE_ORPHAN
 * (the session is gone), STORE_FAULT. */
enum store_rc sessions_set_proof(struct sql *sql, struct str id, const struct session_proof *proof,
				 struct err *err);

/* The user's newest SESSIONS_LISTED sessions that can be read and expire after now_ms, the oldest
 * of them first. *out is an array in the arena. STORE_OK, also with *err of kind ERR_UNREADABLE:
 * others cannot be read; STORE_FAULT. */
#define SESSIONS_LISTED 100
enum store_rc sessions_of_user(struct sql *sql, struct arena *a, struct str user_id, int64_t now_ms,
			       struct session **out, size_t *out_n, struct err *err);

/* The same with those in which an admin acts as the user. */
enum store_rc sessions_of_anyone(struct sql *sql, struct arena *a, struct str user_id,
				 int64_t now_ms, struct session **out, size_t *out_n,
				 struct err *err);

/* Whether the user has a session that was started from that address. STORE_OK, STORE_FAULT. */
enum store_rc sessions_any_from(struct sql *sql, struct str user_id, struct str ip_address,
				bool *out, struct err *err);

/* Whether the user has a row at all, one of any kind. STORE_OK, STORE_FAULT. */
enum store_rc sessions_any_of(struct sql *sql, struct str user_id, bool *out, struct err *err);

/* Which of a user's sessions to delete. */
enum sessions_which {
	SESSIONS_THIS,       /* the session with that token */
	SESSIONS_ALL_OTHERS, /* all but the session with that token */
	SESSIONS_ALL,        /* all; the token is ignored */
};

/* The ids of users who have sessions of any kind, at most `most`. *out is an array in the arena.
 * STORE_OK, STORE_FAULT. */
enum store_rc sessions_users(struct sql *sql, struct arena *a, size_t most, struct str **out,
			     size_t *out_n, struct err *err);

/* Deletes sessions of that user; with SESSIONS_ALL also those in which the user, an admin, acts as
 * somebody else. STORE_OK also when there were none, STORE_FAULT. */
enum store_rc sessions_delete_of(struct sql *sql, struct str user_id, enum sessions_which which,
				 struct str token, struct err *err);

/* Deletes the session with that token. STORE_OK also when there was none, STORE_FAULT. */
enum store_rc sessions_delete(struct sql *sql, struct str token, struct err *err);

#endif
