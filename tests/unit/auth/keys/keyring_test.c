#include "support/issuer_fixture.h"

#include <pthread.h>

#include "base/json.h"
#include "crypto/sealed.h"
#include "support/crypto_keys.h"
#include "store/tables/signing_keys.h"

/* The rows as they are in the table. */
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

static struct listing rows_of(struct fixture *f, struct store *store)
{
	struct listing l = { .a = &f->arena };

	assert_int_equal(store_read(store, list, &l, &f->err), STORE_OK);
	return l;
}

static enum store_rc insert(struct sql *sql, void *arg, struct err *err)
{
	return signing_keys_insert(sql, arg, err);
}

/* A row with that private JWK, sealed with the fixture's secret. */
static struct signing_key_row sealed_row(struct fixture *f, const char *kid,
					 const char *private_jwk, const char *alg)
{
	struct buf column;

	arena_buf(&f->arena, &column, 0, 65536);
	sealed_write_column(&f->settings.secrets, &f->random.random, str_z(private_jwk), &column);
	return (struct signing_key_row){
		.id = str_z(kid),
		.public_jwk = STR("{}"),
		.private_jwk = buf_text(&column),
		.created_ms = test_now_ms(&f->clock.clock),
		.alg = str_z(alg),
		.made_ms = test_now_ms(&f->clock.clock),
		.activates_ms = test_now_ms(&f->clock.clock),
	};
}

static void store_row(struct fixture *f, struct signing_key_row row)
{
	assert_int_equal(store_write(f->store, insert, &row, &f->err), STORE_OK);
}

static enum keyring_rc reopen(struct fixture *f)
{
	issuer_free(TAKE(f->issuer));
	return test_issuer_open(f, f->store, &f->issuer);
}

static void assert_signs(struct fixture *f, const char *kid)
{
	struct signer signer;

	assert_int_equal(keyring_signer(f->issuer->keyring, &signer, &f->err), KEYRING_OK);
	if (!str_eq(signer.kid, str_z(kid)))
		fail_msg("%.*s signs, not %s", STR_FMT(signer.kid), kid);
	signer_done(&signer);
}

static size_t published_keys(struct fixture *f)
{
	OWNED(published_free) const struct published *p = keyring_published(f->issuer->keyring);
	OWNED(json_free) struct json *set = NULL;

	assert_int_equal(json_parse(p->jwks, 4, &set), JSON_OK);
	assert_int_equal(json_count(json_member(set, "keys")), p->keys);
	return p->keys;
}

static void before_the_first_key_an_empty_set_is_published(void **state)
{
	struct fixture *f = *state;
	OWNED(published_free) const struct published *p = keyring_published(f->issuer->keyring);

	assert_true(str_eq(p->jwks, STR("{\"keys\":[]}")));
	assert_int_equal(p->generation, 1);
	assert_int_equal(keyring_generation(f->issuer->keyring), 1);
	assert_false(keyring_ready(f->issuer->keyring));
	assert_int_equal(rows_of(f, f->store).n, 0);
}

static void the_first_key_is_stored_published_and_signs(void **state)
{
	struct fixture *f = *state;
	struct listing l;

	assert_int_equal(keyring_ensure(f->issuer->keyring, &f->err), KEYRING_OK);
	l = rows_of(f, f->store);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.rows[0].id.n, 32);
	assert_true(str_eq(l.rows[0].alg, STR("ES256")));
	assert_true(str_eq(l.rows[0].crv, STR("P-256")));
	assert_int_equal(l.rows[0].expires_ms, 0);
	assert_int_equal(l.rows[0].created_ms, TEST_NOW_MS);
	assert_int_equal(l.rows[0].private_jwk.p[0], '"');
	assert_int_equal(published_keys(f), 1);
	assert_int_equal(keyring_generation(f->issuer->keyring), 2);
	assert_true(keyring_ready(f->issuer->keyring));
	assert_signs(f, arena_z(&f->arena, l.rows[0].id));
	assert_int_equal(keyring_ensure(f->issuer->keyring, &f->err), KEYRING_OK);
	assert_int_equal(rows_of(f, f->store).n, 1);
}

static void an_rsa_row_has_the_recorded_shape(void **state)
{
	struct fixture *f = *state;
	struct listing l;

	f->settings.keys.alg = SIGNING_ALG_RS256;
	test_open(f);
	assert_int_equal(keyring_ensure(f->issuer->keyring, &f->err), KEYRING_OK);
	l = rows_of(f, f->store);
	assert_true(str_eq(l.rows[0].alg, STR("RS256")));
	assert_null(l.rows[0].crv.p);
	/* d, dp, dq or qi is a byte shorter once in a while */
	assert_in_range(l.rows[0].private_jwk.n, 3290, 3312);
	assert_true(str_starts(l.rows[0].public_jwk, STR("{\"kty\":\"RSA\",\"n\":\"")));
	assert_true(str_ends(l.rows[0].public_jwk, STR("\",\"e\":\"AQAB\"}")));
}

