#include "crypto/keeper.h"

#include <string.h>

void keeper_put_part(struct buf *out, struct str part)
{
	uint32_t n = (uint32_t)part.n;

	buf_str(out, str_of((const char *)&n, sizeof(n)));
	buf_str(out, part);
}

bool keeper_cut_part(struct str *rest, struct str *out)
{
	uint32_t n;

	if (rest->n < sizeof(n))
		return false;
	memcpy(&n, rest->p, sizeof(n));
	if (n > rest->n - sizeof(n))
		return false;
	*out = str_of(rest->p + sizeof(n), n);
	*rest = str_tail(*rest, sizeof(n) + n);
	return true;
}

struct str keeper_number(const uint64_t *number)
{
	return str_of((const char *)number, sizeof(*number));
}

uint64_t keeper_read_number(struct str part)
{
	uint64_t number = 0;

	if (part.n == sizeof(number))
		memcpy(&number, part.p, sizeof(number));
	return number;
}
