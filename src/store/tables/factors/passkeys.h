/* Table "passkey", as Better Auth's plugin defines it: the credentials of users. The column
 * credentialID has no unique index there, so passkeys_lock() guards its uniqueness. And table
 * ostiary_passkey_use: when each of them signed in last. */
#ifndef OSTIARY_STORE_TABLES_FACTORS_PASSKEYS_H
#define OSTIARY_STORE_TABLES_FACTORS_PASSKEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

struct passkey {
	struct str id;
	struct str name;       /* p is NULL when the user gave none */
	struct str public_key; /* base64 of a COSE_Key */
	struct str user_id;
	struct str credential_id; /* base64url */
	int64_t counter;          /* of the last ceremony */
	struct str device_type;   /* "singleDevice", "multiDevice" */
	bool backed_up;
	struct str transports; /* "internal,hybrid"; p may be NULL */
	int64_t created_ms;    /* 0 when the column is null */
	struct str aaguid;     /* a UUID; p may be NULL */
	int64_t used_ms;       /* of the last sign-in, in passkeys_of_user(); 0: none is known */
};

/* Keeps others from adding passkeys until the transaction ends; to be the first query of a
 * transaction for writing (sql_lock_table()). */
enum store_rc passkeys_lock(struct sql *sql, struct err *err);

/* STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc passkeys_insert(struct sql *sql, const struct passkey *row, struct err *err);

/* The user's passkeys, the oldest first, at most `most`. *out is an array in the arena. STORE_OK,
 * STORE_FAULT. */
enum store_rc passkeys_of_user(struct sql *sql, struct arena *a, struct str user_id, size_t most,
			       struct passkey **out, size_t *out_n, struct err *err);

/* The passkey with that credential. In a table of Better Auth the credential may be in several
 * rows: *out is the oldest, and *out_shared says whether another user has it as well. STORE_OK with
 * *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc passkeys_by_credential(struct sql *sql, struct arena *a, struct str credential_id,
				     struct passkey *out, bool *out_shared, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc passkeys_by_id(struct sql *sql, struct arena *a, struct str id, struct passkey *out,
			     struct err *err);

/* STORE_OK, STORE_NONE (the passkey is gone or another user's), STORE_FAULT. */
enum store_rc passkeys_rename(struct sql *sql, struct str id, struct str user_id, struct str name,
			      struct err *err);
enum store_rc passkeys_delete(struct sql *sql, struct str id, struct str user_id, struct err *err);

/* Records a ceremony of the user's credential. STORE_OK; STORE_NONE: the credential is gone, or
 * another request has recorded a counter that is not below this one, unless both are 0;
 * STORE_FAULT. */
enum store_rc passkeys_count(struct sql *sql, struct str credential_id, struct str user_id,
			     int64_t counter, bool backed_up, struct err *err);

/* Records that the credential has signed the user in. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc passkeys_use(struct sql *sql, struct str credential_id, struct str user_id,
			   int64_t now_ms, struct err *err);

#endif
