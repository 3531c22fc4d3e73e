#include "auth/keyring_snapshot.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "crypto/digest.h"

#define JWKS_MAX (LIMIT_SIGNING_KEYS * (size_t)4096) /* a public JWK of 8192 bits has 1,500 */

/* {"alg","crv"?,the other members,"kid"}, which is Better Auth's order. */
static bool put_jwk(struct buf *b, const struct signing_key *key, struct str kid, struct err *err)
{
	struct str alg = signing_alg_name(signing_key_alg(key));
	struct str curve = signing_alg_curve(signing_key_alg(key));
	OWNED(json_free) struct json *jwk = NULL;
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf own;

	buf_init_fixed(&own, memory, sizeof(memory));
	if (!signing_key_put_public(key, &own, err))
		return false;
	if (json_parse(buf_text(&own), 1, &jwk) != JSON_OK) {
		err_set(err, "no memory for a public key");
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
	buf_z(b, ",\"kid\":");
	json_put_string(b, kid);
	buf_char(b, '}');
	return true;
}

struct ring_key *ring_key_new(struct signing_key *key, struct str kid, struct err *err)
{
	OWNED(ring_key_free) struct ring_key *ring = calloc(1, sizeof(*ring));
	struct buf b;
	bool written;

	if (!ring) {
		signing_key_free(key);
		err_set(err, "no memory for a signing key");
		return NULL;
	}
	atomic_init(&ring->references, 1);
	ring->key = key;
	buf_init_heap(&b, SIGNING_KEY_JWK_MAX);
	buf_str(&b, kid);
	written = put_jwk(&b, key, kid, err);
	ring->memory = b.p;
	ring->kid = str_of(b.p, kid.n);
	ring->jwk = str_tail(str_of(b.p, b.n), kid.n);
	if (written && !buf_ok(&b))
		err_set(err, "no memory for a signing key");
	return written && buf_ok(&b) ? TAKE(ring) : NULL;
}

void ring_key_free(struct ring_key *key)
{
	if (!key || atomic_fetch_sub_explicit(&key->references, 1, memory_order_acq_rel) != 1)
		return;
	signing_key_free(key->key);
	free(key->memory);
	free(key);
}

/* A row without an algorithm (Better Auth before 1.7) counts as the configured one, unless its key is
 * of another kind: then as the one that such a key has. */
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

static void tell_unopened(enum sealed_rc rc, const struct signing_key_row *row, struct err *err)
{
	uint64_t version = 0;

	if (rc == SEALED_OTHER_VERSION && sealed_column_version(row->private_jwk, &version))
		err_set(err,
			"signing key %.*s is sealed with version %llu of the secret, which "
			"BETTER_AUTH_SECRETS does not have",
			STR_FMT(row->id), (unsigned long long)version);
	else if (rc == SEALED_NO_LEGACY)
		err_set(err,
			"signing key %.*s is sealed with a secret without a version, which "
			"BETTER_AUTH_SECRET must be beside BETTER_AUTH_SECRETS",
			STR_FMT(row->id));
	else
		err_set(err, "signing key %.*s does not open with this secret", STR_FMT(row->id));
}

/* The private JWK in clear. A column that begins with '{' was stored by a Better Auth that was told not
 * to encrypt. */
static enum keyring_rc open_column(const struct secrets *secrets, const struct signing_key_row *row,
				   struct buf *out, struct err *err)
{
	enum sealed_rc rc;

	if (str_starts(row->private_jwk, STR("{"))) {
		buf_str(out, row->private_jwk);
		return buf_ok(out) ? KEYRING_OK : KEYRING_FAULT;
	}
	rc = sealed_open_column(secrets, row->private_jwk, out);
	switch (rc) {
	case SEALED_OPENED:
		return KEYRING_OK;
	case SEALED_OTHER_SECRET:
	case SEALED_OTHER_VERSION:
	case SEALED_NO_LEGACY:
		tell_unopened(rc, row, err);
		return KEYRING_WRONG_SECRET;
	case SEALED_MALFORMED:
	case SEALED_NO_ROOM:
		break;
	}
	err_set(err, "signing key %.*s is damaged", STR_FMT(row->id));
	return KEYRING_FAULT;
}

static struct signing_key *read_key(enum signing_alg alg, const struct signing_key_row *row,
				    struct str private_jwk, struct err *err)
{
	if (!row->alg.p)
		return open_as_any(alg, private_jwk, err);
	if (signing_alg_parse(row->alg, &alg))
		return signing_key_from_jwk(alg, private_jwk, err);
	err_set(err, "its algorithm is unknown");
	return NULL;
}

enum keyring_rc ring_key_open(const struct secrets *secrets, enum signing_alg alg,
			      const struct signing_key_row *row, struct ring_key **out,
			      struct err *err)
{
	char memory[SIGNING_KEY_JWK_MAX];
	struct signing_key *key = NULL;
	enum keyring_rc rc;
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	rc = open_column(secrets, row, &text, err);
	if (rc == KEYRING_OK) {
		key = read_key(alg, row, buf_text(&text), err);
		if (key)
			*out = ring_key_new(key, row->id, err);
		if (!key || !*out) {
			char prefix[96];

			snprintf(prefix, sizeof(prefix), "signing key %.*s", STR_FMT(row->id));
			err_prefix(err, prefix);
			rc = KEYRING_FAULT;
		}
	}
	explicit_bzero(memory, sizeof(memory));
	return rc;
}

/* In the order of their creation, as Better Auth lists them. */
static bool write_jwks(struct snapshot *s, struct err *err)
{
	struct buf b;

	buf_init_heap(&b, JWKS_MAX);
	buf_z(&b, "{\"keys\":[");
	for (size_t i = s->n_keys; i > 0; i--) {
		buf_str(&b, s->keys[i - 1]->jwk);
		buf_z(&b, i > 1 ? "," : "");
	}
	buf_z(&b, "]}");
	s->memory = b.p;
	s->published.jwks = buf_text(&b);
	if (!buf_ok(&b))
		err_set(err, "no memory for the key set");
	return buf_ok(&b);
}

static void take_key(struct snapshot *s, const struct ring_entry *entry)
{
	size_t i = s->n_keys++;

	atomic_fetch_add_explicit(&entry->key->references, 1, memory_order_relaxed);
	s->keys[i] = entry->key;
	s->facts[i] = (struct key_fact){
		.kid = entry->key->kid,
		.alg = signing_key_alg(entry->key->key),
		.can_sign = signing_key_can_sign(entry->key->key),
		.times = entry->times,
	};
}

static bool write_etag(struct snapshot *s)
{
	struct buf b;

	buf_init_fixed(&b, s->etag, sizeof(s->etag));
	buf_char(&b, '"');
	digest_sha256_hex(s->published.jwks, &b);
	buf_char(&b, '"');
	s->published.etag = buf_text(&b);
	return buf_ok(&b);
}

struct snapshot *snapshot_new(const struct ring_entry *keys, size_t n,
			      const struct snapshot_rules *rules, int64_t now_ms,
			      const struct snapshot *before, struct err *err)
{
	OWNED(snapshot_free) struct snapshot *s = calloc(1, sizeof(*s));
	struct key_facts facts;
	size_t signing;

	if (!s) {
		err_set(err, "no memory for the key set");
		return NULL;
	}
	atomic_init(&s->references, 1);
	for (size_t i = 0; i < n && s->n_keys < LIMIT_SIGNING_KEYS; i++)
		if (key_is_published(&keys[i].times, &rules->keys, now_ms))
			take_key(s, &keys[i]);
	if (!write_jwks(s, err) || !write_etag(s))
		return NULL;
	facts = snapshot_facts(s, rules, now_ms);
	signing = keys_signing(&facts, rules->alg); /* I1 */
	s->signing = signing == KEYS_NONE ? NULL : s->keys[signing];
	s->valid_until_ms = keys_next_change(&facts);
	s->published.keys = s->n_keys;
	s->published.generation = 1;
	if (before)
		s->published.generation = before->published.generation +
					  !str_eq(before->published.jwks, s->published.jwks);
	return TAKE(s);
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot ||
	    atomic_fetch_sub_explicit(&snapshot->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < snapshot->n_keys; i++)
		ring_key_free(snapshot->keys[i]);
	free(snapshot->memory);
	free(snapshot);
}
