#include "jose/claims.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "jose/keys/openssl_fault.h"

/* One block: the claims, their nodes, then the payload as signed, the copy that the parser works
 * on, and the kid, each with room for a NUL. */
static struct ost_claims *claims_allocate(const struct jws *jws)
{
	uint32_t nodes = jflat_nodes_for(jws->payload);
	size_t nodes_bytes = nodes * sizeof(struct jflat_node);
	struct ost_claims *claims;
	char *text;

	/* A token is bounded, and therefore this sum. */
	claims = malloc(sizeof(*claims) + nodes_bytes + 2 * (jws->payload.n + 1) + jws->kid.n + 1);
	if (!claims)
		return NULL;
	*claims = (struct ost_claims){ .alg = jws->alg };
	refcount_init(&claims->references);
	atomic_init(&claims->digest_state, 0);
	text = (char *)(claims + 1) + nodes_bytes;
	memcpy(text, jws->payload.p, jws->payload.n);
	text[jws->payload.n] = '\0';
	claims->payload = str_of(text, jws->payload.n);
	text += jws->payload.n + 1;
	memcpy(text, jws->payload.p, jws->payload.n);
	claims->doc = (struct jflat){ .text = text,
				      .n = jws->payload.n,
				      .nodes = (struct jflat_node *)(claims + 1),
				      .max_nodes = nodes,
				      .max_members = CLAIMS_MAX_MEMBERS,
				      .max_depth = CLAIMS_MAX_DEPTH };
	text += jws->payload.n + 1;
	if (jws->kid.p) {
		memcpy(text, jws->kid.p, jws->kid.n);
		text[jws->kid.n] = '\0';
		claims->kid = str_of(text, jws->kid.n);
	}
	return claims;
}

static uint32_t claims_member(const struct ost_claims *claims, struct str name)
{
	return jflat_member(&claims->doc, JFLAT_ROOT, name);
}

/* NumericDate (RFC 7519 section 2): a JSON number, not a string that looks like one. */
static bool take_time(const struct ost_claims *claims, struct str name, struct claims_time *out)
{
	uint32_t value = claims_member(claims, name);
	enum json_kind kind = jflat_kind(&claims->doc, value);

	if (kind != JSON_KIND_ABSENT && kind != JSON_KIND_INTEGER && kind != JSON_KIND_REAL)
		return false;
	*out = (struct claims_time){ jflat_ceil(&claims->doc, value), kind != JSON_KIND_ABSENT };
	return true;
}

static bool take_text(const struct ost_claims *claims, struct str name, struct str *out)
{
	uint32_t value = claims_member(claims, name);

	*out = jflat_str(&claims->doc, value);
	return value == JFLAT_NONE || jflat_kind(&claims->doc, value) == JSON_KIND_STRING;
}

static bool is_text_array(const struct jflat *doc, uint32_t value)
{
	uint32_t at = value + 1;

	if (jflat_kind(doc, value) != JSON_KIND_ARRAY)
		return false;
	for (uint32_t left = jflat_count(doc, value); left; left--, at = jflat_next(doc, at))
		if (jflat_kind(doc, at) != JSON_KIND_STRING)
			return false;
	return true;
}

/* RFC 7519 section 4.1.3: a string, or an array of strings. */
static bool take_audience(struct ost_claims *claims)
{
	const struct jflat *doc = &claims->doc;
	uint32_t value = claims_member(claims, STR("aud"));

	claims->audience = value;
	switch (jflat_kind(doc, value)) {
	case JSON_KIND_ABSENT:
	case JSON_KIND_STRING:
		return true;
	case JSON_KIND_ARRAY:
		return is_text_array(doc, value);
	case JSON_KIND_NULL:
	case JSON_KIND_BOOL:
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_BEYOND:
	case JSON_KIND_OBJECT:
		break;
	}
	return false;
}

enum ost_verdict claims_new(const struct jws *jws, struct ost_claims **out)
{
	OWNED(ost_claims_unref) struct ost_claims *claims = claims_allocate(jws);

	if (!claims)
		return OST_NO_MEMORY;
	if (jflat_parse(&claims->doc) != JFLAT_OK ||
	    jflat_kind(&claims->doc, JFLAT_ROOT) != JSON_KIND_OBJECT)
		return OST_BAD_PAYLOAD;
	if (!take_time(claims, STR("exp"), &claims->expires) || !claims->expires.given ||
	    !take_time(claims, STR("nbf"), &claims->not_before) ||
	    !take_time(claims, STR("iat"), &claims->issued) ||
	    !take_text(claims, STR("iss"), &claims->issuer) || !take_audience(claims) ||
	    !take_text(claims, STR("sub"), &claims->subject))
		return OST_BAD_CLAIM;
	claims->issued_ms =
		jflat_ceil_thousandfold(&claims->doc, claims_member(claims, STR("iat")));
	*out = TAKE(claims);
	return OST_OK;
}

static bool array_has(const struct jflat *doc, uint32_t array, struct str text)
{
	uint32_t at = array + 1;

	for (uint32_t left = jflat_count(doc, array); left; left--, at = jflat_next(doc, at))
		if (str_eq(jflat_str(doc, at), text))
			return true;
	return false;
}

bool claims_have_audience(const struct ost_claims *claims, struct str audience)
{
	const struct jflat *doc = &claims->doc;

	if (jflat_kind(doc, claims->audience) == JSON_KIND_STRING)
		return str_eq(jflat_str(doc, claims->audience), audience);
	return array_has(doc, claims->audience, audience);
}

