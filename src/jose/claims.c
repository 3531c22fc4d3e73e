#include "jose/claims.h"

#include <stdlib.h>

#include "jose/not_before.h"

/* The block: the claims, their nodes, then the payload as signed, its copy that the parser works on,
 * and the key id, each with room for a NUL. */
static struct ost_claims *allocate(const struct jws *jws)
{
	uint32_t nodes = jflat_nodes_for(jws->payload);
	size_t nodes_bytes = nodes * sizeof(struct jflat_node);
	struct ost_claims *claims;
	char *text;

	/* A token is bounded, and so is this sum. */
	claims = malloc(sizeof(*claims) + nodes_bytes + 2 * (jws->payload.n + 1) + jws->kid.n + 1);
	if (!claims)
		return NULL;
	*claims = (struct ost_claims){ .alg = jws->alg };
	atomic_init(&claims->references, 1);
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

static uint32_t member(const struct ost_claims *claims, struct str name)
{
	return jflat_member(&claims->doc, JFLAT_ROOT, name);
}

/* NumericDate (RFC 7519 section 2): a JSON number, not a string that looks like one. */
static bool take_time(const struct ost_claims *claims, struct str name, struct claims_time *out)
{
	uint32_t value = member(claims, name);
	enum json_kind kind = jflat_kind(&claims->doc, value);

	if (kind != JSON_KIND_ABSENT && kind != JSON_KIND_INTEGER && kind != JSON_KIND_REAL)
		return false;
	*out = (struct claims_time){ jflat_ceil(&claims->doc, value), kind != JSON_KIND_ABSENT };
	return true;
}

static bool take_text(const struct ost_claims *claims, struct str name, struct str *out)
{
	uint32_t value = member(claims, name);

	*out = jflat_str(&claims->doc, value);
	return value == JFLAT_NONE || jflat_kind(&claims->doc, value) == JSON_KIND_STRING;
}

/* RFC 7519 section 4.1.3: a string, or an array of strings. */
static bool take_audience(struct ost_claims *claims)
{
	const struct jflat *doc = &claims->doc;
	uint32_t value = member(claims, STR("aud"));
	uint32_t at = value + 1;

	claims->audience = value;
	switch (jflat_kind(doc, value)) {
	case JSON_KIND_ABSENT:
	case JSON_KIND_STRING:
		return true;
	case JSON_KIND_ARRAY:
		for (uint32_t left = jflat_count(doc, value); left;
		     left--, at = jflat_next(doc, at))
			if (jflat_kind(doc, at) != JSON_KIND_STRING)
				return false;
		return true;
	case JSON_KIND_NULL:
	case JSON_KIND_BOOL:
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_OBJECT:
		break;
	}
	return false;
}

enum ost_verdict claims_new(const struct jws *jws, struct ost_claims **out)
{
	OWNED(ost_claims_unref) struct ost_claims *claims = allocate(jws);

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
	claims->issued_ms = jflat_ceil_thousandfold(&claims->doc, member(claims, STR("iat")));
	*out = TAKE(claims);
	return OST_OK;
}

int64_t claims_add(int64_t a, int64_t b)
{
	int64_t sum;

	if (!__builtin_add_overflow(a, b, &sum))
		return sum;
	return a < 0 ? INT64_MIN : INT64_MAX;
}

int64_t claims_leeway(const struct ost_policy *policy)
{
	if (policy->leeway_s < 0)
		return 0;
	return policy->leeway_s < OST_LEEWAY_MAX_S ? policy->leeway_s : OST_LEEWAY_MAX_S;
}

/* RFC 7519 sections 4.1.4 to 4.1.6. */
static enum ost_verdict judge_times(const struct ost_claims *claims,
				    const struct ost_policy *policy, int64_t now_s)
{
	int64_t leeway = claims_leeway(policy);
	int64_t latest = claims_add(now_s, leeway); /* what the issuer's clock may say at most */
	int64_t earliest = claims_add(now_s, -leeway);

	if (earliest >= claims->expires.s)
		return OST_EXPIRED;
	if (claims->not_before.given && claims->not_before.s > latest)
		return OST_NOT_YET_VALID;
	if (claims->issued.given && claims->issued.s > latest)
		return OST_ISSUED_LATER;
	if (policy->max_age_s > 0 &&
	    (!claims->issued.given || claims->issued.s < claims_add(earliest, -policy->max_age_s)))
		return OST_TOO_OLD;
	return OST_OK;
}

static bool audience_has(const struct ost_claims *claims, struct str audience)
{
	const struct jflat *doc = &claims->doc;
	uint32_t at = claims->audience + 1;

	if (jflat_kind(doc, claims->audience) == JSON_KIND_STRING)
		return str_eq(jflat_str(doc, claims->audience), audience);
	for (uint32_t left = jflat_count(doc, claims->audience); left;
	     left--, at = jflat_next(doc, at))
		if (str_eq(jflat_str(doc, at), audience))
			return true;
	return false;
}

/* Exact and whole, letter case included (RFC 8725 sections 3.8 and 3.9). */
static enum ost_verdict judge_names(const struct ost_claims *claims,
				    const struct ost_policy *policy)
{
	bool found = policy->n_audiences == 0;

	if (policy->issuer && (!claims->issuer.p || !str_eq(claims->issuer, str_z(policy->issuer))))
		return OST_WRONG_ISSUER;
	for (size_t i = 0; i < policy->n_audiences && !found; i++)
		found = audience_has(claims, str_z(policy->audiences[i]));
	if (!found)
		return OST_WRONG_AUDIENCE;
	return claims->subject.n ? OST_OK : OST_NO_SUBJECT;
}

enum ost_verdict claims_judge(struct ost_claims *claims, const struct ost_policy *policy,
			      int64_t now_s)
{
	enum ost_verdict verdict;

	if (!(policy->algorithms & claims->alg->bit))
		return OST_BAD_ALGORITHM;
	if (!claims->kid.p && policy->kid_rule != OST_KID_OR_ONLY_KEY)
		return OST_NO_KEY_ID;
	verdict = judge_times(claims, policy, now_s);
	if (verdict == OST_OK)
		verdict = judge_names(claims, policy);
	if (verdict == OST_OK && policy->not_before)
		verdict = not_before_judge(policy->not_before, claims);
	return verdict;
}

struct ost_claims *ost_claims_ref(struct ost_claims *claims)
{
	atomic_fetch_add_explicit(&claims->references, 1, memory_order_relaxed);
	return claims;
}

void ost_claims_unref(struct ost_claims *claims)
{
	if (claims && atomic_fetch_sub_explicit(&claims->references, 1, memory_order_acq_rel) == 1)
		free(claims);
}

static struct ost_text text_of(struct str s)
{
	return (struct ost_text){ s.p, s.n };
}

struct ost_text ost_claims_subject(const struct ost_claims *claims)
{
	return text_of(claims->subject);
}

struct ost_text ost_claims_issuer(const struct ost_claims *claims)
{
	return text_of(claims->issuer);
}

struct ost_text ost_claims_kid(const struct ost_claims *claims)
{
	return text_of(claims->kid);
}

struct ost_text ost_claims_payload(const struct ost_claims *claims)
{
	return text_of(claims->payload);
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
	return audience_has(claims, str_z(audience));
}

/* The member of that name and kind; JFLAT_NONE when there is none. */
static uint32_t member_of_kind(const struct ost_claims *claims, const char *name,
			       enum json_kind kind)
{
	uint32_t value = member(claims, str_z(name));

	return jflat_kind(&claims->doc, value) == kind ? value : JFLAT_NONE;
}

bool ost_claims_text(const struct ost_claims *claims, const char *name, struct ost_text *out)
{
	uint32_t value = member_of_kind(claims, name, JSON_KIND_STRING);

	if (value != JFLAT_NONE)
		*out = text_of(jflat_str(&claims->doc, value));
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
