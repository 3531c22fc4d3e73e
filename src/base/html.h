/* Escaping text for HTML. */
#ifndef OSTIARY_BASE_HTML_H
#define OSTIARY_BASE_HTML_H

#include "base/buf.h"
#include "base/str.h"

/* Appends text escaped for both places: between tags, and in an attribute's value in quotes of
 * either kind. */
void html_put_text(struct buf *b, struct str text);

#endif
