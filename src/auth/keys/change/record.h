/* The rows of the audit table about signing keys. */
#ifndef OSTIARY_AUTH_KEYS_CHANGE_RECORD_H
#define OSTIARY_AUTH_KEYS_CHANGE_RECORD_H

#include "core/random.h"
#include "store/store.h"

struct key_record {
	const struct random *random;
	int64_t now_ms;
	struct str actor;  /* the operator; empty: the server */
	struct str action; /* "key-created", "key-published", "key-revoked", "keys-rewrapped" */
	struct str kid;    /* empty: all of them */
	struct str detail;
};

/* Adds the row, as the last step of the transaction that changes the keys. STORE_OK,
 * STORE_FAULT. */
enum store_rc key_record_add(struct sql *sql, const struct key_record *record, struct err *err);

#endif
