/* An admin who acts as another user: in a session of that user which names the admin.
 *
 * A1  It lasts settings.admin.impersonation_s, is not renewed, and is one only while the admin is
 *     an admin who is not banned, and the user is none (session/sessions.h).
 * A2  Nobody acts as an admin, and nobody who acts as another user has the rights of an admin.
 * A3  Its access tokens name the admin (token/token.h) and end with it.
 * A4  Its start and its end are rows in ostiary_audit. */
#ifndef OSTIARY_AUTH_ADMIN_ACTING_H
#define OSTIARY_AUTH_ADMIN_ACTING_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "core/arena.h"
#include "core/err.h"

/* Starts one. AUTH_OK with the session and its user in the arena; REFUSED_USER_GONE,
 * REFUSED_ACTING_AS_ADMIN, REFUSED_BANNED (the user is), AUTH_FAULT. */
enum auth_result acting_start(struct issuer *issuer, struct arena *a, const struct user *admin,
			      struct str user_id, const struct session_origin *from,
			      struct signed_in *out, struct err *err);

/* Ends the one that `acting` is, and revokes the user's access tokens. admin_token is of the
 * admin's own session. AUTH_OK with that session in *out; REFUSED_ADMIN_SESSION_GONE: it has ended,
 * or is not of the admin who acts, and nothing was done; AUTH_FAULT. */
enum auth_result acting_stop(struct issuer *issuer, struct arena *a, const struct signed_in *acting,
			     struct str admin_token, struct signed_in *out, struct err *err);

/* Inside the transaction that takes an admin's rights: ends all sessions in which the admin acts as
 * somebody, and revokes the access tokens of these users. STORE_OK, STORE_FAULT. */
enum store_rc acting_end_by(struct sql *sql, const struct issuer *issuer, struct arena *a,
			    struct str admin_id, struct err *err);

#endif
