#include "cli/settings/nearest.h"

#include <stdint.h>

#define LONGEST 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: the matrix of Wagner and Fischer with swaps, three rows at a time. */
size_t nearest_distance(struct str a, struct str b)
{
	size_t rows[3][LONGEST + 1];
	size_t *two_back = rows[0], *back = rows[1], *now = rows[2];

	if (a.n > LONGEST || b.n > LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.n; j++) {
		two_back[j] = 0;
		back[j] = j;
	}
	for (size_t i = 1; i <= a.n; i++) {
		size_t *reused = two_back;

		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t change = back[j - 1] + (a.p[i - 1] != b.p[j - 1]);

			now[j] = least(change, least(back[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				now[j] = least(now[j], two_back[j - 2] + 1);
		}
		two_back = back;
		back = now;
		now = reused;
	}
	return back[b.n];
}

bool nearest_is_typo(struct str written, struct str meant)
{
	size_t allowed = meant.n < 6 ? 1 : meant.n < 12 ? 2 : 3;

	return nearest_distance(written, meant) <= allowed;
}
