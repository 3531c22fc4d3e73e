/* The claims about every text that may be a key set. */
#ifndef OSTIARY_TESTS_FUZZ_KEYSETS_H
#define OSTIARY_TESTS_FUZZ_KEYSETS_H

#include "base/str.h"

void keysets_check(struct str jwks);

#endif
