/* A complete mail as it is sent (RFC 5322, RFC 2046): headers, a text part and an HTML part. */
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
	struct str id; /* of the row: a mail that is sent again has the same Message-ID */
	int64_t date_ms;
};

/* Appends the mail, with CRLF after each line. False when the recipient's address is invalid;
 * buf_ok() says whether everything has fitted. */
bool letter_put(struct buf *b, const struct letter *letter);

#endif
