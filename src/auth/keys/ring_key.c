#include "auth/keys/ring_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/keys/kept/ask.h"
#include "base/buf.h"
#include "base/json.h"
#include "crypto/sealed.h"

/* {"alg","crv"?,the other members,"use","kid"}: Better Auth's order, and its members but for
 * "use", without which some verifiers ignore a key. */
static bool put_jwk(struct buf *b, enum signing_alg which, struct str public_jwk, struct str kid,
		    struct err *err)
{
	struct str alg = signing_alg_name(which), curve = signing_alg_curve(which);
	OWNED(json_free) struct json *jwk = NULL;

	if (json_parse(public_jwk, 1, &jwk) != JSON_OK) {
		err_set(err, "the public half of signing key %.*s cannot be read", STR_FMT(kid));
		return false;
	}
	buf_z(b, "{\"alg\":");
	json_put_string(b, alg);
	if (curve.n) {
		buf_z(b, ",\"crv\":");
		json_put_string(b, curve);
	}
	for (struct json_walk w = json_walk(jwk); json_next(&w);) {
		if (str_eq(w.name, STR("crv")))
			continue;
		buf_char(b, ',');
		json_put_string(b, w.name);
		buf_char(b, ':');
		json_put_string(b, json_to_str(w.value));
	}
	buf_z(b, ",\"use\":\"sig\",\"kid\":");
	json_put_string(b, kid);
	buf_char(b, '}');
	return true;
}

/* Takes key, which may be NULL. */
static struct ring_key *make(struct signing_key *key, enum signing_alg alg, struct str public_jwk,
			     struct str kid, struct err *err)
{
	OWNED(ring_key_unref) struct ring_key *ring = calloc(1, sizeof(*ring));
	struct buf b;
	bool written;

	if (!ring) {
		signing_key_free(key);
		err_set(err, "no memory for a signing key");
		return NULL;
	}
	refcount_init(&ring->references);
	ring->key = key;
	ring->alg = alg;
	buf_init_heap(&b, SIGNING_KEY_JWK_MAX);
	buf_str(&b, kid);
	written = put_jwk(&b, alg, public_jwk, kid, err);
	ring->memory = b.p;
	ring->kid = str_of(b.p, kid.n);
	ring->jwk = str_tail(str_of(b.p, b.n), kid.n);
	if (written && !buf_ok(&b))
		err_set(err, "no memory for a signing key");
	return written && buf_ok(&b) ? TAKE(ring) : NULL;
}

struct ring_key *ring_key_new(struct signing_key *key, struct str kid, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf own;

	buf_init_fixed(&own, memory, sizeof(memory));
	if (signing_key_put_public(key, &own, err))
		return make(key, signing_key_alg(key), buf_text(&own), kid, err);
	signing_key_free(key);
	return NULL;
}

void ring_key_unref(struct ring_key *key)
{
	if (!key || !refcount_unref(&key->references))
		return;
	signing_key_free(key->key);
	free(key->memory);
	free(key);
}

/* A row without an algorithm (Better Auth before 1.7) has the configured one, or, if its key is of
 * another kind, the algorithm of that kind. */
static struct signing_key *open_as_any(enum signing_alg first, struct str private_jwk,
				       struct err *err)
{
	static const enum signing_alg others[] = { SIGNING_ALG_RS256, SIGNING_ALG_EDDSA,
						   SIGNING_ALG_ES256, SIGNING_ALG_ES512 };
	struct signing_key *key = signing_key_from_jwk(first, private_jwk, err);

	for (size_t i = 0; !key && i < ARRAY_LEN(others); i++)
		key = signing_key_from_jwk(others[i], private_jwk, err);
	return key;
}

static void describe_unopened(enum sealed_rc rc, const struct signing_key_row *row, struct err *err)
{
	uint64_t version = 0;

	if (rc == SEALED_OTHER_VERSION && sealed_column_version(row->private_jwk, &version))
		err_set(err,
			"signing key %.*s is sealed with version %llu of the secret, which "
			"BETTER_AUTH_SECRETS does not list",
			STR_FMT(row->id), (unsigned long long)version);
	else if (rc == SEALED_NO_LEGACY)
		err_set(err,
			"signing key %.*s is sealed with a secret without a version, which must "
			"be given as BETTER_AUTH_SECRET beside BETTER_AUTH_SECRETS",
			STR_FMT(row->id));
	else
		err_set(err, "signing key %.*s does not open with this secret", STR_FMT(row->id));
}

/* A key in clear proves nothing about who wrote it, so that it needs a seal or a permission. */
static enum keyring_rc take_clear(const struct key_trust *trust, const struct signing_key_row *row,
				  struct buf *out, struct err *err)
{
	if (!row->seal.n && !trust->takes_clear) {
		err_set(err, "signing key %.*s is stored in clear, and OSTIARY_CLEAR_KEYS is off",
			STR_FMT(row->id));
		return KEYRING_FAULT;
	}
	buf_str(out, row->private_jwk);
	return buf_ok(out) ? KEYRING_OK : KEYRING_FAULT;
}

/* Writes the private JWK in clear. A column that starts with '{' was stored by a Better Auth that
 * is configured not to encrypt. */
static enum keyring_rc open_column(const struct key_trust *trust, const struct signing_key_row *row,
				   struct buf *out, struct err *err)
{
	enum sealed_rc rc;

