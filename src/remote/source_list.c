#include "remote/source_list.h"

#include <stdio.h>
#include <string.h>

#include "remote/settings.h"

#define LIST_NAME "not-before"

/* ".../api/auth/jwks" -> ".../api/auth/not-before" */
static void put_beside(const char *url, struct place *out)
{
	size_t n = strcspn(url, "?");

	while (n && url[n - 1] != '/')
		n--;
	snprintf(out->url, sizeof(out->url), "%.*s" LIST_NAME, (int)n, url);
}

void list_place(const struct ost_remote_settings *settings, struct place *out)
{
	if (settings->not_before_url)
		snprintf(out->url, sizeof(out->url), "%s", settings->not_before_url);
	else if (settings->source == OST_REMOTE_JWKS)
		put_beside(settings->url, out);
}

void move_list_to(struct source *source, const struct place *found)
{
	if (strcmp(source->list.url, found->url) != 0)
		source->list_validators = (struct validators){ 0 };
	source->list = *found;
}

/* Whether the list that was read is to take the place of the one in force. */
static enum ost_remote_outcome compare(const struct ost_not_before *next,
				       const struct ost_not_before *current, int64_t now_s)
{
	struct ost_not_before_info a, b;

	if (ost_not_before_follows(next, current, now_s))
		return OST_FETCH_NEW;
	ost_not_before_about(next, &a);
	ost_not_before_about(current, &b);
	return a.version == b.version && a.issued_s == b.issued_s ? OST_FETCH_SAME
								  : OST_FETCH_OLDER;
}

static enum ost_remote_outcome read_list(const struct source *source, struct str text,
					 const struct ost_keyset *set,
					 const struct ost_not_before *current, struct relisted *out)
{
	const struct ost_remote_settings *s = source->settings;
	const struct ost_policy policy = {
		.algorithms = OST_ALGORITHMS_ALL, /* of the key that it names: its own ones */
		.issuer = s->source == OST_REMOTE_ISSUER ? s->url : NULL,
		.leeway_s = OST_LEEWAY_DEFAULT_S,
	};
	int64_t now_s = settings_now_s(s);
	struct ost_not_before *next;
	enum ost_verdict verdict;
	enum ost_remote_outcome outcome;

	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--; /* a file has a line's end */
	verdict = ost_not_before_new(set, &policy, text.p, text.n, now_s, &next);
	if (verdict == OST_NO_MEMORY)
		return OST_FETCH_NO_MEMORY;
	if (verdict != OST_OK) {
		out->unknown_key = verdict == OST_UNKNOWN_KEY;
		snprintf(out->detail, sizeof(out->detail), "%s", ost_verdict_name(verdict));
		return OST_FETCH_REFUSED;
	}
	outcome = compare(next, current, now_s);
	if (outcome == OST_FETCH_NEW)
		out->list = next;
	else
		ost_not_before_unref(next);
	return outcome;
}

static bool is_conditional(const struct source *source, const struct ost_not_before *current)
{
	const struct validators *v = &source->list_validators;

	return current && (v->etag[0] || v->last_modified[0]);
}

void source_refresh_list(struct source *source, const struct ost_keyset *set,
			 const struct ost_not_before *current, struct relisted *out)
{
	struct fetch fetch = { .url = source->list.url,
			       .max_bytes = OST_NOT_BEFORE_MAX_BYTES,
			       .type = HEAD_TYPE_JWT };

	*out = (struct relisted){ .outcome = OST_FETCH_NO_LIST, .retry_after_s = -1 };
	if (!source->list.url[0]) {
		source->doubted =
			true; /* the metadata may say more by the next time they are read */
		return;
	}
	if (is_conditional(source, current))
		fetch.validators = &source->list_validators;
	out->outcome = fetcher_get(source->fetcher, &fetch);
	out->status = fetch.status;
	out->retry_after_s = fetch.head.retry_after_s;
	memcpy(out->detail, fetch.detail, sizeof(out->detail));
	if (out->outcome == OST_FETCH_NEW)
		out->outcome = read_list(source, buf_text(&fetch.body), set, current, out);
	if (out->outcome == OST_FETCH_NEW || out->outcome == OST_FETCH_SAME)
		source->list_validators = fetch.head.validators;
	fetch_done(&fetch);
}
