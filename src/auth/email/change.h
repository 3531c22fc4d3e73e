/* Changing the address of a user. */
#ifndef OSTIARY_AUTH_EMAIL_CHANGE_H
#define OSTIARY_AUTH_EMAIL_CHANGE_H

#include <stdbool.h>

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/signed_in.h"
#include "core/arena.h"
#include "core/err.h"

struct link_opening;

struct email_change {
	struct str email;    /* the new address */
	struct str callback; /* where the link in the mail redirects to */
};

/* Starts a change of the address of signed_in->user. AUTH_OK: with *out_changed true the change is
 * done, signed_in->user has the new address, and the session cookie is to be set again; with false
 * a mail is on its way, or the address belongs to another user, which the answer does not reveal.
 * REFUSED_SESSION_NOT_FRESH, REFUSED_EMAIL_UNCHANGED, REFUSED_CHANGE_NEEDS_MAIL,
 * REFUSED_USER_GONE, AUTH_FAULT.
 *
 * The links are valid until the password changes. Once the address has changed, links that were
 * sent to the old one no longer reset the password. */
enum auth_result email_change(struct issuer *issuer, struct arena *a,
			      const struct email_change *change, struct signed_in *signed_in,
			      bool *out_changed, struct err *err);

/* After a change of the address, in its transaction: deletes the reset links that went to the old
 * one, and revokes the access tokens that name it. STORE_OK, STORE_FAULT. */
enum store_rc email_old_address_end(struct sql *sql, const struct issuer *issuer, struct arena *a,
				    struct str user_id, struct err *err);

/* Takes the next step of a change by its link; a part of link_open(). STORE_OK, STORE_NONE with
 * o->refusal, STORE_FAULT. */
enum store_rc change_address_tx(struct sql *sql, struct link_opening *o, struct err *err);

#endif
