/* A cookie cache with a clock that the test sets, and cookies that Better Auth has written. */
#ifndef OSTIARY_TESTS_SUPPORT_COOKIE_DESK_H
#define OSTIARY_TESTS_SUPPORT_COOKIE_DESK_H

#include "support/issuer_fixture.h"

#include <string.h>

#include "auth/session/cookie_cache.h"

#define DESK_SESSION_TOKEN "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
#define DESK_KNOWN         3

/* One value of each form, all of the session and user of desk_ann, made with the means of Better
 * Auth itself (jose and JSON.stringify). The user has members that Ostiary does not know; the JWE
 * has no kid. */
struct desk_known {
	const char *name;
	enum cookie_cache_form form;
	struct str value;
};
extern const struct desk_known desk_known[DESK_KNOWN];

/* The session has the token DESK_SESSION_TOKEN. */
extern const struct signed_in desk_ann;

/* What one test works on. A test changes clock, secrets and rules before desk_open(). */
struct desk {
	struct arena arena; /* owns every text that the functions below return */
	struct test_clock clock;
	struct test_random random;
	struct cookie_key *key;
	struct secrets secrets;
	struct cookie_cache_rules rules;
	struct cookie_cache *cache; /* NULL until desk_open() */
};

/* Set-up and teardown of cmocka: *state is a struct desk with TEST_SECRET, the time TEST_NOW_MS,
 * and version "1" of caches, which live 300 s. */
int desk_setup(void **state);
int desk_teardown(void **state);

/* Makes the cache anew, in this form and with the desk's secrets and rules; fails the test when it
 * cannot be made. */
void desk_open(struct desk *d, enum cookie_cache_form form);

/* Lets time pass. */
void desk_pass(struct desk *d, int64_t ms);

/* The cookie's value for a signed-in user; empty with COOKIE_CACHE_OFF. */
struct str desk_put(struct desk *d, const struct signed_in *who, enum remember remember);

/* Reads a value for the session DESK_SESSION_TOKEN. True with *out when the value is accepted. */
bool desk_reads(struct desk *d, struct str value, struct signed_in *out);
bool desk_accepts(struct desk *d, struct str value);

#endif
