/* A real store in its own folder (with OSTIARY_TEST_ENGINE=postgres: in a schema of the cluster
 * OSTIARY_TEST_PG), a clock that the test sets, and random bytes that are the same in every run. */
#ifndef OSTIARY_TESTS_SUPPORT_ISSUER_FIXTURE_H
#define OSTIARY_TESTS_SUPPORT_ISSUER_FIXTURE_H

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

#include "auth/keys/keyring.h"
#include "auth/open.h"
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
	unsigned unlinked; /* how often the database was removed; names the next schema */
	struct test_clock clock;
	struct test_random random;
	struct log log;
	struct arena arena;
	struct err err;
	struct store *store;
	bool rate_limit; /* the store has the table */
	bool factors;    /* and those of second factors */
	struct issuer_settings settings;
	struct issuer *issuer;
};

int64_t test_now_ms(const struct clock *clock);

/* splitmix64 over a counter; thread-safe. */
void test_fill(const struct random *random, void *out, size_t n);

struct store *test_store_open(struct fixture *f);

enum keyring_rc test_issuer_open(struct fixture *f, struct store *store, struct issuer **out);

/* Opens the store, and the issuer with the fixture's settings. JWKS_ALG is ES256 by default, whose
 * keys are created within a millisecond. */
void test_open(struct fixture *f);

void test_close(struct fixture *f);

int test_setup(void **state);

int test_setup_open(void **state);

void test_unlink(struct fixture *f, const char *name);

int test_teardown(void **state);

void test_advance(struct fixture *f, int64_t ms);

#define TEST_WITH_ISSUER(fn) cmocka_unit_test_setup_teardown(fn, test_setup_open, test_teardown)
#define TEST_WITH_FILES(fn)  cmocka_unit_test_setup_teardown(fn, test_setup, test_teardown)

#endif
