#include "core/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static void kernel_fill(const struct random *random, void *out, size_t n)
{
	unsigned char *at = out;

	(void)random;
	while (n) {
		ssize_t got = getrandom(at, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			fputs("ostiary: getrandom() fails\n", stderr);
			abort();
		}
		at += got;
		n -= (size_t)got;
	}
}

const struct random random_kernel = { .fill = kernel_fill };
