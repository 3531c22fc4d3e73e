/* A user's picture: any text that Better Auth accepts, except URLs that a page must not follow. */
#ifndef OSTIARY_AUTH_ACCOUNT_IMAGE_H
#define OSTIARY_AUTH_ACCOUNT_IMAGE_H

#include <stdbool.h>

#include "base/str.h"

/* False for a URL that runs as a script or is a document of its own ("javascript:", "vbscript:",
 * "data:" of anything but an image), in any spelling that browsers accept: a front end may
 * use it as a link. */
bool image_is_harmless(struct str text);

#endif
