#include "auth/keys/change/revoke.h"

#include <stdio.h>

#include "auth/keys/change/record.h"
#include "auth/keys/rows.h"

struct revoking {
	const struct keyring_config *config;
	const struct snapshot_rules *rules;
	struct str kid;
	int64_t now_ms;
	struct key_revocation done; /* written by each run of the transaction */
};

static size_t index_of_kid(const struct key_facts *facts, struct str kid)
{
	for (size_t i = 0; i < facts->n; i++)
		if (str_eq(facts->of[i].kid, kid))
			return i;
	return KEYS_NONE;
}

/* I7: its end lies so far back that Better Auth does not publish it either. */
static enum store_rc mark_revoked(struct sql *sql, const struct revoking *r,
				  const struct signing_key_row *key, struct err *err)
{
	struct signing_key_row row = *key;
	enum store_rc rc = signing_keys_end(sql, r->kid, r->now_ms - KEYS_GRACE_MS - 1, err);

	row.revoked_ms = r->now_ms;
	if (!row.made_ms) {
		row.made_ms = row.created_ms;
		row.activates_ms = row.created_ms;
		row.life_s = r->rules->keys.token_s;
	}
	if (rc == STORE_OK)
		rc = signing_keys_update(sql, &row, err);
	return rc == STORE_OK ? signing_keys_destroy(sql, r->kid, err) : rc;
}

/* Starts the pending key now, if there is one. */
static enum store_rc start_pending(struct sql *sql, struct revoking *r, const struct key_rows *rows,
				   const struct key_facts *facts, struct err *err)
{
	size_t next = keys_pending(facts, r->done.alg);
	struct signing_key_row row;

	if (next == KEYS_NONE)
		return STORE_OK;
	row = rows->of[next];
	row.activates_ms = r->now_ms;
	if (!row.made_ms) {
		row.made_ms = row.created_ms;
		row.life_s = r->rules->keys.token_s;
	}
	snprintf(r->done.successor, sizeof(r->done.successor), "%.*s", STR_FMT(row.id));
	return signing_keys_update(sql, &row, err);
}

/* The keys that would have ended when the pending key started go on. */
static enum store_rc cancel_pending(struct sql *sql, const struct key_facts *facts, size_t pending,
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

/* Of a row that is not listed, since its times cannot be read or since there are too many. No key
 * set has its key, but one of a former version of the row may have been given out. */
static enum store_rc revoke_unlisted(struct sql *sql, struct revoking *r, struct err *err)
{
	const struct signing_key_row row = { .id = r->kid, .created_ms = r->now_ms };

	r->done = (struct key_revocation){ .alg = r->rules->alg,
					   .was = KEY_GONE,
					   .last_token_ms =
						   r->now_ms + r->rules->keys.token_s * 1000 };
	return mark_revoked(sql, r, &row, err);
}

static enum store_rc revoke_row(struct sql *sql, struct revoking *r, struct key_rows *rows,
				struct err *err)
{
	struct key_facts facts = key_rows_facts(rows, r->rules, NULL, r->now_ms);
	size_t i = index_of_kid(&facts, r->kid);
	enum store_rc rc;

	if (i == KEYS_NONE)
		return revoke_unlisted(sql, r, err);
	r->done = (struct key_revocation){ .alg = facts.of[i].alg,
					   .was = keys_state(&facts, i),
					   .last_token_ms = last_token_ms(&facts, i) };
	if (r->done.was == KEY_REVOKED || r->done.was == KEY_GONE)
		return STORE_NONE;
	rc = mark_revoked(sql, r, &rows->of[i], err);
	if (rc == STORE_OK && r->done.was == KEY_PENDING)
		rc = cancel_pending(sql, &facts, i, err);
	if (rc != STORE_OK || r->done.was != KEY_ACTIVE)
		return rc;
	((struct key_fact *)(uintptr_t)&facts.of[i])->times.revoked_ms = r->now_ms;
	i = keys_active(&facts, r->done.alg);
	if (i == KEYS_NONE)
		return start_pending(sql, r, rows, &facts, err);
	snprintf(r->done.successor, sizeof(r->done.successor), "%.*s", STR_FMT(facts.of[i].kid));
	return STORE_OK;
}

static enum store_rc record_revoked(struct sql *sql, const struct revoking *r, struct arena *a,
				    struct err *err)
{
	bool followed = r->done.successor[0];
	const struct key_record record = {
		.random = r->config->random,
		.now_ms = r->now_ms,
		.actor = r->config->actor,
		.action = STR("key-revoked"),
		.kid = r->kid,
		.detail = arena_fmt(a, "it was %s%s%s", key_state_name(r->done.was),
				    followed ? "; next is " : "", r->done.successor),
	};

	return key_record_add(sql, &record, err);
}

static enum store_rc revoke_tx(struct sql *sql, void *arg, struct err *err)
{
	struct revoking *r = arg;
	struct key_rows rows = { 0 };
	enum store_rc rc;
	ARENA(a);

	rc = key_rows_lock(sql, &a, &rows, err);
	if (rc == STORE_OK)
		rc = revoke_row(sql, r, &rows, err);
	return rc == STORE_OK ? record_revoked(sql, r, &a, err) : rc;
}

static void log_revoked(const struct log *log, const struct revoking *r)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", r->kid),
		LOG_FIELD_TEXT("was", str_z(key_state_name(r->done.was))),
		LOG_FIELD_TEXT("successor", str_z(r->done.successor)),
	};

	log_line(log, LOG_LEVEL_WARN, "signing key revoked", fields, ARRAY_LEN(fields));
}

enum keyring_rc keyring_revoke_row(const struct keyring_config *config, struct str kid,
				   struct key_revocation *out, struct err *err)
{
	const struct snapshot_rules rules = { config->alg, config->rules };
	struct revoking r = {
		.config = config, .rules = &rules, .kid = kid, .now_ms = clock_now_ms(config->clock)
	};
	enum store_rc rc;

	if (config->folder) {
		err_set(err, "the keys are managed elsewhere, in %s", config->folder);
		return KEYRING_ELSEWHERE;
	}
	rc = store_write(config->store, revoke_tx, &r, err);
	if (rc == STORE_NONE)
		return KEYRING_NO_SUCH_KEY;
	if (rc != STORE_OK)
		return KEYRING_FAULT;
	log_revoked(config->log, &r);
	*out = r.done;
	return KEYRING_OK;
}
