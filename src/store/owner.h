/* The owner of tasks: a value that only access control in route/ makes, and that every task
 * statement needs. No task can be asked for without its owner. */
#ifndef OSTIARY_STORE_OWNER_H
#define OSTIARY_STORE_OWNER_H

#include "base/str.h"

struct owner {
	struct str user_id; /* the `sub` of a verified token, equal to the path's user_id */
};

#endif
