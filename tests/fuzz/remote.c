/* What a server of keys says: the lines of its head and its discovery document. */
#include "base/json.h"
#include "base/cleanup.h"
#include "fuzz.h"
#include "remote/discovery.h"
#include "remote/head.h"

#define ISSUER "https://login.example:8443/tenant"

static void head_keeps_bounds(struct str text)
{
	struct head head;
	struct str line;
	bool more;

	head_init(&head);
	do {
		more = str_cut(text, '\n', &line, &text);
		if (!head_line(&head, line))
			break;
		HOLDS(head.bytes <= HEAD_MAX_BYTES);
		HOLDS(head_lifetime_s(&head) >= -1);
		HOLDS(head.max_age_s >= -1 && head.max_age_s <= HEAD_SECONDS_MAX);
		HOLDS(head.age_s >= -1 && head.age_s <= HEAD_SECONDS_MAX);
		HOLDS(head.retry_after_s >= -1 && head.retry_after_s <= HEAD_SECONDS_MAX);
		HOLDS(!head.no_cache || head_lifetime_s(&head) == 0);
		/* What is sent back begins no header line. */
		HOLDS(!strpbrk(head.validators.etag, "\r\n"));
		HOLDS(!strpbrk(head.validators.last_modified, "\r\n"));
	} while (more);
}

/* Keys come from the issuer's own origin, by a document that names the issuer. */
static void keys_are_the_issuers(struct str text)
{
	OWNED(json_free) struct json *tree = NULL;
	struct place place = { .url = "untouched" };

	if (discovery_read(ISSUER, text, &place) != OST_FETCH_NEW) {
		HOLDS(strcmp(place.url, "untouched") == 0);
		return;
	}
	HOLDS(json_parse(text, 8, &tree) == JSON_OK);
	HOLDS(str_eq(json_to_str(json_member(tree, "issuer")), STR(ISSUER)));
	HOLDS(str_eq(json_to_str(json_member(tree, "jwks_uri")), str_z(place.url)));
	HOLDS(address_judge(place.url) == ADDRESS_OK && address_same_origin(ISSUER, place.url));
	HOLDS(str_eq_nocase(str_head(str_z(place.url), strlen("https")), STR("https")));
	HOLDS(str_contains(str_z(place.url), STR("8443")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	head_keeps_bounds(str_of(data, n));
	keys_are_the_issuers(str_of(data, n));
	return 0;
}
