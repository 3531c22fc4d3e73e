/* Who may reach a task: a value that only the route table's guard makes, and that every task statement
 * needs. There is no way to ask for a task without saying whose it is. */
#ifndef OSTIARY_STORE_OWNER_H
#define OSTIARY_STORE_OWNER_H

#include "base/str.h"

struct owner {
	struct str user_id; /* the `sub` of a verified token, equal to the path's user_id */
};

#endif
