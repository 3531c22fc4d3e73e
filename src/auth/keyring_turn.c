/* What changes keys that are there: revoking, sealing anew, and what the table is told of them. */
#include "auth/keyring_own.h"

#include <stdio.h>

/* Everything in here begins with its turn and then reads. */
static enum store_rc take_turn(struct sql *sql, struct key_rows *rows, struct arena *a,
			       struct err *err)
{
	enum store_rc rc = signing_keys_turn(sql, err);

	rows->a = a;
	return rc == STORE_OK ? key_rows_list(sql, rows, err) : rc;
}

/* --- revoking ----------------------------------------------------------------------------------- */

struct revoking {
	const struct snapshot_rules *rules;
	struct str kid;
	int64_t now_ms;
	const struct signing_key_row *newborn; /* of the key's algorithm; NULL: none was made yet */
	bool needs_newborn;                    /* written by each run, as is the next */
	struct key_revocation done;
};

static size_t find(const struct key_facts *facts, struct str kid)
{
	for (size_t i = 0; i < facts->n; i++)
		if (str_eq(facts->of[i].kid, kid))
			return i;
	return KEYS_NONE;
}

/* To Better Auth it has ended so long ago that it is not published either (I7). */
static enum store_rc mark_revoked(struct sql *sql, const struct revoking *r,
				  const struct signing_key_row *key, struct err *err)
{
	struct signing_key_row row = *key;
	enum store_rc rc = signing_keys_end(sql, r->kid, r->now_ms - KEYRING_GRACE_MS - 1, err);

	row.revoked_ms = r->now_ms;
	if (!row.made_ms) {
		row.made_ms = row.created_ms;
		row.activates_ms = row.created_ms;
		row.life_s = r->rules->keys.token_s;
	}
	return rc == STORE_OK ? signing_keys_note(sql, &row, err) : rc;
}

/* Its pending key begins now, if there is one. */
static enum store_rc put_successor(struct sql *sql, struct revoking *r, const struct key_rows *rows,
				   const struct key_facts *facts, struct err *err)
{
	size_t next = keys_pending(facts, r->done.alg);
	struct signing_key_row row;

	if (next == KEYS_NONE && !r->newborn) {
		r->needs_newborn = true;
		return STORE_CONFLICT;
	}
	row = next == KEYS_NONE ? *r->newborn : rows->of[next];
	row.activates_ms = r->now_ms;
	if (!row.made_ms) {
		row.made_ms = row.created_ms;
		row.life_s = r->rules->keys.token_s;
	}
	snprintf(r->done.successor, sizeof(r->done.successor), "%.*s", STR_FMT(row.id));
	return next == KEYS_NONE ? signing_keys_insert(sql, &row, err)
				 : signing_keys_note(sql, &row, err);
}

/* The keys that were to end when it began go on. */
static enum store_rc call_off(struct sql *sql, const struct key_facts *facts, size_t pending,
			      struct err *err)
{
	int64_t end_ms = key_starts_ms(&facts->of[pending].times, facts->rules) - 1;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < facts->n; i++)
		if (facts->of[i].alg == facts->of[pending].alg && !facts->of[i].times.revoked_ms &&
		    facts->of[i].times.expires_ms == end_ms)
			rc = signing_keys_end(sql, facts->of[i].kid, 0, err);
	return rc;
}

static int64_t last_token_ms(const struct key_facts *facts, size_t i)
{
	const struct key_times *times = &facts->of[i].times;
	int64_t life_s =
		times->life_s > facts->rules->token_s ? times->life_s : facts->rules->token_s;
	int64_t end_ms = key_is_expired(times, facts->now_ms) ? times->expires_ms : facts->now_ms;

	return end_ms + life_s * 1000;
}

static enum store_rc revoke_row(struct sql *sql, struct revoking *r, struct key_rows *rows,
				struct err *err)
{
	struct key_facts facts = key_rows_facts(rows, r->rules, r->now_ms);
	size_t i = find(&facts, r->kid);
	enum store_rc rc;

	if (i == KEYS_NONE)
		return STORE_NONE;
	r->done = (struct key_revocation){ .alg = facts.of[i].alg,
					   .was = keys_state(&facts, i),
					   .last_token_ms = last_token_ms(&facts, i) };
	if (r->done.was == KEY_REVOKED || r->done.was == KEY_GONE)
		return STORE_NONE;
	rc = mark_revoked(sql, r, &rows->of[i], err);
	if (rc == STORE_OK && r->done.was == KEY_PENDING)
		rc = call_off(sql, &facts, i, err);
	if (rc != STORE_OK || r->done.was != KEY_ACTIVE)
		return rc;
	((struct key_fact *)(uintptr_t)&facts.of[i])->times.revoked_ms = r->now_ms;
	i = keys_active(&facts, r->done.alg);
	if (i == KEYS_NONE)
		return put_successor(sql, r, rows, &facts, err);
	snprintf(r->done.successor, sizeof(r->done.successor), "%.*s", STR_FMT(facts.of[i].kid));
	return STORE_OK;
}

