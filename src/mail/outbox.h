/* The outbox: a mail is stored in the same transaction as the change that it announces, and sent
 * afterwards (mail/sender.h). No request waits for a mail server. */
#ifndef OSTIARY_MAIL_OUTBOX_H
#define OSTIARY_MAIL_OUTBOX_H

#include <stdint.h>

#include "store/store.h"

struct mail_message {
	struct str kind; /* see mail/kind.h */
	struct str to;   /* the address */
	struct str name; /* the user's name; any text */
	struct str url;  /* the link, a secret until it is used or expires */
	int64_t now_ms;
	int64_t expires_ms; /* of the link; 0: after mail_kind_life_ms() */
};

/* The longest time in which sending is attempted, even when the link is valid for longer. */
#define OUTBOX_TRIES_MS (INT64_C(24) * 3600 * 1000)

/* Stores the message, which is sent after the surrounding transaction has been committed. It takes
 * the place of a pending message of its kind to the same address. An invalid address does not fail
 * the request; it is found when the mail is sent.
 *
 * Within an hour, one address gets at most per_address messages, and at most a third of them of a
 * kind that any client can ask for (mail_kind_is_public()), so that those leave room for the
 * others. 0: no bound. At most LIMIT_OUTBOX messages are pending.
 *
 * STORE_OK, STORE_NONE (a bound is reached, and the message is not stored), STORE_FAULT. */
enum store_rc outbox_add(struct sql *sql, const struct mail_message *message, unsigned per_address,
			 struct err *err);

#endif
