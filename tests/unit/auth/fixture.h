/* A real store in a folder of its own (with OSTIARY_TEST_ENGINE=postgres: in a schema of the cluster
 * OSTIARY_TEST_PG), a clock that is set by hand, and a source of random bytes that is
 * the same in every run. */
#ifndef OSTIARY_TESTS_AUTH_FIXTURE_H
#define OSTIARY_TESTS_AUTH_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "auth/issuer.h"
#include "base/cleanup.h"
#include "core/arena.h"
#include "store/store.h"

#define TEST_SECRET "ostiary-unit-test-secret-0123456789abcd"
#define TEST_ORIGIN "http://127.0.0.1:8080"
#define TEST_NOW_MS INT64_C(1795148913595) /* 2026-11-20T04:28:33.595Z */

struct test_clock {
	struct clock clock;
	_Atomic int64_t now_ms;
};

struct test_random {
	struct random random;
	_Atomic uint64_t next;
};

struct fixture {
	char folder[64];
	char url[256];
	unsigned
		unlinked; /* how often the database was removed: a schema is not, but left for another */
	struct test_clock clock;
	struct test_random random;
	struct log log;
	struct arena arena;
	struct err err;
	struct store *store;
	bool rate_limit; /* the store has the table */
	struct issuer_settings settings;
	struct issuer *issuer;
};

static inline int64_t test_now_ms(const struct clock *clock)
{
	return atomic_load(&((struct test_clock *)(uintptr_t)clock)->now_ms);
}

/* splitmix64 over a counter: any thread may ask. */
static inline void test_fill(const struct random *random, void *out, size_t n)
{
	struct test_random *r = (struct test_random *)(uintptr_t)random;

	for (size_t i = 0; i < n; i++) {
		uint64_t z = atomic_fetch_add(&r->next, 1) * UINT64_C(0x9E3779B97F4A7C15);

		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		((unsigned char *)out)[i] = (unsigned char)(z ^ z >> 31);
	}
}

static inline struct store *test_store_open(struct fixture *f)
{
	const struct store_config config = {
		.url = str_z(f->url),
		.schema = arena_fmt(&f->arena, "%s-%u", strrchr(f->folder, '/') + 1, f->unlinked),
		.clock = &f->clock.clock,
		.log = &f->log,
		.rate_limit = f->rate_limit,
	};
	struct store *store = NULL;

	if (store_open(&config, &store, &f->err) != STORE_OPENED)
		fail_msg("%s", f->err.text);
	return store;
}

static inline enum keyring_rc test_issuer_open(struct fixture *f, struct store *store,
					       struct issuer **out)
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

/* Opens the issuer with the fixture's settings; ES256 unless the test has said otherwise, whose keys are
 * made in a millisecond. */
static inline void test_open(struct fixture *f)
{
	f->store = test_store_open(f);
	if (test_issuer_open(f, f->store, &f->issuer) != KEYRING_OK)
		fail_msg("%s", f->err.text);
}

static inline void test_close(struct fixture *f)
{
	issuer_free(TAKE(f->issuer));
	store_free(TAKE(f->store));
}

static inline int test_setup(void **state)
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
	f->settings.jwt_issuer = STR(TEST_ORIGIN);
	f->settings.jwt_audience = STR(TEST_ORIGIN);
	f->settings.jwks_alg = SIGNING_ALG_ES256;
	*state = f;
	return 0;
}

static inline int test_setup_open(void **state)
{
	test_setup(state);
	test_open(*state);
	return 0;
}

static inline void test_unlink(struct fixture *f, const char *name)
{
	char path[128];

	f->unlinked++;
	snprintf(path, sizeof(path), "%s/%s", f->folder, name);
	unlink(path);
}

static inline int test_teardown(void **state)
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

static inline void test_advance(struct fixture *f, int64_t ms)
{
	atomic_fetch_add(&f->clock.now_ms, ms);
}

#define TEST_WITH_ISSUER(fn) cmocka_unit_test_setup_teardown(fn, test_setup_open, test_teardown)
#define TEST_WITH_FILES(fn)  cmocka_unit_test_setup_teardown(fn, test_setup, test_teardown)

#endif
