#include "base/jnumber.h"

#include "base/ascii.h"

#define EXPONENT_MAX 100000

/* 2^1024 - 2^970, half way between the greatest double and the next power of two: from here on,
 * rounding to a double overflows (IEEE 754 section 4.3.1). */
static const char double_end[] = "1797693134862315807937289714053034150799341327100378269361737789"
				 "8044496829276475094664901797758720709633028641669288791094655554"
				 "7851940402630657488671505820681908902000708383676273854845817711"
				 "5317644757302700698555713669596228429148198608349364752927190741"
				 "68444365510704342711559699508093042880177904174497792";
#define DOUBLE_END_DIGITS ((int64_t)sizeof(double_end) - 1)

static struct str take_digits(const char **p)
{
	const char *begin = *p;

	while (ascii_is_digit(**p))
		(*p)++;
	return str_of(begin, (size_t)(*p - begin));
}

static bool take_exponent(const char **p, int64_t *out)
{
	int64_t value = 0;
	bool negative = **p == '-';
	struct str digits;

	if (**p == '+' || **p == '-')
		(*p)++;
	digits = take_digits(p);
	for (size_t i = 0; i < digits.n && value < EXPONENT_MAX; i++)
		value = value * 10 + (digits.p[i] - '0');
	if (value > EXPONENT_MAX)
		value = EXPONENT_MAX;
	*out = negative ? -value : value;
	return digits.n > 0;
}

/* Reads the parts of a number (RFC 8259 section 6) and moves behind it. */
static bool take_parts(const char **p, struct jnumber *out)
{
	*out = (struct jnumber){ .negative = **p == '-', .integer = true };
	if (out->negative)
		(*p)++;
	out->whole = take_digits(p);
	if (out->whole.n == 0 || (out->whole.n > 1 && out->whole.p[0] == '0'))
		return false;
	if (**p == '.') {
		(*p)++;
		out->integer = false;
		out->fraction = take_digits(p);
		if (out->fraction.n == 0)
			return false;
	}
	if (**p == 'e' || **p == 'E') {
		(*p)++;
		out->integer = false;
		return take_exponent(p, &out->exponent);
	}
	return true;
}

static char digit_at(const struct jnumber *n, size_t index)
{
	if (index < n->whole.n)
		return n->whole.p[index];
	index -= n->whole.n;
	return index < n->fraction.n ? n->fraction.p[index] : '0';
}

/* The index of the first digit that is not 0; the number of digits when all are 0. */
static size_t first_significant(const struct jnumber *n)
{
	size_t all = n->whole.n + n->fraction.n, i = 0;

	while (i < all && digit_at(n, i) == '0')
		i++;
	return i;
}

/* The number of digits of the whole part after the exponent is applied, without leading zeros; 0 or
 * negative when the number is below one. */
static int64_t whole_digits(const struct jnumber *n, size_t first)
{
	return (int64_t)n->whole.n + n->exponent - (int64_t)first;
}

static bool is_zero(const struct jnumber *n)
{
	return first_significant(n) == n->whole.n + n->fraction.n;
}

/* The number without its fraction; false when that does not fit in 64 bits. */
static bool whole_part(const struct jnumber *n, int64_t *out)
{
	size_t first = first_significant(n);
	int64_t digits = whole_digits(n, first);
	int64_t value = 0;

	if (is_zero(n))
		digits = 0;
	if (digits > 19)
		return false;
	for (int64_t i = 0; i < digits; i++) {
		int digit = digit_at(n, first + (size_t)i) - '0';

		/* A negative number is built downwards, so that INT64_MIN is reached as well. */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, n->negative ? -digit : digit, &value))
			return false;
	}
	*out = value;
	return true;
}

static bool has_rest(const struct jnumber *n)
{
	size_t all = n->whole.n + n->fraction.n;
	size_t first = first_significant(n);
	int64_t digits = whole_digits(n, first);

	for (size_t i = first + (size_t)(digits > 0 ? digits : 0); i < all; i++)
		if (digit_at(n, i) != '0')
			return true;
	return false;
}

/* first is the index of the first significant digit. */
static bool fits_double(const struct jnumber *n, size_t first)
{
	int64_t digits = whole_digits(n, first);

	if (digits != DOUBLE_END_DIGITS)
		return digits < DOUBLE_END_DIGITS;
	for (size_t i = 0; i < (size_t)DOUBLE_END_DIGITS; i++)
		if (digit_at(n, first + i) != double_end[i])
			return digit_at(n, first + i) < double_end[i];
	return false;
}

static bool fits_64_bits(const struct jnumber *n)
{
	int64_t value;

	return n->whole.n <= 18 || whole_part(n, &value);
}

static bool in_range(struct jnumber *n)
{
	n->beyond = n->integer && !fits_64_bits(n);
	if (n->integer && !n->beyond)
		return true;
	return is_zero(n) || fits_double(n, first_significant(n));
}

bool jnumber_take(const char **p, struct jnumber *out)
{
	return take_parts(p, out) && in_range(out);
}

int64_t jnumber_ceil(const struct jnumber *n)
{
	int64_t whole;

	if (!whole_part(n, &whole))
		return n->negative ? INT64_MIN : INT64_MAX;
	if (n->negative || whole == INT64_MAX || !has_rest(n))
		return whole;
	return whole + 1;
}
