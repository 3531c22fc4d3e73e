/* A sender: an address, and the name that stands before it. */
#ifndef OSTIARY_MAIL_MAILBOX_H
#define OSTIARY_MAIL_MAILBOX_H

#include <stdbool.h>

#include "base/str.h"

struct mailbox {
	struct str name; /* may be empty */
	struct str address;
};

/* Reads "address", "<address>", "Name <address>" or "\"Name\" <address>". False when that is none. */
bool mailbox_parse(struct str text, struct mailbox *out);

/* What stands behind the '@'. */
struct str mailbox_domain(const struct mailbox *mailbox);

#endif
