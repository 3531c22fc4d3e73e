/* A key set's text (RFC 7517 section 5): claims in keysets.c. */
#include "fuzz.h"
#include "keysets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	keysets_check(str_of(data, n));
	return 0;
}
