#include "cli/audit/entry.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/tree/output.h"
#include "core/clock.h"

#define VALUES_DEPTH 8

static void put_text(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, ",\"%s\":", name);
	json_put_string_or_null(b, text);
}

/* As it is stored, so that the hash can be computed from it; a text that is no JSON, which only
 * somebody else can have stored, is a string. */
static void put_values(struct buf *b, const char *name, struct str text)
{
	OWNED(json_free) struct json *value = NULL;

	buf_fmt(b, ",\"%s\":", name);
	if (!text.n)
		buf_z(b, "null");
	else if (json_parse(text, VALUES_DEPTH, &value) == JSON_OK && !str_has_control(text))
		buf_str(b, text);
	else
		json_put_string(b, text);
}

void audit_put_json(struct buf *b, const struct audit_entry *entry)
{
	const struct audit_row *row = &entry->row;

	buf_fmt(b, "{\"seq\":%lld", (long long)entry->link.seq);
	put_text(b, "id", row->id);
	buf_z(b, ",\"at\":\"");
	clock_put_iso(b, clock_clamp(row->at_ms));
	buf_char(b, '"');
	put_text(b, "actor", row->actor);
	put_text(b, "origin", row->origin);
	put_text(b, "action", row->action);
	put_text(b, "subject", row->subject);
	put_text(b, "detail", row->detail);
	put_values(b, "before", row->before);
	put_values(b, "after", row->after);
	put_text(b, "previous", entry->link.previous);
	put_text(b, "hash", entry->link.hash);
	buf_char(b, '}');
}

void audit_put_heading(struct buf *b)
{
	buf_z(b, "    SEQ TIME                     ACTION                   SUBJECT              "
		 "            ACTOR                DETAIL\n");
}

void audit_put_line(struct buf *b, const struct audit_entry *entry)
{
	const struct audit_row *row = &entry->row;

	buf_fmt(b, "%7lld ", (long long)entry->link.seq);
	clock_put_iso(b, clock_clamp(row->at_ms));
	buf_char(b, ' ');
	cli_put_column(b, row->action, 24);
	cli_put_column(b, row->subject, 32);
	cli_put_column(b, row->actor, 20);
	cli_put_safe(b, row->detail);
	buf_char(b, '\n');
}
