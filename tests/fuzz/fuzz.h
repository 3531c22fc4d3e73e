/* What fuzz targets have in common. A target reads one input and claims something of what it does
 * with it. libFuzzer looks for an input that breaks a claim (`make fuzz`), and replay.c runs the
 * corpus (`make test`). */
#ifndef OSTIARY_TESTS_FUZZ_H
#define OSTIARY_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* The one function of a target, by libFuzzer's name. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Ends the program with the text of a claim that does not hold, so that the input is kept. */
#define HOLDS(claim) ((claim) ? (void)0 : fuzz_broken(#claim, __FILE__, __LINE__))

_Noreturn void fuzz_broken(const char *claim, const char *file, int line);

/* Whether the text may have an integer beyond 64 bits, which jflat.h reads and json.h refuses. */
bool fuzz_has_long_number(struct str text);

#endif
