/* Users and sessions as JSON objects, with the members of the answers in their order. */
#ifndef OSTIARY_AUTH_JSON_VIEW_H
#define OSTIARY_AUTH_JSON_VIEW_H

#include "base/buf.h"
#include "store/accounts.h"
#include "store/sessions.h"
#include "store/users.h"

/* {"name","email","emailVerified","image","createdAt","updatedAt","id"}; image is null when unset. */
void user_put_json(struct buf *b, const struct user *user);

/* The same without the braces, for the claims of a token. */
void user_put_json_members(struct buf *b, const struct user *user);

/* {"expiresAt","token","createdAt","updatedAt","ipAddress","userAgent","userId","id"} */
void session_put_json(struct buf *b, const struct session *session);

/* {"accountId","providerId","userId","createdAt","updatedAt","id","scopes":[...]} */
void account_put_json(struct buf *b, const struct account_view *account);

#endif
