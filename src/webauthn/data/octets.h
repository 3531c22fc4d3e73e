/* Fields of fixed length and numbers in network byte order, taken from the front of a slice. Each
 * function returns false, with both slices untouched, when too few octets are left. */
#ifndef OSTIARY_WEBAUTHN_DATA_OCTETS_H
#define OSTIARY_WEBAUTHN_DATA_OCTETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

static inline bool octets_take(struct str *rest, uint64_t n, struct str *out)
{
	if (rest->n < n)
		return false;
	*out = str_head(*rest, (size_t)n);
	*rest = str_tail(*rest, (size_t)n);
	return true;
}

/* A number of n octets, at most eight. */
static inline bool octets_take_number(struct str *rest, unsigned n, uint64_t *out)
{
	struct str octets;
	uint64_t value = 0;

	if (!octets_take(rest, n, &octets))
		return false;
	for (size_t i = 0; i < octets.n; i++)
		value = value << 8 | (unsigned char)octets.p[i];
	*out = value;
	return true;
}

/* Octets after their number in two octets: TPM2B_... of TPM 2.0. */
static inline bool octets_take_sized(struct str *rest, struct str *out)
{
	struct str at = *rest;
	uint64_t n;

	if (!octets_take_number(&at, 2, &n) || !octets_take(&at, n, out))
		return false;
	*rest = at;
	return true;
}

#endif
