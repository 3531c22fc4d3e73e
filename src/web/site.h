/* The web UI: static files, embedded in the program or, for development, in a folder.
 *
 *   exact path            that file
 *   path with '/' behind  308 to the path without it, when that is a file; the query is kept
 *   below /_next/         else 404 without a page: a missing script must never be HTML
 *   anything else         404 with the page "/404"
 *   not GET or HEAD       405
 */
#ifndef OSTIARY_WEB_SITE_H
#define OSTIARY_WEB_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/reply.h"
#include "http/request.h"

enum web_cache {
	WEB_CACHE_REVALIDATE = 0, /* kept, but asked for each time; an ETag makes that cheap */
	WEB_CACHE_IMMUTABLE,      /* its name changes with its content */
};

enum web_coding {
	WEB_IDENTITY = 0,
	WEB_GZIP,
	WEB_BROTLI,
	WEB_CODINGS,
};

/* One file in every coding that is worth having. */
struct web_file {
	const char *path;
	const char *type; /* the whole Content-Type */
	enum web_cache cache;
	const char *csp;  /* of an HTML file; "" for the rest */
	const char *etag; /* without quotes and without the coding's suffix */
	struct {
		uint32_t at, n; /* in the blob; n is 0 for a coding that is not there */
	} body[WEB_CODINGS];
};

struct web_files {
	const struct web_file *rows; /* sorted by path, byte by byte */
	size_t n;
	const char *blob;
};

/* The files that were linked into the program; n is 0 when it was built without. */
struct web_files web_embedded(void);

struct site {
	struct web_files files;
	const char *folder; /* serve from here instead; NULL: the files above */
};

/* True when the site has that very path, so that it is asked before "not found" is said. */
bool site_has(const struct site *site, struct str path);

/* Answers the request, whatever it is. Reads a folder's files, so it may wait when there is one. */
void site_answer(const struct site *site, const struct request *request, struct reply *reply);

#endif
