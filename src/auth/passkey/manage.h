/* The passkeys of the signed-in user: to be listed, renamed and deleted. */
#ifndef OSTIARY_AUTH_PASSKEY_MANAGE_H
#define OSTIARY_AUTH_PASSKEY_MANAGE_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/buf.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/factors/passkeys.h"
#include "store/tables/users.h"

/* Appends {"name","publicKey","userId","credentialID","counter","deviceType","backedUp",
 * "transports","createdAt","aaguid","id"} without the braces. */
void passkey_put_json_members(struct buf *b, const struct passkey *passkey);

/* Appends "lastUsedAt" and when a listed passkey signed in last, or null. */
void passkey_put_use(struct buf *b, const struct passkey *passkey);

/* The oldest first. AUTH_OK with *out in the arena, AUTH_FAULT. */
enum auth_result passkey_list(struct issuer *issuer, struct arena *a, struct str user_id,
			      struct passkey **out, size_t *out_n, struct err *err);

/* AUTH_OK, the renamed passkey in *out; REFUSED_PASSKEY_GONE (no passkey has this id);
 * REFUSED_PASSKEY_OTHER_USER; AUTH_FAULT. */
enum auth_result passkey_rename(struct issuer *issuer, struct arena *a, struct str user_id,
				struct str id, struct str name, struct passkey *out,
				struct err *err);

/* The same; the user is sent a mail. */
enum auth_result passkey_delete(struct issuer *issuer, struct arena *a, const struct user *user,
				struct str id, struct err *err);

#endif
