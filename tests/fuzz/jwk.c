/* One key's text (RFC 7517 section 4), or whatever else an input puts between the brackets. */
#include "base/buf.h"
#include "fuzz.h"
#include "keysets.h"

#define TEXT_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf b;

	buf_init_heap(&b, TEXT_MAX);
	buf_z(&b, "{\"keys\":[");
	buf_str(&b, str_of(data, n));
	buf_z(&b, "]}");
	keysets_check(buf_text(&b));
	buf_done(&b);
	return 0;
}
