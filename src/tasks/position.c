/* Between two whole numbers with room between them stands the one in the middle, without a
 * fraction. Otherwise the fraction becomes longer: by one digit each time that a gap of 36 is used
 * up from one side. */
#include "tasks/position.h"

#include "base/ascii.h"

#define DIGITS 14
#define BASE   36
#define MOST   ((UINT64_C(1) << (4 * DIGITS)) - 1)

static int digit_value(char c)
{
	return ascii_is_digit(c) ? c - '0' : c - 'a' + 10;
}

static char digit_text(int value)
{
	return "0123456789abcdefghijklmnopqrstuvwxyz"[value];
}

static bool are_digits(struct str text, int base)
{
	for (size_t i = 0; i < text.n; i++)
		if (!(ascii_is_digit(text.p[i]) || ascii_is_lower(text.p[i])) ||
		    digit_value(text.p[i]) >= base)
			return false;
	return true;
}

bool position_is_good(struct str text)
{
	return text.n >= DIGITS && text.n <= LIMIT_POSITION_BYTES &&
	       are_digits(str_head(text, DIGITS), 16) && are_digits(str_tail(text, DIGITS), BASE) &&
	       (text.n == DIGITS || text.p[text.n - 1] != '0');
}

static uint64_t whole(struct str position)
{
	uint64_t value = 0;

	for (size_t i = 0; i < DIGITS; i++)
		value = value << 4 | (uint64_t)digit_value(position.p[i]);
	return value;
}

static int digit_at(struct str fraction, size_t i, int otherwise)
{
	return i < fraction.n ? digit_value(fraction.p[i]) : otherwise;
}

/* Appends a fraction between two; an empty `high` stands for 1. Digits that both have in common are
 * copied, then comes one in the middle, or after the lower one a digit of its own gap up to 1. */
static void put_fraction(struct buf *out, struct str low, struct str high)
{
	bool below_one = high.n == 0;

	for (size_t i = 0;; i++) {
		int from = digit_at(low, i, 0), to = below_one ? BASE : digit_at(high, i, 0);

		if (to - from > 1) {
			buf_char(out, digit_text(from + (to - from) / 2));
			return;
		}
		buf_char(out, digit_text(from));
		if (to > from)
			below_one = true;
	}
}

static bool is_before(struct str low, struct str high)
{
	size_t n = low.n < high.n ? low.n : high.n;
	int order = memcmp(low.p, high.p, n);

	return order < 0 || (order == 0 && low.n < high.n);
}

static bool put_between(struct buf *out, struct str low, struct str high)
{
	uint64_t from = low.n ? whole(low) : 0, to = high.n ? whole(high) : MOST;
	uint64_t middle = from + (to - from) / 2;
	struct str low_fraction = low.n ? str_tail(low, DIGITS) : STR("");
	struct str high_fraction = high.n && to == from ? str_tail(high, DIGITS) : STR("");

	if (low.n && !high.n && from < MOST)
		middle = from + 1;
	else if (high.n && !low.n && to > 0)
		middle = to - 1;
	if (middle > from || (middle == from && !low.n && middle < to)) {
		buf_fmt(out, "%0*llx", DIGITS, (unsigned long long)middle);
		return true;
	}
	if (high.n > DIGITS && to > from) { /* the whole number of high is free */
		buf_str(out, str_head(high, DIGITS));
		return true;
	}
	if (to == from && high.n == DIGITS)
		return false; /* there is nothing before 0 */
	buf_fmt(out, "%0*llx", DIGITS, (unsigned long long)from);
	put_fraction(out, low_fraction, high_fraction);
	return true;
}

bool position_between(struct str low, struct str high, struct buf *out)
{
	char memory[2 * LIMIT_POSITION_BYTES];
	struct buf found;

	if ((low.n && !position_is_good(low)) || (high.n && !position_is_good(high)) ||
	    (low.n && high.n && !is_before(low, high)))
		return false;
	buf_init_fixed(&found, memory, sizeof(memory));
	if (!put_between(&found, low, high) || !position_is_good(buf_text(&found)))
		return false;
	buf_str(out, buf_text(&found));
	return true;
}
