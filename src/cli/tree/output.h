/* What a command prints: its output, or an error. */
#ifndef OSTIARY_CLI_TREE_OUTPUT_H
#define OSTIARY_CLI_TREE_OUTPUT_H

#include "base/buf.h"

/* Prints one line on standard error, "ostiary: ...", and returns code, the exit code of the process
 * (sysexits.h). */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints the text on standard output. EX_OK; or the output did not fit into the buffer or could not
 * be written, which has been reported, and this is the exit code. */
int cli_print(const struct buf *text);

#endif
