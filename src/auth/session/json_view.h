/* Users and sessions as JSON objects, with the members of the answers in their order. */
#ifndef OSTIARY_AUTH_SESSION_JSON_VIEW_H
#define OSTIARY_AUTH_SESSION_JSON_VIEW_H

#include "base/buf.h"
#include "store/tables/accounts.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

/* The order of the members: as in a row, or as in the cookie cache. */
enum view_order {
	VIEW_STORED = 0,
	VIEW_CACHED,
};

/* VIEW_STORED: {"name","email","emailVerified","image","createdAt","updatedAt",
 * "twoFactorEnabled","role","banned","banReason","banExpires",own,"id"}, VIEW_CACHED:
 * {"id","createdAt","updatedAt","email","emailVerified","name","image","twoFactorEnabled","role",
 * "banned","banReason","banExpires",own}; image is null when unset, twoFactorEnabled is absent
 * unless user->factor_known, as role and the ban are unless user->admin_known, and `own` stands for
 * the columns of one's own that are returned. */
void user_put_json(struct buf *b, const struct user *user, enum view_order order);

/* The same for a token: without the braces, and without columns that are no claims. */
void user_put_claims(struct buf *b, const struct user *user, enum view_order order);

/* VIEW_STORED:
 * {"expiresAt","token","createdAt","updatedAt","ipAddress","userAgent","userId","impersonatedBy",
 * own,"id"}, VIEW_CACHED:
 * {"id","createdAt","updatedAt","userId","expiresAt","token","ipAddress","userAgent",
 * "impersonatedBy",own}; impersonatedBy is absent unless session->admin_known. */
void session_put_json(struct buf *b, const struct session *session, enum view_order order);

/* {"accountId","providerId","userId","createdAt","updatedAt","id","scopes":[...]} */
void account_put_json(struct buf *b, const struct account_view *account);

#endif
