#include "server/room.h"

#define ROW_BYTES   64  /* that the library keeps for each header and each cookie */
#define LINES_BYTES 256 /* status line, Date, Content-Length, Connection, X-Request-Id */

/* The library copies the cookies and takes the copy apart. */
static size_t of_cookies(const struct http_header *header)
{
	size_t rows = 1;

	if (!str_eq_nocase(header->name, STR("cookie")))
		return 0;
	for (size_t i = 0; i < header->value.n; i++)
		rows += header->value.p[i] == ';' || header->value.p[i] == ',';
	return header->value.n + rows * ROW_BYTES;
}

size_t room_left(const struct request *request, size_t head_bytes)
{
	size_t taken = head_bytes + request->n_headers * ROW_BYTES;

	for (size_t i = 0; i < request->n_headers; i++)
		taken += of_cookies(&request->headers[i]);
	return taken < ROOM_BYTES ? ROOM_BYTES - taken : 0;
}

bool room_fits(const struct reply *reply, size_t left)
{
	size_t bytes = LINES_BYTES;

	for (size_t i = 0; i < reply->n_headers; i++)
		bytes += reply->headers[i].name.n + reply->headers[i].value.n + 4;
	return bytes <= left;
}
