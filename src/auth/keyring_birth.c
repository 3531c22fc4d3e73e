/* How keys come to be: the first one, and those that follow (keyring.h, I2, I4, I7). */
#include "auth/keyring_own.h"

#include <stdio.h>

#include "crypto/id.h"

/* --- the columns of a new key ------------------------------------------------------------------- */

static bool put_columns(const struct keyring *ring, const struct signing_key *key,
			struct signing_key_row *row, struct arena *a, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf private_jwk, sealed, public_jwk;
	bool ok;

	buf_init_fixed(&private_jwk, memory, sizeof(memory));
	arena_buf(a, &public_jwk, 512, SIGNING_KEY_JWK_MAX);
	arena_buf(a, &sealed, 4096, (size_t)3 * SIGNING_KEY_JWK_MAX);
	ok = signing_key_put_public(key, &public_jwk, err) &&
	     signing_key_put_private(key, &private_jwk, err);
	if (ok)
		sealed_write_column(&ring->secrets, ring->random, buf_text(&private_jwk), &sealed);
	explicit_bzero(memory, sizeof(memory));
	if (ok && !buf_ok(&sealed)) {
		err_set(err, "a signing key cannot be sealed");
		ok = false;
	}
	row->public_jwk = buf_text(&public_jwk);
	row->private_jwk = buf_text(&sealed);
	return ok;
}

/* It begins when it is made, until somebody decides otherwise. */
const struct signing_key_row *key_newborn(struct keyring *ring, enum signing_alg alg,
					  struct arena *a, struct err *err)
{
	OWNED(signing_key_free)
	struct signing_key *key = signing_key_generate(alg, ring->rsa_bits, err);
	struct signing_key_row *row = arena_new(a, struct signing_key_row);
	int64_t now_ms = clock_now_ms(ring->clock);

	if (!key || !put_columns(ring, key, row, a, err))
		return NULL;
	row->id = id_make(ring->random, a, ring->id_kind);
	row->created_ms = now_ms;
	row->alg = signing_alg_name(alg);
	row->crv = signing_alg_curve(alg);
	row->made_ms = now_ms;
	row->activates_ms = now_ms;
	row->life_s = ring->rules.keys.token_s;
	return row;
}

/* --- storing it --------------------------------------------------------------------------------- */

struct birth {
	const struct snapshot_rules *rules;
	const struct signing_key_row *newborn;
	int64_t now_ms;
	bool only_if_due;
	struct key_turn turn; /* written by each run */
};

/* I4: others who came first are seen. STORE_CONFLICT: there is a key already. */
static enum store_rc insert_first(struct sql *sql, void *arg, struct err *err)
{
	struct birth *birth = arg;
	struct key_rows rows = { 0 };
	struct key_facts facts;
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	rows.a = &a;
	rc = signing_keys_turn(sql, err);
	if (rc == STORE_OK)
		rc = key_rows_list(sql, &rows, err);
	if (rc == STORE_OK) {
		facts = key_rows_facts(&rows, birth->rules, birth->now_ms);
		if (keys_signing(&facts, birth->rules->alg) != KEYS_NONE)
			rc = STORE_CONFLICT;
	}
	arena_done(&a);
	return rc == STORE_OK ? signing_keys_insert(sql, birth->newborn, err) : rc;
}

static void put_turn(struct birth *birth, struct str kid, int64_t starts_ms, bool made)
{
	snprintf(birth->turn.kid, sizeof(birth->turn.kid), "%.*s", STR_FMT(kid));
	birth->turn.starts_ms = starts_ms;
	birth->turn.made = made;
}

/* I7: to Better Auth the newest unexpired key is the one that signs, so the next one is older than all of
 * them, and is the newest when they have ended. */
static int64_t date_behind(const struct key_facts *facts, int64_t made_ms)
{
	int64_t oldest = made_ms;

	for (size_t i = 0; i < facts->n; i++) {
		const struct key_times *times = &facts->of[i].times;

		if (!times->revoked_ms && !key_is_expired(times, facts->now_ms) &&
		    times->created_ms <= oldest)
			oldest = times->created_ms - 1;
	}
	return oldest;
}

/* The keys of its algorithm sign until it begins. */
static enum store_rc end_the_others(struct sql *sql, const struct key_facts *facts,
				    enum signing_alg alg, int64_t starts_ms, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < facts->n; i++) {
		const struct key_fact *fact = &facts->of[i];

		if (fact->alg == alg && !fact->times.revoked_ms &&
		    !key_is_expired(&fact->times, facts->now_ms))
			rc = signing_keys_end(sql, fact->kid, starts_ms - 1, err);
	}
	return rc;
}

static size_t count_published(const struct key_facts *facts)
{
	size_t n = 0;

	for (size_t i = 0; i < facts->n; i++)
		n += key_is_published(&facts->of[i].times, facts->rules, facts->now_ms);
	return n;
}

