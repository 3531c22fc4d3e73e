#include "auth/keys/rewrap.h"

#include "auth/keys/change/record.h"
#include "auth/keys/ring_key.h"
#include "auth/keys/rows.h"
#include "base/buf.h"
#include "crypto/sealed.h"

struct rewrapping {
	const struct keyring_config *config;
	const struct random *random;
	const struct secrets *old, *new; /* old may be NULL */
	enum signing_alg alg;            /* of a row without one */
	enum clear_keys clear;
	/* Written by each run of the transaction: */
	struct key_rewrap done;
	struct key_rows rows; /* as they were before, in its arena */
	bool wrong;           /* a key opens with none of the secrets */
};

static bool opens_with(const struct secrets *secrets, struct str column, struct buf *plain)
{
	return secrets && sealed_open_column(secrets, column, plain) == SEALED_OPENED;
}

static void describe_unopened(const struct signing_key_row *row, struct err *err)
{
	uint64_t version;

	if (sealed_column_version(row->private_jwk, &version))
		err_set(err,
			"signing key %.*s opens neither with version %llu of the old secrets nor "
			"of the new",
			STR_FMT(row->id), (unsigned long long)version);
	else
		err_set(err, "signing key %.*s opens neither with the old secret nor with the new",
			STR_FMT(row->id));
}

static enum store_rc seal_row(struct sql *sql, struct rewrapping *w,
			      const struct signing_key_row *row, struct str private_jwk,
			      struct err *err)
{
	struct buf sealed;

	arena_buf(w->rows.a, &sealed, 4096, (size_t)3 * SIGNING_KEY_JWK_MAX);
	sealed_write_column(w->new, w->random, private_jwk, &sealed);
	if (!buf_ok(&sealed)) {
		err_set(err, "signing key %.*s cannot be sealed", STR_FMT(row->id));
		return STORE_FAULT;
	}
	w->done.sealed++;
	return signing_keys_reseal(sql, row->id, buf_text(&sealed), err);
}

static bool seal_fits(const struct rewrapping *w, const struct signing_key *key,
		      const struct signing_key_row *row)
{
	return !row->seal.n || signing_key_check_seal(key, w->new, row) != KEY_SEAL_BAD ||
	       (w->old && signing_key_check_seal(key, w->old, row) != KEY_SEAL_BAD);
}

/* The seal of a row that opens with `secrets`, under the new ones (ring_key.h). */
static enum store_rc renew_seal(struct sql *sql, struct rewrapping *w,
				const struct secrets *secrets, const struct signing_key_row *row,
				struct err *err)
{
	const struct key_trust trust = { secrets, w->alg, true };
	OWNED(signing_key_free) struct signing_key *key = NULL;
	struct buf seal;

	if (key_row_open_private(&trust, row, &key, err) != KEYRING_OK)
		return STORE_FAULT;
	if (!key_row_is_no_copy(&w->rows, row, key, err))
		return STORE_FAULT;
	if (!seal_fits(w, key, row)) {
		err_set(err, "signing key %.*s is not the one that was sealed under its name",
			STR_FMT(row->id));
		return STORE_FAULT;
	}
	arena_buf(w->rows.a, &seal, 64, KEY_SEAL_MAX);
	if (!signing_key_put_seal(key, w->new, row->id, &seal, err))
		return STORE_FAULT;
	return signing_keys_seal(sql, row->id, buf_text(&seal), err);
}

static enum store_rc reseal_row(struct sql *sql, struct rewrapping *w,
				const struct signing_key_row *row, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	enum store_rc rc = STORE_CONFLICT;
	struct buf plain;
	bool opened;

	buf_init_fixed(&plain, memory, sizeof(memory));
	opened = opens_with(w->new, row->private_jwk, &plain);
	if (!opened && !opens_with(w->old, row->private_jwk, &plain)) {
		w->wrong = true;
		describe_unopened(row, err);
	} else {
		rc = renew_seal(sql, w, opened ? w->new : w->old, row, err);
	}
	if (rc == STORE_OK && opened && sealed_column_is_current(w->new, row->private_jwk))
		w->done.left++;
	else if (rc == STORE_OK)
		rc = seal_row(sql, w, row, buf_text(&plain), err);
	explicit_bzero(memory, sizeof(memory));
	return rc;
}

/* The seal is renewed whether the key stays in clear or not. A row in clear without a seal gets one
 * only if it is encrypted by this call: an operator has asked for that. */
static enum store_rc rewrap_clear_row(struct sql *sql, struct rewrapping *w,
				      const struct signing_key_row *row, struct err *err)
{
	enum store_rc rc = STORE_OK;

	if (row->seal.n || w->clear == CLEAR_KEYS_SEAL)
		rc = renew_seal(sql, w, w->new, row, err);
	if (rc == STORE_OK && w->clear == CLEAR_KEYS_SEAL)
		return seal_row(sql, w, row, row->private_jwk, err);
	w->done.clear += rc == STORE_OK;
	return rc;
}

static enum store_rc record_rewrapped(struct sql *sql, const struct rewrapping *w, struct arena *a,
				      struct err *err)
{
	const struct key_record record = {
		.random = w->random,
		.now_ms = clock_now_ms(w->config->clock),
		.actor = w->config->actor,
		.action = STR("keys-rewrapped"),
		.kid = STR(""),
		.detail = arena_fmt(a, "%zu sealed, %zu were already, %zu stay in clear",
				    w->done.sealed, w->done.left, w->done.clear),
	};

	return key_record_add(sql, &record, err);
}

static enum store_rc rewrap_tx(struct sql *sql, void *arg, struct err *err)
{
	struct rewrapping *w = arg;
	enum store_rc rc;
	ARENA(a);

	w->done = (struct key_rewrap){ 0 };
	w->wrong = false;
	w->rows = (struct key_rows){ 0 };
	rc = key_rows_lock(sql, &a, &w->rows, err);
	for (size_t i = 0; rc == STORE_OK && i < w->rows.n; i++) {
		const struct signing_key_row *row = &w->rows.of[i];

		if (row->revoked_ms)
			continue; /* its private half is destroyed */
		rc = str_starts(row->private_jwk, STR("{")) ? rewrap_clear_row(sql, w, row, err)
							    : reseal_row(sql, w, row, err);
	}
	return rc == STORE_OK ? record_rewrapped(sql, w, &a, err) : rc;
}

enum keyring_rc keyring_rewrap(const struct keyring_config *config, const struct secrets *old,
			       enum clear_keys clear, struct key_rewrap *out, struct err *err)
{
	struct rewrapping w = {
		.config = config,
		.random = config->random,
		.old = old,
		.new = &config->secrets,
		.alg = config->alg,
		.clear = clear,
	};
	enum store_rc rc = store_write(config->store, rewrap_tx, &w, err);

	if (rc == STORE_OK)
		*out = w.done;
	else if (w.wrong)
		return KEYRING_WRONG_SECRET;
	return rc == STORE_OK ? KEYRING_OK : KEYRING_FAULT;
}
