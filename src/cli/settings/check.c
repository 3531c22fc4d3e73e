#include "cli/settings/check.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "crypto/secrets.h"

static bool read_integer(struct str text, int64_t most, int64_t *out)
{
	uint64_t value;

	if (!str_to_u64(text, (uint64_t)most, &value))
		return false;
	*out = (int64_t)value;
	return true;
}

static bool unit_seconds(struct str unit, int64_t *out)
{
	static const struct {
		const char *names; /* separated by blanks */
		int64_t seconds;
	} units[] = {
		{ "s sec secs second seconds", 1 }, { "m min mins minute minutes", 60 },
		{ "h hr hrs hour hours", 3600 },    { "d day days", 86400 },
		{ "w week weeks", 7 * 86400 },
	};

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct str names = str_z(units[i].names), name;

		while (names.n) {
			str_cut(names, ' ', &name, &names);
			if (str_eq_nocase(unit, name)) {
				*out = units[i].seconds;
				return true;
			}
		}
	}
	return false;
}

static bool read_duration(struct str text, int64_t *out)
{
	size_t digits = 0;
	int64_t count, unit = 1;

	while (digits < text.n && ascii_is_digit(text.p[digits]))
		digits++;
	if (!read_integer(str_head(text, digits), INT32_MAX, &count))
		return false;
	if (digits < text.n && !unit_seconds(str_trim(str_tail(text, digits)), &unit))
		return false;
	*out = count * unit;
	return true;
}

static bool is_http_url(struct str text)
{
	struct str rest = text;

	if (str_starts(text, STR("http://")))
		rest = str_tail(text, 7);
	else if (str_starts(text, STR("https://")))
		rest = str_tail(text, 8);
	return rest.n < text.n && rest.n > 0 && rest.p[0] != '/' && str_find(rest, ' ') < 0 &&
	       str_find(rest, '?') < 0 && str_find(rest, '#') < 0;
}

/* Between the scheme and the path. */
static bool has_user(struct str url)
{
	struct str scheme, rest, authority, path;

	str_cut(url, ':', &scheme, &rest);
	while (str_starts(rest, STR("/")))
		rest = str_tail(rest, 1);
	str_cut(rest, '/', &authority, &path);
	return str_find(authority, '@') >= 0;
}

static bool check_url(struct str text, struct err *err)
{
	if (has_user(text)) /* may be a password, which is not repeated */
		err_set(err, "must be a URL without a user name and a password, such as "
			     "https://tasks.example");
	else if (!is_http_url(text))
		err_set(err, "must be a URL such as https://tasks.example, not \"%.*s\"",
			STR_FMT(text));
	else
		return true;
	return false;
}

/* Attackers know the secret that Better Auth comes with, and a text of fewer than 8 different bytes
 * is easy to guess. */
static bool is_guessable(struct str secret)
{
	bool seen[256] = { false };
	size_t different = 0;

	for (size_t i = 0; i < secret.n; i++) {
		different += !seen[(unsigned char)secret.p[i]];
		seen[(unsigned char)secret.p[i]] = true;
	}
	return different < 8 || str_eq(secret, STR("better-auth-secret-12345678901234567890"));
}

static bool is_good_secret(struct str secret, struct err *err)
{
	if (secret.n < LIMIT_SECRET_MIN_BYTES)
		err_set(err,
			"is too short: %zu bytes; at least %d are needed "
			"(openssl rand -base64 32 makes a good one)",
			secret.n, LIMIT_SECRET_MIN_BYTES);
	else if (is_guessable(secret))
		err_set(err, "can be guessed: openssl rand -base64 32 makes a good one");
	else
		return true;
	return false;
}

static bool are_good_secrets(struct str text, struct err *err)
{
	struct secrets secrets;

	if (!secrets_parse(text, STR(""), &secrets, err))
		return false;
	for (size_t i = 0; i < secrets.n; i++) {
		char which[48];

		if (is_good_secret(secrets.of[i].text, err))
			continue;
		snprintf(which, sizeof(which), "version %llu",
			 (unsigned long long)secrets.of[i].version);
		err_prefix(err, which);
		return false;
	}
	return true;
}

bool setting_check(const struct setting_row *row, struct setting_value *value, struct err *err)
{
	switch (row->type) {
	case SETTING_TEXT:
		return true;
	case SETTING_SECRET_TEXT:
		return row->least ? value->text.n >= (size_t)row->least
				  : is_good_secret(value->text, err);
	case SETTING_SECRET_LIST:
		return are_good_secrets(value->text, err);
	case SETTING_URL:
		return check_url(value->text, err);
	case SETTING_INTEGER:
		if (read_integer(value->text, row->most, &value->number) &&
		    value->number >= row->least)
			return true;
		err_set(err, "must be a whole number from %lld to %lld, not \"%.*s\"",
			(long long)row->least, (long long)row->most, STR_FMT(value->text));
		return false;
	case SETTING_DURATION:
		if (row->choices && str_is_word_of(value->text, row->choices)) {
			value->number = 0;
			return true;
		}
		if (read_duration(value->text, &value->number) && value->number >= row->least &&
		    value->number <= row->most)
			return true;
		err_set(err,
			"must be a time such as 24h, 15m or 90s (%lld to %lld seconds), "
			"not \"%.*s\"",
			(long long)row->least, (long long)row->most, STR_FMT(value->text));
		return false;
	case SETTING_CHOICE:
	case SETTING_SWITCH:
		if (str_is_word_of(value->text, setting_choices(row)))
			return true;
		err_set(err, "must be one of: %s; not \"%.*s\"", setting_choices(row),
			STR_FMT(value->text));
		return false;
	}
	return false;
}
