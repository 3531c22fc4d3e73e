/* Writes the letter of a row of the outbox, and records in the row what became of an attempt to
 * send it. */
#ifndef OSTIARY_MAIL_DELIVERY_H
#define OSTIARY_MAIL_DELIVERY_H

#include "base/buf.h"
#include "core/arena.h"
#include "core/random.h"
#include "mail/mailbox.h"
#include "mail/smtp.h"
#include "mail/template.h"
#include "store/tables/outbox.h"

#define DELIVERY_LETTER_BYTES ((size_t)512 << 10)

struct delivery_style {
	const struct templates *templates;
	struct mailbox from;
	struct str product;
};

enum delivery_rc {
	DELIVERY_WRITTEN = 0,
	DELIVERY_BAD_ADDRESS, /* no mail can be sent to it */
	DELIVERY_UNKNOWN_KIND,
	DELIVERY_TOO_LARGE,
};

/* Appends the letter of the row to b. */
enum delivery_rc delivery_write(struct buf *b, const struct delivery_style *style,
				const struct outbox_row *row);

/* For a row without a letter, which is never sent: its state becomes "failed" and its note the
 * reason. */
void delivery_unwritable(struct outbox_row *row, enum delivery_rc why);

/* Sets the state, note and due_ms of a claimed row after an attempt: "sent"; "failed" when the
 * server refuses the mail or no time is left for another attempt; otherwise "pending" until due_ms.
 * Texts are in the arena. */
void delivery_record_result(struct outbox_row *row, enum smtp_rc rc,
			    const struct smtp_answer *answer, int64_t now_ms,
			    const struct random *random, struct arena *a);

#endif
