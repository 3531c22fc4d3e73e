/* Mails, as far as the issuer knows of them: it says who is to get which link. */
#ifndef OSTIARY_AUTH_ANNOUNCE_H
#define OSTIARY_AUTH_ANNOUNCE_H

#include <stdint.h>

#include "base/str.h"
#include "core/err.h"
#include "store/store.h"

struct announcement {
	struct str kind; /* "reset-password", "verify-email", "change-email", "delete-account" */
	struct str to;   /* the address */
	struct str name; /* of the person; any text */
	struct str url;  /* the link: a secret until it was used or has expired */
	int64_t now_ms;
	int64_t expires_ms; /* the link's end */
};

/* Writes it down to be sent after the commit: it is called inside the transaction that makes what the
 * mail announces, so that there is never one without the other. STORE_OK, STORE_FAULT. */
typedef enum store_rc announce_fn(struct sql *sql, const struct announcement *what,
				  struct err *err);

#endif
