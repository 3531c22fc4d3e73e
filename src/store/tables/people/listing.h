/* Users as Better Auth's plugin admin lists them: searched, filtered, sorted and counted, by
 * columns that are known. Only where the columns of that plugin are there (store_config, admin). */
#ifndef OSTIARY_STORE_TABLES_PEOPLE_LISTING_H
#define OSTIARY_STORE_TABLES_PEOPLE_LISTING_H

#include "store/tables/users.h"

/* What a column holds; a value to compare with is of the same type. */
enum listing_type {
	LISTING_NONE = 0, /* no column */
	LISTING_TEXT,
	LISTING_TIME,
	LISTING_FLAG,
};

/* The type of a column of "user" by its name in Better Auth; LISTING_NONE: there is no such column,
 * or none that is listed by. */
enum listing_type listing_type_of(struct str column);

/* Texts are compared by the database's order. In `contains` and its like, the capitals of ASCII do
 * not count on SQLite, and no capitals on PostgreSQL. */
struct listing_query {
	/* "email" or "name"; empty: everybody. The pattern is one of listing_pattern(). */
	struct str search_in, search_pattern;

	/* The column to filter by, its type, and the comparison: eq, ne, lt, lte, gt, gte, in,
	 * not_in, contains, starts_with, ends_with. Of LISTING_NONE there is no filter. */
	struct str filter_by;
	enum listing_type filter_type;
	struct str operation;
	struct str text;    /* LISTING_TEXT, eq to gte */
	struct str pattern; /* LISTING_TEXT, contains and its like */
	struct str among;   /* LISTING_TEXT, in and not_in: listing_among() */
	int64_t time_ms;    /* LISTING_TIME */
	bool flag;          /* LISTING_FLAG */

	struct str sort_by; /* empty: by the time of creation, then by the id */
	enum listing_type sort_type;
	bool descending;
	int64_t most; /* LISTING_MOST at most */
	int64_t skipped;
};

/* The pattern of "like" for a text with this one anywhere, at its start, or at its end. In the
 * arena. */
enum listing_place {
	LISTING_ANYWHERE = 0,
	LISTING_AT_START,
	LISTING_AT_END,
};
struct str listing_pattern(struct arena *a, struct str part, enum listing_place place);

/* The value of `among` for these texts. In the arena. */
struct str listing_among(struct arena *a, const struct str *texts, size_t n);

/* *out is an array in the arena, *out_total the number of all that fit. STORE_OK, also with *err of
 * kind ERR_UNREADABLE: rows that cannot be read were left out; STORE_FAULT. */
#define LISTING_MOST 1000
enum store_rc listing_page(struct sql *sql, struct arena *a, const struct listing_query *query,
			   struct user **out, size_t *out_n, int64_t *out_total, struct err *err);

#endif
