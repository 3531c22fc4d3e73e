#include "auth/url.h"

#include <arpa/inet.h>

#include "base/buf.h"
#include "base/cleanup.h"

#define HOST_MAX 253 /* RFC 1035 section 2.3.4 */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

struct str url_lower(struct str text, char out[ORIGIN_MAX])
{
	if (text.n > ORIGIN_MAX)
		return str_of(NULL, 0);
	for (size_t i = 0; i < text.n; i++)
		out[i] = lower(text.p[i]);
	return str_of(out, text.n);
}

/* RFC 3986 section 3.1. */
static bool scheme_is_valid(struct str s)
{
	if (s.n == 0 || !is_letter(s.p[0]))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!is_letter(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '+' && s.p[i] != '-' &&
		    s.p[i] != '.')
			return false;
	return true;
}

bool url_is_http(const struct url *url)
{
	return str_eq_nocase(url->scheme, STR("http")) || str_eq_nocase(url->scheme, STR("https"));
}

/* stops has no NUL, and the text neither. */
static struct str head_until(struct str s, const char *stops)
{
	size_t n = 0;

	while (n < s.n && !strchr(stops, s.p[n]))
		n++;
	return str_head(s, n);
}

/* Cuts the authority off the front of rest. http: any number of slashes stands before it. */
static struct str cut_authority(struct str *rest, bool http)
{
	struct str authority;
	ptrdiff_t at;

	if (!http && !str_starts(*rest, STR("//")))
		return str_of(rest->p, 0);
	if (!http)
		*rest = str_tail(*rest, 2);
	while (http && rest->n && is_slash(rest->p[0]))
		*rest = str_tail(*rest, 1);
	authority = head_until(*rest, http ? "/\\?#" : "/?#");
	*rest = str_tail(*rest, authority.n);
	at = str_rfind(authority, '@');
	return at < 0 ? authority : str_tail(authority, (size_t)at + 1);
}

bool url_split(struct str text, struct url *out)
{
	struct url url;
	struct str rest;

	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F)
			return false;
	if (!str_cut(text, ':', &url.scheme, &rest) || !scheme_is_valid(url.scheme))
		return false;
	url.authority = cut_authority(&rest, url_is_http(&url));
	for (size_t i = 0; i < url.authority.n; i++)
		if (url.authority.p[i] == ' ' || (unsigned char)url.authority.p[i] > 0x7F)
			return false;
	url.path = head_until(rest, "?#");
	*out = url;
	return true;
}

struct str url_host(struct str authority)
{
	ptrdiff_t colon = str_rfind(authority, ':');

	if (str_ends(authority, STR("]")) || colon < 0)
		return authority;
	return str_head(authority, (size_t)colon);
}

bool url_is_ipv4(struct str host)
{
	struct str part, rest = host;
	uint64_t number;
	int parts = 0;
	bool more;

	do {
		more = str_cut(rest, '.', &part, &rest);
		if (!str_to_u64(part, 255, &number))
			return false;
		parts++;
	} while (more);
	return parts == 4;
}

/* Browsers read a host whose last label is a number as an IPv4 address, and rewrite the odd spellings
 * (0x7f.1). Here only the canonical one is a host. */
static bool ends_in_a_number(struct str host)
{
	struct str last = host;
	ptrdiff_t dot;

	if (str_ends(last, STR(".")))
		last.n--;
	dot = str_rfind(last, '.');
	last = str_tail(last, (size_t)(dot + 1));
	return last.n && is_digit(last.p[0]) &&
	       (str_starts(last, STR("0x")) || str_starts(last, STR("0X")) ||
		is_digit(last.p[last.n - 1]));
}

static bool put_name(struct buf *b, struct str host)
{
	if (host.n == 0 || host.n > HOST_MAX)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if (!is_letter(c) && !is_digit(c) && c != '-' && c != '.' && c != '_')
			return false;
		buf_char(b, lower(c));
	}
	return !ends_in_a_number(host) || url_is_ipv4(host);
}

