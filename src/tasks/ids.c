#include "tasks/ids.h"

/* A clock beyond LAST_MS, in 2090, is not followed: ids then count up by one, for which 2^49 are
 * left. */
#define EPOCH_MS    INT64_C(1735689600000) /* 2025-01-01T00:00:00Z */
#define RANDOM_BITS 12
#define LAST_MS     ((INT64_C(1) << 41) - (INT64_C(1) << 37)) /* since EPOCH_MS */

static int64_t id_at(const struct random *random, int64_t now_ms)
{
	uint16_t bits;
	int64_t since = now_ms > EPOCH_MS ? now_ms - EPOCH_MS : 0;

	if (since > LAST_MS)
		since = LAST_MS;
	random_fill(random, &bits, sizeof(bits));
	return (since << RANDOM_BITS) | (bits & ((1 << RANDOM_BITS) - 1));
}

bool ids_next(const struct random *random, int64_t now_ms, int64_t newest, int64_t *out)
{
	int64_t id = id_at(random, now_ms);

	if (id <= newest)
		id = newest + 1;
	if (id > IDS_MAX)
		return false;
	*out = id;
	return true;
}
