#include "auth/origin/origin.h"

#include "auth/origin/pattern.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/url.h"

struct str origin_of_url(struct str url, char out[ORIGIN_MAX])
{
	char authority[ORIGIN_MAX];
	struct str host_and_port;
	struct url parts;
	struct buf b;

	if (!url_split(url, &parts) || !url_is_http(&parts))
		return str_of(NULL, 0);
	host_and_port = url_http_authority(parts.scheme, parts.authority, authority);
	if (host_and_port.n == 0)
		return str_of(NULL, 0);
	buf_init_fixed(&b, out, ORIGIN_MAX);
	buf_z(&b, parts.scheme.n == 5 ? "https://" : "http://");
	buf_str(&b, host_and_port);
	return buf_text(&b);
}

/* The URL to check, split once for all patterns. */
struct candidate {
	struct url parts;
	struct str origin;    /* of http(s) only */
	struct str authority; /* host[:port] in lower case */
	char origin_memory[ORIGIN_MAX];
	char authority_memory[ORIGIN_MAX];
};

static bool candidate_init(struct candidate *c, struct str url)
{
	if (!url_split(url, &c->parts))
		return false; /* every pattern has a scheme */
	c->origin = origin_of_url(url, c->origin_memory);
	if (!url_is_http(&c->parts)) {
		c->authority = url_lower(c->parts.authority, c->authority_memory);
		return c->authority.n == c->parts.authority.n;
	}
	if (c->origin.n == 0)
		return false;
	c->authority = url_http_authority(c->parts.scheme, c->parts.authority, c->authority_memory);
	return true;
}

/* A pattern vouches for https, and for another scheme only where it names that scheme. A host
 * pattern that let in http: or intent: would trust an attacker on the way, or another program. */
static bool scheme_is_vouched_for(struct str named, struct str scheme)
{
	return str_eq_nocase(scheme, STR("https")) || str_eq_nocase(scheme, named);
}

/* "*.example.org": the host of an https URL. */
static bool host_pattern_matches(struct str pattern, const struct candidate *c)
{
	return c->authority.n && scheme_is_vouched_for(STR(""), c->parts.scheme) &&
	       pattern_matches_authority(pattern, c->authority);
}

/* A trusted origin, split. Its '?' is a wildcard, so it is not split as a URL is. */
struct pattern {
	struct str whole;
	struct str scheme;
	struct str authority; /* empty: any */
	struct str path;      /* empty: any */
};

static bool pattern_split(struct str text, struct pattern *out)
{
	struct str rest;

	*out = (struct pattern){ .whole = text };
	if (!str_cut(text, ':', &out->scheme, &rest))
		return false;
	out->path = rest;
	if (str_starts(rest, STR("//"))) {
		rest = str_tail(rest, 2);
		str_cut(rest, '/', &out->authority, &out->path);
		out->path = str_tail(rest, out->authority.n); /* with its slash */
	}
	return true;
}

/* A URL origin, or a pattern of one. */
static bool http_matches(const struct pattern *p, const struct candidate *c)
{
	if (!pattern_has_wildcard(p->whole))
		return str_eq(p->whole, c->origin);
	/* The authority alone, for the rule about IPv4 addresses; then the whole. */
	return scheme_is_vouched_for(p->scheme, c->parts.scheme) &&
	       pattern_matches_authority(p->authority, c->authority) &&
	       pattern_matches(p->whole, c->origin);
}

static bool authority_matches(struct str pattern, struct str authority)
{
	char memory[ORIGIN_MAX];
	struct str lower = url_lower(pattern, memory);

	if (pattern.n == 0)
		return true;
	return pattern_has_wildcard(lower) ? pattern_matches_authority(lower, authority)
					   : str_eq(lower, authority);
}

static struct str without_slashes(struct str path)
{
	while (str_ends(path, STR("/")))
		path = str_head(path, path.n - 1);
	return path;
}

/* Equal to the pattern, or below it. A slash at the end of either means nothing, so that "myapp:/"
 * is "myapp:", and a URL without a path has the path "/". */
