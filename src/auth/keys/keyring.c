#include "auth/keys/keyring.h"

#include <stdio.h>
#include <string.h>

#include "auth/keys/change/create.h"
#include "auth/keys/change/lifetime.h"
#include "auth/keys/change/rotation.h"
#include "auth/keys/change/seal.h"
#include "auth/keys/folder.h"
#include "auth/keys/rows.h"
#include "auth/keys/state.h"

/* Under `change_lock`, or while opening. */
static enum keyring_rc load_keys(struct keyring *ring, struct err *err)
{
	if (ring->folder)
		return keyring_load_folder(ring, FOLDER_LOAD_ALWAYS, err);
	return keyring_load_rows(ring, err);
}

/* Under `change_lock`. */
static enum keyring_rc load_changed_keys(struct keyring *ring, struct err *err)
{
	if (ring->folder)
		return keyring_load_folder(ring, FOLDER_LOAD_IF_CHANGED, err);
	return keyring_load_changed_rows(ring, err);
}

/* I3. Under `change_lock`, or while opening. */
static enum keyring_rc record_what_is_missing(struct keyring *ring, struct err *err)
{
	enum keyring_rc rc;

	if (!ring->lacks_seals && !keyring_lacks_token_lifetime(ring))
		return KEYRING_OK;
	rc = ring->lacks_seals ? keyring_seal_rows(ring, err) : KEYRING_OK;
	if (rc == KEYRING_OK && keyring_lacks_token_lifetime(ring))
		rc = keyring_record_token_lifetime(ring, err);
	return rc == KEYRING_OK ? load_keys(ring, err) : rc;
}

/* --- opening ---------------------------------------------------------------------------------- */

enum keyring_rc keyring_open(const struct keyring_config *config, struct keyring **out,
			     struct err *err)
{
	OWNED(keyring_state_free) struct keyring *ring = keyring_state_new(config, err);
	enum keyring_rc rc = KEYRING_FAULT;

	if (ring)
		rc = load_keys(ring, err);
	if (rc == KEYRING_OK)
		rc = keyring_refusal(ring, err); /* I6 */
	if (rc == KEYRING_OK)
		rc = record_what_is_missing(ring, err);
	if (rc != KEYRING_OK)
		return rc;
	keyring_report(ring);
	*out = TAKE(ring);
	return KEYRING_OK;
}

void keyring_free(struct keyring *keyring)
{
	keyring_state_free(keyring);
}

enum keyring_rc keyring_reload(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc;

	pthread_mutex_lock(&keyring->change_lock);
	rc = load_keys(keyring, err);
	pthread_mutex_unlock(&keyring->change_lock);
	return rc;
}

/* --- reading ---------------------------------------------------------------------------------- */

const struct published *keyring_published(struct keyring *keyring)
{
	return &keyring_snapshot_ref(keyring)->published;
}

void published_free(const struct published *published)
{
	snapshot_unref((struct snapshot *)(uintptr_t)published); /* its first member */
}

uint64_t keyring_generation(struct keyring *keyring)
{
	keyring_follow_clock(keyring);
	return atomic_load(&keyring->generation);
}

bool keyring_ready(struct keyring *keyring)
{
	keyring_follow_clock(keyring);
	return atomic_load(&keyring->can_sign);
}

/* --- signing ---------------------------------------------------------------------------------- */

/* I4. Under `change_lock`. */
static enum keyring_rc ensure_key(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc;

	if (keyring_ready(keyring))
		return KEYRING_OK;
	rc = load_keys(keyring, err); /* another process may have created one long ago */
	if (rc != KEYRING_OK || keyring_ready(keyring))
		return rc;
	if (!keyring->has_opened)
		rc = keyring_refusal(keyring, err); /* I6 */
	if (rc == KEYRING_OK)
		rc = keyring_create_first(keyring, FIRST_OF_ALL, err);
	if (rc == KEYRING_OK)
		rc = load_keys(keyring, err);
	return rc == KEYRING_OK ? keyring_refusal(keyring, err) : rc;
}

enum keyring_rc keyring_ensure(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc;

	if (keyring_ready(keyring))
		return KEYRING_OK;
	pthread_mutex_lock(&keyring->change_lock);
	rc = ensure_key(keyring, err);
	pthread_mutex_unlock(&keyring->change_lock);
	return rc;
}

enum keyring_rc keyring_signer(struct keyring *keyring, struct signer *out, struct err *err)
{
	enum keyring_rc rc = keyring_ensure(keyring, err);
	struct snapshot *s;

	if (rc != KEYRING_OK)
		return rc;
	s = keyring_snapshot_ref(keyring);
	if (!s->signing) { /* it ended since keyring_ensure(): the next call creates another */
		snapshot_unref(s);
		err_set_kind(err, ERR_UNAVAILABLE, "no key can sign");
		return KEYRING_FAULT;
	}
	*out = (struct signer){ s->signing->kid, s->signing->key, &s->published };
	return KEYRING_OK;
}

void signer_done(struct signer *signer)
{
	published_free(signer->hold);
	*signer = (struct signer){ 0 };
}

/* --- changing keys ---------------------------------------------------------------------------- */

/* Under `change_lock`. */
static enum keyring_rc rotate_and_load(struct keyring *ring, enum rotation_when when,
				       struct key_rotation *out, struct err *err)
{
	struct key_rotation done;
	enum keyring_rc rc = keyring_create_next(ring, when, &done, err);

