#include "auth/origin/entry.h"

#include "auth/origin/origin.h"
#include "auth/origin/pattern.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/url.h"

static bool is_outer(char c)
{
	return ascii_is_space(c) || c == '"' || c == '\'';
}

static struct str without_quotes(struct str text)
{
	while (text.n && is_outer(text.p[0]))
		text = str_tail(text, 1);
	while (text.n && is_outer(text.p[text.n - 1]))
		text.n--;
	return text;
}

/* Characters that no origin and no pattern has. Only a browser's own parser would repair them. */
static bool has_stray(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == ';' || text.p[i] == '\\' || text.p[i] == '|' || text.p[i] == '<' ||
		    text.p[i] == '>' || is_outer(text.p[i]) || ascii_is_control(text.p[i]) ||
		    (unsigned char)text.p[i] >= 0x80)
			return true;
	return false;
}

static bool is_port(struct str text)
{
	struct str digits, rest;

	str_cut(text, '/', &digits, &rest);
	for (size_t i = 0; i < digits.n; i++)
		if (!ascii_is_digit(digits.p[i]) && digits.p[i] != '*' && digits.p[i] != '?')
			return false;
	return digits.n > 0;
}

/* Of the machine itself, where development servers speak plain HTTP. */
static bool is_loopback(struct str host)
{
	return str_starts(host, STR("localhost")) || str_starts(host, STR("127.")) ||
	       str_starts(host, STR("[::1]"));
}

/* Says how several entries, or letters beyond ASCII, are written. */
static const char *advice(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return ", whose host has its ASCII form (xn--...)";
	for (size_t i = 0; i < text.n; i++)
		if (ascii_is_space(text.p[i]) || strchr(";|\"'", text.p[i]))
			return "; commas, and nothing else, stand between several";
	return "";
}

static enum origin_entry_rc not_an_origin(struct str text, struct err *err)
{
	err_set(err, "\"%.*s\" is not an origin such as https://app.example.org%s", STR_FMT(text),
		advice(text));
	return ORIGIN_ENTRY_BAD;
}

/* "//a.example" and "https//a.example" have the beginnings of a scheme. */
static struct str without_half_a_scheme(struct str text)
{
	if (str_starts(text, STR("https//")) || str_starts(text, STR("http//")))
		text = str_tail(text, (size_t)str_find(text, '/'));
	while (str_starts(text, STR("/")))
		text = str_tail(text, 1);
	return text;
}

static enum origin_entry_rc no_scheme(struct str text, struct err *err)
{
	struct str host = without_half_a_scheme(text);

	if (!host.n || str_eq(text, STR("null")))
		return not_an_origin(text, err);
	err_set(err, "\"%.*s\" has no scheme: write %s%.*s", STR_FMT(text),
		is_loopback(host) ? "http://" : "https://", STR_FMT(host));
	return ORIGIN_ENTRY_BAD;
}

static enum origin_entry_rc has_path(struct str text, struct str origin, struct err *err)
{
	err_set(err, "\"%.*s\" has a path, and an origin has none: write %.*s", STR_FMT(text),
		STR_FMT(origin));
	return ORIGIN_ENTRY_BAD;
}

/* "/" and the pattern of every path say nothing about an origin. */
static bool path_is_empty(struct str path)
{
	return path.n == 0 || str_eq(path, STR("/")) || str_eq(path, STR("/**"));
}

static enum origin_entry_rc read_origin(struct str text, struct buf *out, struct err *err)
{
	char memory[ORIGIN_MAX];
	struct str origin = origin_of_url(text, memory), after;
	ptrdiff_t slash;

	if (!origin.n || str_find(text, '@') >= 0)
		return not_an_origin(text, err);
	after = str_tail(text, (size_t)str_find(text, ':') + 3);
	slash = str_find(after, '/');
	if (str_find(after, '#') >= 0 ||
	    (slash >= 0 && !path_is_empty(str_tail(after, (size_t)slash))))
		return has_path(text, origin, err);
	buf_str(out, origin);
	return ORIGIN_ENTRY_READ;
}

