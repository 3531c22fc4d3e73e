/* The user whom an operator names. */
#ifndef OSTIARY_AUTH_ADDRESS_NAMED_USER_H
#define OSTIARY_AUTH_ADDRESS_NAMED_USER_H

#include "store/tables/users.h"

/* Finds the user by the name: an id, or an e-mail address, in which capitals do not count. STORE_OK
 * with *out in the arena; STORE_NONE: there is none, also where ids are of type uuid and the
 * name is none; STORE_FAULT. */
enum store_rc users_by_name(struct sql *sql, struct arena *a, struct str name, struct user *out,
			    struct err *err);

#endif
