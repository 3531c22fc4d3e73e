/* Users who must not get in although their password or session is right, as the plugins of Better
 * Auth mean by columns of "user" (store/schema/plugins.h counts them). */
#ifndef OSTIARY_AUTH_SESSION_BARRED_H
#define OSTIARY_AUTH_SESSION_BARRED_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/issuer/result.h"
#include "store/tables/users.h"

/* Whether the user may use a session. AUTH_OK, also when the ban has ended; REFUSED_BANNED. */
enum auth_result user_may_stay(const struct user *user, int64_t now_ms);

#endif
