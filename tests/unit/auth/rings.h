/* What the tests of the keyring share: further processes on the same database, what the table says, who signs
 * and what is published. */
#ifndef OSTIARY_TESTS_AUTH_RINGS_H
#define OSTIARY_TESTS_AUTH_RINGS_H

#include "fixture.h"

#include "store/signing_keys.h"

#define PENDING_MS INT64_C(600000)
#define DAY_MS     INT64_C(86400000)

static inline struct keyring *ring_of(struct fixture *f)
{
	return f->issuer->keyring;
}

static inline int64_t now_of(struct fixture *f)
{
	return test_now_ms(&f->clock.clock);
}

/* Another process: a store and an issuer of its own on the same file. */
struct instance {
	struct store *store;
	struct issuer *issuer;
};

static inline struct instance another(struct fixture *f)
{
	struct instance i = { .store = test_store_open(f) };

	if (test_issuer_open(f, i.store, &i.issuer) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	return i;
}

static inline void close_instance(struct instance *i)
{
	issuer_free(TAKE(i->issuer));
	store_free(TAKE(i->store));
}

struct listing {
	struct arena *a;
	struct signing_key_row *rows;
	size_t n;
};

static inline enum store_rc list(struct sql *sql, void *arg, struct err *err)
{
	struct listing *l = arg;

	return signing_keys_list(sql, l->a, &l->rows, &l->n, err);
}

static inline struct listing rows_of(struct fixture *f)
{
	struct listing l = { .a = &f->arena };

	assert_int_equal(store_read(f->store, list, &l, &f->err), STORE_OK);
	return l;
}

static inline const struct signing_key_row *row_of(struct fixture *f, const char *kid)
{
	struct listing l = rows_of(f);

	for (size_t i = 0; i < l.n; i++)
		if (str_eq(l.rows[i].id, str_z(kid)))
			return &l.rows[i];
	fail_msg("there is no key %s", kid);
	return NULL;
}

static inline const char *signs(struct fixture *f, struct keyring *ring)
{
	struct signer signer;
	const char *kid;

	if (keyring_signer(ring, &signer, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	kid = arena_z(&f->arena, signer.kid);
	signer_done(&signer);
	return kid;
}

static inline bool publishes(struct keyring *ring, const char *kid)
{
	OWNED(published_free) const struct published *p = keyring_published(ring);

	return str_contains(p->jwks, str_z(kid));
}

/* The rule by which Better Auth 1.7 picks its signing key from the table. */
static inline const char *better_auth_signs(struct fixture *f, const char *alg)
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

static inline bool better_auth_publishes(struct fixture *f, const char *kid)
{
	const struct signing_key_row *row = row_of(f, kid);

	return !row->expires_ms || row->expires_ms + KEYRING_GRACE_MS > now_of(f);
}

static inline struct key_turn rotate(struct fixture *f)
{
	struct key_turn turn;

	if (keyring_rotate(ring_of(f), &turn, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	return turn;
}

static inline struct key_revocation revoke_kid(struct fixture *f, const char *kid)
{
	struct key_revocation done;

	if (keyring_revoke(ring_of(f), str_z(kid), &done, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	assert_false(publishes(ring_of(f), kid));
	assert_false(better_auth_publishes(f, kid));
	assert_string_not_equal(better_auth_signs(f, "ES256"), kid);
	return done;
}

#endif
