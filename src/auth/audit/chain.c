#include "auth/audit/chain.h"

#include "base/cleanup.h"
#include "base/json.h"

#define TEXT_BYTES ((size_t)4 << 20) /* more than any row has */

static void put_text(struct buf *b, const struct audit_entry *entry)
{
	const struct audit_row *row = &entry->row;
	const struct str behind[] = { row->actor,  row->origin, row->action, row->subject,
				      row->detail, row->before, row->after };

	buf_char(b, '[');
	buf_i64(b, entry->link.seq);
	buf_char(b, ',');
	json_put_string_or_null(b, entry->link.previous);
	buf_char(b, ',');
	json_put_string_or_null(b, row->id);
	buf_char(b, ',');
	buf_i64(b, row->at_ms);
	for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
		buf_char(b, ',');
		json_put_string_or_null(b, behind[i]);
	}
	buf_char(b, ']');
}

bool audit_put_hash(const struct audit_entry *entry, struct buf *out)
{
	struct buf text;
	bool ok;

	buf_init_heap(&text, TEXT_BYTES);
	put_text(&text, entry);
	ok = buf_ok(&text);
	if (ok)
		digest_sha256_hex(buf_text(&text), out);
	buf_done(&text);
	return ok && buf_ok(out);
}

static struct str empty_for_none(struct str text)
{
	return text.p ? text : STR("");
}

/* As the row comes back from the database. */
static struct audit_row without_nulls(const struct audit_row *row)
{
	return (struct audit_row){
		.id = empty_for_none(row->id),
		.at_ms = row->at_ms,
		.actor = empty_for_none(row->actor),
		.origin = empty_for_none(row->origin),
		.action = empty_for_none(row->action),
		.subject = empty_for_none(row->subject),
		.detail = empty_for_none(row->detail),
		.before = empty_for_none(row->before),
		.after = empty_for_none(row->after),
	};
}

static enum store_rc append_to(struct sql *sql, const struct audit_head *head,
			       const struct audit_row *row, struct err *err)
{
	char hash[DIGEST_HEX];
	struct audit_entry entry = {
		.row = without_nulls(row),
		.link = { .seq = head->seq, .previous = empty_for_none(head->hash) },
	};
	struct buf b;

	buf_init_fixed(&b, hash, sizeof(hash));
	if (!audit_put_hash(&entry, &b)) {
		err_set(err, "no memory for a row of the audit table");
		return STORE_FAULT;
	}
	entry.link.hash = buf_text(&b);
	return audit_insert(sql, &entry.row, &entry.link, err);
}

enum store_rc audit_append(struct sql *sql, const struct audit_row *row, struct err *err)
{
	struct audit_head head;
	struct arena a;
	enum store_rc rc;

	arena_init(&a, NULL, 0);
	rc = audit_head_next(sql, &a, &head, err);
	if (rc == STORE_OK)
		rc = append_to(sql, &head, row, err);
	arena_done(&a);
	return rc;
}
