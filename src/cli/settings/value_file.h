/* A file that holds one value: what NAME_FILE names, and a secret that a command is given. */
#ifndef OSTIARY_CLI_SETTINGS_VALUE_FILE_H
#define OSTIARY_CLI_SETTINGS_VALUE_FILE_H

#include <stdbool.h>

#include "base/str.h"

#define VALUE_FILE_MAX 16384 /* bytes of the file: declarations of fields are the longest */

/* Reads the file, or a pipe to its end, into room; *out is its text in there, without the line ends
 * at its end. A file with a secret must be protected from other users (core/private_file.h). NULL
 * on success; else what is wrong with the file, as the rest of a sentence about it. */
const char *value_file_read(const char *path, bool secret, char room[VALUE_FILE_MAX + 1],
			    struct str *out);

/* The same from standard input, which may be open to others: it is the caller's. */
const char *value_stdin_read(char room[VALUE_FILE_MAX + 1], struct str *out);

#endif
