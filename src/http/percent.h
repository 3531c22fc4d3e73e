/* Percent-decoding as JavaScript's decodeURIComponent() does it; base/url.h encodes. */
#ifndef OSTIARY_HTTP_PERCENT_H
#define OSTIARY_HTTP_PERCENT_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"

/* Decodes each %XX once. False, with *out untouched, when a '%' is not followed by two hexadecimal
 * digits or the result is not UTF-8. Text without '%' is not copied. */
bool percent_decode(struct arena *arena, struct str text, struct str *out);

#endif
