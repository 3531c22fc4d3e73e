/* Where a request begins and ends, read so strictly that no proxy in front of us can read it otherwise
 * (RFC 9112 sections 2.2, 3, 5 and 6).
 *
 * The HTTP library is lenient: it takes a bare LF for a line's end, cuts a header at a NUL, joins
 * folded lines, and of two Content-Length headers takes the first. This module refuses what it let pass.
 */
#ifndef OSTIARY_SERVER_FRAMING_H
#define OSTIARY_SERVER_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "http/request.h"

enum framing_rc {
	FRAMING_REFUSED = 0, /* 400 */
	FRAMING_TOO_LARGE,   /* 431: more header lines or bytes than core/limits.h has */
	FRAMING_OK,
};

/* A head as it lies in memory: slices of one buffer, in which the library has overwritten each line's
 * end with NUL bytes. Header values are without leading blanks and not yet trimmed at their end. */
struct framing_head {
	struct str method;
	struct str target; /* where it lay; its bytes are not read */
	struct str version;
	const struct http_header *headers;
	size_t n_headers;
	size_t bytes; /* from the method's first byte to the end of the empty line */
};

/* Whether every line of the head ended with exactly CR LF and holds nothing that the library skipped:
 * no bare LF, no bare CR, no NUL, no folded line, one space between the parts of the first line. */
bool framing_lines_are_whole(const struct framing_head *head);

/* Judges the head by its values. On FRAMING_OK *out_body_bytes is the announced length of the body:
 * 0 without one, UINT64_MAX when it comes in chunks.
 *
 * request  method_name, path, query and headers are set
 * version  "HTTP/1.1" or "HTTP/1.0"
 */
enum framing_rc framing_judge(const struct request *request, struct str version,
			      uint64_t *out_body_bytes);

#define FRAMING_CHUNKED UINT64_MAX

/* Splits a request target into path and query, both as they arrived. An absolute target (RFC 9112
 * section 3.2.2) loses its scheme and authority; *out_authority is empty for any other. False for a
 * target that is neither "*" nor begins with "/" nor is absolute, or that holds a blank, a control
 * character or a fragment. */
bool framing_target(struct str target, struct str *out_path, struct str *out_query,
		    struct str *out_authority);

#endif
