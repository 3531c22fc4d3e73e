/* Sessions: begun by sign-up and sign-in, found by their token, renewed when they are a day old. */
#ifndef OSTIARY_AUTH_SESSIONS_H
#define OSTIARY_AUTH_SESSIONS_H

#include <stdbool.h>

#include "auth/issuer.h"
#include "auth/signed_in.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/sessions.h"
#include "store/users.h"

/* Where a session is begun from, kept in its row. Both empty when unknown. */
struct session_origin {
	struct str ip_address;
	struct str user_agent; /* as it arrived; bytes that are not UTF-8 are read as Latin-1 */
};

/* The values of a new session; nothing is stored. */
struct session session_make(const struct issuer *issuer, struct arena *a, struct str user_id,
			    const struct session_origin *from, enum remember remember,
			    int64_t now_ms);

/* Whether a session that is due for it is renewed. */
struct session_rules {
	bool dont_remember;   /* the request has a dont_remember cookie with a valid signature */
	bool disable_refresh; /* the query parameter `disableRefresh` is not empty */
	bool only_look;       /* write nothing: neither renew nor delete what has expired */
};

enum session_rc {
	SESSION_GONE =
		0, /* unknown, expired (its row is deleted) or without a user: no session, and the
			   * cookies are to be expired */
	SESSION_LIVE,    /* *out; no cookie is touched */
	SESSION_RENEWED, /* *out with its new times; the session cookie is to be issued again, with
			   * Max-Age = settings.session_s */
	SESSION_VANISHED, /* the row was deleted while it was being renewed: FAILED_TO_GET_SESSION, and the
			   * cookies are to be expired */
	SESSION_FAULT, /* see *err */
};

/* The session of a token whose signature the caller has verified. One read; a write, which waits for
 * the disk, only when the session is due for renewal or has expired. */
enum session_rc session_find(struct issuer *issuer, struct arena *a, struct str token,
			     struct session_rules rules, struct signed_in *out, struct err *err);

enum sign_out_rc {
	SIGN_OUT_DONE = 0, /* the session is gone, also when it was not there */
	SIGN_OUT_FAULT,    /* see *err */
};

/* Ends the session everywhere, at once. */
enum sign_out_rc sign_out(struct issuer *issuer, struct str token, struct err *err);

#endif