/* The first of the longest runs of at least two zero groups, which "::" stands for. */
static void longest_zeros(const uint16_t groups[8], int *out_at, int *out_n)
{
	*out_at = -1;
	*out_n = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && groups[i + n] == 0)
			n++;
		if (n > *out_n) {
			*out_at = i;
			*out_n = n;
		}
		i += n;
	}
}

/* WHATWG URL, "IPv6 serializer". */
static bool put_ipv6(struct buf *b, struct str inside)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	uint16_t groups[8];
	int zeros, n_zeros;

	if (inside.n >= sizeof(text))
		return false;
	memcpy(text, inside.p, inside.n);
	text[inside.n] = '\0';
	if (inet_pton(AF_INET6, text, &address) != 1)
		return false;
	for (size_t i = 0; i < 8; i++)
		groups[i] = (uint16_t)(address.s6_addr[2 * i] << 8 | address.s6_addr[2 * i + 1]);
	longest_zeros(groups, &zeros, &n_zeros);
	buf_char(b, '[');
	for (int i = 0; i < 8; i++) {
		if (i == zeros) {
			buf_z(b, i ? ":" : "::");
			i += n_zeros - 1;
			continue;
		}
		buf_fmt(b, i < 7 ? "%x:" : "%x", groups[i]);
	}
	buf_char(b, ']');
	return true;
}

/* Nothing for the scheme's own port. */
static bool put_port(struct buf *b, struct str scheme, struct str port)
{
	uint64_t number, own = str_eq_nocase(scheme, STR("https")) ? 443 : 80;

	while (port.n > 1 && port.p[0] == '0')
		port = str_tail(port, 1);
	if (port.n == 0)
		return true;
	if (!str_to_u64(port, 65535, &number))
		return false;
	if (number == own)
		return true;
	buf_char(b, ':');
	buf_u64(b, number);
	return true;
}

struct str url_http_authority(struct str scheme, struct str authority, char out[ORIGIN_MAX])
{
	struct str host = url_host(authority);
	struct str port = str_tail(authority, host.n + (host.n < authority.n));
	struct buf b;
	bool ok;

	buf_init_fixed(&b, out, ORIGIN_MAX);
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		ok = put_ipv6(&b, str_of(host.p + 1, host.n - 2));
	else
		ok = put_name(&b, host);
	ok = ok && put_port(&b, scheme, port);
	return ok ? buf_text(&b) : str_of(NULL, 0);
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

/* In place: *path becomes shorter, never longer. */
static struct str decode(char *path, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		int high = n - i > 2 && path[i] == '%' ? hex_digit(path[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(path[i + 2]) : -1;
		char c = path[i];

		if (low >= 0) {
			c = (char)(high << 4 | low);
			i += 2;
		}
		path[to++] = c == '\\' ? '/' : c;
	}
	return str_of(path, to);
}

/* Without the last segment and the slash before it. */
static size_t without_last(const char *path, size_t n)
{
	while (n && path[n - 1] != '/')
		n--;
	return n ? n - 1 : 0;
}

struct str url_plain_path(struct str path, char *out, size_t bytes)
{
	struct str segment, rest;
	size_t n = 0;
	bool more, first = true;

	if (path.n > bytes)
		return str_of(NULL, 0);
	if (path.n)
		memcpy(out, path.p, path.n);
	rest = decode(out, path.n);
	do { /* what is written never overtakes what is still to be read */
		more = str_cut(rest, '/', &segment, &rest);
		if (str_eq(segment, STR(".."))) {
			n = without_last(out, n);
		} else if (!str_eq(segment, STR("."))) {
			if (!first)
				out[n++] = '/';
			memmove(out + n, segment.p, segment.n);
			n += segment.n;
		}
		first = false;
	} while (more);
	return str_of(out, n);
}
