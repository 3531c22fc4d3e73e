/* The statements that make the tables; migrations.c runs them. */
#ifndef OSTIARY_STORE_TABLES_H
#define OSTIARY_STORE_TABLES_H

#include "base/str.h"

/* One table with its indexes and triggers; made when there is no table of that name. */
struct table {
	struct str name;
	const char *sqlite;
	const char *postgres; /* NULL: the same */
};

#define TABLES_FIRST      7
#define TABLES_OUTBOX     1
#define TABLES_KEYRING    2
#define TABLES_AUDIT      1
#define TABLES_NOT_BEFORE 2
#define TABLES_RATE_LIMIT 1
#define TABLES_THROTTLE   1

extern const struct table tables_first[TABLES_FIRST];
extern const struct table tables_outbox[TABLES_OUTBOX];
extern const struct table tables_keyring[TABLES_KEYRING];
extern const struct table tables_audit[TABLES_AUDIT];
extern const struct table tables_not_before[TABLES_NOT_BEFORE];
extern const struct table tables_throttle[TABLES_THROTTLE];
extern const struct table tables_rate_limit[TABLES_RATE_LIMIT];

#endif
