#include "base/url.h"

#include <arpa/inet.h>

#include "base/ascii.h"
#include "base/cleanup.h"

#define HOST_MAX 253 /* RFC 1035 section 2.3.4 */

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

struct str url_lower(struct str text, char out[ORIGIN_MAX])
{
	if (text.n > ORIGIN_MAX)
		return str_of(NULL, 0);
	for (size_t i = 0; i < text.n; i++)
		out[i] = ascii_to_lower(text.p[i]);
	return str_of(out, text.n);
}

/* RFC 3986 section 3.1. */
static bool scheme_is_valid(struct str s)
{
	if (s.n == 0 || !ascii_is_letter(s.p[0]))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '+' && s.p[i] != '-' && s.p[i] != '.')
			return false;
	return true;
}

bool url_is_http(const struct url *url)
{
	return str_eq_nocase(url->scheme, STR("http")) || str_eq_nocase(url->scheme, STR("https"));
}

/* The text before the first character of stops. Neither contains a NUL. */
static struct str head_until(struct str s, const char *stops)
{
	size_t n = 0;

	while (n < s.n && !strchr(stops, s.p[n]))
		n++;
	return str_head(s, n);
}

/* Removes the authority from the front of *rest. With http any number of slashes precedes it. */
static struct str url_cut_authority(struct str *rest, bool http)
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

	if (str_has_control(text))
		return false;
	if (!str_cut(text, ':', &url.scheme, &rest) || !scheme_is_valid(url.scheme))
		return false;
	url.authority = url_cut_authority(&rest, url_is_http(&url));
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

/* Browsers take a host whose last label is a number for an IPv4 address and rewrite unusual
 * spellings such as 0x7f.1. Here only the canonical spelling is a host. */
static bool ends_in_a_number(struct str host)
{
	struct str last = host;
	ptrdiff_t dot;

	if (str_ends(last, STR(".")))
		last.n--;
	dot = str_rfind(last, '.');
	last = str_tail(last, (size_t)(dot + 1));
	return last.n && ascii_is_digit(last.p[0]) &&
	       (str_starts(last, STR("0x")) || str_starts(last, STR("0X")) ||
		ascii_is_digit(last.p[last.n - 1]));
}

static bool url_put_name(struct buf *b, struct str host)
{
	if (host.n == 0 || host.n > HOST_MAX)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if (!ascii_is_alnum(c) && c != '-' && c != '.' && c != '_')
			return false;
		buf_char(b, ascii_to_lower(c));
	}
	return !ends_in_a_number(host) || url_is_ipv4(host);
}

/* The first of the longest runs of at least two zero groups, which is written as "::". */
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
static bool url_put_ipv6(struct buf *b, struct str inside)
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

/* The default port of the scheme is left out. */
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
		ok = url_put_ipv6(&b, str_of(host.p + 1, host.n - 2));
	else
		ok = url_put_name(&b, host);
	ok = ok && put_port(&b, scheme, port);
	return ok ? buf_text(&b) : str_of(NULL, 0);
}

bool url_escape_at(struct str text, size_t i, char *out)
{
	int high, low;

	if (text.n - i < 3 || text.p[i] != '%')
		return false;
	high = ascii_hex_value(text.p[i + 1]);
	low = ascii_hex_value(text.p[i + 2]);
	if (high < 0 || low < 0)
		return false;
	*out = (char)(high << 4 | low);
	return true;
}

bool url_decode(struct str text, char *out, size_t bytes, struct str *out_text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool escaped = c == '%';

		if (n == bytes || (escaped && !url_escape_at(text, i, &c)))
			return false;
		out[n++] = c;
		i += escaped ? 2 : 0;
	}
	*out_text = str_of(out, n);
	return true;
}

/* Decodes in place; the path never becomes longer. */
static struct str decode_in_place(char *path, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		char c = path[i];

		if (url_escape_at(str_of(path, n), i, &c))
			i += 2;
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
	rest = decode_in_place(out, path.n);
	do { /* the output never overtakes the input */
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

static bool is_unescaped(char c)
{
	return ascii_is_alnum(c) || (c && strchr("-_.!~*'()", c));
}

void url_put_component(struct buf *b, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (is_unescaped(text.p[i])) {
			buf_char(b, text.p[i]);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, digits[c >> 4]);
		buf_char(b, digits[c & 15]);
	}
}
