#include "mail/outbox.h"

#include "core/limits.h"
#include "core/random.h"
#include "mail/kind.h"
#include "store/tables/outbox.h"

#define ID_BYTES 8
#define HOUR_MS  (INT64_C(3600) * 1000)

/* Whether the row, which is stored already, is one too many. */
static enum store_rc is_over_bound(struct sql *sql, const struct outbox_row *row,
				   unsigned per_address, bool *out, struct err *err)
{
	bool is_public = mail_kind_is_public(row->kind);
	struct outbox_recent recent;
	enum store_rc rc = outbox_recent(sql, row->recipient, row->kind, row->created_ms - HOUR_MS,
					 &recent, err);

	*out = rc == STORE_OK && per_address &&
	       (recent.all > per_address || (is_public && recent.of_kind > (per_address + 2) / 3));
	return rc == STORE_OK && !*out ? outbox_is_over(sql, LIMIT_OUTBOX, out, err) : rc;
}

/* The bounds are checked when the row is there: concurrent transactions that add rows of one
 * recipient and kind have waited for each other then. */
static enum store_rc insert_within_bounds(struct sql *sql, const struct outbox_row *row,
					  unsigned per_address, struct err *err)
{
	bool is_over = false;
	enum store_rc rc = outbox_insert(sql, row, row->created_ms - HOUR_MS, err);

	if (rc == STORE_OK)
		rc = is_over_bound(sql, row, per_address, &is_over, err);
	if (rc != STORE_OK || !is_over)
		return rc;
	rc = outbox_delete(sql, row->id, err);
	return rc == STORE_OK ? STORE_NONE : rc;
}

enum store_rc outbox_add(struct sql *sql, const struct mail_message *message, unsigned per_address,
			 struct err *err)
{
	enum store_rc rc;
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

	/* The id only distinguishes rows, so that the source of randomness is no argument. */
	random_fill(&random_kernel, random, sizeof(random));
	buf_init_fixed(&text, id, sizeof(id));
	buf_hex(&text, random, sizeof(random));
	row.id = buf_text(&text);
	if (row.expires_ms == 0)
		row.expires_ms = row.created_ms + mail_kind_life_ms(message->kind);
	if (row.expires_ms > row.created_ms + OUTBOX_TRIES_MS)
		row.expires_ms = row.created_ms + OUTBOX_TRIES_MS;
	rc = outbox_replace(sql, &row, err);
	return rc == STORE_NONE ? insert_within_bounds(sql, &row, per_address, err) : rc;
}
