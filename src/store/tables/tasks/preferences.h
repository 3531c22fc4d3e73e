/* Table ostiary_preferences: what an owner has chosen, as one JSON object. */
#ifndef OSTIARY_STORE_TABLES_TASKS_PREFERENCES_H
#define OSTIARY_STORE_TABLES_TASKS_PREFERENCES_H

#include "store/owner.h"
#include "store/store.h"

struct preferences_row {
	struct str settings; /* a JSON object, compact */
	int64_t revision;    /* of the last change */
};

/* STORE_OK with *out in the arena, STORE_NONE (nothing was chosen), STORE_FAULT. */
enum store_rc preferences_get(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct preferences_row *out, struct err *err);

/* Puts the row in the place of the one that is there. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc preferences_put(struct sql *sql, const struct owner *owner,
			      const struct preferences_row *row, struct err *err);

#endif
