#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void fuzz_broken(const char *claim, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}