static enum store_rc revoke_fn(struct sql *sql, void *arg, struct err *err)
{
	struct revoking *r = arg;
	struct key_rows rows = { 0 };
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	r->needs_newborn = false;
	rc = take_turn(sql, &rows, &a, err);
	if (rc == STORE_OK)
		rc = revoke_row(sql, r, &rows, err);
	arena_done(&a);
	return rc;
}

static void tell_revoked(const struct keyring *ring, const struct revoking *r)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", r->kid),
		LOG_FIELD_TEXT("was", str_z(key_state_name(r->done.was))),
		LOG_FIELD_TEXT("successor", str_z(r->done.successor)),
	};

	log_line(ring->log, LOG_LEVEL_WARN, "signing key revoked", fields, ARRAY_LEN(fields));
}

/* Under `birth`. A key is made outside of the transaction, once it is known that one is needed. */
static enum keyring_rc revoke_in_turn(struct keyring *ring, struct revoking *r, struct arena *a,
				      struct err *err)
{
	enum store_rc rc = store_write(ring->store, revoke_fn, r, err);

	if (rc == STORE_CONFLICT && r->needs_newborn) {
		r->newborn = key_newborn(ring, r->done.alg, a, err);
		if (!r->newborn)
			return KEYRING_FAULT;
		r->now_ms = clock_now_ms(ring->clock);
		rc = store_write(ring->store, revoke_fn, r, err);
	}
	if (rc == STORE_NONE)
		return KEYRING_NO_SUCH_KEY;
	if (rc != STORE_OK)
		return KEYRING_FAULT;
	tell_revoked(ring, r);
	return keyring_load(ring, err);
}

enum keyring_rc keyring_revoke(struct keyring *ring, struct str kid, struct key_revocation *out,
			       struct err *err)
{
	struct revoking r = { .rules = &ring->rules, .kid = kid };
	enum keyring_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	pthread_mutex_lock(&ring->birth);
	r.now_ms = clock_now_ms(ring->clock);
	rc = keyring_is_ours(ring, err);
	if (rc == KEYRING_OK)
		rc = revoke_in_turn(ring, &r, &a, err);
	pthread_mutex_unlock(&ring->birth);
	arena_done(&a);
	if (rc == KEYRING_OK)
		*out = r.done;
	return rc;
}

/* --- what the table is told --------------------------------------------------------------------- */

/* I3: the table knows the longest life of tokens of all servers, so that the key outlives them also when
 * the setting is lowered later. */
static bool lacks_life(const struct key_facts *facts, size_t i)
{
	const struct key_times *times = &facts->of[i].times;

	return !times->revoked_ms && !key_is_expired(times, facts->now_ms) &&
	       times->life_s < facts->rules->token_s;
}

static bool has_something_to_tell(const struct key_facts *facts, enum signing_alg alg)
{
	for (size_t i = 0; i < facts->n; i++)
		if (lacks_life(facts, i) ||
		    (!facts->of[i].times.expires_ms && keys_is_left_over(facts, alg, i)))
			return true;
	return false;
}

/* A key that Better Auth made while others signed begins when everybody knows it; one that is the only
 * one has begun. */
static enum store_rc note_life(struct sql *sql, const struct key_facts *facts, size_t i,
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
	return signing_keys_note(sql, &row, err);
}

struct noting {
	const struct snapshot_rules *rules;
	int64_t now_ms;
};

static enum store_rc note_fn(struct sql *sql, void *arg, struct err *err)
{
	const struct noting *n = arg;
	struct key_rows rows = { 0 };
	struct key_facts facts;
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	rc = take_turn(sql, &rows, &a, err);
	if (rc == STORE_OK)
		facts = key_rows_facts(&rows, n->rules, n->now_ms);
	for (size_t i = 0; rc == STORE_OK && i < rows.n; i++) {
		if (lacks_life(&facts, i))
			rc = note_life(sql, &facts, i, &rows.of[i], err);
		if (rc == STORE_OK && !facts.of[i].times.expires_ms &&
		    keys_is_left_over(&facts, n->rules->alg, i))
			rc = signing_keys_end(sql, facts.of[i].kid, n->now_ms - 1, err);
	}
	arena_done(&a);
	return rc;
}

