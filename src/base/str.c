#include "base/str.h"

#include "base/ascii.h"
#include "base/cleanup.h"

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_to_lower(a.p[i]) != ascii_to_lower(b.p[i]))
			return false;
	return true;
}

bool str_eq_constant_time(struct str a, struct str b)
{
	volatile unsigned char differ = 0;

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		differ |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differ == 0;
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_tail(s, s.n - suffix.n), suffix);
}

struct str str_head(struct str s, size_t n)
{
	return str_of(s.p, n < s.n ? n : s.n);
}

struct str str_tail(struct str s, size_t n)
{
	if (n >= s.n)
		return str_of(s.p ? s.p + s.n : NULL, 0);
	return str_of(s.p + n, s.n - n);
}

ptrdiff_t str_find(struct str s, char byte)
{
	const char *at = s.n ? memchr(s.p, byte, s.n) : NULL;

	return at ? at - s.p : -1;
}

ptrdiff_t str_rfind(struct str s, char byte)
{
	const char *at = s.n ? memrchr(s.p, byte, s.n) : NULL;

	return at ? at - s.p : -1;
}

bool str_contains(struct str s, struct str needle)
{
	return needle.n == 0 || (s.n >= needle.n && memmem(s.p, s.n, needle.p, needle.n));
}

bool str_cut(struct str s, char separator, struct str *head, struct str *tail)
{
	ptrdiff_t at = str_find(s, separator);

	if (at < 0) {
		*head = s;
		*tail = str_tail(s, s.n);
		return false;
	}
	*head = str_head(s, (size_t)at);
	*tail = str_tail(s, (size_t)at + 1);
	return true;
}

bool str_is_word_of(struct str text, const char *words)
{
	struct str rest = str_z(words), word;

	while (rest.n) {
		str_cut(rest, ' ', &word, &rest);
		if (str_eq(word, text))
			return true;
	}
	return false;
}

struct str str_trim(struct str s)
{
	while (s.n && ascii_is_blank(s.p[0]))
		s = str_tail(s, 1);
	while (s.n && ascii_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str str_trim_unicode(struct str s)
{
	static const char *const blanks[] = {
		" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00a0",
		"\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
		"\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029",
		"\u202f", "\u205f", "\u3000", "\ufeff",
	};

	for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
		struct str blank = str_z(blanks[i]);
		size_t before = s.n;

		if (str_starts(s, blank))
			s = str_tail(s, blank.n);
		if (str_ends(s, blank))
			s.n -= blank.n;
		if (s.n != before)
			i = (size_t)-1; /* from the first again */
	}
	return s;
}

/* Eight bytes at once. A byte below 0x20 borrows from its highest bit when 0x20 is subtracted; one
 * that is 0x7F becomes 0 by the exclusive or, and borrows when 1 is subtracted. */
static bool word_has_control(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highest = ones * 0x80;
	uint64_t word, del;

	memcpy(&word, p, sizeof(word));
	del = word ^ ones * 0x7F;
	return (((word - ones * 0x20) & ~word) | ((del - ones) & ~del)) & highest;
}

bool str_has_control(struct str s)
{
	size_t i = 0;

	while (s.n - i >= sizeof(uint64_t) && !word_has_control(s.p + i))
		i += sizeof(uint64_t);
	for (; i < s.n; i++)
		if (ascii_is_control(s.p[i]))
			return true;
	return false;
}

struct str str_without_line_end(struct str s)
{
	while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

bool str_to_u64(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (s.n == 0 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_is_digit(s.p[i]))
			return false;
		if (__builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'), &value))
			return false;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

/* The length of the well-formed sequence at p (RFC 3629 section 4); 0 when there is none. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t length;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		length = 2;
	else if (p[0] >= 0xE0 && p[0] <= 0xEF)
		length = 3;
	else if (p[0] >= 0xF0 && p[0] <= 0xF4)
		length = 4;
	else
		return 0;
	if (n < length)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0; /* below: overlong */
	if (p[0] == 0xED)
		high = 0x9F; /* above: surrogates */
	if (p[0] == 0xF0)
		low = 0x90; /* below: overlong */
	if (p[0] == 0xF4)
		high = 0x8F; /* above: beyond U+10FFFF */
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if (p[i] < 0x80 || p[i] > 0xBF)
			return 0;
	return length;
}

/* The number of ASCII bytes at p, in steps of eight: it may stop before the first other byte. */
static size_t ascii_run(const unsigned char *p, size_t n)
{
	uint64_t eight;
	size_t i;

	for (i = 0; i + sizeof(eight) <= n; i += sizeof(eight)) {
		memcpy(&eight, p + i, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	return i;
}

bool str_is_utf8(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n;) {
		size_t length = ascii_run(p + i, s.n - i);

		if (length == 0)
			length = utf8_sequence(p + i, s.n - i);

		if (length == 0)
			return false;
		i += length;
	}
	return true;
}

size_t str_code_points(struct str utf8)
{
	size_t count = 0;

	for (size_t i = 0; i < utf8.n; i++)
		count += ((unsigned char)utf8.p[i] & 0xC0) != 0x80;
	return count;
}

size_t str_utf16_units(struct str utf8)
{
	size_t count = str_code_points(utf8);

	for (size_t i = 0; i < utf8.n; i++)
		count += (unsigned char)utf8.p[i] >= 0xF0;
	return count;
}

struct str str_without_mark(struct str s)
{
	const struct str mark = STR("\xEF\xBB\xBF");

	return str_starts(s, mark) ? str_tail(s, mark.n) : s;
}
