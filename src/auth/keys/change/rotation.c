#include "auth/keys/change/rotation.h"

#include <stdio.h>

#include "auth/keys/change/create.h"
#include "auth/keys/change/record.h"
#include "auth/keys/rows.h"
#include "core/limits.h"

struct next_key {
	struct keyring *ring;
	const struct signing_key_row *row;
	int64_t now_ms;
	enum rotation_when when;
	struct key_rotation done; /* written by each run of the transaction */
};

static void put_rotation(struct next_key *next, struct str kid, int64_t starts_ms, bool created)
{
	snprintf(next->done.kid, sizeof(next->done.kid), "%.*s", STR_FMT(kid));
	next->done.starts_ms = starts_ms;
	next->done.created = created;
}

/* I7: to Better Auth the newest unexpired key is the one that signs. So the next key is dated
 * before all of them: it is the newest unexpired one when they have expired. */
static int64_t date_before_all(const struct key_facts *facts, int64_t made_ms)
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

/* The keys of its algorithm sign until the next one starts. */
static enum store_rc end_other_keys(struct sql *sql, const struct key_facts *facts,
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

static enum store_rc insert_next(struct sql *sql, struct next_key *next,
				 const struct key_facts *facts, struct err *err)
{
	enum signing_alg alg = next->ring->rules.alg;
	struct signing_key_row row = *next->row;
	size_t pending = keys_pending(facts, alg);
	enum store_rc rc;

	if (pending != KEYS_NONE && keys_signing(facts, alg) != pending) {
		const struct key_fact *fact = &facts->of[pending];

		put_rotation(next, fact->kid, key_starts_ms(&fact->times, facts->rules), false);
		return STORE_CONFLICT;
	}
	if (next->when == ROTATION_IF_DUE && !keys_rotation_is_due(facts, alg))
		return STORE_CONFLICT;
	if (count_published(facts) >= LIMIT_SIGNING_KEYS)
		return STORE_FULL;
	row.created_ms = date_before_all(facts, row.made_ms);
	if (keys_signing(facts, alg) != KEYS_NONE)
		row.activates_ms = next->now_ms + facts->rules->pending_s * 1000; /* I2 */
	put_rotation(next, row.id, row.activates_ms, true);
	next->done.first = keys_signing(facts, alg) == KEYS_NONE;
	rc = end_other_keys(sql, facts, alg, row.activates_ms, err);
	return rc == STORE_OK ? signing_keys_insert(sql, &row, err) : rc;
}

static enum store_rc record_next(struct sql *sql, const struct next_key *next, struct arena *a,
				 struct err *err)
{
	struct buf detail;
	struct key_record record = {
		.random = next->ring->random,
		.now_ms = next->now_ms,
		.actor = next->ring->actor,
		.action = next->done.first ? STR("key-created") : STR("key-published"),
		.kid = str_z(next->done.kid),
	};

	arena_buf(a, &detail, 64, 128);
	buf_str(&detail, signing_alg_name(next->ring->rules.alg));
	buf_z(&detail, ", signs from ");
	clock_put_iso(&detail, next->done.starts_ms);
	record.detail = buf_text(&detail);
	return key_record_add(sql, &record, err);
}

/* STORE_CONFLICT: a key is pending already, or no rotation is due. */
static enum store_rc insert_next_tx(struct sql *sql, void *arg, struct err *err)
{
	struct next_key *next = arg;
	struct key_rows rows = { 0 };
	struct key_trust trust;
	struct key_facts facts;
	enum store_rc rc;
	ARENA(a);

	next->done = (struct key_rotation){ 0 };
	rc = key_rows_lock(sql, &a, &rows, err);
	if (rc != STORE_OK)
		return rc;
	trust = key_rows_trust(next->ring, &rows);
	facts = key_rows_facts(&rows, &next->ring->rules, &trust, next->now_ms);
	rc = insert_next(sql, next, &facts, err);
	return rc == STORE_OK ? record_next(sql, next, &a, err) : rc;
}

static void log_next_key(const struct keyring *ring, const struct key_rotation *rotation)
{
	char text[32];
	struct buf time;
	struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", str_z(rotation->kid)),
		LOG_FIELD_TEXT("alg", signing_alg_name(ring->rules.alg)),
		LOG_FIELD_TEXT("signs_from", STR("")),
	};

	buf_init_fixed(&time, text, sizeof(text));
	clock_put_iso(&time, rotation->starts_ms);
	fields[2] = (struct log_field)LOG_FIELD_TEXT("signs_from", buf_text(&time));
	log_line(ring->log, LOG_LEVEL_NOTICE,
		 rotation->first ? "signing key created" : "next signing key published", fields,
		 ARRAY_LEN(fields));
}

enum keyring_rc keyring_create_next(struct keyring *ring, enum rotation_when when,
				    struct key_rotation *out, struct err *err)
{
	struct next_key next = { .ring = ring, .when = when };
	enum store_rc rc;
	ARENA(a);

	next.row = key_generate_row(ring, ring->rules.alg, &a, err);
	if (!next.row)
		return KEYRING_FAULT;
	next.now_ms = clock_now_ms(ring->clock);
	rc = store_write(ring->store, insert_next_tx, &next, err);
	if (rc == STORE_FULL) {
		err_set(err, "%d keys are published already", LIMIT_SIGNING_KEYS);
		return KEYRING_FULL;
	}
	if (rc != STORE_OK && rc != STORE_CONFLICT)
		return KEYRING_FAULT;
	if (rc == STORE_OK)
		log_next_key(ring, &next.done);
	*out = next.done;
	return KEYRING_OK;
}
