#include "remote/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/sized.h"
#include "remote/http/url.h"

#define DAY_S 86400

struct number {
	size_t at;
	int64_t initial, max;
	const char *fault;
};

#define NUMBER(field, initial, max)                                                                \
	{                                                                                          \
		offsetof(struct ost_remote_settings, field), initial, max,                         \
			#field " must be 1 to " #max ", or 0 for its default"                      \
	}
static const struct number numbers[] = {
	NUMBER(min_age_s, 30, 86400),         NUMBER(max_age_s, 3600, 86400),
	NUMBER(default_age_s, 300, 86400),    NUMBER(outage_s, DAY_S, 315360000),
	NUMBER(cooldown_s, 30, 86400),        NUMBER(kid_cooldown_s, 300, 86400),
	NUMBER(revocations_s, 30, 3600),      NUMBER(connect_ms, 3000, 60000),
	NUMBER(total_ms, 10000, 60000),       NUMBER(stall_s, 5, 60),
	NUMBER(cache_entries, 4096, 1048576),
};

static int64_t *number_of(struct ost_remote_settings *settings, const struct number *number)
{
	return (int64_t *)(void *)((char *)settings + number->at);
}

static void fill_in_defaults(struct ost_remote_settings *settings)
{
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (*number_of(settings, &numbers[i]) == 0)
			*number_of(settings, &numbers[i]) = numbers[i].initial;
}

static const char *number_fault(struct ost_remote_settings *filled)
{
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		int64_t value = *number_of(filled, &numbers[i]);

		if (value < 1 || value > numbers[i].max)
			return numbers[i].fault;
	}
	if (filled->min_age_s > filled->max_age_s)
		return "min_age_s must not be greater than max_age_s";
	if (filled->outage_s < filled->max_age_s)
		return "outage_s must not be less than max_age_s";
	return NULL;
}

static const char *choice_fault(const struct ost_remote_settings *given)
{
	if ((unsigned)given->source > OST_REMOTE_SOURCE_ISSUER)
		return "source is not a value of enum ost_remote_source";
	if ((unsigned)given->http > OST_REMOTE_HTTP_ANYWHERE)
		return "http is not a value of enum ost_remote_http";
	if ((unsigned)given->outage > OST_REMOTE_OUTAGE_USE_STALE)
		return "outage is not a value of enum ost_remote_outage";
	if ((unsigned)given->revocations > OST_REMOTE_REVOCATIONS_REQUIRED)
		return "revocations is not a value of enum ost_remote_revocations";
	return NULL;
}

static const char *endpoint_fault(const struct ost_remote_settings *given, const char *url,
				  const char *bad, const char *clear)
{
	switch (remote_url_judge(url)) {
	case REMOTE_URL_BAD:
		return bad;
	case REMOTE_URL_CLEAR:
		return given->http == OST_REMOTE_HTTP_LOOPBACK ? clear : NULL;
	case REMOTE_URL_OK:
		break;
	}
	return NULL;
}

static const char *url_fault(const struct ost_remote_settings *given)
{
	const char *fault = endpoint_fault(
		given, given->url, "url must be an absolute https URL without user and fragment",
		"url is http and leaves this machine");

	if (!fault && given->source == OST_REMOTE_SOURCE_ISSUER && remote_url_has_query(given->url))
		fault = "url of an issuer must not have a query";
	if (!fault && given->revocations_url)
		fault = endpoint_fault(
			given, given->revocations_url,
			"revocations_url must be an absolute https URL without user and fragment",
			"revocations_url is http and leaves this machine");
	return fault;
}

const char *remote_settings_read(struct ost_remote_settings *out,
				 const struct ost_remote_settings *given)
{
	const char *fault;

	*out = (struct ost_remote_settings){ .size = 0 };
	if (!sized_read(out, sizeof(*out), OST_REMOTE_SETTINGS_SIZE_0_2, given))
		return "size must be sizeof(struct ost_remote_settings)";
	fill_in_defaults(out);
	fault = choice_fault(out);
	if (!fault)
		fault = number_fault(out);
	if (!fault)
		fault = url_fault(out);
	return fault;
}

const char *ost_remote_settings_fault(const struct ost_remote_settings *settings)
{
	struct ost_remote_settings known;

	return remote_settings_read(&known, settings);
}

/* Replaces the text by a copy of its own; NULL stays NULL. False: no memory. */
static bool copy_text(const char **text)
{
	if (!*text)
		return true;
	*text = strdup(*text);
	return *text != NULL;
}

bool remote_settings_init(struct ost_remote_settings *out, const struct ost_remote_settings *known)
{
	bool good;

	*out = *known;
	good = copy_text(&out->url);
	good = copy_text(&out->ca_file) && good;
	good = copy_text(&out->revocations_url) && good;
	if (!good)
		remote_settings_done(out);
	return good;
}

void remote_settings_done(struct ost_remote_settings *settings)
{
	free((char *)(uintptr_t)settings->url);
	free((char *)(uintptr_t)settings->ca_file);
	free((char *)(uintptr_t)settings->revocations_url);
	settings->url = settings->ca_file = settings->revocations_url = NULL;
}
