#include "auth/not_before_text.h"

#include <stdlib.h>

#include "base/b64url.h"
#include "base/buf.h"
#include "base/json.h"
#include "core/limits.h"

#define ENTRY_MAX 48 /* ["22 characters",1800000000.123], */
#define HEAD_MAX  4096

/* A NumericDate with thousandths (RFC 7519 section 2). */
static void put_time(struct buf *b, int64_t ms)
{
	buf_fmt(b, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
}

static void put_users(struct buf *b, const struct not_before_entries *users)
{
	buf_z(b, ",\"not_before\":[");
	for (size_t i = 0; i < users->n; i++) {
		buf_z(b, i ? ",[\"" : "[\"");
		buf_str(b, users->of[i].subject);
		buf_z(b, "\",");
		put_time(b, users->of[i].at_ms);
		buf_char(b, ']');
	}
	buf_char(b, ']');
}

static void put_deleted(struct buf *b, const struct not_before_entries *users)
{
	buf_z(b, ",\"deleted\":[");
	for (size_t i = 0; i < users->n; i++) {
		buf_z(b, i ? ",\"" : "\"");
		buf_str(b, users->of[i].subject);
		buf_char(b, '"');
	}
	buf_char(b, ']');
}

/* Issued at the last change, or when all processes renew it: then they say the same. */
static int64_t issued_s(const struct not_before_facts *facts)
{
	int64_t renewed_s = facts->renew_ms / 1000 - NOT_BEFORE_RENEW_S;
	int64_t changed_s = facts->marks->version / 1000;
	int64_t now_s = facts->now_ms / 1000;
	int64_t at_s = changed_s > renewed_s ? changed_s : renewed_s;

	return at_s < now_s ? at_s : now_s;
}

static void put_claims(struct buf *b, const struct not_before_facts *facts)
{
	const struct not_before_marks *marks = facts->marks;
	int64_t iat = issued_s(facts), exp = iat + NOT_BEFORE_LIFE_S;

	buf_z(b, "{\"iss\":");
	json_put_string(b, facts->issuer);
	buf_fmt(b,
		",\"aud\":\"" NOT_BEFORE_AUDIENCE "\",\"iat\":%lld,\"exp\":%lld,\"version\":%lld",
		(long long)iat, (long long)exp, (long long)marks->version);
	if (marks->has_everybody) {
		buf_z(b, ",\"everybody\":");
		put_time(b, marks->everybody_ms);
	}
	put_users(b, &marks->thrown_out);
	put_deleted(b, &marks->deleted);
	buf_char(b, '}');
}

/* header "." payload (RFC 7515 section 5.1). */
static bool put_signing_input(struct buf *jws, const struct not_before_facts *facts,
			      const struct signer *signer)
{
	size_t users = facts->marks->thrown_out.n + facts->marks->deleted.n;
	struct buf json;
	bool good;

	buf_init_heap(&json, HEAD_MAX + users * ENTRY_MAX);
	buf_z(&json, "{\"alg\":\"");
	buf_str(&json, signing_alg_name(signing_key_alg(signer->key)));
	buf_z(&json, "\",\"kid\":");
	json_put_string(&json, signer->kid);
	buf_z(&json, ",\"typ\":\"" NOT_BEFORE_TYPE "\"}");
	b64url_write(jws, json.p, json.n);
	json.n = 0;
	put_claims(&json, facts);
	buf_char(jws, '.');
	b64url_write(jws, json.p, json.n);
	good = buf_ok(&json) && buf_ok(jws);
	buf_done(&json);
	return good;
}

static bool put_jws(struct buf *jws, const struct not_before_facts *facts,
		    const struct signer *signer, struct err *err)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];
	struct buf signature;

	if (!put_signing_input(jws, facts, signer)) {
		err_set(err, "no memory for the list of who was thrown out");
		return false;
	}
	buf_init_fixed(&signature, memory, sizeof(memory));
	if (!signing_key_sign(signer->key, buf_text(jws), &signature, err))
		return false;
	buf_char(jws, '.');
	buf_str(jws, buf_text(&signature));
	return true;
}

static void put_etag(struct not_before_own_text *text)
{
	struct buf b;

	buf_init_fixed(&b, text->etag, sizeof(text->etag));
	buf_char(&b, '"');
	digest_sha256_hex(text->text.jws, &b);
	buf_char(&b, '"');
	text->text.etag = buf_text(&b);
}

struct not_before_own_text *not_before_text_new(const struct not_before_facts *facts,
						const struct signer *signer, struct err *err)
{
	struct not_before_own_text *text = calloc(1, sizeof(*text));
	struct buf b;
	size_t n;

	if (!text) {
		err_set(err, "no memory for the list of who was thrown out");
		return NULL;
	}
	buf_init_heap(&b, LIMIT_THROWN_OUT_BYTES);
	if (!put_jws(&b, facts, signer, err)) {
		buf_done(&b);
		free(text);
		return NULL;
	}
	n = b.n;
	buf_str(&b, signer->kid);
	if (!buf_ok(&b)) {
		err_set(err, "no memory for the list of who was thrown out");
		buf_done(&b);
		free(text);
		return NULL;
	}
	atomic_init(&text->references, 1);
	text->memory = b.p;
	text->text.jws = str_of(b.p, n);
	text->kid = str_of(b.p + n, b.n - n);
	text->text.generation = facts->generation;
	text->renew_ms = facts->renew_ms;
	put_etag(text);
	return text;
}

void not_before_text_hold(struct not_before_own_text *text)
{
	atomic_fetch_add_explicit(&text->references, 1, memory_order_relaxed);
}

void not_before_text_free(const struct not_before_text *text)
{
	struct not_before_own_text *own = (struct not_before_own_text *)(uintptr_t)text;

	if (!own || atomic_fetch_sub_explicit(&own->references, 1, memory_order_acq_rel) != 1)
		return;
	free(own->memory);
	free(own);
}
