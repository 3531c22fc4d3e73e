/* Whether a way in starts a session: the one place that decides it, for every way that there is.
 *
 * E1  Every function that starts a session for somebody who has none asks entry_settle() inside of
 *     the transaction that stores it.
 * E2  A way counts as one factor unless it has shown two. A code by mail does not follow a link in
 *     a mail, which the same mailbox has shown.
 * E3  A way that the tables do not mention is refused.
 */
#ifndef OSTIARY_AUTH_FACTOR_ENTRY_ENTRY_H
#define OSTIARY_AUTH_FACTOR_ENTRY_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/issuer/issuer.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/users.h"

enum way_in {
	WAY_PASSWORD = 0,
	WAY_SIGN_UP,          /* a new account, which was given a password */
	WAY_MAIL_LINK,        /* the link that verifies an address */
	WAY_PASSKEY_TOUCHED,  /* the authenticator did not verify the person */
	WAY_PASSKEY_VERIFIED, /* it did, which makes two factors */
	WAY_SECOND_FACTOR,    /* a code, after one of the others */
	WAYS,
};

/* How a user stands to second factors at this moment. */
enum standing {
	STANDING_CLOSED = 0, /* has or needs one, and this server cannot ask for it */
	STANDING_FREE,       /* has none, and needs none */
	STANDING_GRACE,      /* has none, and needs one by a time to come */
	STANDING_OVERDUE,    /* has none, and that time is over: a code by mail is asked for */
	STANDING_ENROLLED,
	STANDING_TRUSTED, /* enrolled, in a browser that the user trusts */
	STANDINGS,
};

enum entry {
	ENTRY_REFUSED = 0,
	ENTRY_SESSION,
	ENTRY_PENDING, /* the second factor is asked for */
	ENTRY_NOTHING, /* no session; what else the way does is done */
};

/* The facts that decide the standing. */
struct standing_facts {
	bool enrolled;
	bool trusted; /* the browser is */
	bool admin;
	bool grace_over;
	bool mail_codes; /* can be sent */
};

enum standing standing_of(enum factor_policy policy, const struct standing_facts *facts);
enum entry entry_of(enum way_in way, enum standing standing);

struct entry_decision {
	enum entry entry;
	bool mail_code_alone; /* of ENTRY_PENDING: the user has no second factor yet */
	int64_t enrol_by_ms;  /* of STANDING_GRACE: when its time is over; else 0 */
};

/* Decides inside of the transaction that would start the session. The first time that the policy
 * asks a user for a second factor is recorded: the time of grace begins. trusted is looked at for
 * enrolled users only. STORE_OK with *out, STORE_ORPHAN (the user is gone), STORE_FAULT. */
enum store_rc entry_settle(struct sql *sql, const struct issuer *issuer, struct arena *a,
			   const struct user *user, enum way_in way, bool trusted,
			   struct entry_decision *out, struct err *err);

/* Whether the policy demands that the user has a second factor. STORE_OK, STORE_FAULT. */
enum store_rc entry_demands(struct sql *sql, const struct issuer *issuer, struct arena *a,
			    struct str user_id, bool *out, struct err *err);

#endif
