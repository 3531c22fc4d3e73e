/* A session and its user, read from the JSON of a cookie cache. */
#ifndef OSTIARY_AUTH_SESSION_COOKIE_CACHE_JSON_H
#define OSTIARY_AUTH_SESSION_COOKIE_CACHE_JSON_H

#include <stdbool.h>

#include "auth/session/signed_in.h"
#include "base/json.h"
#include "core/arena.h"

/* Appends ,"proof":{"password":MS,...} with what was shown in the session; nothing when it is not
 * known. Better Auth ignores the member. */
void cookie_cache_put_proof(struct buf *b, const struct session_proof *proof);

/* Reads {"session":{...},"user":{...},"proof":{...}} with the members of the tables and those of
 * `own` (NULL: no columns of one's own), which may be missing, as the proof may; other members are
 * ignored.
 * True with *out copied into the arena. False when a member is missing or of another type, or
 * the session is another user's, or one in which an admin acts as the user. */
bool cookie_cache_view(const struct json *payload, const struct own_tables *own, struct arena *a,
		       struct signed_in *out);

#endif
