/* Where a request's body ends, and which other promises of its head the server does not keep (RFC
 * 9110 and RFC 9112 sections 3 and 6). Judged so strictly that no proxy in front of us can find
 * another end. */
#ifndef OSTIARY_SERVER_WIRE_FRAMING_H
#define OSTIARY_SERVER_WIRE_FRAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "http/request.h"

enum framing_rc {
	FRAMING_REFUSED = 0, /* 400 */
	FRAMING_CODED,       /* 415: the body has a content coding, and none is decoded here */
	FRAMING_EXPECTATION, /* 417: an Expect other than 100-continue */
	FRAMING_OK,
};

#define FRAMING_CHUNKED UINT64_MAX

struct framing {
	uint64_t bytes; /* of the body; 0: none; FRAMING_CHUNKED: until its last chunk */
	bool waits;     /* the client sends the body after "100 Continue" */
	bool closes;    /* the client wants the connection to end with the answer */
};

/* Judges the headers of a request. *out is written on FRAMING_OK. */
enum framing_rc framing_judge(const struct request *request, bool is_1_1, struct framing *out);

/* Splits a request target into path and query, both as they arrived. An absolute target (RFC 9112
 * section 3.2.2) loses its scheme and authority; for any other, *out_authority is empty. False when
 * the target is not "*", does not start with "/" and is not absolute, or when it contains a space,
 * a control character or a fragment. */
bool framing_target(struct str target, struct str *out_path, struct str *out_query,
		    struct str *out_authority);

#endif
