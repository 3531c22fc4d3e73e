/* Writes a file of settings for an operator to fill in. */
#ifndef OSTIARY_CLI_SETTINGS_ENVIRONMENT_FILE_H
#define OSTIARY_CLI_SETTINGS_ENVIRONMENT_FILE_H

#include "base/buf.h"

/* Each setting as a comment, "#NAME=default", behind what it means. The form is that of systemd's
 * EnvironmentFile=, which a shell can read as well: values with blanks would need quotes, and no
 * default has any. */
void environment_file_put(struct buf *b);

#endif
