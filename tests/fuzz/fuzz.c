#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"

#define LONG_DIGITS 19

_Noreturn void fuzz_broken(const char *claim, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}

bool fuzz_has_long_number(struct str text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n && digits < LONG_DIGITS; i++)
		digits = ascii_is_digit(text.p[i]) ? digits + 1 : 0;
	return digits >= LONG_DIGITS;
}
