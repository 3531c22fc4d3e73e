#include "auth/keyring.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "auth/keyring_snapshot.h"
#include "core/arena.h"
#include "crypto/id.h"

struct keyring {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	enum signing_alg alg;
	struct seal_key seal;

	/* Held by the one thread that reads the table or makes a key; taken before `lock`. */
	pthread_mutex_t birth;
	/* Guards `current`. Held for a few instructions, never across I/O. */
	pthread_mutex_t lock;
	struct snapshot *current;

	/* Copies of what `current` says, written under `lock`, read without it. */
	_Atomic uint64_t generation;
	_Atomic int64_t valid_until_ms;
	atomic_bool can_sign;
};

/* Under `lock`, or while opening. Takes next. */
static void put_current(struct keyring *ring, struct snapshot *next)
{
	snapshot_free(ring->current);
	ring->current = next;
	atomic_store(&ring->generation, next->published.generation);
	atomic_store(&ring->can_sign, next->signing != NULL);
	atomic_store(&ring->valid_until_ms, next->valid_until_ms);
}

/* Replaces the snapshot by one of these keys. */
static enum keyring_rc install(struct keyring *ring, struct ring_key *const *keys, size_t n,
			       struct err *err)
{
	struct snapshot *next;

	pthread_mutex_lock(&ring->lock);
	next = snapshot_new(keys, n, ring->alg, clock_now_ms(ring->clock), ring->current, err);
	if (next)
		put_current(ring, next);
	pthread_mutex_unlock(&ring->lock);
	return next ? KEYRING_OK : KEYRING_FAULT;
}

/* Keys expire and leave by the clock alone. Without memory the old snapshot stays: it is asked again. */
static void follow_clock(struct keyring *ring)
{
	int64_t now_ms = clock_now_ms(ring->clock);
	struct err ignored;

	if (now_ms < atomic_load(&ring->valid_until_ms))
		return;
	pthread_mutex_lock(&ring->lock);
	if (now_ms >= ring->current->valid_until_ms) {
		struct snapshot *next = snapshot_new(ring->current->keys, ring->current->n_keys,
						     ring->alg, now_ms, ring->current, &ignored);
		if (next)
			put_current(ring, next);
	}
	pthread_mutex_unlock(&ring->lock);
}

static struct snapshot *hold_current(struct keyring *ring)
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
	return &hold_current(keyring)->published;
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

/* The rows of the table, in an arena. */
struct rows {
	struct arena *a;
	struct signing_key_row *rows;
	size_t n;
};

static enum store_rc list_rows(struct sql *sql, void *arg, struct err *err)
{
	struct rows *r = arg;

	return signing_keys_list(sql, r->a, &r->rows, &r->n, err);
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
		return ring_key_open(&ring->seal, ring->alg, row, out, err);
	atomic_fetch_add_explicit(&same->references, 1, memory_order_relaxed);
	*out = same;
	return KEYRING_OK;
}

static enum keyring_rc install_rows(struct keyring *ring, const struct rows *rows, struct err *err)
{
	OWNED(snapshot_free) struct snapshot *known = hold_current(ring);
	struct ring_key *keys[LIMIT_SIGNING_KEYS];
	int64_t now_ms = clock_now_ms(ring->clock);
	enum keyring_rc rc = KEYRING_OK;
	size_t n = 0;

	for (size_t i = 0; rc == KEYRING_OK && i < rows->n && n < LIMIT_SIGNING_KEYS; i++) {
		if (!key_is_published(rows->rows[i].expires_ms, now_ms))
			continue; /* nobody needs it any more, so nobody needs to open it */
		rc = open_row(ring, known, &rows->rows[i], &keys[n], err);
		n += rc == KEYRING_OK;
	}
	if (rc == KEYRING_OK)
		rc = install(ring, keys, n, err);
	while (n)
		ring_key_free(keys[--n]);
	return rc;
}

/* Under `birth`, or while opening. */
static enum keyring_rc load(struct keyring *ring, struct err *err)
{
	enum keyring_rc rc = KEYRING_FAULT;
	struct rows rows = { 0 };
	struct arena a;

	arena_init(&a, NULL, 0);
	rows.a = &a;
	if (store_read(ring->store, list_rows, &rows, err) == STORE_OK)
		rc = install_rows(ring, &rows, err);
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
	ring->log = config->log;
	ring->alg = config->alg;
	seal_key_init(&ring->seal, config->secret);
	pthread_mutex_init(&ring->birth, NULL);
	pthread_mutex_init(&ring->lock, NULL);
	rc = install(ring, NULL, 0, err);
	if (rc == KEYRING_OK)
		rc = load(ring, err);
	if (rc == KEYRING_OK)
		*out = TAKE(ring);
	return rc;
}

