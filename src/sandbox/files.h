/* Landlock (Linux 5.13): the process opens only what the rules name, whatever the permissions of
 * the files say, and neither executes files nor makes TCP connections that were not asked for.
 *
 * The rules bind this thread and those that it starts later. They cannot be taken back. Open
 * descriptors stay as they are. stat(), chmod() and connecting to the path of a Unix socket are not
 * governed. Older kernels know fewer kinds of access and refuse those that they know.
 *
 * No rule may be for the root of all files: it would confine nothing. */
#ifndef OSTIARY_SANDBOX_FILES_H
#define OSTIARY_SANDBOX_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "sandbox/outcome.h"

enum file_access {
	FILE_ACCESS_NONE = 0,
	FILE_ACCESS_LIST,   /* names of a folder and of those below it */
	FILE_ACCESS_READ,   /* a file, or a folder with all below it */
	FILE_ACCESS_WRITE,  /* the same; write as well, but make and remove no file */
	FILE_ACCESS_CHANGE, /* the same; make and remove files as well */
};

struct file_rule {
	const char *path; /* one that does not exist now gets no access */
	enum file_access access;
};

enum tcp_access {
	TCP_ACCESS_NONE = 0,
	TCP_ACCESS_CONNECT, /* to any port; the process still opens none */
};

/* True when the path, whatever its spelling and through links and mounts, leads to the root. */
bool files_is_root(const char *path);

/* SANDBOX_FAULT: no memory, a rule for the root, or the kernel refuses. PR_SET_NO_NEW_PRIVS must be
 * set. */
enum sandbox_outcome files_confine(const struct file_rule *rules, size_t n, enum tcp_access tcp,
				   struct err *err);

#endif
