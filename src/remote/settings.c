#include "remote/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "remote/address.h"

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
	NUMBER(min_age_s, 30, 86400),
	NUMBER(max_age_s, 3600, 86400),
	NUMBER(default_age_s, 300, 86400),
	NUMBER(outage_s, DAY_S, 315360000),
	NUMBER(cooldown_s, 30, 86400),
	NUMBER(missing_s, 300, 86400),
	NUMBER(connect_ms, 3000, 60000),
	NUMBER(total_ms, 10000, 60000),
	NUMBER(stall_s, 5, 60),
	NUMBER(not_before_s, 30, 3600),
	NUMBER(cache_entries, SETTINGS_CACHE_ENTRIES, 1048576),
};

static int64_t *number_of(struct ost_remote_settings *settings, const struct number *number)
{
	return (int64_t *)(void *)((char *)settings + number->at);
}

static void fill_in(struct ost_remote_settings *settings)
{
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (*number_of(settings, &numbers[i]) == 0)
			*number_of(settings, &numbers[i]) = numbers[i].initial;
}

static const char *number_fault(const struct ost_remote_settings *given)
{
	struct ost_remote_settings filled = *given;

	fill_in(&filled);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		int64_t value = *number_of(&filled, &numbers[i]);

		if (value < 1 || value > numbers[i].max)
			return numbers[i].fault;
	}
	if (filled.min_age_s > filled.max_age_s)
		return "min_age_s must not be greater than max_age_s";
	if (filled.outage_s < filled.max_age_s)
		return "outage_s must not be less than max_age_s";
	return NULL;
}

static const char *choice_fault(const struct ost_remote_settings *given)
{
	if ((unsigned)given->source > OST_REMOTE_ISSUER)
		return "source is none of its values";
	if ((unsigned)given->http > OST_REMOTE_HTTP_ANYWHERE)
		return "http is none of its values";
	if ((unsigned)given->outage > OST_REMOTE_KEEP)
		return "outage is none of its values";
	if ((unsigned)given->not_before > OST_REMOTE_LIST)
		return "not_before is none of its values";
	return NULL;
}

static const char *place_fault(const struct ost_remote_settings *given, const char *url,
			       const char *bad, const char *clear)
{
	switch (address_judge(url)) {
	case ADDRESS_BAD:
		return bad;
	case ADDRESS_CLEAR:
		return given->http == OST_REMOTE_HTTP_LOOPBACK ? clear : NULL;
	case ADDRESS_OK:
		break;
	}
	return NULL;
}

static const char *url_fault(const struct ost_remote_settings *given)
{
	const char *fault = place_fault(
		given, given->url, "url must be an absolute https URL without user and fragment",
		"url is http and leaves this machine");

	if (!fault && given->source == OST_REMOTE_ISSUER && address_has_query(given->url))
		fault = "url of an issuer must not have a query";
	if (!fault && given->not_before_url)
		fault = place_fault(
			given, given->not_before_url,
			"not_before_url must be an absolute https URL without user and fragment",
			"not_before_url is http and leaves this machine");
	return fault;
}

const char *settings_fault(const struct ost_remote_settings *given)
{
	const char *fault = choice_fault(given);

	if (!fault)
		fault = number_fault(given);
	if (!fault)
		fault = url_fault(given);
	return fault;
}

static bool copy(const char **text)
{
	if (*text)
		*text = strdup(*text);
	return *text != NULL;
}

bool settings_init(struct ost_remote_settings *out, const struct ost_remote_settings *given)
{
	bool good;

	*out = *given;
	fill_in(out);
	good = copy(&out->url);
	good = (copy(&out->ca_file) || !given->ca_file) && good;
	good = (copy(&out->not_before_url) || !given->not_before_url) && good;
	if (!good)
		settings_done(out);
	return good;
}

void settings_done(struct ost_remote_settings *settings)
{
	free((char *)(uintptr_t)settings->url);
	free((char *)(uintptr_t)settings->ca_file);
	free((char *)(uintptr_t)settings->not_before_url);
	settings->url = settings->ca_file = settings->not_before_url = NULL;
}

int64_t settings_now_s(const struct ost_remote_settings *settings)
{
	struct timespec now;

	if (settings->now_s)
		return settings->now_s(settings->arg);
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec;
}

int64_t settings_now_ms(const struct ost_remote_settings *settings)
{
	struct timespec now;

	if (settings->clock_ms)
		return settings->clock_ms(settings->arg);
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
