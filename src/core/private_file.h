/* Whether a file or folder is protected from other users. Each fault is the rest of a sentence
 * about it; NULL: there is none. */
#ifndef OSTIARY_CORE_PRIVATE_FILE_H
#define OSTIARY_CORE_PRIVATE_FILE_H

#include <sys/stat.h>

/* Who owns it can change it: that must be root or the user of this process. */
const char *private_owner_fault(const struct stat *info);

/* A file of the process's own user must give no permission to its group and to others (0600). A
 * file of root, as orchestrators and packages install them (with the group of the service), may be
 * readable by its group, since the process could not read it otherwise. */
const char *private_file_fault(const struct stat *info);

/* A path that an operator names may be a symbolic link, as orchestrators mount secrets, but none of
 * another user, who could let it lead elsewhere. A path that is not there has no fault. */
const char *private_link_fault(const char *path);

#endif
