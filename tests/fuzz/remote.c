/* The answers of a key server: the lines of a head, and the metadata of an issuer. */
#include "base/json.h"
#include "base/cleanup.h"
#include "fuzz.h"
#include "remote/http/discovery.h"
#include "remote/http/response_head.h"

#define ISSUER "https://login.example:8443/tenant"

static void head_keeps_bounds(struct str text)
{
	struct response_head head;
	struct str line;
	bool more;

	response_head_init(&head);
	do {
		more = str_cut(text, '\n', &line, &text);
		if (!response_head_line(&head, line))
			break;
		HOLDS(head.bytes <= RESPONSE_MAX_BYTES);
		HOLDS(response_head_lifetime_s(&head) >= -1);
		HOLDS(head.max_age_s >= -1 && head.max_age_s <= RESPONSE_SECONDS_MAX);
		HOLDS(head.age_s >= -1 && head.age_s <= RESPONSE_SECONDS_MAX);
		HOLDS(head.retry_after_s >= -1 && head.retry_after_s <= RESPONSE_SECONDS_MAX);
		HOLDS(!head.no_cache || response_head_lifetime_s(&head) == 0);
		/* A validator that is sent back cannot start another header line. */
		HOLDS(!strpbrk(head.validators.etag, "\r\n"));
		HOLDS(!strpbrk(head.validators.last_modified, "\r\n"));
	} while (more);
}

/* The endpoints have the issuer's origin, and the metadata name the issuer. */
static void keys_are_the_issuers(struct str text)
{
	OWNED(json_free) struct json *tree = NULL;
	struct endpoints found = { { .url = "untouched" }, { .url = "" } };
	struct str jwks, list;

	if (discovery_read(ISSUER, text, &found) != OST_REMOTE_OUTCOME_NEW) {
		HOLDS(strcmp(found.jwks.url, "untouched") == 0 && !found.revocations.url[0]);
		return;
	}
	jwks = str_z(found.jwks.url);
	list = str_z(found.revocations.url);
	if (json_parse(str_without_mark(text), 8, &tree) != JSON_OK) {
		HOLDS(fuzz_has_long_number(text));
		return;
	}
	HOLDS(str_eq(json_to_str(json_member(tree, "issuer")), STR(ISSUER)));
	HOLDS(str_eq(json_to_str(json_member(tree, "jwks_uri")), jwks));
	HOLDS(remote_url_judge(jwks.p) == REMOTE_URL_OK && remote_url_same_origin(ISSUER, jwks.p));
	HOLDS(str_eq_nocase(str_head(jwks, strlen("https")), STR("https")));
	HOLDS(str_contains(jwks, STR("8443")));
	HOLDS(!list.n || str_eq(json_to_str(json_member(tree, "revocations_uri")), list));
	HOLDS(!list.n || remote_url_same_origin(ISSUER, list.p));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	head_keeps_bounds(str_of(data, n));
	keys_are_the_issuers(str_of(data, n));
	return 0;
}
