/* A body in chunks, decoded strictly (RFC 9112 section 7.1): every line ends with CR LF, sizes are
 * hexadecimal digits, and neither extensions nor trailers have control characters. Both are read
 * and dropped. */
#ifndef OSTIARY_SERVER_WIRE_CHUNKS_H
#define OSTIARY_SERVER_WIRE_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum chunks_rc {
	CHUNKS_REFUSED = 0,
	CHUNKS_MORE, /* all of the input is taken */
	CHUNKS_SIZE, /* the size of the next chunk is in chunks->left; UINT64_MAX: that or more */
	CHUNKS_DATA, /* *out is a piece of the body */
	CHUNKS_DONE, /* the body is complete; the rest of the input is not part of it */
};

enum chunks_state {
	CHUNKS_AT_SIZE = 0, /* at the first digit */
	CHUNKS_IN_SIZE,
	CHUNKS_BEFORE_EXTENSION, /* white space behind the size */
	CHUNKS_IN_EXTENSION,
	CHUNKS_AT_SIZE_LF,
	CHUNKS_IN_DATA,
	CHUNKS_AT_DATA_CR,
	CHUNKS_AT_DATA_LF,
	CHUNKS_AT_TRAILER, /* at the start of a line */
	CHUNKS_IN_TRAILER_NAME,
	CHUNKS_IN_TRAILER_VALUE,
	CHUNKS_AT_TRAILER_LF,
	CHUNKS_AT_LAST_LF,
};

/* All zeros before the first byte. */
struct chunks {
	enum chunks_state state;
	uint64_t left;      /* bytes of the current chunk that are still to come */
	size_t extra_bytes; /* of extensions and trailers, of which a body has a bounded number */
};

/* Takes what it can from *input, and leaves the rest there. To be called until it returns
 * CHUNKS_MORE, CHUNKS_DONE or CHUNKS_REFUSED. */
enum chunks_rc chunks_take(struct chunks *chunks, struct str *input, struct str *out);

#endif
