/* The places for imports and exports, which are reserved before the work. An import takes much
 * memory while it runs, so there are few at one time, and one of each user. An export lasts as long
 * as its reader, so that each user has a few of many. */
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

/* An export; lives as long as it has its place, with the text. */
struct export_place {
	struct export_place *next;
	struct str user_id;
};

struct export_places {
	pthread_mutex_t lock;
	struct export_place *first; /* LIMIT_EXPORTS at most */
};

void export_places_init(struct export_places *places);
void export_places_done(struct export_places *places);

/* False: all places are taken, or those of this user. Safe for use by many threads. */
bool export_enter(struct export_places *places, struct export_place *place);
void export_leave(struct export_places *places, struct export_place *place);

#endif
