#include "fixture.h"

#include <pthread.h>
#include <sys/wait.h>

#include "../crypto/keys.h"
#include "auth/token.h"
#include "base/json.h"
#include "core/limits.h"
#include "crypto/sealed.h"
#include "ostiary/verify.h"
#include "store/signing_keys.h"

OWNER(struct ost_keyset *, ost_keyset_unref)

#define PENDING_MS INT64_C(600000)
#define DAY_MS     INT64_C(86400000)

static const struct user user = { .id = STR_INIT("u1"), .email = STR_INIT("a@example.com") };

static struct keyring *ring_of(struct fixture *f)
{
	return f->issuer->keyring;
}

static int64_t now_of(struct fixture *f)
{
	return test_now_ms(&f->clock.clock);
}

/* Another process: a store and an issuer of its own on the same file. */
struct instance {
	struct store *store;
	struct issuer *issuer;
};

static struct instance another(struct fixture *f)
{
	struct instance i = { .store = test_store_open(f) };

	if (test_issuer_open(f, i.store, &i.issuer) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	return i;
}

static void close_instance(struct instance *i)
{
	issuer_free(TAKE(i->issuer));
	store_free(TAKE(i->store));
}

struct listing {
	struct arena *a;
	struct signing_key_row *rows;
	size_t n;
};

static enum store_rc list(struct sql *sql, void *arg, struct err *err)
{
	struct listing *l = arg;

	return signing_keys_list(sql, l->a, &l->rows, &l->n, err);
}

static struct listing rows_of(struct fixture *f)
{
	struct listing l = { .a = &f->arena };

