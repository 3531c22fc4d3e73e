#include "mail/outbox.h"

#include "core/random.h"
#include "mail/kind.h"
#include "store/outbox.h"

#define ID_BYTES 8

enum store_rc outbox_add(struct sql *sql, const struct mail_message *message, struct err *err)
{
	char id[2 * ID_BYTES];
	unsigned char random[ID_BYTES];
	struct buf text;
	struct outbox_row row = {
		.kind = message->kind,
		.recipient = message->to,
		.name = message->name,
		.url = message->url,
		.created_ms = message->now_ms,
		.due_ms = message->now_ms,
		.expires_ms = message->expires_ms,
	};

	/* The id only tells rows apart, so that nobody needs to choose where its chance comes from. */
	random_fill(&random_kernel, random, sizeof(random));
	buf_init_fixed(&text, id, sizeof(id));
	buf_hex(&text, random, sizeof(random));
	row.id = buf_text(&text);
	if (row.expires_ms == 0)
		row.expires_ms = row.created_ms + mail_kind_life_ms(message->kind);
	if (row.expires_ms > row.created_ms + OUTBOX_TRIES_MS)
		row.expires_ms = row.created_ms + OUTBOX_TRIES_MS;
	return outbox_insert(sql, &row, err);
}