static bool is_host_pattern(struct str authority)
{
	for (size_t i = 0; i < authority.n; i++)
		if (!ascii_is_alnum(authority.p[i]) && !strchr(".-_:*?[]", authority.p[i]))
			return false;
	return authority.n > 0 && authority.n < ORIGIN_MAX;
}

/* A pattern such as "*.example.org:8443"; scheme has its "://", or is empty. */
static enum origin_entry_rc read_pattern(struct str text, struct str scheme, struct buf *out,
					 struct err *err)
{
	struct str rest = str_tail(text, scheme.n), authority, path;
	const char *port = str_eq_nocase(scheme, STR("http://")) ? ":80" : ":443";
	char lower_scheme[ORIGIN_MAX], lower[ORIGIN_MAX];

	str_cut(rest, '/', &authority, &path);
	path = str_tail(rest, authority.n);
	if (!is_host_pattern(authority) || scheme.n >= ORIGIN_MAX)
		return not_an_origin(text, err);
	if (!path_is_empty(path))
		return has_path(text, str_head(text, text.n - path.n), err);
	if (str_ends(authority, str_z(port)))
		authority.n -= strlen(port);
	buf_str(out, url_lower(scheme, lower_scheme));
	buf_str(out, url_lower(authority, lower));
	return ORIGIN_ENTRY_READ;
}

/* Schemes whose URLs contain content or code themselves: they are no place to send a browser to. */
static bool carries_content(struct str scheme)
{
	static const struct str schemes[] = {
		STR_INIT("javascript"), STR_INIT("data"), STR_INIT("vbscript"),
		STR_INIT("blob"),       STR_INIT("file"), STR_INIT("about"),
	};

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (str_eq_nocase(scheme, schemes[i]))
			return true;
	return false;
}

/* RFC 3986 section 3.1. */
static bool is_scheme(struct str scheme)
{
	for (size_t i = 0; i < scheme.n; i++)
		if (!ascii_is_alnum(scheme.p[i]) && !strchr("+-.", scheme.p[i]))
			return false;
	return scheme.n > 0 && ascii_is_letter(scheme.p[0]);
}

/* "myapp://", "exp:": compared as it is written. */
static enum origin_entry_rc read_other(struct str text, struct str scheme, struct buf *out,
				       struct err *err)
{
	if (!is_scheme(scheme) || carries_content(scheme) || text.n > PATTERN_PATH_MAX)
		return not_an_origin(text, err);
	buf_str(out, text);
	return ORIGIN_ENTRY_READ;
}

enum origin_entry_rc origin_entry_read(struct str text, struct buf *out, struct err *err)
{
	struct str scheme, rest;
	bool http, wild = pattern_has_wildcard(text), colon;

	text = without_quotes(text);
	if (text.n == 0)
		return ORIGIN_ENTRY_EMPTY;
	if (has_stray(text) || text.n > PATTERN_PATH_MAX)
		return not_an_origin(text, err);
	colon = str_cut(text, ':', &scheme, &rest);
	http = str_eq_nocase(scheme, STR("https")) || str_eq_nocase(scheme, STR("http"));
	if (http && !str_starts(rest, STR("//")))
		return not_an_origin(text, err);
	if (http && !wild)
		return read_origin(text, out, err);
	if (wild && (http || (pattern_has_wildcard(scheme) && str_starts(rest, STR("//")))))
		return read_pattern(text, str_head(text, scheme.n + 3), out, err);
	if (wild && (!colon || !str_starts(rest, STR("//"))) && (!colon || is_port(rest)))
		return read_pattern(text, str_of(text.p, 0), out, err);
	if (!colon || is_port(rest) || str_starts(text, STR("[")))
		return no_scheme(text, err);
	return read_other(text, scheme, out, err);
}
