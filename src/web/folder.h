/* A folder of pages, read at each request: for working on the UI, never for the public. */
#ifndef OSTIARY_WEB_FOLDER_H
#define OSTIARY_WEB_FOLDER_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"

struct folder_file {
	struct str type;
	struct str body; /* in the arena */
};

/* The file that a path means: itself, or with ".html" behind it, or "index.html" for "/". False when
 * there is none, it is larger than LIMIT_REPLY_BYTES, or the path would lead out of the folder or to a file
 * whose name begins with a dot (but for what is below /.well-known/). */
bool folder_read(struct arena *a, const char *folder, struct str path, struct folder_file *out);

/* Inline scripts are allowed here, because nobody has counted their hashes. */
const char *folder_csp(const struct folder_file *file);

#endif
