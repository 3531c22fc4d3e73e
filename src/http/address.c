#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };

static struct address of_ipv4(const struct in_addr *in)
{
	struct address address = { .known = true };

	memcpy(address.bytes, mapped, sizeof(mapped));
	memcpy(address.bytes + sizeof(mapped), in, sizeof(*in));
	return address;
}

static struct address of_ipv6(const struct in6_addr *in6)
{
	struct address address = { .known = true };

	memcpy(address.bytes, in6->s6_addr, sizeof(address.bytes));
	return address;
}

struct address address_of_socket(const struct sockaddr *socket)
{
	if (socket->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, socket, sizeof(in));
		return of_ipv4(&in.sin_addr);
	}
	if (socket->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, socket, sizeof(in6));
		return of_ipv6(&in6.sin6_addr);
	}
	return (struct address){ .known = false };
}

bool address_read(struct str literal, struct address *out)
{
	char z[INET6_ADDRSTRLEN];
	struct in6_addr in6;
	struct in_addr in;

	if (literal.n == 0 || literal.n >= sizeof(z) || str_find(literal, '\0') >= 0)
		return false;
	memcpy(z, literal.p, literal.n);
	z[literal.n] = '\0';
	if (inet_pton(AF_INET, z, &in) == 1)
		*out = of_ipv4(&in);
	else if (inet_pton(AF_INET6, z, &in6) == 1)
		*out = of_ipv6(&in6);
	else
		return false;
	return true;
}

bool address_is_ipv4(const struct address *address)
{
	return memcmp(address->bytes, mapped, sizeof(mapped)) == 0;
}

static void put_ipv4(struct buf *b, const unsigned char bytes[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			buf_char(b, '.');
		buf_u64(b, bytes[i]);
	}
}

/* The bits of byte i that belong to the first prefix bits of the address. */
static unsigned char masked(const unsigned char bytes[16], unsigned i, unsigned prefix)
{
	unsigned kept = prefix > 8 * i ? prefix - 8 * i : 0;

	if (kept >= 8)
		return bytes[i];
	return (unsigned char)(bytes[i] & (0xFF00U >> kept) & 0xFFU);
}

static void put_ipv6(struct buf *b, const unsigned char bytes[16], unsigned prefix)
{
	for (unsigned i = 0; i < 16; i += 2) {
		const unsigned char group[2] = { masked(bytes, i, prefix),
						 masked(bytes, i + 1, prefix) };

		if (i)
			buf_char(b, ':');
		buf_hex(b, group, sizeof(group));
	}
}

void address_put(struct buf *b, const struct address *address, unsigned ipv6_prefix)
{
	if (!address->known)
		return;
	if (address_is_ipv4(address))
		put_ipv4(b, address->bytes + sizeof(mapped));
	else
		put_ipv6(b, address->bytes, ipv6_prefix);
}
