/* Lays out plain text for terminals. */
#ifndef OSTIARY_CLI_TREE_TEXT_H
#define OSTIARY_CLI_TREE_TEXT_H

#include "base/buf.h"

/* Writes the paragraphs of the text, which an empty line separates, broken at blanks so that no
 * line is wider than 80 columns, each line behind `indent` blanks. The cursor already stands there
 * for the first line. It ends with a line break. */
void text_put_wrapped(struct buf *b, struct str text, size_t indent);

/* Writes the text, which has no line breaks, as lines that begin with "# ". */
void text_put_comment(struct buf *b, struct str text);

/* Writes one row of a list: "  left", and the help beside it, or below it when `left` is long. */
void text_put_row(struct buf *b, struct str left, struct str help);

#endif
