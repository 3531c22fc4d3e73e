/* How a row of the audit table is printed. */
#ifndef OSTIARY_CLI_AUDIT_ENTRY_H
#define OSTIARY_CLI_AUDIT_ENTRY_H

#include "base/buf.h"
#include "store/tables/audit/audit.h"

/* The members of the JSON object, for help. */
#define AUDIT_MEMBERS                                                                              \
	"seq (its number), id, at (RFC 3339), actor, origin, action, subject, detail, before and " \
	"after (objects, or null), previous and hash (of the chain; null in rows from before it)"

void audit_put_json(struct buf *b, const struct audit_entry *entry);

/* A line of the table, below audit_put_heading(). */
void audit_put_heading(struct buf *b);
void audit_put_line(struct buf *b, const struct audit_entry *entry);

#endif
