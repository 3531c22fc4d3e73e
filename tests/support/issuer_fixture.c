#include "support/issuer_fixture.h"

int64_t test_now_ms(const struct clock *clock)
{
	return atomic_load(&((struct test_clock *)(uintptr_t)clock)->now_ms);
}

void test_fill(const struct random *random, void *out, size_t n)
{
	struct test_random *r = (struct test_random *)(uintptr_t)random;

	for (size_t i = 0; i < n; i++) {
		uint64_t z = atomic_fetch_add(&r->next, 1) * UINT64_C(0x9E3779B97F4A7C15);

		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		((unsigned char *)out)[i] = (unsigned char)(z ^ z >> 31);
	}
}

struct store *test_store_open(struct fixture *f)
{
	const struct store_config config = {
		.url = str_z(f->url),
		.schema = arena_fmt(&f->arena, "%s-%u", strrchr(f->folder, '/') + 1, f->unlinked),
		.clock = &f->clock.clock,
		.log = &f->log,
		.rate_limit = f->rate_limit,
		.factors = f->factors,
	};
	struct store *store = NULL;

	if (store_open(&config, &store, &f->err) != STORE_OPENED)
		fail_msg("%s", f->err.text);
	return store;
}

enum keyring_rc test_issuer_open(struct fixture *f, struct store *store, struct issuer **out)
{
	const struct issuer_config config = {
		.store = store,
		.clock = &f->clock.clock,
		.random = &f->random.random,
		.log = &f->log,
		.settings = f->settings,
	};

	return issuer_open(&config, out, &f->err);
}

void test_open(struct fixture *f)
{
	f->store = test_store_open(f);
	if (test_issuer_open(f, f->store, &f->issuer) != KEYRING_OK)
		fail_msg("%s", f->err.text);
}

void test_close(struct fixture *f)
{
	issuer_free(TAKE(f->issuer));
	store_free(TAKE(f->store));
}

int test_setup(void **state)
{
	const char *parent = getenv("TMPDIR"), *engine = getenv("OSTIARY_TEST_ENGINE");
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	snprintf(f->folder, sizeof(f->folder), "%s/ostiary-auth-XXXXXX",
		 parent && strlen(parent) < 32 ? parent : "/tmp");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->url, sizeof(f->url), "sqlite:%s/test.db", f->folder);
	if (engine && strcmp(engine, "postgres") == 0)
		snprintf(f->url, sizeof(f->url), "%s", getenv("OSTIARY_TEST_PG"));
	f->clock.clock.now_ms = test_now_ms;
	atomic_init(&f->clock.now_ms, TEST_NOW_MS);
	f->random.random.fill = test_fill;
	f->log = (struct log){ .fd = open("/dev/null", O_WRONLY | O_CLOEXEC),
			       .level = LOG_LEVEL_ERROR,
			       .clock = &f->clock.clock };
	arena_init(&f->arena, NULL, 0);
	issuer_settings_default(&f->settings);
	f->settings.secrets = secrets_plain(STR(TEST_SECRET));
	f->settings.base_url = STR(TEST_ORIGIN "/api/auth");
	f->settings.origin = STR(TEST_ORIGIN);
	f->settings.token.issuer = STR(TEST_ORIGIN);
	f->settings.token.audience = STR(TEST_ORIGIN);
	f->settings.keys.alg = SIGNING_ALG_ES256;
	*state = f;
	return 0;
}

int test_setup_open(void **state)
{
	test_setup(state);
	test_open(*state);
	return 0;
}

void test_unlink(struct fixture *f, const char *name)
{
	char path[128];

	f->unlinked++;
	snprintf(path, sizeof(path), "%s/%s", f->folder, name);
	unlink(path);
}

int test_teardown(void **state)
{
	struct fixture *f = *state;

	test_close(f);
	close(f->log.fd);
	test_unlink(f, "test.db");
	test_unlink(f, "test.db-wal");
	test_unlink(f, "test.db-shm");
	test_unlink(f, "test.db.lock");
	arena_done(&f->arena);
	if (rmdir(f->folder))
		fail_msg("%s is not empty", f->folder);
	free(f);
	return 0;
}

void test_advance(struct fixture *f, int64_t ms)
{
	atomic_fetch_add(&f->clock.now_ms, ms);
}