static enum store_rc insert_behind(struct sql *sql, struct birth *birth,
				   const struct key_facts *facts, struct err *err)
{
	enum signing_alg alg = birth->rules->alg;
	struct signing_key_row row = *birth->newborn;
	size_t pending = keys_pending(facts, alg);
	enum store_rc rc;

	if (pending != KEYS_NONE && keys_signing(facts, alg) != pending) {
		const struct key_fact *fact = &facts->of[pending];

		put_turn(birth, fact->kid, key_starts_ms(&fact->times, facts->rules), false);
		return STORE_CONFLICT;
	}
	if (birth->only_if_due && !keys_rotation_is_due(facts, alg))
		return STORE_CONFLICT;
	if (count_published(facts) >= LIMIT_SIGNING_KEYS)
		return STORE_FULL;
	row.created_ms = date_behind(facts, row.made_ms);
	if (keys_signing(facts, alg) != KEYS_NONE)
		row.activates_ms = birth->now_ms + facts->rules->pending_s * 1000;
	put_turn(birth, row.id, row.activates_ms, true);
	rc = end_the_others(sql, facts, alg, row.activates_ms, err);
	return rc == STORE_OK ? signing_keys_insert(sql, &row, err) : rc;
}

static enum store_rc insert_next(struct sql *sql, void *arg, struct err *err)
{
	struct birth *birth = arg;
	struct key_rows rows = { 0 };
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	rows.a = &a;
	birth->turn = (struct key_turn){ 0 };
	rc = signing_keys_turn(sql, err);
	if (rc == STORE_OK)
		rc = key_rows_list(sql, &rows, err);
	if (rc == STORE_OK) {
		struct key_facts facts = key_rows_facts(&rows, birth->rules, birth->now_ms);

		rc = insert_behind(sql, birth, &facts, err);
	}
	arena_done(&a);
	return rc;
}

/* --- the ways in -------------------------------------------------------------------------------- */

static void tell_first(const struct keyring *ring, struct str kid)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", kid),
		LOG_FIELD_TEXT("alg", signing_alg_name(ring->rules.alg)),
	};

	log_line(ring->log, LOG_LEVEL_NOTICE, "signing key made", fields, ARRAY_LEN(fields));
}

enum keyring_rc keyring_bear_first(struct keyring *ring, struct err *err)
{
	struct birth birth = { .rules = &ring->rules };
	enum store_rc rc = STORE_FAULT;
	struct arena a;

	if (ring->folder) {
		err_set(err, "there is no private key in %s", ring->folder);
		return KEYRING_FAULT;
	}
	arena_init(&a, NULL, 0);
	birth.newborn = key_newborn(ring, ring->rules.alg, &a, err);
	birth.now_ms = clock_now_ms(ring->clock);
	if (birth.newborn)
		rc = store_write(ring->store, insert_first, &birth, err);
	if (rc == STORE_OK)
		tell_first(ring, birth.newborn->id);
	arena_done(&a);
	return rc == STORE_OK || rc == STORE_CONFLICT ? keyring_load(ring, err) : KEYRING_FAULT;
}

static void tell_next(const struct keyring *ring, const struct key_turn *turn)
{
	char text[32];
	struct buf time;
	struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", str_z(turn->kid)),
		LOG_FIELD_TEXT("alg", signing_alg_name(ring->rules.alg)),
		LOG_FIELD_TEXT("signs_from", STR("")),
	};

	buf_init_fixed(&time, text, sizeof(text));
	clock_put_iso(&time, turn->starts_ms);
	fields[2] = (struct log_field)LOG_FIELD_TEXT("signs_from", buf_text(&time));
	log_line(ring->log, LOG_LEVEL_NOTICE, "next signing key published", fields,
		 ARRAY_LEN(fields));
}

/* Under `birth`. */
static enum keyring_rc bear_next(struct keyring *ring, bool only_if_due, struct key_turn *out,
				 struct err *err)
{
	struct birth birth = { .rules = &ring->rules, .only_if_due = only_if_due };
	enum store_rc rc = STORE_FAULT;
	struct arena a;

	arena_init(&a, NULL, 0);
	birth.newborn = key_newborn(ring, ring->rules.alg, &a, err);
	birth.now_ms = clock_now_ms(ring->clock);
	if (birth.newborn)
		rc = store_write(ring->store, insert_next, &birth, err);
	arena_done(&a);
	if (rc == STORE_FULL) {
		err_set(err, "%d keys are published already", LIMIT_SIGNING_KEYS);
		return KEYRING_FULL;
	}
	if (rc != STORE_OK && rc != STORE_CONFLICT)
		return KEYRING_FAULT;
	if (rc == STORE_OK)
		tell_next(ring, &birth.turn);
	*out = birth.turn;
	return keyring_load(ring, err);
}

enum keyring_rc keyring_follow(struct keyring *ring, struct err *err)
{
	struct key_turn turn;

	return bear_next(ring, true, &turn, err);
}

enum keyring_rc keyring_rotate(struct keyring *ring, struct key_turn *out, struct err *err)
{
	enum keyring_rc rc;

	pthread_mutex_lock(&ring->birth);
	rc = keyring_is_ours(ring, err);
	if (rc == KEYRING_OK)
		rc = bear_next(ring, false, out, err);
	pthread_mutex_unlock(&ring->birth);
	return rc;
}
