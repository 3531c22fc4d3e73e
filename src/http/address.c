#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static void put_ipv4(struct buf *b, const unsigned char bytes[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			buf_char(b, '.');
		buf_u64(b, bytes[i]);
	}
}

/* What is left of byte i when the first prefix bits are kept. */
static unsigned char masked(const unsigned char bytes[16], unsigned i, unsigned prefix)
{
	unsigned kept = prefix > 8 * i ? prefix - 8 * i : 0;

	return kept >= 8 ? bytes[i] : (unsigned char)(bytes[i] & (0xFF00 >> kept));
}

static void put_ipv6(struct buf *b, const unsigned char bytes[16], unsigned prefix)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };

	if (memcmp(bytes, mapped, sizeof(mapped)) == 0) {
		put_ipv4(b, bytes + sizeof(mapped));
		return;
	}
	for (unsigned i = 0; i < 16; i += 2) {
		const unsigned char group[2] = { masked(bytes, i, prefix),
						 masked(bytes, i + 1, prefix) };

		if (i)
			buf_char(b, ':');
		buf_hex(b, group, sizeof(group));
	}
}

void address_put(struct buf *b, const struct sockaddr *address, unsigned ipv6_prefix)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		put_ipv4(b, (const unsigned char *)&in.sin_addr);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		put_ipv6(b, in6.sin6_addr.s6_addr, ipv6_prefix);
	}
}

bool address_put_literal(struct buf *b, struct str literal, unsigned ipv6_prefix)
{
	char z[INET6_ADDRSTRLEN];
	unsigned char bytes[16];

	if (literal.n == 0 || literal.n >= sizeof(z) || str_find(literal, '\0') >= 0)
		return false;
	memcpy(z, literal.p, literal.n);
	z[literal.n] = '\0';
	if (inet_pton(AF_INET, z, bytes) == 1)
		put_ipv4(b, bytes);
	else if (inet_pton(AF_INET6, z, bytes) == 1)
		put_ipv6(b, bytes, ipv6_prefix);
	else
		return false;
	return true;
}
