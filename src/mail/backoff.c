#include "mail/backoff.h"

int64_t backoff_ms(int64_t attempts, const struct random *random)
{
	int64_t whole = BACKOFF_FIRST_MS;
	uint32_t chance;

	for (int64_t i = 1; i < attempts && whole < BACKOFF_MAX_MS; i++)
		whole *= 2;
	if (whole > BACKOFF_MAX_MS)
		whole = BACKOFF_MAX_MS;
	random_fill(random, &chance, sizeof(chance));
	return whole / 2 + (int64_t)chance % (whole / 2 + 1);
}