static void the_set_has_its_members_in_order(void **state)
{
	struct fixture *f = *state;
	OWNED(published_free) const struct published *p = NULL;

	store_row(f, sealed_row(f, "k1", ED25519_PRIVATE, "EdDSA"));
	test_advance(f, 1);
	store_row(f, sealed_row(f, "k2", P256_PRIVATE, "ES256"));
	assert_int_equal(reopen(f), KEYRING_OK);
	p = keyring_published(f->issuer->keyring);
	assert_true(
		str_eq(p->jwks,
		       STR("{\"keys\":[{\"alg\":\"EdDSA\",\"crv\":\"Ed25519\","
			   "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kty\":\"OKP\","
			   "\"use\":\"sig\",\"kid\":\"k1\"},"
			   "{\"alg\":\"ES256\",\"crv\":\"P-256\",\"kty\":\"EC\","
			   "\"x\":\"3v-gUsojAsP1MzfrlaXlZRtHwAejSmk8ZmuUEP8u0s0\","
			   "\"y\":\"scLESa6fJcZQ9Kup0WQmblE4sojqyWHCRDaHMJNGWAg\","
			   "\"use\":\"sig\",\"kid\":\"k2\"}]}")));
}

struct asker {
	pthread_barrier_t *start;
	struct keyring *keyring;
	char kid[64];
	enum keyring_rc rc;
};

static void *ask(void *arg)
{
	struct asker *asker = arg;
	struct signer signer;
	struct err err;

	pthread_barrier_wait(asker->start);
	asker->rc = keyring_signer(asker->keyring, &signer, &err);
	if (asker->rc == KEYRING_OK) {
		snprintf(asker->kid, sizeof(asker->kid), "%.*s", STR_FMT(signer.kid));
		signer_done(&signer);
	}
	return NULL;
}

#define ASKERS 200

/* All ask at one instant, of the keyrings in turn; every one gets the same key. */
static void ask_at_once(struct keyring *const *keyrings, size_t n_keyrings)
{
	static struct asker askers[ASKERS];
	static pthread_t threads[ASKERS];
	pthread_barrier_t start;

	pthread_barrier_init(&start, NULL, ASKERS);
	for (size_t i = 0; i < ASKERS; i++) {
		askers[i] = (struct asker){ .start = &start, .keyring = keyrings[i % n_keyrings] };
		assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
	}
	for (size_t i = 0; i < ASKERS; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&start);
	for (size_t i = 0; i < ASKERS; i++) {
		assert_int_equal(askers[i].rc, KEYRING_OK);
		assert_string_equal(askers[i].kid, askers[0].kid);
	}
}

static void two_hundred_threads_ask_and_one_key_is_born(void **state)
{
	struct fixture *f = *state;

	f->settings.keys.alg = SIGNING_ALG_RS256; /* slow enough that all are there */
	test_open(f);
	ask_at_once(&f->issuer->keyring, 1);
	assert_int_equal(rows_of(f, f->store).n, 1);
}

static void four_processes_on_one_file_make_one_key(void **state)
{
	struct fixture *f = *state;
	struct store *stores[4];
	struct issuer *issuers[4];
	struct keyring *keyrings[4];

	for (size_t i = 0; i < 4; i++) {
		stores[i] = test_store_open(f);
		assert_int_equal(test_issuer_open(f, stores[i], &issuers[i]), KEYRING_OK);
		keyrings[i] = issuers[i]->keyring;
	}
	ask_at_once(keyrings, 4);
	assert_int_equal(rows_of(f, stores[0]).n, 1);
	for (size_t i = 0; i < 4; i++) {
		issuer_free(issuers[i]);
		store_free(stores[i]);
	}
}

static void a_key_of_another_process_is_used_when_one_is_needed(void **state)
{
	struct fixture *f = *state;

	store_row(f, sealed_row(f, "theirs", P256_PRIVATE, "ES256"));
	assert_false(keyring_ready(f->issuer->keyring));
	assert_signs(f, "theirs");
	assert_int_equal(rows_of(f, f->store).n, 1);
}

