/* The row of a new user, whoever makes it, and which of its values is taken. */
#ifndef OSTIARY_AUTH_ACCOUNT_NEW_USER_H
#define OSTIARY_AUTH_ACCOUNT_NEW_USER_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/users.h"

/* A user with a new id, made and changed now, whose address is not verified. own has the values of
 * columns of one's own that were given (NULL: none); the others get their defaults. What is made is
 * in the arena; email and name are borrowed. */
struct user new_user(const struct issuer *issuer, struct arena *a, struct str email,
		     struct str name, const struct own_value *own, int64_t now_ms);

/* Whether a user has the address, in small letters. AUTH_OK: none; REFUSED_EMAIL_TAKEN, also by a
 * user who cannot be read; AUTH_FAULT. */
enum auth_result new_user_address(const struct issuer *issuer, struct arena *a, struct str email,
				  struct err *err);

/* Which of the unique columns had the value of a user who could not be stored: the database does
 * not say so on either engine. REFUSED_EMAIL_TAKEN, REFUSED_NEW_USER_FIELD_TAKEN, AUTH_FAULT. */
enum auth_result new_user_taken(const struct issuer *issuer, struct arena *a,
				const struct user *user, struct err *err);

#endif
