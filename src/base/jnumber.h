/* JSON numbers (RFC 8259 section 6), exactly: no floating point, hence no rounding and no locale. */
#ifndef OSTIARY_BASE_JNUMBER_H
#define OSTIARY_BASE_JNUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* A number taken apart. */
struct jnumber {
	struct str whole, fraction; /* digits */
	int64_t exponent;           /* at most 100000 away from zero, which is beyond any double */
	bool negative;
	bool integer; /* neither fraction nor exponent */
};

/* Reads the number at *p, whose text ends with a byte that belongs to no number, and moves behind it.
 * False when it is none, an integer beyond 64 bits, or beyond a double's range. */
bool jnumber_take(const char **p, struct jnumber *out);

/* Rounded up to a whole number; what is beyond 64 bits becomes INT64_MAX or INT64_MIN. */
int64_t jnumber_ceil(const struct jnumber *n);

#endif