static void reloading_finds_new_keys_and_keeps_the_generation_when_there_are_none(void **state)
{
	struct fixture *f = *state;
	uint64_t before;

	assert_int_equal(keyring_ensure(f->issuer->keyring, &f->err), KEYRING_OK);
	before = keyring_generation(f->issuer->keyring);
	assert_int_equal(keyring_reload(f->issuer->keyring, &f->err), KEYRING_OK);
	assert_int_equal(keyring_generation(f->issuer->keyring), before);
	test_advance(f, 1);
	store_row(f, sealed_row(f, "theirs", P256_PRIVATE, "ES256"));
	assert_int_equal(keyring_reload(f->issuer->keyring, &f->err), KEYRING_OK);
	assert_int_equal(keyring_generation(f->issuer->keyring), before + 1);
	assert_int_equal(published_keys(f), 2);
	assert_signs(f, "theirs");
}

static void keys_survive_a_restart(void **state)
{
	struct fixture *f = *state;
	OWNED(published_free) const struct published *after = NULL;
	const struct published *p;
	struct str before;

	assert_int_equal(keyring_ensure(f->issuer->keyring, &f->err), KEYRING_OK);
	p = keyring_published(f->issuer->keyring);
	before = arena_copy(&f->arena, p->jwks);
	published_free(p);
	test_close(f);
	test_open(f);
	after = keyring_published(f->issuer->keyring);
	assert_true(str_eq(after->jwks, before));
	assert_true(keyring_ready(f->issuer->keyring));
}

static void another_secret_is_refused_and_names_the_key(void **state)
{
	struct fixture *f = *state;

	store_row(f, sealed_row(f, "the-key", P256_PRIVATE, "ES256"));
	assert_int_equal(reopen(f), KEYRING_OK);
	f->settings.secrets = secrets_plain(STR("another-unit-test-secret-0123456789abcd"));
	assert_int_equal(reopen(f), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "the-key"));
	assert_null(f->issuer);
	assert_int_equal(rows_of(f, f->store).n, 1);
	f->settings.secrets = secrets_plain(STR(TEST_SECRET));
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_signs(f, "the-key");
}

static void a_changed_or_foreign_column_is_refused(void **state)
{
	struct fixture *f = *state;
	struct signing_key_row good = sealed_row(f, "k", P256_PRIVATE, "ES256");
	char *changed = arena_alloc(&f->arena, good.private_jwk.n);
	const struct {
		const char *name;
		struct str column;
		struct str alg;
		enum keyring_rc rc;
	} cases[] = {
		{ "a changed digit", str_of(changed, good.private_jwk.n), good.alg,
		  KEYRING_WRONG_SECRET },
		{ "a versioned secret", STR("\"$ba$2$00\""), good.alg, KEYRING_WRONG_SECRET },
		{ "no quotes", str_of(good.private_jwk.p + 1, good.private_jwk.n - 2), good.alg,
		  KEYRING_FAULT },
		{ "nothing", STR(""), good.alg, KEYRING_FAULT },
		{ "another kind of key", good.private_jwk, STR("RS256"), KEYRING_FAULT },
		{ "an unknown algorithm", good.private_jwk, STR("HS256"), KEYRING_FAULT },
	};

	memcpy(changed, good.private_jwk.p, good.private_jwk.n);
	changed[200] = changed[200] == '0' ? '1' : '0';
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct signing_key_row bad = good;

		f->err.text[0] = '\0';
		bad.private_jwk = cases[i].column;
		bad.alg = cases[i].alg;
		store_row(f, bad);
		if (reopen(f) != cases[i].rc)
			fail_msg("%s: %s", cases[i].name, f->err.text);
		assert_non_null(strstr(f->err.text, "signing key k"));
		test_close(f);
		test_unlink(f, "test.db");
		test_open(f);
	}
	store_row(f, good);
	assert_int_equal(reopen(f), KEYRING_OK);
}

static void a_key_stored_in_clear_by_better_auth_is_usable(void **state)
{
	struct fixture *f = *state;
	struct signing_key_row row = sealed_row(f, "clear", P256_PRIVATE, "ES256");

	row.private_jwk = STR(P256_PRIVATE);
	store_row(f, row);
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_signs(f, "clear");
}

static void a_row_without_algorithm_counts_as_the_configured_one(void **state)
{
	struct fixture *f = *state;

	store_row(f, sealed_row(f, "old", P256_PRIVATE, NULL));
	test_advance(f, 1);
	store_row(f, sealed_row(f, "older-default", ED25519_PRIVATE, NULL));
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_int_equal(published_keys(f), 2);
	assert_signs(f, "old"); /* the newer one turned out to be EdDSA */
}

