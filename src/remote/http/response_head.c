#include "remote/http/response_head.h"

#include <curl/curl.h>

#include "base/ascii.h"
#include "base/cleanup.h"

void response_head_init(struct response_head *head)
{
	*head = (struct response_head){
		.max_age_s = -1, .age_s = -1, .expires_s = -1, .date_s = -1, .retry_after_s = -1
	};
}

/* RFC 9111 section 1.2.2: digits only, bounded by RESPONSE_SECONDS_MAX. -1 for any other text. */
static int64_t seconds_of(struct str text)
{
	int64_t seconds = 0;

	if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"')
		text = str_head(str_tail(text, 1), text.n - 2);
	for (size_t i = 0; i < text.n; i++) {
		if (!ascii_is_digit(text.p[i]))
			return -1;
		seconds = seconds * 10 + (text.p[i] - '0');
		if (seconds > RESPONSE_SECONDS_MAX)
			seconds = RESPONSE_SECONDS_MAX;
	}
	return text.n ? seconds : -1;
}

/* An HTTP date (RFC 9110 section 5.6.7), in seconds since 1970; -1 for any other text. */
static int64_t date_of(struct str text)
{
	char z[64];

	if (text.n >= sizeof(z))
		return -1;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	return curl_getdate(z, NULL);
}

/* Copies a text that is sent back as it came: only visible characters and blanks. */
static void keep_validator(char out[RESPONSE_VALIDATOR_MAX + 1], struct str value)
{
	out[0] = '\0';
	if (value.n > RESPONSE_VALIDATOR_MAX || str_has_control(value))
		return;
	if (value.n)
		memcpy(out, value.p, value.n);
	out[value.n] = '\0';
}

static void take_directive(struct response_head *head, struct str directive)
{
	struct str name, value;
	int64_t seconds;

	str_cut(directive, '=', &name, &value);
	if (str_eq_nocase(name, STR("no-cache")) || str_eq_nocase(name, STR("no-store")))
		head->no_cache = true;
	if (!str_eq_nocase(name, STR("max-age")))
		return;
	seconds = seconds_of(value);
	if (seconds < 0)
		head->no_cache = true;
	else if (head->max_age_s < 0 || seconds < head->max_age_s)
		head->max_age_s = seconds; /* the shorter of two */
}

static void take_cache_control(struct response_head *head, struct str value)
{
	struct str one;

	while (value.n) {
		str_cut(value, ',', &one, &value);
		take_directive(head, str_trim(one));
	}
}

static void take_age(struct response_head *head, struct str value)
{
	head->age_s = seconds_of(value);
}

static void take_expires(struct response_head *head, struct str value)
{
	int64_t at = date_of(value);

	head->expires_s = at < 0 ? 0 : at; /* RFC 9111 section 5.3: unreadable means expired */
}

static void take_date(struct response_head *head, struct str value)
{
	head->date_s = date_of(value);
}

static void take_etag(struct response_head *head, struct str value)
{
	keep_validator(head->validators.etag, value);
}

static void take_last_modified(struct response_head *head, struct str value)
{
	keep_validator(head->validators.last_modified, value);
}

static void take_retry_after(struct response_head *head, struct str value)
{
	head->retry_after_s = seconds_of(value);
}

static void take_encoding(struct response_head *head, struct str value)
{
	head->encoded = head->encoded || (value.n && !str_eq_nocase(value, STR("identity")));
}

static bool has_suffix(struct str type, struct str suffix)
{
	return type.n > suffix.n && str_eq_nocase(str_tail(type, type.n - suffix.n), suffix);
}

static void take_type(struct response_head *head, struct str value)
{
	static const struct str json_types[] = {
		STR_INIT("application/json"),
		STR_INIT("text/json"),
		STR_INIT("application/octet-stream"),
		STR_INIT("binary/octet-stream"),
		STR_INIT("text/plain"),
	};
	struct str type, parameters;

	str_cut(value, ';', &type, &parameters);
	type = str_trim(type);
	head->type = RESPONSE_TYPE_OTHER;
	for (size_t i = 0; i < ARRAY_LEN(json_types); i++)
		if (str_eq_nocase(type, json_types[i]))
			head->type = RESPONSE_TYPE_JSON;
	if (str_eq_nocase(type, STR("application/jwt")) || has_suffix(type, STR("+jwt")))
		head->type = RESPONSE_TYPE_JWT;
	if (type.n == 0 || has_suffix(type, STR("+json")))
		head->type = RESPONSE_TYPE_JSON;
}

static const struct {
	struct str name;
	void (*take)(struct response_head *head, struct str value);
} header_fields[] = {
	{ STR_INIT("cache-control"), take_cache_control },
	{ STR_INIT("age"), take_age },
	{ STR_INIT("expires"), take_expires },
	{ STR_INIT("date"), take_date },
	{ STR_INIT("etag"), take_etag },
	{ STR_INIT("last-modified"), take_last_modified },
	{ STR_INIT("retry-after"), take_retry_after },
	{ STR_INIT("content-encoding"), take_encoding },
	{ STR_INIT("content-type"), take_type },
};

bool response_head_line(struct response_head *head, struct str line)
{
	size_t bytes = head->bytes + line.n;
	struct str name, value;

	if (bytes > RESPONSE_MAX_BYTES)
		return false;
	if (str_starts(line, STR("HTTP/")))
		response_head_init(head);
	head->bytes = bytes;
	if (!str_cut(str_without_line_end(line), ':', &name, &value))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(header_fields); i++)
		if (str_eq_nocase(name, header_fields[i].name))
			header_fields[i].take(head, str_trim(value));
	return true;
}

int64_t response_head_lifetime_s(const struct response_head *head)
{
	int64_t lifetime_s = head->max_age_s;

	if (head->no_cache)
		return 0;
	if (lifetime_s < 0 && head->expires_s >= 0)
		lifetime_s = head->date_s < 0 || head->expires_s < head->date_s
				     ? 0
				     : head->expires_s - head->date_s;
	if (lifetime_s > 0 && head->age_s > 0)
		lifetime_s = head->age_s < lifetime_s ? lifetime_s - head->age_s : 0;
	return lifetime_s;
}