static bool path_matches(struct str pattern, struct str path)
{
	char memory[PATTERN_PATH_MAX];
	struct str plain = url_plain_path(path, memory, sizeof(memory));

	pattern = without_slashes(pattern);
	plain = without_slashes(plain);
	if (pattern.n == 0)
		return true;
	if (pattern_has_wildcard(pattern))
		return pattern_matches(pattern, plain.n ? plain : STR("/"));
	return str_starts(plain, pattern) && (plain.n == pattern.n || plain.p[pattern.n] == '/');
}

static bool other_matches(const struct pattern *p, const struct candidate *c)
{
	return str_eq_nocase(p->scheme, c->parts.scheme) &&
	       authority_matches(p->authority, c->authority) &&
	       path_matches(p->path, c->parts.path);
}

static bool trusted_matches(struct str text, const struct candidate *c)
{
	struct pattern p;

	if (text.n == 0)
		return false;
	if (pattern_has_wildcard(text) && !str_contains(text, STR("://")))
		return host_pattern_matches(text, c);
	if (!pattern_split(text, &p))
		return false;
	return url_is_http(&c->parts) ? http_matches(&p, c) : other_matches(&p, c);
}

/* True for a relative URL that stays on its site. Browsers read "//host" and "/\\host" as another
 * host, and "/%2fhost" too, once a server has decoded it; and they drop control characters. */
static bool relative_is_safe(struct str url)
{
	bool in_path = true;

	if (str_starts(url, STR("//")))
		return false;
	for (size_t i = 0; i < url.n; i++) {
		unsigned char c = (unsigned char)url.p[i];
		unsigned char next = i + 1 < url.n ? (unsigned char)url.p[i + 1] : 0;

		if (c < 0x20 || c == 0x7F || c == '\\' ||
		    (c == 0xC2 && next >= 0x80 && next < 0xA0))
			return false;
		if (c == '?' || c == '#')
			in_path = false;
		if (in_path && c == '%' &&
		    (str_eq_nocase(str_head(str_tail(url, i), 3), STR("%2f")) ||
		     str_eq_nocase(str_head(str_tail(url, i), 3), STR("%5c"))))
			return false;
	}
	return true;
}

bool origin_trusts_url(const struct trusted_origins *trusted, struct str url,
		       enum relative_urls relative)
{
	struct candidate c;

	if (str_starts(url, STR("/")))
		return relative == RELATIVE_URLS_ALLOWED && relative_is_safe(url);
	if (!candidate_init(&c, url))
		return false;
	if (c.origin.n && str_eq(c.origin, trusted->own))
		return true;
	for (size_t i = 0; i < trusted->n_patterns; i++)
		if (trusted_matches(trusted->patterns[i], &c))
			return true;
	return false;
}

/* Checks the origin that the request names; "null" is what browsers send to hide it. */
static enum origin_rc check_source(const struct trusted_origins *trusted,
				   const struct origin_headers *h)
{
	struct str source = h->origin.n ? h->origin : h->referer;

	/* By its referrer policy, a page may hide its origin even from its own server;
	 * Sec-Fetch-Site still says that both are the same. */
	if (str_eq(source, STR("null")) && str_eq(h->sec_fetch_site, STR("same-origin")))
		source = h->request_origin.n ? h->request_origin : trusted->own;
	if (source.n == 0 || str_eq(source, STR("null")))
		return ORIGIN_MISSING;
	return origin_trusts_url(trusted, source, RELATIVE_URLS_REFUSED) ? ORIGIN_TRUSTED
									 : ORIGIN_UNTRUSTED;
}

enum origin_rc origin_check(const struct trusted_origins *trusted,
			    const struct origin_headers *headers)
{
	return headers->has_cookie ? check_source(trusted, headers) : ORIGIN_TRUSTED;
}

enum origin_rc origin_check_form(const struct trusted_origins *trusted,
				 const struct origin_headers *headers)
{
	struct str site = str_trim(headers->sec_fetch_site);
	struct str mode = str_trim(headers->sec_fetch_mode);
	bool browser = site.n || mode.n || str_trim(headers->sec_fetch_dest).n;

	if (headers->has_cookie)
		return check_source(trusted, headers);
	if (str_eq(site, STR("cross-site")) && str_eq(mode, STR("navigate")))
		return ORIGIN_CROSS_SITE_NAVIGATION;
	if (browser || headers->origin.n || headers->referer.n)
		return check_source(trusted, headers);
	return ORIGIN_TRUSTED;
}
