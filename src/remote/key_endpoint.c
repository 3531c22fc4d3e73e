#include "remote/key_endpoint.h"

#include <stdio.h>
#include <string.h>

#include "remote/clock.h"
#include "remote/outcome_text.h"

#define DISCOVERY_LIFE_MS INT64_C(86400000) /* a day: jwks_uri hardly ever changes */
#define IDENTITY_BYTES    32

void key_endpoint_init(struct key_endpoint *endpoint, const struct ost_remote_settings *settings,
		       struct fetcher *fetcher, struct revocation_endpoint *revocations)
{
	*endpoint = (struct key_endpoint){ .settings = settings,
					   .fetcher = fetcher,
					   .revocations = revocations };
	if (settings->source == OST_REMOTE_SOURCE_JWKS)
		snprintf(endpoint->jwks.url, sizeof(endpoint->jwks.url), "%s", settings->url);
}

const char *key_endpoint_url(const struct key_endpoint *endpoint)
{
	return endpoint->jwks.url[0] ? endpoint->jwks.url : endpoint->settings->url;
}

void key_endpoint_doubt(struct key_endpoint *endpoint)
{
	endpoint->doubted = true;
}

static bool must_discover(const struct key_endpoint *endpoint)
{
	if (endpoint->settings->source != OST_REMOTE_SOURCE_ISSUER)
		return false;
	return !endpoint->jwks.url[0] || endpoint->doubted ||
	       remote_clock_ms(endpoint->settings) - endpoint->discovered_ms >= DISCOVERY_LIFE_MS;
}

static void key_endpoint_move(struct key_endpoint *endpoint, const struct endpoints *found)
{
	if (strcmp(endpoint->jwks.url, found->jwks.url) != 0)
		endpoint->validators = (struct validators){ 0 }; /* those of another text */
	endpoint->jwks = found->jwks;
	revocation_endpoint_move(endpoint->revocations, &found->revocations);
	endpoint->discovered_ms = remote_clock_ms(endpoint->settings);
	endpoint->doubted = false;
}

static void discover(struct key_endpoint *endpoint, struct refreshed *out)
{
	const char *issuer = endpoint->settings->url;
	struct fetch fetch = { .max_bytes = DISCOVERY_MAX_BYTES };
	struct endpoints found = { { "" }, { "" } };
	struct endpoint document = { "" };
	enum ost_remote_outcome outcome;

	discovery_endpoint(issuer, &document);
	fetch.url = document.url;
	outcome = fetcher_get(endpoint->fetcher, &fetch);
	if (outcome == OST_REMOTE_OUTCOME_NEW)
		outcome = discovery_read(issuer, buf_text(&fetch.body), &found);
	if (outcome == OST_REMOTE_OUTCOME_NEW)
		key_endpoint_move(endpoint, &found);
	refreshed_describe(out, &fetch, outcome);
	fetch_done(&fetch);
}

static bool is_same_set(const struct ost_keyset *set, const struct ost_keyset *current)
{
	return current &&
	       memcmp(ost_keyset_identity(set), ost_keyset_identity(current), IDENTITY_BYTES) == 0;
}

/* A set of another text than the current one, or why there is none. */
static enum ost_remote_outcome read_set(struct str text, const struct ost_keyset *current,
					struct ost_keyset **out)
{
	enum ost_remote_outcome outcome = OST_REMOTE_OUTCOME_NEW;
	struct ost_keyset *set;

	switch (ost_keyset_new(text.p, text.n, &set)) {
	case OST_KEYSET_UNREADABLE:
		return OST_REMOTE_OUTCOME_UNREADABLE;
	case OST_KEYSET_NO_MEMORY:
		return OST_REMOTE_OUTCOME_NO_MEMORY;
	case OST_KEYSET_OK:
		break;
	}
	if (ost_keyset_count(set) == 0)
		outcome = OST_REMOTE_OUTCOME_NO_KEYS;
	else if (is_same_set(set, current))
		outcome = OST_REMOTE_OUTCOME_SAME; /* a cache stays with the current set */
	if (outcome == OST_REMOTE_OUTCOME_NEW)
		*out = set;
	else
		ost_keyset_unref(set);
	return outcome;
}

static void fetch_keys(struct key_endpoint *endpoint, const struct ost_keyset *current,
		       struct refreshed *out)
{
	struct fetch fetch = { .url = endpoint->jwks.url, .max_bytes = OST_JWKS_MAX_BYTES };
	enum ost_remote_outcome outcome;

	if (current && validators_exist(&endpoint->validators))
		fetch.validators = &endpoint->validators;
	outcome = fetcher_get(endpoint->fetcher, &fetch);
	if (outcome == OST_REMOTE_OUTCOME_NEW)
		outcome = read_set(buf_text(&fetch.body), current, &out->set);
	if (outcome == OST_REMOTE_OUTCOME_NEW || outcome == OST_REMOTE_OUTCOME_SAME)
		endpoint->validators = fetch.head.validators;
	endpoint->doubted = !outcome_is_good(outcome);
	refreshed_describe(out, &fetch, outcome);
	out->lifetime_s = response_head_lifetime_s(&fetch.head);
	fetch_done(&fetch);
}

void key_endpoint_refresh(struct key_endpoint *endpoint, const struct ost_keyset *current,
			  struct refreshed *out)
{
	*out = (struct refreshed){ .outcome = OST_REMOTE_OUTCOME_NEW,
				   .lifetime_s = -1,
				   .retry_after_s = -1 };
	if (must_discover(endpoint))
		discover(endpoint, out);
	/* Metadata that are missing or wrong do not discredit an endpoint that is known. */
	if (endpoint->jwks.url[0])
		fetch_keys(endpoint, current, out);
}
