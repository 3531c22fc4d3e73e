/* The packed site at another place than the root of its host, or with other features: the pages and
 * scripts that contain texts of the server, with others in them. */
#ifndef OSTIARY_WEB_PLACE_H
#define OSTIARY_WEB_PLACE_H

#include "core/arena.h"
#include "web/site.h"

/* The files with the root put before each of their paths, and with the issuer's path and the words
 * of the features. Files that change have no compressed variants any more, another ETag, and pages
 * the hashes of their scripts as they are now in the policy. Without a difference from what is
 * packed the result is files. It lives in the arena and refers to files; the texts are plain
 * (letters, digits, "-._~/ "), so that they need no escape in HTML and JavaScript. */
struct web_files web_place(struct arena *a, const struct web_files *files,
			   const struct web_texts *texts);

#endif
