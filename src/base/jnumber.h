/* Exact JSON numbers (RFC 8259 section 6): without floating point, hence without rounding and
 * locale. */
#ifndef OSTIARY_BASE_JNUMBER_H
#define OSTIARY_BASE_JNUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The parts of a number. */
struct jnumber {
	struct str whole, fraction; /* digits */
	int64_t exponent;           /* -100000 to 100000, beyond the range of a double */
	bool negative;
	bool integer; /* has neither a fraction nor an exponent */
	bool beyond;  /* an integer that does not fit in 64 bits */
};

/* Reads the number at *p and moves *p behind it; a byte that cannot be part of a number must
 * follow. False when there is no number, or one beyond the range of a double. */
bool jnumber_take(const char **p, struct jnumber *out);

/* Rounded up to an integer; INT64_MAX or INT64_MIN for a number beyond 64 bits. */
int64_t jnumber_ceil(const struct jnumber *n);

#endif
