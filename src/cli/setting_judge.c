/* What makes the value of a setting good. */
#include <stdio.h>

#include "base/cleanup.h"
#include "cli/setting_rows.h"
#include "core/limits.h"
#include "crypto/secrets.h"

/* clang-format on */

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

	while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
		digits++;
	if (!read_integer(str_head(text, digits), INT32_MAX, &count))
		return false;
	if (digits < text.n && !unit_seconds(str_trim(str_tail(text, digits)), &unit))
		return false;
	*out = count * unit;
	return true;
}

static bool is_choice(struct str text, const char *choices)
{
	struct str rest = str_z(choices), word;

	while (rest.n) {
		str_cut(rest, ' ', &word, &rest);
		if (str_eq(word, text))
			return true;
	}
	return false;
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

/* The secret that Better Auth comes with is known to everybody; so is what has hardly two letters. */
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

bool setting_judge(const struct setting_row *row, struct setting_value *value, struct err *err)
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
		if (is_http_url(value->text))
			return true;
		err_set(err, "must be a URL such as https://tasks.example, not \"%.*s\"",
			STR_FMT(value->text));
		return false;
	case SETTING_INTEGER:
		if (read_integer(value->text, row->most, &value->number) &&
		    value->number >= row->least)
			return true;
		err_set(err, "must be a whole number from %lld to %lld, not \"%.*s\"",
			(long long)row->least, (long long)row->most, STR_FMT(value->text));
		return false;
	case SETTING_DURATION:
		if (row->choices && is_choice(value->text, row->choices)) {
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
		if (is_choice(value->text, row->choices))
			return true;
		err_set(err, "must be one of: %s; not \"%.*s\"", row->choices,
			STR_FMT(value->text));
		return false;
	}
	return false;
}
