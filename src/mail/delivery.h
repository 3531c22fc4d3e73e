/* One mail's way from its row to the mail server, and what an attempt means for the row. */
#ifndef OSTIARY_MAIL_DELIVERY_H
#define OSTIARY_MAIL_DELIVERY_H

#include "base/buf.h"
#include "core/arena.h"
#include "core/random.h"
#include "mail/mailbox.h"
#include "mail/smtp.h"
#include "mail/template.h"
#include "store/outbox.h"

#define DELIVERY_LETTER_BYTES ((size_t)512 << 10)

struct delivery_style {
	const struct templates *templates;
	struct mailbox from;
	struct str product;
};

enum delivery_rc {
	DELIVERY_WRITTEN = 0,
	DELIVERY_BAD_ADDRESS, /* no mail can be sent there */
	DELIVERY_UNKNOWN_KIND,
	DELIVERY_TOO_LARGE,
};

/* Appends the row's letter to b. */
enum delivery_rc delivery_write(struct buf *b, const struct delivery_style *style,
				const struct outbox_row *row);

/* What makes no letter is never sent: the row becomes "failed" with the reason as its note. */
void delivery_unwritable(struct outbox_row *row, enum delivery_rc why);

/* Gives a claimed row the state, note and due_ms that the attempt has earned it: "sent"; "failed" when the
 * server refuses it, or when there is no time left for another attempt; else "pending", later. Texts are
 * put into the arena. */
void delivery_settle(struct outbox_row *row, enum smtp_rc rc, const struct smtp_answer *answer,
		     int64_t now_ms, const struct random *random, struct arena *a);

#endif
