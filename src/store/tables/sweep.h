/* Expired rows of the tables "session" and "verification", which anonymous clients can make
 * grow. */
#ifndef OSTIARY_STORE_TABLES_SWEEP_H
#define OSTIARY_STORE_TABLES_SWEEP_H

#include <stddef.h>

#include "store/store.h"

/* Neither table has an index by its expiry time, so finding the rows reads the whole table. */
enum sweep_table {
	SWEEP_SESSIONS = 0,
	SWEEP_VERIFICATIONS,
	SWEEP_CHALLENGES, /* of passkeys, in the table of verifications */
	SWEEP_TABLES,
};

#define SWEEP_BATCH_ROWS 500

/* Ids of rows that expired before before_ms, at most SWEEP_BATCH_ROWS, in the arena. STORE_OK,
 * STORE_FAULT. */
enum store_rc sweep_find(struct sql *sql, struct arena *a, enum sweep_table table,
			 int64_t before_ms, struct str **out, size_t *out_n, struct err *err);

/* Deletes that row unless its expiry time has been moved to before_ms or later. STORE_OK also when
 * the row is gone, STORE_FAULT. */
enum store_rc sweep_delete(struct sql *sql, enum sweep_table table, struct str id,
			   int64_t before_ms, struct err *err);

#endif
