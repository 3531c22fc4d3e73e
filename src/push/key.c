#include "push/key.h"

#include <string.h>

#include "auth/keys/private_key.h"
#include "auth/keys/ring_key.h"
#include "base/b64url.h"
#include "base/json.h"
#include "crypto/push/content.h"
#include "crypto/sealed.h"
#include "store/tables/push/key.h"

#define HALF_BYTES ((PUSH_POINT_BYTES - 1) / 2)

void push_key_done(struct push_key *key)
{
	signing_key_free(TAKE(key->private_key));
}

/* --- the public half -------------------------------------------------------------------------- */

static bool read_half(const struct json *jwk, const char *member, unsigned char *out)
{
	struct str text = json_to_str(json_member(jwk, member));

	return b64url_decoded_len(text.n) == HALF_BYTES && b64url_decode(text, out);
}

/* From {"kty":"EC","x","y","crv":"P-256"}. */
static bool put_point(struct str public_jwk, struct buf *out)
{
	OWNED(json_free) struct json *jwk = NULL;
	unsigned char point[PUSH_POINT_BYTES] = { 0x04 };

	if (json_parse(public_jwk, 1, &jwk) != JSON_OK ||
	    !str_eq(json_to_str(json_member(jwk, "crv")), STR("P-256")) ||
	    !read_half(jwk, "x", point + 1) || !read_half(jwk, "y", point + 1 + HALF_BYTES))
		return false;
	b64url_write(out, point, sizeof(point));
	return buf_ok(out);
}

enum store_rc push_key_put_public(struct store *store, struct arena *a, struct buf *out,
				  struct err *err)
{
	struct push_key_row row = { 0 };
	enum store_rc rc = STORE_READ(store, sql, err, push_key_find(sql, a, &row, err));

	if (rc != STORE_OK || put_point(row.public_jwk, out))
		return rc;
	err_set(err, "the public key of Web Push cannot be read");
	return STORE_FAULT;
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool make_row(const struct push_key_config *config, struct arena *a,
		     struct push_key_row *out, struct err *err)
{
	const struct private_key_order order = { .alg = SIGNING_ALG_ES256,
						 .kid = STR(PUSH_KEY_NAME) };
	struct private_key_texts texts;

	arena_buf(a, &texts.public_jwk, 512, SIGNING_KEY_JWK_MAX);
	arena_buf(a, &texts.column, 4096, PRIVATE_KEY_COLUMN_MAX);
	arena_buf(a, &texts.seal, 64, KEY_SEAL_MAX);
	if (!private_key_make(config->secrets, config->random, &order, &texts, err))
		return false;
	*out = (struct push_key_row){ buf_text(&texts.public_jwk), buf_text(&texts.column),
				      buf_text(&texts.seal), config->now_ms };
	return true;
}

STORE_TX(add_tx, const struct push_key_row *row, push_key_add(sql, row, err))

static enum store_rc find(const struct push_key_config *config, struct arena *a,
			  struct push_key_row *out, struct err *err)
{
	return STORE_READ(config->store, sql, err, push_key_find(sql, a, out, err));
}

/* Another server may add its key first. */
static enum store_rc find_or_make(const struct push_key_config *config, struct arena *a,
				  struct push_key_row *out, struct err *err)
{
	enum store_rc rc = find(config, a, out, err);
	struct push_key_row made;

	if (rc != STORE_NONE)
		return rc;
	if (!make_row(config, a, &made, err))
		return STORE_FAULT;
	rc = store_write(config->store, add_tx, &made, err);
	return rc == STORE_OK ? find(config, a, out, err) : rc;
}

static enum keyring_rc open_row(const struct secrets *secrets, const struct push_key_row *row,
				struct push_key *out, struct err *err)
{
	const struct key_trust trust = { .secrets = secrets, .alg = SIGNING_ALG_ES256 };
	const struct signing_key_row of_ring = { .id = STR(PUSH_KEY_NAME),
						 .alg = signing_alg_name(SIGNING_ALG_ES256),
						 .private_jwk = row->private_jwk,
						 .seal = row->seal };
	enum keyring_rc rc = key_row_open_private(&trust, &of_ring, &out->private_key, err);

