#include "oracle.h"

#include <math.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "fuzz.h"

#define TOKEN_MAX    8192
#define HEADER_DEPTH 8
#define CLAIMS_DEPTH 32
#define NEAR_S       0.001

OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
OWNER(ECDSA_SIG *, ECDSA_SIG_free)

bool oracle_decode(struct str text, unsigned char *out, size_t *out_n)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned bits = 0, n_bits = 0;

	*out_n = 0;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(alphabet, text.p[i]) : NULL;

		if (!at)
			return false;
		bits = bits << 6 | (unsigned)(at - alphabet);
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[(*out_n)++] = (unsigned char)(bits >> n_bits);
		}
		bits &= (1u << n_bits) - 1;
	}
	return n_bits < 6 && bits == 0;
}

/* --- the signature ---------------------------------------------------------------------------- */

static bool verify(EVP_PKEY *key, const EVP_MD *md, struct str input,
		   const unsigned char *signature, size_t n)
{
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	HOLDS(ctx && EVP_DigestVerifyInit(ctx, NULL, md, NULL, key) == 1);
	return EVP_DigestVerify(ctx, signature, n, (const unsigned char *)input.p, input.n) == 1;
}

/* RFC 7518 section 3.4: r and s, 32 octets each, which OpenSSL wants in DER. */
static bool verify_es256(EVP_PKEY *key, struct str input, const unsigned char *signature, size_t n)
{
	OWNED(ECDSA_SIG_free) ECDSA_SIG *pair = ECDSA_SIG_new();
	unsigned char *der = NULL;
	bool good;
	int der_n;

	if (n != 64)
		return false;
	HOLDS(ECDSA_SIG_set0(pair, BN_bin2bn(signature, 32, NULL),
			     BN_bin2bn(signature + 32, 32, NULL)) == 1);
	der_n = i2d_ECDSA_SIG(pair, &der);
	HOLDS(der_n > 0);
	good = verify(key, EVP_sha256(), input, der, (size_t)der_n);
	OPENSSL_free(der);
	return good;
}

static bool signature_is_good(const struct keys *keys, struct str kid, struct str alg,
			      struct str input, const unsigned char *signature, size_t n)
{
	EVP_PKEY *key = keys_named(keys, kid);

	if (key && key == keys->rsa && str_eq(alg, STR("RS256")))
		return verify(key, EVP_sha256(), input, signature, n);
	if (key && key == keys->ec && str_eq(alg, STR("ES256")))
		return verify_es256(key, input, signature, n);
	return key && key == keys->ed && str_eq(alg, STR("EdDSA")) &&
	       verify(key, NULL, input, signature, n);
}

/* --- the header ------------------------------------------------------------------------------- */

static bool header_is_good(const struct json *header)
{
	return json_kind(header) == JSON_KIND_OBJECT && !json_member(header, "crit") &&
	       !json_member(header, "b64") && !json_member(header, "enc") &&
	       json_kind(json_member(header, "alg")) == JSON_KIND_STRING &&
	       json_kind(json_member(header, "kid")) == JSON_KIND_STRING;
}

bool oracle_is_plain_jwt(struct str text)
{
	OWNED(json_free) struct json *header = NULL;
	const struct json *typ;

	if (json_parse(text, HEADER_DEPTH, &header) != JSON_OK || json_member(header, "cty"))
		return false;
	typ = json_member(header, "typ");
	return !typ || (json_kind(typ) == JSON_KIND_STRING &&
			(str_eq_nocase(json_to_str(typ), STR("jwt")) ||
			 str_eq_nocase(json_to_str(typ), STR("application/jwt"))));
}

enum oracle_answer oracle_jws(const struct keys *keys, struct str token)
{
	OWNED(json_free) struct json *header = NULL;
	unsigned char header_text[TOKEN_MAX], payload[TOKEN_MAX], signature[TOKEN_MAX];
	size_t header_n, payload_n, signature_n;
	ptrdiff_t first = str_find(token, '.'), last = str_rfind(token, '.');
	struct str input;

