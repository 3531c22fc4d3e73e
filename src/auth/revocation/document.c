#include "auth/revocation/document.h"

#include <stdlib.h>

#include "auth/keys/keyring.h"
#include "base/b64url.h"
#include "base/buf.h"
#include "base/json.h"
#include "core/limits.h"
#include "crypto/keeper.h"
#include "ostiary/revocations.h"

#define ENTRY_MAX 48 /* ["22 characters",1800000000.123], */
#define HEAD_MAX  4096

_Static_assert(LIMIT_REVOCATIONS_BYTES + HEAD_MAX < KEEPER_REQUEST_MAX,
	       "the keeper signs the longest list");

/* A NumericDate with thousandths (RFC 7519 section 2). */
static void put_time(struct buf *b, int64_t ms)
{
	buf_fmt(b, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
}

static void put_revoked(struct buf *b, const struct revocation_entries *users)
{
	buf_z(b, ",\"revocations\":[");
	for (size_t i = 0; i < users->n; i++) {
		buf_z(b, i ? ",[\"" : "[\"");
		buf_str(b, users->of[i].subject);
		buf_z(b, "\",");
		put_time(b, users->of[i].at_ms);
		buf_char(b, ']');
	}
	buf_char(b, ']');
}

static void put_deleted(struct buf *b, const struct revocation_entries *users)
{
	buf_z(b, ",\"deleted\":[");
	for (size_t i = 0; i < users->n; i++) {
		buf_z(b, i ? ",\"" : "\"");
		buf_str(b, users->of[i].subject);
		buf_char(b, '"');
	}
	buf_char(b, ']');
}

/* The time of the last change, or of the last renewal if that is later: all processes publish the
 * same. */
static int64_t issued_s(const struct revocation_facts *facts)
{
	int64_t renewed_s = facts->renew_ms / 1000 - REVOCATION_RENEW_S;
	int64_t changed_s = facts->set->version / 1000;
	int64_t now_s = facts->now_ms / 1000;
	int64_t at_s = changed_s > renewed_s ? changed_s : renewed_s;

	return at_s < now_s ? at_s : now_s;
}

static void put_claims(struct buf *b, const struct revocation_facts *facts)
{
	const struct revocation_set *set = facts->set;
	int64_t iat = issued_s(facts), exp = iat + REVOCATION_LIFE_S;

	buf_z(b, "{\"iss\":");
	json_put_string(b, facts->issuer);
	buf_fmt(b,
		",\"aud\":\"" OST_REVOCATIONS_AUDIENCE
		"\",\"iat\":%lld,\"exp\":%lld,\"version\":%lld",
		(long long)iat, (long long)exp, (long long)set->version);
	if (set->has_cutoff) {
		buf_z(b, ",\"cutoff\":");
		put_time(b, set->cutoff_ms);
	}
	put_revoked(b, &set->revoked);
	put_deleted(b, &set->deleted);
	buf_char(b, '}');
}

/* header "." payload (RFC 7515 section 5.1). */
static bool put_signing_input(struct buf *jws, const struct revocation_facts *facts,
			      const struct signer *signer)
{
	size_t users = facts->set->revoked.n + facts->set->deleted.n;
	struct buf json;
	bool good;

	buf_init_heap(&json, HEAD_MAX + users * ENTRY_MAX);
	buf_z(&json, "{\"alg\":\"");
	buf_str(&json, signing_alg_name(signing_key_alg(signer->key)));
	buf_z(&json, "\",\"kid\":");
	json_put_string(&json, signer->kid);
	buf_z(&json, ",\"typ\":\"" OST_REVOCATIONS_TYPE "\"}");
	b64url_write(jws, json.p, json.n);
	json.n = 0;
	put_claims(&json, facts);
	buf_char(jws, '.');
	b64url_write(jws, json.p, json.n);
	good = buf_ok(&json) && buf_ok(jws);
	buf_done(&json);
	return good;
}

static bool put_jws(struct buf *jws, const struct revocation_facts *facts,
		    const struct signer *signer, struct err *err)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];
	struct buf signature;

	if (!put_signing_input(jws, facts, signer)) {
		err_set(err, "no memory for the revocation list");
		return false;
	}
	buf_init_fixed(&signature, memory, sizeof(memory));
	if (!signing_key_sign(signer->key, buf_text(jws), &signature, err))
		return false;
	buf_char(jws, '.');
	buf_str(jws, buf_text(&signature));
	return true;
}

static void put_etag(struct revocation_own_document *own)
{
	struct buf b;

	buf_init_fixed(&b, own->etag, sizeof(own->etag));
	buf_char(&b, '"');
	digest_sha256_hex(own->document.jws, &b);
	buf_char(&b, '"');
	own->document.etag = buf_text(&b);
}

struct revocation_own_document *revocation_document_new(const struct revocation_facts *facts,
							const struct signer *signer,
							struct err *err)
{
	struct revocation_own_document *own = calloc(1, sizeof(*own));
	struct buf b;
	size_t n;

	if (!own) {
		err_set(err, "no memory for the revocation list");
		return NULL;
	}
	buf_init_heap(&b, LIMIT_REVOCATIONS_BYTES);
	if (!put_jws(&b, facts, signer, err)) {
		buf_done(&b);
		free(own);
		return NULL;
	}
	n = b.n;
	buf_str(&b, signer->kid);
	if (!buf_ok(&b)) {
		err_set(err, "no memory for the revocation list");
		buf_done(&b);
		free(own);
		return NULL;
	}
	refcount_init(&own->references);
	own->memory = b.p;
	own->document.jws = str_of(b.p, n);
	own->kid = str_of(b.p + n, b.n - n);
	own->document.generation = facts->generation;
	own->renew_ms = facts->renew_ms;
	put_etag(own);
	return own;
}

void revocation_document_ref(struct revocation_own_document *own)
{
	refcount_ref(&own->references);
}

void revocation_document_unref(const struct revocation_document *document)
{
	struct revocation_own_document *own = (struct revocation_own_document *)(uintptr_t)document;

	if (!own || !refcount_unref(&own->references))
		return;
	free(own->memory);
	free(own);
}
