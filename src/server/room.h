/* How much of a connection's memory in the HTTP library a request has taken, and so how long the head of
 * its answer may be: one for which there is no room would not be sent, and the client would wait for
 * nothing. */
#ifndef OSTIARY_SERVER_ROOM_H
#define OSTIARY_SERVER_ROOM_H

#include <stdbool.h>
#include <stddef.h>

#include "http/reply.h"
#include "http/request.h"

/* What the library may use for one connection: the largest head that we take, what it makes of the
 * cookies in it, and the head of the answer. */
#define ROOM_BYTES ((size_t)32 << 10)

/* A request that leaves less is refused with 431. */
#define ROOM_LEAST_BYTES ((size_t)3 << 10)

/* What is left for the answer's head; head_bytes is the length of the request's. */
size_t room_left(const struct request *request, size_t head_bytes);

/* Whether the reply's head fits into it, with the lines that the server and the library add. */
bool room_fits(const struct reply *reply, size_t left);

#endif
