#include "auth/keys/change/create.h"

#include "auth/keys/change/record.h"
#include "auth/keys/private_key.h"
#include "auth/keys/rows.h"
#include "base/buf.h"

/* --- a new key's row -------------------------------------------------------------------------- */

const struct signing_key_row *key_generate_row(struct keyring *ring, enum signing_alg alg,
					       struct arena *a, struct err *err)
{
	struct signing_key_row *row = arena_new(a, struct signing_key_row);
	int64_t now_ms = clock_now_ms(ring->clock);
	struct private_key_order order = { .alg = alg, .rsa_bits = ring->rsa_bits };
	struct private_key_texts texts;

	arena_buf(a, &texts.public_jwk, 512, SIGNING_KEY_JWK_MAX);
	arena_buf(a, &texts.column, 4096, PRIVATE_KEY_COLUMN_MAX);
	arena_buf(a, &texts.seal, 64, KEY_SEAL_MAX);
	row->id = id_make(ring->random, a, ring->id_kind);
	order.kid = row->id;
	if (!private_key_make(&ring->secrets, ring->random, &order, &texts, err))
		return NULL;
	row->public_jwk = buf_text(&texts.public_jwk);
	row->private_jwk = buf_text(&texts.column);
	row->alg = signing_alg_name(alg);
	row->seal = buf_text(&texts.seal);
	row->created_ms = now_ms;
	row->crv = signing_alg_curve(alg);
	row->made_ms = now_ms;
	row->activates_ms = now_ms;
	row->life_s = ring->rules.keys.token_s;
	return row;
}

/* --- the first key ---------------------------------------------------------------------------- */

struct first_key {
	struct keyring *ring;
	const struct signing_key_row *row;
	int64_t now_ms;
	enum first_of which;
};

static bool is_taken(const struct key_facts *facts, const struct first_key *first)
{
	enum signing_alg alg = first->ring->rules.alg;

	if (first->which == FIRST_OF_ALL)
		return keys_signing(facts, alg) != KEYS_NONE;
	return keys_active(facts, alg) != KEYS_NONE || keys_pending(facts, alg) != KEYS_NONE;
}

/* I6: whoever made this key came first, with a secret that is not ours. Once a key of ours has been
 * opened, the secret is that of the table, and such a row is a stranger's. */
static bool is_of_another_secret(const struct key_facts *facts, const struct first_key *first)
{
	if (first->which != FIRST_OF_ALL || first->ring->has_opened)
		return false;
	for (size_t i = 0; i < facts->n; i++)
		if (!facts->of[i].can_sign &&
		    key_is_published(&facts->of[i].times, facts->rules, first->now_ms))
			return true;
	return false;
}

static enum store_rc record_first(struct sql *sql, const struct first_key *first, struct err *err)
{
	const struct key_record record = {
		.random = first->ring->random,
		.now_ms = first->now_ms,
		.actor = first->ring->actor,
		.action = STR("key-created"),
		.kid = first->row->id,
		.detail = signing_alg_name(first->ring->rules.alg),
	};

	return key_record_add(sql, &record, err);
}

/* I4: sees the keys of processes that came first. STORE_CONFLICT: there is a key that signs,
 * or would with another secret. */
static enum store_rc insert_first_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct first_key *first = arg;
	struct key_rows rows = { 0 };
	struct key_trust trust;
	struct key_facts facts;
	enum store_rc rc;
	ARENA(a);

	rc = key_rows_lock(sql, &a, &rows, err);
	if (rc != STORE_OK)
		return rc;
	trust = key_rows_trust(first->ring, &rows);
	facts = key_rows_facts(&rows, &first->ring->rules, &trust, first->now_ms);
	if (is_taken(&facts, first) || is_of_another_secret(&facts, first))
		return STORE_CONFLICT;
	rc = signing_keys_insert(sql, first->row, err);
	return rc == STORE_OK ? record_first(sql, first, err) : rc;
}

static void log_first_key(const struct keyring *ring, struct str kid)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", kid),
		LOG_FIELD_TEXT("alg", signing_alg_name(ring->rules.alg)),
	};

	log_line(ring->log, LOG_LEVEL_NOTICE, "signing key created", fields, ARRAY_LEN(fields));
}

enum keyring_rc keyring_create_first(struct keyring *ring, enum first_of which, struct err *err)
{
	struct first_key first = { .ring = ring, .which = which };
	enum store_rc rc;
	ARENA(a);

	if (ring->folder) {
		err_set_kind(err, ERR_UNAVAILABLE, "there is no private key in %s", ring->folder);
		return KEYRING_FAULT;
	}
	first.row = key_generate_row(ring, ring->rules.alg, &a, err);
	if (!first.row)
		return KEYRING_FAULT;
	first.now_ms = clock_now_ms(ring->clock);
	rc = store_write(ring->store, insert_first_tx, &first, err);
	if (rc == STORE_OK)
		log_first_key(ring, first.row->id);
	return rc == STORE_OK || rc == STORE_CONFLICT ? KEYRING_OK : KEYRING_FAULT;
}