	if (str_starts(row->private_jwk, STR("{")))
		return take_clear(trust, row, out, err);
	rc = sealed_open_column(trust->secrets, row->private_jwk, out);
	switch (rc) {
	case SEALED_OPENED:
		return KEYRING_OK;
	case SEALED_OTHER_SECRET:
	case SEALED_OTHER_VERSION:
	case SEALED_NO_LEGACY:
		describe_unopened(rc, row, err);
		return KEYRING_WRONG_SECRET;
	case SEALED_MALFORMED:
	case SEALED_NO_ROOM:
		break;
	}
	err_set(err, "signing key %.*s is damaged", STR_FMT(row->id));
	return KEYRING_FAULT;
}

static struct signing_key *open_private_jwk(enum signing_alg alg, const struct signing_key_row *row,
					    struct str private_jwk, struct err *err)
{
	if (!row->alg.p)
		return open_as_any(alg, private_jwk, err);
	if (signing_alg_parse(row->alg, &alg))
		return signing_key_from_jwk(alg, private_jwk, err);
	err_set(err, "its algorithm is unknown");
	return NULL;
}

enum keyring_rc key_row_open_private(const struct key_trust *trust,
				     const struct signing_key_row *row, struct signing_key **out,
				     struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX], prefix[96];
	struct signing_key *key = NULL;
	enum keyring_rc rc;
	struct buf text;

	if (trust->secrets->keeper)
		return kept_key_open(trust->secrets->keeper, row, trust->alg, trust->takes_clear,
				     out, err);
	buf_init_fixed(&text, memory, sizeof(memory));
	rc = open_column(trust, row, &text, err);
	if (rc == KEYRING_OK) {
		key = open_private_jwk(trust->alg, row, buf_text(&text), err);
		snprintf(prefix, sizeof(prefix), "signing key %.*s", STR_FMT(row->id));
		if (!key)
			err_prefix(err, prefix);
	}
	explicit_bzero(memory, sizeof(memory));
	if (rc == KEYRING_OK && !key)
		return KEYRING_FAULT;
	if (key)
		*out = key;
	return rc;
}

/* --- seals ------------------------------------------------------------------------------------ */

static struct sealed_key sealed_key(struct str kid, enum signing_alg alg, struct str public_jwk)
{
	return (struct sealed_key){ kid, signing_alg_name(alg), public_jwk };
}

bool signing_key_put_seal(const struct signing_key *key, const struct secrets *secrets,
			  struct str kid, struct buf *out, struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct sealed_key sealed;
	struct buf own;

	if (secrets->keeper)
		return kept_key_put_seal(secrets->keeper, key, kid, out, err);
	buf_init_fixed(&own, memory, sizeof(memory));
	if (!signing_key_put_public(key, &own, err))
		return false;
	sealed = sealed_key(kid, signing_key_alg(key), buf_text(&own));
	key_seal_put(secrets, &sealed, out);
	if (!buf_ok(out))
		err_set(err, "the seal of signing key %.*s does not fit into its buffer",
			STR_FMT(kid));
	return buf_ok(out);
}

enum key_seal_rc signing_key_check_seal(const struct signing_key *key,
					const struct secrets *secrets,
					const struct signing_key_row *row)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct err ignored = { 0 };
	struct sealed_key sealed;
	struct buf own;

	buf_init_fixed(&own, memory, sizeof(memory));
	if (!signing_key_put_public(key, &own, &ignored))
		return KEY_SEAL_BAD;
	sealed = sealed_key(row->id, signing_key_alg(key), buf_text(&own));
	return key_seal_check(secrets, &sealed, row->seal);
}

bool key_row_seal_fits(const struct signing_key_row *row, const struct signing_key *key,
		       const struct secrets *secrets, struct err *err)
{
	if (!row->seal.n || signing_key_check_seal(key, secrets, row) != KEY_SEAL_BAD)
		return true;
	err_set(err, "signing key %.*s is not the one that was sealed under its name",
		STR_FMT(row->id));
	return false;
}

static bool public_is_sealed(const struct key_trust *trust, const struct signing_key_row *row,
			     enum signing_alg *out_alg)
{
	struct sealed_key sealed;

	if (!row->seal.n || !row->alg.p || !signing_alg_parse(row->alg, out_alg))
		return false;
	sealed = sealed_key(row->id, *out_alg, row->public_jwk);
	return key_seal_check(trust->secrets, &sealed, row->seal) != KEY_SEAL_BAD;
}

bool key_row_is_trusted(const struct key_trust *trust, const struct signing_key_row *row)
{
	char memory[SIGNING_KEY_JWK_MAX];
	enum signing_alg alg;
	struct buf text;
	bool opens;

	if (row->seal.n)
		return public_is_sealed(trust, row, &alg) ||
		       (!row->alg.p && !str_eq(row->seal, KEY_SEAL_REVOKED));
	if (str_starts(row->private_jwk, STR("{")))
		return trust->takes_clear;
	if (trust->secrets->keeper)
		return kept_key_opens(trust->secrets->keeper, row->private_jwk);
	buf_init_fixed(&text, memory, sizeof(memory));
	opens = sealed_open_column(trust->secrets, row->private_jwk, &text) == SEALED_OPENED;
	explicit_bzero(memory, sizeof(memory));
	return opens;
}

struct ring_key *ring_key_public(const struct key_trust *trust, const struct signing_key_row *row)
{
	struct err ignored = { 0 };
	enum signing_alg alg;

	if (!public_is_sealed(trust, row, &alg))
		return NULL;
	return make(NULL, alg, row->public_jwk, row->id, &ignored);
}
