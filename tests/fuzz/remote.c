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
	struct places found = { { .url = "untouched" }, { .url = "" } };
	struct str place, list;

	if (discovery_read(ISSUER, text, &found) != OST_FETCH_NEW) {
		HOLDS(strcmp(found.jwks.url, "untouched") == 0 && !found.list.url[0]);
		return;
	}
	place = str_z(found.jwks.url);
	list = str_z(found.list.url);
	HOLDS(json_parse(text, 8, &tree) == JSON_OK);
	HOLDS(str_eq(json_to_str(json_member(tree, "issuer")), STR(ISSUER)));
	HOLDS(str_eq(json_to_str(json_member(tree, "jwks_uri")), place));
	HOLDS(address_judge(place.p) == ADDRESS_OK && address_same_origin(ISSUER, place.p));
	HOLDS(str_eq_nocase(str_head(place, strlen("https")), STR("https")));
	HOLDS(str_contains(place, STR("8443")));
	HOLDS(!list.n || str_eq(json_to_str(json_member(tree, "not_before_uri")), list));
	HOLDS(!list.n || address_same_origin(ISSUER, list.p));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	head_keeps_bounds(str_of(data, n));
	keys_are_the_issuers(str_of(data, n));
	return 0;
}
