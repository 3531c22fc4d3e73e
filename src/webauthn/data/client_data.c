#include "webauthn/data/client_data.h"

#include "base/json.h"

#define DEPTH_MAX 4 /* "tokenBinding" has two levels; browsers may add members */

static bool origin_is_expected(struct str origin, const struct webauthn_ceremony *expected)
{
	for (size_t i = 0; i < expected->n_origins; i++)
		if (str_eq(origin, expected->origins[i]))
			return true;
	return false;
}

static bool token_binding_is_known(const struct json *binding)
{
	if (!binding)
		return true;
	return json_kind(binding) == JSON_KIND_OBJECT &&
	       str_is_word_of(json_to_str(json_member(binding, "status")),
			      "present supported not-supported");
}

enum webauthn_verdict client_data_check(struct str json, struct str type,
					const struct webauthn_ceremony *expected)
{
	OWNED(json_free) struct json *data = NULL;
	enum json_rc rc;

	if (json.n > WEBAUTHN_CLIENT_DATA_MAX)
		return WEBAUTHN_MALFORMED;
	rc = json_parse(json, DEPTH_MAX, &data);
	if (rc == JSON_NO_MEMORY)
		return WEBAUTHN_NO_MEMORY;
	if (rc != JSON_OK || json_kind(data) != JSON_KIND_OBJECT)
		return WEBAUTHN_MALFORMED;
	if (!str_eq(json_to_str(json_member(data, "type")), type) || expected->challenge.n == 0 ||
	    !str_eq_constant_time(json_to_str(json_member(data, "challenge")),
				  expected->challenge) ||
	    !origin_is_expected(json_to_str(json_member(data, "origin")), expected) ||
	    json_to_bool(json_member(data, "crossOrigin")) ||
	    !token_binding_is_known(json_member(data, "tokenBinding")))
		return WEBAUTHN_BAD_CLIENT_DATA;
	return WEBAUTHN_OK;
}
