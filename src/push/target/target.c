#include "push/target/target.h"

#include <string.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "http/proxies.h"

/* --- addresses -------------------------------------------------------------------------------- */

/* The registries of IANA for special purposes: networks that are not reached over the internet, and
 * those whose addresses stand for others. */
static const char *const special_ipv4[] = {
	"0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
};
static const char *const special_ipv6[] = { "2001::/23", "2001:db8::/32", "2002::/16",
					    "3fff::/20" };

#define GLOBAL_IPV6 "2000::/3"
#define NAT64       "64:ff9b::/96" /* an IPv4 address in its last four bytes (RFC 6052) */

static bool is_within(const struct address *address, const char *text)
{
	struct network network;

	return network_parse(str_z(text), &network) && network_contains(&network, address);
}

static bool is_of(const struct address *address, const char *const *networks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_within(address, networks[i]))
			return true;
	return false;
}

/* ::ffff:a.b.c.d, from the last four bytes. */
static struct address mapped(const struct address *address)
{
	struct address ipv4 = { .bytes = { [10] = 0xFF, [11] = 0xFF }, .known = true };

	memcpy(ipv4.bytes + 12, address->bytes + 12, 4);
	return ipv4;
}

bool push_address_is_public(const struct address *address)
{
	struct address ipv4 = mapped(address);

	if (!address->known)
		return false;
	if (address_is_ipv4(address) || is_within(address, NAT64))
		return !is_of(&ipv4, special_ipv4, ARRAY_LEN(special_ipv4));
	return is_within(address, GLOBAL_IPV6) &&
	       !is_of(address, special_ipv6, ARRAY_LEN(special_ipv6));
}

static bool is_loopback(const struct address *address)
{
	return address->known &&
	       (is_within(address, "127.0.0.0/8") || is_within(address, "::1/128"));
}

bool push_address_is_allowed(const struct address *address, bool https, enum push_targets targets)
{
	if (targets == PUSH_TARGETS_PUBLIC)
		return https && push_address_is_public(address);
	return https ? address->known : is_loopback(address);
}

/* --- URLs ------------------------------------------------------------------------------------- */

#define HTTPS STR("https://")
#define HTTP  STR("http://")

/* Printable ASCII in which no two parsers see different hosts. */
static bool has_plain_form(struct str endpoint, struct str authority)
{
	for (size_t i = 0; i < endpoint.n; i++)
		if (endpoint.p[i] <= ' ' || endpoint.p[i] > '~' ||
		    strchr("\\\"<>^`{|}#", endpoint.p[i]))
			return false;
	return authority.n && str_find(authority, '@') < 0;
}

static struct str authority_of(struct str endpoint)
{
	struct str rest = str_tail(endpoint, str_starts(endpoint, HTTPS) ? HTTPS.n : HTTP.n);
	size_t n = 0;

	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
		n++;
	return str_head(rest, n);
}

static struct str scheme_of(struct str endpoint)
{
	return str_starts(endpoint, HTTPS) ? STR("https") : STR("http");
}

struct str push_endpoint_origin(struct str endpoint, char out[ORIGIN_MAX])
{
	struct str scheme = scheme_of(endpoint);
	char memory[ORIGIN_MAX];
	struct str authority = url_http_authority(scheme, authority_of(endpoint), memory);
	struct buf b;

	buf_init_fixed(&b, out, ORIGIN_MAX);
	buf_str(&b, scheme);
	buf_z(&b, "://");
	buf_str(&b, authority);
	return buf_text(&b);
}

/* Whether a host that is a literal, or names this machine, may be connected to. Any other name is
 * judged by the addresses that it resolves to. */
static bool host_is_allowed(struct str host, bool https, enum push_targets targets)
{
	struct address address;

	while (str_ends(host, STR(".")))
		host.n--;
	if (str_eq(host, STR("localhost")) || str_ends(host, STR(".localhost")))
		return targets == PUSH_TARGETS_ANY;
	if (str_starts(host, STR("[")))
		host = str_of(host.p + 1, host.n - 2);
	if (address_read(host, &address))
		return push_address_is_allowed(&address, https, targets);
	return https;
}

const char *push_endpoint_fault(struct str endpoint, enum push_targets targets)
{
	bool https = str_starts(endpoint, HTTPS);
	char memory[ORIGIN_MAX];
	struct str authority;

	if (!https && (targets == PUSH_TARGETS_PUBLIC || !str_starts(endpoint, HTTP)))
		return "endpoint must begin with https://";
	if (endpoint.n > LIMIT_PUSH_ENDPOINT_BYTES)
		return "endpoint must have at most " LIMIT_TEXT(LIMIT_PUSH_ENDPOINT_BYTES) " bytes";
	authority = authority_of(endpoint);
	if (!has_plain_form(endpoint, authority))
		return "endpoint must be the URL that the browser has given";
	authority = url_http_authority(scheme_of(endpoint), authority, memory);
	if (!authority.n)
		return "endpoint must be the URL that the browser has given";
	return host_is_allowed(url_host(authority), https, targets)
		       ? NULL
		       : "endpoint must be at an address of the internet";
}
