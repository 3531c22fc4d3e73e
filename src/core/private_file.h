/* Whether a file with a secret in it is kept from others. */
#ifndef OSTIARY_CORE_PRIVATE_FILE_H
#define OSTIARY_CORE_PRIVATE_FILE_H

#include <sys/stat.h>

/* NULL: nobody reads it who should not. Otherwise the rest of a sentence, "others may read it; ...".
 *
 * A file of the process's own user has no right for anybody else (0600). One of another user, as
 * orchestrators and packages place them (root, with the service's group), may be read by its group: there is
 * no other way to read it. Nobody else may have any right in either case. */
const char *private_file_fault(const struct stat *info);

#endif
