#include "auth/keyring_own.h"

#include <stdlib.h>

#include "core/arena.h"

/* Under `lock`, or while opening. Takes next. */
static void put_current(struct keyring *ring, struct snapshot *next)
{
	snapshot_free(ring->current);
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

/* The keys of before at another time. Under `lock`. */
static struct snapshot *later(const struct keyring *ring, int64_t now_ms)
{
	const struct snapshot *before = ring->current;
	struct ring_entry keys[LIMIT_SIGNING_KEYS];
	struct err ignored;

	for (size_t i = 0; i < before->n_keys; i++)
		keys[i] = (struct ring_entry){ before->keys[i], before->facts[i].times };
	return snapshot_new(keys, before->n_keys, &ring->rules, now_ms, before, &ignored);
}

/* Keys begin, expire and leave by the clock alone. Without memory the old snapshot stays: it is asked again. */
static void follow_clock(struct keyring *ring)
{
	int64_t now_ms = clock_now_ms(ring->clock);

	if (now_ms < atomic_load(&ring->valid_until_ms))
		return;
	pthread_mutex_lock(&ring->lock);
	if (now_ms >= ring->current->valid_until_ms) {
		struct snapshot *next = later(ring, now_ms);

		if (next)
			put_current(ring, next);
	}
	pthread_mutex_unlock(&ring->lock);
}

struct snapshot *keyring_hold(struct keyring *ring)
{
	struct snapshot *s;

	follow_clock(ring);
	pthread_mutex_lock(&ring->lock);
	s = snapshot_hold(ring->current);
	pthread_mutex_unlock(&ring->lock);
	return s;
}

const struct published *keyring_published(struct keyring *keyring)
{
	return &keyring_hold(keyring)->published;
}

void published_free(const struct published *published)
{
	snapshot_free((struct snapshot *)(uintptr_t)published); /* its first member */
}

uint64_t keyring_generation(struct keyring *keyring)
{
	follow_clock(keyring);
	return atomic_load(&keyring->generation);
}

bool keyring_ready(struct keyring *keyring)
{
	follow_clock(keyring);
	return atomic_load(&keyring->can_sign);
}

enum store_rc key_rows_list(struct sql *sql, void *arg, struct err *err)
{
	struct key_rows *rows = arg;

	return signing_keys_list(sql, rows->a, &rows->of, &rows->n, err);
}

static struct key_times times_of(const struct signing_key_row *row)
{
	return (struct key_times){
		.created_ms = row->created_ms,
		.activates_ms = row->activates_ms,
		.expires_ms = row->expires_ms,
		.revoked_ms = row->revoked_ms,
		.life_s = row->life_s,
	};
}

struct key_facts key_rows_facts(const struct key_rows *rows, const struct snapshot_rules *rules,
				int64_t now_ms)
{
	struct key_fact *of = arena_array(rows->a, LIMIT_SIGNING_KEYS, sizeof(*of));

	for (size_t i = 0; i < rows->n; i++) {
		const struct signing_key_row *row = &rows->of[i];

		of[i] = (struct key_fact){ row->id, rules->alg, true, times_of(row) };
		if (row->alg.p)
			of[i].can_sign = signing_alg_parse(row->alg, &of[i].alg);
	}
	return (struct key_facts){ of, rows->n, &rules->keys, now_ms };
}

static struct ring_key *find_kid(const struct snapshot *s, struct str kid)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (str_eq(s->keys[i]->kid, kid))
			return s->keys[i];
	return NULL;
}

/* A key that is already open is used again; keys are immutable rows. */
static enum keyring_rc open_row(struct keyring *ring, const struct snapshot *known,
				const struct signing_key_row *row, struct ring_key **out,
				struct err *err)
{
	struct ring_key *same = find_kid(known, row->id);

	if (!same)
		return ring_key_open(&ring->secrets, ring->rules.alg, row, out, err);
	atomic_fetch_add_explicit(&same->references, 1, memory_order_relaxed);
	*out = same;
	return KEYRING_OK;
}

static enum keyring_rc install_rows(struct keyring *ring, const struct key_rows *rows,
				    struct err *err)
{
	OWNED(snapshot_free) struct snapshot *known = keyring_hold(ring);
	struct ring_entry keys[LIMIT_SIGNING_KEYS];
	int64_t now_ms = clock_now_ms(ring->clock);
	enum keyring_rc rc = KEYRING_OK;
	size_t n = 0;

