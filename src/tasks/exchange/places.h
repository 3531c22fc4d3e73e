/* The places for imports, which are reserved before a file is read: an import takes much memory, so
 * there are few at one time, and one of each user. */
#ifndef OSTIARY_TASKS_EXCHANGE_PLACES_H
#define OSTIARY_TASKS_EXCHANGE_PLACES_H

#include <pthread.h>
#include <stdbool.h>

#include "base/str.h"
#include "core/limits.h"

struct import_places {
	pthread_mutex_t lock;
	struct str users[LIMIT_IMPORTS]; /* empty: a free place */
};

void import_places_init(struct import_places *places);
void import_places_done(struct import_places *places);

/* False: all places are taken, or one by this user. The text must live until import_leave(). Safe
 * for use by many threads. */
bool import_enter(struct import_places *places, struct str user_id);
void import_leave(struct import_places *places, struct str user_id);

#endif
