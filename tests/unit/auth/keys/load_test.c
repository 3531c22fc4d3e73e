/* Verifiers that keep the set for as long as they may, while keys change. */
#include "auth/keys/keyring.h"
#include "support/rings.h"

#include <pthread.h>

#include "auth/token/token.h"
#include "base/thread.h"
#include "ostiary/verify.h"

OWNER(struct ost_keyset *, ost_keyset_unref)

static const struct user user = { .id = STR_INIT("u1"), .email = STR_INIT("a@example.com") };

struct traffic {
	struct fixture *f;
	struct rings_instance of[2];
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
	const struct ost_policy policy = { .size = sizeof(policy),
					   .algorithms = OST_ALGORITHMS_ALL,
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
	int64_t now_ms = rings_now_ms(t->f);

	if (!v->keys || now_ms - v->fetched_ms >= (KEYS_MAX_AGE_S + KEYS_STALE_S) * 1000)
		fetch(v, t->of[n % 3 == 0].issuer->keyring, now_ms);
	arena_init(&a, NULL, 0);
	if (token_issue(t->of[n % 2].issuer, &a, &user, &token, &err) != AUTH_OK) {
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
	*t = (struct traffic){ .f = f, .of = { rings_open_instance(f), rings_open_instance(f) } };
	thread_rwlock_init(&t->instant);
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

	f->settings.keys.rules = (struct key_rules){ .rotation_s = 3600,
						     .pending_s = KEYS_PENDING_MIN_S,
						     .grace_s = 960 };
	test_open(f);
	rings_signing_kid(f, rings_keyring(f));
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
	rings_close_instance(&t.of[0]);
	rings_close_instance(&t.of[1]);
	if (atomic_load(&t.refused))
		fail_msg("%u of %u: %s", t.refused, t.judged, t.first_refusal);
	assert_in_range(rings_rows(f).n, HOURS, HOURS + 1);
	assert_true(atomic_load(&t.judged) > 1000);
}

static void a_token_of_a_revoked_key_is_refused_by_every_reader_of_the_set(void **state)
{
	struct fixture *f = *state;
	struct traffic t = { .f = f };
	struct verifier v = { .t = &t };
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct str token;

	assert_int_equal(token_issue(f->issuer, &f->arena, &user, &token, &f->err), AUTH_OK);
	fetch(&v, rings_keyring(f), rings_now_ms(f));
	judge(&v, token, rings_now_ms(f));
	assert_int_equal(t.refused, 0);
	rings_revoke(f, kid);
	fetch(&v, rings_keyring(f), rings_now_ms(f));
	judge(&v, token, rings_now_ms(f));
	assert_int_equal(t.refused, 1);
	assert_int_equal(token_issue(f->issuer, &f->arena, &user, &token, &f->err), AUTH_OK);
	judge(&v, token, rings_now_ms(f));
	assert_int_equal(t.refused, 1);
	ost_keyset_unref(v.keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FILES(rotation_under_load_refuses_not_one_good_token),
		TEST_WITH_ISSUER(a_token_of_a_revoked_key_is_refused_by_every_reader_of_the_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
