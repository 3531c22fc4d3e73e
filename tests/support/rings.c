#include "support/rings.h"

struct keyring *rings_keyring(struct fixture *f)
{
	return f->issuer->keyring;
}

int64_t rings_now_ms(struct fixture *f)
{
	return test_now_ms(&f->clock.clock);
}

struct rings_instance rings_open_instance(struct fixture *f)
{
	struct rings_instance i = { .store = test_store_open(f) };

	if (test_issuer_open(f, i.store, &i.issuer) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	return i;
}

void rings_close_instance(struct rings_instance *i)
{
	issuer_free(TAKE(i->issuer));
	store_free(TAKE(i->store));
}

static enum store_rc list(struct sql *sql, void *arg, struct err *err)
{
	struct rings_listing *l = arg;

	return signing_keys_list(sql, l->a, &l->rows, &l->n, err);
}

struct rings_listing rings_rows(struct fixture *f)
{
	struct rings_listing l = { .a = &f->arena };

	assert_int_equal(store_read(f->store, list, &l, &f->err), STORE_OK);
	return l;
}

const struct signing_key_row *rings_row(struct fixture *f, const char *kid)
{
	struct rings_listing l = rings_rows(f);

	for (size_t i = 0; i < l.n; i++)
		if (str_eq(l.rows[i].id, str_z(kid)))
			return &l.rows[i];
	fail_msg("there is no key %s", kid);
	return NULL;
}

const char *rings_signing_kid(struct fixture *f, struct keyring *ring)
{
	struct signer signer;
	const char *kid;

	if (keyring_signer(ring, &signer, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	kid = arena_z(&f->arena, signer.kid);
	signer_done(&signer);
	return kid;
}

bool rings_publishes(struct keyring *ring, const char *kid)
{
	OWNED(published_free) const struct published *p = keyring_published(ring);

	return str_contains(p->jwks, str_z(kid));
}

const char *rings_better_auth_kid(struct fixture *f, const char *alg)
{
	struct rings_listing l = rings_rows(f);
	const struct signing_key_row *any = NULL;

	for (size_t i = 0; i < l.n; i++) { /* newest first */
		const struct signing_key_row *row = &l.rows[i];

		if (row->expires_ms && row->expires_ms < rings_now_ms(f))
			continue;
		if (str_eq(row->alg, str_z(alg)))
			return arena_z(&f->arena, row->id);
		any = any ? any : row;
	}
	return any ? arena_z(&f->arena, any->id) : "";
}

static bool better_auth_publishes(struct fixture *f, const char *kid)
{
	const struct signing_key_row *row = rings_row(f, kid);

	return !row->expires_ms || row->expires_ms + KEYS_GRACE_MS > rings_now_ms(f);
}

struct key_rotation rings_rotate(struct fixture *f)
{
	struct key_rotation rotation;

	if (keyring_rotate(rings_keyring(f), &rotation, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	return rotation;
}

struct key_revocation rings_revoke(struct fixture *f, const char *kid)
{
	struct key_revocation done;

	if (keyring_revoke(rings_keyring(f), str_z(kid), &done, &f->err) != KEYRING_OK)
		fail_msg("%s", f->err.text);
	assert_false(rings_publishes(rings_keyring(f), kid));
	assert_false(better_auth_publishes(f, kid));
	assert_string_not_equal(rings_better_auth_kid(f, "ES256"), kid);
	return done;
}
