/* Users and sessions as JSON objects, with the members of the answers in their order. */
#ifndef OSTIARY_AUTH_JSON_VIEW_H
#define OSTIARY_AUTH_JSON_VIEW_H

#include "base/buf.h"
#include "store/accounts.h"
#include "store/sessions.h"
#include "store/users.h"

/* The order of the members: of a row, or of what the cookie cache said. */
enum view_order {
	VIEW_STORED = 0,
	VIEW_CACHED,
};

/* VIEW_STORED: {"name","email","emailVerified","image","createdAt","updatedAt","id"}, VIEW_CACHED:
 * {"id","createdAt","updatedAt","email","emailVerified","name","image"}; image is null when unset. */
void user_put_json(struct buf *b, const struct user *user, enum view_order order);

/* The same without the braces, for the claims of a token. */
void user_put_json_members(struct buf *b, const struct user *user, enum view_order order);

/* VIEW_STORED: {"expiresAt","token","createdAt","updatedAt","ipAddress","userAgent","userId","id"},
 * VIEW_CACHED: {"id","createdAt","updatedAt","userId","expiresAt","token","ipAddress","userAgent"} */
void session_put_json(struct buf *b, const struct session *session, enum view_order order);

/* {"accountId","providerId","userId","createdAt","updatedAt","id","scopes":[...]} */
void account_put_json(struct buf *b, const struct account_view *account);

#endif
