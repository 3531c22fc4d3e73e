/* The keyring's look at the table every few seconds. */
#include "auth/keyring_own.h"

/* A change that leaves the mark as it was (somebody wrote SQL by hand) is seen after a minute. */
#define LOOKS_PER_READ 30

static enum store_rc look(struct sql *sql, void *arg, struct err *err)
{
	return signing_keys_look(sql, arg, err);
}

/* Under `birth`. */
static enum keyring_rc read_if_changed(struct keyring *ring, struct err *err)
{
	struct signing_keys_mark mark;

	if (ring->folder)
		return keyring_load_files(ring, LOAD_IF_CHANGED, err);
	if (store_read(ring->store, look, &mark, err) != STORE_OK)
		return KEYRING_FAULT;
	if (mark.turn == ring->mark.turn && mark.rows == ring->mark.rows &&
	    ++ring->looks % LOOKS_PER_READ)
		return KEYRING_OK;
	return keyring_load(ring, err);
}

static bool is_due(struct keyring *ring)
{
	OWNED(snapshot_free) struct snapshot *s = keyring_hold(ring);
	struct key_facts facts = snapshot_facts(s, &ring->rules, clock_now_ms(ring->clock));

	return !ring->folder && keys_rotation_is_due(&facts, ring->rules.alg);
}

void keyring_tick(struct keyring *ring)
{
	struct err err = { 0 };
	enum keyring_rc rc;

	pthread_mutex_lock(&ring->birth);
	rc = read_if_changed(ring, &err);
	if (rc == KEYRING_OK)
		rc = keyring_note(ring, &err);
	if (rc == KEYRING_OK && is_due(ring))
		rc = keyring_follow(ring, &err);
	pthread_mutex_unlock(&ring->birth);
	if (rc != KEYRING_OK)
		log_error(ring->log, "the signing keys could not be looked after", err.text);
}

static void tick(void *arg)
{
	keyring_tick(arg);
}

struct ticker *keyring_timer_start(struct keyring *keyring)
{
	return ticker_start(KEYRING_LOOK_MS, tick, keyring);
}
