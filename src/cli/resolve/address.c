#include "cli/resolve/address.h"

#include <arpa/inet.h>

#include "auth/origin/entry.h"
#include "auth/origin/pattern.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "cli/settings/defaults.h"

#define TRUSTED_MAX    64 /* entries; a longer list is a mistake */
#define LOOPBACK_NAMES 3
#define ENTRY_MAX      (PATTERN_PATH_MAX + 1)

static bool is_literal(struct str host)
{
	char z[INET6_ADDRSTRLEN];
	struct in6_addr six;
	struct in_addr four;

	if (host.n == 0 || host.n >= sizeof(z))
		return false;
	memcpy(z, host.p, host.n);
	z[host.n] = '\0';
	return inet_pton(AF_INET, z, &four) == 1 || inet_pton(AF_INET6, z, &six) == 1;
}

static bool check_literal(struct str host, const char *source, struct err *err)
{
	if (is_literal(host))
		return true;
	err_set(err, "%s must be an address such as 127.0.0.1, 0.0.0.0 or ::1, not \"%.*s\"",
		source, STR_FMT(host));
	return false;
}

static struct str without_brackets(struct str host)
{
	bool both = str_starts(host, STR("[")) && str_ends(host, STR("]"));

	return both ? str_of(host.p + 1, host.n - 2) : host;
}

bool address_to_listen(const struct settings *settings, struct listen_address *out, struct err *err)
{
	struct str both = settings->of[SETTING_LISTEN].text, host;
	ptrdiff_t colon = str_rfind(both, ':');
	uint64_t port;

	out->host = without_brackets(settings->of[SETTING_HOST].text);
	out->port = (uint16_t)settings->of[SETTING_PORT].number;
	if (str_eq(out->host, STR("localhost")))
		out->host = STR("127.0.0.1");
	if (both.n == 0)
		return check_literal(out->host, settings->of[SETTING_HOST].source, err);
	host = str_head(both, colon < 0 ? 0 : (size_t)colon);
	if (host.n == 0 || !str_to_u64(str_tail(both, (size_t)colon + 1), UINT16_MAX, &port)) {
		err_set(err, "%s must be ADDRESS:PORT such as 127.0.0.1:8080, not \"%.*s\"",
			settings->of[SETTING_LISTEN].source, STR_FMT(both));
		return false;
	}
	out->host = without_brackets(host);
	out->port = (uint16_t)port;
	return check_literal(out->host, settings->of[SETTING_LISTEN].source, err);
}

bool address_of_metrics(const struct settings *settings, struct listen_address *out,
			struct err *err)
{
	struct str text = settings_text(settings, SETTING_METRICS_LISTEN);
	const char *source = settings->of[SETTING_METRICS_LISTEN].source;
	ptrdiff_t colon = str_rfind(text, ':');
	struct str host = colon > 0 ? str_head(text, (size_t)colon) : STR("127.0.0.1");
	uint64_t port;

	err->text[0] = '\0';
	if (!text.n)
		return false;
	if (!str_to_u64(str_tail(text, colon < 0 ? 0 : (size_t)colon + 1), UINT16_MAX, &port)) {
		err_set(err,
			"%s must be ADDRESS:PORT such as 127.0.0.1:9464, or a port, not \"%.*s\"",
			source, STR_FMT(text));
		return false;
	}
	out->host = without_brackets(host);
	out->port = (uint16_t)port;
	return check_literal(out->host, source, err);
}

