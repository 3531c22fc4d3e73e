#include "http/proxies.h"

#include "base/ascii.h"
#include "core/limits.h"

/* --- networks --------------------------------------------------------------------------------- */

bool network_parse(struct str text, struct network *out)
{
	struct network network;
	struct str address, bits;
	bool has_bits = str_cut(str_trim(text), '/', &address, &bits);
	uint64_t prefix;
	bool is_ipv4;

	if (!address_read(address, &network.address))
		return false;
	/* "::ffff:10.0.0.0/104" counts its bits as IPv6 does. */
	is_ipv4 = str_find(address, ':') < 0;
	prefix = is_ipv4 ? 32 : 128;
	if (has_bits && !str_to_u64(bits, prefix, &prefix))
		return false;
	network.prefix = (unsigned)prefix + (is_ipv4 ? 96 : 0);
	*out = network;
	return true;
}

bool network_contains(const struct network *network, const struct address *address)
{
	const unsigned char *a = network->address.bytes, *b = address->bytes;
	unsigned whole = network->prefix / 8, rest = network->prefix % 8;
	unsigned char mask = (unsigned char)(0xFF00 >> rest);

	return memcmp(a, b, whole) == 0 && (rest == 0 || ((a[whole] ^ b[whole]) & mask) == 0);
}

bool proxies_trust(const struct proxies *proxies, const struct address *peer)
{
	if (!peer->known)
		return false;
	for (size_t i = 0; i < proxies->n; i++)
		if (network_contains(&proxies->trusted[i], peer))
			return true;
	return false;
}

/* --- entries of a forwarding header ----------------------------------------------------------- */

/* RFC 7239 section 6: 1 to 5 digits, or "_" and a name. */
static bool is_port(struct str text)
{
	bool named = str_starts(text, STR("_"));

	for (size_t i = 0; i < text.n; i++)
		if (!(named ? ascii_is_alnum(text.p[i]) || strchr("._-", text.p[i])
			    : ascii_is_digit(text.p[i])))
			return false;
	return text.n >= (named ? 2 : 1) && (named || text.n <= 5);
}

static struct str without_quotes(struct str text)
{
	if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"')
		return str_trim(str_of(text.p + 1, text.n - 2));
	return text;
}

/* An address, which may have brackets and a port. */
static bool read_node(struct str text, struct address *out)
{
	struct str host, port;
	bool has_port;

	text = without_quotes(str_trim(text));
	if (str_starts(text, STR("["))) {
		if (!str_cut(str_tail(text, 1), ']', &host, &port) || str_find(host, ':') < 0)
			return false;
		return (port.n == 0 || (port.p[0] == ':' && is_port(str_tail(port, 1)))) &&
		       address_read(host, out);
	}
	has_port = str_cut(text, ':', &host, &port) && str_find(port, ':') < 0;
	if (has_port)
		return str_find(host, '.') >= 0 && is_port(port) && address_read(host, out);
	return address_read(text, out);
}

/* The next pair of an element. A semicolon inside quotes divides nothing, and a backslash there
 * stands before a character that means nothing else (RFC 7239 section 4). */
static struct str next_pair(struct str *element)
{
	bool quoted = false;
	size_t n = 0;
	struct str pair;

	for (; n < element->n && (quoted || element->p[n] != ';'); n++)
		if (element->p[n] == '"')
			quoted = !quoted;
		else if (quoted && element->p[n] == '\\' && n + 1 < element->n)
			n++;
	pair = str_head(*element, n);
	*element = str_tail(*element, n < element->n ? n + 1 : n);
	return str_trim(pair);
}

/* The node of one element such as `for="[2001:db8::1]:443";proto=https`. False when there is none,
 * or two, of which another reader could take the other. */
static bool read_element(struct str element, struct address *out)
{
	struct str name, value, node = str_of(NULL, 0);
	unsigned found = 0;

	while (element.n) {
		if (!str_cut(next_pair(&element), '=', &name, &value) ||
		    !str_eq_nocase(name, STR("for")))
			continue;
		node = value;
		found++;
	}
	return found == 1 && read_node(node, out);
}

/* The comma before the last entry; -1 when there is none. One inside quotes divides nothing. Quotes
 * are counted from the right, where a trusted proxy wrote, so that one which a client has left open
 * hides nothing. */
static ptrdiff_t last_comma(struct str list)
{
	bool quoted = false;

	for (size_t i = list.n; i-- > 0;)
		if (list.p[i] == '"')
			quoted = !quoted;
		else if (list.p[i] == ',' && !quoted)
			return (ptrdiff_t)i;
	return -1;
}

/* --- the client ------------------------------------------------------------------------------- */

static struct str text_of(const struct proxies *proxies, struct arena *a,
			  const struct address *address)
{
	unsigned prefix = proxies->ipv6_prefix ? proxies->ipv6_prefix : ADDRESS_IPV6_PREFIX;
	struct buf text;

	arena_buf(a, &text, ADDRESS_TEXT_MAX, ADDRESS_TEXT_MAX);
	address_put(&text, address, prefix);
	return buf_text(&text);
}

/* The values of all headers of this name as one list, in the order of arrival. */
static struct str joined(const struct request *request, struct str header)
{
	struct buf list;

	arena_buf(request->arena, &list, 128, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < request->n_headers; i++)
		if (str_eq_nocase(request->headers[i].name, header)) {
			if (list.n)
				buf_char(&list, ',');
			buf_str(&list, request->headers[i].value);
		}
	return buf_text(&list);
}

/* Reads the list from the right. True when it has an address that is no trusted proxy, in *client;
 * otherwise *client is the last trusted proxy, if there is one. */
static bool find_client(const struct proxies *proxies, struct str header, struct str list,
			struct address *client)
{
	bool elements = str_eq_nocase(header, STR("forwarded"));

	while (list.n) {
		ptrdiff_t comma = last_comma(list);
		struct str entry = str_trim(str_tail(list, (size_t)(comma + 1)));
		struct address address;

		list = str_head(list, comma < 0 ? 0 : (size_t)comma);
		if (!entry.n)
			continue;
		if (!(elements ? read_element(entry, &address) : read_node(entry, &address)))
			return false;
		*client = address;
		if (!proxies_trust(proxies, client))
			return true;
	}
	return false;
}

struct str proxies_client(const struct proxies *proxies, const struct request *request)
{
	struct address client = { .known = false };
	struct str headers = proxies->headers, header;

	if (!proxies_trust(proxies, &request->peer))
		return request->address;
	while (headers.n) {
		struct address found = { .known = false };

		str_cut(headers, ',', &header, &headers);
		header = str_trim(header);
		if (find_client(proxies, header, joined(request, header), &found))
			return text_of(proxies, request->arena, &found);
		if (!client.known)
			client = found;
	}
	return client.known ? text_of(proxies, request->arena, &client) : request->address;
}

bool proxies_headers_are_names(struct str headers)
{
	struct str name;
	bool more;

	do {
		more = str_cut(headers, ',', &name, &headers);
		if (!http_is_token(str_trim(name)))
			return false;
	} while (more);
	return true;
}
