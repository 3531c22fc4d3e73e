/* Shared by the tests of the keyring: other processes on the same database, the rows of the table,
 * the signing key and the published keys.
 *
 * Every function needs a fixture of test_setup_open(), and fails the test when the store or the
 * keyring has a fault. Texts and rows that are returned live in the fixture's arena. */
#ifndef OSTIARY_TESTS_SUPPORT_RINGS_H
#define OSTIARY_TESTS_SUPPORT_RINGS_H

#include "support/issuer_fixture.h"

#include "store/tables/signing_keys.h"

#define PENDING_MS INT64_C(600000)
#define DAY_MS     INT64_C(86400000)

/* The keyring of the fixture's issuer, which owns it. */
struct keyring *rings_keyring(struct fixture *f);

/* The fixture's clock: milliseconds since 1970-01-01 UTC. */
int64_t rings_now_ms(struct fixture *f);

/* Stands for another process: its own store and issuer on the same database. */
struct rings_instance {
	struct store *store;
	struct issuer *issuer;
};

/* Opens an instance with the fixture's settings, clock and randomness; the caller closes it with
 * rings_close_instance(), which frees its store and issuer. */
struct rings_instance rings_open_instance(struct fixture *f);

void rings_close_instance(struct rings_instance *i);

/* The rows of the key table, in the order of signing_keys_list(). */
struct rings_listing {
	struct arena *a;
	struct signing_key_row *rows;
	size_t n;
};

struct rings_listing rings_rows(struct fixture *f);

/* The row of the key; fails the test when the table has no such key. */
const struct signing_key_row *rings_row(struct fixture *f, const char *kid);

/* The kid with which the keyring signs now; the first call of an empty table creates the key. */
const char *rings_signing_kid(struct fixture *f, struct keyring *ring);

/* Whether the keyring's JWKS has the key. */
bool rings_publishes(struct keyring *ring, const char *kid);

/* The kid of the key with which Better Auth 1.7 would sign: the newest unexpired one of the
 * algorithm, else the newest unexpired one of any; "" when there is none. */
const char *rings_better_auth_kid(struct fixture *f, const char *alg);

/* keyring_rotate() on the fixture's keyring, which must succeed. */
struct key_rotation rings_rotate(struct fixture *f);

/* keyring_revoke() on the fixture's keyring. It must succeed, and afterwards neither the keyring
 * nor Better Auth may publish the key or sign with it. */
struct key_revocation rings_revoke(struct fixture *f, const char *kid);

#endif