	if (rc == KEYRING_OK)
		rc = load_keys(ring, err);
	if (rc == KEYRING_OK)
		*out = done;
	return rc;
}

enum keyring_rc keyring_rotate(struct keyring *keyring, struct key_rotation *out, struct err *err)
{
	enum keyring_rc rc = keyring_check_changeable(keyring, err);

	if (rc != KEYRING_OK)
		return rc;
	pthread_mutex_lock(&keyring->change_lock);
	rc = rotate_and_load(keyring, ROTATION_NOW, out, err);
	pthread_mutex_unlock(&keyring->change_lock);
	return rc;
}

/* The row that follows by its times may be damaged; the key that signs has been opened. */
static void name_successor(const struct snapshot *s, struct key_revocation *done)
{
	done->opens = s->signing != NULL;
	if (done->opens)
		snprintf(done->successor, sizeof(done->successor), "%.*s",
			 STR_FMT(s->signing->kid));
}

/* The key is revoked already, so that a fault is only logged: the timer tries again. Under
 * `change_lock`. */
static void make_successor(struct keyring *ring, struct key_revocation *done)
{
	OWNED(snapshot_unref) struct snapshot *s = NULL;
	struct err err = { 0 };
	enum keyring_rc rc = load_keys(ring, &err);

	if (rc == KEYRING_OK && done->was == KEY_ACTIVE && !done->successor[0] &&
	    done->alg == ring->rules.alg)
		rc = keyring_create_first(ring, FIRST_OF_ALG, &err);
	if (rc == KEYRING_OK)
		rc = load_keys(ring, &err);
	if (rc == KEYRING_OK)
		rc = ensure_key(ring, &err);
	if (rc != KEYRING_OK)
		log_error(ring->log, "a revoked key has no successor yet", str_z(err.text));
	s = keyring_snapshot_ref(ring);
	if (done->was == KEY_ACTIVE && done->alg == ring->rules.alg)
		name_successor(s, done);
}

enum keyring_rc keyring_revoke(struct keyring *keyring, struct str kid, struct key_revocation *out,
			       struct err *err)
{
	const struct keyring_config config = {
		.store = keyring->store,
		.clock = keyring->clock,
		.random = keyring->random,
		.log = keyring->log,
		.actor = keyring->actor,
		.alg = keyring->rules.alg,
		.rules = keyring->rules.keys,
		.folder = keyring->folder,
	};
	enum keyring_rc rc;

	pthread_mutex_lock(&keyring->change_lock);
	rc = keyring_revoke_row(&config, kid, out, err);
	if (rc == KEYRING_OK)
		make_successor(keyring, out);
	pthread_mutex_unlock(&keyring->change_lock);
	return rc;
}

/* --- the timer -------------------------------------------------------------------------------- */

static bool rotation_is_due(struct keyring *ring)
{
	OWNED(snapshot_unref) struct snapshot *s = keyring_snapshot_ref(ring);
	struct key_facts facts = snapshot_facts(s, &ring->rules, clock_now_ms(ring->clock));

	return !ring->folder && keys_rotation_is_due(&facts, ring->rules.alg);
}

/* A server without a key to sign with is not ready, so that no request may come that would make
 * one. Under `change_lock`. */
static enum keyring_rc bring_up_to_date(struct keyring *keyring, struct err *err)
{
	struct key_rotation ignored;
	enum keyring_rc rc = load_changed_keys(keyring, err);

	if (rc == KEYRING_OK)
		rc = record_what_is_missing(keyring, err);
	if (rc == KEYRING_OK && rotation_is_due(keyring))
		rc = rotate_and_load(keyring, ROTATION_IF_DUE, &ignored, err);
	return rc == KEYRING_OK ? ensure_key(keyring, err) : rc;
}

void keyring_tick(struct keyring *keyring)
{
	struct err err = { 0 };

	pthread_mutex_lock(&keyring->change_lock);
	if (bring_up_to_date(keyring, &err) == KEYRING_OK)
		err.text[0] = '\0';
	else if (strcmp(err.text, keyring->tick_fault.text) != 0)
		log_error(keyring->log, "the signing keys could not be updated", str_z(err.text));
	keyring->tick_fault = err;
	pthread_mutex_unlock(&keyring->change_lock);
}

static void keyring_timer_tick(void *arg)
{
	keyring_tick(arg);
}

struct ticker *keyring_timer_start(struct keyring *keyring)
{
	return ticker_start(KEYRING_POLL_MS, keyring_timer_tick, keyring);
}

void keyring_ages(struct keyring *ring, struct keyring_ages *out)
{
	OWNED(snapshot_unref) struct snapshot *snapshot = keyring_snapshot_ref(ring);
	struct key_facts facts = snapshot_facts(snapshot, &ring->rules, clock_now_ms(ring->clock));
	size_t i = keys_signing(&facts, ring->rules.alg);
	int64_t next_ms = keys_next_change(&facts);

	*out = (struct keyring_ages){ .published = snapshot->n_keys,
				      .signs = i != KEYS_NONE,
				      .next_ms = next_ms == INT64_MAX ? 0 : next_ms };
	if (i != KEYS_NONE)
		out->started_ms = key_starts_ms(&facts.of[i].times, facts.rules);
}
