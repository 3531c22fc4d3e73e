/* What a command prints: its output, or an error. */
#ifndef OSTIARY_CLI_TREE_OUTPUT_H
#define OSTIARY_CLI_TREE_OUTPUT_H

#include "base/buf.h"
#include "core/log.h"

/* Prints one line on standard error, "ostiary: ...", and returns code, the exit code of the process
 * (sysexits.h). With cli_fail_into() it is a line of that log. */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* From now on an error goes to the log where that is read by a program: its format is JSON, or its
 * reader is the journal. The log must live until this is called with NULL. */
void cli_fail_into(const struct log *log);

/* Prints the text on standard output. EX_OK; or the output did not fit into the buffer or could not
 * be written, which has been reported, and this is the exit code. */
int cli_print(const struct buf *text);

/* Appends a text that comes from outside: its control characters are replaced, so that none of them
 * can steer the terminal. */
void cli_put_safe(struct buf *b, struct str text);

/* The same, filled up with blanks to the width in bytes, and at least one. */
void cli_put_column(struct buf *b, struct str text, size_t width);

#endif
