/* Accept-Encoding (RFC 9110 section 12.5.3). */
#ifndef OSTIARY_WEB_CODING_H
#define OSTIARY_WEB_CODING_H

#include <stdbool.h>

#include "base/str.h"

/* True when the header names the coding with a weight above zero, or does not name it and "*" has
 * one. Without a header no coding is accepted. */
bool coding_accepted(struct str header, struct str coding);

#endif
