/* The sender of the mails: an address with an optional name. */
#ifndef OSTIARY_MAIL_MAILBOX_H
#define OSTIARY_MAIL_MAILBOX_H

#include <stdbool.h>

#include "base/str.h"

struct mailbox {
	struct str name; /* may be empty */
	struct str address;
};

/* Reads "address", "<address>", "Name <address>" or "\"Name\" <address>". False for any other
 * text. */
bool mailbox_parse(struct str text, struct mailbox *out);

/* The part after the '@'. */
struct str mailbox_domain(const struct mailbox *mailbox);

#endif
