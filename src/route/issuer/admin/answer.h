/* What the handlers of this folder have in common. */
#ifndef OSTIARY_ROUTE_ISSUER_ADMIN_ANSWER_H
#define OSTIARY_ROUTE_ISSUER_ADMIN_ANSWER_H

#include <stdbool.h>

#include "auth/issuer/result.h"
#include "core/err.h"
#include "route/call.h"
#include "store/tables/users.h"

/* The member userId of the body, which may be of any type: Better Auth makes a text of it. Empty,
 * which is nobody's id, for what no id can be. */
struct str admin_user_id(const struct call *call);

/* The caller, as ostiary_audit names an admin. */
struct str admin_actor(const struct call *call);

/* Roles as a text with commas, from a text or an array of texts. False: they are none, and 400 has
 * been answered. */
bool admin_read_roles(struct call *call, const struct json *value, struct str *out);

#define ADMIN_REASON_UNITS 1000 /* of a ban */

/* From now on this process looks up every session (auth/bans.h, I3). */
void admin_note_ban(struct call *call);

/* As answer_unless_ok(), with the words that these routes have for some refusals. */
bool admin_answer_unless_ok(struct call *call, enum auth_result result, const struct err *err);

/* 200 with {"user":{...}}, or with the user alone. */
void admin_answer_user(struct call *call, const struct user *user);
void admin_answer_bare_user(struct call *call, const struct user *user);

#endif
