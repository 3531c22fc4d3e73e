#include "auth/keys/change/seal.h"

#include "auth/keys/rows.h"

static enum store_rc seal_row(struct sql *sql, const struct key_trust *trust,
			      const struct key_rows *rows, const struct signing_key_row *row,
			      struct err *err)
{
	OWNED(signing_key_free) struct signing_key *key = NULL;
	struct err unusable = { 0 };
	struct buf seal;

	if (key_row_open(trust, rows, row, &key, &unusable) != KEYRING_OK)
		return STORE_OK; /* the load has refused it */
	arena_buf(rows->a, &seal, 64, 4096);
	if (!signing_key_put_seal(key, trust->secrets, row->id, &seal, err))
		return STORE_FAULT;
	return signing_keys_seal(sql, row->id, buf_text(&seal), err);
}

static enum store_rc seal_rows_tx(struct sql *sql, void *arg, struct err *err)
{
	struct keyring *ring = arg;
	struct key_rows rows = { 0 };
	struct key_trust trust;
	enum store_rc rc;
	ARENA(a);

	rc = key_rows_lock(sql, &a, &rows, err);
	if (rc == STORE_OK)
		trust = key_rows_trust(ring, &rows);
	for (size_t i = 0; rc == STORE_OK && i < rows.n; i++) {
		const struct signing_key_row *row = &rows.of[i];

		if (key_row_is_half_revoked(row))
			rc = signing_keys_destroy(sql, row->id, err);
		else if (!row->revoked_ms)
			rc = seal_row(sql, &trust, &rows, row, err);
	}
	return rc;
}

enum keyring_rc keyring_seal_rows(struct keyring *ring, struct err *err)
{
	return store_write(ring->store, seal_rows_tx, ring, err) == STORE_OK ? KEYRING_OK
									     : KEYRING_FAULT;
}
