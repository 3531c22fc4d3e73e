/* Randomness is an argument, so that a test can fix it. */
#ifndef OSTIARY_CORE_RANDOM_H
#define OSTIARY_CORE_RANDOM_H

#include <stddef.h>

struct random {
	/* Fills out with n unpredictable bytes. Without randomness the program ends. */
	void (*fill)(const struct random *random, void *out, size_t n);
};

static inline void random_fill(const struct random *random, void *out, size_t n)
{
	random->fill(random, out, n);
}

/* The kernel's generator (getrandom(2)). */
extern const struct random random_kernel;

#endif