	assert_int_equal(store_read(f->store, list, &l, &f->err), STORE_OK);
	return l;
}

static const struct signing_key_row *row_of(struct fixture *f, const char *kid)
{
	struct listing l = rows_of(f);

	for (size_t i = 0; i < l.n; i++)
		if (str_eq(l.rows[i].id, str_z(kid)))
			return &l.rows[i];
	fail_msg("there is no key %s", kid);
	return NULL;
}

static const char *signs(struct fixture *f, struct keyring *ring)
{
	struct signer signer;
	const char *kid;

	if (keyring_signer(ring, &signer, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	kid = arena_z(&f->arena, signer.kid);
	signer_done(&signer);
	return kid;
}

static bool publishes(struct keyring *ring, const char *kid)
{
	OWNED(published_free) const struct published *p = keyring_published(ring);

	return str_contains(p->jwks, str_z(kid));
}

/* The rule by which Better Auth 1.7 picks its signing key from the table. */
static const char *better_auth_signs(struct fixture *f, const char *alg)
{
	struct listing l = rows_of(f);
	const struct signing_key_row *any = NULL;

	for (size_t i = 0; i < l.n; i++) { /* newest first */
		const struct signing_key_row *row = &l.rows[i];

		if (row->expires_ms && row->expires_ms < now_of(f))
			continue;
		if (str_eq(row->alg, str_z(alg)))
			return arena_z(&f->arena, row->id);
		any = any ? any : row;
	}
	return any ? arena_z(&f->arena, any->id) : "";
}

static bool better_auth_publishes(struct fixture *f, const char *kid)
{
	const struct signing_key_row *row = row_of(f, kid);

	return !row->expires_ms || row->expires_ms + KEYRING_GRACE_MS > now_of(f);
}

static struct key_turn rotate(struct fixture *f)
{
	struct key_turn turn;

	if (keyring_rotate(ring_of(f), &turn, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	return turn;
}

/* --- rotation ----------------------------------------------------------------------------------- */

static void a_rotated_key_is_published_first_and_signs_to_the_millisecond(void **state)
{
	struct fixture *f = *state;
	const char *first = signs(f, ring_of(f));
	uint64_t generation = keyring_generation(ring_of(f));
	struct key_turn turn = rotate(f);

	assert_true(turn.made);
	assert_int_equal(turn.starts_ms, TEST_NOW_MS + PENDING_MS);
	assert_int_equal(keyring_generation(ring_of(f)), generation + 1);
	assert_true(publishes(ring_of(f), turn.kid));
	assert_string_equal(signs(f, ring_of(f)), first);
	test_advance(f, PENDING_MS - 1);
	assert_string_equal(signs(f, ring_of(f)), first);
	assert_string_equal(better_auth_signs(f, "ES256"), first);
	test_advance(f, 1);
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
	assert_string_equal(better_auth_signs(f, "ES256"), turn.kid);
	assert_true(publishes(ring_of(f), first));
	test_advance(f, KEYRING_GRACE_MS - 2);
	assert_true(publishes(ring_of(f), first));
	test_advance(f, 1);
	assert_false(publishes(ring_of(f), first));
	assert_true(publishes(ring_of(f), turn.kid));
}

static void a_second_rotation_finds_the_pending_key(void **state)
{
	struct fixture *f = *state;
	struct key_turn first, second;

	signs(f, ring_of(f));
	first = rotate(f);
	test_advance(f, 5);
	second = rotate(f);
	assert_false(second.made);
	assert_string_equal(second.kid, first.kid);
	assert_int_equal(second.starts_ms, first.starts_ms);
	assert_int_equal(rows_of(f).n, 2);
	test_advance(f, PENDING_MS);
	assert_true(rotate(f).made);
	assert_int_equal(rows_of(f).n, 3);
}

static void rotating_an_empty_table_makes_a_key_that_signs_at_once(void **state)
{
	struct fixture *f = *state;
	struct key_turn turn = rotate(f);

	assert_true(turn.made);
	assert_int_equal(turn.starts_ms, TEST_NOW_MS);
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
}

static void better_auth_signs_with_the_same_key_through_many_rotations(void **state)
{
	struct fixture *f = *state;

	signs(f, ring_of(f));
	for (int i = 0; i < 6; i++) {
		struct key_turn turn = rotate(f);

		for (int64_t ms = 0; ms <= PENDING_MS + 3000; ms += 3000, test_advance(f, 3000)) {
			assert_string_equal(better_auth_signs(f, "ES256"), signs(f, ring_of(f)));
			assert_string_equal(better_auth_signs(f, "RS256"), signs(f, ring_of(f)));
		}
		assert_string_equal(signs(f, ring_of(f)), turn.kid);
	}
}

static void another_process_learns_of_it_at_its_next_look(void **state)
{
	struct fixture *f = *state;
	const char *first = signs(f, ring_of(f));
	struct instance other = another(f);
	struct key_turn turn = rotate(f);

	assert_false(publishes(other.issuer->keyring, turn.kid));
	keyring_tick(other.issuer->keyring);
	assert_true(publishes(other.issuer->keyring, turn.kid));
	assert_string_equal(signs(f, other.issuer->keyring), first);
	test_advance(f, PENDING_MS);
	assert_string_equal(signs(f, other.issuer->keyring), turn.kid);
	close_instance(&other);
}

static void a_look_without_news_writes_nothing_and_keeps_the_snapshot(void **state)
{
	struct fixture *f = *state;
	struct store_stats before, after;
	uint64_t generation;

	signs(f, ring_of(f));
	keyring_tick(ring_of(f));
	store_stats(f->store, &before);
	generation = keyring_generation(ring_of(f));
	for (int i = 0; i < 100; i++)
		keyring_tick(ring_of(f));
	store_stats(f->store, &after);
	assert_int_equal(after.writes, before.writes);
	assert_int_equal(keyring_generation(ring_of(f)), generation);
}

static void the_timer_rotates_when_it_is_due_and_not_before(void **state)
{
	struct fixture *f = *state;

	f->settings.keys.rotation_s = 86400;
	test_open(f);
	signs(f, ring_of(f));
	test_advance(f, DAY_MS - PENDING_MS - 1);
	keyring_tick(ring_of(f));
	assert_int_equal(rows_of(f).n, 1);
	test_advance(f, 1);
	keyring_tick(ring_of(f));
	keyring_tick(ring_of(f));
	assert_int_equal(rows_of(f).n, 2);
	test_advance(f, 100 * DAY_MS); /* the server was off for long: one key, not a hundred */
	keyring_tick(ring_of(f));
	keyring_tick(ring_of(f));
	assert_int_equal(rows_of(f).n, 3);
}

struct ticker {
	pthread_barrier_t *start;
	struct keyring *keyring;
};

static void *tick(void *arg)
{
	struct ticker *ticker = arg;

	pthread_barrier_wait(ticker->start);
	for (int i = 0; i < 3; i++)
		keyring_tick(ticker->keyring);
	return NULL;
}

static void many_timers_are_due_at_once_and_one_key_follows(void **state)
{
	enum {
		INSTANCES = 8
	};
	struct fixture *f = *state;
	struct instance of[INSTANCES];
	struct ticker tickers[INSTANCES];
	pthread_t threads[INSTANCES];
	pthread_barrier_t start;

	signs(f, ring_of(f));
	pthread_barrier_init(&start, NULL, INSTANCES);
	for (size_t i = 0; i < INSTANCES; i++) {
		of[i] = another(f);
		tickers[i] = (struct ticker){ &start, of[i].issuer->keyring };
	}
	for (int round = 1; round <= 3; round++) {
		test_advance(f, 30 * DAY_MS);
		for (size_t i = 0; i < INSTANCES; i++)
			pthread_create(&threads[i], NULL, tick, &tickers[i]);
		for (size_t i = 0; i < INSTANCES; i++)
			pthread_join(threads[i], NULL);
		assert_int_equal(rows_of(f).n, round + 1);
	}
	pthread_barrier_destroy(&start);
	for (size_t i = 0; i < INSTANCES; i++)
		close_instance(&of[i]);
}

static void the_algorithm_changes_by_rotation(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct instance changed;
	const char *new;

	f->settings.jwks_alg = SIGNING_ALG_EDDSA;
	changed = another(f);
	assert_string_equal(signs(f, changed.issuer->keyring), old);
	keyring_tick(changed.issuer->keyring);
	assert_int_equal(rows_of(f).n, 2);
	assert_string_equal(signs(f, changed.issuer->keyring), old);
	test_advance(f, PENDING_MS);
	new = signs(f, changed.issuer->keyring);
	assert_string_not_equal(new, old);
	assert_true(str_eq(row_of(f, new)->alg, STR("EdDSA")));
	assert_string_equal(signs(f, ring_of(f)),
			    old); /* both side by side, as long as both are used */
	assert_true(publishes(changed.issuer->keyring, old));
	test_advance(f, 31 * DAY_MS - PENDING_MS + 1);
	assert_int_equal(row_of(f, old)->expires_ms, 0);
	keyring_tick(changed.issuer->keyring);
	assert_int_equal(row_of(f, old)->expires_ms, now_of(f) - 1);
	assert_true(publishes(changed.issuer->keyring, old));
	close_instance(&changed);
}

static void a_key_with_an_end_is_followed_although_rotation_is_off(void **state)
{
	struct fixture *f = *state;
	const char *first;
	struct key_turn turn;

	f->settings.keys.rotation_s = 0;
	test_open(f);
	first = signs(f, ring_of(f));
	test_advance(f, 400 * DAY_MS);
	keyring_tick(ring_of(f));
	assert_string_equal(signs(f, ring_of(f)), first);
	assert_int_equal(rows_of(f).n, 1);
	turn = rotate(f);
	assert_true(turn.made);
	assert_int_equal(row_of(f, first)->expires_ms, turn.starts_ms - 1);
}

static void no_more_keys_than_verifiers_take(void **state)
{
	struct fixture *f = *state;
	struct key_turn turn;

	signs(f, ring_of(f));
	for (int i = 1; i < LIMIT_SIGNING_KEYS; i++) {
		assert_true(rotate(f).made);
		test_advance(f, PENDING_MS);
	}
	assert_int_equal(keyring_rotate(ring_of(f), &turn, &f->err), KEYRING_FULL);
	assert_non_null(strstr(f->err.text, "64"));
	test_advance(f, KEYRING_GRACE_MS - 40 * PENDING_MS);
	assert_true(rotate(f).made);
}

static void the_longest_life_of_tokens_is_remembered(void **state)
{
	struct fixture *f = *state;
	const char *kid = signs(f, ring_of(f));

	assert_int_equal(row_of(f, kid)->life_s, 900);
	f->settings.jwt_expires_s = 40 * 86400;
	test_close(f);
	test_open(f);
	assert_int_equal(row_of(f, kid)->life_s, 40 * 86400);
	f->settings.jwt_expires_s = 60;
	test_close(f);
	test_open(f);
	assert_int_equal(row_of(f, kid)->life_s, 40 * 86400);
	rotate(f);
	test_advance(f, PENDING_MS - 1 + 40 * DAY_MS + 59999);
	assert_true(publishes(ring_of(f), kid));
	test_advance(f, 1);
	assert_false(publishes(ring_of(f), kid));
}

/* --- not one good token is refused -------------------------------------------------------------- */

struct traffic {
	struct fixture *f;
	struct instance of[2];
	atomic_bool stop;
	atomic_uint judged, refused;
	pthread_rwlock_t instant; /* time stands still from signing to judging */
	char first_refusal[128];
};

/* A verifier which keeps the set for as long as Cache-Control lets it, and asks no sooner. */
struct verifier {
	struct traffic *t;
	unsigned n;
	struct ost_keyset *keys;
	int64_t fetched_ms;
	struct str old; /* the oldest token that is still good */
	int64_t old_ms;
	char memory[2048];
};

static void fetch(struct verifier *v, struct keyring *ring, int64_t now_ms)
{
	OWNED(published_free) const struct published *p = keyring_published(ring);

	ost_keyset_unref(v->keys);
	v->keys = NULL;
	(void)ost_keyset_new(p->jwks.p, p->jwks.n, &v->keys);
	v->fetched_ms = now_ms;
}

static void judge(struct verifier *v, struct str token, int64_t now_ms)
{
	const char *audience = TEST_ORIGIN;
	const struct ost_policy policy = { .algorithms = OST_ALGORITHMS_ALL,
					   .issuer = TEST_ORIGIN,
					   .audiences = &audience,
					   .n_audiences = 1,
					   .leeway_s = OST_LEEWAY_DEFAULT_S };
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_verify(v->keys, &policy, token.p, token.n, now_ms / 1000, &claims);

	ost_claims_unref(claims);
	atomic_fetch_add(&v->t->judged, 1);
	if (verdict != OST_OK && atomic_fetch_add(&v->t->refused, 1) == 0)
		snprintf(v->t->first_refusal, sizeof(v->t->first_refusal), "%s at T%+lld",
			 ost_verdict_name(verdict), (long long)(now_ms - TEST_NOW_MS));
}

static void sign_and_judge(struct verifier *v)
{
	struct traffic *t = v->t;
	unsigned n = v->n++;
	struct arena a;
	struct str token;
	struct err err;
	int64_t now_ms = now_of(t->f);

	if (!v->keys || now_ms - v->fetched_ms >= (KEYS_MAX_AGE_S + KEYS_STALE_S) * 1000)
		fetch(v, t->of[n % 3 == 0].issuer->keyring, now_ms);
	arena_init(&a, NULL, 0);
	if (token_issue(t->of[n % 2].issuer, &a, &user, &token, &err) != TOKEN_ISSUED) {
		atomic_fetch_add(&t->refused, 1);
	} else {
		judge(v, token, now_ms);
		if (v->old.n && now_ms - v->old_ms < 900 * 1000)
			judge(v, v->old, now_ms);
		if (!v->old.n || now_ms - v->old_ms > 880 * 1000) {
			memcpy(v->memory, token.p, token.n);
			v->old = str_of(v->memory, token.n);
			v->old_ms = now_ms;
		}
	}
	arena_done(&a);
}

static void *use(void *arg)
{
	struct verifier *v = arg;

	while (!atomic_load(&v->t->stop)) {
		pthread_rwlock_rdlock(&v->t->instant);
		sign_and_judge(v);
		pthread_rwlock_unlock(&v->t->instant);
		sched_yield();
	}
	ost_keyset_unref(v->keys);
	return NULL;
}

static void let_pass(struct traffic *t, int64_t ms)
{
	pthread_rwlock_wrlock(&t->instant);
	test_advance(t->f, ms);
	pthread_rwlock_unlock(&t->instant);
}

static void start_traffic(struct fixture *f, struct traffic *t)
{
	pthread_rwlockattr_t fair;

	*t = (struct traffic){ .f = f, .of = { another(f), another(f) } };
	pthread_rwlockattr_init(&fair);
	pthread_rwlockattr_setkind_np(&fair, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&t->instant, &fair);
	pthread_rwlockattr_destroy(&fair);
}

static void rotation_under_load_refuses_not_one_good_token(void **state)
{
	enum {
		VERIFIERS = 4,
		HOURS = 9
	};
	struct fixture *f = *state;
	static struct verifier verifiers[VERIFIERS];
	static struct traffic t;
	pthread_t threads[VERIFIERS];

	f->settings.keys = (struct key_rules){ .rotation_s = 3600,
					       .pending_s = KEYS_PENDING_MIN_S,
					       .grace_s = 960 };
	test_open(f);
	signs(f, ring_of(f));
	start_traffic(f, &t);
	for (size_t i = 0; i < VERIFIERS; i++) {
		verifiers[i] = (struct verifier){ .t = &t, .n = (unsigned)i };
		pthread_create(&threads[i], NULL, use, &verifiers[i]);
	}
	for (int64_t s = 0; s < HOURS * INT64_C(3600); s += 10) {
		let_pass(&t, 10000);
		keyring_tick(t.of[s / 10 % 2].issuer->keyring);
		if (s % 40 == 0)
			usleep(500);
	}
	atomic_store(&t.stop, true);
	for (size_t i = 0; i < VERIFIERS; i++)
		pthread_join(threads[i], NULL);
	pthread_rwlock_destroy(&t.instant);
	close_instance(&t.of[0]);
	close_instance(&t.of[1]);
	if (atomic_load(&t.refused))
		fail_msg("%u of %u: %s", t.refused, t.judged, t.first_refusal);
	assert_in_range(rows_of(f).n, HOURS, HOURS + 1);
	assert_true(atomic_load(&t.judged) > 1000);
}

/* --- many processes ----------------------------------------------------------------------------- */

enum {
	PROCESSES = 8,
	THREADS_EACH = 8
};

struct request {
	struct keyring *keyring;
	pthread_barrier_t *start;
	int fd;
};

static void *first_request(void *arg)
{
	struct request *r = arg;
	struct signer signer;
	char kid[64] = "-";
	struct err err;

	pthread_barrier_wait(r->start);
	if (keyring_signer(r->keyring, &signer, &err) == KEYRING_OK) {
		snprintf(kid, sizeof(kid), "%.*s", STR_FMT(signer.kid));
		signer_done(&signer);
	}
	return write(r->fd, kid, sizeof(kid)) == sizeof(kid) ? r : NULL;
}

/* The child begins when the pipe `go` is closed. */
static void be_a_process(struct fixture *f, unsigned which, int go, int answers)
{
	struct request r = { .fd = answers };
	pthread_t threads[THREADS_EACH];
	pthread_barrier_t start;
	struct instance own;
	char byte;

	atomic_store(&f->random.next, which * UINT64_C(1000003)); /* each draws its own bytes */
	own = another(f);
	r.keyring = own.issuer->keyring;
	r.start = &start;
	pthread_barrier_init(&start, NULL, THREADS_EACH);
	while (read(go, &byte, 1) > 0)
		;
	for (size_t i = 0; i < THREADS_EACH; i++)
		pthread_create(&threads[i], NULL, first_request, &r);
	for (size_t i = 0; i < THREADS_EACH; i++)
		pthread_join(threads[i], NULL);
	close_instance(&own);
	_exit(0);
}

static void sixty_four_first_requests_of_eight_processes_make_one_key(void **state)
{
	struct fixture *f = *state;
	int go[2], answers[2], status, n = 0;
	char kid[64], first[64];
	pid_t pids[PROCESSES];

	f->settings.jwks_alg = SIGNING_ALG_RS256;
	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(answers), 0);
	for (unsigned i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			close(go[1]);
			be_a_process(f, i + 1, go[0], answers[1]);
		}
	}
	close(go[0]);
	close(go[1]);
	close(answers[1]);
	while (read(answers[0], kid, sizeof(kid)) == sizeof(kid)) {
		if (n++ == 0)
			memcpy(first, kid, sizeof(kid));
		assert_string_equal(kid, first);
	}
	close(answers[0]);
	for (unsigned i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(n, PROCESSES * THREADS_EACH);
	assert_string_not_equal(first, "-");
	test_open(f);
	assert_int_equal(rows_of(f).n, 1);
	assert_string_equal(signs(f, ring_of(f)), first);
}

/* --- revoking ----------------------------------------------------------------------------------- */

static struct key_revocation revoke_kid(struct fixture *f, const char *kid)
{
	struct key_revocation done;

	if (keyring_revoke(ring_of(f), str_z(kid), &done, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	assert_false(publishes(ring_of(f), kid));
	assert_false(better_auth_publishes(f, kid));
	assert_string_not_equal(better_auth_signs(f, "ES256"), kid);
	return done;
}

static void the_active_key_is_revoked_and_a_new_one_signs_at_once(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct instance other = another(f);
	struct key_revocation done = revoke_kid(f, old);

	assert_int_equal(done.was, KEY_ACTIVE);
	assert_int_equal(done.last_token_ms, TEST_NOW_MS + 900000);
	assert_string_equal(signs(f, ring_of(f)), done.successor);
	assert_string_equal(better_auth_signs(f, "ES256"), done.successor);
	assert_true(publishes(other.issuer->keyring, old));
	keyring_tick(other.issuer->keyring);
	assert_false(publishes(other.issuer->keyring, old));
	assert_string_equal(signs(f, other.issuer->keyring), done.successor);
	assert_int_equal(rows_of(f).n, 2);
	close_instance(&other);
}

static void the_active_key_is_revoked_and_the_pending_one_signs_at_once(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_revocation done = revoke_kid(f, old);

	assert_string_equal(done.successor, turn.kid);
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
	assert_string_equal(better_auth_signs(f, "ES256"), turn.kid);
	assert_int_equal(rows_of(f).n, 2);
	assert_true(rotate(f).made);
}

static void a_pending_key_is_revoked_and_the_active_one_goes_on(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_revocation done = revoke_kid(f, turn.kid);

	assert_int_equal(done.was, KEY_PENDING);
	assert_string_equal(done.successor, "");
	assert_int_equal(row_of(f, old)->expires_ms, 0);
	test_advance(f, 2 * PENDING_MS);
	assert_string_equal(signs(f, ring_of(f)), old);
	assert_string_equal(better_auth_signs(f, "ES256"), old);
}

static void a_retiring_key_is_revoked_and_nothing_else_changes(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_revocation done;

	test_advance(f, PENDING_MS + 1000);
	done = revoke_kid(f, old);
	assert_int_equal(done.was, KEY_RETIRING);
	assert_int_equal(done.last_token_ms, turn.starts_ms - 1 + 900000);
	assert_string_equal(done.successor, "");
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
	assert_int_equal(rows_of(f).n, 2);
}

static void only_a_key_that_is_there_can_be_revoked_and_only_once(void **state)
{
	struct fixture *f = *state;
	const char *kid = signs(f, ring_of(f));
	struct key_revocation done;

	assert_int_equal(keyring_revoke(ring_of(f), STR("nobody"), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
	revoke_kid(f, kid);
	assert_int_equal(keyring_revoke(ring_of(f), str_z(kid), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
	assert_int_equal(rows_of(f).n, 2);
}

static void a_token_of_a_revoked_key_is_refused_by_whoever_reads_the_set(void **state)
{
	struct fixture *f = *state;
	struct traffic t = { .f = f };
	struct verifier v = { .t = &t };
	const char *kid = signs(f, ring_of(f));
	struct str token;

	assert_int_equal(token_issue(f->issuer, &f->arena, &user, &token, &f->err), TOKEN_ISSUED);
	fetch(&v, ring_of(f), now_of(f));
	judge(&v, token, now_of(f));
	assert_int_equal(t.refused, 0);
	revoke_kid(f, kid);
	fetch(&v, ring_of(f), now_of(f));
	judge(&v, token, now_of(f));
	assert_int_equal(t.refused, 1);
	assert_int_equal(token_issue(f->issuer, &f->arena, &user, &token, &f->err), TOKEN_ISSUED);
	judge(&v, token, now_of(f));
	assert_int_equal(t.refused, 1);
	ost_keyset_unref(v.keys);
}

/* --- another secret ----------------------------------------------------------------------------- */

#define OTHER_SECRET "another-unit-test-secret-0123456789abcd"

static enum keyring_rc rewrap_to(struct fixture *f, const struct secrets *old,
				 const struct secrets *new, struct key_rewrap *out)
{
	const struct keyring_config config = { .store = f->store,
					       .clock = &f->clock.clock,
					       .random = &f->random.random,
					       .log = &f->log,
					       .secrets = *new };

	return keyring_rewrap(&config, old, CLEAR_KEYS_LEAVE, out, &f->err);
}

static enum keyring_rc rewrap(struct fixture *f, const char *old, const char *new,
			      struct key_rewrap *out)
{
	const struct secrets before = secrets_plain(str_z(old)), after = secrets_plain(str_z(new));

	return rewrap_to(f, &before, &after, out);
}

static enum keyring_rc reopen(struct fixture *f, const char *secret)
{
	issuer_free(TAKE(f->issuer));
	f->settings.secrets = secrets_plain(str_z(secret));
	return test_issuer_open(f, f->store, &f->issuer);
}

static void keys_are_sealed_anew_and_open_with_the_new_secret_alone(void **state)
{
	struct fixture *f = *state;
	const char *kid = signs(f, ring_of(f));
	struct key_rewrap done;

	rotate(f);
	assert_int_equal(reopen(f, OTHER_SECRET), KEYRING_WRONG_SECRET);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 2);
	assert_int_equal(done.left, 0);
	assert_int_equal(reopen(f, TEST_SECRET), KEYRING_WRONG_SECRET);
	assert_int_equal(reopen(f, OTHER_SECRET), KEYRING_OK);
	assert_string_equal(signs(f, ring_of(f)), kid);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 0);
	assert_int_equal(done.left, 2);
}

static enum store_rc spoil(struct sql *sql, void *kid, struct err *err)
{
	return signing_keys_reseal(sql, str_z(kid), STR("\"00\""), err);
}

static void of_keys_one_of_which_opens_with_neither_none_is_sealed_anew(void **state)
{
	struct fixture *f = *state;
	const char *kid = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_rewrap done;
	struct str before;

	assert_int_equal(rewrap(f, "a third secret that never was in use 123", OTHER_SECRET, &done),
			 KEYRING_WRONG_SECRET);
	before = row_of(f, kid)->private_jwk;
	assert_int_equal(store_write(f->store, spoil, turn.kid, &f->err), STORE_OK);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, turn.kid));
	assert_true(str_eq(row_of(f, kid)->private_jwk, before));
}

static struct secrets versions(const char *text, const char *legacy)
{
	struct secrets secrets = { .n = 0 };
	struct err err = { 0 };

	if (!secrets_parse(str_z(text), str_z(legacy), &secrets, &err))
		fail_msg("%s", err.text);
	return secrets;
}

static enum keyring_rc reopen_with(struct fixture *f, struct secrets secrets)
{
	issuer_free(TAKE(f->issuer));
	f->settings.secrets = secrets;
	return test_issuer_open(f, f->store, &f->issuer);
}

static bool begins(struct fixture *f, const char *kid, const char *how)
{
	return str_starts(row_of(f, kid)->private_jwk, str_z(how));
}

static void keys_go_from_a_plain_secret_to_versions_and_back(void **state)
{
	struct fixture *f = *state;
	const struct secrets plain = secrets_plain(STR(TEST_SECRET));
	const struct secrets first = versions("1:" OTHER_SECRET, TEST_SECRET);
	const struct secrets second = versions("2:" TEST_SECRET ",1:" OTHER_SECRET, "");
	const struct secrets alone = versions("2:" TEST_SECRET, "");
	const char *kid = signs(f, ring_of(f));
	struct key_rewrap done;

	assert_false(begins(f, kid, "\"$"));
	assert_int_equal(reopen_with(f, first), KEYRING_OK);
	assert_string_equal(signs(f, ring_of(f)), kid);
	assert_int_equal(rewrap_to(f, NULL, &first, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_true(begins(f, kid, "\"$ba$1$"));
	assert_int_equal(reopen_with(f, plain), KEYRING_WRONG_SECRET);
	assert_int_equal(reopen_with(f, alone), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "version 1 of the secret"));
	assert_int_equal(reopen_with(f, second), KEYRING_OK);
	assert_int_equal(rewrap_to(f, NULL, &second, &done), KEYRING_OK);
	assert_int_equal(rewrap_to(f, NULL, &second, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 0);
	assert_int_equal(done.left, 1);
	assert_true(begins(f, kid, "\"$ba$2$"));
	assert_int_equal(reopen_with(f, alone), KEYRING_OK);
	assert_int_equal(rewrap_to(f, NULL, &plain, &done), KEYRING_WRONG_SECRET);
	assert_int_equal(rewrap_to(f, &alone, &plain, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_false(begins(f, kid, "\"$"));
	assert_int_equal(reopen_with(f, alone), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "without a version"));
	assert_int_equal(reopen_with(f, plain), KEYRING_OK);
	assert_string_equal(signs(f, ring_of(f)), kid);
}

static void a_new_secret_under_an_old_version_is_another_secret(void **state)
{
	struct fixture *f = *state;
	const struct secrets old = versions("1:" OTHER_SECRET, TEST_SECRET);
	const struct secrets new = versions("1:" TEST_SECRET, TEST_SECRET);
	const char *kid = signs(f, ring_of(f));
	struct key_rewrap done;

	assert_int_equal(rewrap_to(f, NULL, &old, &done), KEYRING_OK);
	assert_int_equal(reopen_with(f, new), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "does not open"));
	assert_int_equal(rewrap_to(f, &old, &new, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_int_equal(reopen_with(f, new), KEYRING_OK);
	assert_string_equal(signs(f, ring_of(f)), kid);
}

struct clear_text {
	const char *kid;
	struct str text;
};

static enum store_rc put_in_clear(struct sql *sql, void *arg, struct err *err)
{
	const struct clear_text *clear = arg;

	return signing_keys_reseal(sql, str_z(clear->kid), clear->text, err);
}

static void keys_in_clear_stay_so_until_they_are_to_be_sealed(void **state)
{
	struct fixture *f = *state;
	const struct secrets secrets = secrets_plain(STR(TEST_SECRET));
	const struct keyring_config config = { .store = f->store,
					       .random = &f->random.random,
					       .secrets = secrets };
	struct clear_text clear = { .kid = signs(f, ring_of(f)) };
	struct key_rewrap done;
	struct buf text;

	arena_buf(&f->arena, &text, 0, 4096);
	assert_int_equal(sealed_open_column(&secrets, row_of(f, clear.kid)->private_jwk, &text),
			 SEALED_OPENED);
	clear.text = buf_text(&text);
	assert_int_equal(store_write(f->store, put_in_clear, &clear, &f->err), STORE_OK);
	assert_int_equal(keyring_rewrap(&config, NULL, CLEAR_KEYS_LEAVE, &done, &f->err),
			 KEYRING_OK);
	assert_int_equal(done.clear, 1);
	assert_true(begins(f, clear.kid, "{\""));
	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
	assert_int_equal(keyring_rewrap(&config, NULL, CLEAR_KEYS_SEAL, &done, &f->err),
			 KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_int_equal(done.clear, 0);
	assert_false(begins(f, clear.kid, "{\""));
	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
	assert_string_equal(signs(f, ring_of(f)), clear.kid);
}

static void new_keys_are_sealed_with_the_current_version(void **state)
{
	struct fixture *f = *state;
	const struct secrets secrets = versions("7:" OTHER_SECRET ",3:" TEST_SECRET, TEST_SECRET);
	const char *first = signs(f, ring_of(f));
	struct key_turn turn;

	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
	turn = rotate(f);
	assert_true(begins(f, turn.kid, "\"$ba$7$"));
	assert_false(begins(f, first, "\"$"));
	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_rotated_key_is_published_first_and_signs_to_the_millisecond),
		TEST_WITH_ISSUER(a_second_rotation_finds_the_pending_key),
		TEST_WITH_ISSUER(rotating_an_empty_table_makes_a_key_that_signs_at_once),
		TEST_WITH_ISSUER(better_auth_signs_with_the_same_key_through_many_rotations),
		TEST_WITH_ISSUER(another_process_learns_of_it_at_its_next_look),
		TEST_WITH_ISSUER(a_look_without_news_writes_nothing_and_keeps_the_snapshot),
		TEST_WITH_FILES(the_timer_rotates_when_it_is_due_and_not_before),
		TEST_WITH_ISSUER(many_timers_are_due_at_once_and_one_key_follows),
		TEST_WITH_ISSUER(the_algorithm_changes_by_rotation),
		TEST_WITH_FILES(a_key_with_an_end_is_followed_although_rotation_is_off),
		TEST_WITH_ISSUER(no_more_keys_than_verifiers_take),
		TEST_WITH_ISSUER(the_longest_life_of_tokens_is_remembered),
		TEST_WITH_FILES(rotation_under_load_refuses_not_one_good_token),
		TEST_WITH_FILES(sixty_four_first_requests_of_eight_processes_make_one_key),
		TEST_WITH_ISSUER(the_active_key_is_revoked_and_a_new_one_signs_at_once),
		TEST_WITH_ISSUER(the_active_key_is_revoked_and_the_pending_one_signs_at_once),
		TEST_WITH_ISSUER(a_pending_key_is_revoked_and_the_active_one_goes_on),
		TEST_WITH_ISSUER(a_retiring_key_is_revoked_and_nothing_else_changes),
		TEST_WITH_ISSUER(only_a_key_that_is_there_can_be_revoked_and_only_once),
		TEST_WITH_ISSUER(a_token_of_a_revoked_key_is_refused_by_whoever_reads_the_set),
		TEST_WITH_ISSUER(keys_are_sealed_anew_and_open_with_the_new_secret_alone),
		TEST_WITH_ISSUER(of_keys_one_of_which_opens_with_neither_none_is_sealed_anew),
		TEST_WITH_ISSUER(keys_go_from_a_plain_secret_to_versions_and_back),
		TEST_WITH_ISSUER(a_new_secret_under_an_old_version_is_another_secret),
		TEST_WITH_ISSUER(keys_in_clear_stay_so_until_they_are_to_be_sealed),
		TEST_WITH_ISSUER(new_keys_are_sealed_with_the_current_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
