#include "auth/keys/snapshot.h"

#include <stdlib.h>

#include "base/buf.h"
#include "crypto/digest.h"

#define JWKS_MAX (LIMIT_SIGNING_KEYS * (size_t)4096) /* a public JWK of 8192 bits has 1,500 */

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

static void add_key(struct snapshot *s, const struct ring_entry *entry)
{
	size_t i = s->n_keys++;

	s->keys[i] = ring_key_ref(entry->key);
	s->facts[i] = (struct key_fact){
		.kid = entry->key->kid,
		.alg = entry->key->alg,
		.can_sign = entry->use == KEY_SIGNS && ring_key_can_sign(entry->key),
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
	OWNED(snapshot_unref) struct snapshot *s = calloc(1, sizeof(*s));
	struct key_facts facts;
	size_t signing;

	if (!s) {
		err_set(err, "no memory for the key set");
		return NULL;
	}
	refcount_init(&s->references);
	for (size_t i = 0; i < n && s->n_keys < LIMIT_SIGNING_KEYS; i++)
		if (key_is_published(&keys[i].times, &rules->keys, now_ms))
			add_key(s, &keys[i]);
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

void snapshot_unref(struct snapshot *snapshot)
{
	if (!snapshot || !refcount_unref(&snapshot->references))
		return;
	for (size_t i = 0; i < snapshot->n_keys; i++)
		ring_key_unref(snapshot->keys[i]);
	free(snapshot->memory);
	free(snapshot);
}