void keyring_free(struct keyring *keyring)
{
	if (!keyring)
		return;
	snapshot_free(keyring->current);
	seal_key_done(&keyring->seal);
	pthread_mutex_destroy(&keyring->lock);
	pthread_mutex_destroy(&keyring->birth);
	free(keyring);
}

enum keyring_rc keyring_reload(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc;

	pthread_mutex_lock(&keyring->birth);
	rc = load(keyring, err);
	pthread_mutex_unlock(&keyring->birth);
	return rc;
}

/* A key that is to be stored. */
struct newborn {
	const struct signing_key_row *row;
	int64_t now_ms;
};

/* I4: the table is read again inside the transaction that inserts, so of several processes that made a
 * key at once one inserts it. STORE_CONFLICT: another was faster. */
static enum store_rc insert_if_none(struct sql *sql, void *arg, struct err *err)
{
	const struct newborn *newborn = arg;
	struct rows rows = { 0 };
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	rows.a = &a;
	rc = signing_keys_lock(sql, err);
	if (rc == STORE_OK)
		rc = list_rows(sql, &rows, err);
	for (size_t i = 0; rc == STORE_OK && i < rows.n; i++)
		if (!key_is_expired(rows.rows[i].expires_ms, newborn->now_ms))
			rc = STORE_CONFLICT;
	arena_done(&a);
	return rc == STORE_OK ? signing_keys_insert(sql, newborn->row, err) : rc;
}

/* Both halves of the key as the row's columns. */
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
		sealed_write_column(&ring->seal, ring->random, buf_text(&private_jwk), &sealed);
	explicit_bzero(memory, sizeof(memory));
	if (ok && !buf_ok(&sealed)) {
		err_set(err, "a signing key cannot be sealed");
		ok = false;
	}
	row->public_jwk = buf_text(&public_jwk);
	row->private_jwk = buf_text(&sealed);
	return ok;
}

static void tell_birth(const struct keyring *ring, struct str kid)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("kid", kid),
		LOG_FIELD_TEXT("alg", signing_alg_name(ring->alg)),
	};

	log_line(ring->log, LOG_LEVEL_NOTICE, "signing key made", fields, ARRAY_LEN(fields));
}

/* Stores the key, or finds that another process has stored one; then loads what is there. */
static enum keyring_rc store_newborn(struct keyring *ring, const struct signing_key *key,
				     struct arena *a, struct err *err)
{
	struct str curve = signing_alg_curve(ring->alg);
	int64_t now_ms = clock_now_ms(ring->clock);
	struct signing_key_row row = {
		.id = id_new(ring->random, a, ID_LETTERS_AND_DIGITS, ID_CHARS),
		.created_ms = now_ms,
		.alg = signing_alg_name(ring->alg),
		.crv = curve,
	};
	struct newborn newborn = { &row, now_ms };
	enum store_rc rc;

	if (!put_columns(ring, key, &row, a, err))
		return KEYRING_FAULT;
	rc = store_write(ring->store, insert_if_none, &newborn, err);
	if (rc != STORE_OK && rc != STORE_CONFLICT)
		return KEYRING_FAULT;
	if (rc == STORE_OK)
		tell_birth(ring, row.id);
	return load(ring, err);
}

static enum keyring_rc make_key(struct keyring *ring, struct err *err)
{
	OWNED(signing_key_free) struct signing_key *key = signing_key_generate(ring->alg, err);
	enum keyring_rc rc = KEYRING_FAULT;
	struct arena a;

	arena_init(&a, NULL, 0);
	if (key)
		rc = store_newborn(ring, key, &a, err);
	arena_done(&a);
	return rc;
}

enum keyring_rc keyring_ensure(struct keyring *keyring, struct err *err)
{
	enum keyring_rc rc = KEYRING_OK;

	if (keyring_ready(keyring))
		return KEYRING_OK;
	pthread_mutex_lock(&keyring->birth);
	if (!keyring_ready(keyring)) {
		rc = load(keyring, err); /* another process may have made one long ago */
		if (rc == KEYRING_OK && !keyring_ready(keyring))
			rc = make_key(keyring, err);
	}
	pthread_mutex_unlock(&keyring->birth);
	return rc;
}

enum keyring_rc keyring_signer(struct keyring *keyring, struct signer *out, struct err *err)
{
	enum keyring_rc rc = keyring_ensure(keyring, err);
	struct snapshot *s;

	if (rc != KEYRING_OK)
		return rc;
	s = hold_current(keyring);
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
