#include "auth/keys/change/lifetime.h"

#include "auth/keys/rows.h"

static bool lacks_life(const struct key_facts *facts, size_t i)
{
	const struct key_times *times = &facts->of[i].times;

	return !times->revoked_ms && !key_is_expired(times, facts->now_ms) &&
	       times->life_s < facts->rules->token_s;
}

static bool has_something_to_write(const struct key_facts *facts, enum signing_alg alg)
{
	for (size_t i = 0; i < facts->n; i++)
		if (lacks_life(facts, i) ||
		    (!facts->of[i].times.expires_ms && keys_is_left_over(facts, alg, i)))
			return true;
	return false;
}

/* A key that Better Auth created while others signed starts to sign when every verifier has it
 * (I2); one that is the only key has started. */
static enum store_rc write_life(struct sql *sql, const struct key_facts *facts, size_t i,
				const struct signing_key_row *key, struct err *err)
{
	struct signing_key_row row = *key;
	const struct key_fact *fact = &facts->of[i];

	row.life_s = facts->rules->token_s;
	if (!row.made_ms) {
		row.made_ms = row.created_ms;
		row.activates_ms = keys_signing(facts, fact->alg) == i
					   ? row.created_ms
					   : key_starts_ms(&fact->times, facts->rules);
	}
	return signing_keys_update(sql, &row, err);
}

struct lifetime {
	struct keyring *ring;
	int64_t now_ms;
};

static struct key_facts facts_of(const struct lifetime *l, const struct key_rows *rows)
{
	struct key_trust trust = key_rows_trust(l->ring, rows);

	return key_rows_facts(rows, &l->ring->rules, &trust, l->now_ms);
}

static enum store_rc write_lifetimes_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct lifetime *l = arg;
	struct key_rows rows = { 0 };
	struct key_facts facts;
	enum store_rc rc;
	ARENA(a);

	rc = key_rows_lock(sql, &a, &rows, err);
	if (rc == STORE_OK)
		facts = facts_of(l, &rows);
	for (size_t i = 0; rc == STORE_OK && i < rows.n; i++) {
		if (lacks_life(&facts, i))
			rc = write_life(sql, &facts, i, &rows.of[i], err);
		if (rc == STORE_OK && !facts.of[i].times.expires_ms &&
		    keys_is_left_over(&facts, l->ring->rules.alg, i))
			rc = signing_keys_end(sql, facts.of[i].kid, l->now_ms - 1, err);
	}
	return rc;
}

bool keyring_lacks_token_lifetime(struct keyring *ring)
{
	OWNED(snapshot_unref) struct snapshot *s = keyring_snapshot_ref(ring);
	struct key_facts facts = snapshot_facts(s, &ring->rules, clock_now_ms(ring->clock));

	return !ring->folder && has_something_to_write(&facts, ring->rules.alg);
}

enum keyring_rc keyring_record_token_lifetime(struct keyring *ring, struct err *err)
{
	struct lifetime lifetime = { ring, clock_now_ms(ring->clock) };

	return store_write(ring->store, write_lifetimes_tx, &lifetime, err) == STORE_OK
		       ? KEYRING_OK
		       : KEYRING_FAULT;
}
