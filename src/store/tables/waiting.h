/* What waits in the tables of mails, pushes and reminders, for those who watch a server. */
#ifndef OSTIARY_STORE_TABLES_WAITING_H
#define OSTIARY_STORE_TABLES_WAITING_H

#include "store/store.h"

struct waiting {
	int64_t n;
	int64_t first_ms; /* when the oldest began to wait, since 1970; 0: none waits */
};

/* Mails that are neither sent nor given up, by the time at which they were added. STORE_OK,
 * STORE_FAULT. */
enum store_rc waiting_mails(struct sql *sql, struct waiting *out, struct err *err);

/* The same for pushes. */
enum store_rc waiting_pushes(struct sql *sql, struct waiting *out, struct err *err);

/* Reminders whose time has come at now_ms, by that time. STORE_OK, STORE_FAULT. */
enum store_rc waiting_reminders(struct sql *sql, int64_t now_ms, struct waiting *out,
				struct err *err);

/* Mails that were given up, of those that are still in the table. STORE_OK, STORE_FAULT. */
enum store_rc waiting_failed_mails(struct sql *sql, int64_t *out, struct err *err);

#endif
