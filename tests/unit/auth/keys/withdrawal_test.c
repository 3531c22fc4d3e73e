/* A key that is taken away is gone on every server, whatever its neighbours look like. */
#include "auth/keys/keyring.h"
#include "support/rings.h"

#include "crypto/sealed.h"
#include "store/sql/rows.h"
#include "support/crypto_keys.h"

#define OTHER_SECRET "another-unit-test-secret-0123456789abcd"

/* --- neighbours in the table ------------------------------------------------------------------ */

/* A row beside the good ones which cannot be opened. */
struct neighbour {
	const char *name;
	const char *column;   /* NULL: the sealed key below */
	const char *seal;     /* the secret that it is sealed with, as BETTER_AUTH_SECRETS */
	const char *contents; /* of the seal */
	const char *alg;
	const char
		*spoil[2]; /* makes a value unreadable: SQLite, PostgreSQL; NULL: no such value */
};

static const struct neighbour neighbours[] = {
	{ "no neighbour", NULL, NULL, NULL, NULL, { NULL } },
	{ "text that is no key", "garbage", NULL, NULL, "RS256", { NULL } },
	{ "an empty column", "", NULL, NULL, "ES256", { NULL } },
	{ "a cut seal", "\"00\"", NULL, NULL, "ES256", { NULL } },
	{ "another secret", NULL, "1:" OTHER_SECRET, P256_PRIVATE, "ES256", { NULL } },
	{ "a secret of another version", NULL, "9:" OTHER_SECRET, P256_PRIVATE, "ES256", { NULL } },
	{ "another algorithm", NULL, "1:" TEST_SECRET, P256_PRIVATE, "RS256", { NULL } },
	{ "an unknown algorithm", NULL, "1:" TEST_SECRET, P256_PRIVATE, "HS256", { NULL } },
	{ "no key in the seal", NULL, "1:" TEST_SECRET, "{}", "ES256", { NULL } },
	{ "text in the seal", NULL, "1:" TEST_SECRET, "hello", NULL, { NULL } },
	{ "a damaged key in clear", "{\"kty\":\"EC\"", NULL, NULL, "ES256", { NULL } },
	{ "a beginning that is no time",
	  NULL,
	  "1:" TEST_SECRET,
	  P256_PRIVATE,
	  "ES256",
	  { "update \"jwks\" set \"createdAt\" = 'soon' where \"id\" = 'neighbour'",
	    "alter table \"jwks\" alter \"createdAt\" drop not null;"
	    "update \"jwks\" set \"createdAt\" = null where \"id\" = 'neighbour'" } },
	{ "an end that is no time",
	  NULL,
	  "1:" TEST_SECRET,
	  P256_PRIVATE,
	  "ES256",
	  { "update \"jwks\" set \"expiresAt\" = 'late' where \"id\" = 'neighbour'", NULL } },
	{ "a text where a number is",
	  NULL,
	  "1:" TEST_SECRET,
	  P256_PRIVATE,
	  "ES256",
	  { "insert into ostiary_signing_key (kid, made_ms, activates_ms, life_s)"
	    " values ('neighbour', 1, 'x', 1)",
	    NULL } },
};

static struct str neighbour_column(struct fixture *f, const struct neighbour *n)
{
	struct secrets secrets;
	struct buf column;

	if (n->column)
		return str_z(n->column);
	if (!secrets_parse(str_z(n->seal), STR(""), &secrets, &f->err))
		fail_msg("%s", f->err.text);
	arena_buf(&f->arena, &column, 0, 65536);
	sealed_write_column(&secrets, &f->random.random, str_z(n->contents), &column);
	return buf_text(&column);
}

static enum store_rc insert(struct sql *sql, void *arg, struct err *err)
{
	return signing_keys_insert(sql, arg, err);
}

