#include "auth/keys/state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"

/* Under `lock`. Takes next. */
static void put_current(struct keyring *ring, struct snapshot *next)
{
	snapshot_unref(ring->current);
	ring->current = next;
	atomic_store(&ring->generation, next->published.generation);
	atomic_store(&ring->can_sign, next->signing != NULL);
	atomic_store(&ring->valid_until_ms, next->valid_until_ms);
}

enum keyring_rc keyring_install(struct keyring *ring, const struct ring_entry *keys, size_t n,
				struct err *err)
{
	struct snapshot *next;

	pthread_mutex_lock(&ring->lock);
	next = snapshot_new(keys, n, &ring->rules, clock_now_ms(ring->clock), ring->current, err);
	if (next)
		put_current(ring, next);
	pthread_mutex_unlock(&ring->lock);
	return next ? KEYRING_OK : KEYRING_FAULT;
}

void keyring_keep_folder(struct keyring *ring, int fd)
{
	if (ring->folder_fd >= 0)
		close(ring->folder_fd);
	ring->folder_fd = fd;
}

/* The current keys at another time. Under `lock`. NULL: no memory. */
static struct snapshot *snapshot_at(const struct keyring *ring, int64_t now_ms)
{
	const struct snapshot *before = ring->current;
	struct ring_entry keys[LIMIT_SIGNING_KEYS];
	struct err ignored = { 0 };

	for (size_t i = 0; i < before->n_keys; i++)
		keys[i] = (struct ring_entry){ before->keys[i], before->facts[i].times,
					       before->facts[i].can_sign ? KEY_SIGNS
									 : KEY_PUBLISHED };
	return snapshot_new(keys, before->n_keys, &ring->rules, now_ms, before, &ignored);
}

void keyring_follow_clock(struct keyring *ring)
{
	int64_t now_ms = clock_now_ms(ring->clock);

	if (now_ms < atomic_load(&ring->valid_until_ms))
		return;
	pthread_mutex_lock(&ring->lock);
	if (now_ms >= ring->current->valid_until_ms) {
		struct snapshot *next = snapshot_at(ring, now_ms);

		if (next)
			put_current(ring, next);
	}
	pthread_mutex_unlock(&ring->lock);
}

struct snapshot *keyring_snapshot_ref(struct keyring *ring)
{
	struct snapshot *s;

	keyring_follow_clock(ring);
	pthread_mutex_lock(&ring->lock);
	s = snapshot_ref(ring->current);
	pthread_mutex_unlock(&ring->lock);
	return s;
}

/* --- refusals --------------------------------------------------------------------------------- */

static bool was_refused(const struct key_refusals *before, const struct key_refusal *refusal)
{
	for (size_t i = 0; i < before->n; i++)
		if (strcmp(before->of[i].why.text, refusal->why.text) == 0)
			return true;
	return false;
}

static void log_refusals(const struct keyring *ring, const struct key_refusals *all,
			 const struct key_refusals *before)
{
	for (size_t i = 0; i < all->n; i++)
		if (!before || !was_refused(before, &all->of[i]))
			log_error(ring->log, "a signing key cannot be used and is left out",
				  str_z(all->of[i].why.text));
}

void keyring_put_refusals(struct keyring *ring, const struct key_refusals *next)
{
	if (ring->reports)
		log_refusals(ring, next, &ring->refusals);
	ring->refusals = *next;
}

void keyring_report(struct keyring *ring)
{
	ring->reports = true;
	log_refusals(ring, &ring->refusals, NULL);
}

enum keyring_rc keyring_refusal(struct keyring *ring, struct err *err)
{
	const struct key_refusal *refusal = ring->refusals.of;

	keyring_follow_clock(ring);
	if (!ring->refusals.n || atomic_load(&ring->can_sign))
		return KEYRING_OK;
	for (size_t i = ring->refusals.n; i-- > 0;)
		if (ring->refusals.of[i].rc == KEYRING_WRONG_SECRET)
			refusal = &ring->refusals.of[i];
	*err = refusal->why;
	err_prefix(err, "no key can sign");
	err->kind = ERR_UNAVAILABLE;
	return refusal->rc;
}

/* ---------------------------------------------------------------------------------------------- */

enum keyring_rc keyring_check_changeable(const struct keyring *ring, struct err *err)
{
	if (!ring->folder)
		return KEYRING_OK;
	err_set(err, "the keys are managed elsewhere, in %s", ring->folder);
	return KEYRING_ELSEWHERE;
}

struct keyring *keyring_state_new(const struct keyring_config *config, struct err *err)
{
	OWNED(keyring_state_free) struct keyring *ring = calloc(1, sizeof(*ring));

	if (!ring) {
		err_set(err, "no memory for the keyring");
		return NULL;
	}
	ring->folder_fd = -1;
	ring->store = config->store;
	ring->clock = config->clock;
	ring->random = config->random;
	ring->id_kind = config->id_kind;
	ring->rsa_bits = config->rsa_bits;
	ring->log = config->log;
	ring->actor = config->actor;
	ring->rules = (struct snapshot_rules){ config->alg, config->rules };
	ring->folder = config->folder;
	ring->takes_clear = config->takes_clear;
	ring->secrets = config->secrets;
	pthread_mutex_init(&ring->change_lock, NULL);
	pthread_mutex_init(&ring->lock, NULL);
	return keyring_install(ring, NULL, 0, err) == KEYRING_OK ? TAKE(ring) : NULL;
}

void keyring_state_free(struct keyring *ring)
{
	if (!ring)
		return;
	keyring_keep_folder(ring, -1);
	snapshot_unref(ring->current);
	pthread_mutex_destroy(&ring->lock);
	pthread_mutex_destroy(&ring->change_lock);
	free(ring);
}
