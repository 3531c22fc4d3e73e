#include "http/proxies.h"

#include <arpa/inet.h>

#include "core/limits.h"
#include "http/address.h"

/* An IPv4 or IPv6 literal as 16 bytes. */
static bool read_address(struct str text, unsigned char out[16], bool *is_ipv4)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	char z[INET6_ADDRSTRLEN];

	if (text.n == 0 || text.n >= sizeof(z) || str_find(text, '\0') >= 0)
		return false;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	*is_ipv4 = inet_pton(AF_INET, z, out + sizeof(mapped)) == 1;
	if (*is_ipv4)
		memcpy(out, mapped, sizeof(mapped));
	return *is_ipv4 || inet_pton(AF_INET6, z, out) == 1;
}

bool network_parse(struct str text, struct network *out)
{
	struct network network;
	struct str address, bits;
	bool has_bits = str_cut(str_trim(text), '/', &address, &bits);
	uint64_t prefix;
	bool is_ipv4;

	if (!read_address(address, network.bytes, &is_ipv4))
		return false;
	prefix = is_ipv4 ? 32 : 128;
	if (has_bits && !str_to_u64(bits, prefix, &prefix))
		return false;
	network.prefix = (unsigned)prefix + (is_ipv4 ? 96 : 0);
	*out = network;
	return true;
}

static bool is_in(const struct network *network, const unsigned char address[16], unsigned bits)
{
	unsigned prefix = network->prefix < bits ? network->prefix : bits;
	unsigned whole = prefix / 8, rest = prefix % 8;
	unsigned char mask = (unsigned char)(0xFF00 >> rest);

	return memcmp(network->bytes, address, whole) == 0 &&
	       (rest == 0 || ((network->bytes[whole] ^ address[whole]) & mask) == 0);
}

static bool is_trusted(const struct proxies *proxies, struct str text, unsigned ipv6_bits)
{
	unsigned char address[16];
	bool is_ipv4;

	if (!read_address(text, address, &is_ipv4))
		return false;
	for (size_t i = 0; i < proxies->n; i++)
		if (is_in(&proxies->trusted[i], address, is_ipv4 ? 128 : ipv6_bits))
			return true;
	return false;
}

static unsigned prefix_of(const struct proxies *proxies)
{
	return proxies->ipv6_prefix ? proxies->ipv6_prefix : ADDRESS_IPV6_PREFIX;
}

unsigned proxies_socket_bits(const struct proxies *proxies)
{
	unsigned prefix = prefix_of(proxies);

	return prefix > ADDRESS_IPV6_PREFIX ? prefix : ADDRESS_IPV6_PREFIX;
}

/* All values of the header as one list, in the order of arrival. */
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

/* The literal as this client's text; false when it is none. */
static bool client_text(const struct proxies *proxies, struct arena *a, struct str literal,
			struct str *out)
{
	struct buf text;

	arena_buf(a, &text, ADDRESS_TEXT_MAX, ADDRESS_TEXT_MAX);
	if (!address_put_literal(&text, literal, prefix_of(proxies)))
		return false;
	*out = buf_text(&text);
	return true;
}

/* Goes through the list from the right. True when it names somebody who is no proxy; *client is then that
 * one, and otherwise the last proxy it was handed on by, if there was any. */
static bool walk(const struct proxies *proxies, struct arena *a, struct str list,
		 struct str *client)
{
	while (list.n) {
		ptrdiff_t comma = str_rfind(list, ',');
		struct str entry = str_trim(str_tail(list, (size_t)(comma + 1)));

		if (!client_text(proxies, a, entry, client))
			return false;
		if (!is_trusted(proxies, entry, 128))
			return true;
		list = str_head(list, comma < 0 ? 0 : (size_t)comma);
	}
	return false;
}

bool proxies_handed_on(const struct proxies *proxies, const struct request *request)
{
	return proxies->n && is_trusted(proxies, request->address, proxies_socket_bits(proxies));
}

struct str proxies_client(const struct proxies *proxies, const struct request *request)
{
	struct str client = str_of(NULL, 0), headers = proxies->headers, header;
	struct arena *a = request->arena;

	if (proxies_handed_on(proxies, request))
		while (headers.n) {
			struct str found = str_of(NULL, 0);

			str_cut(headers, ',', &header, &headers);
			if (walk(proxies, a, joined(request, str_trim(header)), &found))
				return found;
			if (!client.n)
				client = found;
		}
	if (client.n)
		return client;
	if (prefix_of(proxies) < proxies_socket_bits(proxies) &&
	    client_text(proxies, a, request->address, &client))
		return client;
	return request->address; /* is the text already */
}