enum keyring_rc keyring_note(struct keyring *ring, struct err *err)
{
	OWNED(snapshot_free) struct snapshot *s = keyring_hold(ring);
	struct noting noting = { &ring->rules, clock_now_ms(ring->clock) };
	struct key_facts facts = snapshot_facts(s, &ring->rules, noting.now_ms);

	if (ring->folder || !has_something_to_tell(&facts, ring->rules.alg))
		return KEYRING_OK;
	if (store_write(ring->store, note_fn, &noting, err) != STORE_OK)
		return KEYRING_FAULT;
	return keyring_load(ring, err);
}

const char *key_rules_fault(const struct key_rules *rules)
{
	if (rules->pending_s < KEYS_PENDING_MIN_S)
		return "a new key must be published for at least 240 seconds before it signs";
	if (rules->grace_s < rules->token_s + KEYS_LEEWAY_S)
		return "a key must stay published for at least the life of its tokens and 60 "
		       "seconds, or good tokens would be refused";
	if (!rules->rotation_s)
		return NULL;
	if (rules->rotation_s < 2 * rules->pending_s)
		return "a key must sign for at least twice the time for which it is published "
		       "before";
	if ((rules->grace_s + rules->pending_s) / rules->rotation_s + 2 > LIMIT_SIGNING_KEYS)
		return "more than 64 keys would be published at one time, which is more than "
		       "verifiers take";
	return NULL;
}

/* --- another secret ----------------------------------------------------------------------------- */

struct rewrapping {
	const struct random *random;
	const struct secrets *old, *new; /* old may be NULL */
	enum clear_keys clear;
	struct key_rewrap done; /* written by each run */
	bool wrong;             /* likewise: a key opens with none */
};

static bool opens(const struct secrets *secrets, struct str column, struct buf *plain)
{
	return secrets && sealed_open_column(secrets, column, plain) == SEALED_OPENED;
}

static void tell_unopened(const struct signing_key_row *row, struct err *err)
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

static enum store_rc seal(struct sql *sql, struct rewrapping *w, const struct signing_key_row *row,
			  struct str private_jwk, struct arena *a, struct err *err)
{
	struct buf sealed;

	arena_buf(a, &sealed, 4096, (size_t)3 * SIGNING_KEY_JWK_MAX);
	sealed_write_column(w->new, w->random, private_jwk, &sealed);
	if (!buf_ok(&sealed)) {
		err_set(err, "signing key %.*s cannot be sealed", STR_FMT(row->id));
		return STORE_FAULT;
	}
	w->done.sealed++;
	return signing_keys_reseal(sql, row->id, buf_text(&sealed), err);
}

static enum store_rc seal_anew(struct sql *sql, struct rewrapping *w,
			       const struct signing_key_row *row, struct arena *a, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	enum store_rc rc = STORE_CONFLICT;
	struct buf plain;
	bool opened;

	buf_init_fixed(&plain, memory, sizeof(memory));
	opened = opens(w->new, row->private_jwk, &plain);
	if (opened && sealed_column_is_current(w->new, row->private_jwk)) {
		w->done.left++;
		rc = STORE_OK;
	} else if (opened || opens(w->old, row->private_jwk, &plain)) {
		rc = seal(sql, w, row, buf_text(&plain), a, err);
	} else {
		w->wrong = true;
		tell_unopened(row, err);
	}
	explicit_bzero(memory, sizeof(memory));
	return rc;
}

static enum store_rc rewrap_fn(struct sql *sql, void *arg, struct err *err)
{
	struct rewrapping *w = arg;
	struct key_rows rows = { 0 };
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	w->done = (struct key_rewrap){ 0 };
	w->wrong = false;
	rc = take_turn(sql, &rows, &a, err);
	for (size_t i = 0; rc == STORE_OK && i < rows.n; i++) {
		const struct signing_key_row *row = &rows.of[i];

		if (!str_starts(row->private_jwk, STR("{")))
			rc = seal_anew(sql, w, row, &a, err);
		else if (w->clear == CLEAR_KEYS_SEAL)
			rc = seal(sql, w, row, row->private_jwk, &a, err);
		else
			w->done.clear++;
	}
	arena_done(&a);
	return rc;
}

enum keyring_rc keyring_rewrap(const struct keyring_config *config, const struct secrets *old,
			       enum clear_keys clear, struct key_rewrap *out, struct err *err)
{
	struct rewrapping w = {
		.random = config->random,
		.old = old,
		.new = &config->secrets,
		.clear = clear,
	};
	enum store_rc rc = store_write(config->store, rewrap_fn, &w, err);

	if (rc == STORE_OK)
		*out = w.done;
	else if (w.wrong)
		return KEYRING_WRONG_SECRET;
	return rc == STORE_OK ? KEYRING_OK : KEYRING_FAULT;
}