	if (token.n > TOKEN_MAX || first < 0 || first == last)
		return ORACLE_NO;
	input = str_head(token, (size_t)last);
	if (!oracle_decode(str_head(token, (size_t)first), header_text, &header_n) ||
	    !oracle_decode(str_tail(input, (size_t)first + 1), payload, &payload_n) ||
	    !oracle_decode(str_tail(token, (size_t)last + 1), signature, &signature_n))
		return ORACLE_NO;
	if (json_parse(str_of(header_text, header_n), HEADER_DEPTH, &header) != JSON_OK)
		return fuzz_has_long_number(str_of(header_text, header_n)) ? ORACLE_SILENT
									   : ORACLE_NO;
	if (!header_is_good(header) ||
	    !signature_is_good(keys, json_to_str(json_member(header, "kid")),
			       json_to_str(json_member(header, "alg")), input, signature,
			       signature_n))
		return ORACLE_NO;
	return header_n > ORACLE_HEADER_MAX ? ORACLE_SILENT : ORACLE_YES;
}

/* --- the claims ------------------------------------------------------------------------------- */

static bool is_number(const struct json *v)
{
	return json_kind(v) == JSON_KIND_INTEGER || json_kind(v) == JSON_KIND_REAL;
}

/* Absent or a string. */
static bool may_be_text(const struct json *v)
{
	return !v || json_kind(v) == JSON_KIND_STRING;
}

static bool audience_is_good(const struct json *aud, struct str wanted)
{
	bool found = false;

	if (json_kind(aud) == JSON_KIND_STRING)
		return str_eq(json_to_str(aud), wanted);
	if (json_kind(aud) != JSON_KIND_ARRAY)
		return false;
	for (size_t i = 0; i < json_count(aud); i++) {
		if (json_kind(json_element(aud, i)) != JSON_KIND_STRING)
			return false;
		found = found || str_eq(json_to_str(json_element(aud, i)), wanted);
	}
	return found;
}

/* Is a at least, or later than, the bound? Silent where a double cannot tell. */
static enum oracle_answer later(const struct json *time, double bound)
{
	double difference = json_to_double(time) - bound;

	if (json_kind(time) == JSON_KIND_REAL && fabs(difference) < NEAR_S)
		return ORACLE_SILENT;
	return difference > 0 ? ORACLE_YES : ORACLE_NO;
}

static enum oracle_answer times_are_good(const struct json *claims, const struct ost_policy *policy,
					 int64_t now_s)
{
	const struct json *exp = json_member(claims, "exp");
	const struct json *starts[] = { json_member(claims, "nbf"), json_member(claims, "iat") };
	enum oracle_answer answer;

	if (!is_number(exp))
		return ORACLE_NO;
	answer = later(exp, (double)(now_s - policy->leeway_s));
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		if (!starts[i])
			continue;
		if (!is_number(starts[i]))
			return ORACLE_NO;
		switch (later(starts[i], (double)(now_s + policy->leeway_s))) {
		case ORACLE_YES:
			return ORACLE_NO;
		case ORACLE_SILENT:
			answer = answer == ORACLE_YES ? ORACLE_SILENT : answer;
			break;
		case ORACLE_NO:
			break;
		}
	}
	return answer;
}

enum oracle_answer oracle_claims(const struct ost_policy *policy, struct str payload, int64_t now_s)
{
	OWNED(json_free) struct json *claims = NULL;
	const struct json *iss, *sub;

	if (json_parse(payload, CLAIMS_DEPTH, &claims) != JSON_OK)
		return fuzz_has_long_number(payload) ? ORACLE_SILENT : ORACLE_NO;
	if (json_kind(claims) != JSON_KIND_OBJECT)
		return ORACLE_NO;
	iss = json_member(claims, "iss");
	sub = json_member(claims, "sub");
	if (!may_be_text(iss) || !str_eq(json_to_str(iss), str_z(policy->issuer)) ||
	    !may_be_text(sub) || json_to_str(sub).n == 0 ||
	    !audience_is_good(json_member(claims, "aud"), str_z(policy->audiences[0])))
		return ORACLE_NO;
	return times_are_good(claims, policy, now_s);
}
