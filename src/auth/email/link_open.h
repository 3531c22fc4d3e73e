/* Opening a link by which an address is verified or changed. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_OPEN_H
#define OSTIARY_AUTH_EMAIL_LINK_OPEN_H

#include <stdbool.h>

#include "auth/email/link_token.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"

/* The request that opens a link. */
struct link_context {
	const struct signed_in *signed_in; /* of the request; NULL: it has no session */
	struct session_origin from;
	struct str callback;
};

/* The effect of a link, as its answer shows it. */
struct link_outcome {
	struct user user; /* as stored now */
	bool show_user;   /* the answer shows the user */
	bool hide_member; /* the answer has no member "user" at all, not even null */
	bool set_session; /* the session cookie is set to the token of `session` */
	bool new_session; /* this link started `session` */
	struct session session;
};

/* One opening of a link. The transaction may run again, so all new values are made before it. */
struct link_opening {
	struct issuer *issuer;
	struct arena *a;
	const struct email_link *link;
	const struct link_context *context;
	int64_t now_ms;
	struct session fresh;
	enum auth_result refusal; /* the reason of a STORE_NONE; AUTH_OK: none was given */
	bool revoked;             /* the user's access tokens name the old address */
	struct link_outcome out;
};

/* Refuses the link inside its transaction, which STORE_NONE undoes. */
static inline enum store_rc link_refuse(struct link_opening *o, enum auth_result reason)
{
	o->refusal = reason;
	return STORE_NONE;
}

/* Takes the action of a link that email_link_read() has accepted. AUTH_OK with *out,
 * REFUSED_LINK_INVALID, REFUSED_LINK_USER_GONE, REFUSED_LINK_OTHER_USER, AUTH_FAULT. */
enum auth_result link_open(struct issuer *issuer, struct arena *a, const struct email_link *link,
			   const struct link_context *context, struct link_outcome *out,
			   struct err *err);

#endif
