/* A whole mail as it goes over the wire (RFC 5322, RFC 2046): headers, a text part and an HTML part. */
#ifndef OSTIARY_MAIL_LETTER_H
#define OSTIARY_MAIL_LETTER_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/mailbox.h"

struct letter {
	const struct mailbox *from;
	struct str to; /* an address */
	struct str subject;
	struct str text;
	struct str html;
	struct str
		id; /* the row's: the same mail has the same Message-ID however often it is sent */
	int64_t date_ms;
};

/* Appends it, all lines ended by CRLF. False when the receiver's address cannot be written; whether
 * all has fitted is the buffer's to say. */
bool letter_put(struct buf *b, const struct letter *letter);

#endif
