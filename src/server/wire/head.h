/* The head of a request, read so strictly that no proxy in front of us can find another request
 * in the same bytes (RFC 9112 sections 2 to 5): every line ends with CR LF, parts of the first
 * line are divided by one space, no line is folded, and there are no control characters. */
#ifndef OSTIARY_SERVER_WIRE_HEAD_H
#define OSTIARY_SERVER_WIRE_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/arena.h"
#include "http/request.h"

enum head_rc {
	HEAD_REFUSED = 0,     /* 400 */
	HEAD_MORE,            /* so far it is sound, and not complete */
	HEAD_WHOLE,           /* complete */
	HEAD_TARGET_TOO_LONG, /* 414: the first line has more than LIMIT_HEAD_BYTES */
	HEAD_TOO_LARGE,       /* 431: more lines or bytes than core/limits.h allows */
	HEAD_OTHER_VERSION,   /* 505: neither HTTP/1.0 nor HTTP/1.1 */
};

/* How far a head has been looked at; all zeros before its first byte. */
struct head_scan {
	size_t start; /* of the first line, behind empty lines */
	size_t line;  /* of the current line */
	size_t at;    /* what comes before has no further end of a line */
	unsigned empty_lines;
	bool begun; /* the first line is complete */
};

/* Looks for the end of the head in what has come of it; input is the same text as at the last call,
 * and more. On HEAD_WHOLE *out_bytes is the length of the head, with the empty lines before it,
 * which old clients send after a body (RFC 9112 section 2.2) and of which a few are skipped. */
enum head_rc head_scan(struct head_scan *scan, struct str input, size_t *out_bytes);

struct head {
	struct str method, target; /* the target is not judged: see framing_target() */
	bool is_1_1;
	struct http_header *headers;
	size_t n_headers;
};

/* Reads a whole head, without empty lines before it. Everything in *out is a slice of text or in
 * the arena; values have no white space at their ends. Never HEAD_MORE; unless it is HEAD_WHOLE,
 * *out has the method and the target if those could be read, and no headers. */
enum head_rc head_parse(struct str text, struct arena *a, struct head *out);

#endif