static void the_newest_key_of_the_configured_algorithm_signs(void **state)
{
	struct fixture *f = *state;

	store_row(f, sealed_row(f, "a", P256_PRIVATE, "ES256"));
	test_advance(f, 1);
	store_row(f, sealed_row(f, "b", P256_PRIVATE, "ES256"));
	test_advance(f, 1);
	store_row(f, sealed_row(f, "c", ED25519_PRIVATE, "EdDSA"));
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_signs(f, "b");
	f->settings.keys.alg = SIGNING_ALG_EDDSA;
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_signs(f, "c");
	f->settings.keys.alg = SIGNING_ALG_ES512; /* there is none: the newest of any */
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_signs(f, "c");
	assert_int_equal(rows_of(f, f->store).n, 3);
}

static void a_key_signs_to_the_millisecond_of_its_end_and_is_published_for_the_grace(void **state)
{
	struct fixture *f = *state;
	struct signing_key_row row = sealed_row(f, "ending", P256_PRIVATE, "ES256");
	uint64_t generation;

	row.expires_ms = TEST_NOW_MS + 1000;
	store_row(f, row);
	assert_int_equal(reopen(f), KEYRING_OK);
	generation = keyring_generation(f->issuer->keyring);
	test_advance(f, 1000); /* expiresAt == now is not expired */
	assert_true(keyring_ready(f->issuer->keyring));
	assert_signs(f, "ending");
	test_advance(f, 1);
	assert_false(keyring_ready(f->issuer->keyring));
	assert_int_equal(published_keys(f), 1);
	assert_int_equal(keyring_generation(f->issuer->keyring), generation);
	test_advance(f, KEYS_GRACE_MS - 2); /* the last millisecond of the grace period */
	assert_int_equal(published_keys(f), 1);
	test_advance(f, 1);
	assert_int_equal(keyring_generation(f->issuer->keyring), generation + 1);
	assert_int_equal(published_keys(f), 0);
}

static void an_expired_key_is_followed_by_a_new_one(void **state)
{
	struct fixture *f = *state;
	struct signing_key_row row = sealed_row(f, "ending", P256_PRIVATE, "ES256");
	struct signer signer;

	row.expires_ms = TEST_NOW_MS;
	store_row(f, row);
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_signs(f, "ending");
	test_advance(f, 1);
	assert_int_equal(keyring_signer(f->issuer->keyring, &signer, &f->err), KEYRING_OK);
	assert_false(str_eq(signer.kid, STR("ending")));
	signer_done(&signer);
	assert_int_equal(rows_of(f, f->store).n, 2);
	assert_int_equal(published_keys(f), 2);
}

static void a_dead_key_need_not_open(void **state)
{
	struct fixture *f = *state;
	struct signing_key_row row = sealed_row(f, "dead", P256_PRIVATE, "ES256");

	row.private_jwk = STR("\"of another secret\"");
	row.expires_ms = TEST_NOW_MS - KEYS_GRACE_MS;
	store_row(f, row);
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_int_equal(published_keys(f), 0);
}

static void a_snapshot_outlives_its_successor(void **state)
{
	struct fixture *f = *state;
	OWNED(published_free) const struct published *old = keyring_published(f->issuer->keyring);

	assert_int_equal(keyring_ensure(f->issuer->keyring, &f->err), KEYRING_OK);
	assert_int_equal(published_keys(f), 1);
	assert_int_equal(old->keys, 0);
	assert_true(str_eq(old->jwks, STR("{\"keys\":[]}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(before_the_first_key_an_empty_set_is_published),
		TEST_WITH_ISSUER(the_first_key_is_stored_published_and_signs),
		TEST_WITH_FILES(an_rsa_row_has_the_recorded_shape),
		TEST_WITH_ISSUER(the_set_has_its_members_in_order),
		TEST_WITH_FILES(two_hundred_threads_ask_and_one_key_is_born),
		TEST_WITH_FILES(four_processes_on_one_file_make_one_key),
		TEST_WITH_ISSUER(a_key_of_another_process_is_used_when_one_is_needed),
		TEST_WITH_ISSUER(
			reloading_finds_new_keys_and_keeps_the_generation_when_there_are_none),
		TEST_WITH_ISSUER(keys_survive_a_restart),
		TEST_WITH_ISSUER(another_secret_is_refused_and_names_the_key),
		TEST_WITH_ISSUER(a_changed_or_foreign_column_is_refused),
		TEST_WITH_ISSUER(a_key_stored_in_clear_by_better_auth_is_usable),
		TEST_WITH_ISSUER(a_row_without_algorithm_counts_as_the_configured_one),
		TEST_WITH_ISSUER(the_newest_key_of_the_configured_algorithm_signs),
		TEST_WITH_ISSUER(
			a_key_signs_to_the_millisecond_of_its_end_and_is_published_for_the_grace),
		TEST_WITH_ISSUER(an_expired_key_is_followed_by_a_new_one),
		TEST_WITH_ISSUER(a_dead_key_need_not_open),
		TEST_WITH_ISSUER(a_snapshot_outlives_its_successor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
