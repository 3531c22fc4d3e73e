/* Percent-encoding as JavaScript's encodeURIComponent() and decodeURIComponent() do it. */
#ifndef OSTIARY_HTTP_PERCENT_H
#define OSTIARY_HTTP_PERCENT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/arena.h"

/* Appends text with everything but A-Z a-z 0-9 - _ . ! ~ * ' ( ) as %XX in upper case. */
void percent_put(struct buf *b, struct str text);

/* Decodes each %XX once. False, with *out untouched, when a '%' is not followed by two hexadecimal
 * digits or the result is not UTF-8. Text without '%' is not copied. */
bool percent_decode(struct arena *arena, struct str text, struct str *out);

/* The value of a hexadecimal digit; -1 for any other character. */
int percent_digit(char c);

#endif
