#include "remote/revocation_endpoint.h"

#include <stdio.h>
#include <string.h>

#include "remote/clock.h"

#define LAST_SEGMENT "revocations"

/* ".../api/auth/jwks" -> ".../api/auth/revocations" */
static void put_beside_jwks(const char *jwks_url, struct endpoint *out)
{
	size_t n = strcspn(jwks_url, "?");

	while (n && jwks_url[n - 1] != '/')
		n--;
	snprintf(out->url, sizeof(out->url), "%.*s" LAST_SEGMENT, (int)n, jwks_url);
}

void revocation_endpoint_init(struct revocation_endpoint *endpoint,
			      const struct ost_remote_settings *settings, struct fetcher *fetcher)
{
	*endpoint = (struct revocation_endpoint){ .settings = settings, .fetcher = fetcher };
	if (settings->revocations != OST_REMOTE_REVOCATIONS_REQUIRED)
		return;
	if (settings->revocations_url)
		snprintf(endpoint->at.url, sizeof(endpoint->at.url), "%s",
			 settings->revocations_url);
	else if (settings->source == OST_REMOTE_SOURCE_JWKS)
		put_beside_jwks(settings->url, &endpoint->at);
}

void revocation_endpoint_move(struct revocation_endpoint *endpoint, const struct endpoint *found)
{
	if (endpoint->settings->revocations != OST_REMOTE_REVOCATIONS_REQUIRED ||
	    endpoint->settings->revocations_url)
		return;
	if (strcmp(endpoint->at.url, found->url) != 0)
		endpoint->validators = (struct validators){ 0 };
	endpoint->at = *found;
}

/* Whether next replaces the list in force. */
static enum ost_remote_outcome compare_lists(const struct ost_revocations *next,
					     const struct ost_revocations *current, int64_t now_s)
{
	struct ost_revocations_info a = { .size = sizeof(a) }, b = { .size = sizeof(b) };

	if (ost_revocations_supersedes(next, current, now_s))
		return OST_REMOTE_OUTCOME_NEW;
	ost_revocations_info(next, &a);
	ost_revocations_info(current, &b);
	return a.version == b.version && a.issued_s == b.issued_s ? OST_REMOTE_OUTCOME_SAME
								  : OST_REMOTE_OUTCOME_STALE_LIST;
}

static enum ost_remote_outcome refuse_list(enum ost_verdict verdict, struct refreshed *out)
{
	if (verdict == OST_NO_MEMORY)
		return OST_REMOTE_OUTCOME_NO_MEMORY;
	out->needs_keys = verdict == OST_UNKNOWN_KEY;
	snprintf(out->detail, sizeof(out->detail), "%s", ost_verdict_name(verdict));
	return OST_REMOTE_OUTCOME_REFUSED;
}

static enum ost_remote_outcome read_list(const struct ost_remote_settings *settings,
					 struct str text, const struct ost_keyset *set,
					 const struct ost_revocations *current,
					 struct refreshed *out)
{
	const struct ost_policy policy = {
		.size = sizeof(policy),
		.algorithms = OST_ALGORITHMS_ALL, /* those of the key that the list names */
		.issuer = settings->source == OST_REMOTE_SOURCE_ISSUER ? settings->url : NULL,
		.leeway_s = OST_LEEWAY_DEFAULT_S,
	};
	int64_t now_s = remote_clock_s(settings);
	enum ost_remote_outcome outcome;
	struct ost_revocations *next;
	enum ost_verdict verdict;

	text = str_without_line_end(text); /* a file may end with a newline */
	verdict = ost_revocations_new(set, &policy, text.p, text.n, now_s, &next);
	if (verdict != OST_OK)
		return refuse_list(verdict, out);
	outcome = compare_lists(next, current, now_s);
	if (outcome == OST_REMOTE_OUTCOME_NEW)
		out->list = next;
	else
		ost_revocations_unref(next);
	return outcome;
}

static void fetch_list(struct revocation_endpoint *endpoint, const struct ost_keyset *set,
		       const struct ost_revocations *current, struct refreshed *out)
{
	struct fetch fetch = { .url = endpoint->at.url,
			       .max_bytes = OST_REVOCATIONS_MAX_BYTES,
			       .type = RESPONSE_TYPE_JWT };

	if (current && validators_exist(&endpoint->validators))
		fetch.validators = &endpoint->validators;
	refreshed_describe(out, &fetch, fetcher_get(endpoint->fetcher, &fetch));
	if (out->outcome == OST_REMOTE_OUTCOME_NEW)
		out->outcome =
			read_list(endpoint->settings, buf_text(&fetch.body), set, current, out);
	if (out->outcome == OST_REMOTE_OUTCOME_NEW || out->outcome == OST_REMOTE_OUTCOME_SAME)
		endpoint->validators = fetch.head.validators;
	fetch_done(&fetch);
}

void revocation_endpoint_refresh(struct revocation_endpoint *endpoint, const struct ost_keyset *set,
				 const struct ost_revocations *current, struct refreshed *out)
{
	*out = (struct refreshed){ .outcome = OST_REMOTE_OUTCOME_NO_LIST,
				   .lifetime_s = -1,
				   .retry_after_s = -1 };
	if (endpoint->at.url[0])
		fetch_list(endpoint, set, current, out);
	else
		out->needs_keys = true;
}
