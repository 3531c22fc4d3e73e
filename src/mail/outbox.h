/* The outbox: mails that are written down in the transaction that makes what they announce, and are sent
 * after it (mail/sender.h). Nobody who answers a request ever waits for a mail server. */
#ifndef OSTIARY_MAIL_OUTBOX_H
#define OSTIARY_MAIL_OUTBOX_H

#include <stdint.h>

#include "store/store.h"

struct mail_message {
	struct str kind; /* "reset-password", "verify-email", "change-email", "delete-account" */
	struct str to;   /* the address */
	struct str name; /* how the person calls herself; any text */
	struct str url;  /* the link: a secret until it was used or has expired */
	int64_t now_ms;
	int64_t expires_ms; /* the link's end; 0: an hour from now, a day for delete-account */
};

/* Sending is not tried for longer than this, even where the link lives longer. */
#define OUTBOX_TRIES_MS (INT64_C(24) * 3600 * 1000)

/* Writes the message down; it is sent once the surrounding transaction has been committed. An address
 * that no mail can be sent to is found later, when it is sent: a request does not fail by it. STORE_OK,
 * STORE_FAULT. */
enum store_rc outbox_add(struct sql *sql, const struct mail_message *message, struct err *err);

#endif
