/* A user's picture: any text that Better Auth would take but for those that a page must not follow. */
#ifndef OSTIARY_AUTH_IMAGE_H
#define OSTIARY_AUTH_IMAGE_H

#include <stdbool.h>

#include "base/str.h"

/* False for a URL that runs as a script or is a document of its own ("javascript:", "vbscript:", "data:" of
 * anything but an image), in any spelling that a browser takes for it: a front end may make it a link. */
bool image_is_harmless(struct str text);

#endif