static enum store_rc spoil(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static bool on_postgres(void)
{
	const char *engine = getenv("OSTIARY_TEST_ENGINE");

	return engine && strcmp(engine, "postgres") == 0;
}

static const char *spoiling(const struct neighbour *n)
{
	return n->spoil[on_postgres() ? 1 : 0];
}

static void move_in(struct fixture *f, const struct neighbour *n)
{
	struct signing_key_row row = { .id = STR("neighbour"), .public_jwk = STR("{}") };

	if (!n->column && !n->seal)
		return;
	row.private_jwk = neighbour_column(f, n);
	row.created_ms = TEST_NOW_MS - DAY_MS;
	row.alg = str_z(n->alg);
	assert_int_equal(store_write(f->store, insert, &row, &f->err), STORE_OK);
	if (spoiling(n))
		assert_int_equal(
			store_write(f->store, spoil, (void *)(uintptr_t)spoiling(n), &f->err),
			STORE_OK);
}

/* --- taking away ------------------------------------------------------------------------------ */

static enum store_rc delete_row(struct sql *sql, void *arg, struct err *err)
{
	OWNED(sql_end)
	struct sql_run *run = sql_start(sql, "delete from \"jwks\" where \"id\" = $1");

	sql_bind_text(run, 1, str_z(arg));
	return sql_change(run, err);
}

static enum store_rc end_row(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = signing_keys_lock(sql, err);

	return rc == STORE_OK ? signing_keys_end(sql, str_z(arg), TEST_NOW_MS - 1, err) : rc;
}

static void revoke_key(struct fixture *f, const char *kid)
{
	struct key_revocation done;

	if (keyring_revoke(rings_keyring(f), str_z(kid), &done, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
}

static void end_key(struct fixture *f, const char *kid)
{
	assert_int_equal(store_write(f->store, end_row, (void *)(uintptr_t)kid, &f->err), STORE_OK);
	test_advance(f, KEYS_GRACE_MS + 1);
}

static void delete_key(struct fixture *f, const char *kid)
{
	assert_int_equal(store_write(f->store, delete_row, (void *)(uintptr_t)kid, &f->err),
			 STORE_OK);
}

static const struct withdrawal {
	const char *name;
	void (*take)(struct fixture *f, const char *kid);
} withdrawals[] = { { "revoked", revoke_key }, { "ended", end_key }, { "deleted", delete_key } };

/* --- the table -------------------------------------------------------------------------------- */

static bool signs_with(struct keyring *ring, const char *kid)
{
	struct signer signer;
	struct err err;
	bool same;

	if (keyring_signer(ring, &signer, &err) != KEYRING_OK)
		return false;
	same = str_eq(signer.kid, str_z(kid));
	signer_done(&signer);
	return same;
}

static void empty_and_open(struct fixture *f)
{
	test_close(f);
	test_unlink(f, "test.db");
	test_unlink(f, "test.db-wal");
	test_unlink(f, "test.db-shm");
	atomic_store(&f->clock.now_ms, TEST_NOW_MS);
	test_open(f);
}

/* Two servers, of which one has another current secret besides. */
static void withdraw_beside(struct fixture *f, const struct neighbour *n,
			    const struct withdrawal *w)
{
	struct rings_instance other;
	struct secrets plain = f->settings.secrets;
	const char *kid;

	empty_and_open(f);
	kid = rings_signing_kid(f, rings_keyring(f));
	if (!secrets_parse(STR("2:" OTHER_SECRET), STR(TEST_SECRET), &f->settings.secrets, &f->err))
		fail_msg("%s", f->err.text);
	other = rings_open_instance(f);
	f->settings.secrets = plain;
	move_in(f, n);
	keyring_tick(rings_keyring(f));
	keyring_tick(other.issuer->keyring);
	assert_true(rings_publishes(other.issuer->keyring, kid));
	w->take(f, kid);
	keyring_tick(rings_keyring(f));
	keyring_tick(other.issuer->keyring);
	if (rings_publishes(other.issuer->keyring, kid) || rings_publishes(rings_keyring(f), kid) ||
	    signs_with(other.issuer->keyring, kid) || signs_with(rings_keyring(f), kid))
		fail_msg("beside %s, a key that was %s is still in use", n->name, w->name);
	rings_close_instance(&other);
}

static void a_withdrawn_key_is_dropped_beside_every_kind_of_broken_row(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(neighbours); i++)
		for (size_t j = 0; j < ARRAY_LEN(withdrawals); j++)
			withdraw_beside(*state, &neighbours[i], &withdrawals[j]);
}

static void a_key_that_is_not_withdrawn_goes_on_beside_every_kind_of_broken_row(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(neighbours); i++) {
		const char *kid;

		empty_and_open(f);
		kid = rings_signing_kid(f, rings_keyring(f));
		move_in(f, &neighbours[i]);
		for (int64_t s = 0; s < 70; s += 2) {
			keyring_tick(rings_keyring(f));
			test_advance(f, 2000);
		}
		if (!signs_with(rings_keyring(f), kid) || !rings_publishes(rings_keyring(f), kid))
			fail_msg("beside %s, a good key is no longer in use", neighbours[i].name);
		issuer_free(TAKE(f->issuer));
		if (test_issuer_open(f, f->store, &f->issuer) != KEYRING_OK)
			fail_msg("beside %s: %s", neighbours[i].name, f->err.text);
		assert_true(signs_with(rings_keyring(f), kid));
	}
}

static enum store_rc number_of(struct sql *sql, const char *statement, int64_t *out,
			       struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	return sql_number(run, out, err);
}

static int64_t revoked_rows(struct fixture *f)
{
	static const char count[] =
		"select count(*) from \"jwks\" where \"privateKey\" = '\"revoked\"'";
	int64_t n = 0;

	assert_int_equal(STORE_READ(f->store, sql, &f->err, number_of(sql, count, &n, &f->err)),
			 STORE_OK);
	return n;
}

static void a_row_that_cannot_be_read_can_be_revoked(void **state)
{
	struct fixture *f = *state;
	struct key_revocation done;
	size_t revoked = 0;

	for (size_t i = 0; i < ARRAY_LEN(neighbours); i++) {
		if (!spoiling(&neighbours[i]))
			continue;
		empty_and_open(f);
		rings_signing_kid(f, rings_keyring(f));
		move_in(f, &neighbours[i]);
		revoke_key(f, "neighbour");
		revoked += (size_t)revoked_rows(f);
	}
	assert_int_equal(revoked, on_postgres() ? 1 : 3);
	assert_int_equal(keyring_revoke(rings_keyring(f), STR("nobody"), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
}

static size_t lines_of(int fd, const char *text)
{
	char log[8192];
	ssize_t n = pread(fd, log, sizeof(log) - 1, 0);
	size_t count = 0;

	assert_true(n >= 0);
	log[n] = '\0';
	for (const char *at = log; (at = strstr(at, text)); at++)
		count++;
	return count;
}

static void a_row_that_cannot_be_opened_is_logged_once(void **state)
{
	struct fixture *f = *state;
	FILE *lines = tmpfile();
	int before = f->log.fd;

	assert_non_null(lines);
	f->log.fd = fileno(lines);
	test_open(f);
	rings_signing_kid(f, rings_keyring(f));
	move_in(f, &neighbours[1]);
	for (int i = 0; i < 100; i++)
		keyring_tick(rings_keyring(f));
	assert_int_equal(lines_of(f->log.fd, "neighbour is damaged"), 1);
	delete_key(f, "neighbour");
	keyring_tick(rings_keyring(f));
	move_in(f, &neighbours[1]);
	keyring_tick(rings_keyring(f));
	assert_int_equal(lines_of(f->log.fd, "neighbour is damaged"), 2);
	test_close(f);
	f->log.fd = before;
	fclose(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FILES(a_withdrawn_key_is_dropped_beside_every_kind_of_broken_row),
		TEST_WITH_FILES(
			a_key_that_is_not_withdrawn_goes_on_beside_every_kind_of_broken_row),
		TEST_WITH_FILES(a_row_that_cannot_be_read_can_be_revoked),
		TEST_WITH_FILES(a_row_that_cannot_be_opened_is_logged_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
