/* A session and its user, read from the JSON of a cookie cache. */
#ifndef OSTIARY_AUTH_SESSION_CACHE_VIEW_H
#define OSTIARY_AUTH_SESSION_CACHE_VIEW_H

#include <stdbool.h>

#include "auth/signed_in.h"
#include "base/json.h"
#include "core/arena.h"

/* {"session":{...},"user":{...}} with the members that the tables have; others are passed over. True with
 * *out copied into the arena. False when a member is missing or of another type, or the session is another
 * user's. */
bool session_cache_view(const struct json *payload, struct arena *a, struct signed_in *out);

#endif