bool address_is_loopback(struct arena *a, struct str host)
{
	struct in_addr four;
	struct in6_addr six;

	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_of(host.p + 1, host.n - 2);
	if (str_eq_nocase(host, STR("localhost")))
		return true;
	if (inet_pton(AF_INET, arena_z(a, host), &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, arena_z(a, host), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

struct str address_host_of(struct str origin)
{
	struct str host = str_tail(origin, str_starts(origin, STR("https://")) ? 8 : 7);
	ptrdiff_t colon = str_rfind(host, ':');

	if (str_starts(host, STR("[")))
		return str_head(host, (size_t)str_find(host, ']') + 1);
	return colon < 0 ? host : str_head(host, (size_t)colon);
}

bool address_is_in_domain(struct str host, struct str domain)
{
	if (str_eq_nocase(domain, host))
		return true;
	return host.n > domain.n + 1 && host.p[host.n - domain.n - 1] == '.' &&
	       str_eq_nocase(str_tail(host, host.n - domain.n), domain);
}

struct str address_url(struct arena *a, struct str host, uint16_t port)
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
	return path.n ? arena_fmt(a, "/%.*s", STR_FMT(path)) : STR("");
}

/* Segments of letters, digits, '-', '_', '~' and dots, and none of dots alone, which browsers
 * resolve. */
static bool is_plain_path(struct str path)
{
	struct str segment, rest = str_tail(path, 1);
	bool more = path.n > 0;

	while (more) {
		bool dots = true;

		more = str_cut(rest, '/', &segment, &rest);
		for (size_t i = 0; i < segment.n; i++) {
			if (!ascii_is_alnum(segment.p[i]) && !strchr("-_~.", segment.p[i]))
				return false;
			dots = dots && segment.p[i] == '.';
		}
		if (dots)
			return false;
	}
	return true;
}

/* Paths that the issuer would take away from others, by their first segment. */
static bool is_taken(struct str path)
{
	static const char segments[] = "healthz readyz .well-known forward-auth _next sign-in "
				       "sign-up tasks account";
	struct str first, rest;

	str_cut(str_tail(path, 1), '/', &first, &rest);
	return str_is_word_of(first, segments) || str_eq(path, STR("/api")) ||
	       str_eq(path, STR("/api/users")) || str_starts(path, STR("/api/users/"));
}

static bool bad_path(const struct setting_value *value, const char *what, struct err *err)
{
	err_set(err, "%s must be %s, not \"%.*s\"", value->source, what, STR_FMT(value->text));
	return false;
}

/* Splits the path of the URL into the root and the issuer's path. */
static bool place(struct arena *a, const struct settings *settings, struct str url_path,
		  struct public_address *out, struct err *err)
{
	const struct setting_value *base = &settings->of[SETTING_BASE_PATH];
	bool given = !str_eq(str_z(base->source), STR("default"));

	out->base_path = base_path(a, settings);
	if (!out->base_path.n || !is_plain_path(out->base_path) || is_taken(out->base_path))
		return bad_path(base, "a path of its own such as /auth", err);
	if (!is_plain_path(url_path))
		return bad_path(&settings->of[SETTING_BASE_URL],
				"a URL whose path has only letters, digits and -_~.", err);
	out->issuer_path = url_path.n ? arena_copy(a, url_path) : out->base_path;
	out->root = str_of(out->issuer_path.p, 0);
	if (!url_path.n)
		return true;
	if (str_ends(url_path, out->base_path)) {
		out->root = arena_copy(a, str_head(url_path, url_path.n - out->base_path.n));
		return true;
	}
	out->root = out->issuer_path;
	if (!given)
		return true;
	err_set(err, "%s has a path, so that %s has no effect: write %.*s%.*s as the URL",
		settings->of[SETTING_BASE_URL].source, base->source,
		STR_FMT(settings->of[SETTING_BASE_URL].text), STR_FMT(out->base_path));
	return false;
}

/* The trusted origins as they are put together. */
struct origin_list {
	struct str *of;
	size_t n;
};

static void trust(struct arena *a, struct origin_list *list, struct str origin)
{
	if (list->n < TRUSTED_MAX + LOOPBACK_NAMES)
		list->of[list->n++] = arena_copy(a, origin);
}

static bool trust_entry(struct arena *a, struct str text, struct origin_list *list, struct err *err)
{
	char memory[ENTRY_MAX];
	struct buf entry;

	buf_init_fixed(&entry, memory, sizeof(memory));
	switch (origin_entry_read(text, &entry, err)) {
	case ORIGIN_ENTRY_BAD:
		return false;
	case ORIGIN_ENTRY_EMPTY:
		return true;
	case ORIGIN_ENTRY_READ:
		break;
	}
	if (list->n >= TRUSTED_MAX) {
		err_set(err, "at most %d origins can be trusted", TRUSTED_MAX);
		return false;
	}
	trust(a, list, buf_text(&entry));
	return true;
}

static bool trust_configured(struct arena *a, const struct settings *settings,
			     struct origin_list *list, struct err *err)
{
	struct str rest = settings->of[SETTING_TRUSTED_ORIGINS].text, one;

	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		if (trust_entry(a, one, list, err))
			continue;
		err_prefix(err, settings->of[SETTING_TRUSTED_ORIGINS].source);
		return false;
	}
	return true;
}

static void trust_loopback(struct arena *a, uint16_t port, struct origin_list *list)
{
	static const char *const names[LOOPBACK_NAMES] = { "localhost", "127.0.0.1", "[::1]" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		trust(a, list, arena_fmt(a, "http://%s:%u", names[i], port));
}

bool address_to_outside(struct arena *a, const struct settings *settings,
			const struct listen_address *listening, struct public_address *out,
			struct err *err)
{
	struct str url = settings->of[SETTING_BASE_URL].text;
	struct origin_list list = {
		.of = arena_array(a, TRUSTED_MAX + LOOPBACK_NAMES, sizeof(*list.of)),
	};
	char *origin = arena_alloc(a, ORIGIN_MAX);

	if (!trust_configured(a, settings, &list, err))
		return false;
	if (url.n == 0) {
		url = address_url(a, listening->host, listening->port);
		trust_loopback(a, listening->port, &list);
	}
	*out = (struct public_address){
		.origin = arena_copy(a, origin_of_url(url, origin)),
		.https = str_starts(url, STR("https://")),
		.trusted = { .patterns = list.of, .n_patterns = list.n },
	};
	if (out->origin.n == 0) {
		err_set(err, "%s is not a URL that can be called: \"%.*s\"",
			settings->of[SETTING_BASE_URL].source, STR_FMT(url));
		return false;
	}
	if (!place(a, settings, path_of_url(url), out, err))
		return false;
	out->trusted.own = out->origin;
	out->base_url = arena_fmt(a, "%.*s%.*s", STR_FMT(out->origin), STR_FMT(out->issuer_path));
	return true;
}

void address_resolve_defaults(struct arena *a, struct settings *settings)
{
	struct listen_address listening;
	struct public_address outside;
	struct err ignored; /* serve reports a wrong address when it uses it */

	if (!address_to_listen(settings, &listening, &ignored) ||
	    !address_to_outside(a, settings, &listening, &outside, &ignored))
		return;
	if (listening.port == 0)
		outside.origin = STR("(where it listens)");
	settings_set_default(settings, SETTING_BASE_URL, outside.origin);
	settings_set_default(settings, SETTING_JWT_ISSUER, outside.origin);
	settings_set_default(settings, SETTING_JWT_AUDIENCE, outside.origin);
}
