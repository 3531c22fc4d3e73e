/* Where a command gets its key set: a file, standard input, or a URL. */
#ifndef OSTIARY_CLI_JWKS_SOURCE_H
#define OSTIARY_CLI_JWKS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "ostiary/verify.h"

/* A path, "-", or what begins with http:// or https:// (ostiary/remote.h says which are fetched, and
 * how). EX_OK with one reference in *out; otherwise it has been said what is wrong. */
int jwks_read(const char *source, struct ost_keyset **out);

/* Up to room bytes; false when it cannot be read. */
bool read_up_to(int fd, char *out, size_t room, size_t *out_n);

#endif
