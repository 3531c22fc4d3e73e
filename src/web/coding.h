/* Accept-Encoding (RFC 9110 section 12.5.3). */
#ifndef OSTIARY_WEB_CODING_H
#define OSTIARY_WEB_CODING_H

#include <stdbool.h>

#include "base/str.h"

/* True when the header names the coding, or "*", with a weight above zero. A coding that is named counts
 * before "*". An absent header accepts nothing that we would have to encode. */
bool coding_accepted(struct str header, struct str coding);

#endif
