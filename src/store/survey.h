/* What a start on a database would find there and do to it, told beforehand. Nothing is changed. */
#ifndef OSTIARY_STORE_SURVEY_H
#define OSTIARY_STORE_SURVEY_H

#include "store/layout.h"
#include "store/migrations.h"
#include "store/store.h"

/* Passwords of credential accounts by the make of their hashes. */
struct survey_passwords {
	int64_t scrypt; /* Better Auth's */
	int64_t argon2;
	int64_t bcrypt;
	int64_t pbkdf2;
	int64_t other;
	int64_t none; /* an account without a password */
};

/* A row of "jwks" as it is. */
struct survey_key {
	struct str kid;
	struct str private_jwk;
};

struct survey {
	bool exists;   /* false: SQLite, and there is no such file; nothing else is set */
	bool postgres; /* else SQLite */
	struct layout layout;
	struct migrations_plan plan;
	const char *made_by; /* which releases leave such tables; NULL: there are none */
	int64_t users, verified_users;
	int64_t live_sessions;
	int64_t other_accounts; /* of other providers */
	struct survey_passwords passwords;
	struct survey_key *keys;
	size_t n_keys;
	struct str *columns; /* of "user", that are somebody else's */
	size_t n_columns;
};

enum survey_rc {
	SURVEY_DONE = 0,
	SURVEY_REFUSED,    /* a start would be: *err says why */
	SURVEY_UNREADABLE, /* the database cannot be opened or read */
	SURVEY_BAD_URL,
};

/* Opens the database as the configuration says, looks, and closes it. What *out points to is in the arena. */
enum survey_rc survey_take(const struct store_config *config, struct arena *a, struct survey *out,
			   struct err *err);

#endif
