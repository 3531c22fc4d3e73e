/* CBOR: what is accepted has one spelling, which a plain writer finds again. */
#include "base/buf.h"
#include "base/str.h"
#include "fuzz.h"
#include "webauthn/data/cbor.h"

#define WRITTEN_MAX 8192

static void put_head(struct buf *out, unsigned major, uint64_t n)
{
	static const unsigned sizes[] = { 1, 2, 4, 8 };
	unsigned i = n < 256 ? 0 : n < 65536 ? 1 : n <= UINT32_MAX ? 2 : 3;

	if (n < 24) {
		buf_char(out, (char)(major << 5 | n));
		return;
	}
	buf_char(out, (char)(major << 5 | (24 + i)));
	for (unsigned at = sizes[i]; at > 0; at--)
		buf_char(out, (char)(n >> 8 * (at - 1)));
}

/* The parts of an array or a map are values again. */
static void put(struct buf *out, const struct cbor *v)
{
	struct str rest = v->content;
	struct cbor part;

	put_head(out, v->kind == CBOR_SIMPLE ? 7 : (unsigned)v->kind, v->n);
	if (v->kind != CBOR_ARRAY && v->kind != CBOR_MAP) {
		buf_str(out, v->content);
		return;
	}
	while (rest.n > 0) {
		HOLDS(cbor_take(&rest, &part));
		put(out, &part);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = str_of(data, n), rest = text;
	struct buf written;
	struct cbor v;

	if (!cbor_take(&rest, &v)) {
		HOLDS(rest.p == text.p && rest.n == text.n);
		return 0;
	}
	buf_init_heap(&written, WRITTEN_MAX);
	put(&written, &v);
	if (buf_ok(&written))
		HOLDS(str_eq(buf_text(&written), str_head(text, n - rest.n)));
	buf_done(&written);
	HOLDS(cbor_read(text, &v) == (rest.n == 0));
	return 0;
}