	for (size_t i = 0; rc == KEYRING_OK && i < rows->n && n < LIMIT_SIGNING_KEYS; i++) {
		keys[n].times = times_of(&rows->of[i]);
		if (!key_is_published(&keys[n].times, &ring->rules.keys, now_ms))
			continue; /* nobody needs it any more, so nobody needs to open it */
		rc = open_row(ring, known, &rows->of[i], &keys[n].key, err);
		n += rc == KEYRING_OK;
	}
	if (rc == KEYRING_OK)
		rc = keyring_install(ring, keys, n, err);
	while (n)
		ring_key_free(keys[--n].key);
	return rc;
}

struct look {
	struct key_rows rows;
	struct signing_keys_mark mark; /* read before them: what comes between is seen next time */
};

static enum store_rc look_and_list(struct sql *sql, void *arg, struct err *err)
{
	struct look *look = arg;
	enum store_rc rc = signing_keys_look(sql, &look->mark, err);

	return rc == STORE_OK ? key_rows_list(sql, &look->rows, err) : rc;
}

enum keyring_rc keyring_load(struct keyring *ring, struct err *err)
{
	struct look look = { 0 };
	enum keyring_rc rc = KEYRING_FAULT;
	struct arena a;

	if (ring->folder)
		return keyring_load_files(ring, LOAD_NOW, err);
	arena_init(&a, NULL, 0);
	look.rows.a = &a;
	if (store_read(ring->store, look_and_list, &look, err) == STORE_OK)
		rc = install_rows(ring, &look.rows, err);
	if (rc == KEYRING_OK)
		ring->mark = look.mark;
	arena_done(&a);
	return rc;
}

enum keyring_rc keyring_open(const struct keyring_config *config, struct keyring **out,
			     struct err *err)
{
	OWNED(keyring_free) struct keyring *ring = calloc(1, sizeof(*ring));
	enum keyring_rc rc;

	if (!ring) {
		err_set(err, "no memory for the keyring");
		return KEYRING_FAULT;
	}
	ring->store = config->store;
	ring->clock = config->clock;
	ring->random = config->random;
	ring->id_kind = config->id_kind;
	ring->rsa_bits = config->rsa_bits;
	ring->log = config->log;
	ring->rules = (struct snapshot_rules){ config->alg, config->rules };
	ring->folder = config->folder;
	ring->secrets = config->secrets;
	pthread_mutex_init(&ring->birth, NULL);
	pthread_mutex_init(&ring->lock, NULL);
	rc = keyring_install(ring, NULL, 0, err);
	if (rc == KEYRING_OK)
		rc = keyring_load(ring, err);
	if (rc == KEYRING_OK)
		rc = keyring_note(ring, err);
	if (rc == KEYRING_OK)
		*out = TAKE(ring);
	return rc;
}

void keyring_free(struct keyring *keyring)
{
	if (!keyring)
		return;
	snapshot_free(keyring->current);
	pthread_mutex_destroy(&keyring->lock);
	pthread_mutex_destroy(&keyring->birth);
	free(keyring);
}

enum keyring_rc keyring_reload(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc;

	pthread_mutex_lock(&keyring->birth);
	rc = keyring_load(keyring, err);
	pthread_mutex_unlock(&keyring->birth);
	return rc;
}

enum keyring_rc keyring_ensure(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc = KEYRING_OK;

	if (keyring_ready(keyring))
		return KEYRING_OK;
	pthread_mutex_lock(&keyring->birth);
	if (!keyring_ready(keyring)) {
		rc = keyring_load(keyring, err); /* another process may have made one long ago */
		if (rc == KEYRING_OK && !keyring_ready(keyring))
			rc = keyring_bear_first(keyring, err);
	}
	pthread_mutex_unlock(&keyring->birth);
	return rc;
}

enum keyring_rc keyring_is_ours(const struct keyring *ring, struct err *err)
{
	if (!ring->folder)
		return KEYRING_OK;
	err_set(err, "the keys are managed elsewhere, in %s", ring->folder);
	return KEYRING_ELSEWHERE;
}

enum keyring_rc keyring_signer(struct keyring *keyring, struct signer *out, struct err *err)
{
	enum keyring_rc rc = keyring_ensure(keyring, err);
	struct snapshot *s;

	if (rc != KEYRING_OK)
		return rc;
	s = keyring_hold(keyring);
	if (!s->signing) { /* it expired between the two lines above: the next call makes another */
		snapshot_free(s);
		err_set(err, "the signing key has just expired");
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
