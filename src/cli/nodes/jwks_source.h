/* Reads the key set of a command: from a file, standard input, or a URL. */
#ifndef OSTIARY_CLI_NODES_JWKS_SOURCE_H
#define OSTIARY_CLI_NODES_JWKS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "ostiary/verify.h"

/* source is a path, "-", or a URL (http:// or https://, with the rules of ostiary/remote.h). EX_OK
 * with one reference in *out; otherwise the error has been reported and this is the exit code. */
int jwks_read(const char *source, struct ost_keyset **out);

/* Reads up to room bytes; false when reading fails. */
bool read_up_to(int fd, char *out, size_t room, size_t *out_n);

#endif
