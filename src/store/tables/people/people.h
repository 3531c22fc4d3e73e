/* People as an operator sees them: users with the ways in, sessions and tasks that belong to them.
 * Only read here. */
#ifndef OSTIARY_STORE_TABLES_PEOPLE_PEOPLE_H
#define OSTIARY_STORE_TABLES_PEOPLE_PEOPLE_H

#include "store/tables/users.h"

struct person {
	struct user user;
	bool password; /* there is a hash, of whatever kind */
	int64_t passkeys;
	int64_t sessions; /* that have not expired */
	int64_t tasks;    /* outside of the trash, completed ones included */
	int64_t trash;    /* tasks in it */
	int64_t lists;
};

struct people_filter {
	struct str search; /* part of an address or a name; on SQLite only the capitals of ASCII do
			    * not count. Empty: everybody */
	struct str after;  /* only people behind the one with this id; empty: from the first on */
	int64_t most;      /* PEOPLE_LISTED at most */
	int64_t now_ms;
};

/* People in the order of their creation, and of their ids where that is the same. None where nobody
 * has the id `after`. *out is an array in the arena; with fewer than filter->most, there is nobody
 * behind its last. STORE_OK, also with *err of kind ERR_UNREADABLE: rows that cannot be read were
 * left out; STORE_FAULT. */
#define PEOPLE_LISTED 1000
enum store_rc people_page(struct sql *sql, struct arena *a, const struct people_filter *filter,
			  struct person **out, size_t *out_n, struct err *err);

/* The users without a time of creation that can be read, who are on no page. STORE_OK,
 * STORE_FAULT. */
enum store_rc people_unlisted(struct sql *sql, int64_t *out, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc people_find(struct sql *sql, struct arena *a, struct str id, int64_t now_ms,
			  struct person *out, struct err *err);

#endif
