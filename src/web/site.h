/* The web UI: static files, embedded in the program or, for development, in a folder.
 *
 *   path of a file        that file
 *   the same with '/'     308 to the path without it; the query is kept
 *   else below /_next/    404 without a page: a missing script must never be answered with HTML
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
	WEB_CACHE_REVALIDATE = 0, /* kept, and validated each time by its ETag */
	WEB_CACHE_IMMUTABLE,      /* kept: its name changes with its content */
};

enum web_coding {
	WEB_IDENTITY = 0,
	WEB_GZIP,
	WEB_BROTLI,
	WEB_CODINGS,
};

/* A file in each coding that makes it smaller. */
struct web_file {
	const char *path;
	const char *type; /* the whole Content-Type */
	enum web_cache cache;
	const char *csp;  /* of an HTML file; "" of any other */
	const char *etag; /* without quotes and without the suffix of the coding */
	struct {
		uint32_t at, n; /* in the blob; n is 0 for a missing coding */
	} body[WEB_CODINGS];
};

/* What the packed files have in the place of the server's own texts. */
#define WEB_ISSUER_PATH "/api/auth"
#define WEB_FEATURES    "passkeys two-factor sign-up reset delete password-8-128 code-6-6"

enum web_mark_kind {
	WEB_MARK_ROOT = 0, /* the site's own path belongs here; n is 0 */
	WEB_MARK_ISSUER,   /* WEB_ISSUER_PATH stands here */
	WEB_MARK_FEATURES, /* WEB_FEATURES stands here */
	WEB_MARK_SCRIPT,   /* the text of an inline script */
};

/* A part of a packed file in its identity coding. */
struct web_mark {
	uint32_t file; /* index of its row */
	enum web_mark_kind kind;
	uint32_t at, n; /* in the file's text */
};

struct web_files {
	const struct web_file *rows; /* sorted by path, byte by byte */
	size_t n;
	const char *blob;
	size_t blob_bytes;
	const struct web_mark *marks; /* by file and place */
	size_t n_marks;
	const char *placed; /* follows the blob where offsets go beyond it (place.h) */
};

/* What the server writes into the pages. */
struct web_texts {
	struct str root;     /* path of the site on its host: "" or "/tasks" */
	struct str issuer;   /* path of the issuer */
	struct str features; /* words of what the pages may offer: WEB_FEATURES */
};

struct site {
	struct web_files files;
	struct web_texts texts;
	const char *folder; /* replaces the files, read anew each time; NULL: none */
};

/* Whether the site has a file of exactly this path. */
bool site_has(const struct site *site, struct str path);

/* Answers any request. With a folder it reads files, so it may wait. */
void site_answer(const struct site *site, const struct request *request, struct reply *reply);

#endif
