#include "remote/source.h"

#include "remote/source_list.h"

#include <stdio.h>
#include <string.h>

#include "remote/settings.h"

#define DISCOVERY_LIFE_MS INT64_C(86400000) /* a day: jwks_uri hardly ever changes */
#define IDENTITY_BYTES    32

void source_init(struct source *source, const struct ost_remote_settings *settings,
		 struct fetcher *fetcher)
{
	*source = (struct source){ .settings = settings, .fetcher = fetcher };
	if (settings->source == OST_REMOTE_JWKS)
		snprintf(source->jwks.url, sizeof(source->jwks.url), "%s", settings->url);
	if (settings->not_before == OST_REMOTE_LIST)
		list_place(settings, &source->list);
}

const char *source_url(const struct source *source)
{
	return source->jwks.url[0] ? source->jwks.url : source->settings->url;
}

static void tell(struct refreshed *out, const struct fetch *fetch, enum ost_remote_outcome outcome)
{
	out->outcome = outcome;
	out->status = fetch->status;
	out->retry_after_s = fetch->head.retry_after_s;
	memcpy(out->detail, fetch->detail, sizeof(out->detail));
}

static bool must_discover(const struct source *source)
{
	if (source->settings->source != OST_REMOTE_ISSUER)
		return false;
	return !source->jwks.url[0] || source->doubted ||
	       settings_now_ms(source->settings) - source->discovered_ms >= DISCOVERY_LIFE_MS;
}

static void move_to(struct source *source, const struct places *found)
{
	if (strcmp(source->jwks.url, found->jwks.url) != 0)
		source->validators = (struct validators){ 0 }; /* those of another text */
	source->jwks = found->jwks;
	if (source->settings->not_before == OST_REMOTE_LIST && !source->settings->not_before_url)
		move_list_to(source, &found->list);
	source->discovered_ms = settings_now_ms(source->settings);
	source->doubted = false;
}

static void discover(struct source *source, struct refreshed *out)
{
	const char *issuer = source->settings->url;
	struct fetch fetch = { .max_bytes = DISCOVERY_MAX_BYTES };
	enum ost_remote_outcome outcome;
	struct places found = { { "" }, { "" } };
	struct place document = { "" };

	discovery_place(issuer, &document);
	fetch.url = document.url;
	outcome = fetcher_get(source->fetcher, &fetch);
	if (outcome == OST_FETCH_NEW)
		outcome = discovery_read(issuer, buf_text(&fetch.body), &found);
	if (outcome == OST_FETCH_NEW)
		move_to(source, &found);
	tell(out, &fetch, outcome);
	fetch_done(&fetch);
}

/* A set of another text than that in use, or what is wrong with it. */
static enum ost_remote_outcome read_set(struct str text, const struct ost_keyset *current,
					struct ost_keyset **out)
{
	struct ost_keyset *set;

	switch (ost_keyset_new(text.p, text.n, &set)) {
	case OST_KEYSET_UNREADABLE:
		return OST_FETCH_UNREADABLE;
	case OST_KEYSET_NO_MEMORY:
		return OST_FETCH_NO_MEMORY;
	case OST_KEYSET_OK:
		break;
	}
	if (ost_keyset_count(set) == 0) {
		ost_keyset_unref(set);
		return OST_FETCH_NO_KEYS;
	}
	if (current &&
	    memcmp(ost_keyset_identity(set), ost_keyset_identity(current), IDENTITY_BYTES) == 0) {
		ost_keyset_unref(set); /* the old one keeps what was remembered with it */
		return OST_FETCH_SAME;
	}
	*out = set;
	return OST_FETCH_NEW;
}

static bool is_conditional(const struct source *source, const struct ost_keyset *current)
{
	return current && (source->validators.etag[0] || source->validators.last_modified[0]);
}

static void fetch_keys(struct source *source, const struct ost_keyset *current,
		       struct refreshed *out)
{
	struct fetch fetch = { .url = source->jwks.url, .max_bytes = OST_JWKS_MAX_BYTES };
	enum ost_remote_outcome outcome;

	if (is_conditional(source, current))
		fetch.validators = &source->validators;
	outcome = fetcher_get(source->fetcher, &fetch);
	if (outcome == OST_FETCH_NEW)
		outcome = read_set(buf_text(&fetch.body), current, &out->set);
	if (outcome == OST_FETCH_NEW || outcome == OST_FETCH_SAME)
		source->validators = fetch.head.validators;
	source->doubted = outcome >= OST_FETCH_UNREACHABLE;
	tell(out, &fetch, outcome);
	out->lifetime_s = head_lifetime_s(&fetch.head);
	fetch_done(&fetch);
}

void source_refresh(struct source *source, const struct ost_keyset *current, struct refreshed *out)
{
	*out = (struct refreshed){ .outcome = OST_FETCH_NEW,
				   .lifetime_s = -1,
				   .retry_after_s = -1 };
	if (must_discover(source))
		discover(source, out);
	/* A document that is gone or wrong says nothing against keys whose place is known. */
	if (source->jwks.url[0])
		fetch_keys(source, current, out);
}
