#include "auth/passkey/response.h"

#include "base/ascii.h"
#include "base/b64url.h"
#include "core/limits.h"

struct str response_id(const struct json *response)
{
	return json_to_str(json_member(response, "id"));
}

/* Browsers leave padding out. Better Auth accepts it when it fills the last group of four; more of
 * it stays, and is refused as no base64url. */
static struct str without_padding(struct str text)
{
	struct str rest = text;

	if (text.n % 4 == 0)
		for (size_t i = 0; i < 2 && str_ends(rest, STR("=")); i++)
			rest.n--;
	return rest;
}

static bool decode(struct arena *a, struct str text, size_t most, struct str *out)
{
	struct str plain = without_padding(text);
	size_t n = b64url_decoded_len(plain.n);
	unsigned char *bytes;

	if (n == 0 || n > most)
		return false;
	bytes = arena_alloc(a, n);
	if (!b64url_decode(plain, bytes))
		return false;
	*out = str_of(bytes, n);
	return true;
}

static bool member(struct arena *a, const struct json *response, const char *name, size_t most,
		   struct str *out)
{
	const struct json *inner = json_member(response, "response");

	return decode(a, json_to_str(json_member(inner, name)), most, out);
}

struct str response_challenge(struct arena *a, const struct json *response)
{
	OWNED(json_free) struct json *data = NULL;
	struct str text;

	if (!member(a, response, "clientDataJSON", WEBAUTHN_CLIENT_DATA_MAX, &text) ||
	    json_parse(text, LIMIT_BODY_DEPTH, &data) != JSON_OK)
		return str_of(NULL, 0);
	return arena_copy(a, json_to_str(json_member(data, "challenge")));
}

static bool is_credential(const struct json *response)
{
	struct str id = response_id(response);

	return id.n > 0 && str_eq(id, json_to_str(json_member(response, "rawId"))) &&
	       str_eq(json_to_str(json_member(response, "type")), STR("public-key"));
}

bool response_registration(struct arena *a, const struct json *response,
			   struct webauthn_registration *out)
{
	return is_credential(response) &&
	       decode(a, response_id(response), WEBAUTHN_ID_MAX, &out->id) &&
	       member(a, response, "clientDataJSON", WEBAUTHN_CLIENT_DATA_MAX, &out->client_data) &&
	       member(a, response, "attestationObject", WEBAUTHN_ATTESTATION_MAX,
		      &out->attestation_object);
}

bool response_assertion(struct arena *a, const struct json *response,
			struct webauthn_assertion *out)
{
	return is_credential(response) &&
	       member(a, response, "clientDataJSON", WEBAUTHN_CLIENT_DATA_MAX, &out->client_data) &&
	       member(a, response, "authenticatorData", WEBAUTHN_AUTH_DATA_MAX,
		      &out->authenticator_data) &&
	       member(a, response, "signature", WEBAUTHN_SIGNATURE_MAX, &out->signature);
}

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n > 0;
}

struct str response_transports(struct arena *a, const struct json *response)
{
	const struct json *list = json_member(json_member(response, "response"), "transports");
	struct buf text;

	if (json_kind(list) != JSON_KIND_ARRAY)
		return STR("");
	arena_buf(a, &text, LIMIT_TRANSPORTS_BYTES, LIMIT_TRANSPORTS_BYTES);
	for (size_t i = 0; i < json_count(list); i++) {
		struct str word = json_to_str(json_element(list, i));

		if (!is_word(word))
			return STR("");
		buf_z(&text, i ? "," : "");
		buf_str(&text, word);
	}
	return buf_ok(&text) ? buf_text(&text) : STR("");
}
