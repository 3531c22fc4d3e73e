/* A folder of pages that is read at each request. For development of the UI, never for
 * production. */
#ifndef OSTIARY_WEB_FOLDER_H
#define OSTIARY_WEB_FOLDER_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "web/site.h"

struct folder_file {
	struct str type;
	struct str body; /* in the arena */
};

/* Reads the file of the path: that file, or the one with ".html" appended, or "index.html" for "/".
 * False when there is none, when it is larger than LIMIT_REPLY_BYTES, or when the path leads out of
 * the folder or has a part that starts with a dot (other than /.well-known/). */
bool folder_read(struct arena *a, const char *folder, struct str path, struct folder_file *out);

/* A built site has marks where the server's texts belong ("/__root__", "/__issuer__",
 * "/__features__"; next.config.ts of the UI), which packing takes out. Replaces those in a file by
 * the texts; a folder without marks stays as it is. False, and the file is as it was, when the
 * result is too large. */
bool folder_place(struct arena *a, const struct web_texts *texts, struct folder_file *file);

/* Allows inline scripts, because their hashes are not known. */
const char *folder_csp(const struct folder_file *file, struct str path);

#endif
