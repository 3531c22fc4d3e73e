/* Tasks of users who are gone, on a database that does not know its users. */
#ifndef OSTIARY_TASKS_DEPARTED_H
#define OSTIARY_TASKS_DEPARTED_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"
#include "store/store.h"

enum departed_answer {
	DEPARTED_NO = 0,
	DEPARTED_YES,
	DEPARTED_UNKNOWN, /* ask again another time */
};
typedef enum departed_answer departed_fn(void *arg, struct str user_id);

struct departed_result {
	size_t users; /* whose tasks were deleted */
	int64_t tasks;
	size_t unknown;
};

/* Asks is_gone about every owner of tasks, and deletes everything of those who are: each in a transaction of
 * their own, so that it can be broken off at any time and begun again. STORE_OK with *out, STORE_FAULT. */
enum store_rc departed_sweep(struct store *store, departed_fn *is_gone, void *arg,
			     struct departed_result *out, struct err *err);

#endif
