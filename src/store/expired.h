/* Rows that nobody can use any more, of tables that grow by what strangers do. */
#ifndef OSTIARY_STORE_EXPIRED_H
#define OSTIARY_STORE_EXPIRED_H

#include <stddef.h>

#include "store/store.h"

/* Which rows: there is no index by their end, so that they are looked for by reading. */
enum expired_rows {
	EXPIRED_SESSIONS = 0,
	EXPIRED_VERIFICATIONS,
	EXPIRED_TABLES,
};

#define EXPIRED_BATCH 500

/* Ids of rows that ended before before_ms, at most EXPIRED_BATCH, in the arena. Inside store_read().
 * STORE_OK, STORE_FAULT. */
enum store_rc expired_find(struct sql *sql, struct arena *a, enum expired_rows which,
			   int64_t before_ms, struct str **out, size_t *out_n, struct err *err);

/* Deletes that row unless it has been given more time since. STORE_OK also when it is gone, STORE_FAULT. */
enum store_rc expired_delete(struct sql *sql, enum expired_rows which, struct str id,
			     int64_t before_ms, struct err *err);

#endif