static uint32_t claims_methods(const struct ost_claims *claims)
{
	uint32_t amr = claims_member(claims, STR("amr"));

	return is_text_array(&claims->doc, amr) ? amr : JFLAT_NONE;
}

bool claims_have_method(const struct ost_claims *claims, struct str method)
{
	return array_has(&claims->doc, claims_methods(claims), method);
}

struct str claims_class(const struct ost_claims *claims)
{
	uint32_t acr = claims_member(claims, STR("acr"));
	bool text = jflat_kind(&claims->doc, acr) == JSON_KIND_STRING;

	return text ? jflat_str(&claims->doc, acr) : str_of(NULL, 0);
}

struct claims_time claims_auth_time(const struct ost_claims *claims)
{
	struct claims_time time = { 0 };

	if (!take_time(claims, STR("auth_time"), &time) || time.s < 0)
		return (struct claims_time){ 0 };
	return time;
}

bool subject_digest(struct str subject, unsigned char out[OST_REVOCATIONS_DIGEST_BYTES])
{
	unsigned char whole[EVP_MAX_MD_SIZE];

	if (EVP_Digest(subject.p, subject.n, whole, NULL, EVP_sha256(), NULL) != 1) {
		openssl_forget_errors();
		return false;
	}
	memcpy(out, whole, OST_REVOCATIONS_DIGEST_BYTES);
	return true;
}

enum digest_state {
	DIGEST_NONE = 0,
	DIGEST_WRITING, /* by one thread; the others use digests of their own */
	DIGEST_THERE,
};

const unsigned char *claims_subject_digest(struct ost_claims *claims,
					   unsigned char room[OST_REVOCATIONS_DIGEST_BYTES])
{
	int state = atomic_load_explicit(&claims->digest_state, memory_order_acquire);

	if (state == DIGEST_THERE)
		return claims->digest;
	if (!subject_digest(claims->subject, room))
		return NULL;
	state = DIGEST_NONE;
	if (atomic_compare_exchange_strong(&claims->digest_state, &state, DIGEST_WRITING)) {
		memcpy(claims->digest, room, OST_REVOCATIONS_DIGEST_BYTES);
		atomic_store_explicit(&claims->digest_state, DIGEST_THERE, memory_order_release);
	}
	return room;
}

struct ost_claims *ost_claims_ref(struct ost_claims *claims)
{
	refcount_ref(&claims->references);
	return claims;
}

void ost_claims_unref(struct ost_claims *claims)
{
	if (claims && refcount_unref(&claims->references))
		free(claims);
}

static struct ost_text claims_text(struct str s)
{
	return (struct ost_text){ s.p, s.n };
}

struct ost_text ost_claims_subject(const struct ost_claims *claims)
{
	return claims_text(claims->subject);
}

struct ost_text ost_claims_issuer(const struct ost_claims *claims)
{
	return claims_text(claims->issuer);
}

struct ost_text ost_claims_kid(const struct ost_claims *claims)
{
	return claims_text(claims->kid);
}

struct ost_text ost_claims_payload(const struct ost_claims *claims)
{
	return claims_text(claims->payload);
}

enum ost_algorithm ost_claims_algorithm(const struct ost_claims *claims)
{
	return (enum ost_algorithm)claims->alg->bit;
}

int64_t ost_claims_expires_s(const struct ost_claims *claims)
{
	return claims->expires.s;
}

bool ost_claims_issued_s(const struct ost_claims *claims, int64_t *out)
{
	if (claims->issued.given)
		*out = claims->issued.s;
	return claims->issued.given;
}

bool ost_claims_has_audience(const struct ost_claims *claims, const char *audience)
{
	return claims_have_audience(claims, str_z(audience));
}

bool ost_claims_has_method(const struct ost_claims *claims, const char *method)
{
	return claims_have_method(claims, str_z(method));
}

bool ost_claims_method(const struct ost_claims *claims, size_t index, struct ost_text *out)
{
	const struct jflat *doc = &claims->doc;
	uint32_t amr = claims_methods(claims), at = amr + 1;

	if (index >= jflat_count(doc, amr))
		return false;
	while (index--)
		at = jflat_next(doc, at);
	*out = claims_text(jflat_str(doc, at));
	return true;
}

/* The member with this name and kind; JFLAT_NONE when there is none. */
static uint32_t member_of_kind(const struct ost_claims *claims, const char *name,
			       enum json_kind kind)
{
	uint32_t value = claims_member(claims, str_z(name));

	return jflat_kind(&claims->doc, value) == kind ? value : JFLAT_NONE;
}

bool ost_claims_text(const struct ost_claims *claims, const char *name, struct ost_text *out)
{
	uint32_t value = member_of_kind(claims, name, JSON_KIND_STRING);

	if (value != JFLAT_NONE)
		*out = claims_text(jflat_str(&claims->doc, value));
	return value != JFLAT_NONE;
}

bool ost_claims_integer(const struct ost_claims *claims, const char *name, int64_t *out)
{
	uint32_t value = member_of_kind(claims, name, JSON_KIND_INTEGER);

	if (value != JFLAT_NONE)
		*out = jflat_i64(&claims->doc, value);
	return value != JFLAT_NONE;
}

bool ost_claims_bool(const struct ost_claims *claims, const char *name, bool *out)
{
	uint32_t value = member_of_kind(claims, name, JSON_KIND_BOOL);

	if (value != JFLAT_NONE)
		*out = str_eq(jflat_str(&claims->doc, value), STR("true"));
	return value != JFLAT_NONE;
}