	if (rc == KEYRING_OK &&
	    !(row->seal.n && key_row_seal_fits(&of_ring, out->private_key, secrets, err))) {
		if (!row->seal.n)
			err_set(err, "the key of Web Push has no seal");
		rc = KEYRING_FAULT;
	}
	return rc;
}

enum keyring_rc push_key_open(const struct push_key_config *config, struct push_key *out,
			      struct err *err)
{
	ARENA(a);
	struct push_key_row row = { 0 };
	enum keyring_rc rc;
	struct buf point, jwk;

	*out = (struct push_key){ 0 };
	if (find_or_make(config, &a, &row, err) != STORE_OK)
		return KEYRING_FAULT;
	buf_init_fixed(&point, out->public_key, sizeof(out->public_key));
	arena_buf(&a, &jwk, 512, SIGNING_KEY_JWK_MAX);
	rc = open_row(config->secrets, &row, out, err);
	if (rc == KEYRING_OK &&
	    !(signing_key_put_public(out->private_key, &jwk, err) &&
	      str_eq(buf_text(&jwk), row.public_jwk) && put_point(row.public_jwk, &point))) {
		err_set(err, "the two halves of the key of Web Push do not fit together");
		rc = KEYRING_FAULT;
	}
	if (rc != KEYRING_OK)
		push_key_done(out);
	return rc;
}

/* --- another secret --------------------------------------------------------------------------- */

struct push_rewrapping {
	const struct push_key_config *config;
	const struct secrets *old; /* NULL: none */
	/* Written by each run of the transaction: */
	enum push_rewrap done;
	enum keyring_rc rc;
};

/* With the secrets of the installation, or else with the old ones. */
static enum keyring_rc open_with_either(struct push_rewrapping *w, const struct push_key_row *row,
					struct push_key *out, struct err *err)
{
	enum keyring_rc rc = open_row(w->config->secrets, row, out, err);

	w->done = rc == KEYRING_OK && sealed_column_is_current(w->config->secrets, row->private_jwk)
			  ? PUSH_REWRAP_LEFT
			  : PUSH_REWRAP_SEALED;
	if (rc == KEYRING_OK || !w->old)
		return rc;
	push_key_done(out);
	*err = (struct err){ 0 };
	return open_row(w->old, row, out, err);
}

static enum store_rc seal_again(struct sql *sql, struct push_rewrapping *w, struct arena *a,
				const struct push_key_row *row, struct err *err)
{
	const struct push_key_config *config = w->config;
	struct push_key key = { 0 };
	struct buf column, seal;
	bool sealed = false;

	arena_buf(a, &column, 4096, PRIVATE_KEY_COLUMN_MAX);
	arena_buf(a, &seal, 64, KEY_SEAL_MAX);
	w->rc = open_with_either(w, row, &key, err);
	if (w->rc == KEYRING_OK)
		sealed = private_key_encrypt(config->secrets, config->random, key.private_key,
					     &column, err) &&
			 signing_key_put_seal(key.private_key, config->secrets, STR(PUSH_KEY_NAME),
					      &seal, err);
	push_key_done(&key);
	if (!sealed)
		return STORE_FAULT;
	return push_key_reseal(sql, buf_text(&column), buf_text(&seal), err);
}

static enum store_rc rewrap_tx(struct sql *sql, void *arg, struct err *err)
{
	ARENA(a);
	struct push_rewrapping *w = arg;
	struct push_key_row row = { 0 };
	enum store_rc rc = push_key_find(sql, &a, &row, err);

	w->done = PUSH_REWRAP_NONE;
	w->rc = KEYRING_OK;
	if (rc == STORE_OK)
		rc = seal_again(sql, w, &a, &row, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum keyring_rc push_key_rewrap(const struct push_key_config *config, const struct secrets *old,
				enum push_rewrap *out, struct err *err)
{
	struct push_rewrapping w = { .config = config, .old = old };
	enum store_rc rc = store_write(config->store, rewrap_tx, &w, err);

	*out = w.done;
	if (rc == STORE_OK)
		return KEYRING_OK;
	return w.rc == KEYRING_OK ? KEYRING_FAULT : w.rc;
}
