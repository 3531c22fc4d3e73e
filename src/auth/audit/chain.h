/* The chain of the audit table: each row has the hash of the row before, so that a row that was
 * changed, taken out or put between others is found (verify.h).
 *
 * I1  A row and what it records are one transaction, and its place in the chain is taken in it.
 * I2  The hash covers every column. It is the SHA-256, in hex digits, of the UTF-8 text of the JSON
 *     array [seq, previous, id, at_ms, actor, origin, action, subject, detail, before, after], as
 *     JSON.stringify() of ECMAScript writes it. seq and at_ms are numbers.
 *
 * Who can write to the database can make a whole new chain. What such a person cannot change is a
 * hash that was noted elsewhere.
 */
#ifndef OSTIARY_AUTH_AUDIT_CHAIN_H
#define OSTIARY_AUTH_AUDIT_CHAIN_H

#include "crypto/digest.h"
#include "store/tables/audit/audit.h"

/* Adds the row to the chain, in the transaction of what it records: its last step, because others
 * that add a row wait from then on. STORE_OK, STORE_CONFLICT (the id), STORE_FAULT. */
enum store_rc audit_append(struct sql *sql, const struct audit_row *row, struct err *err);

/* Appends the hash that the entry should have: DIGEST_HEX characters. A text whose p is NULL is
 * null. False: there is no memory. */
bool audit_put_hash(const struct audit_entry *entry, struct buf *out);

#endif
