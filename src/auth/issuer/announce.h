/* The issuer's side of mails: it announces the recipient and the link of each. */
#ifndef OSTIARY_AUTH_ISSUER_ANNOUNCE_H
#define OSTIARY_AUTH_ISSUER_ANNOUNCE_H

#include <stdint.h>

#include "base/str.h"
#include "core/err.h"
#include "store/store.h"

struct announcement {
	struct str kind; /* "reset-password", "verify-email", "change-email", "delete-account",
			  * "sign-in-changed", "sign-in-code" */
	struct str to;   /* the address */
	struct str name; /* of the recipient; any text */
	struct str url;  /* the link, or the code: a secret until it is used or expires */
	int64_t now_ms;
	int64_t expires_ms; /* the link's end */
};

/* Stores a mail that is sent after the commit. It is called inside the transaction that writes the
 * announced link, so that neither exists without the other. STORE_OK; STORE_NONE: the address has
 * had as many mails as it may get, or too many mails wait to be sent, and the link must not be
 * kept, lest it replaces one that was sent; STORE_FAULT. */
typedef enum store_rc announce_fn(struct sql *sql, const struct announcement *what,
				  struct err *err);

#endif
