#include "cli/address.h"

#include "base/cleanup.h"

#define TRUSTED_MAX 64 /* patterns; a longer list is a mistake */

bool address_to_listen(const struct settings *settings, struct listen_address *out, struct err *err)
{
	struct str both = settings->of[SETTING_LISTEN].text, host;
	ptrdiff_t colon = str_rfind(both, ':');
	uint64_t port;

	out->host = settings->of[SETTING_HOST].text;
	out->port = (uint16_t)settings->of[SETTING_PORT].number;
	if (str_eq(out->host, STR("localhost")))
		out->host = STR("127.0.0.1");
	if (both.n == 0)
		return true;
	host = str_head(both, colon < 0 ? 0 : (size_t)colon);
	if (host.n == 0 || !str_to_u64(str_tail(both, (size_t)colon + 1), UINT16_MAX, &port)) {
		err_set(err, "%s must be ADDRESS:PORT such as 127.0.0.1:8080, not \"%.*s\"",
			settings->of[SETTING_LISTEN].source, STR_FMT(both));
		return false;
	}
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_of(host.p + 1, host.n - 2);
	out->host = host;
	out->port = (uint16_t)port;
	return true;
}

static struct str url_of_host(struct arena *a, struct str host, uint16_t port)
{
	if (str_eq(host, STR("0.0.0.0")) || str_eq(host, STR("::")))
		host = STR("127.0.0.1"); /* "everywhere" is no address to call */
	return arena_fmt(a, str_find(host, ':') >= 0 ? "http://[%.*s]:%u" : "http://%.*s:%u",
			 STR_FMT(host), port);
}

/* What stands behind the origin, without slashes at its end. */
static struct str path_of_url(struct str url)
{
	struct str rest = str_tail(url, str_starts(url, STR("https://")) ? 8 : 7);
	ptrdiff_t slash = str_find(rest, '/');

	if (slash < 0)
		return str_of(NULL, 0);
	rest = str_tail(rest, (size_t)slash);
	while (str_ends(rest, STR("/")))
		rest.n--;
	return rest;
}

/* "/auth", "auth" and "/auth/" are one. */
static struct str base_path(struct arena *a, const struct settings *settings)
{
	struct str path = settings->of[SETTING_BASE_PATH].text;

	while (str_ends(path, STR("/")))
		path.n--;
	while (str_starts(path, STR("/")))
		path = str_tail(path, 1);
	return arena_fmt(a, "/%.*s", STR_FMT(path));
}

static void trust(struct arena *a, struct str *patterns, size_t *n, struct str pattern)
{
	if (pattern.n && *n < TRUSTED_MAX)
		patterns[(*n)++] = arena_copy(a, pattern);
}

static void trust_configured(struct arena *a, const struct settings *settings, struct str *patterns,
			     size_t *n)
{
	struct str rest = settings->of[SETTING_TRUSTED_ORIGINS].text, one;

	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		trust(a, patterns, n, one);
	}
}

static void trust_loopback(struct arena *a, uint16_t port, struct str *patterns, size_t *n)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		trust(a, patterns, n, arena_fmt(a, "http://%s:%u", names[i], port));
}

bool address_to_outside(struct arena *a, const struct settings *settings,
			const struct listen_address *listening, struct public_address *out,
			struct err *err)
{
	struct str url = settings->of[SETTING_BASE_URL].text, path;
	struct str *patterns = arena_array(a, TRUSTED_MAX, sizeof(*patterns));
	char *origin = arena_alloc(a, ORIGIN_MAX);
	size_t n = 0;

	trust_configured(a, settings, patterns, &n);
	if (url.n == 0) {
		url = url_of_host(a, listening->host, listening->port);
		trust_loopback(a, listening->port, patterns, &n);
	}
	path = path_of_url(url);
	*out = (struct public_address){
		.origin = arena_copy(a, origin_of_url(url, origin)),
		.base_path = arena_copy(a, path.n ? path : base_path(a, settings)),
		.https = str_starts(url, STR("https://")),
		.trusted = { .patterns = patterns, .n_patterns = n },
	};
	if (out->origin.n == 0) {
		err_set(err, "%s is no URL that can be called: \"%.*s\"",
			settings->of[SETTING_BASE_URL].source, STR_FMT(url));
		return false;
	}
	out->trusted.own = out->origin;
	out->base_url = arena_fmt(a, "%.*s%.*s", STR_FMT(out->origin), STR_FMT(out->base_path));
	return true;
}
