#include "base/b64url.h"

#include <stdint.h>

static const char url_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char std_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of each character plus one; zero for a byte that is not in the alphabet. */
#define RANGE(first, from) [first] = (from) + 1
static const uint8_t values[256] = {
	RANGE('A', 0),  RANGE('B', 1),  RANGE('C', 2),  RANGE('D', 3),  RANGE('E', 4),
	RANGE('F', 5),  RANGE('G', 6),  RANGE('H', 7),  RANGE('I', 8),  RANGE('J', 9),
	RANGE('K', 10), RANGE('L', 11), RANGE('M', 12), RANGE('N', 13), RANGE('O', 14),
	RANGE('P', 15), RANGE('Q', 16), RANGE('R', 17), RANGE('S', 18), RANGE('T', 19),
	RANGE('U', 20), RANGE('V', 21), RANGE('W', 22), RANGE('X', 23), RANGE('Y', 24),
	RANGE('Z', 25), RANGE('a', 26), RANGE('b', 27), RANGE('c', 28), RANGE('d', 29),
	RANGE('e', 30), RANGE('f', 31), RANGE('g', 32), RANGE('h', 33), RANGE('i', 34),
	RANGE('j', 35), RANGE('k', 36), RANGE('l', 37), RANGE('m', 38), RANGE('n', 39),
	RANGE('o', 40), RANGE('p', 41), RANGE('q', 42), RANGE('r', 43), RANGE('s', 44),
	RANGE('t', 45), RANGE('u', 46), RANGE('v', 47), RANGE('w', 48), RANGE('x', 49),
	RANGE('y', 50), RANGE('z', 51), RANGE('0', 52), RANGE('1', 53), RANGE('2', 54),
	RANGE('3', 55), RANGE('4', 56), RANGE('5', 57), RANGE('6', 58), RANGE('7', 59),
	RANGE('8', 60), RANGE('9', 61), RANGE('-', 62), RANGE('_', 63),
};

/* The last two or three characters. Their unused low bits must be zero. */
static bool decode_rest(const unsigned char *in, size_t n, unsigned char *out)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		if (!values[in[i]])
			return false;
		bits = bits << 6 | (values[in[i]] - 1u);
	}
	if (n == 2) {
		out[0] = (unsigned char)(bits >> 4);
		return (bits & 15) == 0;
	}
	out[0] = (unsigned char)(bits >> 10);
	out[1] = (unsigned char)(bits >> 2);
	return (bits & 3) == 0;
}

bool b64url_decode(struct str text, unsigned char *out)
{
	const unsigned char *in = (const unsigned char *)text.p;
	size_t n = text.n;

	if (n % 4 == 1)
		return false;
	for (; n >= 4; n -= 4, in += 4, out += 3) {
		uint32_t a = values[in[0]], b = values[in[1]], c = values[in[2]], d = values[in[3]];
		uint32_t bits;

		if (!a || !b || !c || !d)
			return false;
		bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		out[0] = (unsigned char)(bits >> 16);
		out[1] = (unsigned char)(bits >> 8);
		out[2] = (unsigned char)bits;
	}
	return n == 0 || decode_rest(in, n, out);
}

static char *b64_encode(const char *alphabet, const unsigned char *in, size_t n, char *out)
{
	for (; n >= 3; n -= 3, in += 3) {
		*out++ = alphabet[in[0] >> 2];
		*out++ = alphabet[(in[0] & 3) << 4 | in[1] >> 4];
		*out++ = alphabet[(in[1] & 15) << 2 | in[2] >> 6];
		*out++ = alphabet[in[2] & 63];
	}
	if (n == 0)
		return out;
	*out++ = alphabet[in[0] >> 2];
	if (n == 1) {
		*out++ = alphabet[(in[0] & 3) << 4];
		return out;
	}
	*out++ = alphabet[(in[0] & 3) << 4 | in[1] >> 4];
	*out++ = alphabet[(in[1] & 15) << 2];
	return out;
}

void b64url_write(struct buf *b, const void *bytes, size_t n)
{
	char *at = buf_room(b, b64url_encoded_len(n));

	if (at)
		buf_wrote(b, (size_t)(b64_encode(url_alphabet, bytes, n, at) - at));
}

void b64_write(struct buf *b, const void *bytes, size_t n)
{
	size_t whole = (n + 2) / 3 * 4;
	char *at = buf_room(b, whole);
	char *end;

	if (!at)
		return;
	end = b64_encode(std_alphabet, bytes, n, at);
	while (end < at + whole)
		*end++ = '=';
	buf_wrote(b, whole);
}
