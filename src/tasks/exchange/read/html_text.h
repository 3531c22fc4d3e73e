/* The text of a fragment of HTML. */
#ifndef OSTIARY_TASKS_EXCHANGE_HTML_TEXT_H
#define OSTIARY_TASKS_EXCHANGE_HTML_TEXT_H

#include "base/str.h"
#include "core/arena.h"

/* Without tags and with its entities as characters; the ends of paragraphs, items and lines become
 * line ends. A text without a known tag is no HTML and stays as it is. In the arena. */
struct str html_text(struct arena *a, struct str html);

#endif
