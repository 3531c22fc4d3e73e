/* What a reminder of a task says. In a row of the outbox it is in the place of the link, and is
 * wiped like one. */
#ifndef OSTIARY_MAIL_REMINDER_H
#define OSTIARY_MAIL_REMINDER_H

#include "base/buf.h"

struct mail_reminder {
	struct str url;  /* the service; without a line end, like the next two */
	struct str due;  /* when the task is due, for a person */
	struct str late; /* a sentence about when the reminder should have come, or empty */
	struct str task; /* its title; any text */
};

/* Appends the form in which a row has it. */
void mail_reminder_pack(struct buf *b, const struct mail_reminder *reminder);

/* Reads that form; the texts point into it. */
struct mail_reminder mail_reminder_unpack(struct str text);

#endif
