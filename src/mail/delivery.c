#include "mail/delivery.h"

#include <stdlib.h>

#include "mail/backoff.h"
#include "mail/letter.h"
#include "mail/reminder.h"

#define PART_BYTES ((size_t)128 << 10)

/* Buffers with links are wiped. They never grow, because that would leave copies behind. */
static void secret_free(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);
	free(b->p);
}

static void secret_init(struct buf *b, size_t bytes)
{
	char *memory = malloc(bytes);

	buf_init_fixed(b, memory, memory ? bytes : 0); /* without memory the buffer fails */
}

static void take_reminder(struct template_values *values)
{
	struct mail_reminder reminder = mail_reminder_unpack(values->url);

	values->url = reminder.url;
	values->task = reminder.task;
	values->due = reminder.due;
	values->late = reminder.late;
}

static enum delivery_rc write_parts(struct buf *b, struct buf parts[TEMPLATE_PARTS],
				    const struct delivery_style *style, enum mail_kind kind,
				    const struct outbox_row *row)
{
	struct template_values values = {
		.name = row->name,
		.url = row->url,
		.email = row->recipient,
		.product = style->product,
	};
	struct letter letter = { .from = &style->from,
				 .to = row->recipient,
				 .id = row->id,
				 .date_ms = row->created_ms };

	if (kind == MAIL_REMINDER)
		take_reminder(&values);
	for (size_t i = 0; i < TEMPLATE_PARTS; i++) {
		template_put(&parts[i], style->templates->of[kind][i], (enum template_part)i,
			     &values);
		if (!buf_ok(&parts[i]))
			return DELIVERY_TOO_LARGE;
	}
	letter.subject = buf_text(&parts[TEMPLATE_SUBJECT]);
	letter.text = buf_text(&parts[TEMPLATE_TEXT]);
	letter.html = buf_text(&parts[TEMPLATE_HTML]);
	if (!letter_put(b, &letter))
		return DELIVERY_BAD_ADDRESS;
	return buf_ok(b) ? DELIVERY_WRITTEN : DELIVERY_TOO_LARGE;
}

enum delivery_rc delivery_write(struct buf *b, const struct delivery_style *style,
				const struct outbox_row *row)
{
	struct buf parts[TEMPLATE_PARTS];
	enum mail_kind kind = MAIL_KINDS;
	enum delivery_rc rc;

	if (!mail_kind_parse(row->kind, &kind))
		return DELIVERY_UNKNOWN_KIND;
	for (size_t i = 0; i < TEMPLATE_PARTS; i++)
		secret_init(&parts[i], PART_BYTES);
	rc = write_parts(b, parts, style, kind, row);
	for (size_t i = 0; i < TEMPLATE_PARTS; i++)
		secret_free(&parts[i]);
	return rc;
}

void delivery_unwritable(struct outbox_row *row, enum delivery_rc why)
{
	row->state = STR("failed");
	switch (why) {
	case DELIVERY_BAD_ADDRESS:
		row->note = STR("no mail can be sent to this address");
		break;
	case DELIVERY_UNKNOWN_KIND:
		row->note = STR("unknown kind of mail");
		break;
	case DELIVERY_TOO_LARGE:
		row->note = STR("the mail is too large");
		break;
	case DELIVERY_WRITTEN:
		break;
	}
}

void delivery_record_result(struct outbox_row *row, enum smtp_rc rc,
			    const struct smtp_answer *answer, int64_t now_ms,
			    const struct random *random, struct arena *a)
{
	row->note =
		arena_fmt(a, "%s%s%s", answer->why.text, answer->said[0] ? ": " : "", answer->said);
	switch (rc) {
	case SMTP_ACCEPTED:
		row->state = STR("sent");
		row->note = arena_fmt(a, "%s", answer->said);
		row->due_ms = now_ms;
		return;
	case SMTP_REFUSED:
		row->state = STR("failed");
		row->due_ms = now_ms;
		return;
	case SMTP_LATER:
		break;
	}
	row->due_ms = now_ms + backoff_ms(row->attempts, random);
	if (row->due_ms < row->expires_ms) {
		row->state = STR("pending");
		return;
	}
	row->state = STR("failed");
	row->note =
		arena_fmt(a, "%.*s; the link expires before another attempt", STR_FMT(row->note));
}
