/* Table "verification", as Better Auth defines it: one row for each single-use token that was
 * mailed. */
#ifndef OSTIARY_STORE_TABLES_VERIFICATIONS_H
#define OSTIARY_STORE_TABLES_VERIFICATIONS_H

#include "store/store.h"

#define VERIFICATION_HASH_CHARS 43 /* of a digest; no identifier in clear text has this length */

struct verification {
	struct str id;
	struct str identifier; /* such as "reset-password:" and the token, or a digest of that */
	struct str value;      /* the user's id */
	int64_t expires_ms;
	int64_t created_ms;
	/* As expires_ms in a row of another purpose than a reset, which no row of Better Auth has,
	 * and which Better Auth does not look at: where the identifier is a digest, nothing else
	 * tells them apart. */
	int64_t updated_ms;
};

/* STORE_OK, STORE_FAULT. */
enum store_rc verifications_insert(struct sql *sql, const struct verification *row,
				   struct err *err);

/* The newest row of that identifier, expired or not. STORE_OK with *out in the arena, STORE_NONE,
 * STORE_FAULT. */
enum store_rc verifications_find(struct sql *sql, struct arena *a, struct str identifier,
				 struct verification *out, struct err *err);

/* Writes value and updated_ms of the rows of that identifier. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc verifications_set(struct sql *sql, struct str identifier, struct str value,
				int64_t updated_ms, struct err *err);

/* Deletes all rows of that identifier. STORE_OK, STORE_NONE (there are none: another request has
 * used the token), STORE_FAULT. */
enum store_rc verifications_delete(struct sql *sql, struct str identifier, struct err *err);

/* How many (at most 100) of the rows that verifications_delete_of() would delete expire after
 * now_ms, and when the newest of them was created (0 without any). */
struct verifications_alive {
	int64_t n;
	int64_t newest_ms;
};

/* STORE_OK, STORE_FAULT. */
enum store_rc verifications_alive_of(struct sql *sql, struct arena *a, struct str prefix,
				     struct str user_id, int64_t now_ms,
				     struct verifications_alive *out, struct err *err);

/* Deletes the user's rows whose identifier starts with the prefix, which has no '%' and no '_', and
 * all rows whose identifier is a digest, which hides the purpose, unless updated_ms says that it is
 * another. STORE_OK also when there were none, STORE_FAULT. */
enum store_rc verifications_delete_of(struct sql *sql, struct arena *a, struct str prefix,
				      struct str user_id, struct err *err);

/* Deletes expired rows. STORE_OK, STORE_FAULT. */
enum store_rc verifications_sweep(struct sql *sql, int64_t now_ms, struct err *err);

#endif
