#include "http/percent.h"

static bool stands_for_itself(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	return c && strchr("-_.!~*'()", c);
}

void percent_put(struct buf *b, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (stands_for_itself(text.p[i])) {
			buf_char(b, text.p[i]);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, digits[c >> 4]);
		buf_char(b, digits[c & 15]);
	}
}

int percent_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool percent_decode(struct arena *arena, struct str text, struct str *out)
{
	char *decoded;
	size_t n = 0;

	if (str_find(text, '%') < 0) {
		if (!str_is_utf8(text))
			return false;
		*out = text;
		return true;
	}
	decoded = arena_alloc(arena, text.n);
	for (size_t i = 0; i < text.n; i++) {
		int high, low;

		if (text.p[i] != '%') {
			decoded[n++] = text.p[i];
			continue;
		}
		if (text.n - i < 3)
			return false;
		high = percent_digit(text.p[i + 1]);
		low = percent_digit(text.p[i + 2]);
		if (high < 0 || low < 0)
			return false;
		decoded[n++] = (char)(high << 4 | low);
		i += 2;
	}
	if (!str_is_utf8(str_of(decoded, n)))
		return false;
	*out = str_of(decoded, n);
	return true;
}
